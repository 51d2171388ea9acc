"""Modules in wrappers, with computed parameters and with quantised weights, read as plain ones."""

from fractions import Fraction

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("torch")

import torch
from torch import nn
from torch.nn.utils import parametrizations, parametrize, prune

import polyregions as pr
from tests.helpers.torch_modules import assert_read_exactly


def perceptron():
    torch.manual_seed(4)
    return nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))


class Around(nn.Module):
    def __init__(self, part):
        super().__init__()
        self.part = part

    def forward(self, x):
        return torch.relu(self.part(x))


def assert_stands_for(wrapped, module):
    expected = pr.from_torch(module, 2)
    assert pr.from_torch(wrapped, 2) == expected
    assert pr.from_torch(nn.Sequential(wrapped, nn.ReLU()), 2) == pr.from_torch(
        nn.Sequential(module, nn.ReLU()), 2
    )
    assert pr.from_torch(Around(wrapped), 2) == pr.from_torch(Around(module), 2)
    with torch.no_grad():
        module[0].weight.mul_(3)
    assert pr.from_torch(perceptron(), 2, state_dict=wrapped.state_dict()) != expected
    assert pr.from_torch(wrapped, 2) == pr.from_torch(
        perceptron(), 2, state_dict=module.state_dict()
    )
    wrapped.register_forward_hook(lambda module, inputs, output: 2 * output)
    for hooked in (wrapped, Around(wrapped)):
        with pytest.raises(pr.PolyregionsError, match="has hooks"):
            pr.from_torch(hooked, 2)


@each("wrap", [nn.DataParallel, lambda m: nn.DataParallel(nn.DataParallel(m))])
def test_wrappers_stand_for_what_is_inside(wrap):
    module = perceptron()
    assert_stands_for(wrap(module), module)


def test_averages_stand_for_what_is_inside():
    module = perceptron()
    averaged = torch.optim.swa_utils.AveragedModel(module)
    with torch.no_grad():
        module[0].weight.zero_()
    assert pr.from_torch(averaged, 2) == pr.from_torch(averaged.module, 2)
    assert pr.from_torch(averaged, 2) == pr.from_torch(perceptron(), 2)
    assert pr.from_torch(Around(averaged), 2) == pr.from_torch(Around(perceptron()), 2)


@pytest.mark.slow
def test_compiled_modules_stand_for_what_was_compiled():
    module = perceptron()
    assert_stands_for(torch.compile(module), module)  # Nothing is compiled before it is called.
    in_place = perceptron()
    in_place.compile()
    assert pr.from_torch(in_place, 2) == pr.from_torch(perceptron(), 2)


@pytest.mark.slow
def test_modules_in_processes_stand_for_what_is_inside(tmp_path):
    distributed = torch.distributed
    place = (tmp_path / "store").as_uri()
    distributed.init_process_group("gloo", init_method=place, rank=0, world_size=1)
    try:
        module = perceptron()
        assert_stands_for(nn.parallel.DistributedDataParallel(module), module)
    finally:
        distributed.destroy_process_group()


def pruned(linear):
    prune.l1_unstructured(linear, "weight", 2)
    prune.random_unstructured(linear, "bias", 1)
    return linear


class Symmetric(nn.Module):
    def forward(self, x):
        return x.triu() + x.triu(1).transpose(-1, -2)


def symmetric(linear):
    parametrize.register_parametrization(linear, "weight", Symmetric())
    return linear


def twice(linear):
    return parametrizations.spectral_norm(symmetric(linear))


COMPUTED = {
    "weight_norm": parametrizations.weight_norm,
    "spectral_norm": parametrizations.spectral_norm,
    "orthogonal": parametrizations.orthogonal,
    "a parametrisation of the user's": symmetric,
    "two of them": twice,
    "weight_norm by a hook": nn.utils.weight_norm,
    "spectral_norm by a hook": nn.utils.spectral_norm,
    "pruning": pruned,
}


# Old functions say that there are newer ones.
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
@each("compute", COMPUTED.values(), ids=COMPUTED)
@each("dtype", [torch.float32, torch.float64])
def test_computed_parameters_have_the_values_that_they_have(compute, dtype):
    torch.manual_seed(6)
    module = nn.Sequential(compute(nn.Linear(3, 3, dtype=dtype)), nn.ReLU()).eval()
    names, before = list(module.state_dict()), type(module[0])
    point = torch.zeros(1, 3, dtype=dtype)
    module(point)
    network = pr.from_torch(module, 3)
    [layer] = network.layers
    weights, bias = module[0].weight.double().tolist(), module[0].bias.double().tolist()
    assert layer.weights == tuple(tuple(map(Fraction, row)) for row in weights)
    assert layer.bias == tuple(map(Fraction, bias))
    assert pr.from_torch(module.train(), 3) == network
    module.eval()(point)
    assert (list(module.state_dict()), type(module[0])) == (names, before)
    with pytest.raises(pr.PolyregionsError, match="load the state dict into the module yourself"):
        pr.from_torch(module, 3, state_dict=module.state_dict())


def quantised(module, dtype=torch.qint8):
    return torch.ao.quantization.quantize_dynamic(module, {nn.Linear}, dtype=dtype)


# The quantisation of torch itself says that it will move to another package.
QUIET = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")


@QUIET
def test_dynamically_quantised_linear_maps_are_read_if_asked_for():
    module = quantised(perceptron())
    said = "is a dynamically quantised Linear, which .* jumps: give dequantise=True to read it"
    for part, name in ((module, "the module '0'"), (module[0], "the module")):
        with pytest.raises(pr.PolyregionsError, match=f"^{name} {said}"):
            pr.from_torch(part, 2)
    with pytest.raises(pr.PolyregionsError, match=f"^the module '1.2' {said}"):
        pr.from_torch(nn.Sequential(nn.ReLU(), module[1:]), 3)
    network = pr.from_torch(module, 2, dequantise=True)
    for layer, part in zip(network.layers, (module[0], module[2]), strict=True):
        weights = part.weight().dequantize().double().tolist()
        assert layer.weights == tuple(tuple(map(Fraction, row)) for row in weights)
        assert layer.bias == tuple(map(Fraction, part.bias().double().tolist()))
    assert network == pr.from_torch(nn.DataParallel(module), dequantise=True)
    assert pr.from_torch(module[0], dequantise=True).layers[0].weights == network.layers[0].weights
    assert type(module[0]) is torch.ao.nn.quantized.dynamic.Linear
    # A step of the weights is a 127th of their largest, and one of the inputs a 255th of theirs.
    point = np.array([0.75, -0.5])
    exact = float(network.exact(point)[0])
    floats = module(torch.tensor(point, dtype=torch.float32)[None]).item()
    assert 0 < abs(exact - floats) < 0.05


@QUIET
def test_quantised_tensors_in_files_are_refused(tmp_path):
    torch.save(quantised(perceptron()).state_dict(), tmp_path / "state.pt")
    with pytest.raises(
        pr.PolyregionsError, match="it holds quantised tensors: save the state dict"
    ):
        pr.read_network(tmp_path / "state.pt")


@QUIET
def test_weights_in_half_precision_round_no_inputs():
    module = quantised(perceptron(), torch.float16)
    network = pr.from_torch(module, 2)
    assert network == pr.from_torch(module, 2, dequantise=True)
    rounded = module[0].weight()
    assert torch.equal(rounded, rounded.half().float())
    assert network.layers[0].weights == tuple(
        tuple(map(Fraction, row)) for row in rounded.double().tolist()
    )


@QUIET
@pytest.mark.parametrize("module", ["static", "fused", "training"])
def test_other_quantised_modules_are_to_be_dequantised(module):
    kinds = {
        "static": lambda: torch.ao.nn.quantized.Linear(2, 3),
        "fused": lambda: torch.ao.nn.intrinsic.quantized.LinearReLU(2, 3),
        "training": lambda: torch.ao.nn.qat.Linear(
            2, 3, qconfig=torch.ao.quantization.get_default_qat_qconfig("x86")
        ),
    }
    part = kinds[module]()
    with pytest.raises(pr.PolyregionsError) as caught:
        pr.from_torch(nn.Sequential(nn.Identity(), part), 2)
    kind = type(part)
    assert f"{kind.__module__}.{kind.__name__} computes with rounded integers" in str(caught.value)
    assert "dequantise it" in str(caught.value)


def test_the_projection_inside_of_attention_is_a_linear_map():
    projection = nn.MultiheadAttention(4, 2).out_proj
    assert type(projection) is not nn.Linear
    assert_read_exactly(projection, (4,))
