"""Certified bounds of the minimal linear complexity of a Python callable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import exact_rational, repr_of_fields
from polyregions.errors import (
    InvalidDomainError,
    InvalidFunctionError,
    InvalidNumberError,
    check_choice,
)
from polyregions.one_dimension.fewest_pieces.continuous import fewest_links
from polyregions.one_dimension.fewest_pieces.enclosed_functions import (
    SHAPES,
    Enclosure,
    convex_enclosure,
    lipschitz_enclosure,
    sampled,
)
from polyregions.one_dimension.fewest_pieces.tunnel import (
    Point,
    Tunnel,
    checked_epsilon,
    heights,
)
from polyregions.one_dimension.interval import Interval
from polyregions.one_dimension.piecewise_linear import PiecewiseLinear

__all__ = ["ComplexityBounds", "complexity_bounds"]

_FIRST_CELLS = 8


@dataclass(frozen=True, slots=True)
class ComplexityBounds:
    """Two certified bounds of N_f(epsilon).

    Attributes
    ----------
    lower
        No continuous function with fewer pieces is within epsilon.
    upper
        ``approximant`` has this many pieces and is within epsilon; None if the samples are too
        coarse to prove that of any.
    approximant
        The function, None where ``upper`` is.
    epsilon
        The error allowed.
    samples
        The number of points at which the callable was evaluated.
    """

    lower: int
    upper: int | None
    approximant: PiecewiseLinear | None
    epsilon: Fraction
    samples: int

    __repr__ = repr_of_fields

    @property
    def is_exact(self) -> bool:
        """Whether the two bounds are equal."""
        return self.lower == self.upper


def complexity_bounds(
    function: Callable[[Any], Any],
    interval: Any,
    epsilon: Any,
    *,
    lipschitz: Any = None,
    shape: str | None = None,
    value_error: Any = 0,
    most_cells: int = 2048,
) -> ComplexityBounds:
    """Bound the minimal linear complexity of a callable from both sides.

    Samples and the knowledge given enclose the function between two piecewise linear ones. A path
    through the narrower tunnel that these leave is within epsilon of the function, and every
    function within epsilon is a path through the wider one. The number of cells is doubled until
    the two bounds meet.

    Parameters
    ----------
    function
        Takes a float or a Fraction, returns a number, taken as the exact value.
    interval
        A pair of finite ends.
    epsilon
        The error allowed in the supremum norm, > 0.
    lipschitz
        A bound of |f(x) - f(y)| / |x - y|.
    shape
        "convex" or "concave"; one of ``lipschitz`` and ``shape`` is needed.
    value_error
        How far a returned value may be from the true one, such as 1e-15 for rounded arithmetic.
    most_cells
        The largest number of cells, at least 8.

    Raises
    ------
    InvalidFunctionError
        If neither or both of ``lipschitz`` and ``shape`` are given, the samples contradict them, or
        the function fails.
    InvalidNumberError
        If epsilon is not positive, or another number is negative.
    InvalidDomainError
        If the interval is not bounded or has no interior.

    Examples
    --------
    >>> bounds = complexity_bounds(lambda x: x * x, (0, 1), "1/100", shape="convex")
    >>> bounds.lower, bounds.upper  # ceil(1 / sqrt(8 epsilon))
    (4, 4)
    """
    bound = checked_epsilon(epsilon)
    domain = Interval.of(interval)
    if domain.lower is None or domain.upper is None:
        raise InvalidDomainError(f"{domain} is unbounded: give two finite ends")
    enclose = _enclosing(function, lipschitz, shape, value_error)
    cells = min(_FIRST_CELLS, most_cells)
    lower, best, samples = 1, None, 0
    while True:
        below, above = enclose(sampled(function, domain.lower, domain.upper, cells))
        samples = cells + 1
        wide, narrow = _tunnels(below, above, bound)
        lower = max(lower, len(fewest_links(wide)) - 1)
        if narrow.is_open:
            path = PiecewiseLinear.through(fewest_links(narrow))
            best = path if best is None or path.pieces < best.pieces else best
        if (best is not None and best.pieces == lower) or 2 * cells > most_cells:
            upper = None if best is None else best.pieces
            return ComplexityBounds(lower, upper, best, bound, samples)
        cells *= 2


def _enclosing(
    function: Any, lipschitz: Any, shape: str | None, value_error: Any
) -> Callable[[list[Point]], Enclosure]:
    if not callable(function):
        raise InvalidFunctionError(f"a {type(function).__name__} cannot be called: give a function")
    if (lipschitz is None) == (shape is None):
        raise InvalidFunctionError(
            "samples alone bound nothing: give either lipschitz=..., or shape='convex' or 'concave'"
        )
    off = exact_rational(value_error, "value_error")
    constant = exact_rational(0 if lipschitz is None else lipschitz, "lipschitz")
    if off < 0 or constant < 0:
        raise InvalidNumberError("a bound is negative: give lipschitz >= 0 and value_error >= 0")
    if shape is None:
        return lambda points: lipschitz_enclosure(points, constant, off)
    check_choice("the shape", shape, SHAPES, InvalidFunctionError)
    if shape == "convex":
        return lambda points: convex_enclosure(points, off)

    def concave(points: list[Point]) -> Enclosure:
        below, above = convex_enclosure(_mirrored(points), off)
        return _mirrored(above), _mirrored(below)

    return concave


def _mirrored(points: list[Point]) -> list[Point]:
    return [(x, -y) for x, y in points]


def _tunnels(
    below: list[Point],
    above: list[Point],
    epsilon: Fraction,
) -> tuple[Tunnel, Tunnel]:
    """Return the tunnel that no approximant leaves, and one that only approximants pass."""
    knots = tuple(sorted({x for x, _ in (*below, *above)}))
    low, high = (heights(points, knots) for points in (below, above))
    wide = Tunnel(knots, tuple(y - epsilon for y in low), tuple(y + epsilon for y in high))
    narrow = Tunnel(knots, tuple(y - epsilon for y in high), tuple(y + epsilon for y in low))
    return wide, narrow
