"""Wide layers: what they keep in memory, exact values without it, and the clock that is asked."""

import pickle
import subprocess
import sys
import tracemalloc
from contextlib import contextmanager
from fractions import Fraction
from itertools import count, pairwise
from unittest.mock import patch

import numpy as np
import pytest

from polyregions.budgets import time_limit
from polyregions.constructions import he_random
from polyregions.errors import OutOfTime
from polyregions.networks import AffineSubspace, IntegerRows, Layer, Network
from polyregions.refinement.vertices import composed_layers as composed_layers_module
from polyregions.refinement.vertices import float_parameters
from polyregions.refinement.vertices.composed_layers import composed_layers
from polyregions.refinement.vertices.program import network_arrays
from tests.helpers.clocks import fake_clock

PARAMETER = 8  # bytes of a float


@contextmanager
def all_are_wide():
    """Treat every layer as one of which neither rationals nor integers are kept."""
    with (
        patch("polyregions.networks.layer._MOST_KEPT", 0),
        patch("polyregions.networks.integer_rows._MOST_KEPT", 0),
    ):
        yield


def peak_of(work):
    """Return the result of some work, and the most bytes that it held at a time."""
    tracemalloc.start()
    try:
        result = work()
        return result, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def plane(inputs):
    rng = np.random.default_rng(1)
    origin, *directions = rng.integers(-128, 128, (3, inputs)) / 256
    return AffineSubspace(origin, directions)


def test_memory_from_arrays_to_the_kernel():
    """Rationals would take 100 bytes a parameter, integers 40 and more."""
    widths = (90, 600, 450, 450, 10)
    parameters = sum((n + 1) * m for n, m in pairwise(widths))
    network, peak = peak_of(lambda: he_random(widths, seed=0))
    assert peak < 3 * PARAMETER * parameters
    restricted, peak = peak_of(lambda: network.restrict(plane(90), domain=[[-1, 1]] * 2))
    assert peak < 30 * PARAMETER * (600 * 91)
    rows = [(1, 0, 0)]
    form = restricted.integer_form
    arrays, peak = peak_of(lambda: network_arrays(composed_layers(form), rows, (0, 1), 1))
    assert peak < 7 * PARAMETER * parameters
    assert arrays.weights.nbytes == PARAMETER * (450 * 600 + 450 * 450)
    _, peak = peak_of(lambda: form.unit_forms([1] * form.units))
    assert peak < 5 * PARAMETER * parameters
    copy, peak = peak_of(lambda: pickle.loads(pickle.dumps(network)))
    assert copy == network
    assert peak < 4 * PARAMETER * parameters


@pytest.mark.slow
def test_memory_of_nineteen_million_parameters():
    """Eight copies in floats would be more; what is found before the time is up is not asked."""
    code = """if True:
        import resource
        import numpy as np
        import polyregions as pr
        network = pr.he_random((784, 5000, 1936, 1936, 968, 32, 10), seed=0)
        origin, *directions = np.random.default_rng(1).integers(-128, 128, (3, 784)) / 256
        plane = network.restrict(origin, directions, domain=[[-1, 1]] * 2)
        found = pr.count_regions(plane, max_regions=1000, max_seconds=20)
        assert isinstance(found, pr.PartialResult), found
        kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert kilobytes < 10**6, kilobytes
    """
    subprocess.run([sys.executable, "-c", code], check=True)


LAYERS = [
    Layer([[0.1, -3.5, 2**40], [0, 0, 0]], [0.3, -1], ["relu", "identity"]),
    Layer([[0.1, "1/3"], [0.75, 2], [-1, 10**40]], [1, 5e-324, "1/7"]),
    Layer([[1, -1], [0, 1], [1, 0]], [0, 0, 1], "identity"),
    Layer([[1, "1/3"]], ["2/3"]),
    Layer([[5e-324, 1]], [-1e308]),
    Layer([[Fraction(1, 10**400), 10**400]], [1e300]),
]


@pytest.mark.parametrize("layer", LAYERS)
def test_wide_layers_are_what_narrow_ones_are(layer):
    narrow = IntegerRows(layer)
    right = [(3, -(10**30)), (0, 7), (1, 2), (5, -1)][: narrow.width]
    with all_are_wide():
        again = Layer(layer.weights, layer.bias, layer.activation)
        wide = IntegerRows(again)
        assert again == layer
        assert again._weights is None
        assert again.weights == layer.weights == tuple(again.weight_rows())
        assert repr(again) == repr(layer)
        assert pickle.loads(pickle.dumps(again)) == layer
        assert [again.row(i) for i in range(layer.units)] == [
            (*row, bias) for row, bias in zip(layer.weights, layer.bias, strict=True)
        ]
        point = (Fraction(1, 3),) * layer.inputs
        assert again.preactivations(point) == layer.preactivations(point)
        assert (len(wide), wide.width) == (layer.units, layer.inputs + 1)
        assert wide.denominator == narrow.denominator
        assert tuple(wide) == tuple(narrow)
        assert wide[-1] == narrow[-1]
        assert wide[:2] == narrow[:2]
        assert wide @ right == narrow @ right
    largest = max(abs(entry) for row in narrow for entry in row)
    for limit in (largest - 1, largest):
        assert wide.are_within(limit) == narrow.are_within(limit) == (limit == largest)
    with pytest.raises(IndexError):
        wide[layer.units]


def test_equal_layers_from_numbers_of_every_kind():
    array = np.array([[0.5, -3.0], [0.0, 0.1]], dtype=np.float64)
    rational = [[Fraction(float(w)) for w in row] for row in array]
    first, *others = [
        Layer(array),
        Layer(np.asfortranarray(array)),
        Layer(array.tolist()),
        Layer(rational, np.zeros(2, dtype=np.int8)),
        Layer(array.astype(object)),
        Layer([[str(w) for w in row] for row in rational], [-0.0, 0]),
    ]
    for other in others:
        assert other == first
        assert hash(other) == hash(first)
        assert repr(other) == repr(first)
    assert Layer(array.astype(np.float32)) != first  # 0.1 is another number there


def test_arrays_are_copied_and_cannot_be_written_to():
    weights, bias = np.ones((2, 2)), np.zeros(2)
    layer = Layer(weights, bias)
    weights[0, 0] = bias[0] = 7
    assert layer == Layer([[1, 1], [1, 1]])
    for array in (layer.float_weights, layer.float_bias):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7
    assert not np.signbit(Layer([[-0.0]]).float_weights).any()


def stops_everywhere(work, most):
    """Check that a limit of k seconds stops some work at the k-th question, for every k."""
    for seconds in count(1):
        with fake_clock() as clock:
            try:
                with time_limit(seconds):
                    result = work()
            except OutOfTime:
                assert clock.questions <= seconds + 2
                continue
        assert seconds > most
        return result
    return None


def test_the_clock_is_asked_in_every_step():
    """Between two questions at most some 2^18 parameters are dealt with."""
    layers = he_random((20, 14, 10, 8, 2), seed=0).layers
    linear = Layer(layers[1].weights, layers[1].bias, "identity")

    def network():
        return Network([layers[0], linear, *layers[2:]])

    with all_are_wide():  # a row at a time
        restricted = stops_everywhere(lambda: network().restrict(plane(20)), 14)
        assert restricted == network().restrict(plane(20))
        form = stops_everywhere(lambda: network().restrict(plane(20)).integer_form, 14)
        bits = [1] * form.units
        forms = stops_everywhere(lambda: network().integer_form.unit_forms(bits), 30)
        assert forms == network().integer_form.unit_forms(bits)
        composed = stops_everywhere(lambda: composed_layers(network().integer_form), 20)
    expected = composed_layers(network().integer_form)
    for layer, other in zip(composed, expected, strict=True):
        assert (*layer.rows,) == (*other.rows,)
        assert (layer.denominator, layer.bits) == (other.denominator, other.bits)


def test_the_kernel_sees_what_it_saw():
    """Floats taken of floats, of rationals and of composed integers are the same."""
    for seed in range(5):
        layers = he_random((2, 7, 5, 6, 3), seed=seed).layers
        linear = Layer(layers[1].weights, layers[1].bias, "identity")
        for chain in (layers, (layers[0], linear, *layers[2:])):
            form = Network(chain).integer_form
            rows = [(1, 0, 0)]
            direct = network_arrays(composed_layers(form), rows, (0, 1), 1)
            with (
                patch.object(composed_layers_module, "IntegerRows", type(None)),
                patch.object(float_parameters, "IntegerRows", type(None)),
            ):
                by_integers = network_arrays(composed_layers(form), rows, (0, 1), 1)
            for name, value in direct._asdict().items():
                assert np.array_equal(value, getattr(by_integers, name)), (seed, name)
