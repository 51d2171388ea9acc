"""Chain complexes of sets that are unions of relatively open faces, unbounded ones included.

Let P be the poset of all faces of a polyhedral complex that covers the domain D in R^n, and S a
union of relatively open faces. Choose a point inside of each face; S contains the order complex of
its faces P(S), the simplices spanned by chains G_0 < ... < G_k in P(S), and shrinks to it: in the
barycentric subdivision each point of S lies in an open simplex whose greatest face is in P(S), and
may forget its coordinates at the others. (Unbounded faces are cut off by a large box first, whose
own faces are not in S, which changes nothing else.) So S has the homology of P(S). Two kinds of
sets have far smaller complexes of cells.

**Open sets** in the inside of D. If G lies in such a set, so do all faces K > G. None of them is on
the boundary of D, so the faces K > G make a sphere of dimension codim G - 1, and those K >= G a
ball, the *dual cell* of G, of dimension codim G. Hence the dual cells make a regular cell complex
whose order complex is P(S): its cells of dimension k are the faces of codimension k in S, and its
boundary map is the incidence with codimension k - 1. Nothing is asked of the faces themselves,
which may be unbounded or contain lines.

**Closed sets** in D. If G lies in such a set, so do its faces H < G. Divide by the space of lines
that all faces contain, which changes no homology; then the faces are pointed. The bounded faces of
G, taken together, are contractible: if G is bounded they fill it; else cut G off by a halfspace
beyond all vertices, which makes a polytope with a new facet, whose boundary without that facet is a
ball, and shrinks to the faces that do not meet the facet, which are the bounded faces of G. So the
bounded faces in P(S) have the homology of P(S) (D. Quillen, "Homotopy properties of the poset of
nontrivial p-subgroups of a group", 1978, proposition 1.6), and these polytopes make a regular cell
complex: its cells of dimension k are the bounded faces of that dimension.

**A set that is closed in the inside of D**, such as the part of {g = 0} there, where g >= 0 on D
or g is compared by a unit of its own: g is affine and of one sign on each face G, so that {g = 0}
meets the closure of G in nothing or in a single face z(G). The inner faces G whose z(G) is an inner
face are those of an open set, since z(G) <= z(K) for G < K; and as z(G) <= G, z is a closure
operator which shrinks them to the inner faces on which g = 0 (Quillen, 1.3). So the set has the
homology of the open set of all inner faces that have one of its faces in their closure.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.faces import FaceLattice, Faces
from polyregions.complexes.topology.chain_complex import ChainComplex
from polyregions.complexes.topology.coefficients import Coefficients
from polyregions.complexes.topology.orientation import oriented
from polyregions.complexes.topology.sparse_columns import SparseColumns
from polyregions.errors import InternalError

__all__ = ["closed_chains", "inner_star", "open_chains"]

Mask = NDArray[np.bool_]


def closed_chains(
    lattice: FaceLattice, members: Sequence[Mask], coefficients: Coefficients
) -> ChainComplex:
    """Return the cellular chains of a closed set.

    Parameters
    ----------
    lattice
        All faces of a complex.
    members
        For the dimensions of the lattice, in their order: which faces lie in the set.
    coefficients
        The ring.

    Returns
    -------
    ChainComplex
        Its cells of dimension k are the bounded faces of dimension k, modulo lines.

    Raises
    ------
    InternalError
        If a face lies in the set, and one of its own faces does not.
    """
    kept = [
        member & ~_have_rays(lattice, faces)
        for member, faces in zip(members, lattice.levels, strict=True)
    ]
    incidences = _incidences(lattice)
    boundaries = [
        _within(incidence, *sides)
        for incidence, sides in zip(incidences, pairwise(kept), strict=True)
    ]
    return _complex(kept, boundaries, coefficients)


def open_chains(
    lattice: FaceLattice, members: Sequence[Mask], coefficients: Coefficients
) -> ChainComplex:
    """Return the chains of the dual cells of what an open set has in the inside of the domain.

    Parameters
    ----------
    lattice, members, coefficients
        As for :func:`closed_chains`.

    Returns
    -------
    ChainComplex
        Its cells of dimension k are the inner faces of codimension k.

    Raises
    ------
    InternalError
        If an inner face lies in the set, and a larger one does not.
    """
    kept = _inner(lattice, members)[::-1]
    incidences = [incidence.transposed() for incidence in _incidences(lattice)][::-1]
    boundaries = [
        _within(incidence, *sides)
        for incidence, sides in zip(incidences, pairwise(kept), strict=True)
    ]
    return _complex(kept, boundaries, coefficients)


def inner_star(lattice: FaceLattice, members: Sequence[Mask]) -> list[Mask]:
    """Return which faces have, or are, an inner face that lies in a set: all in an open set.

    Parameters
    ----------
    lattice, members
        As for :func:`closed_chains`.
    """
    star = _inner(lattice, members)
    for incidence, (lower, upper) in zip(_incidences(lattice), pairwise(star), strict=True):
        upper[incidence.owners[lower[incidence.indices]]] = True
    return star


def _inner(lattice: FaceLattice, members: Sequence[Mask]) -> list[Mask]:
    return [
        member & ~faces.are_on_boundary
        for member, faces in zip(members, lattice.levels, strict=True)
    ]


def _incidences(lattice: FaceLattice) -> list[SparseColumns]:
    """Return which faces lie in those one dimension higher, from the least dimension on."""
    return [
        SparseColumns.of_ones(len(lower), upper.facet_offsets, upper.facets)
        for lower, upper in pairwise(lattice.levels)
    ]


def _have_rays(lattice: FaceLattice, faces: Faces) -> Mask:
    """Return which faces are unbounded, also modulo lines."""
    are_rays = faces.generators >= lattice.vertex_count
    found: Mask = np.logical_or.reduceat(are_rays, faces.generator_offsets[:-1])
    return found


def _within(incidence: SparseColumns, rows: Mask, columns: Mask) -> SparseColumns:
    """Return the incidence of some cells, whose boundaries consist of such cells."""
    entries = columns[incidence.owners]
    indices = incidence.indices[entries]
    if not np.all(rows[indices]):
        raise InternalError("the boundary of a cell in a set has a cell outside of the set")
    lengths = np.diff(incidence.offsets)[columns]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    places = np.cumsum(rows) - 1
    return SparseColumns.of_ones(int(np.count_nonzero(rows)), offsets, places[indices])


def _complex(
    kept: Sequence[Mask], boundaries: Sequence[SparseColumns], coefficients: Coefficients
) -> ChainComplex:
    sizes = tuple(int(np.count_nonzero(mask)) for mask in kept)
    with_signs = oriented(boundaries) if coefficients is Coefficients.INTEGERS else boundaries
    return ChainComplex(sizes, tuple(with_signs), coefficients)
