"""The partition of the plane into the regions of a network with two inputs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from polyregions.arithmetic import exact_matrix
from polyregions.errors import InvalidDomainError, PolyregionsError
from polyregions.plotting.colouring import colouring
from polyregions.plotting.polygons import Box, Point, bounding_box, clipped_polygon, vertices
from polyregions.polytopes import HPolytope
from polyregions.regions import RegionComplex

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["PALETTE", "plot_partition"]

PALETTE = (
    "#77AADD",
    "#EEDD88",
    "#44BB99",
    "#FFAABB",
    "#99DDFF",
    "#BBCC33",
    "#EE8866",
    "#DDDDDD",
)
"""Light colours that colour-blind readers tell apart (Paul Tol, "Colour schemes", 2021)."""

_MARGIN = Fraction(1, 8)


def plot_partition(
    complex: RegionComplex,
    ax: Axes | None = None,
    *,
    view: Any = None,
    palette: Sequence[str] = PALETTE,
    edge_colour: str = "#333333",
    edge_width: float = 0.5,
) -> Axes:
    """Draw the regions of a network with two inputs.

    Each linear region has one colour and its neighbours others; lines inside of a region of one
    colour separate activation patterns under which the network is the same affine map. The polygons
    are computed exactly and rounded only to be drawn.

    Parameters
    ----------
    complex
        A complex of two inputs.
    ax
        The matplotlib axes to draw into; omitted: those of a new figure.
    view
        The box ``[[lower, upper], [lower, upper]]`` to show; omitted: all vertices and, where the
        domain is unbounded, a margin around them.
    palette
        At least six colours.
    edge_colour, edge_width
        The lines between regions, their width in points.

    Returns
    -------
    matplotlib.axes.Axes
        The axes.

    Raises
    ------
    InvalidDomainError
        If the complex has not two dimensions, or the view is no box.
    PolyregionsError
        If matplotlib is missing.

    Examples
    --------
    >>> import polyregions as pr
    >>> ax = plot_partition(pr.regions(pr.montufar(inputs=2, width=4, depth=2)))
    >>> len(ax.collections[0].get_paths())
    4
    """
    if complex.network.inputs != 2:
        raise InvalidDomainError(
            f"the network has {complex.network.inputs} inputs, and a partition is drawn in the "
            "plane: give a complex of a network with two"
        )
    collections, pyplot = _matplotlib()
    polytopes = [region.polytope for region in complex]
    box = _view(view) if view is not None else _everything(complex, polytopes)
    colours = colouring(complex.graph(), len(palette))
    polygons, faces = [], []
    for polytope, label in zip(polytopes, complex.linear_region_labels.tolist(), strict=True):
        polygon = clipped_polygon(polytope, box)
        if polygon:
            polygons.append([(float(x), float(y)) for x, y in polygon])
            faces.append(palette[colours[label]])
    if ax is None:
        _, ax = pyplot.subplots()
    ax.add_collection(
        collections.PolyCollection(
            polygons,
            facecolors=faces,
            edgecolors=edge_colour,
            linewidths=edge_width,
            joinstyle="round",
        )
    )
    (left, bottom), (right, top) = box
    ax.set_xlim(float(left), float(right))
    ax.set_ylim(float(bottom), float(top))
    ax.set_aspect("equal")
    ax.set_xlabel("$x_1$")
    ax.set_ylabel("$x_2$")
    return ax


def _matplotlib() -> tuple[Any, Any]:
    try:
        from matplotlib import collections, pyplot
    except ImportError as error:
        raise PolyregionsError(
            "matplotlib is missing: install it by pip install 'polyregions[plot]'"
        ) from error
    return collections, pyplot


def _everything(complex: RegionComplex, polytopes: Sequence[HPolytope]) -> Box:
    """Return a box that shows every vertex, and for an unbounded domain something around them."""
    if _is_bounded(complex):
        return bounding_box(vertices(complex.domain), Fraction(0))
    points: list[Point] = [point for polytope in polytopes for point in vertices(polytope)]
    points = points or [(x, y) for x, y in (region.interior_point for region in complex)]
    return bounding_box(points, _MARGIN)


def _is_bounded(complex: RegionComplex) -> bool:
    from polyregions.polytopes import is_bounded

    return bool(is_bounded(complex.domain))


def _view(view: Any) -> Box:
    bounds = exact_matrix(view, "view")
    if len(bounds) != 2 or len(bounds[0]) != 2 or any(low >= high for low, high in bounds):
        raise InvalidDomainError("the view is no box: give [[lower, upper], [lower, upper]]")
    (left, right), (bottom, top) = bounds
    return (left, bottom), (right, top)
