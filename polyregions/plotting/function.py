"""The graph of a network with one input over its regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import RegionComplex, check_complex, facet_layers
from polyregions.drawing import EDGE_COLOR, SEQUENTIAL_MAP, output_forms
from polyregions.plotting.axis_names import coordinate_names
from polyregions.plotting.backend import matplotlib, or_new_axes
from polyregions.plotting.intervals import IntervalTable, interval_table
from polyregions.plotting.layer_edges import colors_of_layers
from polyregions.plotting.painting import Colors, Painting, add_to_legend, explain, paint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_function"]

Floats = NDArray[np.float64]

_MOST_NAMED = 10
_MARKER = 22.0


def plot_function(
    complex: RegionComplex,
    ax: Axes | None = None,
    *,
    color: Any = "layer",
    output: int = 0,
    view: Any = None,
    label: str | None = None,
    cmap: Any = None,
    norm: Any = None,
    color_bar: bool = True,
    axis_name: str | None = None,
) -> Axes:
    """Draw the outputs of a network with one input, and its regions.

    Parameters
    ----------
    complex
        A complex of one input.
    ax
        The matplotlib axes to draw into; omitted: those of a new figure.
    color
        "layer": the breakpoints in the colours of the layers whose units vanish there, hollow where
        the function does not bend. Else the colours of the pieces: "region", "gradient_norm",
        "activation_count", "length", "class", "plain", N numbers or a function, as for
        :func:`polyregions.plotting.plot_partition`.
    output
        The output whose gradient is meant by "gradient_norm".
    view
        The interval ``[lower, upper]`` to show; omitted: a bounded domain, else where most
        breakpoints are.
    label, cmap, norm, color_bar
        As for :func:`polyregions.plotting.plot_partition`.
    axis_name
        The name of the input; omitted: x, or t where it is the coordinate of a slice.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InvalidDomainError, InvalidNumberError, UnknownOptionError
        If the complex has several inputs, the view is no interval, or a colouring has no meaning.

    Examples
    --------
    >>> import polyregions as pr
    >>> ax = plot_function(pr.regions(pr.montufar(inputs=1, width=2, depth=3)))
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['layer 1: 1', 'layer 2: 2']
    """
    check_complex(complex)
    table = interval_table(complex, view)
    axes: Axes = or_new_axes(ax)
    how = Colors(color, output, label, cmap, norm)
    low, high = table.view
    axes.set_xlim(low, high)
    (name,) = coordinate_names(complex.network, None if axis_name is None else [axis_name])
    axes.set_xlabel(name)
    axes.set_ylabel("output" if complex.network.outputs == 1 else "outputs")
    if how.name in ("layer", "plain"):
        _draw_outputs(axes, complex, table)
        if how.name == "layer":
            _draw_breakpoints(axes, complex, table)
    else:
        painting = paint(complex, how, lambda: table.sizes)
        shown = table
        if painting.complex is not complex:
            shown = interval_table(painting.complex, table.view)
        _draw_pieces(axes, complex, painting, shown)
        explain(axes, painting, color_bar)
    return axes


def _pieces(forms: Floats, table: IntervalTable) -> tuple[NDArray[np.int64], Floats]:
    """Return the visible cells from left to right, and the ends of the graphs of their forms.

    The ends have the shape (k, outputs, 2, 2): for each output two points of the plane.
    """
    low, high = table.view
    left, right = np.maximum(table.lower, low), np.minimum(table.upper, high)
    shown = np.flatnonzero(left < right)
    shown = shown[np.argsort(left[shown])]
    forms = forms[shown]
    places = np.stack([left[shown], right[shown]], axis=1)[:, np.newaxis, :]
    heights = forms[:, :, :1] * places + forms[:, :, 1:]
    return shown, np.stack([np.broadcast_to(places, heights.shape), heights], axis=3)


def _draw_outputs(ax: Any, complex: RegionComplex, table: IntervalTable) -> None:
    _, ends = _pieces(output_forms(complex).values, table)
    outputs = complex.network.outputs
    shades = matplotlib().colormaps[SEQUENTIAL_MAP](np.linspace(0, 0.9, outputs))
    lines = [
        ax.plot(
            *ends[:, k].reshape(-1, 2).T,
            color=EDGE_COLOR if outputs == 1 else shades[k],
            linewidth=1.0,
            label=f"output {k}",
            zorder=1,
        )[0]
        for k in range(outputs)
    ]
    if 1 < outputs <= _MOST_NAMED:
        add_to_legend(ax, lines)


def _draw_breakpoints(ax: Any, complex: RegionComplex, table: IntervalTable) -> None:
    """Mark the breakpoints: on the graph of a single output, below the graphs of several."""
    enumeration = complex.enumeration
    owners = np.repeat(np.arange(len(complex)), np.diff(enumeration.facet_offsets))
    across = enumeration.facet_neighbours.astype(np.int64)
    once = owners[table.facets] < across[table.facets]
    facets, places = table.facets[once], table.places[once]
    labels = complex.linear_region_labels
    bends = labels[owners[facets]] != labels[across[facets]]
    layers = facet_layers(complex)[facets]
    single = complex.network.outputs == 1
    heights = np.full(len(places), 0.02)
    if single:
        forms = output_forms(complex).values[owners[facets], 0]
        heights = forms[:, 0] * places + forms[:, 1]
    colors = colors_of_layers(complex.network)
    size = float(np.clip(_MARKER * (60 / max(1, len(places))) ** 0.5, 3, _MARKER))
    low, high = table.view
    visible = (low <= places) & (places <= high)
    handles = []
    for layer in np.unique(layers).tolist():
        everywhere = layers == layer
        own = everywhere & visible
        faces = [colors[layer] if bend or not single else "none" for bend in bends[own]]
        ax.scatter(
            places[own],
            heights[own],
            s=size if single else 4 * size,
            marker="o" if single else "|",
            edgecolors=[colors[layer]] * len(faces) if single else None,
            facecolors=faces,
            linewidths=0.8,
            transform=ax.transData if single else ax.get_xaxis_transform(),
            zorder=2,
        )
        line = matplotlib().lines.Line2D
        name = f"layer {layer}: {np.count_nonzero(everywhere):,}"
        handles.append(line([], [], ls="", marker="o", color=colors[layer], ms=5, label=name))
    if handles:
        add_to_legend(ax, handles)


def _draw_pieces(ax: Any, complex: RegionComplex, painting: Painting, table: IntervalTable) -> None:
    forms = output_forms(complex).values
    if painting.cell_regions is not None:
        # What refines the complex belongs to a longer network, whose output is another one.
        forms = forms[painting.cell_regions]
    shown, ends = _pieces(forms, table)
    collections = matplotlib().collections
    for k in range(complex.network.outputs):
        pieces = collections.LineCollection(
            list(ends[:, k]), colors=painting.colors[shown], linewidths=2.5, capstyle="butt"
        )
        ax.add_collection(pieces)
    ax.autoscale_view(scalex=False)
