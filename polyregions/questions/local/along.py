"""The regions along segments and polylines: exact crossings, patterns, integrated gradients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from polyregions.arithmetic import (
    IntegerMatrix,
    IntegerVector,
    common_denominator,
    repr_of_fields,
    shortest_number,
)
from polyregions.budgets import in_time
from polyregions.complexes import regions
from polyregions.errors import InvalidDomainError
from polyregions.networks import IntegerForm, Network, Pattern, check_network, flat_vectors, through
from polyregions.polytopes import whole_space
from polyregions.questions.answers import brief_repr, counted, json_point
from polyregions.questions.local.containing import region_at
from polyregions.questions.local.local_region import LocalRegion

__all__ = ["PieceOfSegment", "RegionsAlong", "regions_along"]

Point = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class PieceOfSegment:
    """A part of a segment on which the activation pattern does not change.

    Attributes
    ----------
    segment
        The index of the segment, from 0.
    start, end
        Where the part begins and ends: 0 is the start of the segment, 1 its end.
    pattern
        The pattern between: of each unit 1 iff its pre-activation is > 0 there.
    """

    segment: int
    start: Fraction
    end: Fraction
    pattern: Pattern

    __repr__ = repr_of_fields

    @property
    def length(self) -> Fraction:
        """The share of the segment."""
        return self.end - self.start

    @property
    def middle(self) -> Fraction:
        """The middle of the part."""
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class RegionsAlong:
    """What a network does along a polyline.

    Attributes
    ----------
    network
        The network.
    points
        The points of the polyline.
    pieces
        The parts between crossings, one after the other.
    """

    network: Network
    points: tuple[Point, ...]
    pieces: tuple[PieceOfSegment, ...]

    __repr__ = brief_repr

    def __len__(self) -> int:
        return len(self.pieces)

    def __str__(self) -> str:
        return (
            f"{counted(len(self), 'region')} along {counted(len(self.points) - 1, 'segment')}, "
            f"{counted(len(self.crossings), 'crossing')}"
        )

    def point(self, segment: int, t: Fraction) -> Point:
        """Return the point of a segment at t, from 0 to 1."""
        start, end = self.points[segment : segment + 2]
        return tuple(a + t * (b - a) for a, b in zip(start, end, strict=True))

    @property
    def crossings(self) -> tuple[tuple[int, Fraction], ...]:
        """Where the pattern changes inside segments: the segment and the exact place on it."""
        return tuple((piece.segment, piece.start) for piece in self.pieces if piece.start)

    @cached_property
    def regions(self) -> tuple[LocalRegion, ...]:
        """The regions in which the pieces lie: the first of several, if one runs between them."""
        domain = whole_space(self.network.inputs)
        return tuple(
            region_at(
                self.network, self.point(piece.segment, (piece.start + piece.end) / 2), domain
            )
            for piece in in_time(self.pieces)
        )

    def integrated_gradients(self) -> tuple[Point, ...]:
        """Return the path integral of the gradient along the polyline, exactly.

        For each output a number for each input: the sum over the segments of (q_i - p_i) times the
        mean of the derivative along it. Where a segment runs on which a unit vanishes, it counts as
        inactive. The numbers of one output add up to the difference of its values at the two ends
        (M. Sundararajan, A. Taly, Q. Yan, "Axiomatic attribution for deep networks", 2017:
        completeness).

        Notes
        -----
        One product of matrices a piece; the numbers get as long as all crossings together.

        Examples
        --------
        >>> import polyregions as pr
        >>> size = pr.Network([pr.Layer([[1, 0], [0, 1]]), pr.Layer([[1, 1]], None, "identity")])
        >>> pr.regions_along(size, [[-1, 1], [1, 4]]).integrated_gradients()
        ((Fraction(1, 1), Fraction(3, 1)),)
        """
        form = self.network.integer_form
        totals = [[Fraction(0)] * form.inputs for _ in range(self.network.outputs)]
        for segment, (start, end) in enumerate(pairwise(self.points)):
            own = [piece for piece in self.pieces if piece.segment == segment]
            for total, slopes in zip(totals, _mean_slopes(form, own), strict=True):
                for j, slope in enumerate(slopes):
                    total[j] += slope * (end[j] - start[j])
        return tuple(map(tuple, totals))

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {
            "points": [json_point(point) for point in self.points],
            "pieces": [
                {
                    "segment": piece.segment,
                    "start": shortest_number(piece.start),
                    "end": shortest_number(piece.end),
                    "pattern": str(piece.pattern),
                }
                for piece in self.pieces
            ],
        }


def regions_along(network: Network, points: Iterable[Any]) -> RegionsAlong:
    """Return the regions of a network along a segment or a polyline, exactly.

    The network's own domain plays no part.

    Parameters
    ----------
    network
        A network with any number of inputs.
    points
        Two points or more, n0 exact numbers each, or arrays such as images with so many entries;
        equal ones may not follow one another.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If there are fewer than two points, two that follow one another are equal, or one is none of
        R^n0.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` is up before.

    Notes
    -----
    On each segment the network is one of one input, whose regions are found as all are.

    Examples
    --------
    >>> import polyregions as pr
    >>> along = pr.regions_along(pr.montufar(inputs=2, width=4, depth=2), [[0, 0], [1, "1/2"]])
    >>> [str(piece.end) for piece in along.pieces]
    ['1/2', '1']
    """
    check_network(network)
    exact = flat_vectors(points, "points")
    if len(exact) < 2:
        raise InvalidDomainError(f"the number of points is {len(exact)}: give two or more")
    pieces = [
        piece
        for segment, (start, end) in enumerate(pairwise(exact))
        for piece in _pieces(network, segment, start, end)
    ]
    return RegionsAlong(network, exact, tuple(pieces))


def _pieces(network: Network, segment: int, start: Point, end: Point) -> Iterator[PieceOfSegment]:
    if start == end:
        raise InvalidDomainError(
            f"points[{segment}] and points[{segment + 1}] are equal: leave one of them out"
        )
    cells = regions(network.restrict(through(start, end), domain=[[0, 1]]))
    found = []
    for region in in_time(cells):
        low, high = sorted(vertex for (vertex,) in region.vertices)
        found.append(PieceOfSegment(segment, low, high, region.pattern))
    yield from sorted(found, key=lambda piece: piece.start)


def _mean_slopes(
    form: IntegerForm, pieces: Sequence[PieceOfSegment]
) -> Iterator[Iterable[Fraction]]:
    """Yield for each output its derivatives, averaged over pieces that fill a segment."""
    scale = common_denominator(piece.length for piece in pieces)
    totals = [[0] * len(form.layers[0].rows) for _ in form.layers[-1].rows]
    for piece in in_time(pieces):
        weight = int(piece.length * scale)
        for total, slopes in zip(totals, _slopes_behind_first(form, piece), strict=True):
            for unit, slope in enumerate(slopes):
                total[unit] += weight * slope
    weights = [row[:-1] for row in form.layers[0].rows]
    for row in IntegerMatrix(totals) @ weights:
        yield [Fraction(entry, scale * form.scales[-1]) for entry in row]


def _slopes_behind_first(form: IntegerForm, piece: PieceOfSegment) -> Sequence[IntegerVector]:
    """Return the derivatives of the outputs by the pre-activations of the first layer, scaled."""
    bits = piece.pattern.bits
    size = len(form.layers[-1].rows)
    slopes: Sequence[IntegerVector] = [tuple(int(i == j) for i in range(size)) for j in range(size)]
    for number in reversed(range(len(form.layers))):
        layer = form.layers[number]
        inactive = {
            unit
            for unit, bit in zip(layer.relu_units, bits[layer.offset :], strict=False)
            if not bit
        }
        slopes = [
            tuple([0 if unit in inactive else entry for unit, entry in enumerate(row)])
            for row in slopes
        ]
        if number:
            slopes = IntegerMatrix(slopes) @ [row[:-1] for row in layer.rows]
    return slopes
