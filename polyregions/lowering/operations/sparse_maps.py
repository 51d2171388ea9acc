"""Affine operations with floats on sparse rows, by arithmetic of indices: nothing is rounded.

Each returns None where its operands are others than it takes, or where the result has a coefficient
that is no float: then the operation is done form by form, with the same result.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.lowering.circuit import Tensor
from polyregions.lowering.constants import plain_floats
from polyregions.lowering.limits import MOST_TERMS, check_terms
from polyregions.lowering.operations.windows import AxisWindows
from polyregions.lowering.sparse_forms import Floats, Indices, SparseForms

__all__ = ["averaged", "convolved", "scaled", "shifted", "transformed"]

_SPLITTER = 2.0**27 + 1.0  # cuts a float into two halves of 26 bits
_SMALLEST, _LARGEST = 2.0**-400, 2.0**400  # sizes whose products are exact sums of two floats


def transformed(x: Tensor, weights: Any, bias: Any = None) -> SparseForms | None:
    """Return weights x + bias along the last axis of distinct variables.

    Parameters
    ----------
    x
        Tensor of shape (..., inputs).
    weights, bias
        Shapes (outputs, inputs) and (outputs,).
    """
    variables, matrix = distinct_variables(x), plain_floats(weights)
    if variables is None or matrix is None:
        return None
    outputs, inputs = matrix.shape
    constants = np.zeros(outputs) if bias is None else plain_floats(bias)
    if constants is None:
        return None
    rows = len(variables) // inputs
    check_terms(rows * matrix.size)
    return SparseForms.of_terms(
        np.full(rows * outputs, inputs),
        np.repeat(variables.reshape(rows, 1, inputs), outputs, axis=1).ravel(),
        np.tile(matrix.ravel(), rows),
        np.tile(constants, rows),
        x.depth,
    )


def convolved(
    x: Tensor, kernel: NDArray[Any], bias: Any, axes: Sequence[AxisWindows], groups: int
) -> SparseForms | None:
    """Return a convolution of distinct variables, in the order (N, outputs, *windows).

    Parameters
    ----------
    x
        Tensor of shape (N, channels, *spatial).
    kernel, bias
        Shapes (outputs, channels / groups, *kernel) and (outputs,).
    axes
        The windows.
    groups
        The number of groups.
    """
    variables, weights = distinct_variables(x), plain_floats(kernel)
    constants = np.zeros(len(kernel)) if bias is None else plain_floats(bias)
    taps = _taps(axes)
    if variables is None or weights is None or constants is None or taps is None:
        return None
    channels, outputs = weights.shape[1], len(weights) // groups
    check_terms(x.shape[0] * len(weights) * channels * int(taps.counts.sum()))
    window, channel, tap = np.nonzero(np.repeat(taps.within[:, np.newaxis], channels, axis=1))
    places = channel * taps.size + taps.positions[window, tap]
    entries = channel * taps.within.shape[1] + tap
    of_groups = weights.reshape(groups, outputs, -1)
    of_inputs = variables.reshape(x.shape[0], groups, 1, -1)
    shape = (x.shape[0], groups, outputs, len(places))
    images = x.shape[0]
    return SparseForms.of_terms(
        np.tile(taps.counts * channels, images * len(weights)),
        np.broadcast_to(of_inputs[..., places], shape).ravel(),
        np.broadcast_to(of_groups[..., entries], shape).ravel(),
        np.tile(np.repeat(constants, len(taps.counts)), images),
        x.depth,
    )


def averaged(x: Tensor, axes: Sequence[AxisWindows], divisors: Sequence[Any]) -> SparseForms | None:
    """Return the sums over the windows of each channel, of distinct variables, divided.

    Parameters
    ----------
    x
        Tensor of shape (N, channels, *spatial).
    axes
        The windows.
    divisors
        The rational by which the sum over each window is divided.
    """
    variables, taps = distinct_variables(x), _taps(axes)
    factors = np.array([float(1 / divisor) for divisor in divisors])
    exact = all(f == 1 / d for f, d in zip(factors.tolist(), divisors, strict=True))
    if variables is None or taps is None or not exact:
        return None
    images = prod(x.shape[:2])
    check_terms(images * int(taps.counts.sum()))
    window, tap = np.nonzero(taps.within)
    return SparseForms.of_terms(
        np.tile(taps.counts, images),
        variables.reshape(images, -1)[:, taps.positions[window, tap]].ravel(),
        np.tile(factors[window], images),
        np.zeros(images * len(taps.counts)),
        x.depth,
    )


def shifted(x: Tensor, constants: Any) -> SparseForms | None:
    """Return the sum of sparse rows and constants that broadcast to their shape."""
    rows, numbers = x.rows, _broadcast(constants, x.shape)
    if rows is None or numbers is None:
        return None
    sums = rows.constants + numbers
    # Knuth's sum of two floats: what rounding lost is a float too.
    part = sums - rows.constants
    lost = (rows.constants - (sums - part)) + (numbers - part)
    if lost.any() or not np.isfinite(sums).all():
        return None
    return SparseForms(rows.starts, rows.variables, rows.coefficients, sums + 0.0, rows.depth)


def scaled(x: Tensor, factors: Any) -> SparseForms | None:
    """Return the product of sparse rows and constants that broadcast to their shape."""
    rows, numbers = x.rows, _broadcast(factors, x.shape)
    if rows is None or numbers is None:
        return None
    coefficients = _exact_products(rows.coefficients, np.repeat(numbers, rows.counts))
    constants = _exact_products(rows.constants, numbers)
    if coefficients is None or constants is None:
        return None
    return SparseForms.of_terms(rows.counts, rows.variables, coefficients, constants, rows.depth)


def distinct_variables(x: Tensor) -> NDArray[np.int32] | None:
    """Return the variables that the entries are, in C order; None if they are no distinct ones."""
    rows = x.rows
    variables = None if rows is None else rows.as_variables
    if variables is None or len(np.unique(variables)) < len(variables):
        return None
    return variables


class _Taps:
    """The taps of all windows over some axes, in C order, and their positions.

    Attributes
    ----------
    positions, within
        Where each tap of each window lies, and whether that is no padding, shape (windows, taps).
    counts
        How many taps of each window are no padding.
    size
        The number of positions.
    """

    def __init__(self, axes: Sequence[AxisWindows]) -> None:
        positions, within = np.zeros((1, 1), dtype=np.int64), np.ones((1, 1), dtype=bool)
        for axis in axes:
            starts = np.arange(axis.count) * axis.stride - axis.before
            along = starts[:, np.newaxis] + np.arange(axis.kernel) * axis.dilation
            inside = (along >= 0) & (along < axis.length)
            shape = (len(positions) * len(along), positions.shape[1] * axis.kernel)
            both = positions[:, np.newaxis, :, np.newaxis] * axis.length + along[:, np.newaxis]
            positions = both.reshape(shape)
            within = (within[:, np.newaxis, :, np.newaxis] & inside[:, np.newaxis]).reshape(shape)
        self.positions, self.within = positions, within
        self.counts: Indices = within.sum(axis=1)
        self.size = prod(axis.length for axis in axes)


def _taps(axes: Sequence[AxisWindows]) -> _Taps | None:
    """Return the taps of all windows, None if they are too many or a window lies in the padding."""
    if prod(axis.count * axis.kernel for axis in axes) > MOST_TERMS:
        return None
    taps = _Taps(axes)
    return taps if taps.counts.all() else None


def _broadcast(numbers: Any, shape: tuple[int, ...]) -> Floats | None:
    """Return floats in a shape to which they broadcast, flat; None if they are others."""
    floats = plain_floats(numbers)
    try:
        return None if floats is None else np.broadcast_to(floats, shape).ravel()
    except ValueError:
        return None


def _exact_products(a: Floats, b: Floats) -> Floats | None:
    """Return the products of floats, None if one is rounded (T. J. Dekker, 1971)."""
    with np.errstate(over="ignore", under="ignore"):
        products = a * b
    if bool(np.all((b == 1.0) | (a == 0.0))):
        return products
    sizes = np.abs(np.concatenate([a, b]))
    if not np.all((sizes == 0.0) | ((sizes > _SMALLEST) & (sizes < _LARGEST))):
        return None
    a_high, b_high = (_SPLITTER * f - (_SPLITTER * f - f) for f in (a, b))
    a_low, b_low = a - a_high, b - b_high
    lost = ((a_high * b_high - products) + a_high * b_low + a_low * b_high) + a_low * b_low
    return None if lost.any() else products
