"""Regions around a point are those of the complex: patterns, facets, neighbours."""

from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
from scipy.optimize import linprog

import polyregions as pr
from polyregions.refinement.lp import facets_of_cell
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each, sampled
from tests.helpers.clocks import stopped_everywhere
from tests.helpers.data import golden_cases, golden_network


@pytest.fixture(params=["exactly at once", "in floats first"])
def both_ways(request, monkeypatch):
    """Decide small cells exactly at once, and as large ones are."""
    if request.param == "in floats first":
        monkeypatch.setattr(facets_of_cell, "_SMALL", -1)


def points_of(region):
    """Yield a point inside, a vertex, and a point inside a face of lower dimension."""
    yield region.interior_point
    vertices = region.vertices[:3]
    yield from vertices[:1]
    if len(vertices) > 1:
        yield tuple((a + b) / 2 for a, b in zip(*vertices[-2:], strict=True))


def check_same(local, region):
    assert local.bits == region.bits
    assert local.pattern == region.pattern
    assert local.affine_map == region.affine_map
    assert local.polytope == region.polytope
    inside = local.interior_point
    assert all(
        sum(a * x for a, x in zip(row, inside, strict=False)) < row[-1]
        for row in local.constraints.rows
    )
    across = {facet.halfspace: facet.neighbour for facet in region.facets}
    for facet in local.facets:
        neighbour = local.neighbour(facet)
        index = across.pop(facet.halfspace)
        assert (neighbour is None) == (index is None) == facet.is_boundary
        if neighbour is not None:
            assert neighbour.bits == region.complex.bits(index)
            check_beyond(local, facet)
    assert not across


def check_beyond(local, facet):
    *point, scale = facet.beyond
    gaps = {
        row: row[-1] * scale - sum(a * x for a, x in zip(row, point, strict=False))
        for row in local.polytope.rows
    }
    assert gaps.pop(facet.row) < 0
    assert all(gap >= 0 for gap in gaps.values())


def check_network(network, regions=8):
    """Compare what is around points of some regions with the complex of all."""
    cells = pr.regions(network)
    chosen = {*range(0, len(cells), max(1, len(cells) // regions))}
    for region in (cells[i] for i in sorted(chosen)):
        for point in points_of(region):
            containing = cells.locate(point)
            found = pr.regions_at(network, point)
            assert [r.bits for r in found] == [r.bits for r in containing]
            assert pr.region_at(network, point) == found[0]
            assert all(r.contains(point) for r in found)
        check_same(pr.region_at(network, region.interior_point), region)


@each("case", sampled(AWKWARD, 4), ids=str)
def test_awkward_networks(case, both_ways):
    check_network(case.network, regions=3)


GOLDEN = [
    pytest.param(golden_network(case), id=case["name"])
    for case in golden_cases()
    if case["n0"] <= 4 and len(case["layers"]) < 8
]


@each("network", sampled(GOLDEN, len(GOLDEN) // 6))
def test_golden_networks(network, both_ways):
    check_network(network, regions=2)


def test_contains_is_what_the_constraints_say():
    network = pr.he_random((3, 6, 6, 1), seed=1)
    rng = np.random.default_rng(0)
    region = pr.region_at(network, [0, 0, 0], [[-1, 1]] * 3)
    for point in rng.uniform(-1.5, 1.5, (200, 3)) * rng.uniform(0, 1, (200, 1)):
        inside = all(
            sum(a * Fraction(x) for a, x in zip(row, point, strict=False)) <= row[-1]
            for row in region.constraints.rows
        )
        assert region.contains(point) == inside


def test_the_domain_bounds_a_region():
    network = pr.Network([pr.Layer([[1, 1]], [-100])], [[0, "1/2"], [0, "1/2"]])
    region = pr.region_at(network, [0, 0])
    assert all(0 < x < Fraction(1, 2) for x in region.interior_point)
    assert region.contains(["1/2", "1/4"])
    assert not region.contains([1, "1/4"])


def facets_by_linprog(region, of_units=False):
    """Find the carriers of facets, or of those inside, in floats: for cells far from degenerate."""
    distinct = region.constraints.distinct
    table = np.array([[float(Fraction(x, max(map(abs, row)))) for x in row] for row in distinct])
    normals, offsets = table[:, :-1], table[:, -1]
    found = set()
    for i, carriers in enumerate(distinct.values()):
        if of_units and carriers[0] < 0:
            continue
        relaxed = offsets.copy()
        relaxed[i] += 1
        answer = linprog(-normals[i], normals, relaxed, bounds=(None, None), method="highs")
        assert abs(-answer.fun - offsets[i]) > 1e-6 or answer.status != 0
        if -answer.fun > offsets[i]:
            found.add(carriers)
    return found


@each("widths", [(20, 16, 16, 2), pytest.param((64, 32, 32, 3), marks=pytest.mark.slow)])
@pytest.mark.parametrize("domain", [None, "box"])
def test_facets_of_wide_networks_are_those_of_linear_programs(widths, domain):
    network = pr.he_random(widths, seed=len(widths))
    box = None if domain is None else [[-1, 1]] * widths[0]
    region = pr.region_at(network, [Fraction(1, 10)] * widths[0], box)
    assert {facet.carriers for facet in region.facets} == facets_by_linprog(region)


def test_a_point_on_the_boundary_of_a_large_box():
    network = pr.he_random((100, 8, 8, 3), seed=0)
    x = np.where(np.random.default_rng(0).random(100) < 0.5, 0.0, 0.25)
    region = pr.region_at(network, x, [[0, 1]] * 100)
    (same,) = pr.regions_at(network, x, [[0, 1]] * 100)
    assert same == region
    assert region.contains(x)
    assert not region.contains((*region.interior_point[:-1], Fraction(2)))
    inner = {facet.carriers for facet in region.inner_facets}
    assert inner == facets_by_linprog(region, of_units=True)
    assert len(region.facets) > 190 > len(region.inner_facets)
    for facet in islice(region.inner_facets, 3):
        assert region.neighbour(facet).contains(point_on(region, facet))


def point_on(region, facet):
    *inside, w = region.homogeneous_interior_point
    *beyond, v = facet.beyond
    here = facet.row[-1] * w - sum(a * x for a, x in zip(facet.row, inside, strict=False))
    there = sum(a * x for a, x in zip(facet.row, beyond, strict=False)) - facet.row[-1] * v
    weights = [(there * a + here * b) for a, b in zip((*inside, w), (*beyond, v), strict=True)]
    return tuple(Fraction(x, weights[-1]) for x in weights[:-1])


@each("widths", [(2, 3, 3, 1), (2, 6, 6, 1), (3, 12, 1)])
def test_where_all_regions_meet(widths):
    layers = pr.he_random(widths, seed=1).layers
    network = pr.Network([pr.Layer(a.weights, None, a.activation) for a in layers])
    origin = [0] * widths[0]
    found = pr.regions_at(network, origin)
    assert [r.pattern for r in found] == [r.pattern for r in pr.regions(network)]
    assert pr.region_at(network, origin) == found[0]
    assert all(r.pattern == network.pattern(r.interior_point) for r in found)


def test_time_is_asked():
    network = pr.he_random((2, 6, 6, 1), seed=1)
    square = [[-1, 1]] * 2
    facets = stopped_everywhere(lambda: pr.region_at(network, [0, 0], square).facets)
    assert len(facets) > 2
    folds = pr.montufar(inputs=2, width=4, depth=3)
    assert len(stopped_everywhere(lambda: pr.regions_at(folds, ["1/2", "1/2"]))) == 4


def test_equal_regions():
    network = pr.montufar(inputs=2, width=4, depth=2)
    first, second = (pr.region_at(network, [x, "1/8"]) for x in ("1/8", "1/7"))
    assert first == second
    assert hash(first) == hash(second)
    assert first != pr.region_at(network, ["7/8", "1/8"])
    assert first != pr.region_at(network, ["1/8", "1/8"], [[0, "1/2"]] * 2)
    assert first != "region"
    assert "Region" in repr(first)
    assert str(first) == f"the region with the pattern {first.pattern}"
    facets = first.to_json()["facets"]
    assert facets[2] == {"units": [[0, 2]], "boundary": False}
    assert [facet["boundary"] for facet in facets] == [True, True, False, False]


def test_a_network_without_units_or_domain():
    network = pr.Network([pr.Layer([[1, 2]], [3], "identity")])
    region = pr.region_at(network, [1, 1])
    assert region.facets == region.neighbours() == ()
    assert region.bits == ()
    assert region.affine_map == pr.AffineMap([[1, 2]], [3])


BAD = {
    "outside": ([2, 0], [[0, 1]] * 2, "outside of the domain"),
    "short": ([1], None, "has 1 coordinates where the network takes 2"),
    "no number": (["a", 1], None, "no|text"),
    "flat": ([0, 0], [[0, 0], [0, 1]], "no interior|flat"),
    "other domain": ([0, 0], [[0, 1]], "dimension 1"),
}


@each("name", BAD)
@pytest.mark.parametrize("function", [pr.region_at, pr.regions_at])
def test_bad_input(function, name):
    x, domain, message = BAD[name]
    with pytest.raises(pr.PolyregionsError, match=message) as caught:
        function(pr.montufar(inputs=2, width=4, depth=2), x, domain)
    assert "\n" not in str(caught.value)


def test_facets_of_other_regions_are_refused():
    network = pr.montufar(inputs=2, width=4, depth=2)
    here, there = (pr.region_at(network, [x, "1/8"]) for x in ("1/8", "7/8"))
    foreign = next(facet for facet in there.facets if facet not in here.facets)
    for wrong in (foreign, None, (1, 0, 0)):
        with pytest.raises(pr.PolyregionsError, match="no facet of the region"):
            here.neighbour(wrong)
