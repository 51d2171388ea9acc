"""The region graph drawn over the partition of the plane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import GRAPH_KINDS, RegionComplex, check_complex
from polyregions.drawing import PolygonTable, polygon_table
from polyregions.errors import check_choice
from polyregions.plotting.backend import matplotlib
from polyregions.plotting.partition import plot_partition

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_region_graph"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_BEHIND = "#BBBBBB"
_LARGEST_NODE = 5.0
_SMALLEST_NODE = 0.8


def plot_region_graph(
    complex: RegionComplex,
    ax: Axes | None = None,
    *,
    of: str = "linear_regions",
    view: Any = None,
    color: str = "#332288",
    edge_width: float = 0.8,
    node_size: float | None = None,
) -> Axes:
    """Draw the region graph: a point in each region, joined through the facets that they share.

    Each node stands at the centroid of its region's part in the view; a linear region that is the
    union of several activation regions has it in the largest of them. Each edge crosses the longest
    facet that the two regions share.

    Parameters
    ----------
    complex
        A complex of two inputs.
    ax
        Axes with the same view; omitted: those of a new figure with the partition.
    of
        "linear_regions" or "activation_regions", see
        :func:`polyregions.complexes.graph.region_graph`.
    view
        As for :func:`polyregions.plotting.plot_partition`; regions and facets outside of it are
        left out.
    color, edge_width, node_size
        How it is drawn, sizes in points; a size omitted: smaller the more nodes there are.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    UnknownOptionError
        If ``of`` is neither.

    Examples
    --------
    >>> import polyregions as pr
    >>> ax = plot_region_graph(pr.regions(pr.montufar(inputs=2, width=4, depth=2)))
    >>> len(ax.collections[-1].get_segments()), len(ax.lines[-1].get_xdata())
    (4, 4)
    """
    check_complex(complex)
    check_choice("graph of", of, GRAPH_KINDS)
    table = polygon_table(complex, view)
    axes = ax
    if axes is None:
        axes = plot_partition(complex, view=view, color="plain", edge_color=_BEHIND)
    labels = np.arange(len(complex))
    if of == "linear_regions":
        labels = complex.linear_region_labels
    nodes, positions = _nodes(table, labels)
    ends, crossings = _edges(complex, table, labels)
    size = node_size
    if size is None:
        size = float(np.clip(120 / max(1, len(nodes)) ** 0.5, _SMALLEST_NODE, _LARGEST_NODE))
    place = np.zeros((int(labels.max()) + 1, 2))
    place[nodes] = positions
    axes.add_collection(
        matplotlib().collections.LineCollection(
            list(np.stack([place[ends[:, 0]], crossings, place[ends[:, 1]]], axis=1)),
            colors=color,
            linewidths=min(edge_width, size / 3),
            zorder=3,
        )
    )
    axes.plot(*positions.T, "o", color=color, markersize=size, markeredgewidth=0, zorder=4)
    return axes


def _nodes(table: PolygonTable, labels: Indices) -> tuple[Indices, Floats]:
    """Return the labels of the visible regions, and where they stand."""
    areas, centroids = _centroids(table)
    visible = np.flatnonzero(np.diff(table.offsets))
    # The last of equal labels is kept, so the largest has to come last.
    order = visible[np.lexsort((areas[visible], labels[visible]))]
    last = np.flatnonzero(np.diff(labels[order], append=-1))
    chosen = order[last]
    return labels[chosen], centroids[chosen]


def _centroids(table: PolygonTable) -> tuple[Floats, Floats]:
    """Return areas relative to the view, and centroids; of no area the mean of the vertices."""
    owners, ahead = table.owners, table.followers()
    shares = 1 / np.diff(table.offsets)[owners]
    means = _sums(table.points * shares[:, np.newaxis], owners, len(table))
    # Relative to the means, small polygons far from the origin keep their digits; in units of the
    # view, no product of lengths leaves the range of floats.
    unit = float(max(upper - lower for lower, upper in zip(*table.view, strict=True)))
    here = (table.points - means[owners]) / unit
    there = here[ahead]
    crossed = here[:, 0] * there[:, 1] - here[:, 1] * there[:, 0]
    moments = _sums((here + there) * crossed[:, np.newaxis], owners, len(table))
    areas = np.bincount(owners, crossed / 2, minlength=len(table)).astype(np.float64)
    sized = np.where(areas > 0, areas, 1)[:, np.newaxis]
    offsets = np.where(areas[:, np.newaxis] > 0, moments / (6 * sized), 0)
    return areas, means + unit * offsets


def _sums(rows: Floats, owners: Indices, count: int) -> Floats:
    return np.column_stack([np.bincount(owners, column, minlength=count) for column in rows.T])


def _edges(complex: RegionComplex, table: PolygonTable, labels: Indices) -> tuple[Indices, Floats]:
    """Return the pairs of labels that share a visible facet, and a point of it for each pair."""
    shown = np.flatnonzero(table.facets >= 0)
    across = complex.enumeration.facet_neighbours[table.facets[shown]].astype(np.int64)
    shown, across = shown[across >= 0], across[across >= 0]
    visible = np.diff(table.offsets) > 0
    pairs = np.column_stack([labels[table.owners[shown]], labels[across]])
    ends: Indices = np.sort(pairs, axis=1).astype(np.int64)
    wanted = (ends[:, 0] != ends[:, 1]) & visible[across]
    shown, ends = shown[wanted], ends[wanted]
    here, there = table.points[shown], table.points[table.followers()[shown]]
    lengths = np.hypot(*(there - here).T)
    order = np.lexsort((lengths, ends[:, 1], ends[:, 0]))
    last = np.flatnonzero(np.any(np.diff(ends[order], axis=0, append=-1), axis=1))
    chosen = order[last]
    return ends[chosen], (here[chosen] + there[chosen]) / 2
