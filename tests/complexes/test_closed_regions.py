"""Closed connected regions as objects, against all slices of all regions and their definition."""

from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest

import polyregions as pr
from polyregions import HPolytope, Layer, Network, whole_space
from polyregions.complexes.connected import closed_labels
from polyregions.constructions import max_min, montufar
from polyregions.polytopes import generators, is_bounded, volume
from polyregions.polytopes.linear_programs import Infeasible, maximise
from polyregions.refinement import component_labels
from tests.helpers.cases import each
from tests.helpers.folded_networks import folded_network, folded_networks
from tests.helpers.transformations import inputs_scaled

OUTPUT = Layer([[1]], None, "identity")

NETWORKS = [
    max_min(),
    montufar(2, 4, 3),
    montufar(1, 3, 3),
    Network([Layer([[1, 1, 0]], [0], "identity")], None, "one region"),
    *folded_networks([1, 5, 14, 17, 27, 30, 54]),
    *folded_networks([3, 16, 30, 129], outputs=2),
]
MORE = [
    *folded_networks([3, 8, 35, 41, 43, 57, *range(200, 212)]),
    *folded_networks([1, 2, 12, *range(230, 240)], outputs=2),
    *folded_networks([250, 251], outputs=3),
]


def has_point_inside(rows, domain):
    """Whether some inequalities have a common solution that is inside of a domain."""
    wide = [(*row[:-1], 0, row[-1]) for row in rows]
    wide += [(*row[:-1], 1, row[-1]) for row in domain.rows]
    n = domain.dimension
    wide += [(*[0] * n, -1, 0), (*[0] * n, 1, 1)]
    highest = maximise(wide, (*[0] * n, 1))
    return not isinstance(highest, Infeasible) and highest.value > 0


def slice_rows(cells, index, own):
    """The inequalities of the part of a region where the network is the map of another one."""
    outputs = cells.integer_form.output_forms
    rows = list(cells.polytope(index).rows)
    for first, second in zip(outputs(cells.bits(index)), outputs(cells.bits(own)), strict=True):
        form = [a - b for a, b in zip(first, second, strict=True)]
        rows.append((*form[:-1], -form[-1]))
        rows.append((*(-a for a in form[:-1]), form[-1]))
    return rows


def components(cells, member):
    """The components of the set where the network is the map of a member, by the definition."""
    domain = cells.domain
    rows = {i: slice_rows(cells, i, member) for i in range(len(cells))}
    rows = {i: own for i, own in rows.items() if has_point_inside(own, domain)}
    pairs = [
        (i, j) for i, j in combinations(rows, 2) if has_point_inside(rows[i] + rows[j], domain)
    ]
    labels = component_labels(len(cells), *np.array(pairs, dtype=np.int64).reshape(-1, 2).T)
    return {i: int(labels[i]) for i in rows}


def check_components(cells):
    """Compare all closed regions of a complex with the components of slices."""
    maps, labels = cells.affine_labels, cells.closed_region_labels
    firsts = np.unique(maps, return_index=True)[1]
    for first in firsts.tolist():
        found = components(cells, first)
        members = np.flatnonzero(maps == maps[first]).tolist()
        for i, j in combinations(members, 2):
            assert (labels[i] == labels[j]) == (found[i] == found[j])
        for region in cells.closed_regions():
            if region.members[0] in members:
                own = found[region.members[0]]
                meeting = {i for i, label in found.items() if label == own}
                assert meeting == {*region.members, *region.reached}


@each("network", NETWORKS, ids=str)
def test_closed_regions_are_components_of_slices(network):
    check_components(pr.regions(network))


@pytest.mark.slow
@each("network", MORE, ids=str, size=20)
def test_more_closed_regions(network):
    cells = pr.regions(network)
    if len(cells) > 24:
        cells = pr.regions(network, [["-1/2", "3/4"]] * network.inputs)
    check_components(cells)
    check_views(cells)


def check_views(cells):
    """Check members, slices, hulls and convexity of the first few closed regions."""
    regions = cells.closed_regions()
    assert len(regions) == cells.count(5)
    assert regions.labels is cells.closed_region_labels
    for label, region in enumerate(list(regions)[:8]):
        assert {cells.closed_region_labels[i] for i in region.members} == {region.label} == {label}
        linear = {cells.linear_region_labels[i] for i in region.members}
        assert {own.label for own in region.linear_regions} == linear
        assert len(region.slices) == len(region.reached)
        assert len(region.parts) == len(region.slices) + len(region.members)
        corners = [generators(part) for part in region.parts]
        for own in corners:
            for vertex in own.vertices:
                assert cells.network.exact(vertex) == region.affine_map(vertex)
                assert region.contains(vertex)
        if is_bounded(cells.domain):
            assert region.volume == sum(cells[i].volume for i in region.members)
            # It is all of its hull, or a part of it that misses a set with interior.
            assert region.is_convex == (volume(region.hull) == region.volume)


@each("network", NETWORKS, ids=str)
def test_members_slices_hulls_and_convexity(network):
    check_views(pr.regions(network))


def test_what_touches_on_the_boundary_alone_is_apart():
    """relu(y - |x|) is zero on both sides of y = |x|, and these meet in a point, (0, 0)."""
    roof = Network([Layer([[1, 0], [-1, 0], [0, 1]]), Layer([[-1, -1, 1]]), OUTPUT])
    on_the_edge = pr.regions(roof, [[-1, 1], [0, 1]])
    assert [on_the_edge.count(number) for number in (4, 5, 6)] == [4, 4, 3]
    below_too = pr.regions(roof, [[-1, 1], [-1, 1]])
    assert [below_too.count(number) for number in (4, 5, 6)] == [3, 3, 3]


def test_a_slice_that_sticks_out_makes_a_region_not_convex():
    """max(x, 0) - max(-y, 0) is zero for x <= 0 <= y, and where x = -y in another quadrant."""
    net = Network([Layer([[1, 0], [0, -1]]), Layer([[1, -1]], None, "identity")])
    cells = pr.regions(net, [[-1, 1], [-1, 1]])
    zero = next(r for r in cells.closed_regions() if not any(r.affine_map.weights[0]))
    (linear,) = zero.linear_regions
    assert linear.is_convex
    assert not zero.is_convex
    assert zero.volume == linear.volume == 1
    assert zero.contains(["1/2", "-1/2"])
    assert not linear.contains(["1/2", "-1/2"])
    assert zero.hull == HPolytope(2, [(-1, 0, 1), (0, 1, 1), (2, 1, 1), (-1, -2, 1)])
    assert zero.bounding_box == ((-1, 1), (-1, 1))
    assert len(zero.neighbours) == 2


@pytest.mark.parametrize("copies", [1, 2, 3, 4])
def test_copies_of_an_output_change_nothing(copies):
    """Facets on which one output has both signs, then two, then so many that a program decides."""
    network = folded_network(69)
    several = pr.Network([pr.Layer([[1]] * copies, None, "identity")]).compose(network)
    assert pr.regions(several, network.domain).count("closed_connected") == 12


def test_rays_carry_slopes():
    """A facet on which F - a is 1 at the vertex and 0 along the ray does not meet F = a.

    On x >= 0 the steps 0, 1, 2 stand in one line; on the upper half plane every facet is a ray.
    """
    steps = Layer([[1, 0]] * 4 + [[-1, 0]] * 2, [0, -1, -2, -3, -1, -2])
    up_and_down = Layer([[1, -1, -1, 1, 1, -1]], None, "identity")
    cells = pr.regions(Network([steps, up_and_down]), HPolytope(2, [(0, -1, 0)]))
    assert [cells.count(number) for number in (2, 4, 5, 6)] == [7, 7, 7, 5]


def test_facets_of_several_outputs():
    """Next to a facet stand mirror images of maps; where both outputs vanish a program decides."""
    rows = [[s * (i == j) for j in range(3)] for i in range(3) for s in (1, -1)]
    for shift in (0, 1, 5):
        kinks = Layer([[1, 1, 1, -1, 0, 0], [1, 1, 0, 0, 1, -1]], [-1, -1 - shift])
        both = Layer([[1, 0], [0, 1]], None, "identity")
        cells = pr.regions(Network([Layer(rows), kinks, both]), [[-2, 2]] * 3)
        check_components(cells)


def test_generic_networks_need_no_search(monkeypatch):
    monkeypatch.setattr(closed_labels, "ClosedSearch", None)
    cells = pr.regions(pr.he_random((2, 8, 8, 1), seed=1), [[-1, 1], [-1, 1]])
    assert "face_lattice" not in vars(cells)
    assert cells.count(5) == cells.count(4) > 40
    assert "face_lattice" not in vars(cells)
    with pytest.raises(TypeError):
        pr.regions(montufar(2, 4, 3)).count(5)


def test_maps_are_searched_in_parts_with_the_same_result(monkeypatch):
    whole = pr.regions(montufar(2, 6, 3), whole_space(2)).closed_region_labels
    monkeypatch.setattr(closed_labels, "_NODES_AT_ONCE", 1)
    parts = pr.regions(montufar(2, 6, 3), whole_space(2)).closed_region_labels
    assert parts.tolist() == whole.tolist()
    assert int(whole.max()) + 1 == 51


@each("factor", [10**400, Fraction(1, 10**400)], ids=["1e400", "1e-400"])
def test_numbers_beyond_floats(factor):
    """Coordinates and outputs that no float is near to are compared exactly."""
    folds = montufar(2, 4, 3)
    with np.errstate(all="raise"):
        for domain, numbers in ((folds.domain, (16, 12, 12)), (whole_space(2), (36, 24, 21))):
            cells = pr.regions(inputs_scaled(folds.with_domain(domain), factor))
            assert tuple(cells.count(number) for number in (4, 5, 6)) == numbers
            assert cells.linear_region_convexity.all()
            scaled = Network([Layer([[factor]], None, "identity")]).compose(folds)
            cells = pr.regions(scaled, domain)
            assert tuple(cells.count(number) for number in (4, 5, 6)) == numbers


def test_labels_between_those_of_two_other_definitions():
    """Each closed region is a union of linear regions, and has one affine map."""
    for network in (montufar(2, 6, 3), montufar(2, 6, 3).with_domain(whole_space(2))):
        cells = pr.regions(network)
        columns = (cells.linear_region_labels, cells.closed_region_labels, cells.affine_labels)
        for finer, coarser in pairwise(columns):
            pairs = {*zip(finer.tolist(), coarser.tolist(), strict=True)}
            assert len(pairs) == int(finer.max()) + 1
        firsts = np.unique(columns[1], return_index=True)[1]
        assert sorted(firsts) == firsts.tolist()
