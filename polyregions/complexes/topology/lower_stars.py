"""The faces of a complex in the order in which they enter: each with the last of its vertices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.faces import FaceLattice, Faces
from polyregions.complexes.topology.persistence_pairs import BoundaryMatrix
from polyregions.refinement import entries_of

__all__ = ["LowerStars"]

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LowerStars:
    """The faces of a bounded complex, those of each dimension in the order in which they enter.

    A vertex brings along its lower star: all faces of which it is the last vertex. Faces with equal
    last vertices enter after one another by dimension.

    Attributes
    ----------
    last_vertices
        For each dimension from 0 on an int64 array: the last vertex of each face.
    matrices
        The boundaries of the faces of dimension 1, 2, ... in the same order.
    """

    last_vertices: tuple[Indices, ...]
    matrices: tuple[BoundaryMatrix, ...]

    @classmethod
    def of(cls, lattice: FaceLattice, ranks: Indices) -> LowerStars:
        """Order the faces by the ranks of their vertices, and vertices of equal rank by number.

        Parameters
        ----------
        lattice
            The faces of a bounded complex.
        ranks
            int64 array (vertex_count,).
        """
        vertices = np.argsort(ranks, kind="stable")
        places = _inverse(vertices)
        below = np.empty(0, dtype=np.int64)
        last_vertices: list[Indices] = []
        matrices: list[BoundaryMatrix] = []
        for dimension in lattice.dimensions:
            faces = lattice.faces(dimension)
            lasts = np.maximum.reduceat(places[faces.generators], faces.generator_offsets[:-1])
            order = np.argsort(lasts, kind="stable")
            last_vertices.append(vertices[lasts[order]])
            if dimension:
                matrices.append(_boundaries(faces, order, below))
            below = _inverse(order)
        return cls(tuple(last_vertices), tuple(matrices))


def _boundaries(faces: Faces, order: Indices, below: Indices) -> BoundaryMatrix:
    """Return the boundaries of faces in an order, given the places of those below."""
    counts = np.diff(faces.facet_offsets)[order]
    entries = below[faces.facets[entries_of(faces.facet_offsets[order], counts)]]
    return BoundaryMatrix(len(below), np.concatenate([[0], np.cumsum(counts)]), entries)


def _inverse(order: Indices) -> Indices:
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places
