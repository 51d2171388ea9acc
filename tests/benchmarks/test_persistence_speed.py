"""What persistence costs beside the faces: ``pytest --benchmark-only -s`` on this file.

Each line has the rate in faces.
"""

import pytest

import polyregions as pr
from polyregions.complexes.topology import VertexValues, persistence
from tests.benchmarks.test_vertices_speed import he_case

CASES = ((2, 64, 64, 1), (3, 32, 32, 32, 1), (4, 12, 12, 1))


@pytest.fixture(scope="module", params=CASES, ids=lambda widths: "-".join(map(str, widths)))
def lattice(request):
    return pr.regions(*he_case(*request.param)).face_lattice


def report(benchmark, lattice):
    faces = sum(lattice.f_vector)
    print(f"\n{benchmark.name}: {faces} faces, {faces / benchmark.stats.stats.min:,.0f} faces/s")


def test_vertex_values(benchmark, lattice):
    values = benchmark.pedantic(lambda: VertexValues(lattice).ranks, rounds=2)
    assert len(values) == lattice.vertex_count
    report(benchmark, lattice)


def test_persistence(benchmark, lattice):
    diagram = benchmark.pedantic(lambda: persistence(lattice), rounds=2)
    assert diagram.betti_numbers(10**6)[0] == 1
    report(benchmark, lattice)
