"""A light view of one face of a complex."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from polyregions.networks import Pattern
from polyregions.polytopes import Generators

if TYPE_CHECKING:
    from polyregions.arithmetic import IntegerVector
    from polyregions.complexes.faces.faces import Faces
    from polyregions.complexes.faces.lattice_columns import LatticeColumns

__all__ = ["Face", "point_inside", "sign_text"]

_SIGNS = {-1: "-", 0: "0", 1: "+"}


class Face:
    """One closed face: the points of a polytope, with one sign of every unit in its inside.

    A view: it holds its lattice, a dimension and an index, and computes the rest when asked,
    exactly. Its inside is the face less its own proper faces.

    Parameters
    ----------
    lattice
        The lattice.
    dimension
        The face's dimension.
    index
        Its position among the faces of this dimension.

    Examples
    --------
    >>> import polyregions as pr
    >>> face = pr.regions(pr.montufar(inputs=2, width=4, depth=2)).face_lattice.face(1, 3)
    >>> face
    <Face 3 of dimension 1: +++0>
    >>> face.vertices
    ((Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 1), Fraction(1, 2)))
    >>> face.cells, [facet.index for facet in face.facets], len(face.cofaces)
    ((2, 3), [0, 6], 2)
    """

    def __init__(self, lattice: LatticeColumns, dimension: int, index: int) -> None:
        self.lattice = lattice
        self.dimension = dimension
        self.index = index

    def __repr__(self) -> str:
        sizes = self.lattice.complex.network.pattern_sizes
        signs = sign_text(self.signs, sizes)
        return f"<Face {self.index} of dimension {self.dimension}: {signs}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Face):
            return NotImplemented
        return self.lattice is other.lattice and self._place == other._place

    def __hash__(self) -> int:
        return hash((id(self.lattice), self._place))

    @property
    def signs(self) -> tuple[int, ...]:
        """The sign -1, 0 or 1 of the pre-activation of each ReLU unit, inside of the face."""
        signs: list[int] = self._faces.signs[self.index].tolist()
        return tuple(signs)

    @property
    def pattern(self) -> Pattern:
        """The activation pattern inside of the face: 1 where a sign is 1."""
        bits = tuple([int(sign > 0) for sign in self.signs])
        return Pattern.from_bits(bits, self.lattice.complex.network.pattern_sizes)

    @property
    def is_bounded(self) -> bool:
        """Whether it contains neither rays nor lines."""
        return bool(self._faces.are_bounded[self.index])

    @property
    def is_on_boundary(self) -> bool:
        """Whether it lies on the domain's boundary."""
        return bool(self._faces.are_on_boundary[self.index])

    @property
    def cells(self) -> tuple[int, ...]:
        """The indices of the regions that hold it, ascending."""
        return self._members("cell_offsets", "cells")

    @property
    def facets(self) -> tuple[Face, ...]:
        """The faces in it that are one dimension lower."""
        lower = self._members("facet_offsets", "facets")
        return tuple(Face(self.lattice, self.dimension - 1, i) for i in lower)

    @property
    def cofaces(self) -> tuple[Face, ...]:
        """The faces one dimension higher that hold it."""
        if self.dimension == self.lattice.dimensions[-1]:
            return ()
        above = self.lattice.faces(self.dimension + 1)
        places = np.flatnonzero(above.facets == self.index)
        holding = np.searchsorted(above.facet_offsets, places, side="right") - 1
        return tuple(Face(self.lattice, self.dimension + 1, i) for i in holding.tolist())

    @property
    def generators(self) -> Generators:
        """The vertices, extreme rays and lines, exact, each kind sorted.

        Of faces that contain lines one vertex stands for each face of the least dimension.
        """
        vertices, rays = self._generators
        return Generators(tuple(sorted(vertices)), tuple(sorted(rays)), self.lattice.lines)

    @property
    def vertices(self) -> tuple[tuple[Fraction, ...], ...]:
        """The vertices, exact and sorted; rays of unbounded faces are in :attr:`generators`."""
        return self.generators.vertices

    @property
    def interior_point(self) -> tuple[Fraction, ...]:
        """A point inside: the mean of the vertices, plus the sum of the rays."""
        return point_inside(*self._generators)

    @property
    def _place(self) -> tuple[int, int]:
        return self.dimension, self.index

    @property
    def _faces(self) -> Faces:
        return self.lattice.faces(self.dimension)

    @cached_property
    def _generators(self) -> tuple[list[tuple[Fraction, ...]], list[IntegerVector]]:
        numbers = np.array(self._members("generator_offsets", "generators"), dtype=np.int64)
        exact = self.lattice.exactly(numbers)
        vertices = [tuple(Fraction(x, row[-1]) for x in row[:-1]) for row in exact if row[-1]]
        return vertices, [row[:-1] for row in exact if not row[-1]]

    def _members(self, offsets: str, members: str) -> tuple[int, ...]:
        columns: Any = self._faces
        start, stop = getattr(columns, offsets)[self.index : self.index + 2]
        return tuple(getattr(columns, members)[start:stop].tolist())


def point_inside(
    vertices: Sequence[Sequence[Fraction]], rays: Sequence[IntegerVector]
) -> tuple[Fraction, ...]:
    """Return the mean of some points, plus the sum of some directions.

    Examples
    --------
    >>> point_inside([(Fraction(0), Fraction(1)), (Fraction(1), Fraction(1))], [(2, 0), (0, -1)])
    (Fraction(5, 2), Fraction(0, 1))
    """
    means = [sum(column, Fraction(0)) / len(vertices) for column in zip(*vertices, strict=True)]
    return tuple(mean + sum(ray[i] for ray in rays) for i, mean in enumerate(means))


def sign_text(signs: Sequence[int], sizes: Sequence[int]) -> str:
    """Return signs as a text, layer by layer.

    Parameters
    ----------
    signs
        For each ReLU unit -1, 0 or 1.
    sizes
        The numbers of ReLU units of the layers that have some.

    Examples
    --------
    >>> sign_text((1, 0, -1), [2, 1])
    '+0|-'
    """
    layers, start = [], 0
    for size in sizes:
        layers.append("".join(_SIGNS[sign] for sign in signs[start : start + size]))
        start += size
    return "|".join(layers)
