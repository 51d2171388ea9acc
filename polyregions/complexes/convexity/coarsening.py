"""The exact check that classes of regions are the cells of a complex."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, ScaledVectors, signs_of_products
from polyregions.budgets import in_time
from polyregions.complexes.convexity.fans import exact_generators
from polyregions.complexes.facet_forms import inward_form
from polyregions.networks import SharedForms
from polyregions.refinement import entries_of

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = ["are_cells_of_a_complex"]

Indices = NDArray[np.int64]

_FORMS_AT_ONCE = 256


def are_cells_of_a_complex(lattice: FaceLattice, labels: Indices) -> bool:
    """Return whether classes of regions are convex and meet face to face, exactly.

    Parameters
    ----------
    lattice
        The faces of the regions' complex.
    labels
        int64 array (N,): the class of each region. The regions of one class are connected through
        facets.

    Notes
    -----
    A class is convex iff all its vertices and rays lie on the inner side of each of its walls: if
    so, a segment that leaves it within the intersection of these halfspaces would cross a wall. The
    facets of a convex class are then its walls by their hyperplanes, and the classes meet facet to
    facet iff across each of them there is one class. Around a point of the domain classes are
    connected through facets, so that the least faces that hold the point are the same in all of
    them, and the classes meet face to face. Classes of one region have both properties already.

    Examples
    --------
    >>> import polyregions as pr
    >>> lattice = pr.regions(pr.montufar(inputs=2, width=4, depth=2)).face_lattice
    >>> are_cells_of_a_complex(lattice, np.array([0, 0, 1, 1]))
    True
    >>> are_cells_of_a_complex(lattice, np.array([0, 0, 1, 2]))
    False
    """
    sizes = np.bincount(labels)
    order = np.argsort(labels, kind="stable")
    ends = np.cumsum(sizes)
    return all(
        _is_cell(lattice, labels, order[ends[label] - sizes[label] : ends[label]])
        for label in in_time(np.flatnonzero(sizes > 1).tolist())
    )


def _is_cell(lattice: FaceLattice, labels: Indices, members: Indices) -> bool:
    walls: dict[IntegerVector, int] = {}
    for form, across in _walls(lattice, labels, members):
        if walls.setdefault(form, across) != across:
            return False
    cells = lattice.faces(lattice.complex.network.inputs)
    starts = cells.generator_offsets[members]
    counts = cells.generator_offsets[members + 1] - starts
    numbers = set(cells.generators[entries_of(starts, counts)].tolist())
    generators = ScaledVectors(exact_generators(lattice, numbers).values())
    forms = list(walls)
    return all(
        np.all(signs_of_products(ScaledVectors(forms[k : k + _FORMS_AT_ONCE]), generators) >= 0)
        for k in in_time(range(0, len(forms), _FORMS_AT_ONCE))
    )


def _walls(
    lattice: FaceLattice, labels: Indices, members: Indices
) -> Iterator[tuple[IntegerVector, int]]:
    """Yield the forms that vanish on walls of a class, and the class across, -1 for none."""
    cells = lattice.complex
    shared = SharedForms(cells.integer_form)
    for member in in_time(members.tolist()):
        across = np.array(cells.facet_column("facet_neighbours", member), dtype=np.int64)
        beyond = np.where(across < 0, -1, labels[across])
        outer = np.flatnonzero(beyond != labels[member])
        if not len(outer):
            continue
        bits = cells.bits(member)
        forms = shared.units(bits)
        hyperplanes = cells.facet_column("facet_hyperplanes", member)
        for facet in outer.tolist():
            form = inward_form(cells.domain, bits, forms, hyperplanes[facet])
            yield form, int(beyond[facet])
