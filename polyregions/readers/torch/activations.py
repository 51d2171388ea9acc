"""Activations, bounds and maxima, with the arguments of their namesakes in PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.torch.arithmetic import axis_of
from polyregions.readers.torch.constants import fractions, is_array, pointwise

__all__ = [
    "Extremum",
    "absolute",
    "amax",
    "amin",
    "clamp",
    "dropout",
    "greatest",
    "hardsigmoid",
    "hardtanh",
    "leaky_relu",
    "least",
    "maximum",
    "minimum",
    "prelu",
    "relu",
    "relu6",
    "rrelu",
    "softshrink",
    "threshold",
]


class Extremum(NamedTuple):
    """What a maximum or minimum over an axis returns; the indices are no numbers to compute with.

    Attributes
    ----------
    values
        The greatest or least entries.
    indices
        None.
    """

    values: Any
    indices: None = None


def relu(input: Any, inplace: bool = False) -> Any:
    """Return max(input, 0)."""
    return pointwise(ops.relu, _maximum_with_zero, input)


def leaky_relu(input: Any, negative_slope: Any = 0.01, inplace: bool = False) -> Any:
    """Return the input where it is positive, and a multiple of it elsewhere."""
    if not isinstance(input, Tensor):
        return prelu(input, np.asarray(negative_slope))
    return ops.leaky_relu(input, negative_slope)


def prelu(input: Any, weight: Any) -> Any:
    """Return the leaky ReLU with one slope, or one for each channel (axis 1).

    An entry whose slope is 1 is passed on as it is: it gets no unit, and no bit in a pattern.
    """
    if isinstance(weight, Tensor):
        raise InvalidNetworkError(
            "the slopes depend on the inputs, which makes products that are not piecewise linear: "
            "they must be constant"
        )
    slopes = _channelwise(fractions(weight), input)
    if not isinstance(input, Tensor):
        values = fractions(input)
        return np.where(values > 0, values, values * slopes)
    factors = np.broadcast_to(slopes, input.shape).ravel()
    bent = np.flatnonzero(factors != 1)
    entries = input.reshape((input.size,))
    if not len(bent):
        return input
    rectified = ops.parametric_relu(entries[bent], factors[bent])
    if len(bent) == input.size:
        return rectified.reshape(input.shape)
    passed = np.flatnonzero(factors == 1)
    order = np.argsort(np.concatenate([bent, passed]))
    return ops.concatenate([rectified, entries[passed]])[order].reshape(input.shape)


def relu6(input: Any, inplace: bool = False) -> Any:
    """Return the input clipped to [0, 6]."""
    return clamp(input, 0, 6)


def hardtanh(input: Any, min_val: Any = -1.0, max_val: Any = 1.0, inplace: bool = False) -> Any:
    """Return the input clipped to [min_val, max_val]."""
    return clamp(input, min_val, max_val)


def rrelu(
    input: Any,
    lower: float = 1.0 / 8,
    upper: float = 1.0 / 3,
    training: bool = False,
    inplace: bool = False,
) -> Any:
    """Return the leaky ReLU whose slope is the mean of two bounds, as binary64 rounds it."""
    if training:
        raise InvalidNetworkError(
            "rrelu is called with training=True, which makes a random function: write "
            "training=self.training"
        )
    return leaky_relu(input, (lower + upper) / 2)


def hardsigmoid(input: Any, inplace: bool = False) -> Any:
    """Return input / 6 + 1/2 clipped to [0, 1]."""
    if isinstance(input, Tensor):
        return ops.hard_sigmoid(input)
    return np.clip(fractions(input) / 6 + Fraction(1, 2), 0, 1)


def softshrink(input: Any, lambd: Any = 0.5) -> Any:
    """Return what is left of the input when its absolute value loses lambd."""
    if isinstance(input, Tensor):
        return ops.soft_shrink(input, lambd)
    values, bound = fractions(input), fractions(lambd)
    return np.maximum(values - bound, 0) + np.minimum(values + bound, 0)


def threshold(input: Any, threshold: Any, value: Any, inplace: bool = False) -> Any:
    """Return the input where it exceeds the threshold, and the value elsewhere."""
    if isinstance(input, Tensor):
        return ops.threshold(input, threshold, value)
    values = fractions(input)
    return np.where(values > fractions(threshold), values, fractions(value))


def clamp(input: Any, min: Any = None, max: Any = None) -> Any:
    """Return the input clipped to bounds, each a number, a tensor or None."""
    if isinstance(input, Tensor) and not is_array(min) and not is_array(max):
        return ops.clip(input, min, max)
    above = input if min is None else maximum(input, min)
    return above if max is None else minimum(above, max)


def absolute(input: Any) -> Any:
    """Return |input|."""
    return pointwise(ops.absolute, np.abs, input)


def maximum(input: Any, other: Any) -> Any:
    """Return the greater of two values, entry by entry."""
    return pointwise(ops.maximum, np.maximum, input, other)


def minimum(input: Any, other: Any) -> Any:
    """Return the smaller of two values, entry by entry."""
    return pointwise(ops.minimum, np.minimum, input, other)


def amax(input: Any, dim: Any = (), keepdim: bool = False) -> Any:
    """Return the maximum over some axes, or over all where ``dim`` is empty."""
    return _extremum_over(maximum, input, dim, keepdim)


def amin(input: Any, dim: Any = (), keepdim: bool = False) -> Any:
    """Return the minimum over some axes, or over all where ``dim`` is empty."""
    return _extremum_over(minimum, input, dim, keepdim)


def greatest(input: Any, dim: Any = None, keepdim: bool = False, *, other: Any = None) -> Any:
    """Return the maximum of two tensors, over all axes, or over one with its indices."""
    return _extremum(maximum, input, dim, keepdim, other)


def least(input: Any, dim: Any = None, keepdim: bool = False, *, other: Any = None) -> Any:
    """Return the minimum of two tensors, over all axes, or over one with its indices."""
    return _extremum(minimum, input, dim, keepdim, other)


def dropout(input: Any, p: Any = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """Return the input, which dropout leaves alone in evaluation.

    The default of PyTorch is True even where the module is in evaluation mode.
    """
    if training and p:
        raise InvalidNetworkError(
            "dropout is called with training=True, which makes a random function: write "
            "training=self.training"
        )
    return input


def _maximum_with_zero(values: Any) -> Any:
    return np.maximum(values, 0)


def _channelwise(slopes: Any, input: Any) -> Any:
    if slopes.size == 1:
        return slopes.reshape(())
    axes = len(input.shape)
    if slopes.ndim != 1 or axes < 2 or input.shape[1] != slopes.size:
        raise InvalidNetworkError(
            f"slopes of shape {slopes.shape} do not fit a tensor of shape {tuple(input.shape)}: "
            "give one, or one for each entry of axis 1"
        )
    return slopes.reshape((-1,) + (1,) * (axes - 2))


def _extremum(
    pair: Callable[[Any, Any], Any], input: Any, dim: Any, keepdim: bool, other: Any
) -> Any:
    second = dim if other is None else other
    if is_array(second):
        return pair(input, second)
    if dim is None:
        return _extremum_over(pair, input, (), keepdim)
    return Extremum(_extremum_over(pair, input, dim, keepdim))


def _extremum_over(pair: Callable[[Any, Any], Any], input: Any, dim: Any, keepdim: bool) -> Any:
    axes = len(input.shape)
    given = (dim,) if isinstance(dim, int) else dim or range(axes)
    over = sorted({axis_of(axis, axes) for axis in given})
    result = input
    for axis in over:
        before = (slice(None),) * axis
        slices = [result[(*before, slice(i, i + 1))] for i in range(result.shape[axis])]
        result = reduce(pair, slices)
    if keepdim:
        return result
    return result.reshape([input.shape[axis] for axis in range(axes) if axis not in over])
