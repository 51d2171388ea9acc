"""What the float path may rely on: rigorous enclosures, and rationals where these fail."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions import Layer, Network
from polyregions.constructions import he_random
from polyregions.errors import InvalidNetworkError, UnknownOptionError
from polyregions.one_dimension import DenseNetwork, Interval, PiecewiseLinear, find_breakpoints
from polyregions.one_dimension.chart import Chart
from polyregions.one_dimension.dense_network import DenseLayer
from polyregions.one_dimension.enclosures import enclosed_preactivations
from tests.one_dimension.strategies import dense_networks


def exact_preactivations(network, q, p):
    """Return the pre-activations of all layers at homogeneous coordinates, in rationals."""
    values, found = [p], []
    for layer in network.layers:
        z = [
            sum((Fraction(w) * x for w, x in zip(row, values, strict=True)), Fraction(b) * q)
            for row, b in zip(layer.weights.tolist(), layer.bias.tolist(), strict=True)
        ]
        found.append(z)
        values = [max(v, Fraction(0)) if r else v for v, r in zip(z, layer.relu, strict=True)]
    return found


@given(
    dense_networks(),
    st.floats(-0.9, 0.9),
    st.sampled_from([0.0, 1e-12, 1e-3]),
    st.booleans(),
    st.sampled_from([np.float64, np.longdouble]),
)
def test_enclosures_hold(network, place, radius, projective, dtype):
    chart = Chart(projective)
    s = chart.on_grid(np.array([place], dtype))
    for end in (-1, 0, 1):
        point = Fraction(*map(int, s[0].as_integer_ratio())) + end * Fraction(radius)
        q = 1 - abs(point) if projective else Fraction(1)
        expected = exact_preactivations(network, q, point)
        levels = enclosed_preactivations(network, chart, s, np.array([radius]))
        for enclosed, z in zip(levels, expected, strict=True):
            for value, error, exact in zip(
                enclosed.values[:, 0], enclosed.errors[:, 0], z, strict=True
            ):
                off = abs(Fraction(*map(int, value.as_integer_ratio())) - exact)
                assert off <= Fraction(float(error))


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 10**6))
def test_norm_bounds_hold(n, m, seed):
    weights = np.random.default_rng(seed).standard_normal((n, m))
    layer = DenseLayer(weights, np.ones(n), np.ones(n, dtype=bool))
    largest = np.linalg.svd(weights, compute_uv=False)[0]
    assert largest <= layer.spectral_norm <= 1.01 * largest * min(n, m) ** 0.5
    assert np.all(np.linalg.norm(weights, axis=1) <= layer.row_norms)
    assert np.linalg.norm(weights) <= layer.frobenius_norm


def near_coincidence(gap):
    """Return a wide network two of whose breakpoints are ``gap`` apart."""
    rng = np.random.default_rng(0)
    weights, bias = rng.standard_normal((40, 1)), rng.standard_normal(40)
    weights[0], bias[0], weights[1], bias[1] = 1.0, -0.3, 1.0, -0.3 - gap
    second = rng.standard_normal((40, 40)) / 5
    return DenseNetwork.from_arrays(
        [(weights, bias), (second, rng.standard_normal(40)), (np.ones((1, 40)), np.zeros(1))]
    )


@pytest.mark.parametrize("gap", [0.0, 2.0**-54, 2.0**-50, 2.0**-40])
def test_close_breakpoints_are_told_apart(gap):
    network = near_coincidence(gap)
    exact = find_breakpoints(network, (-3, 3), method="exact")
    certified = find_breakpoints(network, (-3, 3), method="floats")
    assert len(certified) == len(exact)
    assert certified.open_connected == exact.open_connected
    assert np.array_equal(certified.layers, exact.layers)
    if gap:
        assert np.array_equal(certified.units, exact.units)
    else:
        assert certified.rational_windows > 0
        assert certified.decided_by["rationals"] > 0


def test_a_breakpoint_on_the_border_of_the_interval_is_none():
    network = DenseNetwork.from_arrays(
        [(np.ones((30, 1)), -np.arange(30.0)), (np.ones((1, 30)), np.zeros(1))]
    )
    for interval, expected in [((0, 10), 9), ((0.5, 10.5), 10), ((None, 0), 0), ((5, None), 24)]:
        for method in ("exact", "floats"):
            assert len(find_breakpoints(network, interval, method=method)) == expected


def test_ends_that_are_no_floats():
    network = he_random((1, 40, 40, 1), seed=3)
    interval = ("-1/3", "10/7")
    exact = find_breakpoints(network, interval, method="exact")
    assert len(find_breakpoints(network, interval, method="floats")) == len(exact)


def test_ends_and_weights_beyond_floats():
    huge = Interval(-(10**400), 10**400)
    layer = Layer([[1], [Fraction(1, 10**350)]], [0, -(10**20)])
    network = Network([layer, Layer([[1, 1]], None, "identity")])
    for method in ("exact", "floats"):
        assert len(find_breakpoints(network, huge, method=method)) == 2


def test_values_beyond_floats_in_a_layer_of_zeros():
    for first, second in (([[10**400]], [[0]]), ([[0]], [[10**400]])):
        network = Network([Layer(first), Layer(second, None, "identity")])
        for method in ("exact", "floats"):
            table = find_breakpoints(network, (-1, 1), method=method)
            assert table.open_connected == 1


def test_parameters_that_are_no_floats():
    thirds = Network(
        [
            Layer(
                [[Fraction(k, 3)] for k in range(1, 30)],
                [Fraction(-k * k, 7) for k in range(1, 30)],
            ),
            Layer([[Fraction((-1) ** k, k + 2) for k in range(29)]] * 5, list(range(5))),
            Layer([[1] * 5], None, "identity"),
        ]
    )
    exact = find_breakpoints(thirds, method="exact")
    certified = find_breakpoints(thirds, method="floats")
    assert np.array_equal(exact.layers, certified.layers)
    assert exact.open_connected == PiecewiseLinear.from_network(thirds).simplified().pieces


def test_matrices_are_those_of_he_random():
    network = he_random((1, 20, 10, 1), seed=5, bias_std=0.5)
    dense = DenseNetwork.he_random([20, 10], seed=5, bias_std=0.5)
    for layer, matrices in zip(network.layers, dense.layers, strict=True):
        assert layer == Layer(matrices.weights, matrices.bias, layer.activation)


def test_one_hidden_layer_has_one_breakpoint_for_each_unit():
    for width in (1, 10, 300, 3000):
        table = find_breakpoints(DenseNetwork.he_random([width], 1, 1.0))
        assert table.proper_activation == table.open_connected == width + 1
        assert sorted(table.units.tolist()) == list(range(width))
        assert np.all(table.lower[1:] > table.upper[:-1])


def test_bad_input_is_refused():
    with pytest.raises(UnknownOptionError, match="method"):
        find_breakpoints(he_random((1, 2, 1)), method="guess")
    with pytest.raises(InvalidNetworkError, match="2 inputs"):
        find_breakpoints(he_random((2, 2, 1)))
    with pytest.raises(InvalidNetworkError, match="no layers"):
        DenseNetwork.from_arrays([])
    with pytest.raises(InvalidNetworkError, match="shape"):
        DenseNetwork.from_arrays([(np.ones((2, 2)), np.ones(2))])
    with pytest.raises(InvalidNetworkError, match="not finite"):
        DenseNetwork.from_arrays([(np.array([[np.nan]]), np.ones(1))])
