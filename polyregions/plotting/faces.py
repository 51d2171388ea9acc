"""The faces of a complex by their dimensions, in the plane and in space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import RegionComplex, check_complex
from polyregions.drawing import DIMENSION_COLORS, FaceShapes, face_shapes, view_of_complex
from polyregions.plotting.axis_names import coordinate_names
from polyregions.plotting.backend import matplotlib, or_new_axes
from polyregions.plotting.cameras import camera_of, draw_box, show_box
from polyregions.plotting.painting import add_to_legend
from polyregions.plotting.partition import frame
from polyregions.plotting.sign_vectors import check_room, sign_texts, write_signs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from polyregions.complexes import FaceLattice

__all__ = ["POLYGON_COLOR", "face_entries", "plot_faces"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

POLYGON_COLOR = "#77AADD"
"""The colour of polygons in space, where they are transparent."""

_LARGEST_DOT, _SMALLEST_DOT = 6.0, 1.0
_WIDEST, _THINNEST = 1.8, 0.3
_OPACITY_IN_SPACE = 0.18
_LIFT = 4.0
_SIGN_COLORS = (DIMENSION_COLORS[0], DIMENSION_COLORS[1], "#555555")


def plot_faces(
    complex: RegionComplex,
    ax: Axes | None = None,
    *,
    signs: bool = False,
    view: Any = None,
    elevation: float = 22.0,
    azimuth: float = -58.0,
    axis_names: Sequence[str] | None = None,
) -> Axes:
    """Draw the faces of a complex of two or three inputs, coloured by their dimensions.

    Vertices are dots and edges are lines; what lies on the domain's boundary is hollow or dotted.
    In space, polygons are transparent. The legend has the number of all faces of each dimension,
    those outside of the view included.

    Parameters
    ----------
    complex
        A complex of two or three inputs.
    ax
        The matplotlib axes to draw into; omitted: those of a new figure.
    signs
        Whether to write at each face the signs of all pre-activations on it, layer by layer: in the
        plane at all faces, in space at the vertices.
    view
        The box ``[[lower, upper], ...]`` to show; omitted: a bounded domain, else one around most
        vertices. Unbounded faces are cut off at it.
    elevation, azimuth
        Where space is seen from, in degrees.
    axis_names
        The names of the coordinates; omitted: x of inputs, t of the coordinates of a slice.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If the complex has another dimension, the view is no box, or there are more signs than can
        be read.

    Examples
    --------
    >>> import polyregions as pr
    >>> ax = plot_faces(pr.regions(pr.montufar(inputs=2, width=4, depth=2)))
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['dimension 0: 9 (1 inside)', 'dimension 1: 12 (4 inside)', 'dimension 2: 4']
    """
    check_complex(complex)
    box = view_of_complex(complex, view)
    lattice = complex.face_lattice
    shapes = [face_shapes(lattice, dimension, box) for dimension in range(3)]
    plane = complex.network.inputs == 2
    written = shapes if plane else shapes[:1]
    if signs:
        check_room(sum(map(len, written)), complex.integer_form.units)
    axes: Axes = or_new_axes(ax)
    names = coordinate_names(complex.network, axis_names)
    camera = np.eye(2) if plane else camera_of(elevation, azimuth)
    if not plane:
        draw_box(axes, box, camera, names)
    _draw_polygons(axes, shapes[2], camera)
    for dimension, draw in ((1, _draw_edges), (0, _draw_vertices)):
        own = shapes[dimension]
        if len(own):
            draw(axes, own, lattice.faces(dimension).are_on_boundary[own.faces], camera[:2])
    if plane:
        frame(axes, box.tolist(), names)
    else:
        show_box(axes)
    add_to_legend(axes, _handles(lattice, complex.network.inputs))
    if signs:
        _write(axes, complex, written, camera[:2])
    return axes


def face_entries(lattice: FaceLattice) -> list[str]:
    """Return for each dimension, the lowest first, what a legend says of its faces.

    Examples
    --------
    >>> import polyregions as pr
    >>> face_entries(pr.regions(pr.montufar(inputs=2, width=4, depth=2)).face_lattice)
    ['dimension 0: 9 (1 inside)', 'dimension 1: 12 (4 inside)', 'dimension 2: 4']
    """
    entries = []
    for dimension in lattice.dimensions:
        count, inner = lattice.f_vector[dimension], lattice.inner_f_vector[dimension]
        inside = "" if inner == count else f" ({inner:,} inside)"
        entries.append(f"dimension {dimension}: {count:,}{inside}")
    return entries


def _draw_polygons(ax: Any, shapes: FaceShapes, camera: Floats) -> None:
    """Fill the polygons: in space transparent, the farthest first."""
    plane = len(camera) == 2
    order = np.arange(len(shapes)) if plane else np.argsort(shapes.middles() @ camera[-1])
    ax.add_collection(
        matplotlib().collections.PolyCollection(
            [shapes[k] @ camera[:2].T for k in order.tolist()],
            facecolors=DIMENSION_COLORS[2] if plane else POLYGON_COLOR,
            alpha=1.0 if plane else _OPACITY_IN_SPACE,
            linewidths=0,
            zorder=1,
        )
    )


def _draw_edges(ax: Any, shapes: FaceShapes, on_boundary: Mask, projection: Floats) -> None:
    width = float(np.clip(20 / max(1, len(shapes)) ** 0.5, _THINNEST, _WIDEST))
    segments = (shapes.points @ projection.T).reshape(-1, 2, 2)
    for where, style in ((on_boundary, "dotted"), (~on_boundary, "solid")):
        ax.add_collection(
            matplotlib().collections.LineCollection(
                list(segments[where]),
                colors=DIMENSION_COLORS[1],
                linewidths=width,
                linestyles=style,
                capstyle="round",
                zorder=2,
            )
        )


def _draw_vertices(ax: Any, shapes: FaceShapes, on_boundary: Mask, projection: Floats) -> None:
    size = float(np.clip(60 / max(1, len(shapes)) ** 0.5, _SMALLEST_DOT, _LARGEST_DOT))
    places = shapes.points @ projection.T
    for where, color in ((on_boundary, "white"), (~on_boundary, DIMENSION_COLORS[0])):
        ax.scatter(
            *places[where].T,
            s=size**2,
            facecolors=color,
            edgecolors=DIMENSION_COLORS[0],
            linewidths=size / 6,
            clip_on=False,
            zorder=3,
        )


def _handles(lattice: FaceLattice, inputs: int) -> list[Any]:
    """Return the entries of the legend; cells of space are what lies between the polygons."""
    lines, patches = matplotlib().lines, matplotlib().patches
    handles = []
    for dimension, text in zip(lattice.dimensions, face_entries(lattice), strict=True):
        match dimension:
            case 0:
                style = {"ls": "", "marker": "o", "ms": _LARGEST_DOT}
                handle = lines.Line2D([], [], color=DIMENSION_COLORS[0], label=text, **style)
            case 1:
                handle = lines.Line2D([], [], color=DIMENSION_COLORS[1], label=text)
            case 2:
                plane = inputs == 2
                color = DIMENSION_COLORS[2] if plane else POLYGON_COLOR
                opacity = 1.0 if plane else 2 * _OPACITY_IN_SPACE
                handle = patches.Patch(facecolor=color, alpha=opacity, label=text)
            case _:
                handle = patches.Patch(facecolor="none", label=text)
        handles.append(handle)
    return handles


def _write(
    ax: Any, complex: RegionComplex, shapes: Sequence[FaceShapes], projection: Floats
) -> None:
    """Write the sign vectors of the faces of the lowest dimensions."""
    count = sum(map(len, shapes))
    heights = [own.points @ projection[1] for own in shapes]
    highest = np.max(np.concatenate(heights), initial=-np.inf)
    for dimension, own in enumerate(shapes):
        if not len(own):
            continue
        signs = complex.face_lattice.faces(dimension).signs[own.faces]
        texts = sign_texts(signs, complex.network.pattern_sizes)
        places = own.middles() @ projection.T
        # Beside their dots, and below the highest ones, above which the title stands.
        lifts = np.where(places[:, 1] < highest, _LIFT, -_LIFT) * (dimension == 0)
        write_signs(ax, places, texts, lifts, _SIGN_COLORS[dimension], count)
