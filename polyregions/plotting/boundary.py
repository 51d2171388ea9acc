"""The decision boundary of a network on the plane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from polyregions.budgets import in_time
from polyregions.complexes.decisions import DecisionBoundary
from polyregions.drawing import box_of_view, polygon_table
from polyregions.drawing.plane import Box, Point, clipped_polygon
from polyregions.errors import InvalidDomainError
from polyregions.plotting.backend import matplotlib
from polyregions.plotting.painting import add_to_legend
from polyregions.plotting.partition import plot_partition
from polyregions.polytopes import Generators

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
) -> Axes:
    """Draw where the largest output changes, and hatch where several outputs tie throughout.

    The ends of all segments are computed exactly and rounded to be drawn.

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
    [[-1.0, -1.0], [1.0, 1.0]]
    """
    if boundary.complex.network.inputs != 2:
        raise InvalidDomainError(
            f"the network has {boundary.complex.network.inputs} inputs, and decision boundaries "
            "are drawn in the plane: give that of a slice with two"
        )
    box = polygon_table(boundary.complex).view if view is None else box_of_view(view)
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
    segments = list(_segments(boundary, box))
    for line_color, line_width in ((_CASING, 2.2 * width), (color, width)):
        lines = package.collections.LineCollection(
            segments, colors=line_color, linewidths=line_width, capstyle="round", zorder=4
        )
        axes.add_collection(lines)
    return axes


def _segments(boundary: DecisionBoundary, view: Box) -> Iterator[list[tuple[float, float]]]:
    """Yield the visible parts of the pieces."""
    for piece in in_time(boundary.separating):
        ends = _within(piece.generators, view)
        if ends is not None:
            yield _floats(ends)


def _within(piece: Generators, view: Box) -> tuple[Point, Point] | None:
    """Return the ends of the part of a segment, half-line or line in a box, None without any."""
    origin = piece.vertices[0]
    # The piece is origin + t direction for t from low to high, None standing for infinity.
    low: Fraction | None = Fraction(0)
    high: Fraction | None = None
    direction: Sequence[Fraction | int]
    if piece.lines:
        direction, low = piece.lines[0], None
    elif piece.rays:
        direction = piece.rays[0]
    else:
        other = piece.vertices[1]
        direction, high = [b - a for a, b in zip(origin, other, strict=True)], Fraction(1)
    for start, step, least, most in zip(origin, direction, *view, strict=True):
        if not step:
            if not least <= start <= most:
                return None
            continue
        enter, leave = sorted([(least - start) / step, (most - start) / step])
        low = enter if low is None else max(low, enter)
        high = leave if high is None else min(high, leave)
    if low is None or high is None or low > high:
        return None
    first, last = (
        (origin[0] + t * direction[0], origin[1] + t * direction[1]) for t in (low, high)
    )
    return first, last


def _floats(points: Any) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in points]
