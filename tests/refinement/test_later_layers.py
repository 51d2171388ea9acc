"""What engine lp knows of layers to come: bounds that hold exactly, and maxima in rationals."""

import random
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest

import polyregions as pr
from polyregions.refinement import Goal
from polyregions.refinement.lp.arrangement import Arrangement
from polyregions.refinement.lp.exact_relaxations import exactly_at_most
from polyregions.refinement.lp.goal_bounds import GoalBounds
from polyregions.refinement.lp.later_layers import LaterLayers
from polyregions.refinement.lp.questions import Questions
from polyregions.refinement.lp.search import root_task
from polyregions.refinement.lp.statistics import LpStatistics

UNIT = Fraction(1, 2**53)


def random_network(rng, numbers, widths=(2, 3, 3, 2)):
    layers = []
    for inputs, units in pairwise(widths):
        weights = [[numbers(rng) for _ in range(inputs)] for _ in range(units)]
        kinds = [rng.choice(["relu", "relu", "identity"]) for _ in range(units)]
        layers.append(pr.Layer(weights, [numbers(rng) for _ in range(units)], kinds))
    return pr.Network(layers)


def thirds(rng):
    return Fraction(rng.randint(-99, 99), 3 * 2 ** rng.randint(0, 8))


def preactivations(network, x):
    values, found = x, []
    for layer in network.layers:
        found.append(layer.preactivations(values))
        values = layer.activate(found[-1])
    return found


def outward(low, high):
    """Return floats that enclose an interval, hardly wider."""
    ends = np.array([float(low), float(high)])
    return np.nextafter(ends, [-np.inf, np.inf])


def bounds_on_box(network, radius):
    """Return bounds of all pre-activations by intervals, exact and rounded outward."""
    ends = [(-radius, radius)] * network.inputs
    lower, upper = [], []
    for layer in network.layers:
        own = []
        for row, bias in zip(layer.weights, layer.bias, strict=True):
            pairs = [sorted((w * a, w * b)) for w, (a, b) in zip(row, ends, strict=True)]
            own.append((bias + sum(p[0] for p in pairs), bias + sum(p[1] for p in pairs)))
        floats = np.array([outward(*pair) for pair in own])
        lower.append(floats[:, 0])
        upper.append(floats[:, 1])
        ends = [
            (max(a, 0), max(b, 0)) if kind == "relu" else (a, b)
            for (a, b), kind in zip(own, layer.activation, strict=True)
        ]
    return lower, upper


def first_arrangement(network):
    form = network.integer_form
    return root_task(form, pr.whole_space(network.inputs), LpStatistics()).frames[0].arrangement


def value_of(form, x):
    return sum(Fraction(c) * v for c, v in zip(form.tolist(), [*x, 1], strict=True))


def test_functions_lie_above_the_layers_that_they_bound():
    """At all corners of a box and at points inside, whatever combination is bounded."""
    for seed in range(120):
        rng = random.Random(seed)
        network = random_network(rng, thirds)
        radius = Fraction(2) ** rng.choice([-20, 0, 3])
        lower, upper = bounds_on_box(network, radius)
        later = LaterLayers.of(network.integer_form)
        arrangement, reach = first_arrangement(network), np.full(2, float(radius))
        layer = rng.randrange(3)
        size = len(lower[layer])
        rows = np.array([[rng.choice([0.0, 1.0, rng.uniform(-2, 2)]) for _ in range(size)]])
        steepness = {k: np.array([rng.random() for _ in low]) for k, low in enumerate(lower)}
        (form,) = later.above(layer, rows, arrangement, reach, lower, upper, steepness)
        points = [*product([-radius, radius], repeat=2)]
        points += [[radius * Fraction(rng.uniform(-1, 1)) for _ in range(2)] for _ in range(12)]
        for x in points:
            z = preactivations(network, x)[layer]
            exact = sum(Fraction(c) * v for c, v in zip(rows[0].tolist(), z, strict=True))
            assert exact <= value_of(form, x), seed


@pytest.mark.parametrize("bias", [0, 40])
def test_no_rounding_lets_a_function_fall_below(bias):
    """Where no unit is open the function differs by roundings alone, up or down without bounds."""

    def long(rng):
        return Fraction(rng.randint(-(10**20), 10**20), 10**20 + 39)

    for seed in range(150):
        rng = random.Random(seed)
        net = random_network(rng, long, (2, 4, 4, 1))
        layers = [pr.Layer(w.weights, [b + bias for b in w.bias], "identity") for w in net.layers]
        network, radius = pr.Network(layers), Fraction(2) ** rng.choice([-30, 2, 30])
        lower, upper = bounds_on_box(network, radius)
        later, reach = LaterLayers.of(network.integer_form), np.full(2, float(radius))
        arrangement = first_arrangement(network)
        (form,) = later.above(2, np.ones((1, 1)), arrangement, reach, lower, upper, {})
        for x in product([-radius, radius], repeat=2):
            exact = preactivations(network, x)[2][0]
            above = value_of(form, x) - exact
            size = 4 * 4 * (2 * radius + 1 + abs(bias)) * 4
            assert 0 <= above <= 1000 * UNIT * size, seed


def test_what_cancels_leaves_its_rounding():
    """Two units that floats cannot tell apart, far from zero, by their weights or their biases."""
    far, third, little = 2**40, Fraction(1, 3), Fraction(1, 2**56)
    for weights, bias in (
        ([third, third + little], [0, 0]),
        ([1, 1], [far * third, far * (third + little)]),
    ):
        for sign in (1, -1):
            layers = [
                pr.Layer([[1]], [0 if any(bias) else far], "identity"),
                pr.Layer([[w] for w in weights], bias, "identity"),
            ]
            network = pr.Network(layers)
            lower, upper = bounds_on_box(network, Fraction(1, 2**60))
            later, reach = LaterLayers.of(network.integer_form), np.full(1, 2.0**-60)
            arrangement = first_arrangement(network)
            rows = np.array([[sign, -sign]], dtype=np.float64)
            (form,) = later.above(1, rows, arrangement, reach, lower, upper, {})
            one, other = preactivations(network, [Fraction(0)])[1]
            assert sign * (one - other) <= Fraction(form[-1])


def test_open_units_are_bounded_by_lines_through_their_ends():
    """One unit, |x| <= 1: the chord is (x + 1) / 2, and the lower line is the one that is asked."""
    network = pr.Network([pr.Layer([[1]]), pr.Layer([[1]], None, "identity")])
    later, arrangement = LaterLayers.of(network.integer_form), first_arrangement(network)
    lower, upper = [np.array([-1.0]), np.array([0.0])], [np.array([1.0]), np.array([1.0])]

    def above(row, steepness):
        rows = np.array([[row]])
        (form,) = later.above(1, rows, arrangement, np.ones(1), lower, upper, steepness)
        return pytest.approx(form.tolist())

    assert above(1.0, {}) == [0.5, 0.5]
    assert above(-1.0, {0: np.array([0.25])}) == [-0.25, 0.0]
    assert above(-1.0, {}) == [0.0, 0.0]
    for low, high in ((-np.inf, 2.0), (-3.0, np.inf), (-np.inf, np.inf)):
        lower[0], upper[0] = np.array([low]), np.array([high])
        with np.errstate(invalid="ignore"):
            form = later.above(1, np.ones((1, 1)), arrangement, np.ones(1), lower, upper, {})
        assert np.isnan(form).all()


def test_numbers_beyond_the_bounds_are_left_alone():
    for weight in (1e200, 1e-200, Fraction(1, 10**200)):
        network = pr.Network([pr.Layer([[1]]), pr.Layer([[weight]], None, "identity")])
        assert LaterLayers.of(network.integer_form) is None


def at_most(network, box, floor):
    """Return whether the relaxation over the whole box proves that the output is at most so."""
    form, statistics = network.integer_form, LpStatistics()
    frame = root_task(form, pr.box(*zip(*box, strict=True)), statistics).frames[0]
    questions = Questions(frame.cell, statistics)
    goal = Goal.of([[0]], [-np.inf])
    known = GoalBounds(form, goal).asked(frame.arrangement, frame.candidates, questions, None)
    return exactly_at_most(
        form, frame.arrangement, questions, known.lower, known.upper, 0, Fraction(floor)
    )


def test_exact_maxima_of_concave_networks_are_known_without_a_cut():
    """1/3 - |x - 1/3| - |y + 1/7| is its own relaxation: the minimum of its lower lines."""
    third, seventh = Fraction(1, 3), Fraction(1, 7)
    network = pr.Network(
        [
            pr.Layer([[1, 0], [-1, 0], [0, 1], [0, -1]], [-third, third, seventh, -seventh]),
            pr.Layer([[-1] * 4], [third], "identity"),
        ]
    )
    box = [[-1, 1], [-1, 1]]
    assert at_most(network, box, third)
    assert not at_most(network, box, third - Fraction(1, 10**40))
    turned = pr.Network([network.layers[0], pr.Layer([[1] * 4], [0], "identity")])
    corner = Fraction(4, 3) + Fraction(8, 7)
    assert at_most(turned, box, corner + Fraction(1, 10**9))
    assert not at_most(turned, box, corner - Fraction(1, 10**30))


def test_exact_relaxations_are_never_below_a_value():
    found = {True: 0, False: 0}
    for seed in range(60):
        rng = random.Random(seed)
        network = random_network(rng, thirds, (2, 3, 2, 1))
        layers = [*network.layers[:-1], pr.Layer(network.layers[-1].weights, None, "identity")]
        network = pr.Network(layers)
        box = [[-1, 1], [-2, Fraction(1, 3)]]
        points = [*product(*box)]
        points += [[Fraction(rng.uniform(float(a), float(b))) for a, b in box] for _ in range(20)]
        best = max(network.exact(x)[0] for x in points)
        assert not at_most(network, box, best - Fraction(1, 10**30)), seed
        found[at_most(network, box, best)] += 1
    assert found[True] > 10


def test_hyperplanes_know_their_units():
    """Duplicates share one, constant units and those without a ReLU have none."""
    layer = pr.Layer(
        [[1, 2], [0, 0], [-2, -4], [1, 0], [0, 3]], [1, 2, -2, 0, 0], ["relu"] * 4 + ["identity"]
    )
    form = pr.Network([layer]).integer_form
    found = first_arrangement(pr.Network([layer]))
    assert isinstance(found, Arrangement)
    assert found.planes.tolist() == [0, -1, 0, 1, -1]
    assert found.carriers == [0, 3]
    assert found.preactivations[2].tolist() == [-2.0, -4.0, -2.0]
    assert form.units == 4
