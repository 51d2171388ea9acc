"""The number of regions after each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyregions.complexes import RegionComplex, regions, regions_per_layer
from polyregions.networks import Network
from polyregions.plotting.backend import matplotlib, or_new_axes
from polyregions.plotting.layer_edges import colors_of_layers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_count_per_layer"]

_MANY_TIMES = 20
_MOST_NUMBERS = 12


def plot_count_per_layer(source: Network | RegionComplex, ax: Axes | None = None) -> Axes:
    """Draw how many activation regions the first layers make, layer by layer.

    The counts are exact: see :func:`polyregions.complexes.regions_per_layer`.

    Parameters
    ----------
    source
        A complex, or a network whose regions are found first, on its own domain.
    ax
        The matplotlib axes to draw into; omitted: those of a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Examples
    --------
    >>> import polyregions as pr
    >>> ax = plot_count_per_layer(pr.montufar(inputs=2, width=4, depth=4))
    >>> [text.get_text() for text in ax.texts]
    ['4', '16', '64']
    """
    complex = source if isinstance(source, RegionComplex) else regions(source)
    counts = regions_per_layer(complex)
    axes: Axes = or_new_axes(ax)
    colors = colors_of_layers(complex.network)
    names = [str(layer) for layer in counts]
    bars = axes.bar(names, list(counts.values()), color=[colors[layer] for layer in counts])
    spread = max(counts.values(), default=1) / min(counts.values(), default=1)
    if spread > _MANY_TIMES:
        axes.set_yscale("log")
    axes.yaxis.set_major_formatter(matplotlib().ticker.StrMethodFormatter("{x:,.0f}"))
    if len(counts) <= _MOST_NUMBERS:
        axes.bar_label(bars, [f"{count:,}" for count in counts.values()], padding=2)
        axes.margins(y=0.12)
    else:
        axes.xaxis.set_major_locator(matplotlib().ticker.MaxNLocator(_MOST_NUMBERS, integer=True))
    axes.set_xlabel("after layer")
    axes.set_ylabel("activation regions")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return axes
