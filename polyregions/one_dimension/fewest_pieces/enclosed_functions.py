"""Piecewise linear functions above and below a Python callable of which only samples are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from polyregions.arithmetic import exact_rational, nearest_float, number_text
from polyregions.errors import InvalidFunctionError
from polyregions.one_dimension.fewest_pieces.tunnel import Point

__all__ = ["SHAPES", "convex_enclosure", "lipschitz_enclosure", "sampled"]

SHAPES = ("convex", "concave")

Enclosure = tuple[list[Point], list[Point]]
"""The corners of a function below and of one above."""


def sampled(
    function: Callable[[Any], Any], low: Fraction, high: Fraction, cells: int
) -> list[Point]:
    """Return a callable's values at the ends of equal cells, as the exact numbers they are.

    It is called with floats where these are exact, else with fractions.

    Raises
    ------
    InvalidFunctionError
        If it fails, or returns what is no finite number.
    """
    points = []
    for k in range(cells + 1):
        x = low + (high - low) * k / cells
        image = nearest_float(x)
        try:
            value = function(image if image == x else x)
            points.append((x, exact_rational(value, f"f({image})")))
        except Exception as error:
            raise InvalidFunctionError(
                f"the function has no value at x = {image} ({error}): give one that returns a "
                "finite number everywhere on the interval"
            ) from error
    return points


def lipschitz_enclosure(points: Sequence[Point], constant: Fraction, off: Fraction) -> Enclosure:
    """Enclose a function with |f(x) - f(y)| <= L |x - y| whose samples are right up to ``off``.

    Between two samples it lies in a parallelogram with sides of slopes L and -L.

    Raises
    ------
    InvalidFunctionError
        If the samples contradict the constant.

    Examples
    --------
    >>> flat = [(Fraction(0), Fraction(0)), (Fraction(2), Fraction(0))]
    >>> below, above = lipschitz_enclosure(flat, constant=Fraction(1), off=Fraction(0))
    >>> above[1]
    (Fraction(1, 1), Fraction(1, 1))
    """
    below, above = [_shifted(points[0], -off)], [_shifted(points[0], off)]
    for (a, u), (b, v) in pairwise(points):
        width, rise = b - a, v - u
        if abs(rise) > constant * width + 2 * off:
            raise InvalidFunctionError(
                f"between x = {nearest_float(a)} and {nearest_float(b)} the function changes "
                f"faster than the Lipschitz constant {number_text(constant)} allows: give a "
                "larger one"
            )
        rise = max(-constant * width, min(rise, constant * width))
        if constant and abs(rise) < constant * width:
            up, down = (width + rise / constant) / 2, (width - rise / constant) / 2
            above.append((a + up, u + constant * up + off))
            below.append((a + down, u - constant * down - off))
        above.append((b, v + off))
        below.append((b, v - off))
    return below, above


def convex_enclosure(points: Sequence[Point], off: Fraction) -> Enclosure:
    """Enclose a convex function whose samples are right up to ``off``.

    It lies below its chords, and above the chords of the neighbouring cells, prolonged.

    Raises
    ------
    InvalidFunctionError
        If the samples are not those of a convex function.

    Examples
    --------
    >>> square = [(Fraction(k), Fraction(k * k)) for k in range(4)]
    >>> convex_enclosure(square, Fraction(0))[0][2]
    (Fraction(3, 2), Fraction(3, 2))
    """
    lines = []
    for (a, u), (b, v) in pairwise(points):
        slope = (v - u) / (b - a)
        lines.append((slope, u - slope * a))
    below: list[Point] = []
    for k, ((a, u), (b, v)) in enumerate(pairwise(points)):
        left = lines[k - 1] if k else None
        right = lines[k + 1] if k + 1 < len(lines) else None
        if left is not None and left[0] > lines[k][0] + 4 * off / (b - a):
            raise InvalidFunctionError(
                f"the function is not convex near x = {nearest_float(a)}: check its shape, or give "
                "the error of its values"
            )
        below.extend(_below_chord((a, u), (b, v), left, right))
    return [_shifted(point, -3 * off) for point in below], [_shifted(p, off) for p in points]


def _below_chord(
    begin: Point,
    end: Point,
    left: tuple[Fraction, Fraction] | None,
    right: tuple[Fraction, Fraction] | None,
) -> list[Point]:
    """Return corners of the lower bound on a cell, without its right end but on the last one."""
    (a, u), (b, v) = begin, end
    if left is None and right is None:
        raise InvalidFunctionError("two samples say nothing about a convex function: give three")
    if left is None:
        assert right is not None
        return [(a, min(u, right[0] * a + right[1]))]
    if right is None:
        return [(a, u), (b, min(v, left[0] * b + left[1]))]
    if left[0] >= right[0]:
        return [(a, u)]
    x = (left[1] - right[1]) / (right[0] - left[0])
    return [(a, u), (x, left[0] * x + left[1])] if a < x < b else [(a, u)]


def _shifted(point: Point, by: Fraction) -> Point:
    return point[0], point[1] + by
