"""Level sets in space to be turned with the mouse, by plotly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from polyregions.complexes import RegionComplex, check_complex
from polyregions.drawing import FaceShapes, LevelSet, face_shapes, level_set, view_of_complex
from polyregions.errors import InvalidNumberError
from polyregions.plotting.axis_names import coordinate_names
from polyregions.plotting.level_sets import SIDE_COLORS, cells_beside, side_names
from polyregions.plotting.space_figures import (
    check_space,
    dot_trace,
    mesh_trace,
    outline_trace,
    segment_trace,
    space_figure,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["plot_level_set_3d"]

_LIMIT = 50_000


def plot_level_set_3d(
    complex: RegionComplex,
    *,
    level: Any = 0,
    output: int = 0,
    betti_numbers: bool = True,
    view: Any = None,
    limit: int = _LIMIT,
    title: str | None = None,
    axis_names: Sequence[str] | None = None,
) -> Figure:
    """Draw where an output of a network with three inputs is equal to a level, interactively.

    The surface turns and zooms with the mouse; hovering shows in which region a polygon lies.

    Parameters
    ----------
    complex
        A complex of three inputs.
    level, output, betti_numbers
        As for :func:`polyregions.plotting.plot_level_set`; the Betti numbers stand in the title.
    view
        The box ``[[lower, upper]] * 3`` to show; omitted: a bounded domain, else a box around most
        vertices.
    limit
        The largest number of polygons that are drawn: browsers slow down with many.
    title
        A title before the Betti numbers.
    axis_names
        The names of the three coordinates; omitted: x of inputs, t of the coordinates of a slice.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure; :func:`polyregions.plotting.write_html` makes a file that a browser shows.

    Raises
    ------
    InvalidDomainError, InvalidNumberError, UnknownOptionError
        If the complex has not three dimensions, the view is no box, the level is no finite number,
        there is no such output, or too many polygons are to be drawn.
    PolyregionsError
        If plotly is missing.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=3, width=6, depth=2))
    >>> figure = plot_level_set_3d(cells, level="1/2")
    >>> len(figure.data[0].i), figure.layout.title.text
    (8, 'F > 1/2: b = (1, 0, 0)<br>F < 1/2: b = (8, 0, 0)<br>F = 1/2: b = (8, 0, 0)')
    """
    check_complex(complex)
    check_space(complex)
    found = level_set(complex, level, output)
    box = view_of_complex(found.refinement, view)
    lattice = found.refinement.face_lattice
    parts = []
    for dimension in range(3):
        shapes = face_shapes(lattice, dimension, box)
        if len(shapes):
            shapes = shapes.part(found.visible(dimension)[shapes.faces])
        parts.append(shapes)
    points, segments, polygons = parts
    if len(polygons) > limit:
        raise InvalidNumberError(
            f"{len(polygons)} polygons are to be drawn, and the limit is {limit}: choose a smaller "
            "view, or raise the limit"
        )
    names = side_names(complex, found, output, betti_numbers)
    traces = []
    if len(polygons):
        polygons = _outward(found, polygons)
        texts = _texts(found, polygons)
        traces.append(mesh_trace(polygons, SIDE_COLORS[1], 1.0, names[0], texts))
        traces.append(outline_trace(polygons.points, polygons.offsets))
    if len(segments):
        traces.append(segment_trace(segments, "black", 5, names[0], [names[0]] * len(segments)))
    if len(points):
        traces.append(dot_trace(points, "black", names[0], [names[0]] * len(points)))
    lines = [*([title] if title else []), *names.values()]
    axes = coordinate_names(complex.network, axis_names, "{}<sub>{}</sub>")
    return space_figure(traces, box, axes, "<br>".join(lines), shows_legend=False)


def _outward(found: LevelSet, polygons: FaceShapes) -> FaceShapes:
    """Turn all polygons so that they are seen from where F is less, and lit from one side."""
    first, last, towards_first = cells_beside(found, polygons)
    signs = found.signs(3)
    rises = np.where(signs[first] != 0, signs[first], -signs[last])
    return polygons.turned(towards_first * rises > 0)


def _texts(found: LevelSet, polygons: FaceShapes) -> list[str]:
    """Return for each polygon the regions in which it lies."""
    first, last, _ = cells_beside(found, polygons)
    regions = found.cell_regions
    return [
        f"region {a}" if a == b else f"between regions {a} and {b}"
        for a, b in zip(regions[first].tolist(), regions[last].tolist(), strict=True)
    ]
