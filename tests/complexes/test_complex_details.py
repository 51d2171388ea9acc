"""Complexes of small networks whose cells, facets and ties are known by hand."""

from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions.complexes import merging, residues
from polyregions.complexes.decisions.tournament import Tournament, with_tournament
from polyregions.complexes.layers_of_facets import facet_layers
from polyregions.complexes.line_density import density_along, segment_regions
from polyregions.complexes.relevance import contributing_patterns
from polyregions.complexes.residues import OutputResidues, UnitResidues
from polyregions.refinement import component_labels
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.columns import check_facet_units

# The signs of x and y; what the outputs see is the first alone.
CROSS = pr.Network([pr.Layer([[1, 0], [0, 1]]), pr.Layer([[1, 0]], None, "identity")])
# Rises, falls and rises again: the two slopes 1 are the same map only on the first and last piece.
HAT = pr.Network([pr.Layer([[1], [1], [1]], [1, 0, -1]), pr.Layer([[1, -2, 1]], None, "identity")])
LATER = pr.Network(
    [
        pr.Layer([[1]]),
        pr.Layer(
            [
                [
                    1,
                ],
                [0],
                [2],
            ],
            ["-1/2", 1, 0],
        ),
    ]
)
FRACTIONS = pr.Network(
    [
        pr.Layer([["1/3", 0], ["-1/2", 2], [0, 1]], ["1/5", 0, -1], ["relu", "identity", "relu"]),
        pr.Layer([["1/7", 1, 1], [1, 1, "-1/3"]], [1, "1/2"]),
        pr.Layer([[1, "1/11"], [1, -2]], [0, "1/3"], ["identity", "relu"]),
    ]
)


# Labels


def test_labels_of_a_hat():
    cells = pr.regions(HAT)
    assert cells.affine_labels.tolist() == [0, 1, 2, 0]
    assert cells.linear_region_labels.tolist() == [0, 1, 2, 3]
    assert [cells.count(name) for name in ("affine", "open_connected")] == [3, 4]
    assert pr.regions(CROSS).linear_region_labels.tolist() == [0, 0, 1, 1]
    assert pr.regions(CROSS).count("affine") == 2


def test_labels_are_numbered_by_their_first_members():
    assert merging.numbered_by_first(np.array([5, 9, 5, 1, 9])).tolist() == [0, 1, 0, 2, 1]


@each("case", [case for case in AWKWARD if case.proper_activation < 100][::2], ids=str)
def test_facets_that_are_proved_to_separate_change_no_label(case, monkeypatch):
    check_labels(pr.regions(case.network), monkeypatch)


def test_labels_where_engine_lp_has_found_the_regions(monkeypatch):
    for network in (pr.ternary(2, 6, 3), CROSS):
        check_labels(pr.regions(network, engine="lp"), monkeypatch)


def check_labels(cells, monkeypatch):
    """Compare labels that residues help to find with those that all affine maps give."""
    here, across = cells.adjacent_pairs
    equal = cells.affine_labels[here] == cells.affine_labels[across]
    expected = component_labels(len(cells), here[equal], across[equal])
    for few in (0, 10**9):
        monkeypatch.setattr(merging, "_FEW_FACETS", few)
        patterns = cells.enumeration.patterns
        found = merging.linear_region_labels(cells.integer_form, patterns, here, across)
        assert found.tolist() == merging.numbered_by_first(expected).tolist()


def test_the_only_bit_that_changes():
    changes = np.packbits(np.eye(17, dtype=np.uint8), axis=1)
    assert merging._only_changes(changes).tolist() == [*range(17)]
    several = changes | np.roll(changes, 1, axis=0)
    assert merging._only_changes(several).tolist() == [-1] * 17
    assert merging._only_changes(np.zeros((2, 0), np.uint8)).tolist() == [-1, -1]


@pytest.mark.parametrize("primes", [[3], [3, 3]], ids=str)
def test_equal_residues_prove_nothing(primes, monkeypatch):
    """The slopes 0, 6 and 12 are one class modulo small primes."""
    monkeypatch.setattr(residues, "primes_of_sums", lambda terms: iter(primes))
    stairs = pr.Network([pr.Layer([[6], [6]], [0, -6]), pr.Layer([[1, 1]], None, "identity")])
    assert pr.regions(stairs).affine_labels.tolist() == [0, 1, 2]


def test_units_that_contribute():
    layers = [
        pr.Layer([[1], [1]]),
        pr.Layer([[1, 0], [0, 1]]),
        pr.Layer([[1, 0]], None, "identity"),
    ]
    form = pr.Network(layers).integer_form
    bits = np.array([[1, 1, 1, 1], [1, 1, 0, 1], [0, 1, 1, 1]], dtype=np.uint8)
    kept = contributing_patterns(form, np.packbits(bits, axis=1))
    expected = [[1, 0, 1, 0], [0, 0, 0, 0], [0, 0, 1, 0]]
    assert np.unpackbits(kept, axis=1, count=4).tolist() == expected


def test_residues_of_fractions():
    cells = pr.regions(FRACTIONS)
    form = cells.integer_form
    units, outputs = UnitResidues(form), OutputResidues(form)
    primes = [modulus.prime for modulus in outputs._moduli]
    assert len(set(primes)) == len(primes)
    for region in cells:
        bits = np.array([region.bits], dtype=np.uint8)
        expected = [[c % units.prime for c in f] for f in form.unit_forms(region.bits)]
        assert units(bits)[0].tolist() == expected
        flat = [c for f in form.output_forms(region.bits) for c in f]
        found = outputs(np.packbits(bits, axis=1))[0].tolist()
        assert found == [c % prime for prime in primes for c in flat]


# Facets


def test_facets_on_which_several_units_vanish():
    several = pr.Network([pr.Layer([[1, 2], [-2, -4], [1, 0]], [1, -2, 0])])
    for network in (CROSS, LATER, several, HAT):
        for domain in (None, [[-2, 2]] * network.inputs):
            cells = pr.regions(network, domain)
            check_facet_units(cells)


def test_units_on_both_sides_of_a_facet():
    cells = pr.regions(LATER)
    facets = [facet.units for region in cells for facet in region.facets]
    assert facets == [((0, 0), (1, 2))] * 2 + [((1, 0),)] * 2
    assert [[f.neighbour for f in region.facets] for region in cells] == [[1], [0, 2], [1]]


def test_polytopes_of_a_cross():
    cells = pr.regions(CROSS, [[-1, 1], [-2, 2]])
    boxes = [((-1, -2), (0, 0)), ((-1, 0), (0, 2)), ((0, -2), (1, 0)), ((0, 0), (1, 2))]
    assert [region.polytope for region in cells] == [pr.box(*bounds) for bounds in boxes]


def test_layers_of_facets():
    assert facet_layers(pr.regions(pr.montufar(1, 2, 3))).tolist() == [0, 2, 1, 2, 0, 2, 1, 2]
    # Both units vanish where x does, the later one on the right side only.
    net = pr.Network([pr.Layer([[1], [1]], [0, -1]), pr.Layer([[1, -2], [3, 0]])])
    by_place = {}
    cells = pr.regions(net)
    layers = iter(facet_layers(cells).tolist())
    for region in cells:
        for facet in region.facets:
            offset = Fraction(facet.halfspace.offset, facet.halfspace.normal[0])
            by_place.setdefault(offset, set()).add(next(layers))
    assert by_place == {0: {1}, 1: {1}, 2: {2}}


def test_complexes_differ_by_their_domains():
    assert pr.regions(CROSS) == pr.regions(CROSS)
    assert pr.regions(CROSS, [[-1, 1]] * 2) != pr.regions(CROSS, [[-2, 1]] * 2)
    assert pr.regions(CROSS) != pr.regions(HAT)


def test_points_on_faces():
    cells = pr.regions(CROSS, [[-1, 1]] * 2)
    for point, indices in [
        ((0, 0), [0, 1, 2, 3]),
        ((0, 1), [1, 3]),
        (("1/2", 0), [2, 3]),
        (("-1/2", "1/2"), [1]),
        ((2, 0), []),
    ]:
        assert [region.index for region in cells.locate(point)] == indices


# Graphs


def test_graphs_of_a_cross():
    cells = pr.regions(CROSS)
    coarse, fine = cells.graph(), cells.graph("activation_regions")
    assert list(coarse.edges(data=True)) == [(0, 1, {"units": ((0, 0),), "facets": 2})]
    assert sorted(fine.edges) == [(0, 1), (0, 2), (1, 3), (2, 3)]
    assert [members for _, members in coarse.nodes(data="members")] == [2, 2]
    assert cells.adjacency_matrix().toarray().tolist() == [[0, 2], [2, 0]]
    rows = [[0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 0, 1], [0, 1, 1, 0]]
    assert cells.adjacency_matrix("activation_regions").toarray().tolist() == rows


# Decisions


def test_three_outputs_meet():
    """The largest of x, y and 0 changes on three half-lines from the origin."""
    net = pr.Network([pr.Layer([[1, 0], [0, 1], [0, 0]], None, "identity")])
    boundary = pr.decision_boundary(pr.regions(net))
    found = [(p.classes, p.vertices, p.generators.rays, p.sides) for p in boundary]
    assert found == [
        ((0, 1), ((0, 0),), ((1, 1),), ((0,), (1,))),
        ((0, 2), ((0, 0),), ((0, -1),), ((0,), (2,))),
        ((1, 2), ((0, 0),), ((-1, 0),), ((1,), (2,))),
    ]
    assert len(boundary.separating) == 3
    assert boundary.ties == ()
    for cell in range(len(boundary.refinement)):
        point = boundary.refinement[cell].interior_point
        values = net.exact(point)
        assert values[boundary.cell_classes[cell]] == max(values)


def test_a_level_and_where_it_is_only_touched():
    ramp = pr.Network([pr.Layer([[1]]), pr.Layer([[1]], None, "identity")], pr.box([-1], [1]))
    boundary = pr.decision_boundary(pr.regions(ramp))
    assert [(tie.region, tie.classes) for tie in boundary.ties] == [(0, (0, 1))]
    assert [(p.regions, p.sides, p.separates) for p in boundary] == [((0, 1), ((0, 1), (1,)), True)]
    (piece,) = pr.decision_boundary(pr.regions(ramp), "1/2")
    assert (piece.vertices, piece.sides) == (((Fraction(1, 2),),), ((0,), (1,)))
    (end,) = pr.decision_boundary(pr.regions(ramp), 1)
    assert (end.vertices, end.regions, end.sides, end.separates) == (((1,),), (1,), ((0,),), False)
    twins = pr.Network([pr.Layer([[1], [1], [0]], None, "identity")])
    assert [tie.classes for tie in pr.decision_boundary(pr.regions(twins)).ties] == [(0, 1)]
    size = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], None, "identity")])
    (touch,) = pr.decision_boundary(pr.regions(size))
    assert (touch.sides, touch.separates) == (((1,), (1,)), False)


def test_a_tournament_of_five():
    net = pr.Network([pr.Layer([[1], [2], [-1], [0], ["1/2"]], [0, -1, 0, "1/3", 1], "identity")])
    long = with_tournament(net)
    for x in range(-3, 4):
        assert long.exact([x]) == (max(net.exact([x])),)
        bits = np.array([long.pattern([x]).bits], dtype=np.uint8)
        found = Tournament.of(bits, 5)
        assert found.winner[0] == net.exact([x]).index(max(net.exact([x])))
        assert found.left.shape == found.right.shape == (1, 4)


# Lines


def test_regions_on_a_segment():
    found = segment_regions(CROSS, [-1, -2], [2, 2])
    assert (found.open_connected, found.proper_activation, found.squared_length) == (2, 3, 25)
    assert (found.length, found.density, found.activation_density) == (5.0, 0.2, 0.4)
    both = density_along(CROSS, [([-1, -2], [2, 2]), ([1, 1], [1, 6]), ([-1, 1], [4, 1])])
    assert (both.length, both.density, both.activation_density) == (15.0, 2 / 15, 3 / 15)
    assert both.standard_error == pytest.approx((3 * (1 / 3)) ** 0.5 / 15)
