"""The faces of a complex in space to be turned with the mouse, by plotly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from polyregions.complexes import RegionComplex, check_complex
from polyregions.drawing import DIMENSION_COLORS, FaceShapes, face_shapes, view_of_complex
from polyregions.errors import InvalidNumberError
from polyregions.plotting.axis_names import coordinate_names
from polyregions.plotting.faces import POLYGON_COLOR, face_entries
from polyregions.plotting.sign_vectors import sign_texts
from polyregions.plotting.space_figures import (
    check_space,
    dot_trace,
    mesh_trace,
    segment_trace,
    space_figure,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["plot_faces_3d"]

_LIMIT = 20_000
_OPACITY = 0.25
_LONGEST_SIGNS = 60


def plot_faces_3d(
    complex: RegionComplex,
    *,
    view: Any = None,
    limit: int = _LIMIT,
    title: str | None = None,
    axis_names: Sequence[str] | None = None,
) -> Figure:
    """Draw the faces of a complex of three inputs as an interactive figure.

    It turns and zooms with the mouse; a click on a dimension in the legend hides its faces, and
    hovering shows the number of a face and the signs of all pre-activations on it.

    Parameters
    ----------
    complex
        A complex of three inputs.
    view
        The box ``[[lower, upper]] * 3`` to show; omitted: a bounded domain, else a box around most
        vertices. Unbounded faces are cut off at it.
    limit
        The largest number of faces that are drawn: browsers slow down with many.
    title
        The title.
    axis_names
        The names of the three coordinates; omitted: x of inputs, t of the coordinates of a slice.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure; :func:`polyregions.plotting.write_html` makes a file that a browser shows.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If the complex has not three dimensions, the view is no box, or too many faces are in it.
    PolyregionsError
        If plotly is missing.

    Examples
    --------
    >>> import polyregions as pr
    >>> figure = plot_faces_3d(pr.regions(pr.montufar(inputs=3, width=6, depth=2)))
    >>> [trace.name for trace in figure.data][:2]
    ['dimension 0: 27 (1 inside)', 'dimension 1: 54 (6 inside)']
    """
    check_complex(complex)
    check_space(complex)
    box = view_of_complex(complex, view)
    lattice = complex.face_lattice
    shapes = [face_shapes(lattice, dimension, box) for dimension in range(3)]
    total = sum(map(len, shapes))
    if total > limit:
        raise InvalidNumberError(
            f"{total} faces are to be drawn, and the limit is {limit}: choose a smaller view, or "
            "raise the limit"
        )
    names = dict(zip(lattice.dimensions, face_entries(lattice), strict=True))
    traces = []
    for dimension, own in enumerate(shapes):
        if not len(own):
            continue
        texts = _texts(complex, dimension, own)
        match dimension:
            case 0:
                traces.append(dot_trace(own, DIMENSION_COLORS[0], names[0], texts))
            case 1:
                traces.append(segment_trace(own, DIMENSION_COLORS[1], 3, names[1], texts))
            case 2:
                traces.append(mesh_trace(own, POLYGON_COLOR, _OPACITY, names[2], texts))
    axes = coordinate_names(complex.network, axis_names, "{}<sub>{}</sub>")
    return space_figure(traces, box, axes, title, shows_legend=True)


def _texts(complex: RegionComplex, dimension: int, shapes: FaceShapes) -> list[str]:
    """Return for each shape what hovering shows."""
    faces = complex.face_lattice.faces(dimension)
    signs = sign_texts(faces.signs[shapes.faces], complex.network.pattern_sizes)
    notes = [
        "".join([", unbounded"] * (not bounded) + [", on the boundary"] * bool(outer))
        for bounded, outer in zip(
            faces.are_bounded[shapes.faces], faces.are_on_boundary[shapes.faces], strict=True
        )
    ]
    return [
        f"face {face} of dimension {dimension}{note}<br>{text[:_LONGEST_SIGNS]}"
        for face, note, text in zip(shapes.faces.tolist(), notes, signs, strict=True)
    ]
