"""torch -> Network -> torch: the same weights bit for bit, or the same function exactly."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("torch")

import torch
from torch import nn

import polyregions as pr
from polyregions.errors import FileFormatError
from tests.helpers.torch_modules import dyadic_points, exact_outputs, with_dyadic_parameters
from tests.strategies import degenerate_networks


def perceptron(widths, dtype=torch.float32):
    parts = []
    for inputs, units in pairwise(widths):
        parts += [nn.Linear(inputs, units, dtype=dtype), nn.ReLU()]
    return nn.Sequential(*parts[:-1])


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("widths", [(1, 1), (2, 5, 1), (4, 7, 3, 6, 2)])
def test_a_perceptron_comes_back_bit_for_bit(widths, dtype):
    torch.manual_seed(1)
    module = perceptron(widths, dtype)
    network = pr.from_torch(module, widths[0])
    back = pr.to_torch(network)
    assert [type(part) for part in back] == [type(part) for part in module]
    mine, theirs = module.state_dict(), back.state_dict()
    assert list(mine) == list(theirs)
    for name, tensor in mine.items():
        assert tensor.dtype == theirs[name].dtype
        assert tensor.numpy().tobytes() == theirs[name].numpy().tobytes()
    assert pr.from_torch(back, widths[0]) == network


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_short_floats_come_back_as_they_are(dtype):
    torch.manual_seed(2)
    module = perceptron((3, 4, 2)).to(dtype)
    back = pr.to_torch(pr.from_torch(module, 3), dtype=dtype)
    for name, tensor in module.state_dict().items():
        assert torch.equal(tensor, back.state_dict()[name])
        assert back.state_dict()[name].dtype == dtype


def test_a_module_without_biases_comes_back_with_zeros():
    module = nn.Sequential(nn.Linear(2, 3, bias=False), nn.ReLU())
    back = pr.to_torch(pr.from_torch(module, 2))
    assert torch.equal(back[0].bias, torch.zeros(3))
    assert torch.equal(back[0].weight, module[0].weight)


@each("case", AWKWARD, ids=str)
def test_awkward_networks_as_modules(case):
    network = case.network
    if not has_float_parameters(network):
        with pytest.raises(FileFormatError, match=r"number: write the network as \.json"):
            pr.to_torch(network)
        return
    assert same_function(pr.from_torch(pr.to_torch(network), network.inputs), network)


def has_float_parameters(network):
    return all(
        abs(number) < 2**1024 and Fraction(float(number)) == number
        for layer in network.layers
        for number in (*layer.bias, *(weight for row in layer.weights for weight in row))
    )


@given(degenerate_networks())
@settings(max_examples=40)
def test_any_network_of_floats_as_a_module(network):
    rounded = pr.Network(
        [
            pr.Layer(layer.float_weights, layer.float_bias, layer.activation)
            for layer in network.layers
        ]
    )
    back = pr.from_torch(pr.to_torch(rounded), network.inputs)
    assert same_function(back, rounded)
    assert sum(back.pattern_sizes) == sum(rounded.pattern_sizes)


def same_function(one, other):
    points = [*dyadic_points(other.inputs), [Fraction(1, 3)] * other.inputs]
    return all(one.exact(point) == other.exact(point) for point in points)


def test_mixed_activations_are_a_frozen_prelu():
    network = pr.Network([pr.Layer([[1], [-1]], [0, 1], ["identity", "relu"])])
    module = pr.to_torch(network)
    assert [type(part) for part in module] == [nn.Linear, nn.PReLU]
    assert module[1].weight.tolist() == [1, 0]
    assert not module[1].weight.requires_grad
    assert module[0].weight.requires_grad
    read = pr.from_torch(module, 1)
    assert read.pattern_sizes == (1,)
    assert [read.exact([x]) for x in (-2, 3)] == [(-2, 3), (3, 0)]
    assert pr.to_torch(network).load_state_dict(module.state_dict())


def test_the_type_is_the_shortest_that_fits():
    def dtype_of(number):
        return pr.to_torch(pr.Network([pr.Layer([[number]])]))[0].weight.dtype

    for number in (0, -1, 2**127, 2**24, "-1/1024", 2.0**-149, float(np.float32(0.1))):
        assert dtype_of(number) == torch.float32
    for number in (0.1, 2**128, 2**24 + 1, 2.0**-150, 5e-324, 2**1023, 2**53):
        expected = torch.float32 if number in (2**53,) else torch.float64
        assert dtype_of(number) == expected


@pytest.mark.parametrize("number", ["1/3", "0.1", 2**53 + 1, 2**1024, "-1e-400"])
def test_what_no_float_holds_is_refused(number):
    network = pr.Network([pr.Layer([[1, 2]]), pr.Layer([[1], [2]], [0, number])])
    with pytest.raises(pr.PolyregionsError) as caught:
        pr.to_torch(network)
    assert str(caught.value).startswith("layers[1].bias[1] is ")
    assert "which is no float64 number: write the network as .json" in str(caught.value)


def test_the_type_may_be_asked_for():
    network = pr.Network([pr.Layer([[1, "1/2"]], [0.1])])
    assert pr.to_torch(network, dtype=torch.float64)[0].bias.item() == 0.1
    with pytest.raises(
        pr.PolyregionsError, match=r"layers\[0\]\.bias\[0\] is .*, which is no float32"
    ):
        pr.to_torch(network, dtype=torch.float32)
    for dtype in (torch.int32, "float32", float):
        with pytest.raises(pr.PolyregionsError, match="give a float type of torch"):
            pr.to_torch(network, dtype=dtype)


def test_writing_draws_no_random_numbers():
    state = torch.get_rng_state()
    pr.to_torch(pr.montufar(inputs=2, width=4, depth=3))
    assert torch.equal(torch.get_rng_state(), state)


def test_modules_take_batches():
    network = pr.montufar(inputs=2, width=4, depth=3)
    points = np.random.default_rng(0).random((5, 2))
    module = pr.to_torch(network, dtype=torch.float64)
    assert np.allclose(module(torch.from_numpy(points)).detach().numpy(), network(points))


def test_convolutional_networks_come_back_as_the_same_function():
    module = with_dyadic_parameters(
        nn.Sequential(
            nn.Conv2d(1, 2, 2, padding=1),
            nn.BatchNorm2d(2),
            nn.LeakyReLU(0.25),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(8, 3),
        )
    )
    network = pr.from_torch(module, (1, 3, 3))
    back = pr.to_torch(network)
    points = dyadic_points(9)
    assert exact_outputs(back, points, (9,)) == exact_outputs(module, points, (1, 3, 3))
    assert same_function(pr.from_torch(back, 9), network)
