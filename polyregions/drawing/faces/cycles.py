"""The generators of two-dimensional faces in the order in which they run around each face."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint

if TYPE_CHECKING:
    from polyregions.complexes import FaceLattice

__all__ = ["polygon_cycles"]

Indices = NDArray[np.int64]


def polygon_cycles(lattice: FaceLattice) -> tuple[Indices, Indices]:
    """Return the generators of every two-dimensional face, each next to those it shares edges with.

    Where a face is unbounded, the ends of its two unbounded edges follow each other, as if they
    were joined by an edge at infinity. Only ids are compared, so no polygon is ever twisted.

    Parameters
    ----------
    lattice
        The faces of a complex without lineality.

    Returns
    -------
    tuple of two int64 arrays
        ``offsets``, (k + 1,), and ``cycle``: those of face i are
        ``cycle[offsets[i]:offsets[i + 1]]``.

    Examples
    --------
    >>> import polyregions as pr
    >>> offsets, cycle = polygon_cycles(pr.regions(pr.montufar(2, 4, 2)).face_lattice)
    >>> offsets.tolist(), len(cycle)
    ([0, 4, 8, 12, 16], 16)
    """
    polygons, edges = lattice.faces(2), lattice.faces(1)
    owners = np.repeat(np.arange(len(polygons)), np.diff(polygons.facet_offsets))
    ends = edges.generators.reshape(-1, 2)[polygons.facets]
    owners, ends = _closed_at_infinity(lattice, owners, ends)
    both = np.concatenate([ends, ends[:, ::-1]])
    owners = np.concatenate([owners, owners])
    order = np.lexsort((both[:, 0], owners))
    # Each generator of a face lies on two of its edges: the nodes of the face are every other row.
    nodes, others = both[order[::2], 0], both[order, 1].reshape(-1, 2)
    owners = owners[order[::2]]
    offsets = np.searchsorted(owners, np.arange(len(polygons) + 1))
    neighbours = _places(owners, nodes, others, lattice.vertex_count + lattice.ray_count)
    return offsets, nodes[_walked(offsets, neighbours)]


def _closed_at_infinity(
    lattice: FaceLattice, owners: Indices, ends: Indices
) -> tuple[Indices, Indices]:
    """Add an edge between the two rays of every face that has two."""
    polygons = lattice.faces(2)
    of_faces = np.repeat(np.arange(len(polygons)), np.diff(polygons.generator_offsets))
    are_rays = polygons.generators >= lattice.vertex_count
    rays, unbounded = polygons.generators[are_rays], of_faces[are_rays]
    first = np.flatnonzero(unbounded[:-1] == unbounded[1:])
    joined = np.column_stack([rays[first], rays[first + 1]])
    return np.concatenate([owners, unbounded[first]]), np.concatenate([ends, joined])


def _places(owners: Indices, nodes: Indices, others: Indices, generators: int) -> Indices:
    """Return the rows in which the neighbours of every node of a face stand, shape (M, 2)."""
    keys = owners * generators + nodes  # ascending
    places: Indices = np.searchsorted(keys, owners[:, np.newaxis] * generators + others)
    return places


def _walked(offsets: Indices, neighbours: Indices) -> Indices:
    """Walk around all faces at once, and return the nodes in the order of the walk."""
    sizes = np.diff(offsets)
    walked = np.empty(len(neighbours), dtype=np.int64)
    current, previous = offsets[:-1], neighbours[offsets[:-1], 1]
    for step in range(int(sizes.max(initial=0))):
        checkpoint()
        open_faces = np.flatnonzero(sizes > step)
        walked[offsets[open_faces] + step] = current[open_faces]
        ahead = neighbours[current, 0]
        ahead = np.where(ahead == previous, neighbours[current, 1], ahead)
        previous, current = current, ahead
    return walked
