"""Meshes as binary PLY files, with the region and the neighbour of every face.

References
----------
G. Turk, "The PLY Polygon File Format", 1994.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from polyregions.files.meshes.mesh import Mesh
from polyregions.files.meshes.title import title

__all__ = ["ply_parts"]


def ply_parts(mesh: Mesh, coordinates: NDArray[np.float64]) -> Iterator[bytes]:
    """Yield the content of a binary PLY file, little-endian.

    Vertices are x, y, z as double. Faces have the list ``vertex_indices``, the number ``region``
    and, in space, the number ``neighbour``: a region, -1 on the domain's boundary, -2 where the
    view cuts the region off.

    Parameters
    ----------
    mesh
        The mesh.
    coordinates
        Its vertices as floats, shape (V, 3).
    """
    longest = max((len(face.vertices) for face in mesh.faces), default=0)
    # Most programs expect bytes.
    count, code = ("uchar", "B") if longest < 256 else ("int", "i")
    in_space = mesh.complex.network.inputs == 3
    yield _header(mesh, count, in_space).encode("ascii")
    yield np.ascontiguousarray(coordinates, dtype="<f8").tobytes()
    for face in mesh.faces:
        numbers = [len(face.vertices), *face.vertices, face.region]
        if face.neighbour is not None:
            numbers.append(face.neighbour)
        yield struct.pack(f"<{code}{len(numbers) - 1}i", *numbers)


def _header(mesh: Mesh, count: str, in_space: bool) -> str:
    lines = [
        "ply",
        "format binary_little_endian 1.0",
        f"comment {title(mesh.complex)}",
        f"element vertex {len(mesh.vertices)}",
        *(f"property double {axis}" for axis in "xyz"),
        f"element face {len(mesh.faces)}",
        f"property list {count} int vertex_indices",
        "property int region",
        *(["property int neighbour"] if in_space else []),
        "end_header",
    ]
    return "".join(f"{line}\n" for line in lines)
