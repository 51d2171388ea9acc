"""Changes of a network that change no count, on networks that are degenerate on purpose."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyregions import Network, box, he_random, montufar, regions
from tests.helpers.engines import ENGINE_NAMES
from tests.helpers.soundness import counts, shape
from tests.helpers.transformations import (
    inputs_changed,
    inputs_scaled,
    permuted,
    translated,
    unit_duplicated,
    unit_scaled,
)
from tests.refinement.strategies import networks, positive_rationals, shifts

quick = settings(max_examples=25)


@pytest.fixture(params=ENGINE_NAMES, scope="module")
def find(request):
    """Return the search for regions by one engine."""
    return lambda network: regions(network, engine=request.param)


@quick
@given(network=networks(), data=st.data())
def test_permuting_units(find, network, data):
    changed = network
    for index, layer in enumerate(network.layers):
        order = data.draw(st.permutations(range(layer.units)))
        changed = permuted(changed, index, order)
    assert shape(find(changed)) == shape(find(network))


@quick
@given(network=networks(), factor=positive_rationals(), data=st.data())
def test_scaling_a_unit_and_the_next_layer(find, network, factor, data):
    index = data.draw(st.integers(0, len(network.layers) - 1))
    unit = data.draw(st.integers(0, network.layers[index].units - 1))
    # In the last layer an output is scaled: that changes the function, but not where it bends.
    changed = unit_scaled(network, index, unit, factor, compensated=True)
    assert shape(find(changed)) == shape(find(network))


@quick
@given(network=networks(), factor=positive_rationals(), data=st.data())
def test_scaling_a_unit_of_the_last_relu_layer_alone(find, network, factor, data):
    index = max((i for i, layer in enumerate(network.layers) if layer.relu_units), default=0)
    unit = data.draw(st.integers(0, network.layers[index].units - 1))
    before = find(network)
    after = find(unit_scaled(network, index, unit, factor, compensated=False))
    assert counts(after)[:2] == counts(before)[:2]
    assert [region.pattern for region in after] == [region.pattern for region in before]


@quick
@given(network=networks(), exponent=st.integers(-200, 200))
def test_scaling_domain_and_first_layer_by_a_power_of_two(find, network, exponent):
    before, after = find(network), find(inputs_scaled(network, Fraction(2) ** exponent))
    assert shape(after) == shape(before)
    assert [region.pattern for region in after] == [region.pattern for region in before]


def test_scaling_a_binary_network_by_a_power_of_two(find):
    net = he_random((2, 6, 4, 1), seed=3).with_domain(box([-1, -1], [1, 1]))
    fold = montufar(2, 4, 3)
    for network in (net, fold):
        expected = shape(find(network))
        for exponent in (200, -200, 53, -53):
            scaled = inputs_scaled(network, Fraction(2) ** exponent)
            assert shape(find(scaled)) == expected, (network, exponent)


@quick
@given(network=networks(), share=st.sampled_from([Fraction(0), Fraction(1, 3), 1]), data=st.data())
def test_duplicating_a_unit(find, network, share, data):
    if len(network.layers) == 1:
        return
    index = data.draw(st.integers(0, len(network.layers) - 2))
    unit = data.draw(st.integers(0, network.layers[index].units - 1))
    changed = unit_duplicated(network, index, unit, share)
    assert shape(find(changed)) == shape(find(network))


@quick
@given(network=networks(), data=st.data())
def test_translating_domain_and_network(find, network, data):
    shift = data.draw(shifts(network.inputs))
    before, after = find(network), find(translated(network, shift))
    assert shape(after) == shape(before)
    assert [region.pattern for region in after] == [region.pattern for region in before]


@quick
@given(network=networks(), factor=st.integers(-3, 3), data=st.data())
def test_shearing_and_reflecting_the_inputs(find, network, factor, data):
    n = network.inputs
    rows = [[int(i == j) for j in range(n)] for i in range(n)]
    for i in range(n):
        rows[i][i] = data.draw(st.sampled_from([-1, 1, 3]))
        rows[i][0] += factor * (i > 0)
    changed = inputs_changed(network, rows, [Fraction(0)] * n)
    assert shape(find(changed)) == shape(find(network))


@quick
@given(network=networks(with_domain=False))
def test_a_box_beyond_all_vertices_counts_like_the_whole_space(find, network):
    # Vertices are quotients of determinants of numbers that 200 binary digits bound, three layers
    # deep: far below 2**5000.
    n = network.inputs
    far = box([-(2**5000)] * n, [2**5000] * n)
    assert counts(find(Network(network.layers, far))) == counts(find(network))
