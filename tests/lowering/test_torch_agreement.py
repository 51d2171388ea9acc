"""The operations are those of torch, window by window, where torch is installed."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Circuit
from polyregions.lowering import operations as ops
from tests.helpers.extras import require_packages

require_packages("torch")

import torch
from torch.nn import functional


def integers(seed, shape):
    """Return small integers as float64: sums and products of them are exact in torch too."""
    return np.random.default_rng(seed).integers(-9, 10, shape).astype(np.float64)


def assert_agrees(shape, lowered, function, divisors=1):
    """Compare with torch at one point; ``divisors`` make averages whole."""
    circuit = Circuit()
    output = lowered(circuit.input(shape))
    point = integers(5, shape) * divisors
    expected = function(torch.tensor(point)).numpy()
    assert output.shape == expected.shape
    values = circuit.network(output).exact(point.ravel())
    assert values == tuple(Fraction(value) for value in expected.ravel().tolist())


@st.composite
def windows(draw):
    """Draw the arguments of a pooling that torch accepts, on a tensor of two spatial axes."""
    kernel = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    return {
        "lengths": draw(st.tuples(st.integers(1, 6), st.integers(1, 6))),
        "kernel": kernel,
        "stride": draw(st.tuples(st.integers(1, 4), st.integers(1, 3))),
        "padding": tuple(draw(st.integers(0, k // 2)) for k in kernel),
        "ceil_mode": draw(st.booleans()),
    }


def pairs(padding):
    return [(width, width) for width in padding]


def agrees_or_both_refuse(shape, lowered, function):
    """Compare where torch has a finite answer, which a window of padding alone does not give."""
    try:
        makes_sense = function(torch.zeros(shape, dtype=torch.float64)).isfinite().all()
    except RuntimeError:
        makes_sense = False
    if makes_sense:
        assert_agrees(shape, lowered, function, divisors=36)
        return
    with pytest.raises(InvalidNetworkError):
        lowered(Circuit().input(shape))


@settings(max_examples=60)
@given(windows(), st.integers(1, 3))
def test_max_pool(case, dilation):
    agrees_or_both_refuse(
        (1, 2, *case["lengths"]),
        lambda x: ops.max_pool(
            x, case["kernel"], case["stride"], pairs(case["padding"]), dilation, case["ceil_mode"]
        ),
        lambda x: functional.max_pool2d(
            x, case["kernel"], case["stride"], case["padding"], dilation, case["ceil_mode"]
        ),
    )


@settings(max_examples=60)
@given(windows(), st.booleans(), st.sampled_from([None, 1, 2, -4]))
def test_average_pool(case, include, divisor):
    agrees_or_both_refuse(
        (2, 1, *case["lengths"]),
        lambda x: ops.average_pool(
            x,
            case["kernel"],
            case["stride"],
            pairs(case["padding"]),
            case["ceil_mode"],
            include,
            divisor,
        ),
        lambda x: functional.avg_pool2d(
            x,
            case["kernel"],
            case["stride"],
            case["padding"],
            case["ceil_mode"],
            include,
            divisor,
        ),
    )


@settings(max_examples=60)
@given(windows(), st.integers(1, 2), st.sampled_from([1, 2, 4]))
def test_convolution(case, dilation, groups):
    weights = integers(1, (4, 4 // groups, *case["kernel"]))
    bias = integers(2, (4,))
    agrees_or_both_refuse(
        (1, 4, *case["lengths"]),
        lambda x: ops.convolution(
            x, weights, bias, case["stride"], pairs(case["padding"]), dilation, groups
        ),
        lambda x: functional.conv2d(
            x,
            torch.tensor(weights),
            torch.tensor(bias),
            case["stride"],
            case["padding"],
            dilation,
            groups,
        ),
    )


@pytest.mark.parametrize(
    ("lowered", "function"),
    [
        (lambda x: ops.leaky_relu(x, 0.25), lambda x: functional.leaky_relu(x, 0.25)),
        (
            lambda x: ops.parametric_relu(x, [[2.0], [0.5]]),
            lambda x: functional.prelu(x, torch.tensor([2.0, 0.5], dtype=x.dtype)),
        ),
        (ops.hard_tanh, functional.hardtanh),
        (lambda x: ops.clip(x, 0, 6), functional.relu6),
        (lambda x: ops.clip(x, 3, -3), lambda x: torch.clamp(x, 3, -3)),
        (lambda x: ops.clip(x, -1), lambda x: torch.clamp(x, -1)),
        (ops.absolute, torch.abs),
        (lambda x: ops.maximum(x, 1), lambda x: torch.clamp(x, min=1)),
        (
            lambda x: ops.pad(x, [(0, 0), (0, 0), (1, 2)], 7),
            lambda x: functional.pad(x, (1, 2), value=7),
        ),
        (
            lambda x: ops.matrix_product(x, np.ones((4, 2))),
            lambda x: x @ torch.ones(4, 2, dtype=x.dtype),
        ),
    ],
)
def test_other_operations(lowered, function):
    assert_agrees((1, 2, 4), lowered, function)


def test_batch_normalisation_is_near():
    mean, variance, weight, bias = (np.abs(integers(i, (3,))) / 7 + 0.1 for i in range(4))
    circuit = Circuit()
    x = circuit.input((1, 3, 2))
    network = circuit.network(ops.batch_normalisation(x, mean, variance, weight, bias, 1e-5))
    point = integers(9, (1, 3, 2))
    arguments = [torch.tensor(array) for array in (point, mean, variance, weight, bias)]
    expected = functional.batch_norm(*arguments, training=False, eps=1e-5).numpy()
    np.testing.assert_allclose(network(point.ravel()), expected.ravel(), rtol=1e-12)


def test_tensors_of_torch_are_weights():
    weights = torch.tensor([[0.1, 0.2]])
    circuit = Circuit()
    network = circuit.network(ops.linear(circuit.input((2,)), weights))
    assert network.layers[0].weights == (tuple(Fraction(value) for value in weights[0].tolist()),)
