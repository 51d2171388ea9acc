"""The order of the facets is exact, the corners are the vertices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import polyregions as pr
from polyregions.page.outlines import AT_INFINITY, outlines
from polyregions.polytopes import from_inequalities
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each

PLANE = [case for case in AWKWARD if case.network.inputs == 2]
NEAR = [case for case in PLANE if "1e300" not in case.name]


def parts(found, index):
    part = slice(*found.offsets[index : index + 2])
    return found.points[part], found.is_direction[part], found.facets[part].tolist()


def check(cells):
    found = outlines(cells)
    for index, region in enumerate(cells):
        points, is_direction, facets = parts(found, index)
        distinct = [f for k, f in enumerate(facets) if f != facets[k - 1] and f != AT_INFINITY]
        first = int(cells.enumeration.facet_offsets[index])
        count = len(region.facets)
        if count == 1:
            distinct = [first]
        assert sorted(distinct) == list(range(first, first + count))
        turns = in_order([region.facets[f - first].halfspace for f in distinct])
        # Once around, with one turn of 180 degrees or more at most, or two parallel lines.
        bounded = not (region.generators.rays or region.generators.lines)
        assert all(turns) if bounded else count < 2 or sum(turns) == count - 1 or not any(turns)
        assert (AT_INFINITY in facets) == (not bounded and count > 0)
        check_points(region, points[~is_direction])


def in_order(halfspaces):
    normals = [halfspace.normal for halfspace in halfspaces]
    return [normals[k - 1][0] * b - normals[k - 1][1] * a > 0 for k, (a, b) in enumerate(normals)]


def check_points(region, points):
    """Every corner is near a vertex, and there are as many; a line has one of its points."""
    vertices = [] if region.generators.lines else region.vertices
    exact = np.array([[float(x), float(y)] for x, y in vertices]).reshape(-1, 2)
    if not len(exact):
        return
    assert len(points) == len(exact)
    size = np.max(np.ptp(exact, axis=0)) or np.max(np.abs(exact)) or 1
    rounding = 2**-50 * np.max(np.abs(exact))
    gaps = np.max(np.abs(points[:, np.newaxis] - exact), axis=2)
    assert np.all(gaps.min(axis=0) <= size * 2**-16 + rounding)


@each("case", NEAR, ids=str)
def test_awkward_networks(case):
    check(pr.regions(case.network))


@pytest.mark.parametrize("seed", range(3))
def test_random_networks(seed):
    net = pr.he_random((2, 7, 7, 1), seed=seed)
    check(pr.regions(net))
    check(pr.regions(net, [[-1, 2], [-1, 1]]))


lines = st.lists(st.integers(-3, 3), min_size=3, max_size=3)


@given(st.lists(lines, min_size=1, max_size=6))
def test_small_arrangements(rows):
    """Parallel, opposite and coincident lines, lines through one point."""
    layer = pr.Layer([row[:2] for row in rows], [row[2] for row in rows])
    check(pr.regions(pr.Network([layer])))


def test_most_regions_need_no_exact_arithmetic():
    cells = pr.regions(pr.he_random((2, 20, 20, 1), seed=0), [[-1, 1], [-1, 1]])
    assert len(outlines(cells).exactly_computed) < len(cells) / 20


def test_a_vertex_beyond_floats_is_a_direction():
    """A triangle with its tip at height 10**400."""
    huge = 10**400
    triangle = from_inequalities([[0, -1], [huge, 1], [-huge, 1]], [0, huge, huge])
    cells = pr.regions(pr.Network([pr.Layer([[0, 0]])]), triangle)
    points, is_direction, facets = parts(outlines(cells), 0)
    assert AT_INFINITY not in facets
    assert points[is_direction].tolist() == [[0, 1]]
    assert sorted(points[~is_direction].tolist()) == [[-1, 0], [1, 0]]
