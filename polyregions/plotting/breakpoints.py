"""Pictures of networks of one input: their breakpoints, and what theory says about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from polyregions.arithmetic import nearest_float
from polyregions.drawing import LAYER_COLORS
from polyregions.errors import InvalidFunctionError
from polyregions.networks import Network
from polyregions.one_dimension import (
    BreakpointEnsemble,
    Interval,
    RegionAdaptiveSparsity,
    breakpoint_density,
    find_breakpoints,
)
from polyregions.plotting.backend import matplotlib, or_new_axes, pyplot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "plot_breakpoint_counts",
    "plot_breakpoint_densities",
    "plot_breakpoints",
    "plot_ensemble",
    "plot_sparsity",
]

_POINTS = 2000
_MEASURED = "#333333"
# Of breakpoints on all of R this share is shown: the Cauchy law has long tails.
_SHOWN_SHARE = 0.9


def plot_breakpoints(network: Network, ax: Axes | None = None, *, domain: Any = None) -> Axes:
    """Draw a network of one input and one output with its breakpoints, coloured by layer.

    Points at which the pattern changes and the function does not bend are drawn hollow. The
    breakpoints are exact up to the last digits; the curve is evaluated in floats.

    Parameters
    ----------
    network
        A network with one input and one output.
    ax
        The axes to draw into; omitted: those of a new figure.
    domain
        An interval, as for :func:`polyregions.one_dimension.find_breakpoints`. An infinite end is
        drawn as far as most breakpoints go.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InvalidNetworkError, InvalidFunctionError
        If the network has several inputs or outputs.
    PolyregionsError
        If matplotlib is missing.

    Examples
    --------
    >>> from polyregions.constructions import zigzag
    >>> ax = plot_breakpoints(zigzag(inputs=1, branches=2, blocks=2))
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['layer 1: 1', 'layer 2: 2']
    """
    table = find_breakpoints(network, domain)
    if network.outputs != 1:
        raise InvalidFunctionError(
            f"the network has {network.outputs} outputs: draw a network with one"
        )
    axes: Axes = or_new_axes(ax)
    low, high = _view(table.interval, table.locations)
    places = np.unique(np.concatenate([np.linspace(low, high, _POINTS), table.locations]))
    places = places[(low <= places) & (places <= high)]
    axes.plot(places, network(places[:, None])[:, 0], color=_MEASURED, linewidth=0.8, zorder=1)
    heights = network(table.locations[:, None])[:, 0]
    for k, number in enumerate(np.unique(table.layers).tolist()):
        own = table.layers == number
        color = LAYER_COLORS[k % len(LAYER_COLORS)]
        axes.scatter(
            table.locations[own],
            heights[own],
            s=18,
            edgecolors=color,
            facecolors=[color if bend else "none" for bend in table.bends[own]],
            label=f"layer {number}: {table.of_layer(number)}",
            zorder=2,
        )
    axes.set_xlim(low, high)
    inside = heights[(low <= table.locations) & (table.locations <= high)]
    _frame(axes, np.concatenate([inside, network(np.array([[low], [high]]))[:, 0]]))
    axes.set_xlabel("$x$")
    axes.set_ylabel("output")
    if len(table):
        axes.legend(
            title="breakpoints", frameon=False, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1)
        )
    return axes


def plot_breakpoint_counts(ensemble: BreakpointEnsemble, ax: Axes | None = None) -> Axes:
    """Draw the mean number of breakpoints of each layer beside the prediction.

    Parameters
    ----------
    ensemble
        The sample of random networks.
    ax
        The axes to draw into; omitted: those of a new figure.

    Examples
    --------
    >>> from polyregions.one_dimension import breakpoint_ensemble
    >>> ax = plot_breakpoint_counts(breakpoint_ensemble([10, 10], samples=5))
    >>> ax.get_xlabel()
    'layer'
    """
    axes: Axes = or_new_axes(ax)
    means, predicted = ensemble.breakpoint_means, ensemble.predicted_breakpoints
    for k, (mean, expected) in enumerate(zip(means, predicted, strict=True)):
        color = LAYER_COLORS[k % len(LAYER_COLORS)]
        width = mean.half_width if np.isfinite(mean.half_width) else 0.0
        axes.bar(k + 1, expected, width=0.7, color=color, alpha=0.45)
        axes.errorbar(k + 1, mean.value, yerr=width, fmt="o", color=_MEASURED, capsize=5)
    axes.bar(0, 0, color="#AAAAAA", label="predicted")
    axes.errorbar([], [], yerr=[], fmt="o", color=_MEASURED, label="measured, 95 % interval")
    axes.set_xlim(0.4, len(means) + 0.6)
    axes.set_ylim(0, 1.25 * max([*predicted, *(mean.value for mean in means)]))
    axes.set_xticks(range(1, len(means) + 1))
    axes.set_xlabel("layer")
    axes.set_ylabel("breakpoints")
    axes.legend(frameon=False, ncols=2, loc="upper center")
    return axes


def plot_breakpoint_densities(ensemble: BreakpointEnsemble, ax: Axes | None = None) -> Axes:
    """Draw where the breakpoints of each layer lie beside the Cauchy densities predicted.

    Parameters
    ----------
    ensemble
        The sample of random networks.
    ax
        The axes to draw into; omitted: those of a new figure.

    Examples
    --------
    >>> from polyregions.one_dimension import breakpoint_ensemble
    >>> ax = plot_breakpoint_densities(breakpoint_ensemble([10], samples=5, domain=(-1, 1)))
    >>> [float(end) for end in ax.get_xlim()]
    [-1.0, 1.0]
    """
    axes: Axes = or_new_axes(ax)
    low, high = _view(ensemble.domain, np.concatenate(ensemble.locations))
    edges = np.linspace(low, high, 41)
    places = np.linspace(low, high, 400)
    bin_width = (high - low) / 40
    layers = zip(ensemble.widths, ensemble.locations, strict=True)
    for k, (width, locations) in enumerate(layers):
        color = LAYER_COLORS[k % len(LAYER_COLORS)]
        weight = 1 / (width * ensemble.samples * bin_width)
        axes.hist(
            locations,
            bins=edges.tolist(),
            weights=np.full(len(locations), weight),
            histtype="step",
            color=color,
            alpha=0.8,
        )
        density = breakpoint_density(places, k + 1, ensemble.bias_std)
        axes.plot(places, density, color=color, label=f"layer {k + 1}", linewidth=2)
    axes.set_xlim(low, high)
    axes.set_xlabel("$x$")
    axes.set_ylabel("breakpoints per unit and length")
    axes.legend(title="curves: predicted", frameon=False)
    return axes


def plot_ensemble(ensemble: BreakpointEnsemble) -> Figure:
    """Draw counts and locations of an ensemble's breakpoints, measured against predicted.

    Examples
    --------
    >>> from polyregions.one_dimension import breakpoint_ensemble
    >>> len(plot_ensemble(breakpoint_ensemble([10], samples=5)).axes)
    2
    """
    figure: Figure
    figure, (left, right) = pyplot().subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    plot_breakpoint_counts(ensemble, left)
    plot_breakpoint_densities(ensemble, right)
    widths = "-".join(map(str, ensemble.widths))
    figure.suptitle(
        f"{ensemble.samples} random networks 1-{widths}-1 on {ensemble.domain}: "
        f"{ensemble.region_mean} linear regions, predicted {ensemble.predicted_regions:.2f}"
    )
    return figure


def plot_sparsity(table: RegionAdaptiveSparsity, ax: Axes | None = None) -> Axes:
    r"""Draw the regions used against the least number needed, with the fitted power law.

    Parameters
    ----------
    table
        The comparison.
    ax
        The axes to draw into; omitted: those of a new figure.

    Examples
    --------
    >>> from polyregions.one_dimension import PiecewiseLinear, region_adaptive_sparsity
    >>> tent = PiecewiseLinear.through([(0, 0), (1, 1), (2, 0)])
    >>> ax = plot_sparsity(region_adaptive_sparsity(tent, ["1/3", 1], [8, 2]))
    >>> ax.get_xlabel()
    'least number of pieces $N_f(\\varepsilon)$'
    """
    axes: Axes = or_new_axes(ax)
    needed = np.array([row.complexity for row in table.rows], dtype=float)
    used = np.array([row.regions for row in table.rows])
    axes.scatter(needed, used, color=LAYER_COLORS[0], label="networks", zorder=3)
    ends = np.array([needed.min(), needed.max()])
    axes.plot(ends, ends, color=_MEASURED, linestyle=":", label="as many as needed")
    if np.isfinite(table.alpha):
        label = rf"{table.c:.2f} $N_f^{{{table.alpha:.2f}}}$"
        places = np.geomspace(ends[0], ends[1], 100)
        axes.plot(places, table.c * places**table.alpha, color=LAYER_COLORS[1], label=label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    ticker = matplotlib().ticker
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(ticker.ScalarFormatter())
        axis.set_minor_formatter(ticker.NullFormatter())
    axes.set_xlabel(r"least number of pieces $N_f(\varepsilon)$")
    axes.set_ylabel("linear regions used")
    axes.legend(frameon=False)
    return axes


def _view(interval: Interval, locations: Sequence[float] | Any) -> tuple[float, float]:
    """Return what to draw of an interval: where most breakpoints are, if an end is infinite."""
    low = None if interval.lower is None else nearest_float(interval.lower)
    high = None if interval.upper is None else nearest_float(interval.upper)
    inner = [0.0, 0.0]
    if len(locations):
        tail = (1 - _SHOWN_SHARE) / 2
        inner = np.quantile(locations, [tail, 1 - tail]).tolist()
    margin = max((inner[1] - inner[0]) / 10, 0.5)
    left = inner[0] - margin if low is None else low
    right = inner[1] + margin if high is None else high
    return left, max(right, left + margin)


def _frame(axes: Any, heights: Any) -> None:
    least, most = float(np.min(heights)), float(np.max(heights))
    margin = (most - least) / 12 or 0.5
    axes.set_ylim(least - margin, most + margin)
