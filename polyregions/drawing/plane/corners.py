"""The corners of the regions of a plane complex in floats, with bounds of their errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.drawing.float_forms import FloatForms, facet_forms
from polyregions.drawing.plane.float_clipping import Polygons

if TYPE_CHECKING:
    from polyregions.complexes import RegionComplex

__all__ = ["Corners"]

Floats = NDArray[np.float64]

_EPSILON = float(np.finfo(np.float64).eps)
# Roundings in one intersection, each of a share of the sizes that are added up.
_ROUNDINGS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Corners:
    """Where each facet of a region meets the next one around it, counterclockwise.

    A region has no facets but those that the complex lists, so in a bounded region, whose facets
    follow one another by the angles of their normals, these points are exactly its vertices.

    Attributes
    ----------
    regions
        The number of regions.
    owners
        int64 array (F,): the region of each corner, ascending.
    facets
        int64 array (F,): the facet ahead of each corner: the edge that follows lies on it.
    points
        float64 array (F, 2).
    errors
        float64 array (F,): how far the exact corner may be off in either coordinate; infinite
        where the two facets are not proved to turn by an angle between 0 and 180 degrees.
    turns
        int8 array (F,): 1 where they are proved to turn so, -1 where it is proved that they turn
        by more, and so do not meet; 0 where it is open.
    """

    regions: int
    owners: NDArray[np.int64]
    facets: NDArray[np.int64]
    points: Floats
    errors: Floats
    turns: NDArray[np.int8]

    @classmethod
    @np.errstate(all="ignore")
    def of(cls, complex: RegionComplex) -> Corners:
        """Intersect the facets of all regions of a plane complex."""
        owners = np.repeat(np.arange(len(complex)), np.diff(complex.enumeration.facet_offsets))
        forms = _scaled(facet_forms(complex))
        checkpoint()
        angles = np.arctan2(-forms.values[:, 1], -forms.values[:, 0])
        # Where a form overflowed, its place in the order does not matter.
        order = np.lexsort((np.nan_to_num(angles), owners))
        following = np.arange(1, len(order) + 1)
        last = np.flatnonzero(np.diff(owners, append=-1))
        following[last] = np.concatenate([[0], last[:-1] + 1])
        here = FloatForms(forms.values[order], forms.errors[order])
        ahead = FloatForms(here.values[following], here.errors[following])
        return cls(len(complex), owners, order[following], *_intersections(here, ahead))

    def bounded_regions(self, tolerance: float | Floats) -> NDArray[np.bool_]:
        """Return for each region whether it is bounded with all corners within a tolerance.

        That is one for all corners or, shape (F,), for each; below 0 no corner is within it.
        """
        bad = ~(self.errors <= tolerance)
        facets = np.bincount(self.owners, minlength=self.regions)
        doubtful = np.bincount(self.owners[bad], minlength=self.regions)
        good: NDArray[np.bool_] = (doubtful == 0) & (facets >= 3)
        return good

    def polygons(self, wanted: NDArray[np.bool_]) -> Polygons:
        """Return the polygons that the corners of some regions make."""
        kept = wanted[self.owners]
        return Polygons(self.points[kept], self.owners[kept], self.facets[kept])

    def accurate_points(self, accuracy: float) -> tuple[Floats, float, NDArray[np.int64]]:
        """Return the corners that are accurate enough, their error, and the regions with others.

        Parameters
        ----------
        accuracy
            By what share of the largest coordinate of any corner they may be misplaced.
        """
        sizes = np.max(np.abs(self.points), axis=1, initial=0)
        largest = np.max(sizes[self.errors <= accuracy * sizes], initial=0)
        good = self.errors <= accuracy * largest
        others = np.unique(self.owners[~good & (self.turns >= 0)])
        return self.points[good], float(np.max(self.errors[good], initial=0)), others


def _scaled(forms: FloatForms) -> FloatForms:
    """Divide every form by its largest coefficient."""
    sizes = np.max(np.abs(forms.values[:, :-1]), axis=1, keepdims=True)
    values = forms.values / sizes
    return FloatForms(values, forms.errors / sizes + _EPSILON * np.abs(values))


def _intersections(here: FloatForms, ahead: FloatForms) -> tuple[Floats, Floats, NDArray[np.int8]]:
    """Solve a.x + c = 0 = b.x + d for each pair of forms."""
    a, c = here.values[:, :2], here.values[:, 2]
    b, d = ahead.values[:, :2], ahead.values[:, 2]
    crossed = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    # All coefficients are at most 1 in size.
    uncertain = np.sum(here.errors[:, :2] + ahead.errors[:, :2], axis=1) + _ROUNDINGS * _EPSILON
    turns = np.where(np.abs(crossed) > uncertain, np.sign(crossed), 0).astype(np.int8)
    points = np.column_stack([d * a[:, 1] - c * b[:, 1], c * b[:, 0] - d * a[:, 0]])
    points /= crossed[:, np.newaxis]
    off_a, off_b = _residual(here, points), _residual(ahead, points)
    errors = np.max(
        np.abs(b[:, ::-1]) * off_a[:, np.newaxis] + np.abs(a[:, ::-1]) * off_b[:, np.newaxis],
        axis=1,
    ) / (crossed - uncertain)
    meet = (turns == 1) & np.isfinite(errors)
    # Adding zero takes the sign off zeros.
    points = np.where(meet[:, np.newaxis], points, 0) + 0.0
    return points, np.where(meet, errors, np.inf), turns


def _residual(forms: FloatForms, points: Floats) -> Floats:
    """Return how far from zero the exact form may be at the computed point."""
    sizes = np.abs(points)
    parts = np.abs(forms.values[:, :2]) * sizes
    scale = np.sum(parts, axis=1) + np.abs(forms.values[:, 2])
    off = np.sum(forms.errors[:, :2] * sizes, axis=1) + forms.errors[:, 2]
    bound: Floats = off + _ROUNDINGS * _EPSILON * scale
    return bound
