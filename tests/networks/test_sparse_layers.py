"""Layers kept as sparse rows are the layers that they are with their zeros."""

import pickle
from contextlib import nullcontext
from fractions import Fraction
from functools import cache
from unittest.mock import patch

import numpy as np
import pytest
from scipy.sparse import bsr_array, coo_array, csr_array, dia_array

import polyregions as pr
from polyregions.constructions import he_random
from polyregions.errors import InvalidNetworkError, InvalidNumberError, TooLargeError
from polyregions.networks import IntegerRows, Layer, Network, SparseWeights, is_worth_sparse
from tests.helpers.cases import each

NUMBERS = [1, -2, 0.1, Fraction(1, 3), Fraction(-7, 6), 2**60 + 1, 2.0**-400, 1e200, -0.3, 10**400]


def sparse_everywhere():
    """Keep every layer with a zero weight as sparse rows."""
    return patch.multiple(
        "polyregions.networks.sparse_weights", _LEAST_ENTRIES=0, _LEAST_SHARE_OF_ZEROS=1
    )


def parameters(seed, units=5, inputs=7, numbers=NUMBERS, some_zero=True):
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(numbers), (units, inputs + 1))
    kept = rng.random((units, inputs + 1)) < 0.4
    kept[0] = seed % 2 == 0  # a row of zeros, or of none
    kept[-1, 0] = not some_zero
    rows = [
        [numbers[i] if k else 0 for i, k in zip(row, keep, strict=True)]
        for row, keep in zip(chosen.tolist(), kept.tolist(), strict=True)
    ]
    return [row[:-1] for row in rows], [row[-1] for row in rows]


def pair(seed, numbers=NUMBERS):
    """Return one layer in both ways."""
    weights, bias = parameters(seed, numbers=numbers)
    kinds = ["relu", "identity", "relu", "relu", "identity"]
    dense = Layer(weights, bias, kinds)
    with sparse_everywhere():
        sparse = Layer(weights, bias, kinds)
    assert sparse.is_sparse
    assert not dense.is_sparse
    return dense, sparse


FLOATS = [0.5, -3.0, 0.1, 7.25, -1e-5]


CASES = [(seed, numbers) for seed in range(6) for numbers in (FLOATS, NUMBERS)]
NAMES = [f"{seed}-{kind}" for seed in range(6) for kind in ("floats", "rationals")]


class TestParameters:
    @each("seed,numbers", CASES, ids=NAMES)
    def test_rows(self, seed, numbers):
        dense, sparse = pair(seed, numbers)
        assert sparse.weights == dense.weights
        assert [*sparse.weight_rows()] == [*dense.weight_rows()]
        assert sparse.bias == dense.bias
        assert (sparse.units, sparse.inputs) == (dense.units, dense.inputs)
        assert [*sparse.units_beyond_floats] == [*dense.units_beyond_floats]
        assert np.array_equal(sparse.float_weights, dense.float_weights)
        for unit in range(dense.units):
            assert sparse.row(unit) == dense.row(unit)
            assert sparse.exact_terms(unit) == dense.exact_terms(unit)
            assert sparse.exact_terms(unit).row(dense.inputs) == dense.row(unit)
        for start in range(dense.units):
            assert np.array_equal(sparse.float_rows(start, 4), dense.float_rows(start, 4))

    @each("seed,numbers", CASES, ids=NAMES)
    def test_values(self, seed, numbers):
        dense, sparse = pair(seed, numbers)
        x = [Fraction(3 * i - 5, 7) for i in range(dense.inputs)]
        assert sparse.preactivations(x) == dense.preactivations(x)
        points = np.random.default_rng(seed).standard_normal((4, dense.inputs))
        if numbers is FLOATS:
            scale = np.abs(points) @ np.abs(dense.float_weights).T + np.abs(dense.float_bias)
            assert np.all(np.abs(sparse(points) - dense(points)) <= 1e-14 * scale)

    @each("seed,numbers", CASES, ids=NAMES)
    def test_integers(self, seed, numbers):
        dense, sparse = map(IntegerRows, pair(seed, numbers))
        right = [(i - 3, 10**30 * i, (-1) ** i) for i in range(dense.width)]
        with patch("polyregions.networks.integer_rows._MOST_KEPT", 10):
            assert sparse.denominator == dense.denominator
            assert sparse[:] == dense[:]
            assert sparse[-1] == dense[-1]
            assert sparse @ right == dense @ right
            assert np.array_equal(sparse.residues(65537), dense.residues(65537))
            largest = max(abs(entry) for row in dense for entry in row)
            assert sparse.are_within(largest)
            assert not sparse.are_within(largest - 1)

    @each("seed,numbers", CASES, ids=NAMES)
    def test_equality_and_copies(self, seed, numbers):
        weights, bias = parameters(seed, numbers=numbers)
        with sparse_everywhere():
            layer, again = (Layer(weights, bias) for _ in range(2))
            copy = pickle.loads(pickle.dumps(layer))
            changed = Layer([*weights[:-1], [*weights[-1][:-1], 5]], bias)
            other_bias = Layer(weights, [*bias[:-1], Fraction(1, 7)])
        assert layer == again == copy
        assert hash(layer) == hash(again) == hash(copy)
        assert copy.is_sparse
        assert layer not in (changed, other_bias)
        assert repr(layer).startswith("<Layer 5 x 7, ")


def test_the_longest_sums_stay_exact():
    """All digits and all slices of a product as large as they can be, in sums of many."""
    for terms in (1, 255, 256, 1000):
        for value in (1 - 2.0**-53, (2.0**20 - 1) * 2.0**-20, 1.0):
            rows = np.zeros((3, 1100))
            rows[0, :terms], rows[1, -terms:] = value, -value
            weights = SparseWeights.of_dense(rows)
            bits = weights.fraction_bits
            entry = terms * int(value * 2**bits)
            found = weights.exact_product([(2**48 - 1, -(2**32 - 1))] * 1100, bits)
            assert found[0] == (entry * (2**48 - 1), -entry * (2**32 - 1))
            assert found[1:] == [(-found[0][0], -found[0][1]), (0, 0)]


def test_small_and_dense_layers_are_kept_as_they_are():
    eye = np.eye(2000)
    assert Layer(eye).is_sparse
    assert not Layer(eye[:500]).is_sparse
    assert not Layer(np.ones((2000, 2000))).is_sparse
    assert not is_worth_sparse(2**10, 2**10, 0)
    assert is_worth_sparse(2**10 + 1, 2**10, 0)
    entries = 2000 * 2000
    assert is_worth_sparse(2000, 2000, entries // 8 - 1)
    assert not is_worth_sparse(2000, 2000, entries // 8)


def test_biases_that_can_be_read_once():
    eye = np.eye(1100)
    assert Layer(eye, iter([*range(1100)])) == Layer(eye, [*range(1100)])
    thirds = [Fraction(i, 3) for i in range(1100)]
    assert Layer(eye, iter(thirds)).bias == tuple(thirds)


class TestMatricesOfSciPy:
    def test_all_formats(self):
        dense = np.array([[0, 0.5, 0], [2, 0, -3]])
        expected = Layer(dense, [1, "1/3"])
        for matrix in (csr_array(dense), csr_array(dense).tocsc(), coo_array(dense)):
            assert Layer(matrix, [1, "1/3"]) == expected
            with sparse_everywhere():
                layer = Layer(matrix, [1, "1/3"])
                assert layer.is_sparse
                assert layer == Layer(dense, [1, "1/3"])

    def test_the_matrix_stays_its_own(self):
        matrix = csr_array(np.array([[0.0, 2.0], [1.0, 0.0]]))
        with sparse_everywhere():
            layer = Layer(matrix)
        matrix.data[:] = 7
        assert layer.weights == ((0, 2), (1, 0))
        assert not layer.float_entries.flags.writeable

    @each("value", [np.nan, np.inf])
    def test_numbers_that_are_none(self, value):
        with pytest.raises(InvalidNumberError, match="finite"):
            Layer(csr_array(np.array([[value, 0.0]])))

    def test_integers_beyond_floats(self):
        with pytest.raises(InvalidNumberError, match="binary64"):
            Layer(csr_array(np.array([[2**53 + 1, 0]])))

    @each(
        "number",
        [np.int64(2**63 - 1), np.uint64(2**64 - 1), np.longdouble(10) ** 400, np.complex128(1)],
    )
    def test_numbers_of_other_types(self, number):
        with pytest.raises(InvalidNumberError, match="binary64"):
            Layer(csr_array(np.array([[number, number.dtype.type(0)]])))

    @each("number", [np.int64(-(2**63)), np.uint64(2**63), np.float32(0.1), np.int8(-128), True])
    def test_numbers_that_floats_hold(self, number):
        weights = csr_array(np.array([[0, 0]], dtype=np.array(number).dtype)).tolil()
        weights[0, 1] = number
        assert Layer(weights).weights == ((0, Fraction(float(number))),)

    @each(
        "matrix",
        [
            csr_array(([0.1, 0.2], [1, 1], [0, 2]), shape=(1, 2)),
            coo_array(([0.1, 0.2], ([0, 0], [1, 1])), shape=(1, 2)),
            bsr_array((np.array([[[0.1]], [[0.2]]]), [1, 1], [0, 2]), shape=(1, 2)),
        ],
        ids=["rows", "coordinates", "blocks"],
    )
    def test_places_that_recur(self, matrix):
        with pytest.raises(InvalidNumberError, match="two entries in one place"):
            Layer(matrix)

    def test_diagonals(self):
        """A format whose zeros are lost where it becomes rows."""
        assert Layer(dia_array(np.diag([1.0, 0.0, 2.0]))).weights == (
            (1, 0, 0),
            (0,) * 3,
            (0, 0, 2),
        )

    @each("column", [-1, 3])
    def test_indices_that_point_outside(self, column):
        matrix = csr_array(np.eye(3))
        matrix.indices[0] = column
        with pytest.raises(InvalidNetworkError, match="outside of it"):
            Layer(matrix)

    def test_more_columns_than_are_numbered(self):
        matrix = csr_array(([1.0], [2**31 + 5], [0, 1]), shape=(1, 2**32))
        with pytest.raises(TooLargeError, match="4,294,967,296 columns"):
            Layer(matrix)

    def test_shapes(self):
        with pytest.raises(InvalidNetworkError, match=r"shape \(2,\)"):
            Layer(coo_array(np.ones(2)))
        with pytest.raises(InvalidNetworkError, match="at least one row"):
            Layer(csr_array((0, 3)))
        with pytest.raises(InvalidNetworkError, match="one bias for each unit"):
            Layer(csr_array((2, 3)), [1])


def networks(seed):
    """Return a network of four inputs with half of its weights zero, in both ways."""
    drawn = he_random((4, 9, 8, 2), seed=seed, bias_std=0.5)
    rng = np.random.default_rng(seed)
    parts = [
        (np.where(rng.random(layer.float_weights.shape) < 0.5, layer.float_weights, 0.0), layer)
        for layer in drawn.layers
    ]
    made = []
    for keep in (nullcontext(), sparse_everywhere()):
        with keep:
            layers = [Layer(weights, layer.bias, layer.activation) for weights, layer in parts]
            made.append(Network(layers))
    return made


class TestNetworks:
    @each("seed", range(3))
    def test_signs_at_points(self, seed):
        dense, sparse = networks(seed)
        points = np.random.default_rng(seed).integers(-3, 4, (30, 4)) / 4
        assert np.array_equal(sparse.signs(points), dense.signs(points))
        assert np.array_equal(sparse.patterns(points), dense.patterns(points))
        assert sparse.signs(["1/3", 0, -2, 0.1]) == dense.signs(["1/3", 0, -2, 0.1])

    @each("seed", range(3))
    def test_restriction_and_regions(self, seed):
        dense, sparse = networks(seed)
        origin, *directions = np.random.default_rng(seed).standard_normal((3, 4))
        flat, other = (
            net.restrict(origin, directions, domain=[[-2, 2]] * 2) for net in (dense, sparse)
        )
        assert flat.layers[0] == other.layers[0]
        assert flat.exact(["1/3", 2]) == other.exact(["1/3", 2])
        for engine in ("vertices", "lp"):
            found = [pr.regions(net, engine=engine) for net in (flat, other)]
            assert len(found[0]) == len(found[1]) > 10
            assert {r.pattern for r in found[0]} == {r.pattern for r in found[1]}
            for definition in ("open_connected", "affine"):
                assert found[0].count(definition) == found[1].count(definition)

    @each("seed", range(3))
    def test_a_segment(self, seed):
        dense, sparse = networks(seed)
        ends = np.random.default_rng(seed).standard_normal((2, 4)) * 3
        assert pr.regions_along(sparse, ends).pieces == pr.regions_along(dense, ends).pieces


UNITS = 10_100  # whose square exceeds the largest dense matrix


@cache
def band_network():
    """Return two layers in which each unit takes three inputs."""
    rng = np.random.default_rng(0)
    near = (np.arange(UNITS)[:, np.newaxis] + [0, 5, 11]) % UNITS
    layers = []
    for _ in range(2):
        entries = (rng.standard_normal(near.size), near.ravel(), 3 * np.arange(UNITS + 1))
        layers.append(Layer(csr_array(entries, shape=(UNITS, UNITS)), rng.standard_normal(UNITS)))
    return Network(layers)


def on_plane(layer):
    """Return a network of two inputs, two of whose first units pass something on to a layer."""
    return Network([Layer(np.eye(UNITS, 2)), layer])


class TestSizesThatNeedTheZeros:
    def test_regions(self):
        """The engine that does without the zeros is chosen."""
        network = on_plane(band_network().layers[1])
        cells = pr.regions(network, [[-4, 4]] * 2)
        bits = network.patterns([region.interior_point for region in cells])
        assert bits.tolist() == [list(region.pattern.bits) for region in cells]
        count = pr.count_regions(network, [[-4, 4]] * 2, definition="proper_activation")
        assert count == len(cells) >= 4

    def test_evaluation_and_restriction(self):
        network, rng = band_network(), np.random.default_rng(1)
        origin, *directions = rng.integers(-8, 9, (3, UNITS)) / 8
        flat = network.restrict(origin, directions)
        point = origin + 0.25 * directions[0] - 0.5 * directions[1]
        assert flat.exact([0.25, -0.5]) == network.exact(point)
        assert np.array_equal(flat.patterns([[0.25, -0.5]]), network.patterns([point]))
        values = network(point)
        near = [float(value) for value in network.exact(point)]
        assert np.allclose(values, near, rtol=1e-12, atol=1e-12)

    def test_memory(self):
        network = band_network()
        sizes = [layer.float_entries.nbytes for layer in network.layers]
        assert sum(sizes) == 2 * 3 * UNITS * 8

    @each(
        "work",
        [
            lambda layer: layer.float_weights,
            lambda layer: layer.weights,
            lambda layer: IntegerRows(layer).residues(65537),
            lambda layer: pr.regions(on_plane(layer), [[0, 1]] * 2, engine="vertices"),
        ],
        ids=["floats", "rationals", "residues", "regions"],
    )
    def test_what_needs_the_zeros(self, work):
        with pytest.raises(TooLargeError, match=r"10,100 units.*sparse rows.*restriction"):
            work(band_network().layers[0])
