"""Building the face lattice of a complex from its regions' generators and facets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import independent_rows, null_space
from polyregions.budgets import checkpoint
from polyregions.complexes.faces.bit_sets import members_of
from polyregions.complexes.faces.coordinates import ExactGenerators
from polyregions.complexes.faces.descent import Level, cells_level, next_level
from polyregions.complexes.faces.faces import Faces
from polyregions.complexes.faces.identity import Identity, identity
from polyregions.complexes.faces.incidence import Incidence, incidence
from polyregions.complexes.faces.lattice import FaceLattice
from polyregions.complexes.faces.memory import check_memory
from polyregions.complexes.faces.residue_points import facet_rows, residue_points
from polyregions.complexes.faces.zeros import Zeros, zeros
from polyregions.complexes.residues import UnitResidues, primes_for
from polyregions.errors import InternalError
from polyregions.refinement import entries_of, region_generators, starts_of

if TYPE_CHECKING:
    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["face_lattice"]

Indices = NDArray[np.int64]

_MOST_PRIMES = 64
_BITS_OF_PRIMES = 16  # at least
_FACES_AT_ONCE = 1 << 16


def face_lattice(cells: CellComplex) -> FaceLattice:
    """Find all faces of a complex.

    Which generators lie on which facets engine ``vertices`` tells exactly, as it searches for the
    regions once more; where it does not reach, the double description method in integers does.

    Parameters
    ----------
    cells
        The complete complex of a network on a domain.

    Raises
    ------
    TooLargeError
        If there are more faces than memory holds.
    InternalError
        If Euler's relation does not hold, or the sides of facets do not agree.
    OutOfTime
        If the time is up before.

    Notes
    -----
    About 3^n0 pairs of faces and regions, and as many of faces and vertices, for each region of a
    generic network; some tens of microseconds a region in three dimensions.
    """
    parts = region_generators(cells.network, cells.domain)
    generators = incidence(cells.network.inputs, cells.enumeration, parts, cells.polytope)
    normals = [row[:-1] for row in cells.polytope(0).rows]
    inputs = cells.network.inputs
    lines = null_space(normals, inputs)
    kept = independent_rows(list(zip(*normals, strict=True))) if lines else list(range(inputs))
    exact = ExactGenerators(cells.integer_form, cells.domain, cells.enumeration, generators, kept)
    known, vanishing = _identified(cells, generators, exact, np.array(kept, dtype=np.int64))
    of_vertices = known.numbers[~generators.are_rays]
    check_memory(np.bincount(of_vertices), len(kept), cells.integer_form.units)
    descent = _Descent(cells, generators, known, vanishing, len(lines))
    levels = list(descent.levels())[::-1]
    lattice = FaceLattice(
        complex=cells,
        lines=tuple(lines),
        vertex_count=known.vertices,
        ray_count=known.rays,
        levels=tuple(levels),
        generators=exact,
        heads=known.first,
        corners=generators.corners[known.first[: known.vertices]],
    )
    _check(lattice)
    return lattice


def _identified(
    cells: CellComplex, generators: Incidence, exact: ExactGenerators, kept: Indices
) -> tuple[Identity, Zeros]:
    """Return numbers for the vertices and rays, and the units that vanish there.

    All primes but a few serve, whatever the complex.
    """
    enumeration = cells.enumeration

    for prime in _primes(cells):
        residues = UnitResidues(cells.integer_form, prime)
        rows = facet_rows(residues, cells.domain, enumeration, kept)
        points, proved = residue_points(enumeration, generators, rows, prime)
        if not proved.all():
            continue
        known = identity(enumeration, generators, cells.other_sides, points)
        if known is not None:
            units = cells.facet_units
            return known, zeros(
                enumeration, generators, known, units, residues, points, exact, kept
            )
    raise InternalError(
        f"none of {_MOST_PRIMES} primes and more tells the vertices of a complex apart"
    )


def _primes(cells: CellComplex) -> Iterator[int]:
    """Yield some primes, and as many more as may divide the network's and the domain's numbers."""
    primes = primes_for(cells.integer_form)
    yield from islice(primes, _MOST_PRIMES)
    rows = chain(*(layer.rows for layer in cells.integer_form.layers), cells.domain.rows)
    bits = sum(entry.bit_length() for row in rows for entry in row)
    yield from islice(primes, bits // _BITS_OF_PRIMES)


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """The regions that hold each face."""

    offsets: Indices
    regions: Indices

    @property
    def first(self) -> Indices:
        """The first of each."""
        return self.regions[self.offsets[:-1]]

    @classmethod
    def by_themselves(cls, count: int) -> _Held:
        return cls(np.arange(count + 1), np.arange(count))

    def of_children(self, level: Level, count: int) -> _Held:
        """Return those of the faces in these: the regions of all faces that they lie in."""
        counts = np.diff(self.offsets)[level.parents]
        regions = self.regions[entries_of(self.offsets[level.parents], counts)]
        pairs = np.sort(np.repeat(level.children, counts) * count + regions)
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        faces = pairs // count
        return _Held(np.searchsorted(faces, np.arange(len(level) + 1)), pairs % count)


@dataclass(frozen=True, slots=True, eq=False)
class _Descent:
    """The way from the regions down to the vertices.

    Attributes
    ----------
    cells
        The complex.
    incidence, known, zeros
        Its generators, which are the same, and the units that vanish there.
    least
        The dimension of the lines in all regions.
    """

    cells: CellComplex
    incidence: Incidence
    known: Identity
    zeros: Zeros
    least: int

    def levels(self) -> Iterator[Faces]:
        """Yield the faces of each dimension, from the regions down."""
        enumeration, top = self.cells.enumeration, self.cells.network.inputs
        level = cells_level(self.incidence, self.known.numbers)
        held = _Held.by_themselves(len(level))
        on_boundary = np.zeros(len(level), dtype=bool)
        for dimension in range(top, self.least, -1):
            checkpoint()
            lower = next_level(level, enumeration, self.incidence, self.known.numbers)
            inside = lower.parents, lower.children
            yield self._columns(level, inside, dimension, held, on_boundary)
            held = held.of_children(lower, len(enumeration))
            if dimension == top:
                on_boundary = np.diff(held.offsets) == 1
            else:
                outer = lower.children[on_boundary[lower.parents]]
                on_boundary = np.bincount(outer, minlength=len(lower)) > 0
            level = lower
        nothing = np.zeros(0, dtype=np.int64)
        yield self._columns(level, (nothing, nothing), self.least, held, on_boundary)

    def _columns(
        self,
        level: Level,
        inside: tuple[Indices, Indices],
        dimension: int,
        held: _Held,
        on_boundary: NDArray[np.bool_],
    ) -> Faces:
        parents, children = inside
        is_ray = np.append(level.generators >= self.known.vertices, False)
        rays = np.add.reduceat(is_ray, level.generator_offsets[:-1], dtype=np.int64)
        vanishing = self._vanishing(level)
        return Faces(
            dimension=dimension,
            units=self.cells.integer_form.units,
            generator_offsets=level.generator_offsets,
            generators=level.generators,
            cell_offsets=held.offsets,
            cells=held.regions,
            facet_offsets=np.searchsorted(parents, np.arange(len(level) + 1)),
            facets=children,
            are_bounded=(rays == 0) & (self.least == 0),
            are_on_boundary=on_boundary,
            vanishing=vanishing,
            patterns=self.cells.enumeration.patterns[held.first] & ~vanishing,
        )

    def _vanishing(self, level: Level) -> NDArray[np.uint8]:
        """Return the units that vanish on each face: at its vertices and along its rays."""
        rows = np.concatenate([self.zeros.at_vertices, self.zeros.along_rays])
        found = np.zeros((len(level), rows.shape[1]), dtype=np.uint8)
        for begin in range(0, len(level) if found.size else 0, _FACES_AT_ONCE):
            checkpoint()
            own = slice(begin, begin + _FACES_AT_ONCE)
            counts, members = members_of(level.sets[own])
            first = self.incidence.offsets[level.regions[own]]
            places = np.repeat(first, counts) + members
            along = self.zeros.places[places]
            chosen = np.where(along < 0, self.known.numbers[places], self.known.vertices + along)
            np.bitwise_and.reduceat(rows[chosen], starts_of(counts), axis=0, out=found[own])
        return found


def _check(lattice: FaceLattice) -> None:
    """Check Euler's relation, and that there are as many facets as the regions say."""
    inputs = lattice.complex.network.inputs
    euler = sum((-1) ** d * count for d, count in enumerate(lattice.inner_f_vector))
    if euler != (-1) ** inputs:
        raise InternalError(f"the faces inside the domain have the alternating sum {euler}")
    if len(lattice.levels) > 1:
        neighbours = lattice.complex.enumeration.facet_neighbours
        facets = np.count_nonzero(neighbours < 0) + np.count_nonzero(neighbours >= 0) // 2
        if len(lattice.levels[-2]) != facets:
            raise InternalError("facets have other vertices and rays than their regions say")
