"""The modules of torch.nn that are read as they stand, without looking into their code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from polyregions.readers.torch import activations, arithmetic, gathers, padding, shapes, spatial
from polyregions.readers.torch.constants import constant_array
from polyregions.readers.torch.package import torch_package

__all__ = ["MODULES", "module_passes_its_input_on", "module_reader", "torch_class"]

Reader = Callable[[Any, Any], Any]


def _linear(module: Any, x: Any) -> Any:
    return arithmetic.linear(x, _numbers(module, "weight"), _numbers(module, "bias"))


def _convolution(module: Any, x: Any, axes: int) -> Any:
    pads_before = module.padding_mode != "zeros"
    if pads_before:
        x = padding.pad(x, module._reversed_padding_repeated_twice, module.padding_mode)
    return spatial.convolution(
        x,
        _numbers(module, "weight"),
        _numbers(module, "bias"),
        module.stride,
        0 if pads_before else module.padding,
        module.dilation,
        module.groups,
        axes=axes,
    )


def _transposed_convolution(module: Any, x: Any, axes: int) -> Any:
    return spatial.transposed_convolution(
        x,
        _numbers(module, "weight"),
        _numbers(module, "bias"),
        module.stride,
        module.padding,
        module.output_padding,
        module.groups,
        module.dilation,
        axes=axes,
    )


def _batch_norm(module: Any, x: Any) -> Any:
    return spatial.batch_norm(
        x,
        _numbers(module, "running_mean"),
        _numbers(module, "running_var"),
        _numbers(module, "weight"),
        _numbers(module, "bias"),
        eps=module.eps,
    )


def _average_pool(module: Any, x: Any, axes: int) -> Any:
    return spatial.average_pool(
        x,
        module.kernel_size,
        module.stride,
        module.padding,
        module.ceil_mode,
        module.count_include_pad,
        getattr(module, "divisor_override", None),
        axes=axes,
    )


def _max_pool(module: Any, x: Any, axes: int) -> Any:
    return spatial.max_pool(
        x,
        module.kernel_size,
        module.stride,
        module.padding,
        module.dilation,
        module.ceil_mode,
        module.return_indices,
        axes=axes,
    )


def _adaptive_average_pool(module: Any, x: Any, axes: int) -> Any:
    return spatial.adaptive_average_pool(x, module.output_size, axes=axes)


def _adaptive_max_pool(module: Any, x: Any, axes: int) -> Any:
    return spatial.adaptive_max_pool(x, module.output_size, module.return_indices, axes=axes)


def _upsampled(module: Any, x: Any) -> Any:
    return gathers.interpolate(
        x,
        module.size,
        module.scale_factor,
        module.mode,
        module.align_corners,
        module.recompute_scale_factor,
    )


def _numbers(module: Any, name: str) -> Any:
    tensor = getattr(module, name)
    return None if tensor is None else constant_array(tensor)


MODULES: dict[str, Reader] = {
    "Linear": _linear,
    "ReLU": lambda module, x: activations.relu(x),
    "ReLU6": lambda module, x: activations.relu6(x),
    "LeakyReLU": lambda module, x: activations.leaky_relu(x, module.negative_slope),
    "PReLU": lambda module, x: activations.prelu(x, _numbers(module, "weight")),
    "Hardtanh": lambda module, x: activations.hardtanh(x, module.min_val, module.max_val),
    "RReLU": lambda module, x: activations.rrelu(x, module.lower, module.upper),
    "Hardsigmoid": lambda module, x: activations.hardsigmoid(x),
    "Softshrink": lambda module, x: activations.softshrink(x, module.lambd),
    "Threshold": lambda module, x: activations.threshold(x, module.threshold, module.value),
    "Identity": lambda module, x: x,
    "Dropout": lambda module, x: x,
    "Dropout1d": lambda module, x: x,
    "Dropout2d": lambda module, x: x,
    "Dropout3d": lambda module, x: x,
    "AlphaDropout": lambda module, x: x,
    "FeatureAlphaDropout": lambda module, x: x,
    "Flatten": lambda module, x: shapes.flatten(x, module.start_dim, module.end_dim),
    "Unflatten": lambda module, x: shapes.unflatten(x, module.dim, module.unflattened_size),
    "BatchNorm1d": _batch_norm,
    "BatchNorm2d": _batch_norm,
    "BatchNorm3d": _batch_norm,
    "SyncBatchNorm": _batch_norm,
    "Conv1d": partial(_convolution, axes=1),
    "Conv2d": partial(_convolution, axes=2),
    "Conv3d": partial(_convolution, axes=3),
    "ConvTranspose1d": partial(_transposed_convolution, axes=1),
    "ConvTranspose2d": partial(_transposed_convolution, axes=2),
    "ConvTranspose3d": partial(_transposed_convolution, axes=3),
    "AvgPool1d": partial(_average_pool, axes=1),
    "AvgPool2d": partial(_average_pool, axes=2),
    "AvgPool3d": partial(_average_pool, axes=3),
    "MaxPool1d": partial(_max_pool, axes=1),
    "MaxPool2d": partial(_max_pool, axes=2),
    "MaxPool3d": partial(_max_pool, axes=3),
    "AdaptiveAvgPool1d": partial(_adaptive_average_pool, axes=1),
    "AdaptiveAvgPool2d": partial(_adaptive_average_pool, axes=2),
    "AdaptiveAvgPool3d": partial(_adaptive_average_pool, axes=3),
    "AdaptiveMaxPool1d": partial(_adaptive_max_pool, axes=1),
    "AdaptiveMaxPool2d": partial(_adaptive_max_pool, axes=2),
    "AdaptiveMaxPool3d": partial(_adaptive_max_pool, axes=3),
    "ZeroPad1d": lambda module, x: padding.pad(x, module.padding),
    "ZeroPad2d": lambda module, x: padding.pad(x, module.padding),
    "ZeroPad3d": lambda module, x: padding.pad(x, module.padding),
    "ConstantPad1d": lambda module, x: padding.pad(x, module.padding, value=module.value),
    "ConstantPad2d": lambda module, x: padding.pad(x, module.padding, value=module.value),
    "ConstantPad3d": lambda module, x: padding.pad(x, module.padding, value=module.value),
    **dict.fromkeys(
        (
            *("ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d"),
            *("ReplicationPad2d", "ReplicationPad3d", "CircularPad1d", "CircularPad2d"),
            *("CircularPad3d", "PixelShuffle", "PixelUnshuffle", "ChannelShuffle"),
        ),
        gathers.gathered,
    ),
    "Upsample": _upsampled,
    "UpsamplingNearest2d": _upsampled,
}
"""What reads the modules, by the names of their classes in torch.nn.

They are read as in evaluation mode, with the signature (module, input).
"""

_PASSING = ("Identity", "Flatten", "Unflatten")
_CONTAINERS = ("Module", "ModuleDict", "ModuleList", "Sequential")
# What a subclass may define without changing what its base computes.
_HARMLESS = frozenset(
    {
        *("__annotations__", "__annotations_cache__", "__constants__", "__doc__"),
        *("__firstlineno__", "__init__", "__module__", "__orig_bases__", "__parameters__"),
        *("__repr__", "__static_attributes__", "extra_repr", "reset_parameters"),
    }
)


def torch_class(module: Any) -> type | None:
    """Return the class of torch.nn whose code a module runs, None if it runs code of its own.

    A subclass that changes nothing of what its base computes is taken for its base. Containers are
    no such classes.
    """
    offered = torch_package().nn
    for kind in type(module).__mro__:
        if kind is getattr(offered, kind.__name__, None):
            return None if kind.__name__ in _CONTAINERS else kind
        if not vars(kind).keys() <= _HARMLESS:
            return None
    return None


def module_reader(module: Any) -> Reader | None:
    """Return what reads a module, None if the class that it runs is not supported."""
    kind = torch_class(module)
    return None if kind is None else MODULES.get(kind.__name__)


def module_passes_its_input_on(module: Any) -> bool:
    """Return whether the module's result may share the memory of its input, in evaluation mode."""
    kind = torch_class(module)
    return kind is not None and (kind.__name__ in _PASSING or "Dropout" in kind.__name__)
