"""Homology of sets of inputs is that of chains of faces, which a brute force finds otherwise."""

from fractions import Fraction
from itertools import product

import pytest

import polyregions as pr
from polyregions import Layer, Network, box
from polyregions.constructions import pinch, plateau, projective_plane, shell, slab, solid_torus
from tests.helpers.brute import (
    brute_complex,
    brute_decision,
    brute_level,
    homology,
    number_of_components,
)
from tests.helpers.cases import each
from tests.helpers.folded_networks import folded_networks
from tests.helpers.transformations import inputs_changed, inputs_scaled, permuted, unit_scaled

SETS = list(product(["superlevel", "sublevel", "level"], [False, True]))

BOX = box([Fraction(-5, 2)] * 2, [0, 0])


def levels_of(complex, output):
    """Return two levels: one that a vertex has, which is where sets change, and one between."""
    values = sorted(
        {
            sum(a * x for a, x in zip(face.outputs[output], (*vertex, 1), strict=True))
            for face in complex.faces
            for vertex in face.vertices
        }
    )
    middle = values[len(values) // 2]
    return middle, middle + Fraction(1, 3)


def check_homology(faces, cells, *names, **options):
    """Compare the homology of one set, with both kinds of coefficients."""
    inputs = cells.network.inputs
    expected = homology(faces, inputs)
    found = cells.topology(*names, **options)
    assert found.betti_numbers == expected.betti_gf2
    assert found.euler_characteristic == expected.euler_characteristic
    assert found.components == number_of_components(faces)
    found = cells.topology(*names, **options, coefficients="integers")
    assert (found.betti_numbers, found.torsion) == (expected.betti, expected.torsion)


def check_levels(network, domain=None):
    cells = pr.regions(network, domain)
    complex = brute_complex(network, domain)
    output = network.outputs - 1
    for level in levels_of(complex, output):
        for name, closed in SETS:
            faces = brute_level(complex, name, output, level, closed)
            check_homology(faces, cells, name, output=output, level=level, closed=closed)


def check_decisions(network):
    cells = pr.regions(network)
    complex = brute_complex(network)
    for closed in (False, True):
        for label in range(network.outputs):
            faces = brute_decision(complex, label, closed)
            check_homology(faces, cells, "decision_region", label=label, closed=closed)
        faces = brute_decision(complex, closed=closed)
        check_homology(faces, cells, "decision_boundary", closed=closed)


@pytest.mark.parametrize(
    ("network", "domain"),
    [
        (shell(1), None),
        (shell(2), None),
        (shell(2), BOX),
        (pinch(), None),
        (plateau(), None),
        (plateau(), BOX),
        (slab(1, inputs=3), None),
    ],
    ids=str,
)
def test_shapes(network, domain):
    check_levels(network, domain)


@pytest.mark.parametrize(
    ("network", "positive", "negative", "zero"),
    [
        (shell(2), (1, 1), (2, 1), (2, 2)),
        (shell(3), (1, 0, 1), (2, 0, 1), (2, 0, 2)),
        (solid_torus(), (1, 1, 0), (1, 1, 1), (1, 2, 1)),
        (pinch(), (2, 0), (2, 0), (1, 0)),
        (plateau(), (1, 1), (0, 0), (1, 0)),
    ],
    ids=str,
)
def test_known_betti_numbers(network, positive, negative, zero):
    cells = pr.regions(network)
    assert cells.topology().betti_numbers == positive
    assert cells.topology("sublevel").betti_numbers == negative
    assert cells.topology("level").betti_numbers == zero


def test_closed_positive_parts_of_a_pinch_are_one():
    assert pr.regions(pinch()).topology(closed=True).components == 1


def test_a_projective_plane_has_torsion():
    """So has what is near to it; what is left is an annulus of dimension four around a tree."""
    cells = pr.regions(projective_plane())
    for level in (0, Fraction(1, 12)):
        options = {"level": level, "closed": True}
        found = cells.topology("sublevel", **options, coefficients="integers")
        assert found.betti_numbers == (1, 0, 0, 0, 0)
        assert found.torsion == ((), (2,), (), (), ())
        assert cells.topology("sublevel", **options).betti_numbers == (1, 1, 1, 0, 0)


@each("network", folded_networks(range(300, 308), outputs=1), ids=str)
def test_levels_of_folded_networks(network):
    check_levels(network)


@each("network", folded_networks(range(400, 402), outputs=2), ids=str)
def test_decisions_of_folded_networks(network):
    check_decisions(network)


def third_output(network):
    """Return a network with one output more: the sum of the others, moved."""
    last = network.layers[-1]
    total = [sum(column) for column in zip(*last.weights, strict=True)]
    layer = Layer([*last.weights, total], [*last.bias, 1], "identity")
    return Network([*network.layers[:-1], layer], network.domain)


@each("network", map(third_output, folded_networks(range(420, 425), outputs=2)), ids=str)
def test_decisions_between_three_outputs(network):
    check_decisions(network)


@pytest.mark.slow
@each("network", folded_networks(range(308, 322), outputs=1), ids=str)
def test_more_levels_of_folded_networks(network):
    check_levels(network)


@each("network", [shell(2), plateau(), *folded_networks([5, 14, 17, 30], outputs=1)], ids=str)
def test_symmetry_and_scaling_change_nothing(network):
    n = network.inputs
    flipped = [[-int(i + j == n - 1) for j in range(n)] for i in range(n)]
    first = network.layers[0].units
    others = [
        inputs_changed(network, flipped, [Fraction(1, 2)] * n),
        inputs_scaled(network, Fraction(10**9, 7)),
        permuted(unit_scaled(network, 0, 0, Fraction(2, 3), True), 0, range(first)[::-1]),
    ]
    for name, closed in SETS:
        expected, *found = (
            pr.regions(one).topology(name, closed=closed).betti_numbers
            for one in (network, *others)
        )
        assert found == [expected] * len(others)
