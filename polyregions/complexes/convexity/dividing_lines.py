"""Lines beside the hyperplanes of units along which linear regions of the plane may be cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from polyregions.arithmetic import IntegerVector, negated, primitive
from polyregions.complexes.cell_complex import CellComplex
from polyregions.complexes.convexity.fans import Direction
from polyregions.complexes.convexity.plane import (
    OUTSIDE,
    Corner,
    Plane,
    PlanePoint,
    sides_of,
    straight_points,
)
from polyregions.complexes.convexity.sight import Ending, endings, is_within
from polyregions.complexes.convexity.walls import Walls
from polyregions.networks import Layer, Network
from polyregions.refinement import Enumeration, Execution, chosen_engine, enumerate_cells

__all__ = ["cut_along", "dividing_lines"]

_MOST_LINES = 32
"""How many lines are tried, whatever the number of corners."""

_MOST_REGIONS = 6000
"""The regions up to which a complex is cut along lines."""


def dividing_lines(
    walls: Walls, plane: Plane, corners: Mapping[int, Sequence[Corner]]
) -> list[IntegerVector]:
    """Return lines through corners of linear regions, as walls that soon end well.

    That is, in vertices where other walls end, on the domain's boundary or at infinity: no walls
    need go on from there. Where no line does within the corner's linear region, it may be one to a
    vertex of the next.

    Parameters
    ----------
    walls, plane
        The walls of the complex, and its coordinates.
    corners
        The corners of each linear region that has some.

    Returns
    -------
    list of tuple of int
        Forms that vanish on the lines, different for different lines; of some linear regions alone
        where there are more corners than lines are tried.
    """
    chosen: dict[int, Sequence[Corner]] = {}
    count = 0
    for label, own in corners.items():
        if count + len(own) <= _MOST_LINES:
            chosen[label] = own
            count += len(own)
    straight = straight_points(walls, plane)
    sides = sides_of(walls, plane, chosen)
    found: dict[IntegerVector, None] = {}
    for label, own in chosen.items():
        for corner in own:
            ends = endings(corner, sides[label])
            directions = _good(corner, own, ends, straight)
            if not directions:
                directions = _through(walls, plane, corner, ends)
            step = -(-len(directions) * count // _MOST_LINES) or 1
            found |= dict.fromkeys(_form(plane, corner, d) for d in directions[::step])
    return list(found)


def _good(
    corner: Corner, others: Sequence[Corner], ends: Sequence[Ending], straight: set[PlanePoint]
) -> list[Direction]:
    """Return where lines end well: first those that end in corners which they divide, too."""
    facing = {other.point for other in others if other.divides(_towards(other, corner.point))}
    good = [ending for ending in ends if not is_within(ending, straight)]
    good.sort(key=lambda ending: ending.vertex not in facing)
    return [ending.direction for ending in good]


def _through(walls: Walls, plane: Plane, corner: Corner, ends: Sequence[Ending]) -> list[Direction]:
    """Return where lines go to vertices behind the sides that a corner faces."""
    beyond = {ending.side.beyond for ending in ends if ending.side is not None}
    sides = sides_of(walls, plane, beyond - {OUTSIDE})
    vertices = {end for label in sides for side in sides[label] for end in side.ends}
    return [d for d in (_towards(corner, end) for end in sorted(vertices)) if corner.divides(d)]


def _towards(corner: Corner, point: PlanePoint) -> Direction:
    x, y, _ = corner.towards(point)
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
    execution = Execution(max_regions=_MOST_REGIONS)
    found = enumerate_cells(network, cells.domain, execution)
    if not isinstance(found, Enumeration):
        return None
    engine = chosen_engine(execution.engine, network.inputs, network.layers)
    return CellComplex(network, cells.domain, engine, found)
