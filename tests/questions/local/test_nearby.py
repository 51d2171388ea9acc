"""Walks reach what the complex says, and say what they have not reached."""

from fractions import Fraction

import networkx as nx
import pytest

import polyregions as pr
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.clocks import results_by_budget

SMALL = [case for case in AWKWARD if 1 < case.proper_activation <= 8][::3]
FOLDS = pr.montufar(inputs=2, width=4, depth=2)


def walked(network, x, **limits):
    return pr.regions_near(network, x, **limits)


@each("case", SMALL, ids=str)
def test_a_walk_without_end_finds_the_complex(case):
    cells = pr.regions(case.network)
    near = walked(case.network, cells[0].interior_point, steps=10**9)
    assert near.is_complete
    assert near.frontier == ()
    assert near.reason == "closed"
    check_against(near, cells, cells.locate(cells[0].interior_point))


def check_against(near, cells, starts):
    """Check regions, steps and edges by the graph of the complex."""
    graph = cells.graph(of="activation_regions")
    index = {region.bits: i for i, region in enumerate(cells)}
    places = [index[region.bits] for region in near]
    assert len({*places}) == len(places)
    distances = nx.multi_source_dijkstra_path_length(graph, {region.index for region in starts})
    assert [distances[place] for place in places] == list(near.steps)
    edges = {tuple(sorted((places[a], places[b]))) for a, b, _ in near.edges}
    explored = {*places[: near.explored]}
    assert edges == {e for e in map(tuple, map(sorted, graph.edges)) if explored & {*e}}
    own = near.graph()
    for a, b in own.edges:
        there = graph.edges[places[a], places[b]]
        assert {*own.edges[a, b]["units"]} <= {*there["units"]}
        assert own.nodes[a]["pattern"] == graph.nodes[places[a]]["pattern"]


@each("steps", range(5))
def test_steps(steps):
    network = pr.he_random((2, 6, 6, 1), seed=5)
    cells = pr.regions(network)
    near = walked(network, [0, 0], steps=steps)
    starts = cells.locate([0, 0])
    check_against(near, cells, starts)
    graph = cells.graph(of="activation_regions")
    reached = nx.multi_source_dijkstra_path_length(graph, {r.index for r in starts}, cutoff=steps)
    assert len(near) == len(reached)
    assert not near.is_complete
    assert near.reason == "steps"
    assert f" at most {steps} facet" in str(near)


def test_a_walk_from_a_vertex_begins_with_all_regions_there():
    near = walked(FOLDS, ["1/2", "1/2"], steps=0)
    assert [r.bits for r in near] == [r.bits for r in pr.regions_at(FOLDS, ["1/2", "1/2"])]
    assert near.steps == (0, 0, 0, 0)
    assert near.explored == 0
    assert near.frontier == near.regions


@each("radius", ["1/100", "1/8", "1/4", "3/8", 2])
def test_the_regions_that_meet_a_ball(radius):
    network = pr.he_random((2, 6, 6, 1), seed=5)
    x = [Fraction(1, 3), Fraction(-1, 5)]
    size = Fraction(radius)
    near = walked(network, x, radius=radius)
    expected = pr.regions(network, [[c - size, c + size] for c in x])
    assert {r.bits for r in near} == {r.bits for r in expected}
    assert not near.is_complete
    assert near.radius == size
    assert near[0].domain == pr.whole_space(2)
    cells = pr.regions(network)
    assert [r.polytope for r in near] == [cells.locate(r.interior_point)[0].polytope for r in near]
    assert "meet the ball" in str(near)


def test_a_ball_that_touches_a_region_does_not_meet_it():
    assert len(walked(FOLDS, ["1/4", "1/4"], radius="1/4")) == 1
    assert len(walked(FOLDS, ["1/4", "1/4"], radius="26/100")) == 4


def test_count():
    for count in (1, 2, 3):
        near = walked(FOLDS, ["1/4", "1/4"], count=count)
        assert len(near) == count
        assert near.reason == "count"
    assert walked(FOLDS, ["1/4", "1/4"], count=4).is_complete


def test_budgets_stop_a_walk_everywhere():
    whole = walked(FOLDS, ["1/4", "1/4"], steps=9)

    def within(seconds):
        try:
            return walked(FOLDS, ["1/4", "1/4"], steps=9, max_seconds=seconds)
        except pr.OutOfTime:
            return None

    *stopped, last = results_by_budget(within)
    assert last.regions == whole.regions
    assert last.is_complete
    found = [near for near in stopped if near is not None]
    assert found
    for near in found:
        assert near.reason == "max_seconds"
        assert not near.is_complete
        assert near.regions == whole.regions[: len(near)]
        assert near.explored < len(near)


def test_json_and_views():
    near = walked(FOLDS, ["1/4", "1/4"], steps=1)
    value = near.to_json()
    assert value["regions"] == [str(r.pattern) for r in near]
    assert value["complete"] is False
    assert near[1] in near.frontier
    assert "3 regions" in repr(near)


BAD = {
    "no limit": ({}, "has no limit"),
    "steps": ({"steps": -1}, "steps is -1"),
    "count": ({"count": 0}, "count is 0"),
    "half": ({"count": 1.5}, "count is 1.5"),
    "radius": ({"radius": 0}, "radius is 0"),
    "text": ({"radius": "wide"}, "radius"),
    "seconds": ({"max_seconds": -1}, "time limit"),
}


@each("name", BAD)
def test_bad_limits(name):
    limits, message = BAD[name]
    with pytest.raises(pr.PolyregionsError, match=message):
        walked(FOLDS, [0, 0], **limits)
    with pytest.raises(pr.PolyregionsError, match="has 1 coordinates"):
        walked(FOLDS, [0], radius=1)


def test_progress_tells_the_regions_found():
    told = []
    net = pr.montufar(inputs=2, width=4, depth=3)
    near = pr.regions_near(net, ["1/8", "1/8"], steps=3, progress=told.append)
    assert told == sorted(told)
    assert told[0] == 1
    assert 1 < told[-1] <= len(near)
