"""Persistence of small networks is what chains of faces say, reduced one by one."""

from collections import Counter

import pytest

import polyregions as pr
from polyregions import Layer, Network, box, montufar
from polyregions.constructions import shell, solid_torus
from tests.helpers.brute import brute_complex, brute_level, brute_persistence, homology
from tests.helpers.cases import each
from tests.helpers.folded_networks import folded_networks


def with_box(network):
    """Return the network on its own domain, cut to a box that is seldom symmetric to it."""
    n = network.inputs
    around = box([-2] * n, [3] * n)
    domain = around if network.domain is None else network.domain.intersection(around)
    return network.with_domain(domain)


def turned(network, output):
    """Return the network of the negative output."""
    last = network.layers[-1]
    sizes = [-int(i == output) for i in range(last.units)]
    return Network([*network.layers, Layer([sizes], None, "identity")], network.domain)


def bars(diagram):
    return Counter({(b.dimension, b.birth, b.death): b.multiplicity for b in diagram})


def check(network):
    cells = pr.regions(network)
    complex = brute_complex(network)
    output = network.outputs - 1
    diagram = cells.persistence(output)
    assert bars(diagram) == brute_persistence(complex, output)
    falling = brute_persistence(brute_complex(turned(network, output)))
    expected = {(k, -b, None if d is None else -d): n for (k, b, d), n in falling.items()}
    assert bars(cells.persistence(output, "superlevel")) == expected
    levels = sorted(
        {level for bar in diagram for level in (bar.birth, bar.death) if level is not None}
    )
    for low, high in zip(levels, [*levels[1:], levels[-1] + 2], strict=True):
        for level in (low, (low + high) / 2):
            faces = brute_level(complex, "sublevel", output, level, closed=True)
            betti = homology(faces, network.inputs).betti_gf2
            assert diagram.betti_numbers(level) == betti


@pytest.mark.parametrize("network", [montufar(2, 4, 3), montufar(1, 3, 3), shell()], ids=str)
def test_shapes(network):
    check(with_box(network))


@pytest.mark.slow
def test_solid_torus():
    check(solid_torus().with_domain(box([-5, -5, -2], [5, 5, 2])))


@each("network", map(with_box, folded_networks(range(12))), ids=str)
def test_folded_networks(network):
    check(network)


@pytest.mark.slow
@each("network", map(with_box, folded_networks(range(20, 44))), ids=str)
def test_more_folded_networks(network):
    check(network)
