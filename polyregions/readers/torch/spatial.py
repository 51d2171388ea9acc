"""Convolutions, poolings and batch normalisation, with PyTorch's arguments."""

from __future__ import annotations

from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops

__all__ = [
    "adaptive_average_pool",
    "adaptive_max_pool",
    "average_pool",
    "batch_norm",
    "convolution",
    "max_pool",
    "per_axis",
    "transposed_convolution",
]


def convolution(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
    *,
    axes: int,
) -> Tensor:
    """Return the convolution over the last ``axes`` axes."""
    _check_axes(input, axes)
    dilations = per_axis(dilation, axes, "dilation")
    strides = per_axis(stride, axes, "stride")
    if padding == "same":
        if set(strides) != {1}:
            raise InvalidNetworkError(
                "padding='same' goes with stride 1 only: give the padding as integers"
            )
        taps = weight.shape[2:]
        totals = [dilations[i] * (taps[i] - 1) for i in range(axes)]
        pads = [(total // 2, total - total // 2) for total in totals]
    else:
        pads = _pairs(0 if padding == "valid" else padding, axes)
    return ops.convolution(input, weight, bias, strides, pads, dilations, groups)


def transposed_convolution(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
    *,
    axes: int,
) -> Tensor:
    """Return the transposed convolution over the last ``axes`` axes."""
    _check_axes(input, axes)
    return ops.transposed_convolution(
        input,
        weight,
        bias,
        per_axis(stride, axes, "stride"),
        _pairs(padding, axes),
        per_axis(output_padding, axes, "output_padding"),
        per_axis(dilation, axes, "dilation"),
        groups,
    )


def average_pool(
    input: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: Any = None,
    *,
    axes: int,
) -> Tensor:
    """Return the averages over sliding windows."""
    _check_axes(input, axes)
    kernel, steps, pads = _windows(kernel_size, stride, padding, axes)
    return ops.average_pool(
        input, kernel, steps, pads, ceil_mode, count_include_pad, divisor_override
    )


def max_pool(
    input: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
    *,
    axes: int,
) -> Tensor:
    """Return the maxima over sliding windows."""
    _check_axes(input, axes)
    _refuse_indices(return_indices)
    kernel, steps, pads = _windows(kernel_size, stride, padding, axes)
    return ops.max_pool(input, kernel, steps, pads, per_axis(dilation, axes, "dilation"), ceil_mode)


def adaptive_average_pool(input: Any, output_size: Any, *, axes: int) -> Tensor:
    """Return the averages over as many windows as are asked for, all of one size."""
    return ops.average_pool(input, *_adapted(input, output_size, axes), [(0, 0)] * axes)


def adaptive_max_pool(
    input: Any, output_size: Any, return_indices: bool = False, *, axes: int
) -> Tensor:
    """Return the maxima over as many windows as are asked for, all of one size."""
    _refuse_indices(return_indices)
    return ops.max_pool(input, *_adapted(input, output_size, axes), [(0, 0)] * axes)


def batch_norm(
    input: Any,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: Any = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Return the batch normalisation with the running statistics."""
    if training or running_mean is None or running_var is None:
        raise InvalidNetworkError(
            "batch normalisation uses the statistics of the batch, which makes no function of one "
            "input: give a module with running statistics, in evaluation mode"
        )
    return ops.batch_normalisation(input, running_mean, running_var, weight, bias, eps)


def per_axis(value: Any, axes: int, name: str) -> tuple[int, ...]:
    """Return one integer for each axis, given one for all of them or a sequence.

    Examples
    --------
    >>> per_axis(2, 2, "stride"), per_axis((1, 3), 2, "stride")
    ((2, 2), (1, 3))
    """
    values = tuple(value) if isinstance(value, tuple | list) else (value,)
    if len(values) == 1:
        values *= axes
    if len(values) != axes or any(isinstance(v, bool) or not isinstance(v, int) for v in values):
        raise InvalidNetworkError(
            f"{name} is {value!r}: give an integer, or one for each of {axes} axes"
        )
    return values


def _pairs(padding: Any, axes: int) -> list[tuple[int, int]]:
    return [(amount, amount) for amount in per_axis(padding, axes, "padding")]


def _windows(
    kernel_size: Any, stride: Any, padding: Any, axes: int
) -> tuple[tuple[int, ...], tuple[int, ...], list[tuple[int, int]]]:
    kernel = per_axis(kernel_size, axes, "kernel_size")
    steps = kernel if stride is None or stride == () else per_axis(stride, axes, "stride")
    return kernel, steps, _pairs(padding, axes)


def _adapted(input: Any, output_size: Any, axes: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return kernel and stride of the pooling with windows of one size."""
    _check_axes(input, axes)
    lengths = input.shape[2:]
    wanted = output_size if isinstance(output_size, tuple | list) else (output_size,) * axes
    counts = per_axis(
        tuple(n if w is None else w for w, n in zip(wanted, lengths, strict=True)),
        axes,
        "output_size",
    )
    if any(count < 1 or length % count for length, count in zip(lengths, counts, strict=True)):
        raise InvalidNetworkError(
            f"output_size {output_size!r} does not divide axes of lengths {tuple(lengths)}: only "
            "adaptive poolings with windows of one size are read"
        )
    kernel = tuple(length // count for length, count in zip(lengths, counts, strict=True))
    return kernel, kernel


def _check_axes(input: Any, axes: int) -> None:
    if not isinstance(input, Tensor) or input.axes != axes + 2:
        raise InvalidNetworkError(
            f"the operand has shape {tuple(getattr(input, 'shape', ()))}: give one of shape (N, "
            f"channels, *spatial) with {axes} spatial axes that depends on the inputs"
        )


def _refuse_indices(return_indices: bool) -> None:
    if return_indices:
        raise InvalidNetworkError(
            "return_indices is True, and indices are not piecewise linear: give False"
        )
