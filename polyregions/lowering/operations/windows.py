"""Sliding windows over the spatial axes of a tensor, as convolutions and poolings take them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from numbers import Integral
from typing import Any, Protocol

from polyregions.errors import InvalidNetworkError, short
from polyregions.lowering.limits import MOST_ENTRIES

__all__ = [
    "Axis",
    "AxisWindows",
    "axis_windows",
    "checked_pairs",
    "flat_windows",
    "per_axis",
]


@dataclass(frozen=True, slots=True)
class AxisWindows:
    """The windows along one axis.

    Window w has the taps t = 0, ..., kernel - 1, at the positions w stride - before + t dilation.
    Positions outside 0, ..., length - 1 are padding.

    Attributes
    ----------
    length
        The number of entries along the axis.
    kernel, stride, dilation
        The number of taps, the step between windows, and that between taps.
    before, after
        The padding on either side.
    ceil_mode
        Whether a last window may reach beyond the padding, as long as it does not start there.

    Examples
    --------
    >>> windows = AxisWindows(length=4, kernel=3, stride=2, before=1, after=1)
    >>> windows.count, list(windows.taps(0))
    (2, [(1, 0), (2, 1)])
    """

    length: int
    kernel: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1
    ceil_mode: bool = False

    @property
    def count(self) -> int:
        """The number of windows; not positive where the kernel is longer than the padded axis."""
        extent = self.dilation * (self.kernel - 1) + 1
        room = self.length + self.before + self.after - extent
        if not self.ceil_mode:
            return room // self.stride + 1
        count = -(-room // self.stride) + 1
        return count - ((count - 1) * self.stride >= self.length + self.before)

    def taps(self, window: int) -> Iterator[tuple[int, int]]:
        """Yield the taps of a window that are no padding, with their positions."""
        start = window * self.stride - self.before
        for tap in self.tap_range(window):
            yield tap, start + tap * self.dilation

    def tap_range(self, window: int) -> range:
        """Return the taps of a window that are no padding."""
        start = window * self.stride - self.before
        return range(self._first_from(start, 0), self._first_from(start, self.length))

    def padded_size(self, window: int) -> int:
        """Return the number of taps in the axis or in its padding."""
        return self._first_from(window * self.stride - self.before, self.length + self.after)

    def _first_from(self, start: int, position: int) -> int:
        """Return the first tap at or beyond a position, or the number of taps if there is none."""
        return min(max(-(-(position - start) // self.dilation), 0), self.kernel)


def axis_windows(
    lengths: Sequence[int],
    kernel: Any,
    stride: Any,
    padding: Any,
    dilation: Any = 1,
    ceil_mode: bool = False,
) -> list[AxisWindows]:
    """Return the windows along each axis.

    Parameters
    ----------
    lengths
        The lengths of the spatial axes.
    kernel, stride, dilation
        A positive integer for all axes, or one for each.
    padding
        A number for both sides of all axes, or a pair (before, after) for each axis.
    ceil_mode
        See :class:`AxisWindows`.

    Raises
    ------
    InvalidNetworkError
        If a number is out of range, or the kernel is longer than a padded axis.
    """
    axes = len(lengths)
    kernels = per_axis(kernel, axes, "kernel")
    if prod(kernels) > MOST_ENTRIES:
        raise InvalidNetworkError(
            f"a kernel of shape {kernels} has more than {MOST_ENTRIES:,} taps: use a smaller one"
        )
    strides = per_axis(stride, axes, "stride")
    dilations = per_axis(dilation, axes, "dilation")
    pads = [(padding, padding)] * axes if isinstance(padding, Integral) else padding
    pairs = checked_pairs(pads, axes, "padding")
    windows = [
        AxisWindows(length, k, s, before, after, d, ceil_mode)
        for length, k, s, (before, after), d in zip(
            lengths, kernels, strides, pairs, dilations, strict=True
        )
    ]
    if any(axis.count < 1 for axis in windows):
        raise InvalidNetworkError(
            f"a kernel of shape {kernels} with dilation {dilations} does not fit into axes of "
            f"lengths {tuple(lengths)} with padding {pairs}: use a smaller kernel or more padding"
        )
    return windows


class Axis(Protocol):
    """The windows along one axis, as flat_windows goes through them."""

    @property
    def length(self) -> int:
        """The number of entries along the axis."""

    @property
    def kernel(self) -> int:
        """The number of taps."""

    @property
    def count(self) -> int:
        """The number of windows."""

    def taps(self, window: int) -> Iterator[tuple[int, int]]:
        """Yield the taps of a window that meet an entry, with the positions of the entries."""

    def tap_range(self, window: int) -> range:
        """Return these taps alone."""


def flat_windows(axes: Sequence[Axis]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield for every window, in C order, its taps that are no padding and their positions.

    Both are numbered in C order, the taps in the kernel and the positions in the spatial axes.
    """
    shape = [axis.kernel for axis in axes]
    lengths = [axis.length for axis in axes]
    for window in product(*(range(axis.count) for axis in axes)):
        along = [list(axis.taps(w)) for axis, w in zip(axes, window, strict=True)]
        taps = _flat_indices([[tap for tap, _ in pairs] for pairs in along], shape)
        positions = _flat_indices([[place for _, place in pairs] for pairs in along], lengths)
        yield taps, positions


def _flat_indices(along: Sequence[Sequence[int]], shape: Sequence[int]) -> list[int]:
    indices = [0]
    for places, length in zip(along, shape, strict=True):
        indices = [index * length + place for index in indices for place in places]
    return indices


def checked_pairs(pairs: Any, axes: int, name: str) -> list[tuple[int, int]]:
    """Return a pair of nonnegative integers (before, after) for each axis."""
    try:
        checked = [(_integer(before, 0), _integer(after, 0)) for before, after in pairs]
    except (TypeError, ValueError):
        checked = []
    if len(checked) != axes:
        raise InvalidNetworkError(
            f"{name} is {short(pairs)}: give a pair (before, after) of integers from 0 for each of "
            f"{axes} axes"
        )
    return checked


def per_axis(value: Any, axes: int, name: str, least: int = 1) -> tuple[int, ...]:
    """Return an integer for each axis, given as one for all or as one for each."""
    try:
        values = value if isinstance(value, Iterable) else (value,) * axes
        checked = tuple(_integer(entry, least) for entry in values)
    except (TypeError, ValueError):
        checked = ()
    if len(checked) != axes:
        raise InvalidNetworkError(
            f"{name} is {short(value)}: give an integer from {least}, or one for each of {axes} "
            "axes"
        )
    return checked


def _integer(value: Any, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise ValueError(value)
    return int(value)
