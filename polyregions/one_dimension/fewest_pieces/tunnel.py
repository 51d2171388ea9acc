"""The tunnel between two piecewise linear walls through which an approximant has to pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from polyregions.arithmetic import exact_rational, number_text, repr_of_fields
from polyregions.errors import InvalidDomainError, InvalidFunctionError, InvalidNumberError
from polyregions.one_dimension.piecewise_linear import PiecewiseLinear

__all__ = ["Point", "Tunnel", "checked_epsilon", "heights", "tunnel_around"]

Point = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Tunnel:
    """The points (x, y) with lower(x) <= y <= upper(x), both walls linear between common knots.

    Attributes
    ----------
    knots
        At least two increasing numbers, the ends of the interval among them.
    lower, upper
        The heights of the walls at the knots, lower < upper.
    """

    knots: tuple[Fraction, ...]
    lower: tuple[Fraction, ...]
    upper: tuple[Fraction, ...]

    __repr__ = repr_of_fields

    @property
    def is_open(self) -> bool:
        """Whether the walls never meet."""
        return all(low < high for low, high in zip(self.lower, self.upper, strict=True))

    def wall_at(self, wall: tuple[Fraction, ...], k: int, x: Fraction) -> Fraction:
        """Return the height of a wall at a point between the knots k - 1 and k."""
        left, right = self.knots[k - 1], self.knots[k]
        return wall[k - 1] + (wall[k] - wall[k - 1]) * (x - left) / (right - left)

    def exit(self, wall: tuple[Fraction, ...], k: int, slope: Fraction, height: Fraction) -> Point:
        """Return where the line height + slope x meets a wall between the knots k - 1 and k."""
        left, right = self.knots[k - 1], self.knots[k]
        climb = (wall[k] - wall[k - 1]) / (right - left)
        x = (wall[k - 1] - climb * left - height) / (slope - climb)
        return x, slope * x + height


def heights(points: Sequence[Point], xs: Iterable[Fraction]) -> list[Fraction]:
    """Interpolate the path through points at increasing places, from its first to its last x."""
    heights = []
    segments = pairwise(points)
    (a, u), (b, v) = next(segments)
    for x in xs:
        while x > b:
            (a, u), (b, v) = next(segments)
        heights.append(u + (v - u) * (x - a) / (b - a))
    return heights


def checked_epsilon(epsilon: object) -> Fraction:
    """Return the error bound as a rational after checking that it is positive.

    Raises
    ------
    InvalidNumberError
        If it is not.
    """
    number = exact_rational(epsilon, "epsilon")
    if number <= 0:
        raise InvalidNumberError(f"epsilon is {number_text(number)}: give a positive error bound")
    return number


def tunnel_around(function: PiecewiseLinear, epsilon: Fraction) -> Tunnel:
    """Return the tunnel of all points within ``epsilon`` of the graph of a function.

    Raises
    ------
    InvalidFunctionError
        If it is no PiecewiseLinear with one output.
    InvalidDomainError
        If its interval is unbounded.

    Examples
    --------
    >>> tunnel_around(PiecewiseLinear((0, 1), [], [2], [0]), Fraction(1, 2)).upper
    (Fraction(1, 2), Fraction(5, 2))
    """
    if not isinstance(function, PiecewiseLinear):
        raise InvalidFunctionError(
            f"a {type(function).__name__} is not known to be piecewise linear: give a "
            "PiecewiseLinear, or bound the complexity of a callable with complexity_bounds"
        )
    if function.outputs != 1:
        raise InvalidFunctionError(
            f"the function has {function.outputs} outputs: give a function of one output"
        )
    low, high = function.interval.lower, function.interval.upper
    if low is None or high is None:
        raise InvalidDomainError(
            f"the function is defined on {function.interval}: restrict it to a bounded interval"
        )
    plain = function.simplified()
    knots = (low, *plain.breakpoints, high)
    values = [plain(x)[0] for x in knots]
    return Tunnel(knots, tuple(y - epsilon for y in values), tuple(y + epsilon for y in values))
