"""Modules made plain: without wrappers, parametrisations, hooks of norms and quantised weights."""

from __future__ import annotations

from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.readers.torch.package import torch_package

__all__ = ["has_computed_parameters", "is_understood_hook", "plain_module", "unwrapped"]


def unwrapped(module: Any) -> Any:
    """Return the module inside of the wrappers that only pass an input on to it.

    Parameters
    ----------
    module
        Perhaps a DataParallel, DistributedDataParallel or AveragedModel, or what torch.compile
        returns. One with hooks does more, and is left as it is.
    """
    while _only_wraps(module):
        module = module._orig_mod if _is_compiled(module) else module.module
    return module


def _only_wraps(module: Any) -> bool:
    torch = torch_package()
    wrappers = (
        torch.nn.DataParallel,
        torch.nn.parallel.DistributedDataParallel,
        torch.optim.swa_utils.AveragedModel,
    )
    if not (type(module) in wrappers or _is_compiled(module)):
        return False
    return not module._forward_hooks and not module._forward_pre_hooks


def _is_compiled(module: Any) -> bool:
    # To import the class would import the compiler, which takes seconds.
    kind = type(module)
    return kind.__name__ == "OptimizedModule" and kind.__module__.startswith("torch._dynamo")


def is_understood_hook(hook: Any) -> bool:
    """Return whether a hook before the forward of a module only computes a parameter for it.

    These are the hooks of weight_norm, of spectral_norm, and of pruning.
    """
    from torch.nn.utils.prune import BasePruningMethod
    from torch.nn.utils.spectral_norm import SpectralNorm
    from torch.nn.utils.weight_norm import WeightNorm

    return isinstance(hook, BasePruningMethod | SpectralNorm | WeightNorm)


def has_computed_parameters(part: Any) -> bool:
    """Return whether a module computes parameters from others before it uses them."""
    torch = torch_package()
    hooks = part._forward_pre_hooks.values()
    return bool(torch.nn.utils.parametrize.is_parametrized(part)) or any(
        map(is_understood_hook, hooks)
    )


def plain_module(module: Any, *, dequantise: bool) -> Any:
    """Return a module with plain parts.

    Parameters that are computed from others, by parametrisations, weight_norm, spectral_norm or
    pruning, get the values that they have. Dynamically quantised linear maps become linear maps
    with their weights.

    Parameters
    ----------
    module
        A copy of the user's module, in evaluation mode, which changes.
    dequantise
        Whether to read those linear maps too that round what they are given.

    Raises
    ------
    InvalidNetworkError
        If there is one of the latter, and they are not to be read.
    """
    holder = torch_package().nn.ModuleList([module])
    for path, part in list(holder.named_modules()):
        if has_computed_parameters(part):
            _keep_values(part)
        for name, child in list(part._modules.items()):
            if _is_dynamically_quantised(child):
                below = ".".join([*path.split(".")[1:], name]) if path else ""
                part._modules[name] = _dequantised(child, below, dequantise)
    return holder[0]


def _keep_values(part: Any) -> None:
    """Give a part the values that its computed parameters have, as parameters."""
    from torch.nn.utils import parametrize, prune

    if parametrize.is_parametrized(part):
        values = {name: getattr(part, name).detach().clone() for name in part.parametrizations}
        # The class that computes them is shared with the user's module, and has to stay as it is.
        del part._modules["parametrizations"]
        part.__class__ = type(part).__bases__[0]
        for name, value in values.items():
            part.register_parameter(name, torch_package().nn.Parameter(value, requires_grad=False))
    for key, hook in list(part._forward_pre_hooks.items()):
        if isinstance(hook, prune.BasePruningMethod):
            prune.remove(part, hook._tensor_name)
        elif is_understood_hook(hook):
            hook.remove(part)
            del part._forward_pre_hooks[key]


def _is_dynamically_quantised(part: Any) -> bool:
    return type(part) is torch_package().ao.nn.quantized.dynamic.Linear


def _dequantised(part: Any, path: str, dequantise: bool) -> Any:
    """Return a linear map with the weights of a dynamically quantised one."""
    torch = torch_package()
    weights, bias = part._packed_params._weight_bias()
    if weights.is_quantized and not dequantise:
        which = f"the module {path!r}" if path else "the module"
        raise InvalidNetworkError(
            f"{which} is a dynamically quantised Linear, which rounds what it is given, so that it "
            "jumps: give dequantise=True to read it by its dequantised weights, without that "
            "rounding"
        )
    numbers = weights.dequantize() if weights.is_quantized else weights
    linear = torch.nn.utils.skip_init(
        torch.nn.Linear,
        part.in_features,
        part.out_features,
        bias=bias is not None,
        device="cpu",
        dtype=numbers.dtype,
    )
    linear.weight.copy_(numbers)
    if bias is not None:
        linear.bias.copy_(bias)
    return linear
