"""Which units vanish at each vertex and along each ray of a complex.

Most are proved by the columns of the complex: a unit vanishes on the facets listed with it, and
where two regions meet of which one has it active and the other not, since the network is
continuous. A residue that is not zero proves that a unit does not vanish; the few that are zero and
not proved yet, as where a unit touches zero in a vertex, are decided in integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import dot
from polyregions.complexes.faces.coordinates import ExactGenerators
from polyregions.complexes.faces.identity import Identity
from polyregions.complexes.faces.incidence import Incidence
from polyregions.complexes.faces.residue_points import facet_generators, unit_forms
from polyregions.complexes.residues import UnitResidues
from polyregions.errors import InternalError
from polyregions.refinement import Enumeration, FacetUnits

__all__ = ["Zeros", "zeros"]

Indices = NDArray[np.int64]
Packed = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Zeros:
    """The units that vanish at generators, one bit for each unit, packed as patterns are.

    Along a ray a unit may change at one place and not at another, where the ray belongs to several
    unbounded regions: rays have entries of their own in each region.

    Attributes
    ----------
    at_vertices
        uint8 array (vertices, bytes): by the vertices' numbers.
    along_rays
        uint8 array (R, bytes): for each generator of a region that is a ray.
    places
        int64 array (G,): the row of ``along_rays`` of each generator of a region, -1 for vertices.
    """

    at_vertices: Packed
    along_rays: Packed
    places: Indices


def zeros(
    enumeration: Enumeration,
    incidence: Incidence,
    known: Identity,
    facet_units: FacetUnits,
    residues: UnitResidues,
    points: Indices,
    exact: ExactGenerators,
    kept: Indices,
) -> Zeros:
    """Find the units that vanish at each vertex and along each ray.

    Parameters
    ----------
    enumeration, incidence, known
        The regions, their generators, and which are the same.
    facet_units
        The units that vanish on each facet but not on its region.
    residues, points
        The pre-activations modulo a prime, and the generators modulo the same.
    exact
        Gives forms and generators in integers.
    kept
        The coordinates of the points.

    Raises
    ------
    InternalError
        If a unit does not vanish where it must.
    OutOfTime
        If the time is up before.
    """
    rays = np.flatnonzero(incidence.are_rays)
    asked = np.concatenate([known.first[: known.vertices], rays])
    places = np.full(len(incidence.are_rays), -1)
    places[rays] = np.arange(len(rays))
    candidates = _zero_residues(enumeration, incidence, asked, residues, points, kept)
    proved = _proved(enumeration, incidence, known, facet_units, places)
    if np.any(proved & ~candidates):
        raise InternalError(
            "a unit does not vanish on a facet or between two regions where it must"
        )
    _decide(candidates, candidates & ~proved, asked, incidence, residues.units, exact)
    return Zeros(candidates[: known.vertices], candidates[known.vertices :], places)


def _zero_residues(
    enumeration: Enumeration,
    incidence: Incidence,
    asked: Indices,
    residues: UnitResidues,
    points: Indices,
    kept: Indices,
) -> Packed:
    """Return which units have the residue zero at some generators of regions."""
    found = np.zeros((len(asked), enumeration.patterns.shape[1]), dtype=np.uint8)
    owners = incidence.owners()[asked]
    order = np.argsort(owners, kind="stable")
    columns = [*kept.tolist(), -1]
    for begin, end, forms in unit_forms(residues, enumeration):
        first, last = np.searchsorted(owners, [begin, end], sorter=order)
        chosen = order[first:last]
        regions, own = owners[chosen] - begin, points[asked[chosen]]
        values = np.zeros((len(chosen), forms.shape[1]), dtype=np.int64)
        for place, column in enumerate(columns):
            values += forms[regions, :, column] * own[:, place, np.newaxis]
            values %= residues.prime
        found[chosen] = np.packbits(values == 0, axis=1)
    return found


def _proved(
    enumeration: Enumeration,
    incidence: Incidence,
    known: Identity,
    facet_units: FacetUnits,
    places: Indices,
) -> Packed:
    """Return which units vanish at vertices, then along rays, as the columns prove."""
    rows = np.where(incidence.are_rays, known.vertices + places, known.numbers)
    proved = _changing(enumeration, incidence, known.numbers, known.vertices)
    along = np.zeros((int(rows.max()) + 1 - known.vertices, proved.shape[1]), dtype=np.uint8)
    proved = np.concatenate([proved, along])
    facets, generators = facet_generators(enumeration, incidence)
    counts, units = facet_units.on(facets, enumeration.facet_hyperplanes)
    # A facet may be on the hyperplane of a unit that is active, or not, on both sides.
    owners = np.repeat(rows[generators], counts)
    bits = np.right_shift(np.uint8(128), (units % 8).astype(np.uint8))
    np.bitwise_or.at(proved, (owners, units // 8), bits)
    return proved


def _changing(
    enumeration: Enumeration, incidence: Incidence, numbers: Indices, count: int
) -> Packed:
    """Return which units are active in one region that holds a vertex and not in another."""
    vertices = np.flatnonzero(~incidence.are_rays)
    order = vertices[np.argsort(numbers[vertices], kind="stable")]
    patterns = enumeration.patterns[incidence.owners()[order]]
    starts = np.searchsorted(numbers[order], np.arange(count))
    if not patterns.shape[1]:
        return np.zeros((count, 0), dtype=np.uint8)
    ever: Packed = np.bitwise_or.reduceat(patterns, starts, axis=0)
    always: Packed = np.bitwise_and.reduceat(patterns, starts, axis=0)
    return ever ^ always


def _decide(
    found: Packed,
    doubtful: Packed,
    asked: Indices,
    incidence: Incidence,
    units: int,
    exact: ExactGenerators,
) -> None:
    """Decide in integers which of the doubtful units vanish, and clear those that do not."""
    rows = np.flatnonzero(doubtful.any(axis=1))
    owners = incidence.owners()[asked]
    known, forms = -1, list[Sequence[int]]()
    for place, generator in exact(asked[rows]):
        row = int(rows[place])
        if owners[row] != known:
            known = int(owners[row])
            forms = list(exact.units(known))
        for unit in np.flatnonzero(np.unpackbits(doubtful[row], count=units)).tolist():
            if dot(forms[unit], generator):
                found[row, unit // 8] &= 255 ^ (128 >> unit % 8)
