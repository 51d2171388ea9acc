"""The minimal linear complexity of a piecewise linear function, exactly.

J. Kogan, H. Jananthan, J. Kepner, "Complexity of One-Dimensional ReLU DNNs" (2025),
arXiv:2512.08091, Definition 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import repr_of_fields
from polyregions.errors import InternalError
from polyregions.one_dimension.fewest_pieces.continuous import fewest_links
from polyregions.one_dimension.fewest_pieces.discontinuous import Segment, fewest_segments
from polyregions.one_dimension.fewest_pieces.tunnel import (
    Tunnel,
    checked_epsilon,
    tunnel_around,
)
from polyregions.one_dimension.operations import sup_distance
from polyregions.one_dimension.piecewise_linear import PiecewiseLinear

__all__ = ["Approximation", "DiscontinuousApproximation", "minimal_complexity", "minimal_pieces"]


@dataclass(frozen=True, slots=True)
class Approximation:
    """A continuous approximant with the fewest pieces.

    Attributes
    ----------
    pieces
        The number of its pieces: the minimal linear complexity N_f(epsilon).
    approximant
        The function.
    epsilon
        The error allowed.
    distance
        The largest distance from the function approximated, computed exactly; at most ``epsilon``.
    """

    pieces: int
    approximant: PiecewiseLinear
    epsilon: Fraction
    distance: Fraction

    __repr__ = repr_of_fields


@dataclass(frozen=True, slots=True)
class DiscontinuousApproximation:
    """An approximant with the fewest pieces that may jump.

    Attributes
    ----------
    pieces
        Their number.
    segments
        For each of them (begin, end, slope, intercept).
    epsilon, distance
        The error allowed, and the largest distance, computed exactly.
    """

    pieces: int
    segments: tuple[tuple[Fraction, Fraction, Fraction, Fraction], ...]
    epsilon: Fraction
    distance: Fraction

    __repr__ = repr_of_fields


def minimal_complexity(function: PiecewiseLinear, epsilon: Any) -> Approximation:
    """Return N_f(epsilon): the least number of pieces of a continuous function within epsilon.

    Parameters
    ----------
    function
        A function of one output on a bounded interval.
    epsilon
        The error allowed in the supremum norm, an exact number > 0.

    Returns
    -------
    Approximation
        The number, and an approximant that has it, checked exactly.

    Raises
    ------
    InvalidNumberError
        If epsilon is not positive.
    InvalidFunctionError, InvalidDomainError
        If this is no piecewise linear function of one output on a bounded interval.

    Notes
    -----
    O(n) steps for n pieces (Imai and Iri 1986), each in rationals.

    Examples
    --------
    >>> from polyregions.constructions import zigzag
    >>> f = PiecewiseLinear.from_network(zigzag(inputs=1, branches=3, blocks=2))
    >>> [minimal_complexity(f, eps).pieces for eps in ("1/10", "49/100", "1/2")]
    [9, 9, 1]
    """
    bound = checked_epsilon(epsilon)
    approximant = PiecewiseLinear.through(fewest_links(tunnel_around(function, bound)))
    distance = sup_distance(function, approximant)
    if distance > bound:
        raise InternalError("an approximant is further away than the error allowed")
    return Approximation(approximant.pieces, approximant, bound, distance)


def minimal_pieces(function: PiecewiseLinear, epsilon: Any) -> DiscontinuousApproximation:
    """Return the least number of affine pieces, which may jump, of a function within epsilon.

    It is at most N_f(epsilon), and more than half of it: N_f <= 2 pieces - 1.

    Parameters
    ----------
    function, epsilon
        As for :func:`minimal_complexity`.

    Raises
    ------
    InvalidNumberError, InvalidFunctionError, InvalidDomainError
        As for :func:`minimal_complexity`.

    Examples
    --------
    >>> step = PiecewiseLinear.through([(0, 0), (1, 0), (2, 1), (3, 1)])
    >>> minimal_pieces(step, "1/5").pieces, minimal_complexity(step, "1/5").pieces
    (2, 3)
    """
    bound = checked_epsilon(epsilon)
    tunnel = tunnel_around(function, bound)
    segments = fewest_segments(tunnel)
    distance = max(_distance(tunnel, bound, segment) for segment in segments)
    if distance > bound:
        raise InternalError("an approximant is further away than the error allowed")
    rows = tuple((begin, end, line.slope, line.height) for begin, end, line in segments)
    return DiscontinuousApproximation(len(rows), rows, bound, distance)


def _distance(tunnel: Tunnel, epsilon: Fraction, segment: Segment) -> Fraction:
    """Return the largest distance between a segment and the middle of a tunnel."""
    begin, end, line = segment
    middle = PiecewiseLinear.through(
        (x, y + epsilon) for x, y in zip(tunnel.knots, tunnel.lower, strict=True)
    )
    points = [begin, *(x for x in tunnel.knots if begin < x < end), end]
    return max(abs(middle(x)[0] - line.at(x)) for x in points)
