"""Searches for a goal: no region in reach is dropped, however the search is carried out."""

import random
from contextlib import closing
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest

import polyregions as pr
from polyregions.refinement import CellsInReach, Execution, Goal, Partial, cells_in_reach
from polyregions.refinement.vertices import goal_search
from tests.helpers.awkward import AWKWARD
from tests.helpers.clocks import fake_clock, stopped_everywhere
from tests.helpers.data import golden_cases, golden_network
from tests.helpers.divisions import divided_at_random
from tests.helpers.executors import PicklingExecutor
from tests.helpers.goals import SomeRegions, goals_for, with_relus
from tests.refinement.random_networks import random_network
from tests.refinement.test_magnitudes import spread_network


def check(name, network, goals=3, domain=None, **options):
    rng = random.Random(name)
    for net in (network, with_relus(network)):
        regions = SomeRegions(net, domain)
        for goal in goals_for(rng, regions, goals):
            regions.check(goal, (name, goal.clauses, goal.levels.tolist()), **options)


def check_random(seeds, **options):
    for seed in seeds:
        inputs = 1 + seed % 3
        domain = pr.box([-1] * inputs, [Fraction(1, 2)] * inputs)
        check(f"whole space {seed}", random_network(seed, inputs), **options)
        check(f"box {seed}", random_network(seed, inputs), domain=domain, **options)


def check_awkward(cases):
    for case in cases:
        if case.proper_activation < 20:
            check(case.name, case.network)


def check_magnitudes(seeds):
    for seed in seeds:
        network, domain = spread_network(seed)
        check(f"magnitudes {seed}", network, domain=domain)


def test_awkward_networks():
    check_awkward(AWKWARD[::5])


def test_random_networks():
    check_random(range(12))


def test_magnitudes():
    check_magnitudes(range(10))


@pytest.mark.slow
def test_more_networks():
    check_awkward(AWKWARD)
    check_random(range(12, 72))
    check_magnitudes(range(10, 60))
    for case in golden_cases():
        if case["counts"]["proper_activation"] < 100:
            check(case["name"], golden_network(case), goals=2)


def test_random_divisions():
    rng = random.Random(3)
    for seed in range(9):
        with divided_at_random(rng):
            check_random([100 + seed], goals=2)


def test_workers():
    for options in ({"workers": 2}, {"executor": PicklingExecutor(), "workers": 2}):
        check_random(range(200, 203), goals=1, **options)


# What is dropped, and what is said of it.


def small(outputs=1, last="identity", seed=0):
    network = pr.he_random((2, 8, 8, outputs), seed=seed, bias_std=0.5)
    *hidden, layer = network.layers
    return pr.Network(
        [*hidden, pr.Layer(layer.weights, layer.bias, last)], pr.box([-2, -2], [2, 2])
    )


def moments_of(network, goal, **options):
    found = [*cells_in_reach(network, network.domain, Execution(**options), goal)]
    visited = sum(moment.visited for moment in found)
    handed = sum(len(moment.cells) for moment in found if moment.cells is not None)
    return visited, sum(moment.dropped for moment in found), handed


@pytest.mark.parametrize("last", ["identity", "relu"])
def test_a_level_beyond_all_values_is_out_of_reach_at_once(last):
    network = small(last=last)
    assert moments_of(network, Goal.of([[0]], [1e6])) == (0, 1, 0)
    count = len(pr.regions(network))
    assert moments_of(network, Goal.of([[0]], [-1e6])) == (count, 0, count)
    assert moments_of(network, Goal.of([[0]], [-np.inf])) == (count, 0, count)
    assert moments_of(network, Goal.of([[], [0]], [1e6])) == (count, 0, count)
    assert moments_of(network, Goal.of([], [1e6])) == (0, 0, 0)


def test_levels_near_the_greatest_value_leave_few_regions():
    for seed in range(4):
        network = small(seed=seed)
        regions = SomeRegions(network)
        highest = max(greatest[0] for greatest in regions.greatest.values())
        visited, dropped, handed = moments_of(network, Goal.of([[0]], [float(highest) * 0.999]))
        assert handed <= 8
        assert visited <= len(regions.greatest) / 4
        assert dropped <= len(regions.greatest)


def test_integer_networks_are_bounded_too():
    network = pr.montufar(2, 6, 3)
    regions = SomeRegions(network)
    top = max(greatest[0] for greatest in regions.greatest.values())
    assert moments_of(network, Goal.of([[0]], [float(top) * 1.5]))[0] < len(regions.greatest) / 5
    for level in (float(top) - 1e-9, float(top)):
        regions.check(Goal.of([[0]], [level]))
        visited, _, handed = moments_of(network, Goal.of([[0]], [level]))
        assert 0 < handed <= visited


def test_regions_that_are_dropped_are_visited():
    """One unit without a second layer: its sign rules out the one of two regions."""
    network = pr.Network([pr.Layer([[1]], [0], "relu")], pr.box([-1], [1]))
    visited, dropped, handed = moments_of(network, Goal.of([[0]], [0.5]))
    assert (visited, dropped, handed) == (2, 0, 1)


def test_levels_may_be_raised_meanwhile():
    """The maximum by branch and bound, each region's value being found at its generators."""
    for seed in range(3):
        network = small(seed=seed)
        regions = SomeRegions(network)
        goal = Goal.of([[0]], [-np.inf])
        visited, best = 0, -np.inf
        with patch.multiple(goal_search, CELLS_AT_ONCE=5, _SECONDS=0.0):
            for moment in cells_in_reach(network, network.domain, Execution(), goal):
                visited += moment.visited
                for pattern in [] if moment.cells is None else moment.cells.patterns:
                    best = max(best, regions.greatest[pattern.tobytes()][0])
                goal.levels[0] = np.nextafter(float(best), -np.inf)
        assert visited < len(regions.greatest)
        assert best == max(greatest[0] for greatest in regions.greatest.values())


def test_start_cells_that_cut_regions():
    """Of what is put together of pieces nothing is dropped."""
    network = pr.Network(
        [
            pr.Layer([[1, 1], [1, -1]], None, "identity"),
            pr.Layer([[1, 1], [1, -1]], [0, -1]),
            pr.Layer([[1, 1]], None, "identity"),
        ]
    )
    first = pr.Network(
        [pr.Layer([[1, 0], [0, 1]], None, ["relu", "identity"]), pr.Layer([[1, 1]], [0])]
    )
    for net in (network, first):
        regions = SomeRegions(net)
        for level in (-1.0, 0.0, 1e9):
            moments = regions.check(Goal.of([[0]], [level]))
        assert sum(moment.dropped for moment in moments) in (0, 1, 2, 3, 4)


# Budgets.


def test_the_time_ends_it_in_every_place():
    network = small(seed=1)
    goal = Goal.of([[0]], [0.5])

    def patterns():
        moments = cells_in_reach(network, network.domain, Execution(), goal)
        batches = [moment.cells for moment in moments if moment.cells is not None]
        return sorted(row.tobytes() for batch in batches for row in batch.patterns)

    moments_of(network, goal)  # loads the code
    assert stopped_everywhere(patterns, most=40)


def test_little_is_done_between_two_questions_to_the_clock():
    network = pr.he_random((2, 40, 40, 40, 1), seed=1, bias_std=0.5)
    domain = pr.box([-2, -2], [2, 2])
    for level, fewest in ((-99.0, 5), (2.0, 2)):
        with fake_clock():
            goal = Goal.of([[0]], [level])
            found = [*cells_in_reach(network, domain, Execution(), goal)]
        assert len(found) >= fewest
        assert max(moment.visited for moment in found) <= goal_search.CELLS_AT_ONCE
        assert max(moment.dropped for moment in found) <= 2000


def test_a_number_of_regions_ends_it():
    network = small()
    count = len(pr.regions(network))
    for most in (0, 1, 7, count - 1, count):
        goal = Goal.of([[0]], [-9.0])
        *found, last = cells_in_reach(network, network.domain, Execution(max_regions=most), goal)
        handed = sum(len(moment.cells) for moment in found if moment.cells is not None)
        if most == count:
            assert isinstance(last, CellsInReach)
        else:
            assert isinstance(last, Partial)
            assert (last.regions, last.reason) == (most + 1, "max_regions")
            assert handed == most + 1


def test_it_may_be_left_early():
    network = small()
    for options in ({}, {"workers": 2}):
        goal = Goal.of([[0]], [-9.0])
        with closing(
            cells_in_reach(network, network.domain, Execution(**options), goal)
        ) as moments:
            assert next(moments).cells is not None
