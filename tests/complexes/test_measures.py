"""Volumes, centroids, bounding boxes and numbers of vertices are those of the views, rounded."""

import random
from types import SimpleNamespace

import numpy as np
import pytest

import polyregions as pr
from polyregions.arithmetic import nearest_float
from polyregions.complexes import measures
from polyregions.complexes.places import have_facets
from polyregions.refinement import enclosed_measures
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.clocks import fake_clock
from tests.helpers.data import golden_cases, golden_network

COLUMNS = ("volumes", "centroids", "bounding_boxes", "vertex_counts")


def check_measures(cells, most=None):
    """Compare the columns with what the views of some regions compute one by one."""
    rng = random.Random(len(cells))
    chosen = range(len(cells))
    if most is not None and most < len(cells):
        chosen = rng.sample(chosen, most)
    for index in chosen:
        region = cells[index]
        corners = region.generators
        case = (cells.network, cells.domain, region)
        assert cells.vertex_counts[index] == len(corners.vertices), case
        assert cells.facet_counts[index] == len(region.facets), case
        if corners.rays or corners.lines:
            assert cells.volumes[index] == np.inf, case
            assert np.isnan(cells.centroids[index]).all(), case
            check_box_of_unbounded(region, cells.bounding_boxes[index])
        else:
            box = [tuple(map(nearest_float, side)) for side in region.bounding_box]
            assert cells.volumes[index] == nearest_float(region.volume), case
            assert cells.centroids[index].tolist() == list(map(nearest_float, region.centroid)), (
                case
            )
            assert cells.bounding_boxes[index].tolist() == list(map(list, box)), case


def check_box_of_unbounded(region, box):
    corners = region.generators
    directions = [*corners.rays, *corners.lines, *([-x for x in line] for line in corners.lines)]
    for i, (least, greatest) in enumerate(box):
        values = [vertex[i] for vertex in corners.vertices]
        down = any(direction[i] < 0 for direction in directions)
        up = any(direction[i] > 0 for direction in directions)
        assert least == (-np.inf if down else nearest_float(min(values))), region
        assert greatest == (np.inf if up else nearest_float(max(values))), region


def measured(cells, parts=None):
    """Measure regions anew."""
    parts = enclosed_measures(cells.network, cells.domain) if parts is None else parts
    return measures.measures(cells.network.inputs, cells.enumeration, parts, cells.polytope)


def measured_exactly(cells, monkeypatch, parts=None):
    """Return how many regions the columns take rational arithmetic for."""
    count = 0
    exactly = measures._measure_exactly

    def counted(*arguments):
        nonlocal count
        count += 1
        exactly(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(measures, "_measure_exactly", counted)
        measured(cells, parts)
    return count


@each("case", AWKWARD, ids=str)
def test_awkward_networks(case):
    check_measures(pr.regions(case.network))


@each("case", golden_cases()[::4], ids=lambda case: case["name"])
def test_golden_networks(case):
    check_measures(pr.regions(golden_network(case)), most=4)


@pytest.mark.slow
@each("case", golden_cases(), ids=lambda case: case["name"], size=20)
def test_all_golden_networks(case):
    check_measures(pr.regions(golden_network(case)), most=30)


def test_floats_suffice_for_networks_of_general_weights(monkeypatch):
    for widths, domain in (
        ((1, 9, 9, 1), [[-1, 1]]),
        ((2, 8, 8, 8, 1), [[-1, 1]] * 2),
        ((2, 8, 8, 1), pr.whole_space(2)),
        ((3, 8, 6, 1), [[-1, 1]] * 3),
        ((3, 7, 5, 1), pr.whole_space(3)),
        ((4, 6, 4, 1), [[-1, 2]] * 4),
        ((5, 5, 1), [[0, 1]] * 5),
    ):
        cells = pr.regions(pr.he_random(widths, seed=1, bias_std=0.5), domain)
        assert measured_exactly(cells, monkeypatch) == 0
        check_measures(cells, most=12)


def test_regions_make_up_the_domain():
    for widths, domain in (
        ((1, 20, 20, 1), [[-3, 5]]),
        ((2, 16, 16, 16, 1), [[-1, "1/3"], [2, 3]]),
        ((3, 12, 12, 1), [[0, 1]] * 3),
        ((4, 8, 6, 1), [[0, 2]] * 4),
    ):
        cells = pr.regions(pr.he_random(widths, seed=2, bias_std=0.5), domain)
        boxes = cells.bounding_boxes
        lowest, highest = boxes[:, :, 0].min(axis=0), boxes[:, :, 1].max(axis=0)
        whole = np.prod(highest - lowest)
        assert abs(cells.volumes.sum() - whole) <= len(cells) * 2.0**-50 * whole
        assert (cells.volumes > 0).all()
        middles = cells.volumes @ cells.centroids / whole
        assert np.abs(middles - (lowest + highest) / 2).max() < 2.0**-40 * np.abs(boxes).max()
        assert ((cells.centroids > boxes[:, :, 0]) & (cells.centroids < boxes[:, :, 1])).all()


def test_simplices_and_cross_polytopes():
    """Vertices on more facets than coordinates; faces that are no simplices."""
    octahedron = pr.from_inequalities(
        [[a, b, c] for a in (1, -1) for b in (1, -1) for c in (1, -1)], [1] * 8
    )
    cut = pr.Network([pr.Layer([[1, 2, 4], [1, 0, 0]], ["1/7", 0])])
    for domain in (octahedron, pr.simplex(3), pr.from_inequalities(
        [[s * (i == k) for i in range(4)] for k in range(4) for s in (1, -1)] + [[1] * 4], [1] * 9
    )):  # fmt: skip
        network = cut if domain.dimension == 3 else pr.Network([pr.Layer([[1, -1, 2, 0]], ["1/5"])])
        check_measures(pr.regions(network, domain))
    assert pr.regions(pr.Network([pr.Layer([[0, 0, 0]])]), octahedron).volumes.tolist() == [4 / 3]


def test_regions_of_many_facets_and_vertices():
    """More than one word of facets and vertices: a prism over a polygon, whose area is exact."""
    # Tangents of the unit circle.
    polygon = pr.HPolytope(2, [(24 * t, 144 - t * t, 144 + t * t) for t in range(-40, 41)])
    rows = [(*row[:2], 0, row[2]) for row in polygon.rows]
    prism = pr.HPolytope(3, [*rows, (0, 0, 1, 3), (0, 0, -1, 0)])
    nothing = pr.Network([pr.Layer([[0, 0, 0]])])
    flat_cells = pr.regions(pr.Network([pr.Layer([[0, 0]])]), polygon)
    cells = pr.regions(nothing, prism)
    count = len(flat_cells[0].vertices)
    assert count > 64
    assert (flat_cells.vertex_counts[0], cells.vertex_counts[0]) == (count, 2 * count)
    assert flat_cells.volumes[0] == nearest_float(flat_cells[0].volume)
    assert cells.volumes[0] == nearest_float(3 * flat_cells[0].volume)
    centre = [*map(nearest_float, flat_cells[0].centroid), 1.5]
    assert cells.centroids[0].tolist() == centre


def test_lines_and_rays(monkeypatch):
    for weights, domain in (
        ([[1, -1]], None),
        ([[1, 0]], None),
        ([[0, 1, 0], [0, 1, 1]], None),
        ([[1, 2, 3], [2, 4, 6]], None),
        ([[1, -1, 0]], pr.HPolytope(3, [(1, 1, 0, 5)])),
        ([[0, 0]], None),
        ([[2, 1], [1, 3]], pr.HPolytope(2, [(-1, 0, 0)])),
    ):
        network = pr.Network([pr.Layer(weights, list(range(len(weights))))])
        cells = pr.regions(network, domain)
        check_measures(cells)
        assert measured_exactly(cells, monkeypatch) == 0


def test_directions_of_rays():
    """Errors leave open where a ray goes, but for coordinates that are marked as zero."""
    from polyregions.refinement.vertices.measuring import _directions

    points = np.array([[0.5, -0.5, 1], [1, 0.25, 0], [1, -0.25, 0], [1, 0.0, 0], [-1, -0.0, 0]])
    errors = np.array([9.0, 0.25, 0.125, 0.125, 0.125])
    found = SimpleNamespace(points=points, errors=errors, kept=(0, 2), patterns=np.zeros((5, 1)))
    free = np.array([False, True, False])
    directions = _directions(found, np.arange(5), points[:, 2] == 0, free)
    nothing, free_one = [0, 0], [1, 1]
    assert directions.tolist() == [
        [nothing, free_one, nothing],
        [[0, 1], free_one, [-1, -1]],
        [[0, 1], free_one, [1, 0]],
        [[0, 1], free_one, [-1, -1]],
        [[1, 0], free_one, nothing],
    ]


def test_other_engines_files_and_subsets(tmp_path, monkeypatch):
    network = pr.he_random((2, 6, 5, 1), seed=3, bias_std=0.5).with_domain([[-1, 1]] * 2)
    cells = pr.regions(network)
    pr.write_complex(cells, tmp_path / "cells.json")
    read = pr.read_complex(tmp_path / "cells.json")
    for other in (pr.regions(network, engine="lp"), read):
        assert measured_exactly(other, monkeypatch) == 0
        for name in COLUMNS:
            assert np.array_equal(getattr(other, name), getattr(cells, name)), name


def test_where_the_engine_does_not_reach(monkeypatch):
    """More inputs than it takes; start cells that cut regions in pieces."""
    wide = pr.Network([pr.Layer([[1] * 9, [1, 2] + [0] * 7], [0, -1])], [[0, 1]] * 9)
    pieces = pr.Network([pr.Layer([[1, 0], [0, 1]], None, ["relu", "identity"])])
    for network in (wide, pieces):
        found = []
        with monkeypatch.context() as patch:
            patch.setattr(
                measures, "_measure_exactly", lambda _, i, __, found=found: found.append(i)
            )
            cells = pr.regions(network)
            measured(cells)
        assert found == list(range(len(cells)))
    check_measures(pr.regions(pieces))
    assert not list(enclosed_measures(wide, wide.domain))


def test_facets_that_do_not_match_are_not_believed(monkeypatch):
    """A complex whose columns say other facets is measured by what it says."""
    cells = pr.regions(pr.he_random((2, 4, 1), seed=3, bias_std=0.5), [[-1, 1]] * 2)
    part = next(enclosed_measures(cells.network, cells.domain))
    places = np.arange(len(cells))
    order = np.argsort([row.tobytes() for row in part.patterns])
    assert have_facets(cells.enumeration, part, order, places).all()
    part.facet_hyperplanes[0] += 1
    part.facet_offsets[-1] -= 1
    differ = np.sort(order[~have_facets(cells.enumeration, part, order, places)])
    assert differ.tolist() == [0, len(cells) - 1]
    assert measured_exactly(cells, monkeypatch, [part]) == 2


def test_neighbours():
    cells = pr.regions(pr.he_random((2, 6, 5, 1), seed=3, bias_std=0.5), [[-1, 1]] * 2)
    offsets, regions, facets = cells.neighbours
    for region in cells:
        own = slice(*offsets[[region.index, region.index + 1]])
        assert regions[own].tolist() == [n.index for n in region.neighbours]
        across = cells.enumeration.facet_neighbours[facets[own]]
        assert np.array_equal(across, regions[own])


def test_no_time():
    cells = pr.regions(pr.he_random((3, 6, 6, 1), seed=3, bias_std=0.5), [[-1, 1]] * 3)
    for seconds in (0.5, 1.5, 2.5):
        with fake_clock(), pytest.raises(pr.OutOfTime), pr.time_limit(seconds):
            _ = cells.volumes
    assert "_measures" not in cells.__dict__


def test_time_is_asked_between_few_simplices(monkeypatch):
    """In the middle of one batch of regions, after some of their simplices."""
    from polyregions.refinement.vertices import measuring

    cells = pr.regions(pr.he_random((3, 6, 6, 1), seed=3, bias_std=0.5), [[-1, 1]] * 3)
    whole = cells.volumes
    monkeypatch.setattr(measuring, "_SIMPLICES_AT_ONCE", 1)
    assert np.array_equal(measured(cells).volumes, whole)
    with fake_clock(), pytest.raises(pr.OutOfTime), pr.time_limit(len(cells) / 2):
        measured(cells)
