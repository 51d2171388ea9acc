"""Modules with code of their own: functions, methods and attributes, traced and compared."""

import math
import operator
from fractions import Fraction

import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("torch")

import torch
from torch import nn
from torch.nn import functional as F

import polyregions as pr
from polyregions.readers.torch.functions import FUNCTIONS, functions_by_object
from tests.helpers.torch_modules import assert_read_exactly


class Code(nn.Module):
    """A module that does what a function does with it and its input."""

    def __init__(self, function):
        super().__init__()
        self.function = function
        self.first = nn.Linear(4, 4)
        self.second = nn.Linear(4, 4)
        self.vector = nn.Parameter(torch.zeros(4))
        self.matrix = nn.Parameter(torch.zeros(4, 4))
        self.register_buffer("mask", torch.tensor([1.0, 0.0, 2.0, 1.0]))
        self.register_buffer("flags", torch.tensor([True, False, True, True]))
        self.register_buffer("places", torch.tensor([3, 0, 0, 2]))
        self.plain = torch.tensor([0.5, 0.25, -1.0, 2.0])

    def forward(self, x):
        return self.function(self, x)


ON_VECTORS = {
    # Sums and products.
    "x + f(x)": lambda m, x: x + m.second(F.relu(m.first(x))),
    "f(x) - x": lambda m, x: m.first(x) - x,
    "numbers": lambda m, x: 2 * x + x * 0.5 - (1 - x) / 4 + (3.0 + x),
    "parameters": lambda m, x: x * m.vector + m.vector - m.mask,
    "plain tensors": lambda m, x: x * m.plain + torch.tensor([0.5, 1.0, 2.0, 0.0]),
    "truth values as factors": lambda m, x: x * m.flags,
    "division by a parameter": lambda m, x: x / (m.mask + m.plain.abs() * 0 + 1).abs().clamp(1, 2),
    "torch.add": lambda m, x: torch.add(x, m.vector, alpha=2),
    "torch.sub": lambda m, x: torch.sub(x, m.first(x), alpha=0.5),
    "torch.rsub": lambda m, x: torch.rsub(x, m.vector, alpha=2),
    "torch.mul": lambda m, x: torch.mul(m.vector, x),
    "torch.div": lambda m, x: torch.div(x, 8),
    "torch.neg": lambda m, x: torch.neg(x) + (-x) + x.neg(),
    "+x": lambda m, x: +x,
    "methods": lambda m, x: x.add(1).sub(m.vector).mul(2).div(4),
    "augmented": lambda m, x: augmented(m, x),
    "F.linear": lambda m, x: F.linear(x, m.matrix, m.vector),
    "masked weights": lambda m, x: F.linear(x, m.matrix * m.mask, bias=m.vector - 1),
    "a vector of weights": lambda m, x: F.linear(x, m.vector),
    "matmul": lambda m, x: x @ m.matrix + torch.matmul(x, m.matrix.t()) + x.matmul(m.matrix.T),
    "torch.mm": lambda m, x: torch.mm(x, m.matrix) + x.mm(m.matrix),
    "matrix times vector": lambda m, x: torch.mv(m.matrix, x[0]) + (m.matrix @ x[0]),
    "torch.bmm": lambda m, x: torch.bmm(x.view(1, 2, 2), m.matrix[None, :2, 2:]),
    "torch.addmm": lambda m, x: torch.addmm(m.vector, x, m.matrix, beta=2, alpha=0.5),
    "products of parameters": lambda m, x: x @ (m.matrix @ m.matrix),
    "linear maps of parameters": lambda m, x: x + F.relu(m.first(m.vector)) + F.relu6(m.vector),
    "sum": lambda m, x: x.sum(1) + torch.sum(m.first(x), dim=1) + x.sum(),
    "mean": lambda m, x: x.mean(-1, keepdim=True) + torch.mean(x, (1,), True) + m.vector.mean(),
    # Activations.
    "relu": lambda m, x: F.relu(x) + torch.relu(m.first(x)) + x.relu(),
    "leaky_relu": lambda m, x: F.leaky_relu(x, 0.25) + F.leaky_relu(m.vector, 0.5),
    "prelu": lambda m, x: F.prelu(x, m.vector) + torch.prelu(x, m.vector[:1]),
    "prelu of a parameter": lambda m, x: x + F.prelu(m.vector, m.mask[2:3]),
    "relu6 and hardtanh": lambda m, x: F.relu6(x) + F.hardtanh(x, -0.5, 1.25),
    "clamp": lambda m, x: torch.clamp(x, -1, 0.5) + x.clamp(min=0.25) + x.clip(max=-0.5),
    "clamp to tensors": lambda m, x: torch.clamp(x, m.vector, m.vector + 1),
    "clamp to crossed bounds": lambda m, x: x.clamp(1, -1) + x,
    "clamp_min": lambda m, x: torch.clamp_min(x, 0.5) + x.clamp_max(1),
    "abs": lambda m, x: torch.abs(x) + abs(m.first(x)) + x.abs() + abs(m.vector),
    "maximum": lambda m, x: torch.maximum(x, m.first(x)) + torch.minimum(x, m.vector),
    "max of two": lambda m, x: torch.max(x, m.first(x)) + torch.min(x, other=m.vector) + x.max(-x),
    "max over an axis": lambda m, x: x.max(dim=1).values + torch.min(x, 1)[0] + x.max(1)[0],
    "max over all": lambda m, x: x.max() + x.min() + m.vector.max(),
    "amax": lambda m, x: x.amax(1, keepdim=True) + torch.amin(x.view(1, 2, 2), (1, 2)),
    "maxout": lambda m, x: m.first(x).view(-1, 2, 2).amax(dim=2),
    "dropout": lambda m, x: F.dropout(x, 0.5, m.training) + F.dropout(x, p=0),
    "rrelu": lambda m, x: F.rrelu(x, 0.25, 0.75) + torch.rrelu(m.vector, 0.5, 1.0),
    "softshrink": lambda m, x: F.softshrink(x) + F.softshrink(x, 0.25) + F.softshrink(m.vector),
    "threshold": lambda m, x: F.threshold(x, 0.5, 0.5) + torch.threshold(m.vector, 0.25, 1.0),
    "hardsigmoid of sixths": lambda m, x: F.hardsigmoid(6 * F.hardtanh(x, -1, 1)) + x,
    # Selections.
    "where": lambda m, x: torch.where(x > 0, x, 0.25 * x) + torch.where(x <= 0, -x, x),
    "where, by its method": lambda m, x: x.where(x >= 0, x * 0) + x.where(x.lt(0), -x),
    "where at another place": lambda m, x: torch.where(x > 1, 2 * x - 1, x),
    "where of numbers on one side": lambda m, x: torch.where(x > 0.5, x, 0.5 * torch.ones_like(x)),
    "where of a sum": lambda m, x: torch.where(m.first(x) > 0, m.first(x), 0.5 * m.first(x)),
    "nested where": lambda m, x: torch.where(
        x > 0.5, x - 0.5, torch.where(x < -0.5, x + 0.5, torch.zeros_like(x))
    ),
    "where with a mask": lambda m, x: torch.where(m.flags, x, 0) + torch.where(~m.flags, -x, x),
    "where of parameters": lambda m, x: x * torch.where(m.vector > 0, m.vector, m.mask),
    "not": lambda m, x: torch.where(~(x > 0), 0 * x, x) + torch.where((x >= 1).logical_not(), 1, x),
    "masked_fill": lambda m, x: x.masked_fill(x < 0, 0) + x.masked_fill(m.flags, 2.0),
    "where with full_like": lambda m, x: torch.where(
        x < 2, torch.full_like(x, 2, dtype=x.dtype), x
    ),
    "products with comparisons": lambda m, x: x * (x > 0) + (x > 1).float() * (x - 1),
    "einsum": lambda m, x: (
        torch.einsum("bi,ji->bj", x, m.matrix) + torch.einsum("bi,i", [x, m.vector])
    ),
    "einsum of parameters": lambda m, x: x + torch.einsum("ij,jk,k->i", m.matrix, m.matrix, m.mask),
    "einsum of blocks": lambda m, x: torch.einsum(
        "bij,jk->bki", x.view(1, 2, 2), m.matrix[:2, 1:4]
    ),
    # Shapes.
    "view": lambda m, x: x.view(x.size(0), 2, -1).reshape(x.shape[0], 4),
    "computed shapes": lambda m, x: x.view(1, math.prod(x.shape[1:]) // 2, x.dim()).view_as(x),
    "shape arithmetic": lambda m, x: x.view((x.numel() // 2, x.shape[-1] - 2)).flatten(),
    "flatten": lambda m, x: torch.flatten(x.view(1, 2, 2), 1) + x.flatten(1),
    "unflatten": lambda m, x: torch.unflatten(x, 1, (2, 2)).reshape_as(x) + x,
    "squeeze": lambda m, x: x.unsqueeze(1).squeeze(1) + torch.squeeze(x) + x[:, None].squeeze(),
    "transpose": lambda m, x: x.view(1, 2, 2).transpose(1, 2).reshape(1, -1),
    "permute": lambda m, x: torch.permute(x.view(1, 2, 2), (0, 2, 1)).flatten(1) + x.permute(0, 1),
    "mT": lambda m, x: x.view(1, 2, 2).mT.flatten(1),
    "flip and roll": lambda m, x: x.flip(1) + torch.roll(x, 1, dims=1) + m.vector.flip(0),
    "movedim": lambda m, x: x.view(1, 2, 2).movedim(1, 2).ravel() + torch.ravel(x),
    "expand": lambda m, x: x.expand(3, -1) + torch.broadcast_to(x, (3, 4)) + m.vector.expand(3, 4),
    "repeat": lambda m, x: x.repeat(1, 2) + torch.tile(x, (2,)) + x.repeat_interleave(2, dim=1),
    "index_select": lambda m, x: torch.index_select(x, 1, m.places) + x.index_select(1, m.places),
    "gather": lambda m, x: x.gather(1, m.places[None]) + torch.take_along_dim(x, m.places[None], 1),
    "take": lambda m, x: torch.take(x, m.places) + x.view(1, 2, 2).diagonal(0, 1, 2).sum(),
    "sliding windows": lambda m, x: (
        x.unfold(1, 2, 1).sum(2) + x.swapdims(0, 1).t()[:, : x.nelement() - 1]
    ),
    "fmax": lambda m, x: torch.fmax(x, m.vector) + x.fmin(-x).view(x.ndimension(), -1).flatten(),
    "cat": lambda m, x: torch.cat([x, m.first(x), m.vector[None]], dim=1),
    "cat of parameters": lambda m, x: x @ torch.cat([m.matrix, m.vector[:, None]], -1),
    "stack": lambda m, x: torch.stack((x, F.relu(x)), 2).sum(1),
    "chunk": lambda m, x: chunked(x),
    "split": lambda m, x: torch.split(x, [1, 3], 1)[1] + x.split(3, dim=1)[0],
    "narrow": lambda m, x: x.narrow(1, 1, 2) + torch.narrow(x, -1, -2, 2) + x.select(1, 0),
    "unbind": lambda m, x: torch.unbind(x, 1)[2],
    "slices": lambda m, x: x[:, 1:3] + x[..., ::2] + x[:, -1:],
    "one entry": lambda m, x: x[0, 3],
    "pad": lambda m, x: F.pad(x, (1, -2)) + F.pad(m.vector, (0, -1), value=2.0),
    "copies": lambda m, x: x.clone().contiguous().to(x.device).to(x.dtype).to(x).detach(),
    "unused failures": lambda m, x: (torch.sigmoid(x), F.relu(x))[1],
    "nothing at all": lambda m, x: x,
}


def augmented(module, x):
    y = module.first(x)
    y += x
    y *= 2
    y -= module.vector
    y /= 4
    return F.relu(y)


def chunked(x):
    first, second = x.chunk(2, dim=1)
    return first - second


ON_IMAGES = {
    "conv": lambda m, x: F.conv2d(x, m.matrix.view(4, 2, 2, 1), m.vector, padding=1),
    "conv with options": lambda m, x: F.conv2d(
        x, m.matrix.view(4, 1, 2, 2), stride=(1, 2), padding="valid", dilation=1, groups=2
    ),
    "conv1d": lambda m, x: F.conv1d(x.flatten(2), m.matrix.view(2, 2, 4)[..., :3], padding="same"),
    "conv3d": lambda m, x: F.conv3d(x[:, None], m.matrix.view(2, 1, 2, 2, 2)),
    "avg_pool": lambda m, x: F.avg_pool2d(x, 2, ceil_mode=True) * 4,
    "avg_pool1d": lambda m, x: F.avg_pool1d(x.flatten(2), 2, 3),
    "max_pool": lambda m, x: F.max_pool2d(x, 2, stride=1) + torch.max_pool2d(x, 2, 1),
    "max_pool1d": lambda m, x: F.max_pool1d(x.flatten(2), 3),
    "adaptive": lambda m, x: F.adaptive_avg_pool2d(x[..., :2, :2], 1) + F.adaptive_max_pool2d(x, 1),
    "global mean": lambda m, x: x[..., :2, :2].mean((2, 3)) + x[..., :2, :2].mean([2, 3]),
    "conv_transpose": lambda m, x: F.conv_transpose2d(
        x, m.matrix.view(2, 2, 2, 2), m.vector[:2], stride=2, padding=1, output_padding=1
    ),
    "conv_transpose1d": lambda m, x: F.conv_transpose1d(x.flatten(2), m.matrix.view(2, 2, 4)),
    "conv_transpose3d": lambda m, x: F.conv_transpose3d(
        x[:, :, None], m.matrix.view(2, 2, 1, 2, 2), groups=2, dilation=(1, 2, 1)
    ),
    "interpolate": lambda m, x: F.interpolate(x, scale_factor=2) + F.interpolate(x, (6, 6)),
    "interpolate exactly": lambda m, x: F.interpolate(x, (4, 2), mode="nearest-exact"),
    "pixel_shuffle": lambda m, x: F.pixel_shuffle(F.pixel_unshuffle(x[..., :2, :2], 2), 2),
    "channel_shuffle": lambda m, x: F.channel_shuffle(torch.cat([x, 2 * x], 1), 2),
    "pad by reflection": lambda m, x: F.pad(x, (1, 2, 0, 1), mode="reflect"),
    "pad by replication": lambda m, x: F.pad(x, (4, 0, 1, 1), "replicate"),
    "pad in a circle": lambda m, x: F.pad(x, (3, 2, 1, 0), mode="circular"),
    "pad of a parameter": lambda m, x: x + F.pad(m.matrix[None, :1, :2], (0, 1), "circular").sum(),
    "padded shortcut": lambda m, x: F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 1, 1), "constant", 0),
    "channels last": lambda m, x: x.permute(0, 2, 3, 1).contiguous().view(1, -1),
}


@each("function", ON_VECTORS.values(), ids=ON_VECTORS)
def test_code_on_vectors(function):
    assert_read_exactly(Code(function), (4,))


@each("function", ON_IMAGES.values(), ids=ON_IMAGES)
def test_code_on_images(function):
    assert_read_exactly(Code(function), (2, 3, 3))


def test_functional_batch_norm():
    class Normalised(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm = nn.BatchNorm1d(4)

        def forward(self, x):
            norm = self.norm
            return F.batch_norm(
                x,
                norm.running_mean,
                norm.running_var,
                norm.weight,
                norm.bias,
                self.training,
                eps=norm.eps,
            )

    assert_read_exactly(Normalised(), (4,))


def test_conversions_of_floats_change_no_exact_value():
    module = Code(lambda m, x: F.relu(x / 3).float().double().half().type(torch.bfloat16) + 0)
    network = pr.from_torch(module, 4, check=False)
    assert network.exact(["1/7", -1, 0, 3]) == (Fraction(1, 21), 0, 0, 1)
    with pytest.raises(pr.PolyregionsError, match="rounding"):
        pr.from_torch(module, 4)


def test_every_name_in_the_table_is_torchs():
    for names in FUNCTIONS:
        for name in names.split():
            place, short = name.split(".")
            owner = {"torch": torch, "F": F, "operator": operator, "Tensor": torch.Tensor}.get(
                place
            )
            assert owner is None or hasattr(owner, short), name


def test_functions_in_place_are_read_like_the_others():
    table = functions_by_object()
    assert table[torch.relu_] is table[torch.relu]
    network = assert_read_exactly(Code(lambda m, x: torch.relu_(m.first(x)).add_(1).mul_(2)), (4,))
    assert network.pattern_sizes == (4,)


def test_further_arguments_take_their_defaults():
    class Optional(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(2, 2)

        def forward(self, x, mask=None, scale=2.0, twice=False):
            y = self.linear(x) * scale
            if mask is not None:
                y = y * mask
            return y + y if twice else y

    assert_read_exactly(Optional(), (2,))


def test_a_module_used_twice_has_two_sets_of_units():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.block = nn.Sequential(nn.Linear(2, 2), nn.ReLU())

        def forward(self, x):
            return self.block(self.block(x))

    assert assert_read_exactly(Twice(), (2,)).pattern_sizes == (2, 2)


def test_modules_in_lists_and_dictionaries():
    class Containers(nn.Module):
        def __init__(self):
            super().__init__()
            self.parts = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
            self.heads = nn.ModuleDict({"a": nn.Linear(2, 1), "b": nn.Linear(2, 2)})

        def forward(self, x):
            for part in self.parts:
                x = x + F.relu(part(x))
            return torch.cat([head(x) for head in self.heads.values()], 1)

    assert_read_exactly(Containers(), (2,))


def test_a_subclass_that_changes_nothing_is_its_base():
    class Norm(nn.BatchNorm2d):
        """Its forward looks at the input, which no tracing can follow."""

        def __init__(self, channels):
            super().__init__(channels, eps=0.25)

        def reset_parameters(self):
            super().reset_parameters()

    class Activation(nn.LeakyReLU):
        pass

    class Chain(nn.Sequential):
        def __init__(self):
            super().__init__(nn.Conv2d(1, 2, 2), Norm(2), Activation(0.25))

    assert_read_exactly(Chain(), (1, 3, 3))


def test_a_class_that_is_called_like_a_layer_is_read_by_its_code():
    class Linear(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.ones(2, 3))

        def forward(self, x):
            return torch.relu(x @ self.weight.t()) + 1

    class Doubled(nn.Conv1d):
        def _conv_forward(self, input, weight, bias):
            return super()._conv_forward(input, 2 * weight, bias)

    assert assert_read_exactly(Linear(), (3,)).pattern_sizes == (2,)
    assert_read_exactly(Doubled(1, 2, 2), (1, 3))


def test_a_subclass_of_a_layer_is_read_by_its_code():
    class Doubled(nn.Linear):
        def forward(self, x):
            return 2 * super().forward(x)

    assert_read_exactly(nn.Sequential(Doubled(2, 3), nn.ReLU()), (2,))


def test_graph_modules_are_modules():
    module = torch.fx.symbolic_trace(Code(lambda m, x: F.relu(m.first(x)) + x))
    assert_read_exactly(module, (4,))


def test_a_batch_of_one_may_be_written_out():
    network = assert_read_exactly(Code(lambda m, x: x.view(1, -1) + x.reshape(4)), (4,))
    assert network.outputs == 4


def test_values_in_place_that_are_not_used_again():
    def residual(module, x):
        y = module.first(x).view(1, 2, 2)
        y = F.relu(y, inplace=True)
        return y.flatten(1) + x

    assert_read_exactly(Code(residual), (4,))


def test_the_shape_of_a_value_outlives_it():
    def reshaped(module, x):
        y = module.first(x)
        length = y.shape[1]
        z = F.relu(y, inplace=True).view(2, 2)
        return z.view(y.size(0), length).view(y.shape) + z.view(1, y.numel())

    assert_read_exactly(Code(reshaped), (4,))


def test_plain_tensors_are_compared_in_binary64_too():
    module = Code(lambda m, x: F.linear(x, m.plain[None]))
    assert pr.from_torch(module, 4).layers[0].weights == ((Fraction(1, 2), Fraction(1, 4), -1, 2),)
    assert module.plain.dtype == torch.float32


def test_the_same_parameter_twice():
    module = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2))
    module[2].weight = module[0].weight
    network = assert_read_exactly(module, (2,))
    assert network.layers[0].weights == network.layers[1].weights


def test_checking_changes_nothing():
    module = Code(lambda m, x: F.relu(m.first(x)) + x)
    assert pr.from_torch(module, 4) == pr.from_torch(module, 4, check=False)
