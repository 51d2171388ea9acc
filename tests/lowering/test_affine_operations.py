"""Affine operations equal the same sums and products done with plain loops."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions.errors import InvalidNetworkError, InvalidNumberError
from polyregions.lowering import Circuit
from polyregions.lowering import operations as ops
from polyregions.lowering.operations.normalisation import nearest_root_quotient
from tests.helpers.cases import each
from tests.lowering.reference import array_of, assert_same, lowered, random_array

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 1, 3)])
@pytest.mark.parametrize("with_bias", [True, False])
def test_linear(shape, with_bias):
    weights, bias = random_array(1, (4, 3)), random_array(2, (4,))
    given_bias = bias if with_bias else None

    def expected(x):
        product = np.dot(x, weights.T)
        return product + bias if with_bias else product

    assert_same(shape, lambda x: ops.linear(x, weights, given_bias), expected)


@pytest.mark.parametrize("width", [2, 9])
def test_chains_of_linear_maps_are_one_layer(width):
    first, second = random_array(1, (width, 4)), random_array(2, (3, width))
    shift = random_array(3, (width,))
    network = assert_same(
        (4,),
        lambda x: ops.linear(ops.linear(x, first, shift), second, None),
        lambda x: second.dot(first.dot(x) + shift),
    )
    assert network.widths == (4, 3)


def test_a_tensor_may_repeat_its_variables():
    weights = random_array(1, (2, 6))
    assert_same(
        (3,),
        lambda x: ops.linear(ops.concatenate([x, x]), weights, None),
        lambda x: weights.dot(np.concatenate([x, x])),
    )


PRODUCTS = [
    ((2, 3), (3, 4)),
    ((3,), (3, 4)),
    ((2, 3), (3,)),
    ((3,), (3,)),
    ((2, 2, 3), (3, 4)),
    ((2, 3), (2, 3, 4)),
    ((2, 2, 3), (2, 3, 1)),
    ((2, 1, 2, 3), (3, 3, 2)),
    ((2, 3), (1, 3, 2)),
]


@each(("left", "right"), PRODUCTS)
def test_matrix_products(left, right):
    matrix = random_array(1, right)
    assert_same(left, lambda x: ops.matrix_product(x, matrix), lambda x: np.matmul(x, matrix))
    other = random_array(2, left)
    assert_same(right, lambda x: ops.matrix_product(other, x), lambda x: np.matmul(other, x))


@pytest.mark.parametrize(
    ("left", "right"), [((2, 3), (4, 3)), ((3,), (2,)), ((2, 2, 3), (3, 3, 2)), ((2,), ())]
)
def test_matrix_products_of_shapes_that_do_not_fit(left, right):
    matrix = random_array(1, right)
    with pytest.raises(InvalidNetworkError):
        ops.matrix_product(Circuit().input(left), matrix)


@pytest.mark.parametrize(
    ("shape", "other"), [((2, 3), (2, 3)), ((2, 3), (3,)), ((3,), (2, 3)), ((2, 1), (1, 3))]
)
def test_entrywise_operations_broadcast(shape, other):
    numbers = random_array(1, other)
    nonzero = np.where(numbers == 0, Fraction(7), numbers)
    assert_same(shape, lambda x: ops.add(x, numbers), lambda x: x + numbers)
    assert_same(shape, lambda x: ops.add(numbers, x), lambda x: x + numbers)
    assert_same(shape, lambda x: ops.subtract(x, numbers), lambda x: x - numbers)
    assert_same(shape, lambda x: ops.subtract(numbers, x), lambda x: numbers - x)
    assert_same(shape, lambda x: ops.multiply(x, numbers), lambda x: x * numbers)
    assert_same(shape, lambda x: ops.multiply(numbers, x), lambda x: x * numbers)
    assert_same(shape, lambda x: ops.divide(x, nonzero), lambda x: x / nonzero)
    assert_same(shape, ops.negate, lambda x: -x)


@pytest.mark.parametrize("number", [2, 0.1, "1/3", np.float32(0.1), THIRD, np.array(-3)])
def test_single_numbers_are_exact(number):
    exact = Fraction(number.item()) if isinstance(number, np.generic) else Fraction(str(number))
    if isinstance(number, float):
        exact = Fraction(number)
    assert_same((2,), lambda x: ops.multiply(x, number), lambda x: x * exact)
    assert_same((2,), lambda x: ops.divide(x, number), lambda x: x / exact)
    assert_same((2,), lambda x: ops.subtract(number, x), lambda x: exact - x)


def test_terms_that_cancel_leave_no_weight():
    def difference(x):
        return ops.subtract(ops.add(x, [1, 1]), x)

    network = assert_same((2,), difference, lambda x: x - x + 1)
    assert network.layers[0].weights == ((0, 0), (0, 0))


def test_constant_tensors_are_factors_too():
    circuit = Circuit()
    x, two = circuit.input((2,)), circuit.constant([2, THIRD])
    network = circuit.network(ops.divide(ops.multiply(two, x), two))
    assert network.exact([3, 5]) == (3, 5)
    assert circuit.network(ops.multiply(two, two)).exact([0, 0]) == (4, Fraction(1, 9))


def test_products_of_two_variables_are_refused():
    x = Circuit().input((2, 2))
    for function in (ops.multiply, ops.divide, ops.matrix_product):
        with pytest.raises(InvalidNetworkError, match="must be constant"):
            function(x, x)


def test_zero_divides_nothing():
    with pytest.raises(InvalidNetworkError, match="zero"):
        ops.divide(Circuit().input((2,)), [1, 0])


@each("bad", [np.nan, np.inf, -np.inf, np.float32("nan"), "x", True, None, 1j])
def test_numbers_that_are_none(bad):
    x = Circuit().input((1,))
    for function in (
        lambda: ops.linear(x, [[bad]], None),
        lambda: ops.linear(x, [[1]], [bad]),
        lambda: ops.add(x, bad),
        lambda: ops.multiply(x, np.array([bad])),
    ):
        with pytest.raises(InvalidNumberError):
            function()


def test_ragged_weights():
    with pytest.raises(InvalidNumberError, match="ragged"):
        ops.linear(Circuit().input((2,)), [[1, 2], [3]], None)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble, np.int8])
def test_arrays_of_every_type_are_exact(dtype):
    weights = np.array([[0, 1], [3, -7]], dtype=dtype) / dtype(2 if dtype != np.int8 else 1)
    expected = array_of([Fraction(*float(w).as_integer_ratio()) for w in weights.flat], (2, 2))
    assert_same((2,), lambda x: ops.linear(x, weights, None), lambda x: expected.dot(x))


def test_concatenation_and_padding():
    numbers = random_array(1, (2, 2))
    assert_same(
        (2, 3),
        lambda x: ops.concatenate([x, numbers, x[:, 1:]], axis=1),
        lambda x: np.concatenate([x, numbers, x[:, 1:]], 1),
    )
    assert_same(
        (2, 3),
        lambda x: ops.concatenate([x, x], axis=-2),
        lambda x: np.concatenate([x, x], 0),
    )
    assert_same(
        (2, 3),
        lambda x: ops.pad(x, [(0, 2), (1, 0)], THIRD),
        lambda x: np.pad(x, [(0, 2), (1, 0)], constant_values=THIRD),
    )


@pytest.mark.parametrize("axis", [2, -3])
def test_concatenation_along_an_axis_that_is_not_there(axis):
    x = Circuit().input((2, 3))
    with pytest.raises(InvalidNetworkError, match="joined"):
        ops.concatenate([x, x], axis)


def test_concatenation_of_shapes_that_differ():
    x = Circuit().input((2, 3))
    for other in (x[:1], x.reshape((6,)), x.reshape((2, 3, 1))):
        with pytest.raises(InvalidNetworkError, match="agree"):
            ops.concatenate([x, other], axis=1)


@pytest.mark.parametrize("pads", [[(0, 0)], [(0, -1), (0, 0)], [(0, 0.5), (0, 0)], 3, None])
def test_pads_that_do_not_fit(pads):
    with pytest.raises(InvalidNetworkError, match="pads"):
        ops.pad(Circuit().input((2, 3)), pads)


def test_tensors_of_two_circuits_do_not_mix():
    x, y = Circuit().input((2,)), Circuit().input((2,))
    for function in (ops.add, ops.maximum, lambda a, b: ops.concatenate([a, b])):
        with pytest.raises(InvalidNetworkError, match="circuits"):
            function(x, y)
    with pytest.raises(InvalidNetworkError, match="another circuit"):
        x.circuit.network(y)


def test_operands_without_a_tensor():
    for function in (ops.add, ops.subtract, ops.multiply, ops.matrix_product, ops.maximum):
        with pytest.raises(InvalidNetworkError, match="Tensor"):
            function([1], [2])
    for function in (ops.relu, ops.negate, lambda x: ops.linear(x, [[1]], None), ops.clip):
        with pytest.raises(InvalidNetworkError, match="Tensor"):
            function([1])


class TestBatchNormalisation:
    @pytest.mark.parametrize("shape", [(2, 3), (1, 3, 2), (2, 3, 2, 2)])
    def test_exact_but_for_the_factor(self, shape):
        mean, bias = random_array(1, (3,)), random_array(2, (3,))
        weight, roots = random_array(3, (3,)), array_of([HALF, 2, Fraction(1, 4)], (3,))
        epsilon = Fraction(1, 64)
        along = (3, *[1] * (len(shape) - 2))
        factors = (weight * HALF / roots).reshape(along)
        factors = np.vectorize(lambda f: Fraction(float(f)), otypes=[object])(factors)
        assert_same(
            shape,
            lambda x: ops.batch_normalisation(
                x, mean, 4 * roots**2 - epsilon, weight, bias, epsilon
            ),
            lambda x: factors * (x - mean.reshape(along)) + bias.reshape(along),
        )

    def test_without_weight_and_bias(self):
        assert_same(
            (1, 2),
            lambda x: ops.batch_normalisation(x, [1, 2], [3, 0], epsilon=1),
            lambda x: (x - array_of([1, 2], (2,))) * array_of([HALF, 1], (2,)),
        )

    @pytest.mark.parametrize("variance", [-1, 0])
    def test_variances_that_are_not_positive(self, variance):
        with pytest.raises(InvalidNetworkError, match="not positive"):
            ops.batch_normalisation(Circuit().input((1, 1)), [0], [variance], epsilon=0)

    def test_shapes_that_do_not_fit(self):
        x = Circuit().input((1, 2))
        with pytest.raises(InvalidNetworkError, match="2 channels"):
            ops.batch_normalisation(x, [0], [1])
        with pytest.raises(InvalidNetworkError, match="reshape"):
            ops.batch_normalisation(x[0], [0, 0], [1, 1])

    def test_factors_beyond_binary64(self):
        x = Circuit().input((1, 1))
        with pytest.raises(InvalidNetworkError, match="range"):
            ops.batch_normalisation(x, [0], [0], [10**300], epsilon=Fraction(1, 10**40))


@given(
    st.fractions(-(10**12), 10**12, max_denominator=10**12),
    st.fractions(Fraction(1, 10**12), 10**12, max_denominator=10**12),
    st.integers(-300, 300),
)
def test_the_factor_of_a_normalisation_is_the_nearest_float(weight, square, exponent):
    weight *= Fraction(2) ** exponent
    nearest = nearest_root_quotient(weight, square)
    value = float(nearest)
    assert Fraction(value) == nearest
    # The quotient lies between the midpoints to both neighbours: compared by squares, exactly.
    size = abs(value)
    low = (Fraction(np.nextafter(size, -np.inf)) + Fraction(size)) / 2
    high = (Fraction(np.nextafter(size, np.inf)) + Fraction(size)) / 2
    assert max(low, Fraction(0)) ** 2 * square <= weight**2 <= high**2 * square
    assert (value > 0) - (value < 0) == (weight > 0) - (weight < 0)


def test_ties_of_the_factor_go_to_even():
    odd = Fraction(2**53 + 1)  # halfway between two binary64 numbers
    assert nearest_root_quotient(odd, Fraction(1)) == 2**53
    assert nearest_root_quotient(odd**2, odd**2 - 1) == 2**53 + 2
    assert nearest_root_quotient(odd**2, odd**2 + 1) == 2**53
    assert lowered((1, 1), lambda x: ops.batch_normalisation(x, [0], [1], epsilon=0)).exact(
        [THIRD]
    ) == (THIRD,)


def test_concatenation_of_tensors_that_differ_in_their_axes_only():
    x = Circuit().input((2, 3))
    for tensors in ([x, x[:, 0]], [x[:, 0], x]):
        with pytest.raises(InvalidNetworkError, match="agree"):
            ops.concatenate(tensors, axis=1)
