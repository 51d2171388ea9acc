"""Means of functions of an affine function over a simplex, from its values at the corners.

Where x is uniform on a simplex with corner values v_0, ..., v_n of an affine function f, the mean
of the n-th derivative of g at f(x) is n! times the divided difference of g at v_0, ..., v_n (the
formula of Hermite and Genocchi; C. de Boor, "Divided differences", 2005). With a truncated power as
g it gives the distribution of f, whose density is a B-spline (H. B. Curry, I. J. Schoenberg, 1966).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb

__all__ = ["mean", "mean_absolute", "mean_square", "share_at_most"]

Values = Sequence[Fraction]


def mean(values: Values) -> Fraction:
    """Return the mean of f.

    Examples
    --------
    >>> mean([Fraction(0), Fraction(1), Fraction(1)])
    Fraction(2, 3)
    """
    return sum(values, Fraction(0)) / len(values)


def mean_square(values: Values) -> Fraction:
    """Return the mean of f^2: that of the products of all pairs of corners, each with itself twice.

    Examples
    --------
    >>> mean_square([Fraction(0), Fraction(1)])
    Fraction(1, 3)
    """
    count = len(values)
    total = sum(values, Fraction(0)) ** 2 + sum((v * v for v in values), Fraction(0))
    return total / (count * (count + 1))


def mean_absolute(values: Values) -> Fraction:
    """Return the mean of the absolute value of f, which is f and twice its negative part.

    Examples
    --------
    >>> mean_absolute([Fraction(-1), Fraction(1)])
    Fraction(1, 2)
    """
    if min(values) >= 0:
        return mean(values)
    if max(values) <= 0:
        return -mean(values)
    return mean(values) + 2 * _mean_of_truncated(values, Fraction(0), 1)


def share_at_most(values: Values, level: Fraction) -> Fraction:
    """Return the share of the simplex where f is at most a level, for values not all equal.

    Examples
    --------
    >>> share_at_most([Fraction(0), Fraction(1), Fraction(1)], Fraction(1, 2))
    Fraction(1, 4)
    """
    if level >= max(values):
        return Fraction(1)
    if level <= min(values):
        return Fraction(0)
    return _mean_of_truncated(values, level, 0)


def _mean_of_truncated(values: Values, level: Fraction, power: int) -> Fraction:
    """Return the mean of ``max(level - f, 0)**power``; of power 0 the share where f < level.

    The divided difference is that of ``(level - x)**(n + power)`` where x < level, else 0. Where
    values agree it takes derivatives, which exist: not all of the values are equal.
    """
    depths: list[Fraction] = sorted((level - v for v in values), reverse=True)  # values ascend
    order = len(depths) - 1
    degree = order + power
    table = [depth**degree if depth > 0 else Fraction(0) for depth in depths]
    for step in range(1, order + 1):
        for i in range(order + 1 - step):
            width = depths[i] - depths[i + step]  # of the values, upwards
            if width:
                table[i] = (table[i + 1] - table[i]) / width
            elif depths[i] > 0:
                sign = -1 if step % 2 else 1
                table[i] = sign * comb(degree, step) * depths[i] ** (degree - step)
            else:
                table[i] = Fraction(0)
    return table[0] * (-1 if order % 2 else 1) / comb(degree, order)
