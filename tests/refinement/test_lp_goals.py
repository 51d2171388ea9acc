"""Searches for a goal by engine lp: no region in reach is dropped, however it is carried out."""

import random
from fractions import Fraction

import pytest

import polyregions as pr
from polyregions.refinement import CellsInReach, Execution, Goal, Partial, cells_in_reach
from polyregions.refinement.engines import highest_outputs
from tests.helpers.awkward import AWKWARD
from tests.helpers.executors import PicklingExecutor
from tests.helpers.goals import SomeRegions, goals_for
from tests.refinement.random_networks import random_network
from tests.refinement.test_magnitudes import spread_network


def check(name, network, goals=2, domain=None, **options):
    rng = random.Random(name)
    *hidden, last = network.layers
    relu = pr.Network([*hidden, pr.Layer(last.weights, last.bias, "relu")], network.domain)
    dropped = 0
    for net in (network, relu):
        regions = SomeRegions(net, domain)
        for goal in goals_for(rng, regions, goals):
            case = (name, goal.clauses, goal.levels.tolist())
            moments = regions.check(goal, case, engine="lp", **options)
            dropped += sum(moment.dropped for moment in moments)
    return dropped


def test_awkward_networks():
    for case in AWKWARD[1::12]:
        if case.proper_activation < 10:
            check(case.name, case.network)


def test_random_networks():
    dropped = 0
    for seed in range(6):
        inputs = 1 + seed % 3
        domain = pr.box([-1] * inputs, [Fraction(1, 2)] * inputs)
        check(f"whole space {seed}", random_network(seed, inputs))
        dropped += check(f"box {seed}", random_network(seed, inputs), domain=domain)
        triangle = pr.simplex(inputs)
        dropped += check(f"simplex {seed}", random_network(seed, inputs), domain=triangle)
    assert dropped > 5


def test_magnitudes():
    for seed in range(3):
        network, domain = spread_network(seed)
        check(f"magnitudes {seed}", network, domain=domain)


@pytest.mark.slow
def test_more_networks():
    for case in AWKWARD:
        if case.proper_activation < 20 and len(case.network.layers) < 20:
            check(case.name, case.network)
    for seed in range(6, 40):
        inputs = 1 + seed % 3
        domain = pr.box([-1] * inputs, [1] * inputs)
        check(f"box {seed}", random_network(seed, inputs), domain=domain)


NETWORK = pr.he_random((3, 6, 6, 2), seed=4, bias_std=0.5).with_domain([[-1, 1]] * 3)


def test_shared_searches_compare_with_the_levels_of_the_time():
    """Levels, raised when the first regions are handed over, travel with the tasks."""
    found = []
    for executor in (None, PicklingExecutor()):
        goal = Goal.of([[0]], [-1e9, 0.0])
        execution = Execution("lp", workers=2 if executor else 1, executor=executor)
        visited, dropped = 0, 0
        for moment in cells_in_reach(NETWORK, NETWORK.domain, execution, goal):
            visited += moment.visited
            dropped += moment.dropped
            goal.levels[0] = 1e9
        found.append((visited, dropped))
    regions = pr.count_regions(NETWORK, definition="proper_activation", engine="lp")
    assert all(dropped for _, dropped in found)
    assert all(visited < regions for visited, _ in found)


def test_a_floor_that_is_the_maximum_leaves_nothing():
    best = pr.maximise(NETWORK, 0, engine="lp").value
    visited = []
    for floor in (None, best):
        goal = Goal.of([[0]], [float(best) - abs(float(best)) / 2**50, 0.0])
        goal.floors[0] = floor
        moments = [*cells_in_reach(NETWORK, NETWORK.domain, Execution("lp"), goal)]
        visited.append(sum(0 if m.cells is None else len(m.cells) for m in moments))
    assert visited[0] > visited[1] == 0


def test_budgets_and_goals_without_clauses():
    execution = Execution("lp", max_regions=2)
    everything = Goal.of([[]], [0.0, 0.0])
    *moments, last = cells_in_reach(NETWORK, NETWORK.domain, execution, everything)
    assert isinstance(last, Partial)
    assert last.reason == "max_regions"
    assert last.regions == sum(moment.visited for moment in moments) == 3
    assert all(isinstance(moment, CellsInReach) for moment in moments)
    assert [*cells_in_reach(NETWORK, NETWORK.domain, execution, Goal.of([], [0.0, 0.0]))] == []


def test_outputs_are_below_their_bounds():
    for seed in range(10):
        network = random_network(seed, 2)
        bounds = highest_outputs(network, pr.box([-1, -1], [1, 1])).tolist()
        rng = random.Random(seed)
        for _ in range(50):
            x = [Fraction(rng.uniform(-1, 1)) for _ in range(2)]
            z = network.layers[-1].preactivations(hidden(network, x))
            assert all(value <= bound for value, bound in zip(z, bounds, strict=True))
    whole = highest_outputs(random_network(0, 2), pr.whole_space(2))
    assert not any(bound < 0 for bound in whole.tolist())


def hidden(network, x):
    for layer in network.layers[:-1]:
        x = layer.activate(layer.preactivations(x))
    return x


def test_units_named_often_count_once():
    """The greatest value, where floats hardly tell whether a combination of lines is below it."""
    (case,) = (case for case in AWKWARD if case.name == "montufar(1, 3, 30) at 7625597484986")
    goal = Goal.of([[0, 0, 0]], [1.0])
    SomeRegions(case.network).check(goal, engine="lp")
