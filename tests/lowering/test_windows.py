"""Convolutions and poolings equal plain loops over every window."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Circuit
from polyregions.lowering import operations as ops
from polyregions.lowering.operations.windows import AxisWindows
from tests.helpers.cases import each
from tests.lowering import reference
from tests.lowering.reference import assert_same, placed_windows, random_array

CONVOLUTIONS = [
    # shape, outputs, kernel, stride, padding, dilation, groups
    ((1, 1, 3, 3), 1, (2, 2), (1, 1), [(0, 0), (0, 0)], (1, 1), 1),
    ((2, 2, 4, 3), 3, (3, 2), (1, 2), [(1, 1), (1, 0)], (1, 1), 1),
    ((1, 2, 5, 5), 2, (2, 3), (2, 1), [(0, 2), (3, 1)], (2, 1), 1),
    ((1, 4, 3, 3), 4, (2, 2), (1, 1), [(1, 0), (0, 1)], (1, 1), 2),
    ((1, 3, 3, 2), 6, (1, 2), (1, 1), [(0, 0), (1, 1)], (1, 1), 3),
    ((2, 2, 5), 2, (3,), (2,), [(2, 2)], (2,), 1),
    ((1, 1, 2, 3, 2), 2, (2, 2, 1), (1, 1, 1), [(0, 1), (0, 0), (1, 0)], (1, 1, 1), 1),
    ((1, 2, 1), 3, (1,), (1,), [(4, 4)], (1,), 1),  # windows of nothing but padding
]


@each(("shape", "outputs", "kernel", "stride", "padding", "dilation", "groups"), CONVOLUTIONS)
@each("of_variables", [True, False])
def test_convolutions(shape, outputs, kernel, stride, padding, dilation, groups, of_variables):
    weights = random_array(1, (outputs, shape[1] // groups, *kernel))
    bias = random_array(2, (outputs,))
    scale = 1 if of_variables else Fraction(2, 3)

    def function(x):
        x = ops.multiply(x, scale)
        return ops.convolution(x, weights, bias, stride, padding, dilation, groups)

    def expected(x):
        return reference.convolution(x * scale, weights, bias, stride, padding, dilation, groups)

    assert_same(shape, function, expected, points=3)


def test_convolutions_of_convolutions():
    first, second = random_array(1, (2, 1, 3, 3)), random_array(2, (2, 2, 3, 3))
    zeros = random_array(3, (2,)) * 0
    plain = ((1, 1), [(1, 1), (1, 1)], (1, 1), 1)
    network = assert_same(
        (1, 1, 5, 5),
        lambda x: ops.convolution(ops.convolution(x, first, padding=1), second, padding=1),
        lambda x: reference.convolution(
            reference.convolution(x, first, zeros, *plain), second, zeros, *plain
        ),
        points=2,
    )
    assert len(network.layers) == 1


def test_numbers_stand_for_all_axes():
    weights = random_array(1, (1, 1, 2, 2))
    with_numbers = reference.lowered(
        (1, 1, 4, 4), lambda x: ops.convolution(x, weights, None, 2, 1, np.int64(2), np.int64(1))
    )
    with_pairs = reference.lowered(
        (1, 1, 4, 4),
        lambda x: ops.convolution(
            x, weights, None, stride=(2, 2), padding=[(1, 1)] * 2, dilation=[2, 2]
        ),
    )
    assert with_numbers == with_pairs


POOLINGS = [
    # shape, kernel, stride, padding, dilation, ceil_mode
    ((1, 1, 4, 4), (2, 2), (2, 2), [(0, 0), (0, 0)], (1, 1), False),
    ((1, 2, 5, 4), (2, 3), (2, 2), [(0, 0), (1, 1)], (1, 1), True),
    ((2, 1, 5, 5), (3, 3), (1, 2), [(1, 1), (0, 1)], (1, 1), False),
    ((1, 1, 6, 5), (3, 2), (3, 2), [(1, 0), (0, 1)], (1, 2), True),
    ((1, 1, 7), (4,), (2,), [(1, 2)], (1,), True),
    ((1, 1, 4), (3,), (3,), [(1, 1)], (1,), True),  # the last window would start in the padding
    ((1, 1, 3, 2, 2), (2, 1, 2), (1, 1, 1), [(0, 0)] * 3, (1, 1, 1), False),
]


@pytest.mark.parametrize(
    ("shape", "kernel", "stride", "padding", "dilation", "ceil_mode"), POOLINGS
)
class TestPoolings:
    def test_maxima(self, shape, kernel, stride, padding, dilation, ceil_mode):
        assert_same(
            shape,
            lambda x: ops.max_pool(x, kernel, stride, padding, dilation, ceil_mode),
            lambda x: reference.pooled(
                x, kernel, stride, padding, dilation, ceil_mode, lambda inside, _: max(inside)
            ),
            points=3,
        )

    @each(("include", "divisor"), [(True, None), (False, None), (True, 3), (False, "1/3")])
    def test_averages(self, shape, kernel, stride, padding, dilation, ceil_mode, include, divisor):
        def mean(inside, padded):
            count = padded if include else len(inside)
            return sum(inside) / (Fraction(count) if divisor is None else Fraction(divisor))

        assert_same(
            shape,
            lambda x: ops.average_pool(
                x, kernel, stride, padding, ceil_mode, include, divisor, dilation
            ),
            lambda x: reference.pooled(x, kernel, stride, padding, dilation, ceil_mode, mean),
            points=3,
        )


def test_poolings_step_by_their_kernel():
    for pool in (ops.max_pool, ops.average_pool):
        assert reference.lowered((1, 1, 4, 6), lambda x, pool=pool: pool(x, (2, 3))) == (
            reference.lowered((1, 1, 4, 6), lambda x, pool=pool: pool(x, (2, 3), (2, 3)))
        )


def relu_units(network):
    return sum(network.pattern_sizes)


def test_units_of_maximum_pooling():
    separate = reference.lowered((1, 1, 4, 4), lambda x: ops.max_pool(x, 2))
    assert relu_units(separate) == 4 * 3
    # The columns' maxima (4 x 3) and those of their neighbours (3 x 3), each made once.
    overlapping = reference.lowered((1, 1, 4, 4), lambda x: ops.max_pool(x, 2, 1))
    assert relu_units(overlapping) == 12 + 9
    # Entries in no window have no units: the last row and column here.
    assert relu_units(reference.lowered((1, 1, 5, 5), lambda x: ops.max_pool(x, 2))) == 4 * 3
    spread = reference.lowered((1, 1, 5, 7), lambda x: ops.max_pool(x, (1, 2), (3, 2), dilation=2))
    assert relu_units(spread) == 2 * 3
    # Of max(a, b, c, d) and max(c, d, e, f) the pair (c, d) is made once.
    shared = reference.lowered((1, 1, 6), lambda x: ops.max_pool(x, 4, 2))
    assert relu_units(shared) == 3 + 2
    assert relu_units(reference.lowered((1, 1, 3), lambda x: ops.max_pool(x, 1))) == 0


@given(
    length=st.integers(1, 9),
    kernel=st.integers(1, 4),
    stride=st.integers(1, 4),
    before=st.integers(0, 3),
    after=st.integers(0, 3),
    dilation=st.integers(1, 3),
    ceil_mode=st.booleans(),
)
def test_windows_along_an_axis(length, kernel, stride, before, after, dilation, ceil_mode):
    windows = AxisWindows(length, kernel, stride, before, after, dilation, ceil_mode)
    assume(length + before + after > dilation * (kernel - 1))
    slow = placed_windows(length, kernel, stride, before, after, dilation, ceil_mode)
    assert windows.count == len(slow)
    for window, places in enumerate(slow):
        inside = [(tap, p) for tap, p in enumerate(places) if 0 <= p < length]
        assert list(windows.taps(window)) == inside
        assert windows.padded_size(window) == sum(p < length + after for p in places)


@each(
    "options",
    [
        {"stride": 0},
        {"stride": (1, 0)},
        {"stride": (1,)},
        {"stride": 1.5},
        {"stride": True},
        {"padding": -1},
        {"padding": [(0, 0)]},
        {"padding": [(0, 0), (-1, 0)]},
        {"padding": [0, 0]},
        {"padding": "same"},
        {"dilation": 0},
        {"dilation": 9},
    ],
)
def test_windows_that_make_no_sense(options):
    x = Circuit().input((1, 1, 3, 3))
    for function in (
        lambda: ops.convolution(x, [[[[1, 1], [1, 1]]]], None, **options),
        lambda: ops.max_pool(x, 2, **options),
        lambda: ops.average_pool(x, 2, **options),
    ):
        with pytest.raises(InvalidNetworkError, match=r"stride|padding|dilation"):
            function()


@each("kernel", [0, (2,), (4, 4), 10**9, (10**5, 10**5), "ab", None])
def test_kernels_that_make_no_sense(kernel):
    x = Circuit().input((1, 1, 3, 3))
    for pool in (ops.max_pool, ops.average_pool):
        with pytest.raises(InvalidNetworkError, match="kernel"):
            pool(x, kernel)


@each(
    ("weights", "groups"),
    [
        ((1, 2, 2, 2), 2),  # each group has one channel
        ((3, 1, 2, 2), 2),  # three outputs in two groups
        ((2, 2, 2), 1),
        ((2, 2, 4, 4), 1),
        ((0, 2, 2, 2), 1),
        ((2, 2, 0, 2), 1),
        ((2, 2, 2, 2), 0),
        ((2, 2, 2, 2), 3),
        ((2, 2, 2, 2), "1"),
    ],
)
def test_weights_that_do_not_fit(weights, groups):
    x = Circuit().input((1, 2, 3, 3))
    with pytest.raises(InvalidNetworkError):
        ops.convolution(x, np.zeros(weights), None, groups=groups)


def test_tensors_without_spatial_axes():
    x = Circuit().input((1, 2))
    for function in (
        lambda: ops.convolution(x, [[1, 1]], None),
        lambda: ops.max_pool(x, 1),
        lambda: ops.average_pool(x, 1),
    ):
        with pytest.raises(InvalidNetworkError, match="spatial"):
            function()


def test_windows_of_padding_only():
    x = Circuit().input((1, 1, 2))
    with pytest.raises(InvalidNetworkError, match="nothing but padding"):
        ops.max_pool(x, 1, 1, padding=1)
    with pytest.raises(InvalidNetworkError, match="nothing but padding"):
        ops.average_pool(x, 1, 1, padding=1, count_include_pad=False)
    zeros = reference.lowered((1, 1, 2), lambda x: ops.average_pool(x, 1, 1, padding=1))
    assert zeros.exact([5, 6]) == (0, 5, 6, 0)
    with pytest.raises(InvalidNetworkError, match="divisor"):
        ops.average_pool(x, 1, divisor=0)
