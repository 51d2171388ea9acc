"""The decision boundary of a network on the plane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from polyregions.complexes.decisions import DecisionBoundary
from polyregions.drawing import ACCURACY, box_of_view, polygon_table
from polyregions.drawing.plane import clipped_polygon, whole_view
from polyregions.errors import InvalidDomainError
from polyregions.plotting.backend import matplotlib
from polyregions.plotting.compound_paths import edges_between
from polyregions.plotting.level_sets import betti_text
from polyregions.plotting.painting import add_to_legend, class_names
from polyregions.plotting.partition import plot_partition

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_decision_boundary"]

_CASING = "#FFFFFF"


def plot_decision_boundary(
    boundary: DecisionBoundary,
    ax: Axes | None = None,
    *,
    view: Any = None,
    color: str = "#000000",
    width: float = 1.6,
    betti_numbers: bool = False,
) -> Axes:
    """Draw where the largest output changes, and hatch where several outputs tie throughout.

    The ends of all segments are those of the polygons of the boundary's refinement, within a
    millionth of the view.

    Parameters
    ----------
    boundary
        What :func:`polyregions.decision_boundary` returns for a complex of two inputs.
    ax
        Axes with the same view; omitted: those of a new figure with the classes.
    view
        As for :func:`polyregions.plotting.plot_partition`.
    color, width
        How lines are drawn, the width in points.
    betti_numbers
        Whether the legend has the Betti numbers of the decision boundary and of the classes, the
        sets of the domain's inside where one output is larger than all others, or the only one
        below or above the level: the number of components and of loops.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InvalidDomainError
        If the complex has not two inputs.

    Examples
    --------
    >>> import polyregions as pr
    >>> outputs = pr.Layer([[1, 0], [0, 1]], None, "identity")
    >>> boundary = pr.decision_boundary(pr.regions(pr.Network([outputs], [[-1, 1], [-1, 1]])))
    >>> ax = plot_decision_boundary(boundary)
    >>> ax.collections[-1].get_segments()[0].tolist()
    [[1.0, 1.0], [-1.0, -1.0]]
    """
    if boundary.complex.network.inputs != 2:
        raise InvalidDomainError(
            f"the network has {boundary.complex.network.inputs} inputs, and decision boundaries "
            "are drawn in the plane: give that of a slice with two"
        )
    box = whole_view(boundary.complex, ACCURACY) if view is None else box_of_view(view)
    axes = plot_partition(boundary.complex, color=boundary, view=view) if ax is None else ax
    package = matplotlib()
    tied = [clipped_polygon(tie.polytope, box) for tie in boundary.ties]
    shown = [_floats(polygon) for polygon in tied if polygon]
    if shown:
        hatched = package.collections.PolyCollection(
            shown, facecolors="none", edgecolors=color, linewidths=0, hatch="xxx", zorder=3
        )
        axes.add_collection(hatched)
        patch = package.patches.Patch(facecolor="none", edgecolor=color, hatch="xxx", label="tie")
        add_to_legend(axes, [patch])
    lower, upper = box
    table = polygon_table(boundary.refinement, list(zip(lower, upper, strict=True)), ACCURACY)
    segments = edges_between(table, boundary.refinement, boundary.cell_winners)
    for line_color, line_width in ((_CASING, 2.2 * width), (color, width)):
        lines = package.collections.LineCollection(
            segments, colors=line_color, linewidths=line_width, capstyle="round", zorder=4
        )
        axes.add_collection(lines)
    if betti_numbers:
        _add_betti_numbers(axes, boundary, color, width)
    return axes


def _add_betti_numbers(axes: Any, boundary: DecisionBoundary, color: str, width: float) -> None:
    """Say in the legend how the boundary hangs together, and each class that it names."""
    complex, level = boundary.complex, boundary.level or 0
    text = betti_text(complex.topology("decision_boundary", level=level))
    legend = axes.get_legend()
    named = {} if legend is None else {entry.get_label(): entry for entry in legend.legend_handles}
    for label, name in enumerate(class_names(boundary)):
        entry = named.get(name)
        if entry is not None:
            found = complex.topology("decision_region", level=level, label=label)
            entry.set_label(f"{name.replace('≤', '<')}: {betti_text(found)}")
    line = matplotlib().lines.Line2D(
        [], [], color=color, linewidth=width, label=f"boundary: {text}"
    )
    add_to_legend(axes, [line])


def _floats(points: Any) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in points]
