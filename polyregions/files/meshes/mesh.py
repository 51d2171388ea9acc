"""The regions of a complex as a mesh with exact vertices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, dot, nearest_float, repr_of_fields
from polyregions.complexes import RegionComplex
from polyregions.drawing import outline
from polyregions.errors import InvalidDomainError
from polyregions.files.meshes.demands import check_lift, checked_mesh_view
from polyregions.interface import option
from polyregions.polytopes import HPolytope
from polyregions.refinement import BOUNDARY

__all__ = ["VIEW", "Face", "Mesh", "region_mesh"]

VIEW = -2
"""The neighbour of a face where the view cuts a region off."""


@dataclass(frozen=True, slots=True)
class Face:
    """A polygon of a mesh.

    Attributes
    ----------
    region
        The region that it bounds; in the plane, the region that it is.
    neighbour
        The region across, ``BOUNDARY`` (-1) on the domain's boundary, ``VIEW`` (-2) where the view
        cuts the region off; None in the plane.
    vertices
        Its vertices, counterclockwise when seen from outside of the region, or from above.
    """

    region: int
    neighbour: int | None
    vertices: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """The surfaces of all regions of a complex in space, or the regions of one in the plane.

    Attributes
    ----------
    complex
        The complex.
    vertices
        All vertices as homogeneous points (x_1, ..., x_n, w), primitive integer vectors, w > 0.
        They are distinct: regions that share a vertex share its index.
    faces
        The polygons, region by region. An inner face occurs twice, once with either orientation.
    """

    complex: RegionComplex
    vertices: tuple[IntegerVector, ...]
    faces: tuple[Face, ...]

    __repr__ = repr_of_fields

    def coordinates(self, lift: int | None = None) -> NDArray[np.float64]:
        """Return the vertices rounded to the nearest floats, shape (V, 3).

        Parameters
        ----------
        lift
            In the plane, the output whose value becomes the third coordinate; None: zero.

        Raises
        ------
        UnknownOptionError
            If there is no such output, or the complex is not plane.
        InvalidDomainError
            If a coordinate is beyond the range of binary64.

        Examples
        --------
        >>> import polyregions as pr
        >>> region_mesh(pr.regions(pr.montufar(inputs=2, width=4, depth=2))).coordinates().shape
        (9, 3)
        """
        columns = [[Fraction(v[j], v[-1]) for v in self.vertices] for j in range(self._dimension)]
        if lift is not None:
            columns.append(self._values(lift))
        elif self._dimension == 2:
            columns.append([Fraction(0)] * len(self.vertices))
        rounded = np.array([[nearest_float(x) for x in column] for column in columns]).T
        if not np.all(np.isfinite(rounded)):
            raise InvalidDomainError(
                "a vertex has a coordinate beyond the range of binary64: cut the mesh off by a "
                f"box, {option('view=[[lo, hi], ...]', '--view BOX')}"
            )
        return rounded

    @property
    def _dimension(self) -> int:
        return self.complex.network.inputs

    def _values(self, output: int) -> list[Fraction]:
        """Return the exact values of an output at all vertices."""
        check_lift(self.complex.network, output)
        network = self.complex.integer_form
        scale = network.scales[-1]
        values: dict[int, Fraction] = {}
        for face in self.faces:
            form = network.output_forms(self.complex.bits(face.region))[output]
            for index in face.vertices:
                if index not in values:
                    vertex = self.vertices[index]
                    values[index] = Fraction(dot(form, vertex), scale * vertex[-1])
        return [values[index] for index in range(len(self.vertices))]


def region_mesh(
    complex: RegionComplex, view: Any = None, only: Iterable[int] | None = None
) -> Mesh:
    """Return the mesh of all regions, its vertices exact.

    Parameters
    ----------
    complex
        A complex of two or three inputs.
    view
        A box or another bounded polytope to which the mesh is cut off, as for
        :func:`polyregions.readers.parse_domain`. Needed where the domain is unbounded.
    only
        The indices of the regions that are wanted, in any order; omitted: all.

    Raises
    ------
    InvalidDomainError
        If the complex has another dimension, or the view is no polytope of full dimension or lies
        beside the domain.
    UnboundedError
        If the mesh would be unbounded.

    Notes
    -----
    The double description of every region in integers, about a millisecond each.

    Examples
    --------
    >>> import polyregions as pr
    >>> mesh = region_mesh(pr.regions(pr.montufar(inputs=3, width=6, depth=2)))
    >>> len(mesh.vertices), len(mesh.faces)
    (27, 48)
    """
    box = checked_mesh_view(complex.network, complex.domain, view)
    numbers: dict[IntegerVector, int] = {}
    faces = []
    for index in range(len(complex)) if only is None else only:
        for neighbour, polygon in _polygons(complex, index, box):
            places = tuple(numbers.setdefault(vertex, len(numbers)) for vertex in polygon)
            faces.append(Face(index, neighbour, places))
    return Mesh(complex, tuple(numbers), tuple(faces))


def _polygons(
    complex: RegionComplex, index: int, box: HPolytope | None
) -> Iterator[tuple[int | None, list[IntegerVector]]]:
    """Yield the neighbour and the vertices of each face of a region, none if it is out of view."""
    region = complex.polytope(index)
    clipped = region if box is None else region.intersection(box)
    found = outline(clipped)
    if found is None:
        return
    neighbours = dict(
        zip(region.rows, complex.facet_column("facet_neighbours", index), strict=True)
    )
    for row_number, polygon in found.polygons.items():
        neighbour = None
        if row_number is not None:
            row = clipped.rows[row_number]
            neighbour = neighbours.get(row, VIEW)
            if neighbour != BOUNDARY and box is not None and row in box.rows:
                neighbour = VIEW
        yield neighbour, [found.vertices[k] for k in polygon]
