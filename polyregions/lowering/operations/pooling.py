"""Averages and maxima over sliding windows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np

from polyregions.arithmetic import exact_rational
from polyregions.budgets import checkpoint
from polyregions.errors import InvalidNetworkError
from polyregions.lowering.arrays import Forms
from polyregions.lowering.circuit import Tensor
from polyregions.lowering.combinations import LinearCombinations
from polyregions.lowering.constants import ONE, ZERO
from polyregions.lowering.limits import check_terms, checked_shape
from polyregions.lowering.operations.activations import maximum
from polyregions.lowering.operations.operands import checked_tensor
from polyregions.lowering.operations.sparse_maps import averaged
from polyregions.lowering.operations.windows import AxisWindows, axis_windows, flat_windows

__all__ = ["average_pool", "max_pool"]

Places = tuple[int, ...]
"""The positions along an axis over which a maximum is taken."""


def average_pool(
    x: Tensor,
    kernel: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor: Any = None,
    dilation: Any = 1,
) -> Tensor:
    """Return the averages over sliding windows, channel by channel.

    Parameters
    ----------
    x
        Tensor of shape (N, channels, *spatial).
    kernel, stride, dilation
        A positive integer for all spatial axes, or one for each; the stride is the kernel where
        None.
    padding
        The number of zeros at both ends of all spatial axes, or a pair (before, after) for each.
    ceil_mode
        Whether a last window may reach beyond the padding, if it does not start there.
    count_include_pad
        Whether a window's sum is divided by its number of entries with those in the padding (but
        not beyond) or without.
    divisor
        What to divide by instead.

    Returns
    -------
    Tensor of shape (N, channels, *windows)

    Raises
    ------
    InvalidNetworkError
        If shapes do not fit, the divisor is zero, or nothing is left to average in a window.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> y = ops.average_pool(circuit.input((1, 1, 3)), 2, ceil_mode=True)
    >>> circuit.network(y).exact([1, 2, 5])
    (Fraction(3, 2), Fraction(5, 1))
    """
    axes = _pooling_windows(x, kernel, stride, padding, dilation, ceil_mode)
    fixed = None if divisor is None else exact_rational(divisor, "the divisor")
    if fixed == ZERO:
        raise InvalidNetworkError("the divisor of a pooling is 0: give a nonzero one")
    shape = checked_shape((*x.shape[:2], *(axis.count for axis in axes)))
    divisors = list(_divisors(axes, fixed, count_include_pad))
    rows = averaged(x, axes, divisors)
    if rows is not None:
        return Tensor(x.circuit, rows, shape)
    size = prod(x.shape[2:])
    [forms] = x.circuit.units.levelled(x.flat)
    ones = np.full((1, prod(axis.kernel for axis in axes)), ONE, dtype=object)
    combinations = LinearCombinations(ones, [ZERO], forms)
    result = np.empty((prod(shape[:2]), prod(shape[2:])), dtype=object)
    for window, ((taps, positions), divisor_here) in enumerate(
        zip(flat_windows(axes), divisors, strict=True)
    ):
        checkpoint()
        for channel in range(len(result)):
            picks = [channel * size + place for place in positions]
            [total] = combinations.of(picks, taps)
            result[channel, window] = total.times(1 / divisor_here)
    return Tensor(x.circuit, result.reshape(shape))


def max_pool(
    x: Tensor,
    kernel: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
) -> Tensor:
    """Return the maxima over sliding windows, channel by channel; padding never wins.

    Maxima are taken along the last axis first, then along the one before, and so on, always of two
    entries by :func:`maximum`, in rounds that halve the number of candidates. Entries that several
    windows need are made once. A window of k entries that overlaps no other costs k - 1 ReLU units.

    Parameters
    ----------
    x, kernel, stride, padding, dilation, ceil_mode
        See :func:`average_pool`.

    Returns
    -------
    Tensor of shape (N, channels, *windows)

    Raises
    ------
    InvalidNetworkError
        If shapes do not fit, or a window lies in the padding as a whole.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> y = ops.max_pool(circuit.input((1, 1, 2, 3)), 2, stride=1)
    >>> circuit.network(y).exact([1, 2, 0, 4, 3, 5])
    (Fraction(4, 1), Fraction(5, 1))
    """
    axes = _pooling_windows(x, kernel, stride, padding, dilation, ceil_mode)
    checked_shape((*x.shape[:2], *(axis.count for axis in axes)))
    covered = [_covered_positions(axis) for axis in axes]
    for axis, windows in enumerate(covered, 2):
        x = x[(slice(None),) * axis + (_union(windows),)]  # Entries in no window get no units.
    for axis, windows in reversed(list(enumerate(covered, 2))):
        x = _maxima_along(x, axis, windows)
    return x


def _pooling_windows(
    x: Tensor, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool
) -> list[AxisWindows]:
    if checked_tensor(x).axes < 3:
        raise InvalidNetworkError(
            f"a pooling takes a tensor of shape (N, channels, *spatial), not {x.shape}: reshape it"
        )
    step = kernel if stride is None else stride
    return axis_windows(x.shape[2:], kernel, step, padding, dilation, ceil_mode)


def _divisors(
    axes: list[AxisWindows], fixed: Fraction | None, include_padding: bool
) -> Iterator[Fraction]:
    """Yield what the sum over each window, in C order, is divided by."""
    for window in product(*(range(axis.count) for axis in axes)):
        sizes = [
            axis.padded_size(w) if include_padding else len(list(axis.taps(w)))
            for axis, w in zip(axes, window, strict=True)
        ]
        if fixed is None and not prod(sizes):
            raise InvalidNetworkError(
                "a window of an average pooling holds nothing but padding, which does not count: "
                "use less padding"
            )
        yield Fraction(prod(sizes)) if fixed is None else fixed


def _covered_positions(windows: AxisWindows) -> list[list[int]]:
    """Return the positions in each window along an axis, padding left out."""
    check_terms(windows.count * min(windows.kernel, windows.length))
    covered = [[place for _, place in windows.taps(w)] for w in range(windows.count)]
    if not all(covered):
        raise InvalidNetworkError(
            "a window of a maximum pooling holds nothing but padding: use less padding"
        )
    return covered


def _union(windows: list[list[int]]) -> list[int]:
    return sorted({place for places in windows for place in places})


def _maxima_along(x: Tensor, axis: int, windows: list[list[int]]) -> Tensor:
    """Return the maxima over windows along an axis that holds the positions in a window only."""
    slices = np.moveaxis(x.forms, axis, 0)
    maxima: dict[Places, Forms] = {
        (place,): forms for place, forms in zip(_union(windows), slices, strict=True)
    }
    candidates: list[list[Places]] = [[(place,) for place in window] for window in windows]
    checked_shape((len(windows), *slices.shape[1:]))
    while any(len(parts) > 1 for parts in candidates):
        checkpoint()
        pairs = dict.fromkeys(pair for parts in candidates for pair in _pairs(parts))
        wanted = [pair for pair in pairs if pair[0] + pair[1] not in maxima]
        checked_shape((len(wanted), *slices.shape[1:]))
        first, second = (
            Tensor(x.circuit, np.stack([maxima[pair[i]] for pair in wanted])) for i in (0, 1)
        )
        for pair, forms in zip(wanted, maximum(first, second).forms, strict=True):
            maxima[pair[0] + pair[1]] = forms
        candidates = [
            [a + b for a, b in _pairs(parts)] + parts[len(parts) // 2 * 2 :] for parts in candidates
        ]
    pooled = np.stack([maxima[places] for [places] in candidates])
    return Tensor(x.circuit, np.moveaxis(pooled, 0, axis))


def _pairs(parts: list[Places]) -> Iterator[tuple[Places, Places]]:
    """Yield the first and the second part, the third and the fourth, and so on."""
    return zip(parts[::2], parts[1::2], strict=False)
