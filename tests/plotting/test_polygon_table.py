"""The table of float polygons is the exact one, up to its accuracy, degenerate networks too."""

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings

import polyregions as pr
from polyregions.drawing.float_forms import facet_forms, output_forms
from polyregions.drawing.plane import VIEW, Polygons, clipped_polygon, main_part
from polyregions.drawing.plane.polygons import polygon_table
from polyregions.errors import InvalidDomainError
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.data import NETWORKS, golden_cases, golden_network
from tests.strategies import degenerate_networks

ACCURACY = 1e-9


PLANAR = [
    *(pytest.param(case.network, id=case.name) for case in AWKWARD if case.network.inputs == 2),
    *(
        pytest.param(golden_network(case), id=case["name"])
        for case in golden_cases()
        if case["n0"] == 2
    ),
]


cells_of = cache(pr.regions)


def check_table(cells, table):
    """Compare with the exact polygons, in shape, place and facets."""
    (left, bottom), (right, top) = table.view
    tolerance = 2 * ACCURACY * float(max(right - left, top - bottom))
    assert len(table) == len(cells)
    for i, region in enumerate(cells):
        exact = np.array(clipped_polygon(region.polytope, table.view), dtype=float).reshape(-1, 2)
        check_same_set(table[i], exact, tolerance)
        check_edges(table, i, region, tolerance)
    visible = float((right - left) * (top - bottom))
    assert np.all(table.areas() >= -tolerance * visible)
    return visible


def check_same_set(points, exact, tolerance):
    """Every vertex has one near it on the other side, or is one that floats cannot tell."""
    if len(exact) and np.ptp(exact, axis=0).min() > 4 * tolerance:
        assert len(points)
    if not len(points) or not len(exact):
        return
    distances = np.max(np.abs(points[:, np.newaxis] - exact), axis=2)
    assert np.all(distances.min(axis=0) <= tolerance)
    assert np.all(distances.min(axis=1) <= tolerance)


def check_edges(table, index, region, tolerance):
    """Every edge lies on the facet that the table names, or on the border of the view."""
    points = table[index]
    names = table.facets[table.offsets[index] : table.offsets[index + 1]]
    first = region.complex.enumeration.facet_offsets[index]
    for here, ahead, name in zip(points, np.roll(points, -1, axis=0), names, strict=True):
        middle = [Fraction(x) for x in (here + ahead) / 2]
        if name == VIEW:
            (left, bottom), (right, top) = table.view
            x, y = middle
            gaps = [x - left, right - x, y - bottom, top - y]
            assert min(abs(float(gap)) for gap in gaps) <= tolerance
            continue
        row = region.facets[name - first].halfspace.row
        slack = row[2] - row[0] * middle[0] - row[1] * middle[1]
        assert abs(slack) <= Fraction(2 * tolerance) * max(abs(row[0]), abs(row[1]))


@each("net", PLANAR, size=20)
def test_the_table_is_the_exact_one(net):
    cells = cells_of(net)
    table = polygon_table(cells)
    visible = check_table(cells, table)
    if net.domain is None:
        assert table.areas().sum() == pytest.approx(visible, rel=1e-6)


@each("net", PLANAR, size=20)
def test_a_view_clips_to_the_exact_polygons(net):
    cells = cells_of(net)
    check_table(cells, polygon_table(cells, [["-1/3", "1/7"], ["-1/5", 2]]))
    check_table(cells, polygon_table(cells, [[0, 1], [0, 1]]))


@settings(max_examples=60)
@given(degenerate_networks(most_inputs=2, with_domain=True).filter(lambda net: net.inputs == 2))
def test_networks_of_all_kinds(net):
    cells = pr.regions(net)
    check_table(cells, polygon_table(cells))
    check_table(cells, polygon_table(cells, [[-1, 1], ["-1/2", 1]]))


def test_generic_networks_need_no_exact_polygon():
    net = pr.he_random((2, 24, 24, 1), seed=4)
    cells = pr.regions(net, pr.box([-1, -1], [1, 1]))
    table = polygon_table(cells)
    assert not len(table.exactly_computed)
    assert table.areas().sum() == pytest.approx(4, rel=1e-12)
    exact = [float(region.volume) for region in cells]
    np.testing.assert_allclose(table.areas(), exact, atol=1e-9)
    assert set(table.facets) == set(range(len(cells.enumeration.facet_neighbours)))


def test_deep_folds_are_exact():
    cells = pr.regions(pr.montufar(2, 4, 6))
    table = polygon_table(cells)
    assert np.all(table.areas() == 4.0**-5)


def test_a_window_deep_inside_a_construction():
    low = [Fraction(2**20 + 1, 2**21), Fraction(5, 2**21)]
    domain = pr.box(low, [x + Fraction(1, 2**21) for x in low])
    cells = pr.regions(pr.montufar(2, 4, 24).with_domain(domain))
    table = polygon_table(cells)
    check_table(cells, table)
    assert table.areas().sum() == 2.0**-42


@pytest.mark.parametrize("name", ["flower_2d_2x50"])
def test_a_trained_network(name):
    cells = pr.regions(pr.read_network(NETWORKS / f"{name}.json"))
    assert polygon_table(cells).areas().sum() == pytest.approx(4, rel=1e-12)
    table = polygon_table(cells, [["1/10", "3/10"], [0, "1/5"]])
    assert table.areas().sum() == pytest.approx(0.04, rel=1e-9)
    assert 0 < np.count_nonzero(np.diff(table.offsets)) < len(cells)


def check_bounds(exact, values, errors):
    """Check a row of exact numbers against floats and the bounds of their errors."""
    for number, value, error in zip(exact, values.tolist(), errors.tolist(), strict=True):
        assert not np.isfinite(error) or abs(number - Fraction(value)) <= Fraction(error)


@each("net", PLANAR, size=20)
def test_the_bounds_of_the_float_forms_hold(net):
    cells = cells_of(net)
    facets, outputs = facet_forms(cells), output_forms(cells)
    scales = [cells.integer_form.scales[layer + 1] for layer, _ in cells.unit_names]
    for region in cells:
        affine = region.affine_map
        rows = [(*w, b) for w, b in zip(affine.weights, affine.bias, strict=True)]
        for k, row in enumerate(rows):
            check_bounds(row, outputs.values[region.index, k], outputs.errors[region.index, k])
        forms = cells.integer_form.unit_forms(region.bits)
        first = cells.enumeration.facet_offsets[region.index]
        for k, unit in enumerate(cells.facet_column("facet_hyperplanes", region.index), first):
            if unit >= 0:
                side = 1 if region.bits[unit] else -1
                row = [Fraction(side * c, scales[unit]) for c in forms[unit]]
                check_bounds(row, facets.values[k], facets.errors[k])


def test_the_default_view_leaves_out_what_is_far():
    cells = pr.regions(pr.he_random((2, 24, 24, 1), seed=4))
    (left, bottom), (right, top) = polygon_table(cells).view
    farthest = max(abs(x) for region in cells for vertex in region.vertices for x in vertex)
    assert max(right - left, top - bottom) < 20 < farthest / 10
    few = pr.Network([pr.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1])])
    assert polygon_table(pr.regions(few)).view == (
        (Fraction(-1, 8), Fraction(-1, 8)),
        (Fraction(9, 8), Fraction(9, 8)),
    )


def test_vertices_beyond_binary_floats_are_left_out_of_the_view():
    net = pr.Network([pr.Layer([[Fraction(1, 10**400), 0], [0, 1]], [-1, 0])])
    with pytest.raises(InvalidDomainError, match="range of binary floats"):
        polygon_table(pr.regions(net))
    table = polygon_table(pr.regions(net), [[-1, 1], [-1, 1]])
    assert sorted(table.areas()) == [0, 0, 2, 2]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [1e200, 1e-200])
def test_areas_beyond_binary_floats(size):
    small = size / 2**600 if size > 1 else size
    net = pr.Network([pr.Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -Fraction(small)])])
    table = polygon_table(pr.regions(net, [[-size, size], [-size, size]]))
    areas = dict.fromkeys(range(len(table)), np.inf if size > 1 else 0.0)
    if size > 1:
        triangle = np.flatnonzero([polygon.max() == small for polygon in table])
        areas |= dict.fromkeys(triangle.tolist(), small * small / 2)
        assert len(triangle) == 1
    assert table.areas().tolist() == list(areas.values())


def test_views_that_floats_cannot_resolve():
    cells = pr.regions(pr.Network([pr.Layer([[1, 0]], [0])]))
    far = 10**30
    widest = [[-1.5e308, 1.5e308], [-1.5e308, 1.5e308]]
    for view in ([[far, far + 1], [0, 1]], [[0, 10**400], [0, 1]], widest):
        with pytest.raises(InvalidDomainError, match="too narrow or too far out"):
            polygon_table(cells, view)


def test_other_dimensions_are_refused():
    with pytest.raises(InvalidDomainError, match="3 inputs"):
        polygon_table(pr.regions(pr.montufar(3, 3, 2)))


def test_clipping_keeps_the_numbers_of_the_edges():
    square = Polygons(
        np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]]),
        np.zeros(4, dtype=np.int64),
        np.array([10, 11, 12, 13]),
    )
    cut = square.where(2 - square.points.sum(axis=1), 0.0, 99)
    assert cut.points.tolist() == [[0, 0], [2, 0], [0, 2]]
    assert cut.edges.tolist() == [10, 99, 13]
    kept = square.where(square.points[:, 0], 0.0, 99)
    assert kept is square
    assert len(square.where(-square.points[:, 0], 0.0, 99).points) == 0


def test_the_main_part_of_points():
    grid = np.stack(np.meshgrid(np.linspace(0, 1, 21), np.linspace(0, 2, 21)), 2).reshape(-1, 2)
    lower, upper = main_part(grid)
    assert (lower.tolist(), upper.tolist()) == ([0, 0], [1, 2])
    few_far = np.concatenate([grid, [[1000, 0], [0, -1e300], [1.7e308, -1.7e308]]])
    lower, upper = main_part(few_far)
    assert np.all((lower >= 0) & (upper <= 2))
    tail = np.concatenate([grid, 10.0 ** np.linspace(1, 300, 80)[:, np.newaxis] * [1, 1]])
    lower, upper = main_part(tail)
    assert np.all((lower >= 0) & (upper <= 2))
    lower, upper = main_part(np.array([[1 / 3, -2.0]] * 5))
    assert np.array_equal(lower, upper)
    with pytest.raises(InvalidDomainError, match="no vertex lies within the range"):
        main_part(np.zeros((0, 2)))
