"""Continuous piecewise linear functions of one variable, with values in R^m, exactly."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from polyregions.arithmetic import exact_rational, number_text, shortest_number
from polyregions.errors import InvalidDomainError
from polyregions.networks import Network
from polyregions.one_dimension.affine_pieces import bends, maps_between, number_of_distinct_maps
from polyregions.one_dimension.exact_refinement import refine
from polyregions.one_dimension.integer_columns import Integers, reduced
from polyregions.one_dimension.integer_layers import integer_layers
from polyregions.one_dimension.interval import Interval, interval_of
from polyregions.one_dimension.piecewise_input import (
    Vector,
    check_breakpoints,
    check_compatible,
    check_pieces,
    exact_values,
    interpolation,
    maps_of,
    positions_of,
    require_one_input,
)
from polyregions.one_dimension.piecewise_maps import (
    AffineMap,
    Piece,
    maps_between_points,
    positive_part,
    sign_changes,
    sum_of_maps,
)

__all__ = ["PiecewiseLinear"]


class PiecewiseLinear:
    """A continuous function on an interval that is affine between finitely many breakpoints.

    Neighbouring pieces may have the same affine map; :meth:`simplified` joins them. Two of them are
    equal iff they have the same interval, the same breakpoints and the same maps.

    Parameters
    ----------
    interval
        An :class:`Interval`, or a pair of ends, None for infinity.
    breakpoints
        Increasing exact numbers inside of the interval.
    slopes, intercepts
        For each of the ``len(breakpoints) + 1`` pieces the affine map x -> slope x + intercept:
        numbers, or vectors of length m.

    Raises
    ------
    InvalidFunctionError
        If the breakpoints do not increase inside of the interval, there is not one map for each
        piece, or two neighbouring maps differ at the breakpoint between them.
    InvalidDomainError, InvalidNumberError
        If the interval has no interior, or an entry is no finite rational number.

    Examples
    --------
    >>> size = PiecewiseLinear((None, None), [0], [-1, 1], [0, 0])
    >>> size("-1/3"), size.pieces
    ((Fraction(1, 3),), 2)
    """

    __slots__ = ("_maps", "_positions", "interval")

    interval: Interval
    _positions: Integers
    _maps: Integers

    def __init__(
        self, interval: Any, breakpoints: Iterable[Any], slopes: Any, intercepts: Any
    ) -> None:
        domain = Interval.of(interval)
        points = [exact_rational(x, "breakpoint") for x in breakpoints]
        directions = [exact_values(slope) for slope in slopes]
        offsets = [exact_values(intercept) for intercept in intercepts]
        check_breakpoints(domain, points)
        check_pieces(points, directions, offsets)
        self._set(domain, positions_of(points), maps_of(directions, offsets))

    def _set(self, interval: Interval, positions: Integers, maps: Integers) -> None:
        for array in (positions, maps):
            array.setflags(write=False)
        object.__setattr__(self, "interval", interval)
        object.__setattr__(self, "_positions", positions)
        object.__setattr__(self, "_maps", maps)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"a PiecewiseLinear is immutable: build a new one instead of setting {name}"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return PiecewiseLinear._of_arrays, (self.interval, self._positions, self._maps)

    @classmethod
    def _of_arrays(cls, interval: Interval, positions: Integers, maps: Integers) -> PiecewiseLinear:
        function = cls.__new__(cls)
        function._set(interval, positions, maps)
        return function

    @classmethod
    def from_network(cls, network: Network, domain: Any = None) -> PiecewiseLinear:
        """Return the function of a network with one input, exactly.

        Its breakpoints are all points at which the activation pattern changes, even where the
        function does not bend: its pieces are the proper activation regions (definition 2), those
        of :meth:`simplified` the linear regions (definition 4).

        Parameters
        ----------
        network
            A network with one input.
        domain
            An :class:`Interval`, a pair of ends (None: infinity) or an H-polytope; omitted: the
            network's own domain, all of R where it has none.

        Raises
        ------
        InvalidNetworkError
            If the network has another number of inputs.
        InvalidDomainError
            If the domain is no interval with an interior.

        Examples
        --------
        >>> from polyregions.constructions import zigzag
        >>> tent = PiecewiseLinear.from_network(zigzag(inputs=1, branches=2))
        >>> [str(x) for x in tent.breakpoints], [int(s) for (s,) in tent.slopes]
        (['1/2'], [2, -2])
        """
        require_one_input(network)
        interval = interval_of(network, domain)
        refinement = refine(integer_layers(network), interval)
        maps = maps_between(refinement.columns)
        keep = refinement.layers[1:-1] > 0
        positions = refinement.columns[:2, 1:-1][:, keep]
        return cls._of_arrays(interval, reduced(positions), maps[:, np.concatenate([[True], keep])])

    @classmethod
    def through(cls, points: Iterable[tuple[Any, Any]]) -> PiecewiseLinear:
        """Return the function on a bounded interval that interpolates points (x, y).

        Raises
        ------
        InvalidFunctionError
            If there are fewer than two points, or their x do not increase.

        Examples
        --------
        >>> PiecewiseLinear.through([(0, 0), (1, 1), (3, 0)]).breakpoints
        (Fraction(1, 1),)
        """
        return cls(*interpolation(points))

    @classmethod
    def between(
        cls,
        interval: Interval,
        points: Iterable[Fraction],
        map_at: Callable[[Fraction], AffineMap],
    ) -> PiecewiseLinear:
        """Return the function with these breakpoints whose maps are read off inside of the pieces.

        Parameters
        ----------
        interval
            The domain.
        points
            Different numbers inside of it, in any order.
        map_at
            Gives slope and intercept at a number that is none of them.
        """
        return cls(interval, *maps_between_points(interval, points, map_at))

    @property
    def outputs(self) -> int:
        """The dimension m of the values."""
        return len(self._maps) // 2

    @property
    def pieces(self) -> int:
        """The number of pieces."""
        return int(self._maps.shape[1])

    @property
    def breakpoints(self) -> tuple[Fraction, ...]:
        """The points between neighbouring pieces, increasing."""
        q, p = self._positions.tolist()
        return tuple(map(Fraction, p, q))

    @property
    def slopes(self) -> tuple[Vector, ...]:
        """The slope of each piece, a vector of length m."""
        return self._fractions(1, self.outputs + 1)

    @property
    def intercepts(self) -> tuple[Vector, ...]:
        """The constant part of each piece's affine map, a vector of length m."""
        return self._fractions(self.outputs + 1, 2 * self.outputs + 1)

    def _fractions(self, start: int, stop: int) -> tuple[Vector, ...]:
        scales = self._maps[0].tolist()
        rows = [map(Fraction, row, scales) for row in self._maps[start:stop].tolist()]
        return tuple(zip(*rows, strict=True))

    @property
    def values(self) -> tuple[Vector, ...]:
        """The value at each breakpoint, a vector of length m."""
        return tuple(self._value(k, x) for k, x in enumerate(self.breakpoints))

    @property
    def distinct_maps(self) -> int:
        """The number of different affine maps: the affine regions (definition 6)."""
        return number_of_distinct_maps(self._maps)

    def __call__(self, x: Any) -> Vector:
        """Return the value at an exact point of the interval, a vector of length m.

        Raises
        ------
        InvalidDomainError
            If the point lies outside.
        """
        point = exact_rational(x, "x")
        if not self.interval.contains(point):
            raise InvalidDomainError(f"x = {number_text(point)} lies outside of {self.interval}")
        return self._value(self.piece_at(point), point)

    def piece_at(self, x: Fraction) -> int:
        """Return the index of the piece that holds a point; at a breakpoint the one on its left."""
        q, p = self._positions
        return bisect_left(range(len(p)), x, key=lambda k: Fraction(int(p[k]), int(q[k])))

    def map_at(self, x: Fraction) -> tuple[Vector, Vector]:
        """Return slope and intercept of the piece that holds a point."""
        scale, *entries = self._maps[:, self.piece_at(x)].tolist()
        numbers = tuple(Fraction(entry, scale) for entry in entries)
        return numbers[: self.outputs], numbers[self.outputs :]

    def each_piece(self) -> Iterator[Piece]:
        """Yield the two ends of each piece, None for infinity, its slope and its intercept."""
        ends = pairwise([self.interval.lower, *self.breakpoints, self.interval.upper])
        return zip(ends, self.slopes, self.intercepts, strict=True)

    def _value(self, piece: int, x: Fraction) -> Vector:
        scale, *entries = self._maps[:, piece].tolist()
        pairs = zip(entries[: self.outputs], entries[self.outputs :], strict=True)
        return tuple((a * x + b) / scale for a, b in pairs)

    def simplified(self) -> PiecewiseLinear:
        """Return the same function with neighbouring pieces of equal affine maps joined.

        Examples
        --------
        >>> PiecewiseLinear((0, 2), [1], [3, 3], [0, 0]).simplified().pieces
        1
        """
        bending = bends(self._maps)
        first = np.concatenate([[True], bending])
        return self._of_arrays(self.interval, self._positions[:, bending], self._maps[:, first])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PiecewiseLinear):
            return NotImplemented
        return (
            self.interval == other.interval
            and np.array_equal(self._positions, other._positions)
            and np.array_equal(self._maps, other._maps)
        )

    def __hash__(self) -> int:
        return hash((self.interval, self.breakpoints, self.slopes, self.intercepts))

    def __repr__(self) -> str:
        points = [shortest_number(x) for x in self.breakpoints]
        slopes = [list(map(shortest_number, slope)) for slope in self.slopes]
        intercepts = [list(map(shortest_number, intercept)) for intercept in self.intercepts]
        return f"PiecewiseLinear({self.interval!r}, {points}, {slopes}, {intercepts})"

    def __add__(self, other: PiecewiseLinear) -> PiecewiseLinear:
        if not isinstance(other, PiecewiseLinear):
            return NotImplemented
        check_compatible(self.interval, self.outputs, other.interval, other.outputs)
        return self.between(
            self.interval,
            {*self.breakpoints, *other.breakpoints},
            lambda x: sum_of_maps(self.map_at(x), other.map_at(x)),
        )

    def __mul__(self, factor: Any) -> PiecewiseLinear:
        number = exact_rational(factor, "the factor")
        slopes, intercepts = (
            [[number * entry for entry in vector] for vector in vectors]
            for vectors in (self.slopes, self.intercepts)
        )
        return PiecewiseLinear(self.interval, self.breakpoints, slopes, intercepts)

    __rmul__ = __mul__

    def __neg__(self) -> PiecewiseLinear:
        return self * -1

    def __sub__(self, other: PiecewiseLinear) -> PiecewiseLinear:
        return self + -other if isinstance(other, PiecewiseLinear) else NotImplemented

    def relu(self) -> PiecewiseLinear:
        """Return x -> max(f(x), 0), coordinate by coordinate.

        Its breakpoints are those of the function and where a coordinate changes its sign.

        Examples
        --------
        >>> PiecewiseLinear((0, 2), [], [1], [-1]).relu().breakpoints
        (Fraction(1, 1),)
        """
        points = {*self.breakpoints, *sign_changes(self.each_piece())}
        return self.between(self.interval, points, lambda x: positive_part(self.map_at(x), x))
