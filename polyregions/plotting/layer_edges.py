"""The lines between regions in the colours of the layers that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from polyregions.complexes import RegionComplex, facet_layers
from polyregions.drawing import EDGE_COLOR, PolygonTable, layer_colors
from polyregions.networks import Network
from polyregions.plotting.backend import matplotlib
from polyregions.plotting.compound_paths import segment_paths
from polyregions.plotting.painting import add_to_legend

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["colors_of_layers", "draw_layer_edges"]


def draw_layer_edges(ax: Axes, complex: RegionComplex, table: PolygonTable, width: float) -> None:
    """Draw every edge in the colour of the first layer that has a unit vanishing on it.

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.plotting import plot_partition
    >>> ax = plot_partition(pr.regions(pr.montufar(2, 4, 3)), color="layer")
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['layer 1', 'layer 2']
    """
    shown = np.flatnonzero(table.facets >= 0)
    layers = facet_layers(complex)[table.facets[shown]]
    segments = np.stack([table.points[shown], table.points[table.followers()[shown]]], axis=1)
    colors = colors_of_layers(complex.network)
    handles = []
    # Early layers come last: their lines run through all the others.
    for layer in sorted(np.unique(layers).tolist(), reverse=True):
        name = f"layer {layer}" if layer else None
        lines = matplotlib().collections.PathCollection(
            segment_paths(segments[layers == layer]),
            facecolors="none",
            edgecolors=colors[layer] if layer else EDGE_COLOR,
            linewidths=width,
            capstyle="round",
            label=name,
        )
        ax.add_collection(lines)
        if layer:
            handle = matplotlib().lines.Line2D([], [], color=colors[layer], label=name)
            handles.append(handle)
    if handles:
        add_to_legend(ax, handles[::-1])


def colors_of_layers(network: Network) -> dict[int, str]:
    """Return a colour for each layer with ReLU units, counted from 1.

    Examples
    --------
    >>> import polyregions as pr
    >>> colors_of_layers(pr.he_random((2, 8, 8, 1)))
    {1: '#4477AA', 2: '#EE6677'}
    """
    return layer_colors([i for i, layer in enumerate(network.layers, start=1) if layer.relu_units])
