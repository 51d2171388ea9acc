"""Incidence and adjacency of faces as sparse matrices, for complexes of millions of faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from polyregions.complexes.faces.pairs import neighbouring
from polyregions.errors import UnknownOptionError, short

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from polyregions.complexes.faces.lattice_columns import LatticeColumns

__all__ = ["face_adjacency", "incidence_matrix"]


def incidence_matrix(
    lattice: LatticeColumns, dimension: int, lower: int | None = None
) -> csr_array[np.int64, tuple[int, int]]:
    """Return which faces of a lower dimension lie in which of a higher one.

    Parameters
    ----------
    lattice
        The faces.
    dimension
        The higher dimension d.
    lower
        The lower dimension e < d; d - 1 where it is omitted.

    Returns
    -------
    scipy.sparse.csr_array of int64, shape (f_e, f_d)
        Entry (i, j) is 1 iff face i of dimension e lies in face j of dimension d; nothing else is
        stored, and indices are sorted. For e = d - 1 it is the boundary operator over the integers
        modulo 2, and for d = 1 the incidence matrix of the graph of vertices and edges.

    Raises
    ------
    UnknownOptionError
        If there are no faces of these dimensions, or the lower one is not lower.

    Examples
    --------
    >>> import polyregions as pr
    >>> lattice = pr.regions(pr.montufar(inputs=1, width=3, depth=2)).face_lattice
    >>> incidence_matrix(lattice, 1).toarray()
    array([[1, 1, 0],
           [1, 0, 0],
           [0, 1, 1],
           [0, 0, 1]])
    """
    lattice.faces(dimension)  # refuses what there is not
    below = dimension - 1 if lower is None else lower
    if type(below) is bool or below not in lattice.dimensions or below >= dimension:
        raise UnknownOptionError(
            f"there are no faces of dimension {short(below)} in those of dimension {dimension}: "
            f"give a lower dimension from {lattice.dimensions[0]} on"
        )
    matrix = _facets(lattice, dimension)
    for between in range(dimension - 1, below, -1):
        matrix = _facets(lattice, between) @ matrix
        matrix.data[:] = 1  # not the number of ways through the faces between
    matrix.sort_indices()
    return matrix


def face_adjacency(
    lattice: LatticeColumns, dimension: int, through: str = "lower"
) -> csr_array[np.int64, tuple[int, int]]:
    """Return which faces of one dimension are neighbours.

    Parameters
    ----------
    lattice
        The faces.
    dimension
        Their dimension d.
    through
        "lower": neighbours share a face of dimension d - 1. "upper": they lie in one face of
        dimension d + 1.

    Returns
    -------
    scipy.sparse.csr_array of int64, shape (f_d, f_d)
        Symmetric, with 1 for each pair of neighbours, nothing else stored, indices sorted.

    Raises
    ------
    UnknownOptionError
        If there are no faces of this dimension, or ``through`` is neither.

    Examples
    --------
    >>> import polyregions as pr
    >>> lattice = pr.regions(pr.montufar(inputs=1, width=3, depth=2)).face_lattice
    >>> face_adjacency(lattice, 0, "upper").toarray()
    array([[0, 1, 1, 0],
           [1, 0, 0, 0],
           [1, 0, 0, 1],
           [0, 0, 1, 0]])
    """
    from scipy.sparse import coo_array

    pairs = neighbouring(lattice, dimension, through)
    size = len(lattice.faces(dimension))
    ends = (
        np.concatenate([pairs.first, pairs.second]),
        np.concatenate([pairs.second, pairs.first]),
    )
    matrix = coo_array((np.ones(len(ends[0]), dtype=np.int64), ends), shape=(size, size)).tocsr()
    matrix.sort_indices()
    return matrix


def _facets(lattice: LatticeColumns, dimension: int) -> csr_array[np.int64, tuple[int, int]]:
    from scipy.sparse import csr_array

    faces, lower = lattice.faces(dimension), lattice.faces(dimension - 1)
    ones = np.ones(len(faces.facets), dtype=np.int64)
    rows = csr_array((ones, faces.facets, faces.facet_offsets), shape=(len(faces), len(lower)))
    return rows.T.tocsr()
