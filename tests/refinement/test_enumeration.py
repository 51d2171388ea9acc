"""The columns that an engine hands over, and the completeness check on them."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings

from polyregions import HPolytope, Layer, Network, box, montufar, regions
from polyregions.errors import InternalError
from polyregions.refinement import BOUNDARY, ENGINES, Execution, chosen_engine, enumerate_cells
from polyregions.refinement.enumeration import check_reciprocal
from tests.helpers.engines import ENGINE_NAMES
from tests.refinement.strategies import networks


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@settings(max_examples=25)
@given(network=networks())
def test_columns(engine, network):
    domain = network.domain or HPolytope(network.inputs)
    found = enumerate_cells(network, domain, Execution(engine))
    n, facets = len(found), len(found.facet_hyperplanes)
    units = sum(network.pattern_sizes)
    assert found.patterns.shape == (n, (units + 7) // 8)
    assert found.patterns.dtype == np.uint8
    rows = [row.tobytes() for row in found.patterns]
    assert rows == sorted(set(rows))
    assert len(found.interior_points) == n
    assert all(len(point) == network.inputs + 1 for point in found.interior_points)
    assert all(point[-1] > 0 for point in found.interior_points)
    assert found.facet_offsets.shape == (n + 1,)
    assert found.facet_offsets[0] == 0
    assert found.facet_offsets[-1] == facets == len(found.facet_neighbours)
    assert np.all(np.diff(found.facet_offsets) >= 0)
    assert np.all((found.facet_neighbours >= 0) == (found.facet_hyperplanes >= 0))
    assert set(found.facet_neighbours[found.facet_neighbours < 0]) <= {BOUNDARY}
    assert found.facet_hyperplanes.max(initial=-1) < units
    assert found.facet_hyperplanes.min(initial=0) >= -len(domain.rows)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@settings(max_examples=25)
@given(network=networks())
def test_the_hyperplane_of_a_facet_is_its_first_unit_or_row(engine, network):
    complex = regions(network, engine=engine)
    found = complex.enumeration
    names = [(i, u) for i, layer in enumerate(network.layers) for u in layer.relu_units]
    for region in complex:
        start, stop = found.facet_offsets[region.index : region.index + 2]
        facets = list(complex.one_sided_facets(region.index))
        for carrier, (halfspace, units, _) in zip(
            found.facet_hyperplanes[start:stop], facets, strict=True
        ):
            if carrier < 0:
                assert halfspace.row == complex.domain.rows[-1 - carrier]
            else:
                assert names[carrier] == units[0]


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_progress_is_reported(engine):
    reports = []
    network = montufar(2, 4, 3)
    enumerate_cells(network, network.domain, Execution(engine, progress=reports.append))
    assert reports
    assert reports == sorted(reports)
    assert reports[-1] == 16


@pytest.mark.parametrize("engine", ENGINES)
def test_the_engine_is_recorded(engine):
    complex = regions(montufar(1, 2, 2), engine=engine)
    assert complex.engine == chosen_engine(engine, inputs=1)
    assert complex.engine in ENGINE_NAMES
    assert complex.engine == engine or engine == "auto"


def facets(*neighbours_of_each):
    offsets = np.cumsum([0, *map(len, neighbours_of_each)])
    return offsets, np.array([n for ns in neighbours_of_each for n in ns], dtype=np.int32)


def test_facets_seen_from_both_sides_pass():
    check_reciprocal(*facets([-1, 1], [0, 2, -1], [1]))
    check_reciprocal(*facets([]))


@pytest.mark.parametrize(
    "neighbours",
    [
        ([1], [-1]),
        ([-1], [0]),
        ([1], [2], [0]),
        ([1, 1], [0, 0]),
        ([1, 1], [0]),
        ([0],),
    ],
    ids=str,
)
def test_a_facet_seen_from_one_side_only_is_a_bug(neighbours):
    with pytest.raises(InternalError, match="please report it"):
        check_reciprocal(*facets(*neighbours))


def test_no_network_changes_what_is_imported():
    """Counting loads no plotting, learning or convex programming library."""
    program = (
        "import sys, polyregions as pr; pr.count_regions(pr.montufar(2, 4, 3), engine='lp');"
        "print(sorted({'torch', 'onnx', 'matplotlib', 'cvxpy', 'numba'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_region_can_have_no_facets():
    found = enumerate_cells(Network([Layer([[0]], [1])]), HPolytope(1), Execution("lp"))
    assert len(found) == 1
    assert found.facet_offsets.tolist() == [0, 0]


def test_a_hyperplane_on_the_boundary_belongs_to_the_domain():
    found = enumerate_cells(Network([Layer([[1]], [0])]), box([0], [1]), Execution("lp"))
    assert sorted(found.facet_hyperplanes.tolist()) == [-2, -1]
