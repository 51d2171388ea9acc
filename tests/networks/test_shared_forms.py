"""Forms and influences of units against a walk through the whole network."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions import Layer, Network
from polyregions.complexes.relevance import contributing_patterns
from polyregions.networks import Influence, SharedForms
from tests.refinement.strategies import networks


def patterns_of(network, seed, number=12):
    """Draw patterns, many of them with common first layers, whether they have regions or not."""
    random, units = Random(seed), network.integer_form.units
    pattern = [random.randint(0, 1) for _ in range(units)]
    for _ in range(number):
        start = random.randrange(units + 1)
        pattern = [*pattern[:start], *(random.randint(0, 1) for _ in range(units - start))]
        yield tuple(pattern)


@given(networks(), st.integers(0, 2**32))
def test_forms_along_many_patterns(network, seed):
    form = network.integer_form
    shared = SharedForms(form)
    for bits in patterns_of(network, seed):
        assert shared.outputs(bits) == form.output_forms(bits)
        assert shared.units(bits) == form.unit_forms(bits)
        for index, expected in enumerate(form.walk(bits)):
            assert shared.preactivations(index, np.array(bits, np.uint8)) == expected


@given(networks(), st.integers(0, 2**32))
def test_influence_is_what_a_change_does(network, seed):
    form = network.integer_form
    influence = Influence(form)
    for bits in patterns_of(network, seed):
        for position, (layer, unit) in enumerate(units_of(network)):
            passed = changed_outputs(network, bits, layer, unit)
            assert influence(position, bits) == passed


def units_of(network):
    return [(i, unit) for i, layer in enumerate(network.layers) for unit in layer.relu_units]


def changed_outputs(network, bits, layer, unit):
    """Return whether the outputs change, in fractions, when a unit passes 1 on instead of 0."""
    pattern = dict(zip(units_of(network), bits, strict=True))
    values = [int(i == unit) for i in range(network.layers[layer].units)]
    for index in range(layer + 1, len(network.layers)):
        later = network.layers[index]
        values = [
            sum(w * v for w, v in zip(row, values, strict=True)) * pattern.get((index, i), 1)
            for i, row in enumerate(later.weights)
        ]
    return any(values)


@given(networks(), st.integers(0, 2**32))
def test_patterns_of_contributing_units_have_the_same_maps(network, seed):
    form = network.integer_form
    drawn = np.array(list(patterns_of(network, seed)), dtype=np.uint8)
    kept = contributing_patterns(form, np.packbits(drawn, axis=1))
    kept_bits = np.unpackbits(kept, axis=1, count=form.units)
    assert np.all(kept_bits <= drawn)
    for bits, fewer in zip(drawn.tolist(), kept_bits.tolist(), strict=True):
        assert form.output_forms(fewer) == form.output_forms(bits)


def test_a_unit_whose_ways_cancel_contributes_without_influence():
    layers = [Layer([[1]]), Layer([[1], [1]]), Layer([[1, -1]], [0], "identity")]
    form = Network(layers).integer_form
    bits = np.array([[1, 1, 1]], dtype=np.uint8)
    assert not Influence(form)(0, bits[0])
    kept = np.unpackbits(contributing_patterns(form, np.packbits(bits, axis=1)), axis=1, count=3)
    assert kept.tolist() == [[1, 1, 1]]


@pytest.mark.parametrize("bits", [(1, 0), (0, 0)])
def test_a_unit_behind_an_inactive_one_does_not_contribute(bits):
    form = Network([Layer([[1]]), Layer([[1]]), Layer([[1]], [0], "identity")]).integer_form
    packed = np.packbits(np.array([bits], dtype=np.uint8), axis=1)
    assert not np.any(contributing_patterns(form, packed))
    assert not Influence(form)(0, bits)
