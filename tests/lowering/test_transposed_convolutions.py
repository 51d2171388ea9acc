"""Transposed convolutions equal plain loops in which entries add their multiples of a kernel."""

from fractions import Fraction

import numpy as np
import pytest

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Circuit
from polyregions.lowering import operations as ops
from tests.helpers.cases import each
from tests.lowering.reference import assert_same, lowered, random_array


def expected_result(x, weights, bias, stride, padding, extra, dilation, groups):
    """Add up the whole result, then cut the padding off."""
    images, channels, *lengths = x.shape
    each_group, outputs, *kernel = channels // groups, weights.shape[1], *weights.shape[2:]
    whole = [
        (n - 1) * s + (k - 1) * d + 1 + e
        for n, s, k, d, e in zip(lengths, stride, kernel, dilation, extra, strict=True)
    ]
    result = np.empty((images, groups * outputs, *whole), dtype=object)
    result[:] = bias.reshape(-1, *[1] * len(whole))
    for image, channel, *place in np.ndindex(*x.shape):
        group = channel // each_group
        for output, *tap in np.ndindex(*weights.shape[1:]):
            target = [
                p * s + t * d for p, s, t, d in zip(place, stride, tap, dilation, strict=True)
            ]
            product = x[(image, channel, *place)] * weights[(channel, output, *tap)]
            result[(image, group * outputs + output, *target)] += product
    cut = [slice(before, n - after) for n, (before, after) in zip(whole, padding, strict=True)]
    return result[(slice(None), slice(None), *cut)]


CASES = [
    # shape, outputs of a group, kernel, stride, padding, extra, dilation, groups
    ((1, 1, 3), 1, (2,), (1,), [(0, 0)], (0,), (1,), 1),
    ((2, 2, 3), 3, (3,), (2,), [(1, 0)], (1,), (1,), 1),
    ((1, 2, 2), 1, (2,), (3,), [(0, 0)], (2,), (1,), 2),  # entries that no tap reaches
    ((1, 2, 4), 2, (3,), (4,), [(2, 1)], (0,), (6,), 1),  # steps with a common divisor
    ((1, 4, 2, 3), 2, (2, 3), (2, 1), [(1, 1), (0, 2)], (1, 0), (1, 2), 2),
    ((1, 1, 2, 2, 2), 2, (1, 2, 2), (1, 2, 3), [(0, 0), (0, 1), (1, 1)], (0, 0, 3), (1, 1, 1), 1),
    ((1, 3, 1), 1, (1,), (1,), [(0, 0)], (0,), (1,), 3),
    ((1, 1, 2), 1, (2,), (1,), [(0, 0)], (5,), (1,), 1),  # longer than anything reaches
]


@each(("shape", "outputs", "kernel", "stride", "padding", "extra", "dilation", "groups"), CASES)
@each("of_variables", [True, False])
def test_transposed_convolutions(
    shape, outputs, kernel, stride, padding, extra, dilation, groups, of_variables
):
    weights = random_array(1, (shape[1], outputs, *kernel))
    bias = random_array(2, (groups * outputs,))
    scale = 1 if of_variables else Fraction(2, 3)
    options = (stride, padding, extra, dilation, groups)
    assert_same(
        shape,
        lambda x: ops.transposed_convolution(ops.multiply(x, scale), weights, bias, *options),
        lambda x: expected_result(x * scale, weights, bias, *options),
        points=2,
    )


def test_numbers_stand_for_all_axes():
    weights = random_array(1, (1, 1, 2, 2))
    assert lowered(
        (1, 1, 3, 3), lambda x: ops.transposed_convolution(x, weights, None, 2, 1, 1, np.int64(2))
    ) == lowered(
        (1, 1, 3, 3),
        lambda x: ops.transposed_convolution(
            x, weights, [0], (2, 2), [(1, 1), (1, 1)], [1, 1], (2, 2), 1
        ),
    )


@each(
    "options",
    [
        {"stride": 0},
        {"dilation": (1, 1)},
        {"output_padding": -1},
        {"padding": [(0, -1)]},
        {"padding": 2},  # nothing is left
        {"groups": 2},
        {"groups": 0},
        {"bias": [1, 2]},
        {"weights": [[[1, 2]], [[3, 4]]]},
        {"weights": [[[]]]},
        {"weights": [[1]]},
    ],
)
def test_what_does_not_fit_is_refused(options):
    arguments = {"weights": [[[1, 2]]], **options}
    with pytest.raises(InvalidNetworkError):
        ops.transposed_convolution(Circuit().input((1, 1, 3)), **arguments)


def test_a_result_that_is_too_large_is_refused_at_once():
    x = Circuit().input((1, 1, 2))
    with pytest.raises(InvalidNetworkError, match="entries"):
        ops.transposed_convolution(x, [[[1]]], stride=10**12)
    y = ops.transposed_convolution(x, [[[1]]], stride=10**12, padding=[(10**12 - 1, 0)])
    assert y.shape == (1, 1, 2)
