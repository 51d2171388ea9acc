"""The point inside a region of :mod:`.kernel.interior_points`, from exact generators."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from polyregions.arithmetic import IntegerVector, dot, primitive_from_rationals
from polyregions.budgets import checkpoint
from polyregions.errors import InternalError
from polyregions.refinement.vertices.kernel.interior_points import FIRST_BITS, OFFSET, SPREAD

__all__ = ["exact_interior_point"]


def exact_interior_point(
    generators: Sequence[IntegerVector], inside: Sequence[IntegerVector]
) -> IntegerVector:
    """Return the point of a region, primitive.

    Parameters
    ----------
    generators
        The region's vertices and rays, in homogeneous coordinates.
    inside
        The forms of its facets, > 0 inside.

    Raises
    ------
    InternalError
        If they are not those of one region.
    OutOfTime
        If the time is up before.

    Examples
    --------
    >>> exact_interior_point([(0, 1), (1, 3)], [(1, 0), (-3, 1)])
    (2731, 16384)
    """
    total = [sum(entries) for entries in zip(*generators, strict=True)]
    if any(dot(form, total) <= 0 for form in inside):
        raise InternalError("the sum of a cell's generators is not inside it")
    vertices = [generator for generator in generators if generator[-1]]
    rays = [(ray, max(map(abs, ray))) for ray in generators if not ray[-1]]
    means, exponents = [], []
    for i in range(len(total) - 1):
        checkpoint()
        values = [Fraction(vertex[i], vertex[-1]) for vertex in vertices]
        entries = [Fraction(ray[i], greatest) for ray, greatest in rays]
        means.append(sum(values) / len(values) + sum(entries))
        extent = max(values) - min(values) + sum(map(abs, entries))
        exponents.append(_exponent(extent * Fraction(SPREAD)))
    bits = FIRST_BITS
    while True:
        checkpoint()
        grids = [Fraction(2) ** (exponent - bits) for exponent in exponents]
        rounded = [
            math.floor(mean / grid + Fraction(OFFSET)) * grid
            for mean, grid in zip(means, grids, strict=True)
        ]
        point = primitive_from_rationals([*rounded, Fraction(1)])
        if all(dot(form, point) > 0 for form in inside):
            return point
        bits *= 2


def _exponent(value: Fraction) -> int:
    """Return the least e with value < 2**e; 0 for zero, of coordinates that are left out."""
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    return exponent + (value >= Fraction(2) ** exponent) if value else 0
