"""How fast Lipschitz constants are beside enumeration, and exact measures in regions a second.

``pytest --benchmark-only -s`` on this file prints CPU times, all in the same run.
"""

import time

import pytest

import polyregions as pr
from polyregions.polytopes import triangulation

CASES = {
    "2-48-48-1": (2, 48, 48, 1),
    "3-32-32-32-5": (3, 32, 32, 32, 5),
    "3-24-24-1": (3, 24, 24, 1),
}


def cpu_seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.fixture(params=CASES)
def network(request):
    sizes = CASES[request.param]
    return pr.he_random(sizes, seed=0, bias_std=0.5).with_domain([[-1, 1]] * sizes[0])


@pytest.mark.benchmark(group="steepness")
@pytest.mark.parametrize("norm", ["l1", "l2", "linf"])
def test_lipschitz_beside_enumeration(benchmark, network, norm):
    pr.lipschitz(network, norm)
    regions = sum(len(batch) for batch in pr.region_batches(network))
    listed = cpu_seconds(lambda: [len(batch) for batch in pr.region_batches(network)])
    taken = cpu_seconds(lambda: benchmark.pedantic(lambda: pr.lipschitz(network, norm), rounds=1))
    print(f"\n{network.widths_text} {norm}: {regions / taken:.0f} regions/s, {taken / listed:.2f}")


@pytest.mark.benchmark(group="measures")
def test_exact_measures(benchmark, network):
    cells = pr.regions(network)[:2000]
    whole = cells[0].complex

    def triangulated():
        return sum(len(triangulation(cell.polytope).simplices) for cell in cells)

    simplices = benchmark.pedantic(triangulated, rounds=1)
    seconds = cpu_seconds(triangulated)
    rate = len(cells) / seconds
    print(f"\n{network.widths_text}: {rate:.0f} of {len(whole)} regions/s, {simplices} simplices")
