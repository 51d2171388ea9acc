"""What using regions costs beside finding them; ``pytest --benchmark-only -s`` on this file.

Each line has the rate, and the ratio of the time to that of finding the same regions. The slice of
the collision-avoidance network, which is not in the repository, takes part where its file is named:
POLYREGIONS_ACASXU=acasxu_1_1_slice.json.
"""

import os
import time

import pytest

import polyregions as pr
from polyregions.complexes import NODE_ATTRIBUTES, TABLE_COLUMNS
from polyregions.files import read_graph, write_graph
from tests.benchmarks.test_vertices_speed import he_case


def acasxu_case():
    if "POLYREGIONS_ACASXU" not in os.environ:
        pytest.skip("POLYREGIONS_ACASXU names no file")
    return pr.read_network(os.environ["POLYREGIONS_ACASXU"]), None


CASES = {
    "3-32-32-32-1": lambda: he_case(3, 32, 32, 32, 1),
    "2-64-64-64-1": lambda: he_case(2, 64, 64, 64, 1),
    "acasxu": acasxu_case,
}


@pytest.fixture(scope="module", params=CASES)
def found(request):
    network, domain = CASES[request.param]()
    times = []
    for _ in range(3):
        start = time.process_time()
        cells = pr.regions(network, domain)
        times.append(time.process_time() - start)
    assert cells.count() > 1  # its labels are not part of what is timed
    return cells, min(times)


def report(benchmark, count, what, seconds_to_find):
    seconds = benchmark.stats.stats.min
    benchmark.extra_info.update(per_second=round(count / seconds))
    ratio = seconds / seconds_to_find
    print(f"\n{benchmark.name}: {count / seconds:,.0f} {what}/s, {ratio:.1f} x finding")


def fresh(cells):
    """Return the same complex without the columns that were computed."""
    copy = pr.RegionComplex(cells.network, cells.domain, cells.engine, cells.enumeration)
    copy.__dict__["linear_region_labels"] = cells.linear_region_labels
    return copy


ATTRIBUTES = {
    "default": ("pattern", "interior_point", "members"),
    "none": (),
    "exact maps": ("affine_map",),
    "all": tuple(NODE_ATTRIBUTES),
}


@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("of", ["linear_regions", "activation_regions"])
def test_graph(benchmark, found, of, attributes):
    cells, seconds = found
    graph = benchmark.pedantic(
        lambda copy: copy.graph(of, ATTRIBUTES[attributes]),
        setup=lambda: ((fresh(cells),), {}),
        rounds=3,
    )
    report(benchmark, len(graph), "nodes", seconds)


@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json", "csv", "gml", "dot"])
def test_write_graph(benchmark, found, tmp_path, suffix):
    cells, seconds = found
    path = tmp_path / f"graph.{suffix}"
    benchmark.pedantic(
        lambda copy: write_graph(copy, path), setup=lambda: ((fresh(cells),), {}), rounds=3
    )
    report(benchmark, cells.count(), "nodes", seconds)


@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json", "csv", "gml"])
def test_read_graph(benchmark, found, tmp_path, suffix):
    cells, seconds = found
    write_graph(cells, tmp_path / f"graph.{suffix}")
    graph = benchmark.pedantic(lambda: read_graph(tmp_path / f"graph.{suffix}"), rounds=1)
    report(benchmark, len(graph), "nodes", seconds)


@pytest.mark.parametrize(
    "column", ["gradients", "interior_points", "units_on_facets", "volumes", "neighbours"]
)
def test_columns(benchmark, found, column):
    cells, seconds = found
    benchmark.pedantic(
        lambda copy: getattr(copy, column), setup=lambda: ((fresh(cells),), {}), rounds=3
    )
    report(benchmark, len(cells), "regions", seconds)


TABLES = {
    "default": None,
    "measures": ("pattern", "volume", "centroid", "bounding_box", "facets"),
    "all": tuple(TABLE_COLUMNS),
}


@pytest.mark.parametrize("columns", TABLES)
@pytest.mark.parametrize("make", ["to_pandas", "to_arrow", "to_polars"])
def test_tables(benchmark, found, make, columns):
    cells, seconds = found
    benchmark.pedantic(
        lambda copy: getattr(copy, make)(columns=TABLES[columns]),
        setup=lambda: ((fresh(cells),), {}),
        rounds=2,
    )
    report(benchmark, len(cells), "rows", seconds)


@pytest.mark.parametrize("suffix", ["npz", "parquet"])
def test_write_complex(benchmark, found, tmp_path, suffix):
    cells, seconds = found
    path = tmp_path / f"cells.{suffix}"
    benchmark.pedantic(
        lambda copy: pr.write_complex(copy, path), setup=lambda: ((fresh(cells),), {}), rounds=3
    )
    report(benchmark, len(cells), "regions", seconds)


@pytest.mark.parametrize("verify", [False, True])
@pytest.mark.parametrize("suffix", ["npz", "parquet"])
def test_read_complex(benchmark, found, tmp_path, suffix, verify):
    cells, seconds = found
    pr.write_complex(cells, tmp_path / f"cells.{suffix}")
    read = benchmark.pedantic(
        lambda: pr.read_complex(tmp_path / f"cells.{suffix}", verify=verify), rounds=3
    )
    report(benchmark, len(read), "regions", seconds)


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_write_table(benchmark, found, tmp_path, suffix):
    cells, seconds = found
    path = tmp_path / f"cells.{suffix}"
    benchmark.pedantic(
        lambda copy: pr.write_table(copy, path), setup=lambda: ((fresh(cells),), {}), rounds=2
    )
    report(benchmark, len(cells), "rows", seconds)
