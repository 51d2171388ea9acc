"""Still pictures of complexes in space, projected in parallel and painted from back to front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import RegionComplex, check_complex
from polyregions.drawing import EDGE_COLOR, PALETTE
from polyregions.plotting.axis_names import coordinate_names
from polyregions.plotting.backend import matplotlib, or_new_axes
from polyregions.plotting.depth_order import painted_order
from polyregions.plotting.painting import Colors, explain
from polyregions.plotting.scenes import Scene, scene

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_complex_3d_static"]

Floats = NDArray[np.float64]

_LIMIT = 600
_LIGHT = (0.45, 0.25, 0.85)
_AMBIENT = 0.72
_AMBIENT_OF_VALUES = 0.88
_BOX_COLOR = "#AAAAAA"


def plot_complex_3d_static(
    complex: RegionComplex,
    ax: Axes | None = None,
    *,
    color: Any = "region",
    output: int = 0,
    view: Any = None,
    shrink: float | None = None,
    limit: int = _LIMIT,
    label: str | None = None,
    cmap: Any = None,
    norm: Any = None,
    palette: Sequence[str] = PALETTE,
    color_bar: bool = True,
    elevation: float = 22.0,
    azimuth: float = -58.0,
    edge_width: float | None = None,
    axis_names: Sequence[str] | None = None,
) -> Axes:
    """Draw the regions of a network with three inputs as a still picture.

    Parameters
    ----------
    complex
        A complex of three inputs.
    ax
        Plain matplotlib axes to draw into; omitted: those of a new figure.
    color, output, label, cmap, norm, palette, color_bar
        As for :func:`polyregions.plotting.plot_partition`, without "output" and "gradient"; "area"
        is called "volume", and "layer" colours faces.
    view
        The box ``[[lower, upper]] * 3`` to show; omitted: a bounded domain, else a box around most
        vertices.
    shrink
        By what share every region is shrunk towards its centre, so that the inner ones can be seen;
        0 draws the surface only. Omitted: some, if there are no more regions than ``limit``.
    limit
        The largest number of regions that are drawn apart.
    elevation, azimuth
        Where the picture is seen from, in degrees.
    edge_width
        The width of edges in points; omitted: thinner the more there are.
    axis_names
        The names of the three coordinates; omitted: x of inputs, t of the coordinates of a slice.

    Returns
    -------
    matplotlib.axes.Axes
        The axes, whose coordinates are those of the projection.

    Raises
    ------
    InvalidDomainError, InvalidNumberError, UnknownOptionError
        If the complex has not three dimensions, the view is no box, a colouring has no meaning, or
        too many regions are to be drawn apart.

    Notes
    -----
    A region is painted after those behind it: across each facet one of its two sides is in front.
    Where these relations form a cycle, which is rare, it is cut at the farthest centre.

    Examples
    --------
    >>> import polyregions as pr
    >>> ax = plot_complex_3d_static(pr.regions(pr.montufar(inputs=3, width=6, depth=2)))
    >>> len(ax.collections[-1].get_paths())
    24
    """
    check_complex(complex)
    how = Colors(color, output, label, cmap, norm, palette)
    drawn = scene(complex, how, view, shrink, limit)
    axes: Axes = or_new_axes(ax)
    camera = _camera(elevation, azimuth)
    _draw_box(axes, drawn.table.view, camera, coordinate_names(complex.network, axis_names))
    _draw_faces(axes, drawn, camera, edge_width)
    axes.set_aspect("equal")
    axes.margins(0.08)
    axes.set_axis_off()
    explain(axes, drawn.painting, color_bar)
    return axes


def _camera(elevation: float, azimuth: float) -> Floats:
    """Return the rows right, up and towards the eye of a rotation."""
    up, around = np.radians(elevation), np.radians(azimuth)
    eye = np.array([np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)])
    right = np.array([-np.sin(around), np.cos(around), 0.0])
    return np.stack([right, np.cross(eye, right), eye])


def _draw_faces(ax: Any, drawn: Scene, camera: Floats, edge_width: float | None) -> None:
    table = drawn.table
    shown = np.flatnonzero(table.normals @ camera[2] > 0)
    if drawn.shrink:
        # Without gaps these are the front sides of one convex body, none of which hides another.
        order = painted_order(drawn.painting.complex, table, camera[2])
        shown = shown[np.argsort(order[table.owners[shown]], kind="stable")]
    flat = drawn.points @ camera[:2].T
    polygons = [flat[table.offsets[k] : table.offsets[k + 1]] for k in shown.tolist()]
    light = np.array(_LIGHT) / np.linalg.norm(_LIGHT)
    # Colours that are read off a colour bar are shaded less.
    ambient = _AMBIENT if drawn.painting.mappable is None else _AMBIENT_OF_VALUES
    shades = ambient + (1 - ambient) * np.abs(table.normals[shown] @ light)
    colors = drawn.colors[shown].copy()
    colors[:, :3] *= shades[:, np.newaxis]
    if edge_width is None:
        edge_width = float(np.clip(12 / max(1, len(shown)) ** 0.5, 0.1, 0.6))
    ax.add_collection(
        matplotlib().collections.PolyCollection(
            polygons,
            facecolors=colors,
            edgecolors=EDGE_COLOR,
            linewidths=edge_width,
            joinstyle="round",
            zorder=2,
        )
    )


def _draw_box(ax: Any, view: Floats, camera: Floats, names: Sequence[str]) -> None:
    """Draw the edges of the view, and names and ends of the three coordinates beside them."""
    corners = np.array([[view[i, 0], view[j, 1], view[k, 2]] for i, j, k in np.ndindex(2, 2, 2)])
    flat = corners @ camera[:2].T
    edges = [(a, b) for a, b in np.ndindex(8, 8) if a < b and (a ^ b).bit_count() == 1]
    ax.add_collection(
        matplotlib().collections.LineCollection(
            [flat[list(edge)] for edge in edges], colors=_BOX_COLOR, linewidths=0.6, zorder=1
        )
    )
    middle, size = flat.mean(axis=0), float(np.max(np.ptp(flat, axis=0)))
    for axis, name in enumerate(names):
        start, stop = (
            view_corner @ camera[:2].T for view_corner in _named_edge(view, camera, axis)
        )
        outward = (start + stop) / 2 - middle
        # Across the edge, away from the middle.
        across = outward - (stop - start) * (outward @ (stop - start)) / np.sum((stop - start) ** 2)
        across *= size / np.linalg.norm(across)
        ax.text(*((start + stop) / 2 + 0.09 * across), name, ha="center", va="center")
        for place, end in ((start, view[0, axis]), (stop, view[1, axis])):
            inside = place + 0.14 * ((start + stop) / 2 - place)
            text = f"{end:.3g}".replace("-", "\N{MINUS SIGN}")
            ax.text(*(inside + 0.045 * across), text, ha="center", va="center", fontsize="small")


def _named_edge(view: Floats, camera: Floats, axis: int) -> tuple[Floats, Floats]:
    """Return the ends of the edge beside which a coordinate is named, on the outline."""
    front = np.where(camera[2] > 0, view[1], view[0])
    back = view.sum(axis=0) - front
    if axis < 2:
        edge = front.copy()
        edge[2] = back[2]
    else:
        sides = [np.array([front[0], back[1], 0]), np.array([back[0], front[1], 0])]
        edge = min(sides, key=lambda side: float(side[:2] @ camera[0, :2]))
    start, stop = edge.copy(), edge.copy()
    start[axis], stop[axis] = view[:, axis]
    return start, stop
