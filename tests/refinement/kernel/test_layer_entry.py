"""`settle_units`: activations that values with their limits tell, and a list of the others."""

import math

import numpy as np

from tests.refinement.kernel.plain import arrays, kernel, network, work


def settled(least, greatest, limit, relu):
    """Return the activations of a second layer of units, and which are left open."""
    width = len(least)
    summary = np.full((5, width), np.nan)
    summary[[arrays.LEAST, arrays.GREATEST, arrays.LIMIT]] = least, greatest, limit
    units = np.zeros((2 + width, 5), dtype=np.int64)
    units[2:, arrays.RELU] = relu
    layers = np.array([[2, 0, 0, 0], [width, 2, 0, relu.count(0)]])
    active, listed = np.full(2 + width, 7, np.uint8), np.full(2 + width, -1)
    buffers = work(summary=summary, active=active, cut_units=listed)
    count = kernel.layer_entry.settle_units(network(layers=layers, units=units), buffers, 1)
    assert np.all(active[:2] == 7)
    assert np.all(listed[:2] == -1)
    return active[2:].tolist(), (listed[2 : 2 + count] - 2).tolist()


def test_only_values_beyond_their_limits_tell():
    least = [2.0, 1.0, -3.0, -3.0, -2.0, 0.0, -1.0]
    greatest = [3.0, 3.0, -2.0, -1.0, 2.0, 0.0, -0.5]
    limit = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]
    active, listed = settled(least, greatest, limit, [1] * 7)
    assert listed == [1, 3, 4, 5]
    assert active == [1, 7, 0, 7, 7, 7, 0]


def test_units_without_a_relu_are_active():
    assert settled([-3.0, -1.0, -3.0], [-2.0, 1.0, -2.0], [1.0] * 3, [0, 0, 1]) == ([1, 1, 0], [])


def test_what_is_no_number_tells_nothing():
    for place in range(3):
        numbers = [[math.nan if place == k else 2.0] for k in range(3)]
        assert settled(*numbers, [1])[1] == [0]
    assert settled([-math.inf], [-2.0], [math.inf], [1])[1] == [0]
