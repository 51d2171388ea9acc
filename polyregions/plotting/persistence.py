"""Persistence diagrams and barcodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import check_diagram
from polyregions.drawing import LAYER_COLORS
from polyregions.errors import InvalidNumberError
from polyregions.plotting.backend import matplotlib, or_new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from polyregions.complexes import PersistenceDiagram

__all__ = ["plot_barcode", "plot_persistence"]

Floats = NDArray[np.float64]

_MARGIN = 0.08
# How far beyond all levels infinity is drawn, beside their range.
_BEYOND = 0.15
_MARKERS = "osD^v"
_SMALLEST_DOT, _LARGEST_DOT = 30.0, 400.0
_MOST_NAMED = 60
_MOST_BARS = 400
# Up to here axes can be scaled without an overflow.
_LARGEST_LEVEL = 1e300


def plot_persistence(diagram: PersistenceDiagram, ax: Axes | None = None) -> Axes:
    """Draw a persistence diagram: a point for each bar, its birth across and its death upwards.

    The farther a point lies from the diagonal, the longer its class lives. Classes that never end
    stand on the line marked with infinity. Beside a point stands its multiplicity if it is not 1.

    Parameters
    ----------
    diagram
        What :meth:`polyregions.RegionComplex.persistence` returns.
    ax
        The matplotlib axes to draw into; omitted: those of a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InvalidNumberError
        If a level is too large to be drawn.

    Examples
    --------
    >>> import polyregions as pr
    >>> ax = plot_persistence(pr.regions(pr.montufar(inputs=2, width=4, depth=3)).persistence())
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['$H_0$: 9 (1 forever)', '$H_1$: 4']
    """
    columns = _columns(diagram)
    low, high, forever = _range(columns)
    axes: Axes = or_new_axes(ax)
    rises = forever > high
    axes.axline((low, low), slope=1, color="#888888", linewidth=0.8, zorder=1)
    if np.any(np.isinf(columns["death"])):
        axes.axhline(forever, color="#888888", linewidth=0.8, linestyle="dashed", zorder=1)
        name = "$\\infty$" if rises else "$-\\infty$"
        axes.text(1.01, forever, name, transform=axes.get_yaxis_transform(), va="center", ha="left")
    deaths = np.where(np.isinf(columns["death"]), forever, columns["death"])
    for dimension in np.unique(columns["dimension"]).tolist():
        own = columns["dimension"] == dimension
        counts = columns["multiplicity"][own]
        axes.scatter(
            columns["birth"][own],
            deaths[own],
            s=np.clip(_SMALLEST_DOT * counts**0.5, _SMALLEST_DOT, _LARGEST_DOT),
            color=LAYER_COLORS[dimension % len(LAYER_COLORS)],
            marker=_MARKERS[dimension % len(_MARKERS)],
            edgecolors="white",
            linewidths=0.6,
            label=_name(columns, dimension),
            zorder=3,
        )
    if len(deaths) <= _MOST_NAMED:
        for x, y, count in zip(columns["birth"], deaths, columns["multiplicity"], strict=True):
            if count > 1:
                axes.annotate(
                    f"{count:,}",
                    (x, y),
                    xytext=(7, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize="small",
                    zorder=4,
                )
    pad = _MARGIN * (high - low)
    axes.set_xlim(low - pad, high + pad)
    axes.set_ylim(min(low, forever) - pad, max(high, forever) + pad)
    axes.set_aspect("equal")
    axes.set_xlabel("birth")
    axes.set_ylabel("death")
    # On the other side of the diagonal there are no points.
    axes.legend(loc="lower right" if rises else "upper left", frameon=False)
    return axes


def plot_barcode(diagram: PersistenceDiagram, ax: Axes | None = None) -> Axes:
    """Draw the bars of a persistence diagram, one below the other, from birth to death.

    A bar is drawn as often as its multiplicity says; those that never end have an arrow.

    Parameters
    ----------
    diagram
        What :meth:`polyregions.RegionComplex.persistence` returns.
    ax
        The matplotlib axes to draw into; omitted: those of a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InvalidNumberError
        If there are too many bars to be told apart, or a level is too large to be drawn.

    Examples
    --------
    >>> import polyregions as pr
    >>> ax = plot_barcode(pr.regions(pr.montufar(inputs=1, width=2, depth=3)).persistence())
    >>> len(ax.collections[0].get_segments()), ax.get_xlabel()
    (3, 'level')
    """
    columns = _columns(diagram)
    total = int(columns["multiplicity"].sum())
    if total > _MOST_BARS:
        raise InvalidNumberError(
            f"the diagram has {total} bars, and a picture has room for {_MOST_BARS}: draw the "
            "persistence diagram"
        )
    low, high, forever = _range(columns)
    rows = {name: np.repeat(column, columns["multiplicity"]) for name, column in columns.items()}
    deaths = np.where(np.isinf(rows["death"]), forever, rows["death"])
    axes: Axes = or_new_axes(ax)
    heights = np.arange(total, dtype=np.float64)
    width = float(np.clip(200 / max(1, total), 1.0, 5.0))
    for dimension in np.unique(rows["dimension"]).tolist():
        own = rows["dimension"] == dimension
        color = LAYER_COLORS[dimension % len(LAYER_COLORS)]
        ends = np.stack([rows["birth"][own], heights[own], deaths[own], heights[own]], axis=1)
        axes.add_collection(
            matplotlib().collections.LineCollection(
                list(ends.reshape(-1, 2, 2)),
                colors=color,
                linewidths=width,
                capstyle="butt",
                label=_name(columns, dimension),
            )
        )
        endless = own & np.isinf(rows["death"])
        if np.any(endless):
            arrow = ">" if forever > high else "<"
            tips = deaths[endless], heights[endless]
            axes.plot(*tips, ls="", marker=arrow, color=color, clip_on=False)
    pad = _MARGIN * (high - low)
    axes.set_xlim(min(low - pad, forever), max(high + pad, forever))
    axes.set_ylim(total, -1)
    axes.set_yticks([])
    axes.set_xlabel("level")
    axes.legend(loc="upper left", bbox_to_anchor=(1.04, 1), frameon=False)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    return axes


def _columns(diagram: PersistenceDiagram) -> dict[str, NDArray[Any]]:
    """Return the bars as columns, after checking that only those that never end are infinite."""
    columns = check_diagram(diagram).to_arrays()
    never = np.array([bar.death is None for bar in diagram])
    levels = np.concatenate([columns["birth"], columns["death"][~never]])
    if np.any(np.abs(levels) > _LARGEST_LEVEL):
        raise InvalidNumberError(
            f"a class begins or ends at a level beyond {_LARGEST_LEVEL:g}, which cannot be drawn: "
            "scale the output down"
        )
    return columns


def _range(columns: dict[str, NDArray[Any]]) -> tuple[float, float, float]:
    """Return the least and the largest level of a finite end, and where infinity is drawn."""
    ends = np.concatenate([columns["birth"], columns["death"]])
    finite = ends[np.isfinite(ends)]
    low, high = float(finite.min()), float(finite.max())
    if low == high:
        low, high = low - 0.5, high + 0.5
    beyond = _BEYOND * (high - low)
    return low, high, low - beyond if np.any(ends == -np.inf) else high + beyond


def _name(columns: dict[str, NDArray[Any]], dimension: int) -> str:
    """Return what a legend says of the bars of a dimension."""
    own = columns["dimension"] == dimension
    counts = columns["multiplicity"][own]
    endless = int(counts[np.isinf(columns["death"][own])].sum())
    text = f"$H_{dimension}$: {int(counts.sum()):,}"
    return f"{text} ({endless:,} forever)" if endless else text
