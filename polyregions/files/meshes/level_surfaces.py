"""The level set of an output in space as a mesh with exact vertices."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np

from polyregions.arithmetic import dot
from polyregions.complexes import RegionComplex
from polyregions.complexes.topology import OutputSet
from polyregions.drawing import LevelSet, level_set
from polyregions.errors import InvalidDomainError
from polyregions.files.meshes.mesh import Face, Mesh, region_mesh
from polyregions.networks import Network

__all__ = ["check_level", "level_mesh"]


def check_level(network: Network, level: Any, output: int) -> None:
    """Check that a level set is a surface in space, before the regions are known.

    Raises
    ------
    InvalidDomainError
        If the network has not three inputs.
    InvalidNumberError, UnknownOptionError
        If the level is no finite number, or there is no such output.

    Examples
    --------
    >>> import polyregions as pr
    >>> check_level(pr.montufar(inputs=3, width=6, depth=2), "1/2", 0)
    """
    if network.inputs != 3:
        raise InvalidDomainError(
            "level sets are surfaces where there are three inputs, and the network has "
            f"{network.inputs}: give a slice with three"
        )
    OutputSet.of(network, "level", output, level, None, closed=False)


def level_mesh(complex: RegionComplex, level: Any = 0, output: int = 0, view: Any = None) -> Mesh:
    """Return the mesh of a level set {F = t}, its vertices exact.

    Its polygons run counterclockwise when seen from where F is larger. Where F = t on a set with an
    inside, they are the surface of it. Parts without area are left out.

    Parameters
    ----------
    complex
        A complex of three inputs.
    level, output
        The level t and the output F, as for :func:`polyregions.drawing.level_set`.
    view
        As for :func:`region_mesh`.

    Returns
    -------
    Mesh
        Of each polygon ``region`` is the region in which it lies, ``neighbour`` too, or that across
        if it lies in a facet; ``BOUNDARY`` if it lies on the domain's boundary, ``VIEW`` if on that
        of the view.

    Raises
    ------
    InvalidDomainError
        If the complex has not three inputs, or the view is no polytope of full dimension or lies
        beside the domain.
    UnboundedError
        If the mesh would be unbounded.
    InvalidNumberError, UnknownOptionError
        If the level is no finite number, or there is no such output.

    Examples
    --------
    >>> import polyregions as pr
    >>> mesh = level_mesh(pr.regions(pr.montufar(inputs=3, width=6, depth=2)), "1/2")
    >>> len(mesh.vertices), len(mesh.faces)
    (24, 8)
    """
    check_level(complex.network, level, output)
    found = level_set(complex, level, output)
    cells = region_mesh(found.refinement, view, _beside(found))
    signs, regions = found.signs(3).tolist(), found.cell_regions.tolist()
    numbers: dict[int, int] = {}
    faces = []
    for cell, own in groupby(cells.faces, key=lambda face: face.region):
        form = found.refinement.integer_form.unit_forms(found.refinement.bits(cell))[-1]
        for face in own:
            assert face.neighbour is not None
            beyond = signs[face.neighbour] if face.neighbour >= 0 else 0
            # Of two cells the one where F is less has the polygon, else the first.
            shows = not beyond or (signs[cell], cell) < (beyond, face.neighbour)
            if not signs[cell] or not shows:
                continue
            if any(dot(form, cells.vertices[index]) for index in face.vertices):
                continue
            around = face.vertices if signs[cell] < 0 else face.vertices[::-1]
            places = tuple(numbers.setdefault(index, len(numbers)) for index in around)
            across = regions[face.neighbour] if face.neighbour >= 0 else face.neighbour
            faces.append(Face(regions[cell], across, places))
    return Mesh(complex, tuple(cells.vertices[index] for index in numbers), tuple(faces))


def _beside(found: LevelSet) -> list[int]:
    """Return the cells with a facet on which F = t: no other cells show a polygon."""
    lattice = found.refinement.face_lattice
    if 2 not in lattice.dimensions:
        return []
    facets = lattice.faces(2)
    is_flat = np.repeat(found.signs(2) == 0, np.diff(facets.cell_offsets))
    cells: list[int] = np.unique(facets.cells[is_flat]).tolist()
    return cells
