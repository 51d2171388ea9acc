"""Writing the mesh of a complex to a file."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import RegionComplex, check_complex
from polyregions.files.meshes.level_surfaces import level_mesh
from polyregions.files.meshes.mesh import Mesh, region_mesh
from polyregions.files.meshes.obj_file import obj_parts
from polyregions.files.meshes.ply_file import ply_parts
from polyregions.readers.content import PathLike, atomic_file, chosen_format

__all__ = ["MESH_FORMATS", "write_level_set", "write_mesh"]

MESH_FORMATS = ("obj", "ply")
"""The formats of meshes, by the suffixes of their files."""


def write_mesh(
    complex: RegionComplex,
    path: PathLike,
    format: str | None = None,
    *,
    view: Any = None,
    lift: int | None = None,
) -> tuple[str, ...]:
    """Write the regions of a complex of two or three inputs as a mesh.

    Vertices are shared: two regions that meet in a point meet in the same vertex of the file, for
    vertices are compared exactly before they are rounded to floats. In space, every region is a
    closed surface of polygons whose vertices run counterclockwise when seen from outside. The file
    is written as a whole or not at all.

    Parameters
    ----------
    complex
        The complex.
    path
        Where to write it.
    format
        "obj" (a text of polygons, one group for each region) or "ply" (binary, triangles with
        their region and neighbour); omitted: by the path's suffix.
    view
        A box ``[[lo, hi], ...]`` or another bounded polytope at which to cut the mesh off; needed
        where the domain is unbounded.
    lift
        Of a complex in the plane, the output of the network that becomes the height, so that the
        mesh is the graph of the function; omitted: the plane z = 0.

    Returns
    -------
    tuple of str
        The path of the file written, alone.

    Raises
    ------
    UnknownOptionError
        If the format is none of meshes, or there is no such output.
    InvalidDomainError
        If the complex has neither two nor three inputs, the view is no polytope of full dimension
        or lies beside the domain, or a vertex lies beyond the range of floats.
    UnboundedError
        If the domain is unbounded and there is no view.
    PolyregionsError
        If the file cannot be written there.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "cells.obj")
    ...     _ = write_mesh(cells, path, lift=0)
    ...     print(path.read_text()[:80])
    # polyregions: montufar 2 inputs, width 4, depth 2 2-4-1, 4 regions
    v 0.0 0.0 0.
    """
    check_complex(complex)
    kind = chosen_format(path, format, MESH_FORMATS, "mesh format")
    mesh = region_mesh(complex, view)
    return _written(mesh, mesh.coordinates(lift), path, kind)


def write_level_set(
    complex: RegionComplex,
    path: PathLike,
    format: str | None = None,
    *,
    level: Any = 0,
    output: int = 0,
    view: Any = None,
) -> tuple[str, ...]:
    """Write a level set of a network with three inputs as a mesh.

    Vertices are exact before they are rounded, and shared: where the set is a surface without
    boundary, its mesh is closed. Polygons run counterclockwise when seen from where the output is
    larger than the level; each names the regions in which it lies.

    Parameters
    ----------
    complex
        The complex.
    path
        Where to write it.
    format
        "obj" or "ply", as for :func:`write_mesh`; omitted: by the path's suffix.
    level
        The level, an exact number.
    output
        The output, counted from 0.
    view
        A box ``[[lo, hi], ...]`` or another bounded polytope at which to cut the mesh off; needed
        where the domain is unbounded.

    Returns
    -------
    tuple of str
        The path of the file written, alone.

    Raises
    ------
    UnknownOptionError
        If the format is none of meshes, or there is no such output.
    InvalidDomainError
        If the complex has not three inputs, the view is no polytope of full dimension or lies
        beside the domain, or a vertex lies beyond the range of floats.
    InvalidNumberError
        If the level is no finite number.
    UnboundedError
        If the domain is unbounded and there is no view.
    PolyregionsError
        If the file cannot be written there.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=3, width=6, depth=2))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "level.obj")
    ...     _ = write_level_set(cells, path, level="1/2")
    ...     print(path.read_text().count("f "))
    8
    """
    check_complex(complex)
    kind = chosen_format(path, format, MESH_FORMATS, "mesh format")
    mesh = level_mesh(complex, level, output, view)
    return _written(mesh, mesh.coordinates(), path, kind)


def _written(
    mesh: Mesh, coordinates: NDArray[np.float64], path: PathLike, kind: str
) -> tuple[str, ...]:
    with atomic_file(path) as file:
        if kind == "obj":
            for line in obj_parts(mesh, coordinates):
                file.write(line.encode("ascii"))
        else:
            for part in ply_parts(mesh, coordinates):
                file.write(part)
    return (os.fspath(path),)
