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
from polyregions.plotting.cameras import camera_of, draw_box, shade, show_box
from polyregions.plotting.depth_order import painted_order
from polyregions.plotting.painting import Colors, explain
from polyregions.plotting.scenes import Scene, scene

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_complex_3d_static"]

Floats = NDArray[np.float64]

_LIMIT = 600
_AMBIENT = 0.72
_AMBIENT_OF_VALUES = 0.88


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
    camera = camera_of(elevation, azimuth)
    draw_box(axes, drawn.table.view, camera, coordinate_names(complex.network, axis_names))
    _draw_faces(axes, drawn, camera, edge_width)
    show_box(axes)
    explain(axes, drawn.painting, color_bar)
    return axes


def _draw_faces(ax: Any, drawn: Scene, camera: Floats, edge_width: float | None) -> None:
    table = drawn.table
    shown = np.flatnonzero(table.normals @ camera[2] > 0)
    if drawn.shrink:
        # Without gaps these are the front sides of one convex body, none of which hides another.
        order = painted_order(drawn.painting.complex, table, camera[2])
        shown = shown[np.argsort(order[table.owners[shown]], kind="stable")]
    flat = drawn.points @ camera[:2].T
    polygons = [flat[table.offsets[k] : table.offsets[k + 1]] for k in shown.tolist()]
    # Colours that are read off a colour bar are shaded less.
    ambient = _AMBIENT if drawn.painting.mappable is None else _AMBIENT_OF_VALUES
    colors = shade(drawn.colors[shown], table.normals[shown], ambient)
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
