"""Affine subspaces: coordinates, frames, degenerate and malformed input."""

import pickle
from dataclasses import FrozenInstanceError
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from polyregions.arithmetic import primitive_from_rationals, rank
from polyregions.errors import InvalidDomainError, InvalidNumberError
from polyregions.networks import AffineSubspace, through
from polyregions.polytopes import HPolytope, box, contains
from tests.helpers.cases import each
from tests.strategies import rational_points, rationals

PLANE = AffineSubspace([1, "1/3", 0], [[1, 0, 2], [0, 0.5, -1]])


@st.composite
def subspaces(draw, most_dimensions=3):
    n = draw(st.integers(1, 4))
    k = draw(st.integers(1, min(n, most_dimensions)))
    directions = draw(st.lists(rational_points(n), min_size=k, max_size=k))
    assume(rank([primitive_from_rationals(d) for d in directions]) == k)
    return AffineSubspace(draw(rational_points(n)), directions)


def test_values():
    assert eval(repr(PLANE)) == PLANE
    assert pickle.loads(pickle.dumps(PLANE)) == PLANE
    assert hash(eval(repr(PLANE))) == hash(PLANE)
    assert (PLANE.dimension, PLANE.ambient_dimension) == (2, 3)
    assert str(PLANE) == "plane in R^3"
    assert str(through([0, 0], [1, 1])) == "line in R^2"
    assert str(AffineSubspace([0] * 4, np.eye(4, dtype=int)[:3])) == "3-flat in R^4"
    assert through([0, 0], [1, 1]) != through([0, 0], [2, 2])
    with pytest.raises((FrozenInstanceError, AttributeError)):
        PLANE.origin = (0, 0, 0)


@given(subspaces(), st.data())
def test_coordinates_and_points_are_inverse(subspace, data):
    t = data.draw(rational_points(subspace.dimension))
    x = subspace.point(t)
    assert subspace.coordinates(x) == subspace.nearest_coordinates(x) == t
    expected = [
        o + sum(s * d[j] for s, d in zip(t, subspace.directions, strict=True))
        for j, o in enumerate(subspace.origin)
    ]
    assert list(x) == expected


@given(subspaces(), st.data())
def test_the_nearest_point_is_the_foot_of_the_perpendicular(subspace, data):
    x = data.draw(rational_points(subspace.ambient_dimension))
    foot = subspace.point(subspace.nearest_coordinates(x))
    offset = [a - b for a, b in zip(x, foot, strict=True)]
    for direction in subspace.directions:
        assert sum(a * d for a, d in zip(offset, direction, strict=True)) == 0
    if any(offset):
        with pytest.raises(InvalidDomainError, match="does not lie in the"):
            subspace.coordinates(x)


@given(st.lists(rational_points(3), min_size=2, max_size=5))
def test_through_points(points):
    differences = [[x - y for x, y in zip(p, points[0], strict=True)] for p in points[1:]]
    independent = rank([primitive_from_rationals(d) for d in differences]) == len(differences)
    if not independent:
        with pytest.raises(InvalidDomainError, match="in the subspace through the points before"):
            through(*points)
        return
    subspace = through(*points)
    assert subspace.coordinates(points[0]) == (0,) * subspace.dimension
    for i, point in enumerate(points[1:]):
        assert subspace.coordinates(point) == tuple(int(i == j) for j in range(len(points) - 1))


@each(
    ("points", "what"),
    [
        ([[0, 0], [0, 0]], r"points\[1\] is points\[0\]"),
        ([[0, 0], [1, 2], [1, 2]], r"points\[2\] is points\[1\]"),
        ([[0, 0], [1, 2], ["1/2", 1]], r"points\[2\] is 0.5 points\[0\] \+ 0.5 points\[1\]"),
        ([[0, 0], [1, 2], [3, 6]], r"points\[2\] is -2 points\[0\] \+ 3 points\[1\]"),
        ([[0], [1], [3]], r"points\[2\] is -2 points\[0\] \+ 3 points\[1\]"),
        ([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]], r"points\[3\] is -points\[0\] \+ points"),
        ([[0, 0], [10**80 + 1, 1], [3 * (10**80 + 1), 3]], r"points\[2\] is -2 points\[0\] \+ 3"),
        ([[0], [1], [10**90]], r"points\[2\] is a combination of points\[0\] and points\[1\],"),
        ([[1, 2]], "the number of points is 1"),
        ([], "the number of points is 0"),
        ([[1, 2], [1, 2, 3]], r"points\[1\] has 3 coordinates"),
    ],
)
def test_degenerate_points(points, what):
    with pytest.raises(InvalidDomainError, match=what):
        through(*points)


@each(
    ("origin", "directions", "error", "what"),
    [
        ([0, 0], [[1, 2], [2, 4]], InvalidDomainError, r"directions\[1\] being 2 directions\[0\]"),
        ([0, 0], [[0, 0]], InvalidDomainError, r"directions\[0\] being 0"),
        ([0, 0], [[1, 0], [0, 1], [1, 1]], InvalidDomainError, r"directions\[2\] being directions"),
        ([0, 0], [[1, 0, 0]], InvalidDomainError, r"directions\[0\] has 3 entries"),
        ([0, 0], [], InvalidDomainError, "no directions"),
        ([0, 0], None, InvalidDomainError, "no directions"),
        ([], [[]], InvalidDomainError, "no coordinates"),
        ([0, 0], [1, 2], InvalidNumberError, r"directions\[0\] is 1"),
        ([0, 0], 3, InvalidDomainError, "directions is a int"),
        ([0, float("nan")], [[1, 2]], InvalidNumberError, r"origin\[1\] is nan"),
        ([0, 0], np.array([[1, np.inf]]), InvalidNumberError, r"directions\[0\]\[1\] is inf"),
        ("01", [[1, 2]], InvalidNumberError, "origin is '01'"),
        ([0, "x"], [[1, 2]], InvalidNumberError, r"origin\[1\]"),
    ],
)
def test_malformed_subspaces(origin, directions, error, what):
    with pytest.raises(error, match=what):
        AffineSubspace(origin, directions)


def test_images_are_flattened_in_c_order():
    images = np.arange(12, dtype=np.float32).reshape(3, 2, 2) ** 2
    plane = through(*images)
    assert plane == through(*images.reshape(3, 4))
    assert plane == AffineSubspace(images[0], images[1:] - images[0])
    assert plane.coordinates(images[1]) == (1, 0)


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float16, np.float32, np.float64, object])
def test_arrays_become_exact(kind):
    line = through(*np.array([[3, 1], [0, 2]]).astype(kind))
    assert line == AffineSubspace([3, 1], [[-3, 1]])  # unsigned differences do not wrap around


def test_floats_stand_for_their_exact_values():
    (direction,) = through(np.zeros(1, np.float32), np.array([0.1], np.float32)).directions
    assert direction == (Fraction(13421773, 2**27),)


@given(subspaces(), st.data())
def test_nearly_orthonormal_frames_keep_the_subspace(subspace, data):
    frame = subspace.nearly_orthonormal()
    assert frame.origin == subspace.origin
    x = subspace.point(data.draw(rational_points(subspace.dimension)))
    assert frame.point(frame.coordinates(x)) == x
    for i, d in enumerate(frame.directions):
        for j, e in enumerate(frame.directions):
            product = sum(a * b for a, b in zip(d, e, strict=True))
            assert abs(product - int(i == j)) < Fraction(1, 10**14)


@pytest.mark.parametrize("scale", [Fraction(1, 10**400), Fraction(10**400), Fraction(1, 3)])
def test_frames_of_any_scale(scale):
    almost = 1 + Fraction(1, 10**30)
    plane = AffineSubspace([0, 0, 0], [[scale, scale, 0], [scale, scale * almost, 0]])
    first, second = plane.nearly_orthonormal().directions
    assert abs(sum(a * b for a, b in zip(first, second, strict=True))) < Fraction(1, 10**14)
    assert abs(sum(a * a for a in second) - 1) < Fraction(1, 10**14)
    assert second[2] == 0


@given(subspaces(), st.data())
def test_boxes_around_points(subspace, data):
    coordinates = data.draw(st.lists(rational_points(subspace.dimension), min_size=2, max_size=4))
    assume(len(set(coordinates)) > 1)
    margin = data.draw(rationals().filter(lambda m: m > 0))
    points = [subspace.point(t) for t in coordinates]
    around = subspace.box_around(points, margin)
    columns = list(zip(*coordinates, strict=True))
    pad = margin * max(max(column) - min(column) for column in columns)
    assert around == box([min(c) - pad for c in columns], [max(c) + pad for c in columns])
    assert all(contains(around, t) for t in coordinates)


def test_boxes_without_interior():
    line = through([0, 0], [1, 1])
    assert line.box_around([[0, 0], [3, 3]], 0) == HPolytope(1, [(1, 3), (-1, 0)])
    for points, margin, what in [
        ([[0, 0], [0, 0]], "1/4", "no interior"),
        ([[1, 1]], 0, "no interior"),
        ([], 1, "no points"),
        ([[0, 0], [1, 1]], -1, "negative"),
        ([[0, 1]], 1, "does not lie in the line"),
        ([[0, 1, 2]], 1, "has 3 coordinates"),
    ]:
        with pytest.raises(InvalidDomainError, match=what):
            line.box_around(points, margin)
    with pytest.raises(InvalidDomainError, match="2 slice coordinates are given for a line"):
        line.point([1, 2])
