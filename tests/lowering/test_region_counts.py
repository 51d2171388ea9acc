"""Lowered networks have the regions of their functions, counted by both engines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polyregions as pr
from polyregions.lowering import Circuit
from polyregions.lowering import operations as ops
from polyregions.networks import Layer, Network
from tests.helpers.cases import each
from tests.helpers.engines import ENGINE_NAMES
from tests.lowering.reference import lowered, random_array
from tests.strategies import rationals

SQUARE = [[-1, 1], [-1, 1]]


def counts(network, engine, domain=None):
    """Return the counts under definitions 2, 4 and 6."""
    cells = pr.regions(network, domain, engine=engine)
    names = ("proper_activation", "open_connected", "affine")
    return tuple(cells.count(name) for name in names)


def total(x):
    return ops.linear(x.reshape((x.size,)), [[1] * x.size])


def leaky_of_lines(x):
    """Three lines in general position."""
    return total(ops.leaky_relu(ops.linear(x, [[1, 0], [0, 1], [1, 1]], [0, 0, -1]), "1/4"))


# By hand: the function, its inputs, and its counts under definitions 2, 4 and 6.
BY_HAND = {
    "leaky lines": (leaky_of_lines, 2, (7, 7, 7)),
    "slope 1 bends nothing": (lambda x: ops.leaky_relu(x, 1), 1, (2, 1, 1)),
    "slope -1": (ops.absolute, 1, (2, 2, 2)),
    "|x| + |y|": (lambda x: total(ops.absolute(x)), 2, (4, 4, 4)),
    "||x| - 1|": (lambda x: ops.absolute(ops.subtract(ops.absolute(x), 1)), 1, (4, 4, 4)),
    "|x - 1| - |x + 1|": (
        lambda x: ops.subtract(ops.absolute(ops.add(x, -1)), ops.absolute(ops.add(x, 1))),
        1,
        (3, 3, 3),
    ),
    "clip": (lambda x: ops.clip(x, 0, 6), 1, (3, 3, 3)),
    "clip from below": (lambda x: ops.clip(x, 2), 1, (2, 2, 2)),
    "clip to a point": (lambda x: ops.clip(x, 1, 1), 1, (2, 1, 1)),
    "clip that changes nothing": (lambda x: ops.clip(ops.hard_tanh(x), -2, 2), 1, (3, 3, 3)),
    "clip that adds no bend": (lambda x: ops.hard_tanh(ops.clip(x, -2, 2)), 1, (5, 3, 3)),
    # Of the nine constants and planes, (1, -1) and (-1, 1) both add up to 0.
    "two hard tanh": (lambda x: total(ops.hard_tanh(x)), 2, (9, 9, 8)),
    "max(x, 0) + min(x, 0)": (
        lambda x: ops.add(ops.maximum(x, 0), ops.minimum(x, 0)),
        1,
        (2, 1, 1),
    ),
    "max(x, x)": (lambda x: ops.maximum(x, x), 1, (1, 1, 1)),
    "max(x, y)": (lambda x: ops.maximum(x[:1], x[1:]), 2, (2, 2, 2)),
    # The units compare the first two, then the greater of them with the third.
    "maximum of three": (
        lambda x: ops.max_pool(x.reshape((1, 1, 3)), 3).reshape((1,)),
        3,
        (4, 3, 3),
    ),
    "maximum of four": (
        lambda x: ops.max_pool(x.reshape((1, 1, 2, 2)), 2).reshape((1,)),
        4,
        (8, 4, 4),
    ),
    # Stargalla, Hertrich and Reichman (2025): one of the three regions is not convex.
    "max(-y, min(0, -x))": (
        lambda x: ops.maximum(ops.negate(x[1:]), ops.minimum(0, ops.negate(x[:1]))),
        2,
        (4, 3, 3),
    ),
    "x + relu(-x)": (lambda x: ops.add(x, ops.relu(ops.negate(x))), 1, (2, 2, 2)),
    "x - relu(x) + relu(x)": (
        lambda x: ops.add(ops.subtract(x, ops.relu(x)), ops.relu(x)),
        1,
        (2, 1, 1),
    ),
    "a unit without influence": (lambda x: ops.add(x, ops.multiply(ops.relu(x), 0)), 1, (2, 1, 1)),
}


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@each("name", BY_HAND)
def test_counts_by_hand(name, engine):
    function, inputs, expected = BY_HAND[name]
    assert counts(lowered((inputs,), function), engine) == expected


def with_two_units(x, slope):
    """Lower a leaky ReLU otherwise: max(x, 0) - slope max(-x, 0)."""
    return ops.subtract(ops.relu(x), ops.multiply(ops.relu(ops.negate(x)), slope))


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@each("seed", range(4))
def test_leaky_networks_have_the_regions_of_their_units(seed, engine):
    """One bit for each leaky unit or two: the same cells, and the same function."""

    def network(leaky):
        def function(x):
            for layer, units in enumerate((4, 3, 3)):
                weights = random_array(10 * seed + layer, (units, x.size))
                x = leaky(ops.linear(x, weights, random_array(seed + layer, (units,))), "1/5")
            return total(x)

        return lowered((2,), function)

    one, two = network(ops.leaky_relu), network(with_two_units)
    assert one.pattern_sizes == (4, 3, 3)
    assert two.pattern_sizes == (8, 6, 6)
    assert counts(one, engine) == counts(two, engine)


def other_maximum(a, b):
    """Carry the other operand: a + max(b - a, 0)."""
    return ops.add(a, ops.relu(ops.subtract(b, a)))


def by_distance(a, b):
    """Write the maximum with the absolute value: (a + b + |a - b|) / 2."""
    return ops.divide(ops.add(ops.add(a, b), ops.absolute(ops.subtract(a, b))), 2)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@pytest.mark.parametrize("seed", range(4))
def test_counts_of_the_function_do_not_depend_on_the_lowering(seed, engine):
    """Definitions 4 and 6 see the function alone."""

    def network(greater):
        def function(x):
            planes = ops.linear(x, random_array(seed, (4, 2)), random_array(seed + 9, (4,)))
            first = greater(planes[:2], planes[2:])
            return ops.subtract(greater(first[:1], first[1:]), greater(x[:1], 0))

        return lowered((2,), function)

    results = {counts(network(g), engine)[1:] for g in (ops.maximum, other_maximum, by_distance)}
    assert len(results) == 1


def classifier(x, seed):
    """A convolution, a residual block, both kinds of pooling, and two outputs."""
    kernel = random_array(seed, (2, 1, 3, 3))
    x = ops.convolution(x, kernel, random_array(seed + 1, (2,)), padding=1)
    x = ops.relu(ops.batch_normalisation(x, [1, -1], [4, 1], ["1/2", 1], [0, 1], 0))
    x = ops.max_pool(x, 2)
    block = ops.relu(ops.convolution(x, random_array(seed + 2, (2, 2, 1, 1))))
    x = ops.average_pool(ops.add(x, block), 2)
    return ops.linear(x.reshape((1, -1)), random_array(seed + 3, (2, 2)))


def leaky_classifier(x, seed):
    """Strides, leaky units and a connection past two layers."""
    image = ops.average_pool(x, 2)
    kernel = random_array(seed, (2, 1, 2, 2))
    x = ops.leaky_relu(ops.convolution(x, kernel, stride=2), "1/10")
    x = ops.hard_tanh(ops.convolution(x, random_array(seed + 1, (1, 2, 1, 1))), -5, 5)
    x = ops.concatenate([x, image], axis=1)
    return ops.linear(x.reshape((1, 8)), random_array(seed + 2, (1, 8)))


def plane(seed):
    """Return an affine map from the plane to images of 4 x 4 as a network."""
    return Network([Layer(random_array(seed, (16, 2)), random_array(seed + 1, (16,)), "identity")])


@pytest.mark.parametrize(("function", "seed"), [(classifier, 20), (leaky_classifier, 0)])
def test_images_on_a_plane(function, seed):
    """Both engines agree, and so does the network lowered with the plane as its first map."""
    whole = lowered((1, 1, 4, 4), lambda x: function(x, seed))
    on_a_plane = whole.compose(plane(seed)).with_domain(SQUARE)
    by_engine = {counts(on_a_plane, engine) for engine in ENGINE_NAMES}

    circuit = Circuit()
    layer = plane(seed).layers[0]
    image = ops.linear(circuit.input((2,)), layer.weights, layer.bias).reshape((1, 1, 4, 4))
    merged = circuit.network(function(image, seed), domain=SQUARE)
    assert by_engine == {counts(merged, "vertices")}
    [(activation, linear, affine)] = by_engine
    assert activation > linear >= affine > 10


@settings(max_examples=25)
@given(st.lists(rationals(), min_size=12, max_size=12), st.sampled_from(["leaky", "max", "clip"]))
def test_engines_agree_on_lowered_networks(numbers, kind):
    steps = {
        "leaky": lambda z: ops.leaky_relu(z, numbers[0]),
        "max": lambda z: ops.maximum(z, z[::-1]),
        "clip": lambda z: ops.clip(z, numbers[0], numbers[1]),
    }

    def function(x):
        z = ops.linear(x, [numbers[:2], numbers[2:4]], numbers[4:6])
        y = ops.add(x, steps[kind](z))
        return total(steps[kind](ops.linear(y, [numbers[6:8], numbers[8:10]], numbers[10:])))

    network = lowered((2,), function)
    assert len({counts(network, engine) for engine in ENGINE_NAMES}) == 1
