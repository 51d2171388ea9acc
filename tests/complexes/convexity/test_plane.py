"""Corners in the plane: what they face, and which of them one wall can serve."""

from fractions import Fraction

import pytest

import polyregions as pr
from polyregions.complexes.convexity.least_cells import savings
from polyregions.complexes.convexity.plane import OUTSIDE, Corner, Plane, Side
from polyregions.complexes.convexity.sight import Ending, endings, is_within
from tests.helpers.cases import each

NEEDLE = Corner((0, 0, 1), (-5, -1), (-5, 1))
"""Its angle is nearly a full turn; lines to the right divide it."""


def needle(x, y, direction):
    """Return a corner of nearly a full turn which lines near a direction divide."""
    a, b = direction
    across = (-b, a)
    start = (-5 * a - across[0], -5 * b - across[1])
    end = (-5 * a + across[0], -5 * b + across[1])
    return Corner((x, y, 1), start, end)


def test_which_lines_divide_a_corner():
    assert needle(0, 0, (1, 0)) == NEEDLE
    dividing = [d for d in [(1, 0), (9, 1), (5, 1), (0, 1), (-1, 0), (9, -1)] if NEEDLE.divides(d)]
    assert dividing == [(1, 0), (9, 1), (9, -1)]
    flat = Corner((0, 0, 1), (2, 0), (-3, 0))
    assert [flat.divides(d) for d in [(1, 1), (-7, 1), (1, 0), (0, -1)]] == [
        True,
        True,
        False,
        False,
    ]


@each("corner", [NEEDLE, needle(3, 4, (-2, 7)), Corner((0, 0, 1), (10**30, 1), (-(10**30), -1))])
def test_the_middle_divides(corner):
    assert corner.divides(corner.middle)


@each(
    "corners, expected",
    [
        ([NEEDLE], 0),
        ([NEEDLE, needle(9, 0, (-1, 0))], 1),
        ([NEEDLE, needle(9, 0, (1, 0))], 0),
        ([NEEDLE, needle(0, 9, (-1, 0))], 0),
        ([NEEDLE, needle(9, 0, (1, 0)), needle(20, 0, (1, 0))], 0),
        # Three that face a point, but not each other: a star of three walls saves one cell.
        ([needle(-6, 0, (1, 0)), needle(3, 6, (-1, -2)), needle(3, -6, (-1, 2))], 1),
        ([needle(-6, 0, (1, 0)), needle(3, 6, (-1, -2))], 0),
        ([needle(-6, 0, (-1, 0)), needle(3, 6, (1, 2)), needle(3, -6, (1, -2))], 0),
        # Two pairs, of which one corner could serve both.
        ([NEEDLE, needle(9, 0, (-1, 0)), needle(20, 1, (-1, 0)), needle(0, 5, (0, 1))], 1),
        ([NEEDLE, needle(9, 0, (-1, 0)), needle(0, 50, (1, 0)), needle(9, 50, (-1, 0))], 2),
    ],
)
def test_savings(corners, expected):
    assert savings(corners) == expected


def test_savings_of_many_corners_are_at_most_half():
    assert savings([needle(k, 0, (0, 1)) for k in range(301)]) == 150


NEAR = Side(((5, -1, 1), (5, 1, 1)), beyond=3)
FAR = Side(((8, -20, 1), (0, 1, 0)), beyond=OUTSIDE)


def test_what_a_corner_faces():
    for sides in ([FAR, NEAR], [NEAR, FAR]):
        (ending,) = endings(NEEDLE, sides)
        assert ending.side is NEAR
        assert is_within(ending, set())
    (ending,) = endings(NEEDLE, [FAR])
    assert ending.side is FAR
    assert not is_within(ending, set())


def test_lines_end_in_vertices_or_nowhere():
    vertex = (3, 0, 1)
    shape = [Side((vertex, (4, 9, 1)), 1), Side((vertex, (4, -9, 1)), 1)]
    found = {ending.direction: ending for ending in endings(NEEDLE, [*shape, NEAR])}
    assert found[1, 0] == Ending((1, 0), vertex=vertex)
    assert is_within(found[1, 0], {vertex})
    assert not is_within(found[1, 0], set())
    (free,) = endings(NEEDLE, [Side(((-3, 0, 1), (-1, 0, 0)), 1)])
    assert free.side is free.vertex is None
    assert not is_within(free, {vertex})


def test_distances_are_exact():
    """Of two sides that floats do not tell apart the first one counts."""
    one, many = 10**40, 10**40 + 1
    near, far = (Side(((x, -one, one), (x, one, one)), k) for k, x in enumerate([one, many]))
    for sides in ([near, far], [far, near]):
        found = endings(NEEDLE, sides)
        assert {ending.side.beyond for ending in found if ending.side is not None} == {0}


@pytest.mark.parametrize(("inputs", "is_plane"), [(1, False), (2, True), (3, False)])
def test_which_complexes_are_plane(inputs, is_plane):
    lattice = pr.regions(pr.montufar(inputs, 2 * inputs, 2)).face_lattice
    assert (Plane.of(lattice) is not None) is is_plane


def test_points_of_a_plane_times_a_line():
    first = pr.Layer([[1, 0, 1], [0, 1, 1]], [0, Fraction(1, 2)])
    network = pr.Network([first, pr.Layer([[1, 1]], None, "identity")])
    lattice = pr.regions(network, pr.whole_space(3)).face_lattice
    plane = Plane.of(lattice)
    assert lattice.vertex_count == 1
    ((x, y, w),) = plane.points([0]).values()
    assert w > 0
    for axis in plane.axes:
        assert sum(a * b for a, b in zip(axis, lattice.lines[0], strict=True)) == 0
    assert (x, y) != (0, 0)
