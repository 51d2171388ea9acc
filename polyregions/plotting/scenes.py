"""What pictures of complexes in space have in common: which faces, and their colours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import RegionComplex, facet_layers
from polyregions.drawing import PLAIN, FaceTable, face_table
from polyregions.errors import InvalidNumberError
from polyregions.plotting.backend import matplotlib
from polyregions.plotting.layer_edges import colors_of_layers
from polyregions.plotting.painting import Colors, Painting, paint

__all__ = ["Scene", "scene"]

Floats = NDArray[np.float64]
Entries = tuple[tuple[str, Any], ...]

DEFAULT_SHRINK = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """The faces to be drawn.

    Attributes
    ----------
    table
        These faces.
    painting
        The colours of the cells.
    shrink
        By what share every cell is shrunk towards its centre.
    points
        float64 array (M, 3): their vertices, shrunk.
    colors
        float64 array (K, 4): their colours.
    """

    table: FaceTable
    painting: Painting
    shrink: float
    points: Floats
    colors: Floats


def scene(
    complex: RegionComplex, how: Colors, view: Any, shrink: float | None, limit: int
) -> Scene:
    """Choose the faces of a complex in space to be drawn.

    Parameters
    ----------
    complex
        A complex of three inputs.
    how
        The colouring.
    view
        As for :func:`face_table`.
    shrink
        By what share every cell is shrunk towards its centre, at least 0 and below 1; 0 shows the
        surface only, and None lets the number of cells decide.
    limit
        The largest number of cells that are shrunk where ``shrink`` is None, or at all.

    Raises
    ------
    InvalidNumberError
        If ``shrink`` is out of range, or more cells than ``limit`` are to be shrunk.
    """
    if shrink is not None and not 0 <= shrink < 1:
        raise InvalidNumberError(f"shrink is {shrink}: give a number from 0, below 1")
    table = face_table(complex, view)
    painting = paint(complex, how, table.volumes)
    if painting.complex is not complex:
        table = face_table(painting.complex, table.view.T.tolist())
    cells = len(np.unique(table.owners))
    if shrink is None:
        shrink = DEFAULT_SHRINK if cells <= limit else 0.0
    if shrink and cells > limit:
        raise InvalidNumberError(
            f"{cells} cells are to be drawn apart, and the limit is {limit}: draw the surface with "
            "shrink=0, choose a smaller view, or raise the limit"
        )
    if not shrink:
        table = table.part(_outer(painting.complex, table))
    colors = painting.colors[table.owners]
    if how.name == "layer":
        colors, entries = _layer_faces(painting.complex, table)
        painting = replace(painting, entries=entries)
    return Scene(table, painting, shrink, table.shrunk(shrink), colors)


def _outer(complex: RegionComplex, table: FaceTable) -> NDArray[np.bool_]:
    """Return which faces lie on the surface of what is shown."""
    across = complex.enumeration.facet_neighbours
    on_boundary = across[np.maximum(table.facets, 0)] < 0
    outer: NDArray[np.bool_] = (table.facets < 0) | on_boundary
    return outer


def _layer_faces(complex: RegionComplex, table: FaceTable) -> tuple[Floats, Entries]:
    """Colour every face by the first layer that has a unit vanishing on it."""
    names = colors_of_layers(complex.network)
    layers = np.where(table.facets < 0, 0, facet_layers(complex)[np.maximum(table.facets, 0)])
    palette = [names.get(layer, PLAIN) for layer in range(len(complex.network.layers) + 1)]
    colors: Floats = matplotlib().colors.to_rgba_array(palette)[layers]
    present = [layer for layer in np.unique(layers).tolist() if layer]
    return colors, tuple((f"layer {layer}", names[layer]) for layer in present)
