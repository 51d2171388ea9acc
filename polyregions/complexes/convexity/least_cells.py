"""A lower bound of the number of convex regions, by what each linear region must be cut into.

Every cell of a complex on whose cells the map is affine lies in one linear region, so that the
cells number those of each linear region added up. A linear region with an angle of half a turn or
more at some ridge consists of two cells at least: a wall begins there, between the continuations of
the two facets. If it is two, one hyperplane parts them, in which all such ridges lie and which
divides the angles at all of them; else it is three. More can be said in the plane.

Let R be a linear region there, of h holes, and let a complex have E edges and V vertices inside of
R. By Euler's relation R consists of 1 - h + E - V cells. The edges make up connected parts, whose
ends lie on the boundary of R or at infinity; one with e ends and c circles adds e - 1 + c cells,
and e is 2 at least, as the angles at all vertices are below half a turn. Each of the r corners of
R is an end of some part. Say that a part without circles, all of whose ends are in corners that are
no ends of other parts, saves one cell. Then the parts add r less the number s of those that save
one, at least. Such a part is either one segment between two corners, which divides the angles of
both; or it has three corners or more, and lies in their convex hull, and so does a line that
divides the angle of each. So R consists of 1 - h + r - s cells at least, where s is bounded by a
matching of the corners.

A linear region may have one corner, all of whose dividing lines end inside of walls with linear
regions without corners behind them. Then either it consists of three cells at least, or one of
these is cut as well, at whose boundary a wall ends where no corner is; and two such walls at a time
may belong to one cut.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import dot, null_space, sign
from polyregions.budgets import in_time
from polyregions.complexes.convexity.crossings import Crossing, Surroundings
from polyregions.complexes.convexity.fans import cross, exact_generators, generators_of
from polyregions.complexes.convexity.plane import Corner, Plane, sides_of, straight_points
from polyregions.complexes.convexity.sight import endings, is_within
from polyregions.complexes.convexity.walls import Walls
from polyregions.refinement import component_labels

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = ["cells_in_plane", "cells_in_space", "further_cuts", "savings"]

Indices = NDArray[np.int64]

_MOST_CORNERS = 200
"""The corners of a linear region up to which it is asked which of them face each other."""

_MOST_SIDES = 400
"""The sides of a linear region up to which what its corner faces is looked at."""


def cells_in_space(walls: Walls) -> Indices:
    """Return for each linear region the least number of cells, as is proved for any dimension.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    least = np.ones(int(walls.labels.max()) + 1, dtype=np.int64)
    around: dict[int, list[Surroundings]] = defaultdict(list)
    for label, near in walls.wide:
        around[label].append(near)
    for label in in_time(around):
        least[label] = 2 if _divided_by_one(walls.lattice, around[label]) else 3
    return least


def _divided_by_one(lattice: FaceLattice, around: Sequence[Surroundings]) -> bool:
    """Return whether one hyperplane may hold some ridges and divide the wide angles there."""
    inputs = lattice.complex.network.inputs
    ridges, facets = lattice.faces(inputs - 2), lattice.faces(inputs - 1)
    own = {number for near in around for number in generators_of(ridges, near.fan.ridge)}
    lines = [(*line, 0) for line in lattice.lines]
    forms = null_space([*exact_generators(lattice, own).values(), *lines], inputs + 1)
    if len(forms) != 1:
        return len(forms) > 1
    for near in around:
        signs = []
        for position in near.wide_angle:
            numbers = {*generators_of(facets, near.fan.facets[position])} - own
            values = exact_generators(lattice, numbers).values()
            signs.append(next((sign(v) for v in (dot(forms[0], x) for x in values) if v), 0))
        if signs[0] * signs[1] >= 0:
            return False
    return True


def cells_in_plane(walls: Walls, corners: Mapping[int, Sequence[Corner]]) -> Indices:
    """Return for each linear region of a plane complex the least number of cells, as is proved.

    Parameters
    ----------
    walls
        The walls of the complex.
    corners
        The corners of each linear region that has some.
    """
    least = np.ones(int(walls.labels.max()) + 1, dtype=np.int64)
    if not corners:
        return least
    for label, euler in _euler_characteristics(walls, [*corners]).items():
        own = corners[label]
        least[label] = max(2, euler + len(own) - savings(own))
    return least


def _euler_characteristics(walls: Walls, labels: Sequence[int]) -> dict[int, int]:
    """Return 1 less the number of holes of some linear regions, by their faces."""
    regions = int(walls.labels.max()) + 1
    facets = walls.lattice.faces(walls.lattice.dimensions[0] + 1)
    inner = walls.labels[facets.first_cells[walls.optional]]
    found = np.bincount(walls.labels, minlength=regions) - np.bincount(inner, minlength=regions)
    for near in walls.around:
        if near.crossing is Crossing.FREE:
            found[walls.label_of(near.fan.facets[0])] += 1
    return {label: int(found[label]) for label in labels}


def savings(corners: Sequence[Corner]) -> int:
    """Return how many parts of walls in one linear region can save a cell, at most.

    Examples
    --------
    Two corners that face each other, then two of which one turns away.

    >>> down, up = (0, -1), (0, 1)
    >>> savings([Corner((0, 0, 1), down, up), Corner((4, 0, 1), up, down)])
    1
    >>> savings([Corner((0, 0, 1), up, down), Corner((4, 0, 1), up, down)])
    0
    """
    if len(corners) > _MOST_CORNERS:
        return len(corners) // 2
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    towards = [[_direction(one, other) for other in corners] for one in corners]
    joinable = [k for k, one in enumerate(corners) if _is_faced(one, towards[k])]
    facing = np.array(
        [
            [one.divides(direction) for direction in row]
            for one, row in zip(corners, towards, strict=True)
        ]
    )
    # Each segment is an edge on both sides of the bipartite graph, so that matchings count twice.
    matched = maximum_bipartite_matching(csr_array(facing & facing.T))
    segments = int(np.count_nonzero(matched >= 0)) // 2
    return segments + (len(joinable) - 2 * segments) // 3


def _direction(one: Corner, other: Corner) -> tuple[int, int]:
    x, y, _ = one.towards(other.point)
    return x, y


def _is_faced(corner: Corner, towards: Sequence[tuple[int, int]]) -> bool:
    """Return whether a line that divides the corner goes into the convex hull of others."""
    middle = corner.middle
    if any(corner.divides(direction) for direction in towards):
        return True
    right = [direction for direction in towards if cross(direction, middle) > 0]
    left = [direction for direction in towards if cross(middle, direction) > 0]
    return any(cross(one, other) > 0 for one in right for other in left)


def further_cuts(walls: Walls, plane: Plane, corners: Mapping[int, Sequence[Corner]]) -> int:
    """Return how many more cells there are since walls from lone corners do not end well at once.

    Parameters
    ----------
    walls, plane
        The walls of the complex, and its coordinates.
    corners
        The corners of each linear region that has some.
    """
    lone = {label: own[0] for label, own in corners.items() if len(own) == 1}
    straight = straight_points(walls, plane)
    sides = sides_of(walls, plane, lone)
    exits: dict[int, set[int]] = {}
    for label, corner in lone.items():
        if len(sides[label]) > _MOST_SIDES:
            continue
        found = endings(corner, sides[label])
        beyond = {ending.side.beyond for ending in found if ending.side is not None}
        if all(is_within(ending, straight) for ending in found) and not beyond & corners.keys():
            exits[label] = beyond
    pairs = [(label, other) for label, beyond in exits.items() for other in beyond]
    count = int(walls.labels.max()) + 1
    groups = component_labels(count, [one for one, _ in pairs], [other for _, other in pairs])
    members = Counter(groups[[*exits]].tolist())
    return sum((size + 1) // 2 for size in members.values())
