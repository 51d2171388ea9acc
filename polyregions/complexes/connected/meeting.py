"""Which facets meet, inside of the domain, the set on which a network is a given affine map."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes.connected.differences import MapDifferences
from polyregions.complexes.connected.directions import balanced
from polyregions.polytopes.linear_programs import Infeasible, maximise
from polyregions.refinement import entries_of

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = ["Meeting"]

Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

_FACES_AT_ONCE = 1 << 10


class Meeting:
    """Decides whether a facet has a point inside of the domain where F is the map a of a region.

    On a facet F is affine, hence F - a is, with as many outputs. Where an output of F - a has
    values of one sign only at the vertices and along the rays of a face, it vanishes just on the
    face whose vertices and rays are those where it is zero. That face takes the place of the first,
    as long as there is such an output: F = a nowhere else. It is empty if it has no vertex, and
    does not count if it lies on the domain's boundary, that is, if all its vertices and rays lie
    on one inequality of the domain. Otherwise F = a on all of it, where no output has both signs
    there; F = a somewhere within it, where one has; where two have, the vertices and rays decide
    whose values in the plane balance each other; and where more have, a linear program does.

    Parameters
    ----------
    lattice
        All faces of the complex.
    """

    def __init__(self, lattice: FaceLattice) -> None:
        self._facets = lattice.faces(lattice.complex.network.inputs - 1)
        self._vertices = lattice.vertex_count
        self._differences = MapDifferences(lattice)

    def __call__(self, facets: Indices, regions: Indices) -> Flags:
        """Return the decisions, a bool array (k,).

        Parameters
        ----------
        facets, regions
            int64 arrays (k,): inner facets, and the regions whose maps are sought there.

        Raises
        ------
        OutOfTime
            If the time is up before.
        """
        here = self._facets.first_cells[facets]
        faces = self._whole(facets)
        for output in range(self._differences.outputs):
            signs = self._signs(faces, here, regions, output)
            faces = faces.with_signs(signs).where_zero(self._vertices)
        inside = self._are_inside(faces)
        crossing = np.array([faces.any(signs > 0) for signs in faces.signs])
        counts = np.count_nonzero(crossing, axis=0)
        found = np.zeros(len(facets), dtype=bool)
        found[faces.places[inside & (counts < 2)]] = True
        kept = self._balanced(faces, inside & (counts == 2), crossing, here, regions)
        parts = faces.restricted(kept, self._vertices)
        found[parts.places[self._are_inside(parts)]] = True
        for face in in_time(np.flatnonzero(inside & (counts > 2)).tolist()):
            place = faces.places[face]
            generators = faces.generators[faces.owners == face]
            found[place] = self._solves(here[place], regions[place], generators)
        return found

    def _are_inside(self, faces: _Faces) -> Flags:
        """Return which faces do not lie on the domain's boundary."""
        strictly = faces.any(self._differences.generators.are_inside(faces.generators))
        found: Flags = np.logical_and.reduce(strictly, axis=1)
        return found

    def _balanced(
        self, faces: _Faces, chosen: Flags, crossing: Flags, here: Indices, regions: Indices
    ) -> Flags:
        """Return which vertices and rays of faces span the smallest part where F = a may be.

        Of the chosen faces, on which two outputs of F - a have both signs and the others are zero:
        those whose values, or slopes, balance each other in the plane. On the part that they span,
        if it has a vertex, F = a somewhere within it.
        """
        kept = np.zeros(len(faces.owners), dtype=bool)
        outputs = np.argsort(~crossing, axis=0, kind="stable")[:2]
        ends = np.searchsorted(faces.owners, np.arange(len(faces.places) + 1))
        own = np.flatnonzero(chosen)
        for start in range(0, len(own), _FACES_AT_ONCE):
            some = own[start : start + _FACES_AT_ONCE]
            counts = np.diff(ends)[some]
            owners = np.repeat(some, counts)
            entries = entries_of(ends[some], counts)
            places, generators = faces.places[owners], faces.generators[entries]
            first, second = (
                self._differences.exact(here[places], regions[places], output[owners], generators)
                for output in outputs
            )
            values = list(zip(first.tolist(), second.tolist(), strict=True))
            stops = np.cumsum(counts).tolist()
            flags = [balanced(values[i:j]) for i, j in pairwise([0, *stops])]
            kept[entries] = np.concatenate(flags)
        return kept

    def _whole(self, facets: Indices) -> _Faces:
        offsets = self._facets.generator_offsets
        counts = np.diff(offsets)[facets]
        return _Faces(
            places=np.arange(len(facets)),
            owners=np.repeat(np.arange(len(facets)), counts),
            generators=self._facets.generators[entries_of(offsets[facets], counts)],
            signs=np.empty((0, int(counts.sum())), dtype=np.int8),
        )

    def _signs(
        self, faces: _Faces, here: Indices, regions: Indices, output: int
    ) -> NDArray[np.int8]:
        """Return the signs of an output of F - a, at a vertex once for all facets that have it."""
        places = faces.places[faces.owners]
        count = len(faces.generators)
        is_vertex = faces.generators < self._vertices
        value = regions[places] * self._vertices + faces.generators
        _, first, inverse = np.unique(
            np.where(is_vertex, value, -1 - np.arange(count)),
            return_index=True,
            return_inverse=True,
        )
        chosen = places[first]
        signs = self._differences.signs(
            here[chosen], regions[chosen], output, faces.generators[first]
        )
        return signs[inverse]

    def _solves(self, here: int, region: int, generators: Indices) -> bool:
        """Decide whether nonnegative multiples of generators add up to a point that is sought.

        All conditions are homogeneous: a sum that fulfils the inequalities of the domain strictly,
        and has w > 0, can be taken so large that it does so by 1 at least.
        """
        count = len(generators)
        first, second = np.full(count, here), np.full(count, region)
        known = self._differences.generators
        equations = [
            self._differences.exact(first, second, output, generators)
            for output in range(self._differences.outputs)
        ]
        positive = [*known.slacks(generators).T, known.exact(generators)[:, -1]]
        rows: list[tuple[Any, ...]] = [(*row, 0) for row in equations]
        rows += [(*-row, 0) for row in equations]
        rows += [(*-row, -1) for row in positive]
        rows += [(*row, 0) for row in (-np.eye(count, dtype=np.int64)).tolist()]
        return not isinstance(maximise(rows, (0,) * count), Infeasible)


@dataclass(frozen=True, slots=True, eq=False)
class _Faces:
    """Faces of some of the facets in question.

    Attributes
    ----------
    places
        int64 array (k,): the facets, by their places among those in question.
    owners, generators
        int64 arrays (G,): the vertices and rays of all faces, and the face of each, ascending.
    signs
        int8 array (outputs, G): the signs of the outputs of F - a that are known so far.
    """

    places: Indices
    owners: Indices
    generators: Indices
    signs: NDArray[np.int8]

    def with_signs(self, signs: NDArray[np.int8]) -> _Faces:
        """Return the same faces with the signs of one more output."""
        joined = np.concatenate([self.signs, signs[np.newaxis]])
        return _Faces(self.places, self.owners, self.generators, joined)

    def any(self, flags: Flags) -> Flags:
        """Return for each face whether one of its vertices and rays has a flag."""
        starts = np.searchsorted(self.owners, np.arange(len(self.places)))
        if not len(starts):
            return np.zeros((0, *flags.shape[1:]), dtype=bool)
        found: Flags = np.logical_or.reduceat(flags, starts, axis=0)
        return found

    def where_zero(self, vertices: int) -> _Faces:
        """Return the faces of these on which alone all outputs may be zero, the empty left out."""
        kept = np.ones(len(self.owners), dtype=bool)
        for signs in self.signs:
            is_one_sided = self.any(signs > 0) ^ self.any(signs < 0)
            kept &= (signs == 0) | ~is_one_sided[self.owners]
        if kept.all():
            return self
        return self.restricted(kept, vertices).where_zero(vertices)

    def restricted(self, kept: Flags, vertices: int) -> _Faces:
        """Return what some vertices and rays span of each face, where there is a vertex."""
        left = np.zeros(len(self.places), dtype=bool)
        left[self.owners[kept & (self.generators < vertices)]] = True
        kept = kept & left[self.owners]
        numbers = np.cumsum(left) - 1
        return _Faces(
            self.places[left],
            numbers[self.owners[kept]],
            self.generators[kept],
            self.signs[:, kept],
        )
