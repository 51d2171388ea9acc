"""The linear regions of the outer map, and what decides which of their copies merge."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from polyregions.arithmetic import IntegerVector, repr_of_fields
from polyregions.complexes import Region, RegionComplex
from polyregions.polytopes import HPolytope

__all__ = ["Piece", "Touch", "linear_pieces"]

Point = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Touch:
    """A facet of an activation region in a facet of the domain.

    Attributes
    ----------
    facet
        The domain's facet, by its row.
    polytope
        The activation region; the row carries a facet of it.
    """

    facet: IntegerVector
    polytope: HPolytope

    __repr__ = repr_of_fields


@dataclass(frozen=True, slots=True)
class Piece:
    """A linear region V of f on a polytope.

    Attributes
    ----------
    region
        Its number, as in ``regions(f).linear_region_labels``.
    interior_point
        A point strictly inside.
    gradient
        The matrix D A_V of f on V.
    touches
        One :class:`Touch` for each facet of the domain that V meets in dimension n - 1, in
        ascending order of the rows.
    """

    region: int
    interior_point: Point
    gradient: tuple[tuple[Fraction, ...], ...]
    touches: tuple[Touch, ...]

    __repr__ = repr_of_fields

    @property
    def touched(self) -> frozenset[IntegerVector]:
        """The rows of the domain's facets that V meets in dimension n - 1."""
        return frozenset(touch.facet for touch in self.touches)


def linear_pieces(cells: RegionComplex) -> tuple[Piece, ...]:
    """Return the linear regions of a network (definition 4) on a polytope.

    Parameters
    ----------
    cells
        All regions of f on the polytope.

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.constructions import zigzag
    >>> [sorted(piece.touched) for piece in linear_pieces(pr.regions(zigzag(1, 3)))]
    [[(-1, 0)], [], [(1, 1)]]
    """
    firsts: dict[int, Region] = {}
    touches: dict[int, dict[IntegerVector, Touch]] = {}
    for region, label in zip(cells, cells.linear_region_labels.tolist(), strict=True):
        firsts.setdefault(label, region)
        found = touches.setdefault(label, {})
        for facet, _, neighbour in cells.one_sided_facets(region.index):
            if neighbour is None:
                found.setdefault(facet.row, Touch(facet.row, region.polytope))
    return tuple(
        Piece(
            label,
            firsts[label].interior_point,
            firsts[label].affine_map.weights,
            tuple(found[row] for row in sorted(found)),
        )
        for label, found in sorted(touches.items())
    )
