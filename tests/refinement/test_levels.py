"""Levels of the search tree: cells that network and domain determine, each region in one."""

import pickle
import random

import numpy as np
import pytest

from polyregions import Layer, Network, box, he_random, montufar, time_limit, whole_space
from polyregions.errors import OutOfTime
from polyregions.refinement.vertices import levels, tasks
from polyregions.refinement.vertices.kernel import outcomes
from polyregions.refinement.vertices.levels import ALL, Level, cells_of, count_of, level_with
from polyregions.refinement.vertices.tasks import Task, divided, prepared, run_slice
from tests.refinement.test_vertices_search import CASES

NETWORKS = [
    *CASES,
    (montufar(2, 6, 3), box([0, 0], [1, 1])),
    (he_random((2, 8, 8, 8, 1), seed=0, bias_std=0.5), box([-1] * 2, [1] * 2)),
    (he_random((3, 12, 1), seed=0, bias_std=0.5), whole_space(3)),
    (he_random((2, 70, 1), seed=0, bias_std=0.5), box([-1] * 2, [1] * 2)),
]


def columns(problem, task, purpose=outcomes.ENUMERATING):
    """Return all that is found below a task: patterns, facets, their keys and units."""
    parts, rest = [], task
    while rest is not None:
        piece = run_slice(problem, purpose, rest, 1000.0, None)
        parts += piece.found.parts
        rest = piece.rest
    names = ("patterns", "facet_counts", "facet_hyperplanes", "facet_keys", "facet_units")
    return [np.concatenate([getattr(p, n) for p in parts]).tolist() for n in names]


def all_levels(problem):
    yield Level(-1)
    for layer in range(problem.arrays.depth):
        for decided in (0, 1, 2, 3, 5, ALL):
            yield Level(layer, decided)


@pytest.mark.parametrize("case", range(len(NETWORKS)))
def test_the_cells_of_a_level_part_the_search(case):
    """What is found below them, one after the other, is what the whole search finds."""
    problem, task = prepared(*NETWORKS[case])
    whole = columns(problem, task)
    for level in all_levels(problem):
        cells = list(cells_of(problem, task, level))
        assert len(cells) == count_of(problem, task, level)
        sent = pickle.loads(pickle.dumps(tuple(cells[::-1])))
        assert columns(problem, Task(sent)) == whole
        few = list(cells_of(problem, task, level, begin=len(cells) // 2))
        assert [c.generators.tolist() for c in few] == [
            c.generators.tolist() for c in cells[len(cells) // 2 :]
        ]
        assert list(cells_of(problem, task, level, begin=len(cells))) == []


@pytest.mark.parametrize("case", range(0, len(NETWORKS), 2))
def test_counts_and_merges_below_the_cells_of_a_level(case):
    problem, task = prepared(*NETWORKS[case])
    whole = run_slice(problem, outcomes.COUNTING, Task(task.cells), 1000.0, None)
    for level in all_levels(problem):
        for purpose in (outcomes.COUNTING, outcomes.MERGING):
            found = [
                run_slice(problem, purpose, Task((cell,)), 1000.0, None)
                for cell in cells_of(problem, task, level)
            ]
            assert all(piece.rest is None for piece in found)
            total = sum(piece.found.counters[0] for piece in found)
            assert total == whole.found.counters[0]


def test_levels_are_finer_and_finer():
    problem, task = prepared(*NETWORKS[7])
    numbers = [count_of(problem, task, level) for level in all_levels(problem)]
    assert numbers == sorted(numbers)
    assert numbers[0] == 1
    piece = run_slice(problem, outcomes.COUNTING, task, 1000.0, None)
    assert numbers[-1] == piece.regions
    assert count_of(problem, task, Level(2), most=5) == 5


def test_a_level_with_so_many_cells():
    problem, task = prepared(*NETWORKS[8])  # one layer: 12 planes in space
    for wanted in (1, 2, 5, 17, 100, 10**6):
        level, cells = level_with(problem, task, wanted)
        assert cells == count_of(problem, task, level)
        assert cells >= wanted or level == Level(0)
    assert level_with(problem, task, 5)[1] < 40
    assert level_with(problem, task, 10**6)[1] == 1 + 12 + 66 + 220
    problem, task = prepared(montufar(2, 6, 3), box([0, 0], [1, 1]))
    assert level_with(problem, task, 9)[1] == 9
    assert level_with(problem, task, 10)[0].layer == 1


def test_a_network_without_hidden_layers_has_one_level():
    network = Network([Layer([[1, 2]], [3], "identity")])
    problem, task = prepared(network, whole_space(2))
    assert level_with(problem, task, 10) == (Level(-1), 1)


def test_tasks_that_are_sent_on_after_every_step_come_to_their_end(monkeypatch):
    """What Python has answered is lost with the process, but never a step."""
    monkeypatch.setattr(tasks, "QUANTUM", 1)
    for network, domain in NETWORKS[:7]:
        problem, task = prepared(network, domain)
        whole = run_slice(problem, outcomes.LISTING, task, 1000.0, None)
        problem, task = prepared(network, domain)
        regions, slices = 0, 0
        while task is not None:
            piece = run_slice(problem, outcomes.LISTING, task, 0.0, None)
            regions += int(piece.found.counters[0])
            task = pickle.loads(pickle.dumps(piece.rest))
            slices += 1
            assert slices < 10_000
        assert regions == whole.found.counters[0]


def test_cells_given_away_can_be_sent():
    """Small: a cell takes some kilobytes, however large the arrays of the search are."""
    rng = random.Random(0)
    problem, task = prepared(*NETWORKS[7])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "QUANTUM", 20_000)
        piece = run_slice(problem, outcomes.COUNTING, task, 0.0, None)
        kept, given = divided(piece.rest)
    assert len(pickle.dumps(given)) < 4_000 * len(given.cells)
    both = [kept, pickle.loads(pickle.dumps(given))]
    rng.shuffle(both)
    found = [run_slice(problem, outcomes.COUNTING, task, 1000.0, None) for task in both]
    whole = run_slice(problem, outcomes.COUNTING, prepared(*NETWORKS[7])[1], 1000.0, None)
    assert piece.regions + sum(part.regions for part in found) == whole.regions


def test_the_time_ends_a_look_ahead(monkeypatch):
    monkeypatch.setattr(levels, "QUANTUM", 1000)
    problem, task = prepared(*NETWORKS[7])
    for work in (count_of, lambda *how: list(cells_of(*how))):
        with time_limit(0), pytest.raises(OutOfTime):
            work(problem, task, Level(2))
