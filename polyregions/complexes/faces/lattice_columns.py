"""All faces of a region complex in columns, of every dimension, and where their vertices are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from polyregions.arithmetic import Enclosures, IntegerVector, nearest_quotient
from polyregions.complexes.faces.coordinates import ExactGenerators
from polyregions.errors import UnknownOptionError, short

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from polyregions.complexes.cell_complex import CellComplex
    from polyregions.complexes.faces.faces import Faces

__all__ = ["LatticeColumns"]


@dataclass(frozen=True, eq=False)
class LatticeColumns:
    """All faces of a complex, by the columns of each dimension.

    :class:`polyregions.FaceLattice` hands them out as objects, graphs, matrices and tables.

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
    levels
        The faces of each dimension from the least on.
    generators
        Where vertices and rays come from exactly.
    heads
        int64 array: for each vertex and ray its place among those generators.
    corners
        Enclosures (vertices, n0): the coordinates of the vertices, where they are known.
    """

    complex: CellComplex
    lines: tuple[IntegerVector, ...]
    vertex_count: int
    ray_count: int
    levels: tuple[Faces, ...]
    generators: ExactGenerators
    heads: NDArray[np.int64]
    corners: Enclosures

    def __repr__(self) -> str:
        return f"<LatticeColumns of {self.complex.network}: {self.f_vector}>"

    @property
    def dimensions(self) -> range:
        """The dimensions in which there are faces."""
        return range(len(self.lines), len(self.lines) + len(self.levels))

    @property
    def f_vector(self) -> tuple[int, ...]:
        """The number of faces of each dimension from 0 to n0, those on the boundary too."""
        return (0,) * len(self.lines) + tuple(len(faces) for faces in self.levels)

    @property
    def inner_f_vector(self) -> tuple[int, ...]:
        """The number of faces of each dimension that do not lie on the domain's boundary.

        Their alternating sum is (-1)^n0: the inside of the domain is an open cell.
        """
        inner = [int(np.count_nonzero(~faces.are_on_boundary)) for faces in self.levels]
        return (0,) * len(self.lines) + tuple(inner)

    @property
    def bounded_f_vector(self) -> tuple[int, ...]:
        """The number of faces of each dimension that have neither rays nor lines.

        Their alternating sum is 1 where there are no lines: all bounded faces together have the
        homotopy type of the domain, which is convex.
        """
        bounded = [int(np.count_nonzero(faces.are_bounded)) for faces in self.levels]
        return (0,) * len(self.lines) + tuple(bounded)

    def faces(self, dimension: int) -> Faces:
        """Return the faces of one dimension.

        Parameters
        ----------
        dimension
            From 0 to n0; those of dimension n0 are the regions, in their order.

        Raises
        ------
        UnknownOptionError
            If there are none, since all faces contain lines or the dimension is not from 0 to n0.
        """
        if type(dimension) is bool or dimension not in self.dimensions:
            least, greatest = self.dimensions[0], self.dimensions[-1]
            raise UnknownOptionError(
                f"there are no faces of dimension {short(dimension)}: ask for one from {least} to "
                f"{greatest}" + (", as all regions contain lines" if least else "")
            )
        return self.levels[int(dimension) - len(self.lines)]

    @cached_property
    def vertices(self) -> tuple[tuple[Fraction, ...], ...]:
        """The vertices by their numbers, exactly, by linear algebra in integers one by one.

        Coordinates along which there are lines are zero.
        """
        return tuple(
            tuple(Fraction(x, vertex[-1]) for x in vertex[:-1])
            for vertex in self.exactly(np.arange(self.vertex_count))
        )

    @cached_property
    def rays(self) -> tuple[IntegerVector, ...]:
        """The directions of extreme rays by their numbers, as primitive integer vectors."""
        numbers = self.vertex_count + np.arange(self.ray_count)
        return tuple(ray[:-1] for ray in self.exactly(numbers))

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """float64 array (vertex_count, n0): the vertices, each coordinate rounded correctly.

        In pairs of floats with bounds of their errors; where these do not prove which float is the
        nearest, in integers.
        """
        points, proved = self.corners.rounded()
        doubtful = np.flatnonzero(~proved.all(axis=1))
        for place, vertex in self.generators(self.heads[doubtful]):
            points[doubtful[place]] = [nearest_quotient(x, vertex[-1]) for x in vertex[:-1]]
        return points

    @cached_property
    def edges(self) -> NDArray[np.int64]:
        """int64 array (k, 2): the two ends of each face of dimension 1, in their order.

        The first is a vertex. The second is the other vertex, the greater one; or the number of a
        ray, from ``vertex_count`` on, along which the edge goes on for ever; or -1 for a line,
        which is one without ends: the vertex is one of its points.

        Examples
        --------
        >>> import polyregions as pr
        >>> net = pr.Network([pr.Layer([[1, 0], [0, 1]])])
        >>> lattice = pr.regions(net).face_lattice
        >>> lattice.edges.tolist(), lattice.vertices, lattice.rays
        ([[0, 1], [0, 2], [0, 3], [0, 4]], ((Fraction(0, 1), Fraction(0, 1)),), ((-1, 0), ...))
        """
        if 1 not in self.dimensions:
            return np.zeros((0, 2), dtype=np.int64)
        faces = self.faces(1)
        ends = np.full((len(faces), 2), -1, dtype=np.int64)
        counts = np.diff(faces.generator_offsets)
        ends[:, 0] = faces.generators[faces.generator_offsets[:-1]]
        ends[counts == 2, 1] = faces.generators[faces.generator_offsets[:-1][counts == 2] + 1]
        return ends

    def exactly(self, numbers: NDArray[np.int64]) -> list[IntegerVector]:
        """Return some vertices and rays by their numbers, exactly.

        Parameters
        ----------
        numbers
            int64 array.

        Returns
        -------
        list of tuple of int
            Primitive vectors (x_1, ..., x_n0, w): a vertex is x / w with w > 0, a ray has w = 0.
        """
        found: list[Any] = [None] * len(numbers)
        for place, generator in self.generators(self.heads[numbers]):
            found[place] = generator
        return found
