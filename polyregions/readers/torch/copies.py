"""The copy of a module that is read: in evaluation mode and binary64, the original untouched."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from polyregions.errors import InvalidNetworkError, PolyregionsError
from polyregions.readers.torch.checkpoints import without_prefixes
from polyregions.readers.torch.messages import first_line
from polyregions.readers.torch.modules import torch_class
from polyregions.readers.torch.package import torch_package
from polyregions.readers.torch.plain_modules import (
    has_computed_parameters,
    is_understood_hook,
    plain_module,
    unwrapped,
)

__all__ = ["evaluation_copy"]

_NAMES_SHOWN = 3


def evaluation_copy(
    module: Any, state: Mapping[str, Any] | None = None, *, dequantise: bool = False
) -> Any:
    """Return a copy of a module, in evaluation mode, on the CPU, with its floats in binary64.

    Parameters
    ----------
    module
        The module, which stays as it is. Floats of fewer bits become the same numbers.
    state
        A state dict to load into the copy. Its numbers are kept as they are, even those that the
        module's own precision would round.
    dequantise
        Whether dynamically quantised linear maps are read by their weights alone.

    Raises
    ------
    InvalidNetworkError
        If this is no module of Python code, cannot be copied, has hooks, or the state dict does not
        fit.
    """
    module = unwrapped(module)
    _check_kind(module)
    for path, part in module.named_modules():
        _check_part(path, part)
        if state is not None and has_computed_parameters(part):
            raise InvalidNetworkError(
                f"{_place(path, part)} computes its parameters from others: load the state dict "
                "into the module yourself, and leave it out here"
            )
    try:
        own = _copied(module)
        for part in own.modules():
            part.training = False
        double = plain_module(own, dequantise=dequantise).to(device="cpu").double()
    except PolyregionsError:
        raise
    except (RuntimeError, NotImplementedError, TypeError, ValueError) as error:
        raise InvalidNetworkError(
            f"the module cannot be copied to the CPU ({first_line(error)}): give one with "
            "ordinary parameters that hold data"
        ) from error
    for part in double.modules():
        part.training = False
        _widen_plain_tensors(part)
    if state is not None:
        _load(double, state)
    return double


def _check_kind(module: Any) -> None:
    torch = torch_package()
    if isinstance(module, torch.jit.ScriptModule):
        raise InvalidNetworkError(
            "the module is a compiled TorchScript program: give the module it was made from"
        )
    if not isinstance(module, torch.nn.Module):
        raise InvalidNetworkError(
            f"this is a {type(module).__name__}: give a torch.nn.Module, or read the file of a "
            "plain state dict with read_network"
        )


def _check_part(path: str, part: Any) -> None:
    torch = torch_package()
    where = _place(path, part)
    if unwrapped(part) is not part:
        return  # What a wrapper does beside, to share work, is left out.
    if isinstance(part, torch.nn.modules.lazy.LazyModuleMixin):
        raise InvalidNetworkError(
            f"{where} is lazy and has no parameters yet: call it on an input once"
        )
    if part._forward_hooks or not all(map(is_understood_hook, part._forward_pre_hooks.values())):
        raise InvalidNetworkError(
            f"{where} has hooks, which may change what it computes: remove them, and write what "
            "they do into its forward method"
        )
    # Tracing runs the code of other modules, methods of the instance among it.
    own = vars(part) if torch_class(part) else {"forward"} & vars(part).keys()
    for name in own:
        if callable(getattr(type(part), name, None)):
            raise InvalidNetworkError(
                f"{where} has had its method {name!r} replaced: define it in the class"
            )


def _place(path: str, part: Any) -> str:
    return f"the module {path!r} ({type(part).__name__})" if path else "the module"


def _copied(module: Any) -> Any:
    """Return a copy without wrappers of parts, and with the values of tensors that are computed."""
    torch = torch_package()
    copies: dict[int, Any] = {
        id(value): value.detach().clone()
        for part in module.modules()
        for value in vars(part).values()
        if isinstance(value, torch.Tensor) and not value.is_leaf
    }
    for part in module.modules():
        if unwrapped(part) is not part:
            copies[id(part)] = copy.deepcopy(unwrapped(part), copies)
    return copy.deepcopy(module, copies)


def _widen_plain_tensors(part: Any) -> None:
    """Make float attributes that are neither parameters nor buffers binary64 too."""
    torch = torch_package()
    for name, value in list(vars(part).items()):
        if isinstance(value, torch.Tensor) and value.is_floating_point():
            setattr(part, name, value.detach().to(device="cpu", dtype=torch.float64))


def _load(module: Any, state: Mapping[str, Any]) -> None:
    expected = set(module.state_dict())
    state = without_prefixes(state, expected)
    missing, unknown = sorted(expected - set(state)), sorted(set(state) - expected)
    for names, what in ((missing, "lacks"), (unknown, "holds, unlike the module,")):
        if names:
            shown = ", ".join(map(repr, names[:_NAMES_SHOWN]))
            more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
            raise InvalidNetworkError(
                f"the state dict {what} {shown}{more}: give one of this very module"
            )
    for name, mine in module.state_dict().items():
        if state[name].shape != mine.shape:
            raise InvalidNetworkError(
                f"{name!r} has the shape {tuple(mine.shape)} in the module, and "
                f"{tuple(state[name].shape)} in the state dict: give one of this very module"
            )
    try:
        module.load_state_dict(state, strict=True)
    except RuntimeError as error:
        raise InvalidNetworkError(
            f"the state dict does not fit the module ({first_line(error)}): give one of this very "
            "module"
        ) from error
