"""Activations: the ReLU, and piecewise linear functions written with it.

Every function here is lowered to the same function, exactly.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Any

import numpy as np

from polyregions.arithmetic import exact_rational
from polyregions.errors import InvalidNetworkError
from polyregions.lowering.circuit import Tensor
from polyregions.lowering.constants import exact_array
from polyregions.lowering.operations.arithmetic import add, multiply, negate, subtract
from polyregions.lowering.operations.operands import (
    broadcast,
    broadcast_shape,
    broadcast_tensors,
    checked_tensor,
    shape_of,
    tensors_of,
)

__all__ = [
    "absolute",
    "clip",
    "hard_sigmoid",
    "hard_tanh",
    "leaky_relu",
    "maximum",
    "minimum",
    "parametric_relu",
    "relu",
]


def relu(x: Tensor) -> Tensor:
    """Return max(x, 0): one ReLU unit for each entry, all of them in one layer.

    Equal entries, constants and entries on which nothing depends have their units too, so that a
    chain of ReLU layers is lowered to itself and keeps its activation patterns.

    Parameters
    ----------
    x
        The tensor.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> print(circuit.network(ops.relu(circuit.input((3,)))))
    network 3-3
    """
    units, rows = checked_tensor(x).circuit.units, x.rows
    return Tensor(x.circuit, units.rectified(x.flat if rows is None else rows), x.shape)


def leaky_relu(x: Tensor, slope: Any = Fraction(1, 100)) -> Tensor:
    """Return x where x > 0 and slope x elsewhere: slope x + (1 - slope) max(x, 0).

    One ReLU unit for each entry, so that the activation regions are those of the leaky units. Any
    slope will do: a negative one, 1, or more.

    Parameters
    ----------
    x
        The tensor.
    slope
        An exact number.

    Raises
    ------
    InvalidNumberError
        If the slope is no finite number.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.leaky_relu(circuit.input((2,)), "1/10")).exact([3, -3])
    (Fraction(3, 1), Fraction(-3, 10))
    """
    return parametric_relu(x, exact_rational(slope, "the slope"))


def parametric_relu(x: Tensor, slopes: Any) -> Tensor:
    """Return the leaky ReLU with a slope for each entry.

    Parameters
    ----------
    x
        The tensor.
    slopes
        Exact numbers that broadcast to the shape of ``x`` as in numpy. For one slope a channel of
        a tensor of shape (N, channels, *spatial), give the shape (channels, 1, ..., 1).

    Raises
    ------
    InvalidNetworkError, InvalidNumberError
        If the slopes do not fit, or are not finite.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.parametric_relu(circuit.input((2,)), [2, 3])).exact([-1, -1])
    (Fraction(-2, 1), Fraction(-3, 1))
    """
    if broadcast_shape(checked_tensor(x).shape, shape_of(slopes)) != x.shape:
        raise InvalidNetworkError(
            f"slopes of shape {shape_of(slopes)} do not fit a tensor of shape {x.shape}: give one "
            "that broadcasts to it"
        )
    factors = exact_array(slopes, "slopes")
    rectified = relu(x)
    if not any(factors.flat):
        return rectified
    [forms, _] = x.circuit.units.levelled(x.flat, rectified.flat)
    below = multiply(Tensor(x.circuit, forms, x.shape), factors)
    return add(below, multiply(rectified, 1 - factors))


def absolute(x: Tensor) -> Tensor:
    """Return |x| = 2 max(x, 0) - x: one ReLU unit for each entry.

    Parameters
    ----------
    x
        The tensor.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.absolute(circuit.input((2,)))).exact([3, -3])
    (Fraction(3, 1), Fraction(3, 1))
    """
    return parametric_relu(x, -1)


def clip(x: Tensor, low: Any = None, high: Any = None) -> Tensor:
    """Return min(max(x, low), high) = low + max(x - low, 0) - max(x - high, 0).

    Two ReLU units for each entry, or one where a bound is missing.

    Parameters
    ----------
    x
        The tensor.
    low, high
        Exact numbers; None, and the infinity of that side, for no bound. Where ``low`` exceeds
        ``high``, the result is ``high`` everywhere, without units.

    Raises
    ------
    InvalidNumberError
        If a bound is NaN or the infinity of the other side.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.clip(circuit.input((3,)), low=0, high=6)).exact([-1, 2, 7])
    (Fraction(0, 1), Fraction(2, 1), Fraction(6, 1))
    """
    lower = _bound(low, -inf, "the lower bound")
    upper = _bound(high, inf, "the upper bound")
    if lower is None:
        return checked_tensor(x) if upper is None else minimum(x, upper)
    if upper is None:
        return maximum(x, lower)
    if lower > upper:
        return add(multiply(x, 0), upper)
    return add(lower, subtract(relu(subtract(x, lower)), relu(subtract(x, upper))))


def hard_tanh(x: Tensor, low: Any = -1, high: Any = 1) -> Tensor:
    """Return x clipped to [low, high].

    Parameters
    ----------
    x, low, high
        See :func:`clip`.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.hard_tanh(circuit.input((2,)))).exact(["1/2", -3])
    (Fraction(1, 2), Fraction(-1, 1))
    """
    return clip(x, low, high)


def hard_sigmoid(x: Tensor, slope: Any = Fraction(1, 6), offset: Any = Fraction(1, 2)) -> Tensor:
    """Return slope x + offset clipped to [0, 1].

    Parameters
    ----------
    x
        The tensor.
    slope, offset
        Exact numbers.

    Raises
    ------
    InvalidNumberError
        If one is no finite number.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.hard_sigmoid(circuit.input((3,)))).exact([-4, 1, 9])
    (Fraction(0, 1), Fraction(2, 3), Fraction(1, 1))
    """
    line = multiply(x, exact_rational(slope, "the slope"))
    return clip(add(line, exact_rational(offset, "the offset")), 0, 1)


def maximum(a: Any, b: Any) -> Tensor:
    """Return the greater of two tensors, or of a tensor and constants, entry by entry.

    As b + max(a - b, 0), with one ReLU unit for each entry; b is the constant if there is one.

    Parameters
    ----------
    a, b
        At least one of them a tensor, the other perhaps exact numbers; broadcast as in numpy.

    Raises
    ------
    InvalidNetworkError
        If the shapes do not go together, or the tensors belong to different circuits.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> x = circuit.input((2,))
    >>> circuit.network(ops.maximum(x[:1], x[1:])).exact([3, 4])
    (Fraction(4, 1),)
    """
    left, right = broadcast_tensors(a, b)
    circuit = left.circuit
    arrays = broadcast(left.forms, right.forms)
    shape = arrays[0].shape
    pairs = [
        (f, g) if f.terms else (g, f)
        for f, g in zip(*(array.flat for array in arrays), strict=True)
    ]
    other = Tensor(circuit, [f for f, _ in pairs], shape)
    base = Tensor(circuit, [g for _, g in pairs], shape)
    return add(base, relu(subtract(other, base)))


def minimum(a: Any, b: Any) -> Tensor:
    """Return the smaller of two tensors, or of a tensor and constants, entry by entry.

    As b - max(b - a, 0), with one ReLU unit for each entry.

    Parameters
    ----------
    a, b
        See :func:`maximum`.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.minimum(circuit.input((2,)), [2, 5])).exact([3, 4])
    (Fraction(2, 1), Fraction(4, 1))
    """
    left, right = tensors_of(a, b)
    return negate(maximum(negate(left), negate(right)))


def _bound(value: Any, unbounded: float, name: str) -> Fraction | None:
    if value is None or (isinstance(value, (float, np.floating)) and value == unbounded):
        return None
    return exact_rational(value, name)
