"""What a pickle of torch.save may name, with notes of tensors in the place of tensors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from polyregions.errors import FileFormatError

__all__ = [
    "CONSTRUCTORS",
    "Named",
    "Ordered",
    "StorageClaim",
    "TensorClaim",
    "named",
    "objects",
    "storage_kind",
    "update",
]

_STORAGE = re.compile(r"torch ([A-Za-z0-9]+)Storage")
_QUANTISED = re.compile(r"torch qu?int\d+(x\d)?|torch\._utils _rebuild_qtensor")


class StorageClaim(NamedTuple):
    """Memory that a pickle refers to.

    Attributes
    ----------
    kind
        The type of its entries, by the name of the class without "Storage", such as "Float".
    key
        Where the file holds it.
    entries
        How many it claims to have.
    """

    kind: str
    key: str
    entries: int


class TensorClaim(NamedTuple):
    """A tensor as a pickle describes it: a part of a storage.

    Attributes
    ----------
    storage
        Where its entries are.
    offset
        The place of the first one.
    shape, strides
        As in torch, counted in entries.
    """

    storage: StorageClaim
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class Named(NamedTuple):
    """A class or function that a pickle names."""

    name: str


class Ordered(dict[Any, Any]):
    """What stands for an OrderedDict, whose attributes are not kept."""


def named(name: str) -> Named:
    """Return what stands for a class or function that a pickle names, with a space for the dot.

    Raises
    ------
    FileFormatError
        If it is neither a constructor of tensors nor a type of storages.

    Examples
    --------
    >>> named("collections OrderedDict")
    Named(name='collections OrderedDict')
    """
    if name not in CONSTRUCTORS and not _STORAGE.fullmatch(name):
        raise objects(name)
    return Named(name)


def storage_kind(value: Any) -> str | None:
    """Return the kind of storages whose type a value stands for, None if it is none.

    Examples
    --------
    >>> storage_kind(Named("torch FloatStorage")), storage_kind(3)
    ('Float', None)
    """
    found = _STORAGE.fullmatch(value.name) if isinstance(value, Named) else None
    return found[1] if found else None


def objects(name: str) -> FileFormatError:
    """Return the refusal of a pickle that names something else."""
    if _QUANTISED.fullmatch(name):
        return FileFormatError(
            "it holds quantised tensors: save the state dict of the module of floats, or read the "
            "module itself with from_torch(module, dequantise=True)"
        )
    return FileFormatError(
        f"it holds Python objects ({name.replace(' ', '.')[:80]!r}) beside plain tensors, and "
        "nothing of it was run: save module.state_dict(), and read a whole module with from_torch"
    )


def update(target: Any, values: list[Any]) -> None:
    """Put keys and values, one after the other, into a dictionary.

    Raises
    ------
    TypeError
        If there is no dictionary, or a key is neither a text nor a number.
    """
    if not isinstance(target, dict) or len(values) % 2:
        raise TypeError("an entry for what is no dictionary")
    keys = values[::2]
    # To hash a tuple of tuples of tuples, deep enough, would overflow the stack.
    if not all(key is None or isinstance(key, str | int | float) for key in keys):
        raise TypeError("a key that is neither a text nor a number")
    target.update(zip(keys, values[1::2], strict=True))


def _ordered(pairs: Any = ()) -> Ordered:
    entries = Ordered()
    for key, value in pairs:
        update(entries, [key, value])
    return entries


def _tensor(storage: Any, offset: Any, shape: Any, strides: Any, *rest: Any) -> TensorClaim:
    numbers = (offset, *shape, *strides)
    if not isinstance(storage, StorageClaim) or len(shape) != len(strides):
        raise TypeError("a tensor without a storage or a shape")
    if not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise TypeError("a tensor whose shape is none")
    # requires_grad, backward hooks, and what marks entries as negated or conjugated.
    if any(rest[2:]):
        raise FileFormatError(
            "a tensor in it is a lazy view, negated or conjugated: save it after resolve_neg() and "
            "resolve_conj()"
        )
    return TensorClaim(storage, offset, tuple(shape), tuple(strides))


def _parameter(data: Any, *_rest: Any) -> TensorClaim:
    if not isinstance(data, TensorClaim):
        raise TypeError("a parameter of what is no tensor")
    return data


CONSTRUCTORS: dict[str, Callable[..., Any]] = {
    "collections OrderedDict": _ordered,
    "torch._utils _rebuild_tensor": _tensor,
    "torch._utils _rebuild_tensor_v2": _tensor,
    "torch._utils _rebuild_parameter": _parameter,
}
"""The constructors, by their names."""
