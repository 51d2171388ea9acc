"""Meshes as binary PLY files, with the region and the neighbour of every face.

Polygons are cut into triangles: some programs, trimesh among them, read binary faces of one size
only.

References
----------
G. Turk, "The PLY Polygon File Format", 1994.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.files.meshes.mesh import Mesh
from polyregions.files.meshes.title import title

__all__ = ["ply_parts"]


def ply_parts(mesh: Mesh, coordinates: NDArray[np.float64]) -> Iterator[bytes]:
    """Yield the content of a binary PLY file, little-endian.

    Vertices are x, y, z as double. Faces are triangles, all those of a polygon around its first
    vertex, with the list ``vertex_indices``, the number ``region`` and, in space, the number
    ``neighbour``: a region, -1 on the domain's boundary, -2 where the view cuts the region off.

    Parameters
    ----------
    mesh
        The mesh.
    coordinates
        Its vertices as floats, shape (V, 3).
    """
    fields: list[tuple[Any, ...]] = [
        ("count", "u1"),
        ("vertex_indices", "<i4", 3),
        ("region", "<i4"),
    ]
    if mesh.complex.network.inputs == 3:
        fields.append(("neighbour", "<i4"))
    rows = [
        (3, (face.vertices[0], second, third), face.region, face.neighbour)[: len(fields)]
        for face in mesh.faces
        for second, third in pairwise(face.vertices[1:])
    ]
    yield _header(mesh, len(rows), [name for name, *_ in fields[2:]]).encode("ascii")
    yield np.ascontiguousarray(coordinates, dtype="<f8").tobytes()
    yield np.array(rows, dtype=fields).tobytes()


def _header(mesh: Mesh, triangles: int, numbers: list[str]) -> str:
    lines = [
        "ply",
        "format binary_little_endian 1.0",
        f"comment {title(mesh.complex)}",
        f"element vertex {len(mesh.vertices)}",
        *(f"property double {axis}" for axis in "xyz"),
        f"element face {triangles}",
        "property list uchar int vertex_indices",
        *(f"property int {name}" for name in numbers),
        "end_header",
    ]
    return "".join(f"{line}\n" for line in lines)
