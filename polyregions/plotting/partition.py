"""The partition of the plane into the regions of a network with two inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import RegionComplex, check_complex
from polyregions.drawing import ACCURACY, EDGE_COLOR, PALETTE, PolygonTable, polygon_table
from polyregions.errors import check_choice
from polyregions.plotting.axis_names import coordinate_names
from polyregions.plotting.backend import matplotlib, or_new_axes
from polyregions.plotting.compound_paths import (
    edges_between,
    groups_of_rows,
    polygon_paths,
    segment_paths,
)
from polyregions.plotting.layer_edges import draw_layer_edges
from polyregions.plotting.painting import Colors, Painting, explain, paint
from polyregions.plotting.shading import draw_output

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["EDGES", "frame", "plot_partition"]

EDGES = ("plain", "layer", "none")
"""What ``edges=`` accepts."""

_WIDEST_EDGE = 0.7
_THINNEST_EDGE = 0.1
_NARROWEST = 12
_MOST_TICKS = 6
# Wide enough to close the seams between polygons without lines.
_SEAM = 0.6
# More polygons than this become an image inside of PDF and SVG files, which else grow too large.
_MOST_VECTORS = 20_000
# More polygons than this are drawn together, colour by colour.
_MOST_PATHS = 3_000
# Narrower polygons, in points, have fainter lines, in so many shades.
_BROAD = 6.0
_FAINTEST = 0.15
_SHADES = 8
# Of pictures of classes: the opacity of lines between regions, the width of those between classes.
_BESIDE_CLASSES = 0.4
_BORDER = 1.2


def plot_partition(
    complex: RegionComplex,
    ax: Axes | None = None,
    *,
    color: Any = "region",
    output: int = 0,
    view: Any = None,
    label: str | None = None,
    cmap: Any = None,
    norm: Any = None,
    palette: Sequence[str] = PALETTE,
    color_bar: bool = True,
    edges: str = "plain",
    edge_color: str = EDGE_COLOR,
    edge_width: float | None = None,
    axis_names: Sequence[str] | None = None,
) -> Axes:
    """Draw the regions of a network with two inputs.

    Lines inside of a region of one colour separate activation patterns under which the network is
    the same affine map. The polygons are those of :func:`polyregions.plotting.polygon_table`, their
    corners within a millionth of the view.

    Parameters
    ----------
    complex
        A complex of two inputs.
    ax
        The matplotlib axes to draw into; omitted: those of a new figure.
    color
        By what regions are coloured:

        - "region": each linear region has one colour and its neighbours others;
        - "gradient": the direction of an output's gradient, "gradient_norm": its length;
        - "activation_count": the number of active units; "area": the area within the view;
        - "output": an output itself, which is affine on each region;
        - "class": the largest output, or for a single one its sign; regions are cut where it
          changes;
        - "layer": the lines by the layer whose units vanish on them; "plain": nothing;
        - or a sequence of N numbers, a function from a :class:`polyregions.Region` to a number, or
          a decision boundary of the complex, for its classes.
    output
        The output whose gradient or values are meant, counted from 0.
    view
        The box ``[[lower, upper], [lower, upper]]`` to show; omitted: a bounded domain, or what
        :func:`polyregions.plotting.polygon_table` chooses.
    label
        What the numbers are, for the colour bar.
    cmap, norm
        A matplotlib colour map and normalisation instead of the usual ones.
    palette
        At least six colours, for "region".
    color_bar
        Whether to draw a colour bar where it has something to say.
    edges
        The lines between regions: "plain", "layer" (coloured by layer) or "none".
    edge_color, edge_width
        Their colour if they are plain, their width in points; omitted: thinner the more there are.
    axis_names
        The names of the two coordinates; omitted: x of inputs, t of the coordinates of a slice.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InvalidDomainError, InvalidNumberError, UnknownOptionError
        If the complex has not two dimensions, the view is no box, or a colouring has no meaning.
    PolyregionsError
        If matplotlib is missing.

    Examples
    --------
    >>> import polyregions as pr
    >>> ax = plot_partition(pr.regions(pr.montufar(inputs=2, width=4, depth=2)))
    >>> len(ax.collections[0].get_paths())
    4
    """
    check_complex(complex)
    check_choice("the kind of edges", edges, EDGES)
    how = Colors(color, output, label, cmap, norm, palette)
    table = polygon_table(complex, view, ACCURACY)
    axes: Axes = or_new_axes(ax)
    if edge_width is None:
        edge_width = _edge_width(table)
    plain = edges == "plain" and how.name != "layer"
    if how.name == "output":
        draw_output(axes, complex, table, how, color_bar)
        if plain:
            _draw_outlines(axes, table, edge_color, edge_width)
    else:
        painting = paint(complex, how, table.areas)
        if painting.cell_regions is None:
            line, width = (edge_color, edge_width) if plain else (None, _SEAM)
            _draw_faces(axes, table, painting, line, width)
        else:
            filled = polygon_table(painting.complex, _bounds(table), ACCURACY)
            _draw_faces(axes, filled, painting, None, _SEAM)
            if plain:
                # Between classes, not regions, the eye is to find the lines.
                _draw_outlines(
                    axes,
                    table,
                    matplotlib().colors.to_rgba(edge_color, _BESIDE_CLASSES),
                    edge_width,
                )
                _draw_borders(axes, filled, painting, edge_color)
        explain(axes, painting, color_bar)
    if edges == "layer" or how.name == "layer":
        draw_layer_edges(axes, complex, table, 2 * edge_width)
    frame(axes, _floats(table), coordinate_names(complex.network, axis_names))
    return axes


def frame(ax: Axes, view: Sequence[Sequence[float]], axis_names: Sequence[str]) -> None:
    """Show exactly a view, given by two corners, with the names of the coordinates.

    The scales are equal, unless that would make a line of the picture.
    """
    (left, bottom), (right, top) = view
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)
    ax.locator_params(nbins=_MOST_TICKS)
    sides = sorted([right - left, top - bottom])
    ax.set_aspect("equal" if sides[1] <= _NARROWEST * sides[0] else "auto")
    horizontal, vertical = axis_names
    ax.set_xlabel(horizontal)
    ax.set_ylabel(vertical)


def _draw_faces(
    ax: Any, table: PolygonTable, painting: Painting, line: str | None, width: float
) -> None:
    """Fill the polygons, and draw lines around them: of their own colours if there is none."""
    colors = painting.colors[_visible(table)]
    # Without lines the smoothed edges of neighbours would let the background through.
    if len(colors) <= _MOST_PATHS:
        lines = colors if line is None else _faded(ax, table, line)
        _add_polygons(ax, table, colors, lines, width)
        return
    _add_groups(ax, table, colors, True, _SEAM)
    if line is not None:
        _draw_outlines(ax, table, line, width)


def _draw_outlines(ax: Any, table: PolygonTable, line: Any, width: float) -> None:
    lines = _faded(ax, table, line)
    if len(lines) <= _MOST_PATHS:
        _add_polygons(ax, table, "none", lines, width)
    else:
        _add_groups(ax, table, lines, False, width)


def _add_polygons(ax: Any, table: PolygonTable, faces: Any, lines: Any, width: float) -> None:
    """Add the polygons, a path for each."""
    ax.add_collection(
        matplotlib().collections.PolyCollection(
            _outlines(table),
            facecolors=faces,
            edgecolors=lines,
            linewidths=width,
            joinstyle="round",
        )
    )


def _add_groups(
    ax: Any, table: PolygonTable, colors: NDArray[np.float64], filled: bool, width: float
) -> None:
    """Add the polygons, those of one colour in one path: their faces, or the lines around them."""
    visible = _visible(table)
    paths, own_colors = [], []
    for color, places in groups_of_rows(colors):
        added = polygon_paths(table, visible[places])
        paths += added
        own_colors += [color] * len(added)
    ax.add_collection(
        matplotlib().collections.PathCollection(
            paths,
            facecolors=own_colors if filled else "none",
            edgecolors=own_colors,
            linewidths=width,
            joinstyle="round",
            rasterized=len(visible) > _MOST_VECTORS,
        )
    )


def _draw_borders(ax: Any, table: PolygonTable, painting: Painting, color: str) -> None:
    """Draw the edges between cells of different colours."""
    ends = edges_between(table, painting.complex, painting.colors)
    ax.add_collection(
        matplotlib().collections.PathCollection(
            segment_paths(ends),
            facecolors="none",
            edgecolors=color,
            linewidths=_BORDER,
            capstyle="round",
        )
    )


def _faded(ax: Any, table: PolygonTable, line: Any) -> NDArray[np.float64]:
    """Return the colour of the lines around each polygon: faint where these would cover it."""
    visible = _visible(table)
    colors = np.tile(matplotlib().colors.to_rgba(line), (len(visible), 1))
    lengths = np.hypot(*(table.points[table.followers()] - table.points).T)
    around = np.bincount(table.owners, lengths, minlength=len(table))[visible]
    (left, bottom), (right, top) = _floats(table)
    box = ax.get_window_extent()
    points = 72 / ax.figure.dpi * min(box.width / (right - left), box.height / (top - bottom))
    with np.errstate(all="ignore"):
        breadths = points * np.nan_to_num(4 * table.areas()[visible] / around)
    shares = np.clip(breadths / _BROAD, _FAINTEST, 1)
    colors[:, 3] *= np.ceil(_SHADES * shares) / _SHADES
    return colors


def _visible(table: PolygonTable) -> NDArray[np.int64]:
    return np.flatnonzero(np.diff(table.offsets))


def _outlines(table: PolygonTable) -> list[NDArray[np.float64]]:
    """Return the vertices of every polygon that has any."""
    ends = table.offsets[1:][_visible(table)]
    return np.split(table.points, ends[:-1]) if len(ends) else []


def _floats(table: PolygonTable) -> tuple[tuple[float, float], tuple[float, float]]:
    (left, bottom), (right, top) = table.view
    return (float(left), float(bottom)), (float(right), float(top))


def _bounds(table: PolygonTable) -> list[tuple[Any, Any]]:
    lower, upper = table.view
    return list(zip(lower, upper, strict=True))


def _edge_width(table: PolygonTable) -> float:
    """Return a width in points at which the lines of many regions leave their faces to be seen."""
    regions = max(1, len(_visible(table)))
    return float(np.clip(20 / regions**0.5, _THINNEST_EDGE, _WIDEST_EDGE))
