"""The largest ball inside an H-polytope, by one exact linear program."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from polyregions.arithmetic import IntegerVector, primitive, repr_of_fields
from polyregions.errors import InvalidDomainError, UnboundedError, short
from polyregions.polytopes.h_polytope import HPolytope
from polyregions.polytopes.linear_programs import Optimal, Unbounded, maximise

__all__ = ["Ball", "chebyshev_ball"]

# Norms are rounded up to multiples of 2**-61; a nonzero integer normal has norm 1 or more.
_NORM_BITS = 61


@dataclass(frozen=True, slots=True)
class Ball:
    """The Euclidean ball {x : |x - center| <= radius} with exact data.

    Attributes
    ----------
    center
        The center, n rationals.
    radius
        The radius, positive.
    """

    center: tuple[Fraction, ...]
    radius: Fraction

    __repr__ = repr_of_fields


def chebyshev_ball(polytope: HPolytope) -> Ball:
    """Return a largest Euclidean ball inside a polytope.

    The largest r with a.x + |a|_2 r <= b for every row, with |a|_2 replaced by the norm itself
    where it is whole and by a rational at most the factor 1 + 2**-60 above it elsewhere. The ball
    therefore lies inside, and no ball inside has more than 1 + 2**-60 times its radius.

    Returns
    -------
    Ball
        With exact center and radius. Several centers may be possible; one of them is returned.

    Raises
    ------
    UnboundedError
        If balls of every size fit.
    InvalidDomainError
        If the polytope is empty or flat.

    Examples
    --------
    >>> chebyshev_ball(HPolytope(2, [(-1, 0, 0), (0, -1, 0), (3, 4, 12)]))
    Ball(center=(Fraction(1, 1), Fraction(1, 1)), radius=Fraction(1, 1))
    """
    rows = [_row_with_radius(row) for row in polytope.rows]
    result = maximise(rows, (*[0] * polytope.dimension, 1))
    if isinstance(result, Unbounded):
        raise UnboundedError(
            f"balls of every size fit, further and further along {short(result.ray[:-1])}: "
            "intersect the polytope with a bounded one"
        )
    if not isinstance(result, Optimal) or result.value <= 0:
        raise InvalidDomainError(
            "the polytope is empty or flat, so that no ball fits: give one of full dimension"
        )
    return Ball(result.point[:-1], result.value)


def _row_with_radius(row: IntegerVector) -> IntegerVector:
    *normal, offset = row
    scaled = [entry << _NORM_BITS for entry in normal]
    square = sum(entry * entry for entry in scaled)
    norm = isqrt(square)
    return primitive((*scaled, norm + (norm * norm < square), offset << _NORM_BITS))
