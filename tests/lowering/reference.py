"""The operations in rational arithmetic with plain loops, and points to compare them at."""

import random
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np

from polyregions.lowering import Circuit


def array_of(entries, shape):
    """Return Fractions in C order as an object array."""
    result = np.empty(prod(shape), dtype=object)
    result[:] = [Fraction(entry) for entry in entries]
    return result.reshape(shape)


def random_array(seed, shape, largest=6):
    """Return small random Fractions, some of them zero and some equal."""
    source = random.Random(seed)
    return array_of(
        (
            Fraction(source.randint(-largest, largest), source.choice([1, 1, 2, 3]))
            for _ in range(prod(shape))
        ),
        shape,
    )


def lowered(shape, function):
    """Return the network of a function from one input tensor to one output tensor."""
    circuit = Circuit()
    return circuit.network(function(circuit.input(shape)))


def assert_same(shape, function, expected, points=6):
    """Check a lowered function at random points against ``expected`` on arrays of Fractions."""
    circuit = Circuit()
    output = function(circuit.input(shape))
    network = circuit.network(output)
    for seed in range(points):
        point = random_array(seed, shape)
        value = np.asarray(expected(point), dtype=object)
        assert value.shape == output.shape
        assert network.exact(point.ravel().tolist()) == tuple(value.ravel().tolist())
    return network


def relu(value):
    return max(value, Fraction(0))


def entrywise(function, *arrays):
    """Return the array of function(a, b, ...) over broadcast arrays."""
    arrays = np.broadcast_arrays(*arrays)
    entries = [function(*values) for values in zip(*(a.flat for a in arrays), strict=True)]
    return array_of(entries, arrays[0].shape)


def placed_windows(length, kernel, stride, before, after, dilation, ceil_mode):
    """Return, window by window, the positions of all taps, padding included, slowly."""
    extent = dilation * (kernel - 1) + 1
    starts = []
    start = -before
    while start + extent <= length + after:
        starts.append(start)
        start += stride
    if ceil_mode:
        if starts[-1] + extent < length + after:
            starts.append(start)
        if starts[-1] >= length:
            starts.pop()
    return [[start + tap * dilation for tap in range(kernel)] for start in starts]


def all_windows(lengths, kernel, stride, padding, dilation, ceil_mode=False):
    """Return the shape of the output, and its windows along every axis."""
    along = [
        placed_windows(n, k, s, before, after, d, ceil_mode)
        for n, k, s, (before, after), d in zip(
            lengths, kernel, stride, padding, dilation, strict=True
        )
    ]
    return tuple(len(windows) for windows in along), along


def convolution(x, weights, bias, stride, padding, dilation, groups):
    counts, along = all_windows(x.shape[2:], weights.shape[2:], stride, padding, dilation)
    outputs, mine = weights.shape[:2]
    result = np.empty((len(x), outputs, *counts), dtype=object)
    for n, o in product(range(len(x)), range(outputs)):
        first = o // (outputs // groups) * mine
        for window in np.ndindex(*counts):
            total = bias[o]
            for tap in np.ndindex(*weights.shape[2:]):
                place = tuple(along[i][window[i]][tap[i]] for i in range(len(counts)))
                if all(0 <= p < length for p, length in zip(place, x.shape[2:], strict=True)):
                    for c in range(mine):
                        total += weights[(o, c, *tap)] * x[(n, first + c, *place)]
            result[(n, o, *window)] = total
    return result


def pooled(x, kernel, stride, padding, dilation, ceil_mode, summary):
    """Return summary(entries inside, taps inside or in the padding) of every window."""
    counts, along = all_windows(x.shape[2:], kernel, stride, padding, dilation, ceil_mode)
    ends = [length + after for length, (_, after) in zip(x.shape[2:], padding, strict=True)]
    result = np.empty((*x.shape[:2], *counts), dtype=object)
    for n, c in np.ndindex(*x.shape[:2]):
        for window in np.ndindex(*counts):
            inside, padded = [], 0
            for tap in np.ndindex(*kernel):
                place = tuple(along[i][window[i]][tap[i]] for i in range(len(counts)))
                if all(0 <= p < length for p, length in zip(place, x.shape[2:], strict=True)):
                    inside.append(x[(n, c, *place)])
                padded += all(p < end for p, end in zip(place, ends, strict=True))
            result[(n, c, *window)] = summary(inside, padded)
    return result
