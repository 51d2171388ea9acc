"""All faces of a region complex, of every dimension, and which lie in which."""

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

__all__ = ["FaceLattice"]


@dataclass(frozen=True, eq=False)
class FaceLattice:
    """All faces of the polyhedral complex into which a network cuts its domain.

    The regions meet face to face, in every degenerate case, and all contain the same lines; every
    point of the domain lies in just one face less its own proper faces, on which each unit has one
    sign. It is the canonical polyhedral complex of J. E. Grigsby and K. Lindsey, "On transversality
    of bent hyperplane arrangements and the topological expressiveness of ReLU neural networks"
    (2022).

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

    Examples
    --------
    >>> import polyregions as pr
    >>> lattice = pr.regions(pr.montufar(inputs=2, width=4, depth=2)).face_lattice
    >>> lattice.f_vector, lattice.inner_f_vector
    ((9, 12, 4), (1, 4, 4))
    >>> sorted(lattice.vertices)[4]
    (Fraction(1, 2), Fraction(1, 2))
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
        return f"<FaceLattice of {self.complex.network}: {self.f_vector}>"

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
            for vertex in self._exactly(slice(0, self.vertex_count))
        )

    @cached_property
    def rays(self) -> tuple[IntegerVector, ...]:
        """The directions of extreme rays by their numbers, as primitive integer vectors."""
        return tuple(ray[:-1] for ray in self._exactly(slice(self.vertex_count, None)))

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

    def _exactly(self, own: slice) -> list[IntegerVector]:
        heads = self.heads[own]
        found: list[Any] = [None] * len(heads)
        for place, generator in self.generators(heads):
            found[place] = generator
        return found
