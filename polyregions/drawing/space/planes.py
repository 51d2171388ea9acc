"""The planes that bound the regions of a complex in space, in floats, and the faces in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes import RegionComplex
from polyregions.drawing.float_forms import facet_forms
from polyregions.drawing.plane import VIEW, Polygons

__all__ = ["Planes", "plane_bases"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_ACCURACY = 1e-6
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """For each region the planes of its facets, and where it is to be clipped those of the view.

    Attributes
    ----------
    normals
        float64 array (K, 3): inward unit normals.
    levels
        float64 array (K,): inside ``normals @ x + levels`` is positive.
    owners
        int64 array (K,): the region of each plane, ascending.
    facets
        int64 array (K,): the facet of the complex, -1 for a side of the view.
    accurate
        bool array (N,): whether the planes of a region are as exact as a picture needs.
    view
        float64 array (2, 3): the least and the largest coordinates shown.
    """

    normals: Floats
    levels: Floats
    owners: Indices
    facets: Indices
    accurate: NDArray[np.bool_]
    view: Floats

    @classmethod
    def of(cls, complex: RegionComplex, view: Floats, clips: bool) -> Planes:
        """Return the planes of a complex of three inputs; ``clips`` adds those of the view."""
        forms = facet_forms(complex)
        count = len(complex)
        owners = np.repeat(np.arange(count), np.diff(complex.enumeration.facet_offsets))
        facets = np.arange(len(owners))
        with np.errstate(all="ignore"):
            sizes = np.linalg.norm(forms.values[:, :3], axis=1, keepdims=True)
            rows = forms.values / sizes
            reach = np.append(np.max(np.abs(view), axis=0), 1)
            off = (forms.errors / sizes) @ reach
        sure = off <= _ACCURACY * np.max(view[1] - view[0])
        accurate = np.bincount(owners[~sure], minlength=count) == 0
        if clips:
            sides = np.column_stack([np.vstack([np.eye(3), -np.eye(3)]), [*-view[0], *view[1]]])
            rows = np.vstack([rows, np.tile(sides, (count, 1))])
            facets = np.append(facets, np.full(6 * count, VIEW))
            owners = np.append(owners, np.repeat(np.arange(count), 6))
        order = np.argsort(owners, kind="stable")
        order = order[accurate[owners[order]]]
        rows = rows[order]
        return cls(rows[:, :3], rows[:, 3], owners[order], facets[order], accurate, view)

    def faces(self) -> Polygons:
        """Return the part of each plane that belongs to its region.

        The polygons are numbered as the planes, their edges by the facets beyond them.
        """
        tolerance = _TOLERANCE * float(np.max(self.view[1] - self.view[0]))
        polygons = self._squares()
        starts = np.searchsorted(self.owners, self.owners, "left")
        counts = np.searchsorted(self.owners, self.owners, "right") - starts
        for k in in_time(range(int(counts.max(initial=0)))):
            own = polygons.owners
            others = np.where(k < counts[own], starts[own] + k, own)
            slacks = np.sum(self.normals[others] * polygons.points, axis=1) + self.levels[others]
            slacks[others == own] = 1
            slacks[self._are_repeated(polygons, others, slacks, tolerance)] = -1
            polygons = polygons.where(slacks, tolerance, self.facets[others])
        return polygons

    def _are_repeated(
        self, polygons: Polygons, others: Indices, slacks: Floats, tolerance: float
    ) -> NDArray[np.bool_]:
        """Return the vertices of polygons that floats cannot tell from the plane beside them.

        Of two that face the same way the first is drawn; of a region that only touches the view,
        nothing.
        """
        own = polygons.owners
        apart = np.bincount(own[np.abs(slacks) > tolerance], minlength=len(self.owners))
        same_way = np.sum(self.normals[own] * self.normals[others], axis=1) > 0
        touches = (self.facets[own] < 0) != (self.facets[others] < 0)
        repeated: NDArray[np.bool_] = np.where(same_way, others < own, touches) & (apart[own] == 0)
        return repeated

    def _squares(self) -> Polygons:
        """Return in each plane a square that covers the view."""
        middle = self.view.mean(axis=0)
        heights = self.normals @ middle + self.levels
        feet = middle - heights[:, np.newaxis] * self.normals
        half = float(np.linalg.norm(self.view[1] - self.view[0]))
        first, second = plane_bases(-self.normals)
        signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
        corners = feet[:, np.newaxis] + np.einsum("ca,akd->kcd", signs, np.stack([first, second]))
        numbers = np.repeat(np.arange(len(self.owners)), 4)
        return Polygons(corners.reshape(-1, 3), numbers, np.full(len(numbers), VIEW))


def plane_bases(outward: Floats) -> tuple[Floats, Floats]:
    """Return two orthonormal directions in each plane, counterclockwise seen from outside.

    Examples
    --------
    >>> first, second = plane_bases(np.array([[0.0, 0.0, 1.0]]))
    >>> bool(np.all(np.cross(first, second) == [0, 0, 1]))
    True
    """
    axes = np.eye(3)[np.argmin(np.abs(outward), axis=1)]
    first = np.cross(outward, axes)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    return first, np.cross(outward, first)
