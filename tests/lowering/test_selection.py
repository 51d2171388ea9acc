"""Selections by sign are the functions they say, or are refused where these jump."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Circuit
from polyregions.lowering import operations as ops
from tests.helpers.cases import each
from tests.lowering.reference import assert_same, entrywise, lowered, random_array
from tests.strategies import rationals

HALF = Fraction(1, 2)


def leaky_by_where(x, slope=HALF, at_zero=False):
    return ops.where(x, x, ops.multiply(x, slope), at_zero=at_zero)


def soft_by_where(x, bound):
    """The soft shrinkage as a selection in a selection."""
    below = ops.where(ops.subtract(-bound, x), ops.add(x, bound), 0, at_zero=False)
    return ops.where(ops.subtract(x, bound), ops.subtract(x, bound), below, at_zero=False)


def soft_by_distance(x, bound):
    """The same with one condition, |x| > bound, which is no affine form."""
    inside = ops.clip(x, -bound, bound)
    far = ops.subtract(ops.absolute(x), bound)
    return ops.where(far, ops.subtract(x, inside), 0, at_zero=True)


def soft(z, bound):
    return z - bound if z > bound else z + bound if z < -bound else Fraction(0)


def ramp_by_where(x):
    """Clipping to [0, 1] by a selection in another order."""
    return ops.where(x, ops.where(ops.subtract(1, x), x, 1, at_zero=True), 0, at_zero=False)


def clipped(z):
    return min(max(z, Fraction(0)), Fraction(1))


def carried(x):
    """The leaky ReLU of a sum that identity units carry past a layer."""
    total = ops.linear(x, [[1, 2], [1, -1]])
    deep = ops.relu(ops.relu(ops.relu(total)))
    late = ops.subtract(ops.add(total, deep), deep)
    return ops.where(late, total, ops.multiply(late, HALF), at_zero=False)


def leaky(z):
    return max(z, HALF * z)


def soft_by_sign(x, bound):
    """The same by a sign, which jumps where its parts are chosen."""
    inner = ops.Choice(x, False, ops.subtract(x, bound), ops.add(x, bound))
    return ops.choose(ops.Choice(ops.subtract(ops.absolute(x), bound), False, inner, 0))


def absolute_by_sign(x):
    negative = ops.Choice(ops.negate(x), False, ops.negate(x), ops.multiply(x, 0))
    return ops.choose(ops.Choice(x, False, x, negative))


SELECTIONS = {
    "leaky": (leaky_by_where, leaky),
    "leaky at zero": (lambda x: leaky_by_where(x, at_zero=True), leaky),
    "leaky of a negative": (
        lambda x: ops.where(ops.negate(x), ops.multiply(x, HALF), x, at_zero=True),
        leaky,
    ),
    "absolute": (lambda x: ops.where(x, x, ops.negate(x), at_zero=False), abs),
    "soft": (lambda x: soft_by_where(x, HALF), lambda z: soft(z, HALF)),
    "soft by distance": (lambda x: soft_by_distance(x, HALF), lambda z: soft(z, HALF)),
    "soft by sign": (lambda x: soft_by_sign(x, HALF), lambda z: soft(z, HALF)),
    "absolute by sign": (absolute_by_sign, abs),
    "ramp": (ramp_by_where, clipped),
    "relu of a relu": (
        lambda x: ops.where(ops.relu(x), x, ops.multiply(x, 0), at_zero=False),
        lambda z: max(z, Fraction(0)),
    ),
    "never zero": (
        lambda x: ops.where(ops.add(ops.absolute(x), 1), x, 7, at_zero=False),
        lambda z: z,
    ),
    "of kinks elsewhere": (
        lambda x: ops.where(x, ops.subtract(ops.relu(ops.subtract(x, 1)), 2), -2, at_zero=True),
        lambda z: max(z - 1, Fraction(0)) - 2,
    ),
    "flat condition": (
        lambda x: ops.where(ops.relu(x), ops.absolute(x), ops.negate(x), at_zero=True),
        abs,
    ),
}


@each("name", SELECTIONS)
def test_selections_of_one_variable(name):
    function, expected = SELECTIONS[name]
    assert_same((2, 2), function, lambda x: entrywise(expected, x))
    weights = random_array(3, (3, 2))
    assert_same(
        (2,),
        lambda x: function(ops.linear(x, weights)),
        lambda x: entrywise(expected, weights.dot(x)),
    )


def test_forms_that_are_carried_are_known_again():
    weights = np.array([[1, 2], [1, -1]], dtype=object)
    assert_same((2,), carried, lambda x: entrywise(leaky, weights.dot(x)))


def test_broadcasting_and_other_values():
    """What is selected may depend on anything, as long as the difference does not."""
    slopes = random_array(1, (3, 1))

    def function(x):
        other = ops.relu(ops.linear(x, [[1, 1]] * 2))
        return ops.where(
            x, ops.add(x, other), ops.add(ops.multiply(x, slopes), other), at_zero=True
        )

    def expected(x):
        other = max(x[0] + x[1], Fraction(0))
        return entrywise(lambda z, s: (z if z >= 0 else s * z) + other, x, slopes)

    assert_same((2,), function, expected)


def test_a_leaky_selection_has_the_units_of_the_leaky_relu():
    assert lowered((3,), leaky_by_where) == lowered((3,), lambda x: ops.leaky_relu(x, HALF))


def test_constant_conditions_choose_without_units():
    numbers = [1, 0, -1]
    for at_zero, chosen in ((True, [0, 0, 1]), (False, [0, 1, 1])):

        def function(x, at_zero=at_zero):
            return ops.where(numbers, x, ops.multiply(x, 5), at_zero=at_zero)

        def expected(x, chosen=chosen):
            return np.array([x[i] * (5 if c else 1) for i, c in enumerate(chosen)], dtype=object)

        network = assert_same((3,), function, expected)
        assert sum(network.pattern_sizes) == 0


JUMPS = {
    "step": lambda x: ops.where(x, 1, 0, at_zero=False),
    "hard shrinkage": lambda x: ops.where(ops.subtract(x, 1), x, 0, at_zero=False),
    "threshold": lambda x: ops.where(ops.subtract(x, 1), x, 2, at_zero=True),
    "at a kink": lambda x: ops.where(ops.relu(x), ops.add(x, 1), x, at_zero=False),
    "at zero alone": lambda x: ops.where(ops.absolute(x), x, ops.add(x, 1), at_zero=False),
    "hidden": lambda x: ops.where(x, ops.relu(ops.subtract(1, x)), 0, at_zero=False),
}


@each("name", JUMPS)
def test_jumps_are_refused(name):
    with pytest.raises(InvalidNetworkError, match="a selection jumps"):
        JUMPS[name](Circuit().input((2,)))


def test_what_cannot_be_told_is_refused():
    x = Circuit().input((2,))
    for condition, a in ((x[:1], x[1:]), (ops.relu(x[:1]), x[1:]), (ops.add(x[:1], x[1:]), x[:1])):
        with pytest.raises(InvalidNetworkError, match="cannot be told"):
            ops.where(condition, a, 0, at_zero=False)


@given(
    st.lists(
        st.tuples(st.sampled_from(["where", "relu", "affine"]), *[rationals()] * 3, st.booleans()),
        min_size=1,
        max_size=5,
    ),
    st.lists(rationals(), min_size=3, max_size=3),
)
def test_any_nesting_is_right_or_refused(program, points):
    """Selections of functions of one variable: the same values at points and at every kink met."""
    circuit = Circuit()
    x = circuit.input((1,))
    pool = [(x, lambda t: t)]
    kinks = list(points)
    for name, factor, shift, slope, at_zero in program:
        tensor, function = pool[-1]
        base, below = pool[len(pool) // 2]
        if name == "relu":
            pool.append((ops.relu(tensor), lambda t, f=function: max(f(t), 0)))
        elif name == "affine":
            made = ops.add(ops.multiply(tensor, factor), ops.multiply(base, shift))
            pool.append(
                (made, lambda t, f=function, g=below, a=factor, b=shift: a * f(t) + b * g(t))
            )
        else:
            kinks.append(shift)
            difference = ops.subtract(tensor, shift)
            other = ops.add(ops.multiply(difference, slope), tensor)
            made = ops.where(difference, tensor, other, at_zero=at_zero)
            pool.append(
                (
                    made,
                    lambda t, f=function, s=shift, m=slope: (
                        f(t) if f(t) > s else f(t) + m * (f(t) - s)
                    ),
                )
            )
    network = circuit.network(pool[-1][0])
    for point in kinks:
        assert network.exact([point]) == (pool[-1][1](point),)


def test_threshold_and_soft_shrinkage():
    assert_same((3,), lambda x: ops.threshold(x, "1/2", 0.5), lambda x: entrywise(max, x, HALF))
    with pytest.raises(InvalidNetworkError, match="jumps"):
        ops.threshold(Circuit().input((1,)), 1, 0)
    for bound in (0, HALF, 3):
        network = assert_same(
            (2, 2),
            lambda x, bound=bound: ops.soft_shrink(x, bound),
            lambda x, bound=bound: entrywise(lambda z: soft(z, bound), x),
        )
        assert network.pattern_sizes == (8,)
    with pytest.raises(InvalidNetworkError, match="from 0"):
        ops.soft_shrink(Circuit().input((1,)), -1)


def test_hard_sigmoid():
    third = Fraction(1, 3)
    network = assert_same(
        (2, 2),
        lambda x: ops.hard_sigmoid(x, third, "1/5"),
        lambda x: entrywise(lambda z: clipped(third * z + Fraction(1, 5)), x),
    )
    assert network.pattern_sizes == (8,)
    assert lowered((1,), ops.hard_sigmoid) == lowered(
        (1,), lambda x: ops.hard_sigmoid(x, "1/6", "1/2")
    )
