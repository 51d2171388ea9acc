"""What workers gain; run with ``pytest --benchmark-only -s`` on this file, on a quiet machine.

For each network and question stands how many times faster two workers are than one, by medians of
repetitions that take turns, and how much more of the processor they take together. More workers
than there are cores are simulated: slices are carried out one after the other, each worker has a
time of its own by what they take of the processor, and the longest is compared with an equal share.
"""

import time
from functools import partial
from statistics import median
from unittest.mock import patch

import pytest

import polyregions as pr
from polyregions.refinement import Execution, count_cells, enumerate_cells
from polyregions.refinement.dispatch import dispatched
from polyregions.refinement.execution import Watch
from polyregions.refinement.vertices.kernel import outcomes
from polyregions.refinement.vertices.tasks import divided, prepared, run_slice
from tests.benchmarks.test_vertices_speed import he_case, montufar_case
from tests.helpers.virtual_workers import VirtualPool

CASES = {
    "2-16-16-1": lambda: he_case(2, 16, 16, 1),
    "montufar-3-3-4": lambda: montufar_case(3, 3, 4),
    "montufar-3-3-5": lambda: montufar_case(3, 3, 5),
    "3-32x4": lambda: he_case(3, *[32] * 4, 1),
    "3-32x8": lambda: he_case(3, *[32] * 8, 1),
    "5-16-16-1": lambda: he_case(5, 16, 16, 1),
    "5-24-24-1": lambda: he_case(5, 24, 24, 1),
    "3-128-128-1": lambda: he_case(3, 128, 128, 1),
}


def steepest(batch):
    return float(abs(batch.gradients).max())


def reduced(network, domain, workers):
    return pr.reduce_regions(network, steepest, 0.0, max, domain, workers=workers)


def streamed(network, domain, workers):
    return sum(map(len, pr.region_batches(network, domain, workers=workers)))


QUESTIONS = {
    "count": lambda *case, workers: count_cells(*case, Execution(workers=workers)).regions,
    "count of definition 4": lambda *case, workers: (
        count_cells(*case, Execution(workers=workers), linear_regions=True).linear_regions
    ),
    "complex": lambda *case, workers: len(enumerate_cells(*case, Execution(workers=workers))),
    "batches": streamed,
    "reduction": reduced,
}
REPETITIONS = 3


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", CASES)
def test_two_workers(benchmark, name, question):
    case, ask = CASES[name](), QUESTIONS[question]
    if question not in ("count", "count of definition 4") and name in ("3-32x8", "montufar-3-3-5"):
        pytest.skip("takes long")
    answer = ask(*case, workers=1)
    walls, processors = {1: [], 2: []}, {1: [], 2: []}

    def once():
        for workers in (1, 2):
            wall, processor = time.perf_counter(), time.process_time()
            assert ask(*case, workers=workers) == answer
            walls[workers].append(time.perf_counter() - wall)
            processors[workers].append(time.process_time() - processor)

    benchmark.pedantic(once, rounds=REPETITIONS)
    alone, together = (median(walls[workers]) for workers in (1, 2))
    more = median(processors[2]) / median(processors[1])
    ratio = alone / together
    benchmark.extra_info.update(speed_up=round(ratio, 2), processor=round(more, 2))
    print(f"\n{name}, {question}: {alone:.3f} s, with two workers {ratio:.2f} x as fast", end="")
    print(f", and {more:.2f} x the processor")


@pytest.mark.parametrize("width", [2, 4, 16, 64])
@pytest.mark.parametrize("name", ["3-32x4", "5-24-24-1", "3-128-128-1", "3-32x8"])
def test_simulated_workers(benchmark, name, width):
    network, domain = CASES[name]()
    problem, _ = prepared(network, domain)
    work, pools = partial(run_slice, problem, outcomes.COUNTING), []

    def once():
        watch, pool = Watch(None, None), VirtualPool(width)
        task = prepared(network, domain)[1]
        with patch("polyregions.budgets.monotonic", time.thread_time), pool.waited_for():
            for _ in dispatched(work, [task], pool, watch, divided, alone=1 / 64):
                pass
        pools.append(pool)
        return watch.found

    count_cells(network, domain, Execution(max_regions=10))
    assert benchmark.pedantic(once, rounds=REPETITIONS) > 0
    pool = sorted(pools, key=lambda pool: pool.makespan_over_ideal)[len(pools) // 2]
    print(
        f"\n{name}, {width} workers: {pool.now:.3f} s, {pool.makespan_over_ideal:.2f} x ideal",
        end="",
    )
    print(f", {pool.submitted} slices")
