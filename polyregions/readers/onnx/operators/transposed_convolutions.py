"""Transposed convolutions over any number of spatial axes."""

from __future__ import annotations

from polyregions.errors import FileFormatError, short
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.operators.windows import per_axis, spatial_shape

__all__ = ["OPERATORS"]


def transposed_convolution(call: Call) -> Tensor:
    """ConvTranspose: every entry adds its multiple of constant weights to the result."""
    x, weights = call.tensor(0), call.constant(1)
    kernel = per_axis(call, "kernel_shape", x, weights.shape[2:])
    if kernel != weights.shape[2:] or weights.ndim != len(x.shape):
        raise FileFormatError(
            f"weights of shape {weights.shape} do not fit a kernel of shape {kernel} and an input "
            f"of shape {x.shape}"
        )
    ones = (1,) * len(kernel)
    strides = per_axis(call, "strides", x, ones)
    dilations = per_axis(call, "dilations", x, ones)
    extra = per_axis(call, "output_padding", x, (0,) * len(kernel), least=0)
    whole = [
        stride * (length - 1) + dilation * (taps - 1) + 1
        for length, stride, dilation, taps in zip(
            spatial_shape(x), strides, dilations, kernel, strict=True
        )
    ]
    return ops.transposed_convolution(
        x,
        weights,
        call.optional_constant(2),
        strides,
        _padding(call, x, strides, [n + e for n, e in zip(whole, extra, strict=True)]),
        extra,
        dilations,
        call.integer("group", 1),
    )


def _padding(
    call: Call, x: Tensor, strides: tuple[int, ...], whole: list[int]
) -> list[tuple[int, int]]:
    """Return how much of the whole result is cut off on either side of each axis."""
    count = len(whole)
    mode = call.text("auto_pad", "NOTSET")
    pads = call.integers("pads")
    wanted = call.integers("output_shape")
    if mode not in ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"):
        raise FileFormatError(
            f"the attribute 'auto_pad' is {quoted(mode)}: NOTSET, VALID, SAME_UPPER and SAME_LOWER "
            "are known"
        )
    if pads is not None and (len(pads) != 2 * count or any(pad < 0 for pad in pads)):
        raise FileFormatError(
            f"the attribute 'pads' is {short(pads)}: {2 * count} integers from 0 are needed, first "
            "those before all axes, then those after"
        )
    if pads is not None and any(pads) and (mode != "NOTSET" or wanted is not None):
        raise FileFormatError(
            f"the attribute 'pads' contradicts 'auto_pad' ({mode}) or 'output_shape': keep one"
        )
    if wanted is None and mode.startswith("SAME"):
        wanted = tuple(
            length * stride for length, stride in zip(spatial_shape(x), strides, strict=True)
        )
    if wanted is None:
        pads = pads or (0,) * (2 * count)
        return list(zip(pads[:count], pads[count:], strict=True))
    if len(wanted) == count + 2:  # Some models give the batch and the channels, too.
        wanted = wanted[2:]
    if len(wanted) != count or any(n < 1 for n in wanted):
        raise FileFormatError(
            f"the attribute 'output_shape' is {short(wanted)}: a positive integer is needed for "
            f"each of the {count} spatial axes"
        )
    return [_cut(n - length, mode) for n, length in zip(whole, wanted, strict=True)]


def _cut(total: int, mode: str) -> tuple[int, int]:
    """Return how many of the entries that are too many are cut off before and after."""
    if total < 0:
        raise FileFormatError(
            f"the result would be {-total} entries longer than the kernel reaches, which programs "
            "understand differently: give 'output_padding'"
        )
    small, large = total // 2, total - total // 2
    return (small, large) if mode == "SAME_UPPER" else (large, small)


OPERATORS = {"ConvTranspose": transposed_convolution}
"""The functions by the operators' names."""
