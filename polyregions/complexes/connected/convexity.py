"""Which linear regions are convex, all of a complex at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.complexes.connected.differences import MapDifferences
from polyregions.refinement import entries_of

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice, Faces

__all__ = ["linear_region_convexity"]

Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

_PAIRS_AT_ONCE = 1 << 18


def linear_region_convexity(lattice: FaceLattice) -> Flags:
    """Return which linear regions are convex.

    Call R a linear region, a union of closed regions, its members, and the inner facets between a
    member and a region with another map its outer facets. R is convex iff all members lie on the
    inner side of the hyperplane of each outer facet, the side of the member that it belongs to.

    If they do, let P be the part of the domain on the inner sides of all outer facets, so that R
    is within P. Suppose that a point inside of P is not in R. The segment to it from nearly every
    point inside of R stays inside of P and meets no faces of dimension below n0 - 1; it leaves R
    through an outer facet, behind which it is outside of P: a contradiction. So R contains the
    inside of P, and is closed; R = P is convex. If on the other hand a member has a point q
    strictly beyond an outer facet f, then the convex hull of q and f contains points beyond f and
    near the middle of f, which are inside of the region across. That is no part of R, hence R is
    not convex.

    The hyperplane of an outer facet is where the maps of its two regions agree, and where some
    output of theirs, hence every vertex of R is on the one side or the other as this output of the
    difference of both maps is positive or negative there; likewise for slopes along rays.

    Parameters
    ----------
    lattice
        All faces of the complex.

    Returns
    -------
    ndarray of bool, shape (k,)
        One for each label in :attr:`polyregions.CellComplex.linear_region_labels`.

    Raises
    ------
    OutOfTime
        If the time is up before.

    Notes
    -----
    One sign for each outer facet of a linear region of several members, and each vertex and ray of
    the region; fewer where it is found out early that the region is not convex.

    Examples
    --------
    >>> import polyregions as pr
    >>> first = pr.Layer([[1, 0], [0, 1]])
    >>> net = pr.Network([first, pr.Layer([[-1, -1]], [1]), pr.Layer([[1]], None, "identity")])
    >>> cells = pr.regions(net)
    >>> cells.linear_region_labels.tolist()
    [0, 1, 2, 1, 3, 1, 4]
    >>> linear_region_convexity(cells.face_lattice).tolist()
    [True, False, True, True, True]
    """
    labels = lattice.complex.linear_region_labels
    sizes = np.bincount(labels)
    are_convex = np.ones(len(sizes), dtype=bool)
    inputs = lattice.complex.network.inputs
    if np.all(sizes == 1) or inputs - 1 not in lattice.dimensions:
        return are_convex
    outer = _OuterFacets.of(lattice.faces(inputs - 1), labels, sizes > 1)
    corners = _Corners.of(lattice.faces(inputs), labels)
    differences = MapDifferences(lattice)
    outputs = differences.first_differing_outputs(outer.owners, outer.across)
    counts = corners.counts()[outer.labels]
    for part in _parts(counts):
        checkpoint()
        part = part[are_convex[outer.labels[part]]]
        own = np.repeat(part, counts[part])
        at = corners.generators[entries_of(corners.offsets[outer.labels[part]], counts[part])]
        signs = differences.signs(outer.owners[own], outer.across[own], outputs[own], at)
        above, below = np.zeros((2, len(outer.labels)), dtype=bool)
        above[own[signs > 0]] = below[own[signs < 0]] = True
        are_convex[outer.labels[above & below]] = False
    return are_convex


def _parts(counts: Indices) -> Iterator[Indices]:
    """Yield the places of rows after the other, of about so many entries together."""
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        before = ends[start] - counts[start]
        stop = int(np.searchsorted(ends, before + _PAIRS_AT_ONCE, side="right"))
        stop = max(stop, start + 1)
        yield np.arange(start, stop)
        start = stop


@dataclass(frozen=True, slots=True, eq=False)
class _OuterFacets:
    """The sides of facets between regions with different maps, sorted by linear regions.

    Attributes
    ----------
    labels
        The linear region on one side.
    owners, across
        Its member that has the facet, and the region on the other side.
    """

    labels: Indices
    owners: Indices
    across: Indices

    @classmethod
    def of(cls, facets: Faces, labels: Indices, wanted: Flags) -> _OuterFacets:
        """Return those of some linear regions."""
        first, last = facets.first_cells, facets.cells[facets.cell_offsets[1:] - 1]
        differ = labels[first] != labels[last]
        owners = np.concatenate([first[differ], last[differ]])
        across = np.concatenate([last[differ], first[differ]])
        order = np.argsort(labels[owners], kind="stable")
        order = order[wanted[labels[owners[order]]]]
        return cls(labels[owners[order]], owners[order], across[order])


@dataclass(frozen=True, slots=True, eq=False)
class _Corners:
    """The vertices and rays of all linear regions, in compressed rows, each once in a region."""

    offsets: Indices
    generators: Indices

    @classmethod
    def of(cls, regions: Faces, labels: Indices) -> _Corners:
        owners = np.repeat(labels, np.diff(regions.generator_offsets))
        base = int(regions.generators.max()) + 1
        pairs = np.unique(owners * base + regions.generators)
        starts = np.arange(int(labels.max()) + 2) * base
        return cls(np.searchsorted(pairs, starts), pairs % base)

    def counts(self) -> Indices:
        """Return the number of each region."""
        return np.diff(self.offsets)
