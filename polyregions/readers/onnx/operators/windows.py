"""Convolutions and poolings over any number of spatial axes."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.errors import FileFormatError, short
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.names import quoted

__all__ = ["OPERATORS", "per_axis", "spatial_shape"]


@dataclass(frozen=True, slots=True)
class Windows:
    """How windows slide along the spatial axes.

    Attributes
    ----------
    strides, dilations
        A step for each axis.
    padding
        A pair (before, after) for each axis.
    """

    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]


def convolution(call: Call) -> Tensor:
    """Conv: the correlation with constant weights."""
    x, weights = call.tensor(0), call.constant(1)
    kernel = per_axis(call, "kernel_shape", x, weights.shape[2:])
    if kernel != weights.shape[2:] or weights.ndim != len(x.shape):
        raise FileFormatError(
            f"weights of shape {weights.shape} do not fit a kernel of shape {kernel} and an input "
            f"of shape {x.shape}"
        )
    windows = _windows(call, x, kernel)
    return ops.convolution(
        x,
        weights,
        call.optional_constant(2),
        windows.strides,
        windows.padding,
        windows.dilations,
        call.integer("group", 1),
    )


def average_pool(call: Call) -> Tensor:
    """AveragePool: the averages over windows."""
    x = call.tensor(0)
    kernel = per_axis(call, "kernel_shape", x)
    windows = _windows(call, x, kernel)
    return ops.average_pool(
        x,
        kernel,
        windows.strides,
        windows.padding,
        call.flag("ceil_mode"),
        call.flag("count_include_pad"),
        dilation=windows.dilations,
    )


def max_pool(call: Call) -> Tensor:
    """MaxPool: the maxima over windows, without their indices."""
    x = call.tensor(0)
    kernel = per_axis(call, "kernel_shape", x)
    windows = _windows(call, x, kernel)
    call.ignore("storage_order")  # It is about the indices.
    return ops.max_pool(
        x,
        kernel,
        windows.strides,
        windows.padding,
        windows.dilations,
        call.flag("ceil_mode"),
    )


def global_average_pool(call: Call) -> Tensor:
    """GlobalAveragePool: the average of each channel."""
    x = call.tensor(0)
    return ops.average_pool(x, spatial_shape(x))


def global_max_pool(call: Call) -> Tensor:
    """GlobalMaxPool: the maximum of each channel."""
    x = call.tensor(0)
    return ops.max_pool(x, spatial_shape(x))


def spatial_shape(x: Tensor) -> tuple[int, ...]:
    """Return the lengths of the axes behind those of the batch and the channels."""
    if len(x.shape) < 3:
        raise FileFormatError(
            f"the input has shape {x.shape}: (batch, channels, ...) with one spatial axis at least "
            "is needed"
        )
    return x.shape[2:]


def per_axis(
    call: Call, name: str, x: Tensor, default: tuple[int, ...] | None = None, least: int = 1
) -> tuple[int, ...]:
    """Return an attribute with an integer, positive as a rule, for each spatial axis."""
    values = call.integers(name) if call.has_attribute(name) or default is None else default
    if values is None:
        raise FileFormatError(f"the attribute {name!r} is missing: export the model again")
    if len(values) != len(spatial_shape(x)) or any(value < least for value in values):
        raise FileFormatError(
            f"the attribute {name!r} is {short(values)}: an integer from {least} is needed for "
            f"each of the {len(spatial_shape(x))} spatial axes"
        )
    return values


def _windows(call: Call, x: Tensor, kernel: tuple[int, ...]) -> Windows:
    ones = (1,) * len(kernel)
    strides = per_axis(call, "strides", x, ones)
    dilations = per_axis(call, "dilations", x, ones)
    mode = call.text("auto_pad", "NOTSET")
    pads = call.integers("pads")
    if pads is None:
        pads = (0,) * (2 * len(kernel))
    if len(pads) != 2 * len(kernel) or any(pad < 0 for pad in pads):
        raise FileFormatError(
            f"the attribute 'pads' is {short(pads)}: {2 * len(kernel)} integers from 0 are needed, "
            "first those before all axes, then those after"
        )
    if mode == "NOTSET":
        pairs = tuple(zip(pads[: len(kernel)], pads[len(kernel) :], strict=True))
    elif any(pads):
        raise FileFormatError(
            f"the attributes 'pads' and 'auto_pad' ({mode}) contradict each other"
        )
    elif mode == "VALID":
        pairs = ((0, 0),) * len(kernel)
    elif mode in ("SAME_UPPER", "SAME_LOWER"):
        pairs = tuple(
            _same(length, stride, dilation * (k - 1) + 1, mode)
            for length, stride, dilation, k in zip(
                spatial_shape(x), strides, dilations, kernel, strict=True
            )
        )
    else:
        raise FileFormatError(
            f"the attribute 'auto_pad' is {quoted(mode)}: NOTSET, VALID, SAME_UPPER and SAME_LOWER "
            "are known"
        )
    return Windows(strides, dilations, pairs)


def _same(length: int, stride: int, extent: int, mode: str) -> tuple[int, int]:
    """Return the padding with which there are ceil(length / stride) windows."""
    count = -(-length // stride)
    total = (count - 1) * stride + extent - length
    # Of one entry too many, as steps of 2 with windows of 1 have it, the last is not reached. Where
    # there are more, programs differ in the place of the first window.
    if total < -1:
        raise FileFormatError(
            f"the padding {mode} is negative ({total}), which programs understand differently: "
            "give 'pads'"
        )
    total = max(total, 0)
    small, large = total // 2, total - total // 2
    return (small, large) if mode == "SAME_UPPER" else (large, small)


OPERATORS = {
    "AveragePool": average_pool,
    "Conv": convolution,
    "GlobalAveragePool": global_average_pool,
    "GlobalMaxPool": global_max_pool,
    "MaxPool": max_pool,
}
"""The functions by the operators' names."""
