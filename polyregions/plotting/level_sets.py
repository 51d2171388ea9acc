"""Level sets of an output, in the plane and in space, with their Betti numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import number_text
from polyregions.complexes import RegionComplex, check_complex
from polyregions.drawing import (
    CLASS_COLORS,
    EDGE_COLOR,
    NO_VALUE,
    FaceShapes,
    LevelSet,
    face_shapes,
    face_table,
    level_set,
    view_of_complex,
)
from polyregions.plotting.axis_names import coordinate_names
from polyregions.plotting.backend import matplotlib, or_new_axes
from polyregions.plotting.cameras import camera_of, draw_box, shade, show_box
from polyregions.plotting.depth_order import painted_order
from polyregions.plotting.painting import add_to_legend
from polyregions.plotting.partition import frame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["SIDE_COLORS", "betti_text", "cells_beside", "plot_level_set", "side_names"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

SIDE_COLORS = {-1: CLASS_COLORS[0], 0: NO_VALUE, 1: CLASS_COLORS[1]}
"""The colours below a level, at it and above it."""

_LINE, _CASING = 2.0, 4.0
_HATCH = "xxx"
_DOT = 6.0
_FAINT = 0.25
_AMBIENT = 0.72


def plot_level_set(
    complex: RegionComplex,
    ax: Axes | None = None,
    *,
    level: Any = 0,
    output: int = 0,
    betti_numbers: bool = True,
    view: Any = None,
    elevation: float = 22.0,
    azimuth: float = -58.0,
    axis_names: Sequence[str] | None = None,
) -> Axes:
    """Draw where an output is equal to a level, less and larger.

    In the plane the level set is a line, with dots where it is a single point; where the output is
    equal to the level on a set with an inside, that is hatched. In space the level set is a surface
    in two colours: that of the side from which it is seen.

    Parameters
    ----------
    complex
        A complex of two or three inputs.
    ax
        The matplotlib axes to draw into; omitted: those of a new figure.
    level
        The level t, an exact number.
    output
        The output F, counted from 0.
    betti_numbers
        Whether the legend has the Betti numbers of {F > t} and {F < t} in the inside of the domain,
        and of {F = t} in all of it: the number of components, of loops and, in space, of voids; see
        :meth:`polyregions.RegionComplex.topology`.
    view
        The box ``[[lower, upper], ...]`` to show; omitted: a bounded domain, else one around most
        vertices. The Betti numbers are those of the whole sets.
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
    InvalidDomainError, InvalidNumberError, UnknownOptionError
        If the complex has another dimension, the view is no box, the level is no finite number, or
        there is no such output.

    Examples
    --------
    >>> import polyregions as pr
    >>> ax = plot_level_set(pr.regions(pr.montufar(inputs=2, width=4, depth=2)), level="1/2")
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['F > 1/2: b = (1, 0)', 'F < 1/2: b = (4, 0)', 'F = 1/2: b = (4, 0)']
    """
    check_complex(complex)
    found = level_set(complex, level, output)
    box = view_of_complex(found.refinement, view)
    axes: Axes = or_new_axes(ax)
    names = coordinate_names(complex.network, axis_names)
    if complex.network.inputs == 2:
        _draw_plane(axes, found, box)
        frame(axes, box.tolist(), names)
    else:
        camera = camera_of(elevation, azimuth)
        draw_box(axes, box, camera, names)
        _draw_surface(axes, found, box, camera)
        show_box(axes)
    add_to_legend(axes, _handles(found, side_names(complex, found, output, betti_numbers)))
    return axes


def side_names(
    complex: RegionComplex, found: LevelSet, output: int, betti_numbers: bool
) -> dict[int, str]:
    """Return what is said of the sets above a level, below it and at it, by the sign of F - t."""
    level = number_text(found.level).replace("-", "\N{MINUS SIGN}")
    function = "F" if complex.network.outputs == 1 else f"F_{output}"
    named = ((1, ">", "superlevel"), (-1, "<", "sublevel"), (0, "=", "level"))
    names = {}
    for sign, relation, kind in named:
        text = ""
        if betti_numbers:
            topology = complex.topology(kind, output=output, level=found.level, closed=sign == 0)
            text = f": {betti_text(topology)}"
        names[sign] = f"{function} {relation} {level}{text}"
    return names


def betti_text(topology: Any) -> str:
    """Return the Betti numbers of a set as they stand in legends.

    Examples
    --------
    >>> import polyregions as pr
    >>> betti_text(pr.regions(pr.montufar(inputs=2, width=4, depth=2)).topology(level=1))
    'b = (1, 0)'
    """
    return f"b = ({', '.join(f'{number:,}' for number in topology.betti_numbers)})"


def _draw_plane(ax: Any, found: LevelSet, box: Floats) -> None:
    lattice = found.refinement.face_lattice
    collections = matplotlib().collections
    cells = face_shapes(lattice, 2, box)
    signs = found.signs(2)[cells.faces]
    for sign, color in SIDE_COLORS.items():
        polygons = [cells[k] for k in np.flatnonzero(signs == sign).tolist()]
        ax.add_collection(
            collections.PolyCollection(
                polygons,
                facecolors=color,
                edgecolors="face" if sign else "black",
                linewidths=0.6,
                hatch=None if sign else _HATCH,
                zorder=1,
            )
        )
    edges = face_shapes(lattice, 1, box)
    visible = found.visible(1)[edges.faces]
    segments = edges.points.reshape(-1, 2, 2)
    faint = matplotlib().colors.to_rgba(EDGE_COLOR, _FAINT)
    styles = ((~visible, faint, 0.5), (visible, "white", _CASING), (visible, "black", _LINE))
    for order, (where, color, width) in enumerate(styles, start=2):
        ax.add_collection(
            collections.LineCollection(
                list(segments[where]),
                colors=color,
                linewidths=width,
                capstyle="round",
                zorder=order,
            )
        )
    _draw_dots(ax, found, box, np.eye(2))


def _draw_surface(ax: Any, found: LevelSet, box: Floats, camera: Floats) -> None:
    """Draw the polygons of the level set from back to front, then what is thinner."""
    lattice = found.refinement.face_lattice
    polygons = face_shapes(lattice, 2, box)
    polygons = polygons.part(found.visible(2)[polygons.faces])
    if len(polygons):
        places, sides = _seen(found, polygons, box, camera[2])
        colors = matplotlib().colors.to_rgba_array([SIDE_COLORS[sign] for sign in sides.tolist()])
        colors = shade(colors, polygons.normals(), _AMBIENT)
        order = np.argsort(places, kind="stable")
        ax.add_collection(
            matplotlib().collections.PolyCollection(
                [polygons[k] @ camera[:2].T for k in order.tolist()],
                facecolors=colors[order],
                edgecolors=matplotlib().colors.to_rgba(EDGE_COLOR, 0.6),
                linewidths=float(np.clip(12 / len(polygons) ** 0.5, 0.1, 0.6)),
                joinstyle="round",
                zorder=2,
            )
        )
    edges = face_shapes(lattice, 1, box)
    edges = edges.part(found.visible(1)[edges.faces])
    ax.add_collection(
        matplotlib().collections.LineCollection(
            list((edges.points @ camera[:2].T).reshape(-1, 2, 2)),
            colors="black",
            linewidths=_LINE,
            capstyle="round",
            zorder=3,
        )
    )
    _draw_dots(ax, found, box, camera[:2])


def _seen(
    found: LevelSet, polygons: FaceShapes, box: Floats, eye: Floats
) -> tuple[Floats, NDArray[np.int8]]:
    """Return when each polygon is painted, and the sign of F - t on its side towards the eye.

    It comes before the region in front of it: of two polygons with one region in front of both
    neither hides the other, since the region is convex. Seen from outside of the domain, where
    there is none, it comes after the region behind it.
    """
    first, last, towards_first = cells_beside(found, polygons)
    first_in_front = towards_first * (polygons.normals() @ eye) > 0
    front = np.where(first_in_front, first, last)
    outside = (first == last) & ~first_in_front
    refinement = found.refinement
    order = painted_order(refinement, face_table(refinement, box.T.tolist()), eye)
    places = order[front].astype(np.float64) + np.where(outside, 0.5, 0.0)
    return places, np.where(outside, 0, found.signs(3)[front]).astype(np.int8)


def cells_beside(found: LevelSet, polygons: FaceShapes) -> tuple[Indices, Indices, Floats]:
    """Return the cells beside polygons in space, the lower first, and on which side that lies.

    Returns
    -------
    tuple of three arrays of shape (K,)
        Two of indices, equal on the domain's boundary; and numbers that are positive where the
        normal of a polygon points into the first one.
    """
    faces = found.refinement.faces(2)
    first = faces.cells[faces.cell_offsets[polygons.faces]]
    last = faces.cells[faces.cell_offsets[polygons.faces + 1] - 1]
    inward = found.refinement.interior_points[first] - polygons.middles()
    return first, last, np.sum(inward * polygons.normals(), axis=1)


def _draw_dots(ax: Any, found: LevelSet, box: Floats, projection: Floats) -> None:
    """Draw the single points of the level set."""
    points = face_shapes(found.refinement.face_lattice, 0, box)
    if len(points):
        points = points.part(found.visible(0)[points.faces])
    places = points.points @ projection.T
    ax.scatter(
        *places.T,
        s=_DOT**2,
        color="black",
        edgecolors="white",
        linewidths=0.8,
        clip_on=False,
        zorder=5,
    )


def _handles(found: LevelSet, names: dict[int, str]) -> list[Any]:
    handles = []
    for sign, name in names.items():
        if sign:
            handles.append(matplotlib().patches.Patch(facecolor=SIDE_COLORS[sign], label=name))
        else:
            handles.append(_handle_of_level(found, name))
    return handles


def _handle_of_level(found: LevelSet, name: str) -> Any:
    """Return what the legend shows of the level set: the look of its inside, if it has one."""
    space = found.refinement.network.inputs == 3
    if np.all(found.signs(found.refinement.network.inputs)):
        color = "none" if space else "black"
        return matplotlib().lines.Line2D([], [], color=color, linewidth=_LINE, label=name)
    return matplotlib().patches.Patch(
        facecolor=SIDE_COLORS[0],
        edgecolor="none" if space else "black",
        hatch=None if space else _HATCH,
        label=name,
    )
