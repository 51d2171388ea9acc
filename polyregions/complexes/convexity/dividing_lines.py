"""Lines beside the hyperplanes of units along which linear regions of the plane may be cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from polyregions.arithmetic import IntegerVector, negated, primitive
from polyregions.complexes.cell_complex import CellComplex
from polyregions.complexes.convexity.fans import Direction
from polyregions.complexes.convexity.plane import Corner, Plane, PlanePoint, Side
from polyregions.complexes.convexity.sight import Ending, endings, is_within
from polyregions.networks import Layer, Network
from polyregions.refinement import Enumeration, Execution, enumerate_cells

__all__ = ["cut_along", "dividing_lines"]

_MOST_LINES = 32
"""How many lines are tried, whatever the number of corners."""

_MOST_REGIONS = 5000
"""The regions up to which a complex is cut along lines."""


def dividing_lines(
    plane: Plane,
    corners: Mapping[int, Sequence[Corner]],
    sides: Mapping[int, Sequence[Side]],
    straight: set[PlanePoint],
) -> list[IntegerVector]:
    """Return lines through corners that may be walls which no others need to go on from.

    Parameters
    ----------
    plane
        The coordinates.
    corners, sides
        The corners and the sides of the linear regions that are to be cut.
    straight
        The vertices at which walls go straight on.

    Returns
    -------
    list of tuple of int
        Forms that vanish on the lines, different for different lines; none where there are more
        corners than lines are tried.
    """
    count = sum(map(len, corners.values()))
    if count > _MOST_LINES:
        return []
    forms = {
        _form(plane, corner, ending.direction): None
        for label, own in corners.items()
        for corner in own
        for ending in _best(
            corner, own, endings(corner, sides[label]), straight, _MOST_LINES // count
        )
    }
    return list(forms)


def _best(
    corner: Corner,
    others: Sequence[Corner],
    ends: Sequence[Ending],
    straight: set[PlanePoint],
    most: int,
) -> list[Ending]:
    """Return some of the lines that end well: first those to corners that they divide too."""
    facing = {other.point for other in others if other.divides(_back(corner, other))}
    good = [ending for ending in ends if not is_within(ending, straight)]
    pairs = [ending for ending in good if ending.vertex in facing]
    rest = [ending for ending in good if ending.vertex not in facing]
    left = max(0, most - len(pairs))
    step = max(1, -(-len(rest) // left)) if left else len(rest) + 1
    return [*pairs[:most], *rest[::step]]


def _back(corner: Corner, other: Corner) -> Direction:
    x, y, _ = other.towards(corner.point)
    return x, y


def _form(plane: Plane, corner: Corner, direction: Direction) -> IntegerVector:
    (x, y, w), (u, v) = corner.point, direction
    first, second = plane.axes
    normal = [-v * w * a + u * w * b for a, b in zip(first, second, strict=True)]
    form = primitive([*normal, v * x - u * y])
    leading = next(entry for entry in form if entry)
    return form if leading > 0 else negated(form)


def cut_along(cells: CellComplex, forms: Sequence[IntegerVector]) -> CellComplex | None:
    """Cut the regions of a complex along hyperplanes; None where there would be too many.

    The network gets a unit for each hyperplane in its first layer, which nothing reads.

    Parameters
    ----------
    cells
        The complex of a network of two layers or more.
    forms
        Affine forms that vanish on the hyperplanes.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    >>> [len(cut_along(cells, forms)) for forms in ([(1, 1, -1)], [(1, 1, -3)])]
    [6, 4]
    """
    first, second, *others = cells.network.layers
    wider = Layer(
        [*first.weights, *(form[:-1] for form in forms)],
        [*first.bias, *(form[-1] for form in forms)],
        [*first.activation, *["relu"] * len(forms)],
    )
    reading = [[*weights, *[0] * len(forms)] for weights in second.weights]
    network = Network([wider, Layer(reading, second.bias, second.activation), *others])
    execution = Execution(cells.engine, max_regions=_MOST_REGIONS)
    found = enumerate_cells(network, cells.domain, execution)
    if not isinstance(found, Enumeration):
        return None
    return CellComplex(network, cells.domain, cells.engine, found)
