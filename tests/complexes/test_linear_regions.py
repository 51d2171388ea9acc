"""Linear regions as objects: members, hulls, convexity decided in another way, neighbours."""

from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions import Layer, Network, whole_space
from polyregions.constructions import cancelling_facet, max_min, montufar
from polyregions.errors import UnboundedError
from polyregions.polytopes import generators, is_bounded, volume
from polyregions.polytopes.linear_programs import Optimal, maximise
from tests.helpers.cases import each
from tests.helpers.folded_networks import folded_networks

OUTPUT = Layer([[1]], None, "identity")


def valleys(level, inputs=2):
    """relu(|x_1| + ... + |x_n| - level), zero in a ball of the sum norm."""
    rows = [[s * (i == j) for j in range(inputs)] for i in range(inputs) for s in (1, -1)]
    return Network([Layer(rows), Layer([[1] * (2 * inputs)], [-level]), OUTPUT])


def hills(level, inputs=2):
    """relu(level - |x_1| - ... - |x_n|), zero outside of that ball."""
    rows = [[s * (i == j) for j in range(inputs)] for i in range(inputs) for s in (1, -1)]
    return Network([Layer(rows), Layer([[-1] * (2 * inputs)], [level]), OUTPUT])


NETWORKS = [
    max_min(),
    cancelling_facet(),
    valleys(1),
    hills(1),
    hills(2, 3).with_domain([[-3, 3]] * 3),
    montufar(2, 4, 3),
    montufar(2, 4, 3).with_domain(whole_space(2)),
    *folded_networks([1, 2, 8, 10, 17, 35, 42, 45, 65, 69]),
    *folded_networks([1, 5, 12, 76], outputs=2),
]
MORE = [*folded_networks(range(100, 140)), *folded_networks(range(160, 180), outputs=2)]


def is_convex_by_programs(cells, members, label):
    """Whether no member has a point beyond a facet between two maps, by exact linear programs."""
    labels = cells.linear_region_labels
    for member in members:
        for facet in cells[member].facets:
            if facet.neighbour is None or labels[facet.neighbour] == label:
                continue
            for other in members:
                highest = maximise(cells[other].polytope.rows, facet.halfspace.normal)
                if not isinstance(highest, Optimal) or highest.value > facet.halfspace.offset:
                    return False
    return True


def check_views(cells):
    """Check members, maps and convexity of all linear regions."""
    regions = cells.linear_regions()
    assert len(regions) == cells.count() == len(list(regions))
    assert sorted(i for region in regions for i in region.members) == list(range(len(cells)))
    for label, region in enumerate(regions):
        assert region.label == label
        assert {cells.linear_region_labels[i] for i in region.members} == {label}
        assert {str(cells[i].affine_map) for i in region.members} == {str(region.affine_map)}
        assert region.contains(region.interior_point)
        assert cells.locate(region.interior_point)[0].index == region.members[0]
        assert region.is_convex == is_convex_by_programs(cells, region.members, label)
    assert regions.are_convex.tolist() == [region.is_convex for region in regions]


@each("network", NETWORKS, ids=str)
def test_members_maps_and_convexity(network):
    check_views(pr.regions(network))


def test_there_are_convex_and_other_regions_of_several_members():
    """What the test above is worth: both answers occur, many times."""
    answers = [
        region.is_convex
        for network in NETWORKS
        for region in pr.regions(network).linear_regions()
        if len(region.members) > 1
    ]
    assert min(answers.count(True), answers.count(False)) >= 10


def check_hulls(cells):
    """Check that hulls contain all members, with facets that touch them, and their volumes."""
    bounded = bool(is_bounded(cells.domain))
    for region in cells.linear_regions():
        corners = [generators(cells[i].polytope) for i in region.members]
        values = [
            [
                row[-1] * w - sum(a * x for a, x in zip(row, point, strict=False))
                for own in corners
                for w, points in ((1, own.vertices), (0, own.rays), (0, own.lines))
                for point in points
            ]
            for row in region.hull.rows
        ]
        # All is inside, and each facet is touched.
        assert all(min(row) == 0 for row in values)
        if bounded:
            whole = sum(cells[i].volume for i in region.members)
            assert region.volume == whole
            assert (volume(region.hull) == whole) == region.is_convex
            assert volume(region.hull) >= whole


@each("network", NETWORKS, ids=str)
def test_hulls(network):
    check_hulls(pr.regions(network))


@pytest.mark.slow
@each("network", MORE, ids=str, size=30)
def test_more_linear_regions(network):
    cells = pr.regions(network)
    check_views(cells)
    check_hulls(cells)


def test_a_region_that_is_not_convex():
    cells = pr.regions(hills(1), [[-2, 2], [-2, 2]])
    (outside,) = (r for r in cells.linear_regions() if not r.is_convex)
    assert outside.volume == 14
    assert outside.hull == pr.box([-2, -2], [2, 2])
    assert outside.centroid == (0, 0)
    assert outside.bounding_box == ((-2, 2), (-2, 2))
    assert outside.affine_map([5, 7]) == (0,)
    assert len(outside.neighbours) == 4
    assert not outside.contains([0, 0])
    assert outside.contains(["1/2", "1/2"])
    assert len(outside.parts) == len(outside.regions) == len(outside.members) == 4


def test_the_ball_is_convex():
    (inside,) = (r for r in pr.regions(valleys(1)).linear_regions() if len(r.members) > 1)
    assert inside.is_convex
    assert inside.hull == pr.HPolytope(2, [(1, 1, 1), (1, -1, 1), (-1, 1, 1), (-1, -1, 1)])
    assert inside.volume == 2
    assert len(inside.neighbours) == 4


def test_centroids_and_boxes_are_those_of_members():
    cells = pr.regions(montufar(2, 4, 3))
    for region in cells.linear_regions():
        (member,) = region.regions
        assert (region.centroid, region.bounding_box) == (member.centroid, member.bounding_box)
    step = pr.regions(hills(1), [[0, 1], [0, 1]]).linear_regions()[0]
    assert step.centroid == (Fraction(2, 3), Fraction(2, 3))


def test_unbounded_regions_have_no_volume():
    region = pr.regions(hills(1)).linear_regions()
    outside = next(r for r in region if not r.is_convex)
    assert not outside.hull.rows
    for ask in ("volume", "centroid", "bounding_box"):
        with pytest.raises(UnboundedError, match="unbounded"):
            getattr(outside, ask)


def test_a_sequence():
    cells = pr.regions(montufar(2, 4, 3))
    regions = cells.linear_regions()
    assert regions[-1] == regions[15] == cells.linear_regions()[15] != regions[14]
    assert hash(regions[-1]) == hash(regions[15])
    assert regions[2:5] == [regions[2], regions[3], regions[4]]
    assert regions[np.int64(3)].label == 3
    assert regions[0] != cells.closed_regions()[0]
    assert repr(regions[3]) == "<LinearRegion 3: 1 region>"
    for index in (16, -17):
        with pytest.raises(IndexError, match=f"number {index} of 16"):
            regions[index]
    with pytest.raises(TypeError):
        regions["first"]
    for index in (1.5, "1", None):
        with pytest.raises(TypeError):
            regions[index]


@each("network", NETWORKS[:12], ids=str)
def test_neighbours_are_those_of_the_graph(network):
    cells = pr.regions(network)
    graph = cells.graph()
    for region in cells.linear_regions():
        assert [r.label for r in region.neighbours] == sorted(graph[region.label])


def test_convexity_is_decided_in_parts_with_the_same_result(monkeypatch):
    cells = pr.regions(hills(2, 3), [[-3, 3]] * 3)
    expected = cells.linear_region_convexity.tolist()
    monkeypatch.setattr("polyregions.complexes.connected.convexity._PAIRS_AT_ONCE", 1)
    again = pr.regions(hills(2, 3), [[-3, 3]] * 3)
    assert again.linear_region_convexity.tolist() == expected
    assert expected.count(False) == 1


@each("excess", [0, Fraction(1, 10**40), -Fraction(1, 10**40)])
def test_a_bend_by_one_part_in_10_to_the_40(excess):
    """relu(y - excess relu(x)) is zero below a graph that turns at x = 0, up, down or not."""
    bend = Network([Layer([[1, 0], [0, 1], [0, -1]]), Layer([[-excess, 1, -1]]), OUTPUT])
    regions = pr.regions(bend).linear_regions()
    below = next(region for region in regions if not any(region.affine_map.weights[0]))
    assert len(below.members) == 2 + (excess > 0)
    assert below.is_convex == (excess <= 0)


def test_outputs_that_differ_by_less_than_floats():
    """The first output has no kink, and that of the second is below the nearest floats."""
    small = Fraction(1, 10**40)
    fold = Layer([[1, 0], [-1, 0], [0, 1], [0, -1]])
    hill = Layer([[-1, -1, -1, -1], [1, -1, 1, -1], [-1, 1, -1, 1]], [1, 0, 0])
    both = Layer([[0, 1, -1], [small, 1, -1]], [0, 1], "identity")
    cells = pr.regions(Network([fold, hill, both]), [[-2, 2], [-2, 2]])
    assert len({*map(tuple, cells.gradients.reshape(-1, 4).tolist())}) == 1
    (outside,) = (region for region in cells.linear_regions() if len(region.members) > 2)
    assert not outside.is_convex
    assert np.count_nonzero(~cells.linear_region_convexity) == 1
