"""How near estimates come to exact counts, in which share of the time that counting takes.

``pytest --benchmark-only -s`` on this file prints a line for each network and number of cells: the
share of the CPU time, and the error that estimates claim and have, as root mean squares over seeds.
"""

import time

import numpy as np
import pytest

import polyregions as pr
from tests.benchmarks.test_vertices_speed import he_case

SEEDS = 5
CELLS = (30, 100, 300, 1000, 3000)
CASES = {
    "3-64-64-1": lambda: he_case(3, 64, 64, 1),
    "3-128-128-1": lambda: he_case(3, 128, 128, 1),
    "3-32-32-32-1": lambda: he_case(3, 32, 32, 32, 1),
    "2-64x8-1": lambda: he_case(2, *[64] * 8, 1),
    "5-16-16-1": lambda: he_case(5, 16, 16, 1),
    "montufar 3-12x7": lambda: (pr.montufar(3, 12, 8), None),
    "montufar 4-16x7": lambda: (pr.montufar(4, 16, 8), None),
}


def seconds(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def root_mean_square(values):
    return 100 * np.hypot.reduce(values) / len(values) ** 0.5


def row(network, domain, count, cells):
    """Return what estimates cost, and the errors in percent that they claim and have."""

    def estimates():
        return [pr.estimate_regions(network, domain, cells=cells, seed=k) for k in range(SEEDS)]

    taken, found = seconds(estimates)
    claimed = root_mean_square([estimate.standard_error / count for estimate in found])
    errors = root_mean_square([estimate.value / count - 1 for estimate in found])
    return taken / SEEDS, claimed, errors


@pytest.mark.parametrize("name", CASES)
def test_estimates(benchmark, name):
    network, domain = CASES[name]()
    pr.estimate_regions(network, domain, cells=4)  # machine code is made before
    # Those of a construction are as many, and counted by composition.
    definition = "open_connected" if network.claim else "proper_activation"
    counting, count = seconds(lambda: pr.count_regions(network, domain, definition=definition))
    rows = benchmark.pedantic(
        lambda: [row(network, domain, count, cells) for cells in CELLS], rounds=1
    )
    print(f"\n{name}: {count:,} regions, counted in {counting:.2f} s")
    for cells, (taken, claimed, errors) in zip(CELLS, rows, strict=True):
        share = (
            f"{100 * taken / counting:.1f} % of the time" if counting > 0.1 else f"{taken:.2f} s"
        )
        print(f"  {cells} cells: {share}, error {claimed:.2g} % claimed, {errors:.2g} % real")
