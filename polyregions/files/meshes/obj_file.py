"""Meshes as Wavefront OBJ files: a text with one group for each region.

References
----------
Wavefront Technologies, "Object Files (.obj)", Advanced Visualizer Manual, appendix B1.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from polyregions.files.meshes.mesh import Mesh
from polyregions.files.meshes.title import title

__all__ = ["obj_parts"]


def obj_parts(mesh: Mesh, coordinates: NDArray[np.float64]) -> Iterator[str]:
    """Yield the text of an OBJ file.

    Region 17 with the pattern 0110|101 has the line ``g region_17 0110|101`` before its faces: a
    group of its own, and one for the pattern.

    Parameters
    ----------
    mesh
        The mesh.
    coordinates
        Its vertices as floats, shape (V, 3).
    """
    yield f"# {title(mesh.complex)}\n"
    for point in coordinates.tolist():
        yield f"v {' '.join(map(repr, point))}\n"
    for region, faces in groupby(mesh.faces, key=lambda face: face.region):
        yield f"g region_{region} {mesh.complex[region].pattern}".rstrip() + "\n"
        for face in faces:
            yield f"f {' '.join(str(index + 1) for index in face.vertices)}\n"
