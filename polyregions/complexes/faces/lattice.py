"""The face lattice of a complex: what a user holds of all its faces."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING

from polyregions.complexes.data_frames import arrow_of, pandas_of, polars_of
from polyregions.complexes.faces.attributes import LIGHT_FACE_COLUMNS
from polyregions.complexes.faces.face import Face
from polyregions.complexes.faces.graphs import dual_graph, hasse_diagram
from polyregions.complexes.faces.lattice_columns import LatticeColumns
from polyregions.complexes.faces.matrices import face_adjacency, incidence_matrix
from polyregions.complexes.faces.tables import face_columns
from polyregions.errors import short

if TYPE_CHECKING:
    import networkx
    import numpy as np
    import pandas
    import polars
    import pyarrow
    import scipy.sparse

__all__ = ["FaceLattice"]


class FaceLattice(LatticeColumns):
    """All faces of the polyhedral complex into which a network cuts its domain.

    The regions meet face to face, in every degenerate case, and all contain the same lines; every
    point of the domain lies in just one face less its own proper faces, on which each unit has one
    sign. On all of R^n0 these are the cells of the canonical polyhedral complex of J. E. Grigsby
    and K. Lindsey, "On transversality of bent hyperplane arrangements and the topological
    expressiveness of ReLU neural networks" (2022): how_to/faces.md says what is more general here.

    Attributes
    ----------
    complex
        The regions.
    lines
        A basis of the space of all directions along which nothing changes, as primitive integer
        vectors: faces have its dimension at least.
    vertex_count, ray_count
        The number of vertices, and of directions of extreme rays. Vertices are numbered from 0, and
        rays after them. Where there are lines one vertex stands for each face of the least
        dimension.

    Examples
    --------
    >>> import polyregions as pr
    >>> lattice = pr.regions(pr.montufar(inputs=2, width=4, depth=2)).face_lattice
    >>> lattice.f_vector, lattice.inner_f_vector
    ((9, 12, 4), (1, 4, 4))
    >>> sorted(lattice.vertices)[4]
    (Fraction(1, 2), Fraction(1, 2))
    """

    def __repr__(self) -> str:
        return f"<FaceLattice of {self.complex.network}: {self.f_vector}>"

    def face(self, dimension: int, index: int) -> Face:
        """Return one face.

        Parameters
        ----------
        dimension, index
            Its dimension, and its position among the faces of this dimension; negative ones count
            from the end.

        Raises
        ------
        UnknownOptionError
            If there are no faces of this dimension.
        IndexError
            If there are not so many.

        Examples
        --------
        >>> import polyregions as pr
        >>> lattice = pr.regions(pr.montufar(inputs=1, width=2, depth=2)).face_lattice
        >>> lattice.face(0, 0), lattice.face(0, 0).vertices
        (<Face 0 of dimension 0: +0>, ((Fraction(1, 2),),))
        """
        position, count = operator.index(index), len(self.faces(dimension))
        if not -count <= position < count:
            raise IndexError(f"face {short(position)} of {count} of dimension {dimension}")
        return Face(self, int(dimension), position % count)

    # Graphs, matrices and tables

    def hasse_diagram(
        self, attributes: Iterable[str] = LIGHT_FACE_COLUMNS
    ) -> networkx.DiGraph[tuple[int, int]]:
        """Return the Hasse diagram, an edge from each face to those that cover it.

        See :func:`polyregions.complexes.hasse_diagram`.
        """
        return hasse_diagram(self, attributes)

    def dual_graph(
        self,
        dimension: int | None = None,
        through: str = "lower",
        attributes: Iterable[str] = LIGHT_FACE_COLUMNS,
    ) -> networkx.Graph[int]:
        """Return the graph of the faces of one dimension and their neighbours.

        See :func:`polyregions.complexes.dual_graph`.
        """
        return dual_graph(self, dimension, through, attributes)

    def incidence(
        self, dimension: int, lower: int | None = None
    ) -> scipy.sparse.csr_array[np.int64, tuple[int, int]]:
        """Return which faces of a lower dimension lie in those of a higher one.

        See :func:`polyregions.complexes.incidence_matrix`.
        """
        return incidence_matrix(self, dimension, lower)

    def adjacency(
        self, dimension: int, through: str = "lower"
    ) -> scipy.sparse.csr_array[np.int64, tuple[int, int]]:
        """Return which faces of one dimension are neighbours.

        See :func:`polyregions.complexes.face_adjacency`.
        """
        return face_adjacency(self, dimension, through)

    def to_pandas(
        self, dimension: int | None = None, columns: Iterable[str] | None = None
    ) -> pandas.DataFrame:
        """Return a table of faces; see :func:`polyregions.complexes.face_columns`."""
        return pandas_of(face_columns(self, dimension, columns))

    def to_arrow(
        self, dimension: int | None = None, columns: Iterable[str] | None = None
    ) -> pyarrow.Table:
        """Return a table of faces; see :func:`polyregions.complexes.face_columns`."""
        return arrow_of(face_columns(self, dimension, columns))

    def to_polars(
        self, dimension: int | None = None, columns: Iterable[str] | None = None
    ) -> polars.DataFrame:
        """Return a table of faces; see :func:`polyregions.complexes.face_columns`."""
        return polars_of(face_columns(self, dimension, columns))
