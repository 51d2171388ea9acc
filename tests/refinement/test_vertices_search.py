"""Engine `vertices`, stopped and parted in every place: nothing lies, nothing is lost.

The kernel's quantum of work is made so small that even a small search pauses often.
"""

import random
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import astuple
from functools import partial

import numpy as np
import pytest

from polyregions import Layer, Network, box, montufar, whole_space
from polyregions.budgets import time_limit
from polyregions.constructions import he_random, max_min
from polyregions.errors import OutOfTime, TooLargeError
from polyregions.refinement import component_labels, enumeration
from polyregions.refinement.execution import Execution, Partial, Watch
from polyregions.refinement.vertices import assembly, tasks
from polyregions.refinement.vertices import search as search_module
from polyregions.refinement.vertices.engine import count_cells, enumerate_cells
from polyregions.refinement.vertices.harvest import Harvest
from polyregions.refinement.vertices.kernel import arrays, outcomes
from polyregions.refinement.vertices.start_cells import start_cells
from polyregions.refinement.vertices.tasks import COUNTERS, Task, divided, prepared, run_slice
from tests.helpers.cases import sampled
from tests.helpers.clocks import MOST_QUESTIONS_AFTER, fake_clock
from tests.helpers.executors import PicklingExecutor
from tests.refinement.kernel.plain import kernel
from tests.refinement.random_networks import random_network


def residual(inputs):
    """Return ``x + relu(x)`` twice: all start cells are cut by identity units."""
    rows = [[int(i == j) for j in range(inputs)] for i in range(inputs)]
    kinds = ["identity"] * inputs + ["relu"] * inputs
    mixed = [[sum(row) - 2 * row[0] + (k % 2) for row in rows] for k in range(inputs)]
    return Network(
        [
            Layer(rows + rows, [0] * (2 * inputs), kinds),
            Layer([row + row for row in rows], [-1] * inputs),
            Layer([mixed[0]], [0], "identity"),
        ]
    )


PIECES = Network(
    [
        Layer([[1, 1], [1, -1]], [0, 0], ["identity", "relu"]),
        Layer([[1, 1], [1, -1]], [0, -1]),
        Layer([[1, 1]], [0], "identity"),
    ]
)
CASES = [
    (max_min(), whole_space(2)),
    (montufar(2, 4, 2), box([0, 0], [1, 1])),
    (random_network(1, 2), whole_space(2)),
    (random_network(12, 3), box([-1] * 3, ["1/2"] * 3)),
    (PIECES, whole_space(2)),
    (residual(2), whole_space(2)),
]

COUNT = count_cells
LINEAR = partial(count_cells, linear_regions=True)
PURPOSES = [COUNT, LINEAR, enumerate_cells]


@pytest.fixture(autouse=True)
def small_quanta(monkeypatch):
    monkeypatch.setattr(tasks, "QUANTUM", 3000)


def executors():
    return (None, PicklingExecutor())


def told(result):
    """Return all of a complete result that does not depend on how it was found."""
    if isinstance(result, enumeration.CellCount):
        return result.regions, result.linear_regions
    names = ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours")
    return [getattr(result, name).tolist() for name in names]


def patterns_of(network, domain):
    return {row.tobytes() for row in enumerate_cells(network, domain).patterns}


def assert_partial(found, patterns, reason):
    """Check that what is known of a search is true."""
    assert isinstance(found, Partial)
    assert found.reason == reason
    assert found.regions <= len(patterns)
    assert found.statistics["regions"] == found.regions
    rows = [row.tobytes() for row in found.patterns]
    assert set(rows) <= patterns
    assert len(rows) == len(set(rows))
    assert len(rows) in (0, found.regions)


@pytest.mark.parametrize("case", sampled(range(len(CASES)), 3))
@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_time_ends_a_search_anywhere(case, purpose):
    network, domain = CASES[case]
    patterns, whole = patterns_of(network, domain), told(purpose(network, domain))
    for executor in executors():
        limit, stopped = 0, 0
        while True:
            progress = []
            execution = Execution(
                executor=executor, workers=2, max_seconds=limit, progress=progress.append
            )
            with fake_clock() as clock:
                found = purpose(network, domain, execution)
            assert progress == sorted(progress)
            assert max(progress, default=0) <= len(patterns)
            if not isinstance(found, Partial):
                break
            assert_partial(found, patterns, "max_seconds")
            # A few by each task that is handed out: in threads they ask the same clock.
            tasks_at_once = 4 if executor is None else 2
            assert clock.questions <= limit + 10 + tasks_at_once * MOST_QUESTIONS_AFTER
            stopped += 1
            limit += 1 + limit // 5
        assert told(found) == whole
        assert stopped > 8


@pytest.mark.parametrize("case", sampled(range(len(CASES)), 3))
@pytest.mark.parametrize("purpose", PURPOSES)
def test_no_more_regions_than_one_beyond_the_budget(case, purpose):
    network, domain = CASES[case]
    patterns, whole = patterns_of(network, domain), told(purpose(network, domain))
    for executor in executors():
        for most in [*range(5), *range(5, len(patterns), 7), len(patterns) - 1, len(patterns)]:
            progress = []
            execution = Execution(
                executor=executor, workers=2, max_regions=most, progress=progress.append
            )
            found = purpose(network, domain, execution)
            assert max(progress) <= min(most + 1, len(patterns))
            if most < len(patterns):
                assert_partial(found, patterns, "max_regions")
                assert found.regions == most + 1
            else:
                assert told(found) == whole


def test_pieces_of_regions_are_no_regions():
    assert count_cells(PIECES, whole_space(2)).regions == 6
    for inputs in range(2, 6):
        network, domain = residual(inputs), whole_space(inputs)
        complete = enumerate_cells(network, domain)
        counted = count_cells(network, domain, Execution(max_regions=len(complete)))
        assert counted.regions == len(complete) == counted.statistics["regions"]
        assert complete.statistics["regions"] == len(complete)
        assert len(prepared(network, domain)[1].cells) == 2**inputs


def taken_apart(network, domain, purpose, rng):
    """Search in tasks parted at random, each carried on for a moment; return what all found."""
    problem, task = prepared(network, domain)
    waiting, slices = [task], []
    while waiting:
        task = waiting.pop(rng.randrange(len(waiting)))
        if rng.random() < 0.6 and (parts := divided(task)) is not None:
            waiting += parts
            continue
        tasks.QUANTUM = rng.choice([1, 300, 3000, 100_000])
        piece = run_slice(problem, purpose, task, 0.0, rng.choice([None, 1, 2, 5]))
        slices.append(piece)
        if piece.rest is not None:
            waiting.append(piece.rest)
    return problem, slices


@pytest.mark.parametrize("seed", range(4))
def test_a_search_taken_apart(seed):
    rng = random.Random(seed)
    networks = [*CASES, (random_network(seed, 2), whole_space(2))]
    for network, domain in networks:
        patterns = patterns_of(network, domain)
        problem, slices = taken_apart(network, domain, outcomes.ENUMERATING, rng)
        rows = [row.tobytes() for s in slices for part in s.found.parts for row in part.patterns]
        assert set(rows) == patterns
        assert problem.cuts_regions or len(rows) == len(patterns)
        if not problem.cuts_regions:
            _, slices = taken_apart(network, domain, outcomes.COUNTING, rng)
            assert sum(s.regions for s in slices) == len(patterns)


def test_parting_a_task():
    problem, task = prepared(PIECES, whole_space(2))
    cells = task.cells
    assert divided(Task(cells[:1])) is None
    kept, given = divided(Task(cells[:3]))
    assert (kept.cells, given.cells) == (cells[2:3], cells[:2])
    begun = Task(cells[:1], search_module.begun(problem, cells[1]))
    kept, given = divided(begun)
    assert (kept.cells, kept.branch, given.cells) == ((), begun.branch, cells[:1])
    assert divided(kept) is None


def test_workers_find_the_same_in_the_same_order():
    network, domain = montufar(2, 6, 3), box([0, 0], [1, 1])
    alone = enumerate_cells(network, domain)
    execution = Execution(executor=PicklingExecutor(), workers=3)
    together = enumerate_cells(network, domain, execution)
    assert told(alone) == told(together)
    assert list(alone.interior_points) == list(together.interior_points)


def test_little_work_is_done_between_two_looks_at_the_clock(monkeypatch):
    """The kernel comes back after its quantum, up to one step, however wide the layers are."""
    monkeypatch.setattr(tasks, "QUANTUM", 50_000)
    network, domain = he_random((2, 150, 150, 150, 1), seed=0, bias_std=0.5), box([-1] * 2, [1] * 2)
    done, original = [], search_module.advance

    def advance(net, work, *arguments):
        reason = original(net, work, *arguments)
        done.append(int(kernel.advancing.work_done(net.dimension, work.counts)))
        questions.append(clock.questions)
        return reason

    questions = []
    monkeypatch.setattr(search_module, "advance", advance)
    with fake_clock() as clock:
        found = count_cells(network, domain, Execution(max_seconds=150))
    assert isinstance(found, Partial)
    step = 3 * 150 * 150 + 2 * 3 * 150 * 64
    assert max(done) < 50_000 + step
    assert len(done) > 15
    assert len(set(questions)) > len(questions) // 2


def test_work_is_what_takes_the_time(monkeypatch):
    """The first region of layers of 200 units takes as much as dozens of those of 20."""
    monkeypatch.setattr(tasks, "QUANTUM", 10**9)

    def work(width):
        network = he_random((2, width, width, 1), seed=0, bias_std=0.5)
        problem, task = prepared(network, box([-1] * 2, [1] * 2))
        piece = run_slice(problem, outcomes.COUNTING, task, 0.0, 1)
        counters = np.zeros(arrays.COUNTS, dtype=np.int64)
        counters[COUNTERS] = piece.found.counters
        return int(kernel.advancing.work_done(problem.arrays.dimension, counters))

    assert 20 < work(200) / work(20) < 100


def test_what_merges_is_not_taken_for_known_where_the_time_was_up():
    network, domain = max_min(), whole_space(2)
    problem, task = prepared(network, domain)
    assert problem.reach.prime > 1  # made before the time is up
    with time_limit(0):
        piece = run_slice(problem, outcomes.MERGING, task, 1.0, None)
    assert not piece.found.whole
    harvest = Harvest(Watch(None, None), None)
    with pytest.raises(OutOfTime):
        harvest.take((0,), piece.found, False)


def test_a_slice_comes_back_with_the_regions_wanted(monkeypatch):
    monkeypatch.setattr(tasks, "QUANTUM", 10**9)
    problem, task = prepared(montufar(2, 6, 3), box([0, 0], [1, 1]))
    for wanted in (1, 2, 5, 7, 80):
        for purpose in (outcomes.LISTING, outcomes.ENUMERATING):
            piece = run_slice(problem, purpose, Task(task.cells), 1000.0, wanted)
            assert piece.regions == wanted
            assert piece.rest is not None
        piece = run_slice(problem, outcomes.COUNTING, Task(task.cells), 1000.0, wanted)
        assert wanted <= piece.regions <= wanted + 4


def test_start_cells_end_with_the_time():
    cube = box([0] * 5, [1] * 5)
    with time_limit(0), pytest.raises(OutOfTime):
        start_cells(cube, [])
    found = count_cells(he_random((5, 3, 1), seed=0), cube, Execution(max_seconds=0))
    assert astuple(found)[:2] == (0, "max_seconds")


def test_more_regions_than_columns_can_number(monkeypatch):
    network, domain = montufar(2, 4, 2), box([0, 0], [1, 1])
    monkeypatch.setattr(enumeration, "_MOST_INDICES", 16)
    assert len(enumerate_cells(network, domain)) == 4
    for most in (15, 4, 3):  # regions or facets
        monkeypatch.setattr(enumeration, "_MOST_INDICES", most)
        with pytest.raises(TooLargeError, match="count them instead"):
            enumerate_cells(network, domain)
    monkeypatch.setattr(assembly, "check_indices", pytest.fail)  # it is told while they are found
    with pytest.raises(TooLargeError, match="count them instead"):
        enumerate_cells(network, domain)
    assert count_cells(network, domain).regions == 4
    with pytest.raises(TooLargeError):
        component_labels(4, [], [])
    with pytest.raises(TooLargeError):
        component_labels(2, [0] * 4, [1] * 4)


def test_counts_beyond_32_bits():
    network, domain = montufar(2, 4, 2), box([0, 0], [1, 1])
    problem, task = prepared(network, domain)
    work, stack = search_module.begun(problem, task.cells[0])
    search = search_module.Search(problem, (work, stack))
    work.counts[arrays.REGIONS] = 2**40
    output = tasks.new_output(problem.arrays, 1)
    while search.run(output, outcomes.COUNTING, 2**62, 2**62) != outcomes.FINISHED:
        pass
    assert work.counts[arrays.REGIONS] == 2**40 + 4


@pytest.mark.parametrize("purpose", PURPOSES)
def test_threads_and_budgets(purpose):
    network, domain = random_network(11, 3), box([-1] * 3, ["1/2"] * 3)
    patterns, whole = patterns_of(network, domain), told(purpose(network, domain))
    with ThreadPoolExecutor(2) as executor:
        assert told(purpose(network, domain, Execution(executor=executor, workers=2))) == whole
        for most in range(0, len(patterns), 3):
            execution = Execution(executor=executor, workers=2, max_regions=most)
            found = purpose(network, domain, execution)
            assert_partial(found, patterns, "max_regions")
            assert found.regions == most + 1


@pytest.mark.slow
def test_processes_and_budgets():
    network, domain = montufar(2, 8, 5), box([0, 0], [1, 1])
    with ProcessPoolExecutor(2) as executor:
        options = {"executor": executor, "workers": 2}
        assert count_cells(network, domain, Execution(**options)).regions == 4**8
        for most in (0, 100, 4**8 - 1):
            found = count_cells(network, domain, Execution(max_regions=most, **options))
            assert (found.regions, found.reason) == (most + 1, "max_regions")
        found = enumerate_cells(network, domain, Execution(max_seconds=0, **options))
        assert found.reason == "max_seconds"


def assert_random_budgets(seed, cases):
    """Stop searches of random networks by random budgets; return how many were stopped."""
    rng, stopped = random.Random(seed), 0
    while cases > 0:
        inputs = rng.choice([1, 2, 2, 3])
        network = random_network(rng.randrange(10**6), inputs)
        domain = rng.choice([whole_space(inputs), box([-1] * inputs, ["1/2"] * inputs)])
        purpose = rng.choice(PURPOSES)
        patterns, whole = patterns_of(network, domain), told(purpose(network, domain))
        for _ in range(8):
            tasks.QUANTUM = rng.choice([1, 1000, 10_000, 10**6])
            budget = rng.choice(["max_regions", "max_seconds"])
            most = rng.randrange(len(patterns) + 2 if budget == "max_regions" else 60)
            execution = Execution(
                executor=rng.choice(executors()), workers=rng.choice([1, 2, 3]), **{budget: most}
            )
            with fake_clock():
                found = purpose(network, domain, execution)
            where = seed, network, domain, purpose, execution
            if isinstance(found, Partial):
                stopped += 1
                assert_partial(found, patterns, budget)
                assert budget == "max_seconds" or found.regions == most + 1, where
            else:
                assert told(found) == whole, where
                assert budget == "max_seconds" or most >= len(patterns), where
            cases -= 1
    return stopped


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_random_budgets(seed):
    assert assert_random_budgets(seed, 200) > 80
