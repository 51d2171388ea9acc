"""Checkpoints: the state dict among what training loops save beside it, and its names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import prod
from typing import Any

from polyregions.errors import FileFormatError, short

__all__ = ["state_in", "without_prefixes"]

_PREFIXES = ("module.", "model.", "_orig_mod.")
"""What DataParallel, Lightning and torch.compile put before the names of parameters."""


def state_in(
    value: Any, is_tensor: Callable[[Any], bool], holds_floats: Callable[[Any], bool]
) -> dict[str, Any]:
    """Return the state dict in what a file holds: the whole of it, or one of its entries.

    Parameters
    ----------
    value
        What was saved.
    is_tensor
        What tells a tensor, which has a shape.
    holds_floats
        What tells a tensor of floats from others.

    Returns
    -------
    dict
        The tensors by name. Beside an entry that is a state dict may stand numbers, texts, what
        optimisers keep, and tensors of integers such as the states of random generators.

    Raises
    ------
    FileFormatError
        If there is no state dict, or there are several, so that one would have to be guessed.

    Examples
    --------
    >>> import numpy as np
    >>> is_array = lambda entry: isinstance(entry, np.ndarray)
    >>> holds_floats = lambda array: array.dtype.kind == "f"
    >>> sorted(state_in({"epoch": 3, "model": {"weight": np.eye(1)}}, is_array, holds_floats))
    ['weight']
    """
    if not isinstance(value, Mapping):
        raise FileFormatError(
            f"it is {_kind(value, is_tensor)}: save module.state_dict(), a dictionary of tensors"
        )
    for key in value:
        if not isinstance(key, str):
            raise FileFormatError(f"its key {short(key)} is no text: save module.state_dict()")
    others = [key for key in value if not is_tensor(value[key])]
    if not others:
        return dict(value)
    states = [key for key in others if _is_state(value[key], is_tensor)]
    if len(states) > 1:
        raise FileFormatError(
            f"it holds several state dicts, {_listed(states)}: save one of them alone"
        )
    tensors = [value[key] for key in value if is_tensor(value[key])]
    # With parameters beside it, the entry might be a part of the state dict, not the whole.
    if not states or any(prod(t.shape) > 1 and holds_floats(t) for t in tensors):
        raise FileFormatError(
            f"its entry {short(others[0])} is {_kind(value[others[0]], is_tensor)}, where a state "
            "dict holds tensors only: save module.state_dict() alone, or as one entry beside "
            "numbers and texts"
        )
    return dict(value[states[0]])


def without_prefixes(state: Mapping[str, Any], expected: Iterable[str]) -> dict[str, Any]:
    """Return a state dict with the names that a module expects, if what wraps modules made others.

    Parameters
    ----------
    state
        Tensors by name.
    expected
        The names of the module.

    Returns
    -------
    dict
        Without those prefixes of DataParallel, Lightning and torch.compile that all names share
        and the module's lack; the state dict as it is where that does not make them equal.

    Examples
    --------
    >>> without_prefixes({"module._orig_mod.weight": 1}, ["weight"])
    {'weight': 1}
    >>> without_prefixes({"model.weight": 1}, ["model.weight"])
    {'model.weight': 1}
    """
    names = set(expected)
    stripped = dict(state)
    while stripped and stripped.keys() != names:
        prefix = next((p for p in _PREFIXES if all(name.startswith(p) for name in stripped)), None)
        if prefix is None:
            return dict(state)
        stripped = {name.removeprefix(prefix): tensor for name, tensor in stripped.items()}
    return stripped


def _is_state(value: Any, is_tensor: Callable[[Any], bool]) -> bool:
    if not isinstance(value, Mapping) or not value:
        return False
    return all(isinstance(key, str) and is_tensor(value[key]) for key in value)


def _kind(value: Any, is_tensor: Callable[[Any], bool]) -> str:
    if is_tensor(value):
        return "a tensor"
    if isinstance(value, Mapping):
        return "a dictionary"
    return "None" if value is None else f"of type {type(value).__name__}"


def _listed(names: list[str]) -> str:
    shown = ", ".join(map(short, names[:3]))
    if len(names) > 3:
        return f"{shown} and {len(names) - 3} more"
    return " and ".join(shown.rsplit(", ", 1))
