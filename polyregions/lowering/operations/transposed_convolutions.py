"""Transposed convolutions over any number of spatial axes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd
from numbers import Integral
from typing import Any

from numpy.typing import NDArray

from polyregions.errors import InvalidNetworkError
from polyregions.lowering.circuit import Tensor
from polyregions.lowering.constants import ZERO, exact_channels, number_array
from polyregions.lowering.operations.convolutions import check_groups, grouped_sums
from polyregions.lowering.operations.operands import checked_tensor
from polyregions.lowering.operations.windows import checked_pairs, per_axis

__all__ = ["transposed_convolution"]


@dataclass(frozen=True, slots=True)
class TransposedAxis:
    """The windows of a transposed convolution along one axis.

    Window w, an entry of the result, takes tap t of the entry at position i where
    i stride + t dilation = w + before: each pair of a tap and an entry occurs once at most.

    Attributes
    ----------
    length
        The number of entries along the axis.
    kernel, stride, dilation
        The number of taps, the step between entries, and that between taps.
    before, after
        What is cut off on either side.
    extra
        How many entries the result is longer at its end.

    Examples
    --------
    >>> axis = TransposedAxis(length=2, kernel=3, stride=2)
    >>> axis.count, [list(axis.taps(w)) for w in (1, 2)]
    (5, [[(1, 0)], [(0, 1), (2, 0)]])
    """

    length: int
    kernel: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1
    extra: int = 0

    @property
    def count(self) -> int:
        """The number of entries of the result, which may come out as none and fewer."""
        reach = (self.length - 1) * self.stride + (self.kernel - 1) * self.dilation + 1
        return reach + self.extra - self.before - self.after

    def tap_range(self, window: int) -> range:
        """Return the taps that meet an entry."""
        place = window + self.before
        common = gcd(self.stride, self.dilation)
        if place % common:
            return range(0)
        step = self.stride // common
        first = place // common * pow(self.dilation // common, -1, step) % step
        lowest = max(0, -(-(place - (self.length - 1) * self.stride) // self.dilation))
        highest = min(self.kernel - 1, place // self.dilation)
        return range(lowest + (first - lowest) % step, highest + 1, step)

    def taps(self, window: int) -> Iterator[tuple[int, int]]:
        """Yield the taps that meet an entry, with its position."""
        for tap in self.tap_range(window):
            yield tap, (window + self.before - tap * self.dilation) // self.stride


def transposed_convolution(
    x: Tensor,
    weights: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
) -> Tensor:
    """Return the transposed convolution: every entry adds its multiple of the kernel to the result.

    Parameters
    ----------
    x
        Tensor of shape (N, channels, *spatial), with at least one spatial axis.
    weights
        Exact numbers of shape (channels, outputs / groups, *kernel).
    bias
        Exact numbers of shape (outputs,); zero where None.
    stride, dilation
        The steps, in the result, between entries and between taps: a positive integer for all
        spatial axes, or one for each.
    padding
        How many entries of the result are cut off at both ends of all spatial axes, or a pair
        (before, after) for each.
    output_padding
        How many entries the result is longer at the end of all spatial axes, or one number for
        each.
    groups
        The number of groups of channels that do not mix; it divides channels and outputs.

    Returns
    -------
    Tensor of shape (N, outputs, *windows)

    Raises
    ------
    InvalidNetworkError, InvalidNumberError
        If shapes do not fit, or a number is out of range or not finite.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> y = ops.transposed_convolution(circuit.input((1, 1, 2)), [[[1, 2, 3]]], stride=2)
    >>> circuit.network(y).exact([1, 10])
    (Fraction(1, 1), Fraction(2, 1), Fraction(13, 1), Fraction(20, 1), Fraction(30, 1))
    """
    kernel = number_array(weights, "weights")
    _check_shapes(checked_tensor(x), kernel, groups)
    outputs = groups * kernel.shape[1]
    constants = [ZERO] * outputs if bias is None else exact_channels(bias, outputs, "bias").tolist()
    axes = _transposed_axes(x, kernel, stride, padding, output_padding, dilation)
    kernels = kernel.reshape(groups, x.shape[1] // groups, *kernel.shape[1:]).swapaxes(1, 2)
    return grouped_sums(x, kernels, constants, axes)


def _check_shapes(x: Tensor, kernel: NDArray[Any], groups: Any) -> None:
    if x.axes < 3:
        raise InvalidNetworkError(
            f"a transposed convolution takes a tensor of shape (N, channels, *spatial), not "
            f"{x.shape}: reshape it"
        )
    check_groups(groups)
    channels = x.shape[1]
    if channels % groups or kernel.ndim != x.axes or len(kernel) != channels or not kernel.size:
        raise InvalidNetworkError(
            f"weights of shape {kernel.shape} in {groups} groups do not fit a tensor of shape "
            f"{x.shape}: give (channels, outputs / groups, *kernel)"
        )


def _transposed_axes(
    x: Tensor, kernel: NDArray[Any], stride: Any, padding: Any, output_padding: Any, dilation: Any
) -> list[TransposedAxis]:
    count = x.axes - 2
    pads = [(padding, padding)] * count if isinstance(padding, Integral) else padding
    axes = [
        TransposedAxis(length, k, step, before, after, spread, extra)
        for length, k, step, (before, after), spread, extra in zip(
            x.shape[2:],
            kernel.shape[2:],
            per_axis(stride, count, "stride"),
            checked_pairs(pads, count, "padding"),
            per_axis(dilation, count, "dilation"),
            per_axis(output_padding, count, "output_padding", least=0),
            strict=True,
        )
    ]
    if any(axis.count < 1 for axis in axes):
        raise InvalidNetworkError(
            f"the result would have the spatial shape {tuple(axis.count for axis in axes)}: cut "
            "off less by padding"
        )
    return axes
