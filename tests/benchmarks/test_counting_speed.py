"""What the default count costs beside that of activation regions, and streams beside complexes.

``pytest --benchmark-only -s`` on this file prints ratios of CPU time to a time in the same run.
Trained networks, which are not in the repository, take part where their files are named, as in
POLYREGIONS_ACASXU=acasxu_1_1_slice.json; POLYREGIONS_BUNNY_2D and POLYREGIONS_BUNNY_3D likewise.
"""

import os
import time
from statistics import median

import numpy as np
import pytest

import polyregions as pr
from polyregions.complexes import checked_domain
from polyregions.refinement import Execution, count_cells
from tests.benchmarks.test_vertices_speed import he_case


def file_case(variable):
    if variable not in os.environ:
        pytest.skip(f"{variable} names no file")
    network = pr.read_network(os.environ[variable])
    return network, checked_domain(network, None)


def construction(**sizes):
    network = pr.montufar(**sizes)
    return network, network.domain


CASES = {
    "2-256-256-1": lambda: he_case(2, 256, 256, 1),
    "3-128-128-1": lambda: he_case(3, 128, 128, 1),
    "2-64x8-1": lambda: he_case(2, *[64] * 8, 1),
    "2-64-64-64-1": lambda: he_case(2, 64, 64, 64, 1),
    "3-32-32-32-1": lambda: he_case(3, 32, 32, 32, 1),
    "montufar 2-4x8": lambda: construction(inputs=2, width=4, depth=9),
    "montufar 2-16x3": lambda: construction(inputs=2, width=16, depth=4),
    "montufar 3-6x5": lambda: construction(inputs=3, width=6, depth=6),
    "montufar 3-12x3": lambda: construction(inputs=3, width=12, depth=4),
    "acasxu": lambda: file_case("POLYREGIONS_ACASXU"),
    "bunny 2d": lambda: file_case("POLYREGIONS_BUNNY_2D"),
    "bunny 3d": lambda: file_case("POLYREGIONS_BUNNY_3D"),
}


@pytest.fixture(scope="module", params=CASES)
def case(request):
    network, domain = CASES[request.param]()
    for linear_regions in (False, True):  # integers and machine code are made before
        count_cells(network, domain, Execution(max_regions=10), linear_regions=linear_regions)
    return network, domain


def seconds(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def compared(benchmark, what, work, other, regions):
    """Print the median ratio of the times of two ways, taken in turns."""
    ratios = []

    def both():
        base, _ = seconds(other)
        own, count = seconds(work)
        ratios.append(own / base)
        return count

    count = benchmark.pedantic(both, rounds=3)
    benchmark.extra_info.update(ratio=round(median(ratios), 2))
    print(f"\n{benchmark.name}: {regions:,} regions, {median(ratios):.2f} x {what}")
    return count


def activation_regions(case):
    return count_cells(*case).regions


def test_the_default_count(benchmark, case):
    def default():
        return count_cells(*case, linear_regions=True).linear_regions

    found = activation_regions(case)
    assert compared(benchmark, "counting", default, lambda: activation_regions(case), found) > 1


def test_the_count_of_a_complex(benchmark, case):
    def finding():
        return pr.regions(*case)

    def counting():
        return pr.regions(*case).count()

    found = activation_regions(case)
    assert compared(benchmark, "finding alone", counting, finding, found) > 1


def facets(batch):
    return np.bincount(batch.facet_counts, minlength=1000)


def test_a_reduction(benchmark, case):
    def reduced():
        nothing = np.zeros(1000, dtype=np.int64)
        return pr.reduce_regions(case[0], facets, nothing, np.add, case[1]).sum()

    def counting():
        return activation_regions(case)

    found = activation_regions(case)
    assert compared(benchmark, "counting", reduced, counting, found) == found
