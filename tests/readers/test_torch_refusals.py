"""What cannot be read is refused with a cause and a remedy; the module stays as it was."""

import copy
import sys

import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("torch")

import torch
from torch import nn
from torch.nn import functional as F

import polyregions as pr
from polyregions.lowering import operations as ops
from polyregions.readers.torch.modules import MODULES


class Code(nn.Module):
    """A module that does what a function does with it and its input."""

    def __init__(self, function):
        super().__init__()
        self.function = function
        self.linear = nn.Linear(4, 4)
        self.vector = nn.Parameter(torch.ones(4))

    def forward(self, x):
        return self.function(self, x)


def refusal(module, shape=4, **options):
    with pytest.raises(pr.PolyregionsError) as caught:
        pr.from_torch(module, shape, **options)
    message = str(caught.value)
    assert ": " in message, "a cause and a remedy"
    assert "\n" not in message
    assert len(message) < 1500
    return message


class Elsewhere(nn.GELU):
    """A subclass that changes nothing."""


@each(
    ("module", "node", "reason"),
    [
        (nn.Sequential(nn.Sequential(nn.GELU())), "'_0_0' (GELU '0.0')", "GELU is curved"),
        (Elsewhere(), "'_0' (GELU '0')", "GELU is curved, not piecewise linear: train the network"),
        (nn.SiLU(), "'_0' (SiLU '0')", "SiLU is curved"),
        (nn.Hardswish(), "'_0' (Hardswish '0')", "Hardswish multiplies values that depend"),
        (nn.Bilinear(4, 4, 2), "'_0' (Bilinear '0')", "Bilinear multiplies values"),
        (nn.LayerNorm(4), "'_0' (LayerNorm '0')", "LayerNorm divides by the size or deviation"),
        (nn.GroupNorm(2, 4), "'_0' (GroupNorm '0')", "GroupNorm divides by the size"),
        (
            nn.TransformerEncoderLayer(4, 2),
            "(TransformerEncoderLayer '0')",
            "TransformerEncoderLay",
        ),
        (nn.MultiheadAttention(4, 2), "(MultiheadAttention '0')", "MultiheadAttention multiplies"),
        (nn.LSTM(4, 2), "(LSTM '0')", "LSTM is recurrent"),
        (nn.Hardshrink(), "(Hardshrink '0')", "Hardshrink jumps"),
        (nn.Embedding(4, 2), "(Embedding '0')", "Embedding takes or gives texts, indices"),
        (nn.Sequential(nn.Softmax(1), nn.ReLU()), "(Softmax '0')", "Softmax is curved"),
        (nn.Sequential(nn.Linear(4, 2), nn.Sigmoid()), "'_1' (Sigmoid '1')", "Sigmoid at the end"),
        (nn.Softmax(1), "(Softmax '0')", "Softmax at the end is not piecewise linear, and without"),
        (nn.Fold(2, 1), "(Fold '0')", "Fold is not yet read: write it with operations that are"),
        (
            nn.LPPool1d(1, 2),
            "(LPPool1d '0')",
            "LPPool1d is not yet read: write it with operations ",
        ),
    ],
)
def test_a_module_that_is_not_supported(module, node, reason):
    message = refusal(module)
    assert f"{node}: {reason}" in message


@each(
    ("function", "node", "reason"),
    [
        (lambda m, x: torch.sigmoid(x) + 1, "'sigmoid' (torch.sigmoid)", "torch.sigmoid is curved"),
        (lambda m, x: F.softmax(x, dim=1), "'softmax' (F.softmax)", "F.softmax at the end is not"),
        (lambda m, x: x.tanh().view(2, 2), "'tanh' (Tensor.tanh)", "Tensor.tanh at the end is not"),
        (lambda m, x: x**2, "'pow_1' (operator.pow)", "operator.pow multiplies values"),
        (lambda m, x: F.gelu(x), "'gelu' (F.gelu)", "F.gelu is curved"),
        (lambda m, x: F.layer_norm(x, (4,)), "'layer_norm' (F.layer_norm)", "F.layer_norm divides"),
        (lambda m, x: x.round(), "'round_1' (Tensor.round)", "Tensor.round jumps"),
        (lambda m, x: x // 2, "'floordiv' (operator.floordiv)", "operator.floordiv jumps"),
        (lambda m, x: x.argmax(1), "'argmax' (Tensor.argmax)", "Tensor.argmax gives places"),
        (
            lambda m, x: torch.rand_like(x),
            "'rand_like' (torch.rand_like)",
            "torch.rand_like is ran",
        ),
        (lambda m, x: x == 1, "'eq' (operator.eq)", "operator.eq gives a truth value, which jumps"),
        (
            lambda m, x: x + torch.exp(m.vector),
            "'exp' (torch.exp)",
            "torch.exp of constants is not",
        ),
        (lambda m, x: x.cumsum(1), "'cumsum' (Tensor.cumsum)", "Tensor.cumsum is not yet read"),
        (
            lambda m, x: torch.adaptive_max_pool1d(x, 1),
            "'adaptive_max_pool1d' (torch.adaptive_max_pool1d)",
            "torch.adaptive_max_pool1d is not yet read: write it with operations that are; did you "
            "mean F.adaptive_max_pool1d or F.adaptive_max_pool3d or F.adaptive_max_pool2d?",
        ),
    ],
)
def test_a_function_that_is_not_supported(function, node, reason):
    assert f"the node {node}: {reason}" in refusal(Code(function))


def test_of_several_the_one_that_can_never_be_read_is_told():
    several = nn.Sequential(nn.Fold(2, 1), nn.GELU(), nn.Fold(2, 1), nn.Softmax(1))
    assert "'_1' (GELU '1'): GELU is curved" in refusal(several)
    assert "'_0' (Fold '0'): Fold is not yet read" in refusal(several[::3])
    assert "docs/how_to/read_torch.md lists them" in refusal(several[::3])


@each(
    ("function", "reason"),
    [
        (lambda m, x: x * m.linear(x), "'mul' (operator.mul): a product of two tensors"),
        (lambda m, x: x @ x.t(), "'matmul' (operator.matmul): a product of two tensors"),
        (lambda m, x: F.linear(x, x), ": the weight depends on the inputs"),
        (lambda m, x: F.linear(x, m.linear.weight, x[0]), "the bias depends on the inputs"),
        (lambda m, x: F.prelu(x, x[0]), "the slopes depend on the inputs"),
        (lambda m, x: 1 / x, "a quotient by a tensor that depends on the inputs"),
        (lambda m, x: x / x, "a quotient by a tensor that depends on the inputs"),
        (lambda m, x: x / 0, "every divisor must be nonzero"),
        (lambda m, x: x + m.vector / 0, "every divisor must be nonzero"),
        (lambda m, x: torch.div(x, 2, rounding_mode="floor"), "rounding_mode is 'floor'"),
        (lambda m, x: F.dropout(x), "write training=self.training"),
        (lambda m, x: x.to(torch.int32) * 1, "is converted to torch.int32"),
        (lambda m, x: x.view(3, -1), "cannot take the shape (3, -1)"),
        (lambda m, x: x.view(torch.int64), "the shape is (torch.int64,): give integers"),
        (lambda m, x: torch.add(x, x, out=m.vector), "unexpected keyword argument 'out'"),
        (lambda m, x: x[:, m.vector > 0], "the index holds a ndarray"),
        (lambda m, x: torch.where(x > 0, x, x + 1), "(torch.where): a selection jumps where its"),
        (lambda m, x: torch.where(x > 1, x, 0.5 * x), "a selection jumps"),
        (lambda m, x: torch.where(x > 0, 1.0, 0.0), "a selection jumps"),
        (lambda m, x: torch.where(x[:, :1] > 0, x, 2 * x), "a selection cannot be told"),
        (lambda m, x: torch.where(x, x, 2 * x), "the condition is a tensor of numbers"),
        (lambda m, x: (x > 0) * 2.0, "a selection jumps"),
        (lambda m, x: (x > 0) * (x > 1), "greater gives a truth value, which jumps"),
        (lambda m, x: (x > 0) + x, "greater gives a truth value, which jumps"),
        (lambda m, x: (x > 0) + 1, "greater gives a truth value, which jumps"),
        (
            lambda m, x: (x > 0).view(2, 2) * x.view(2, 2),
            "greater gives a truth value, which jumps",
        ),
        (lambda m, x: F.relu(x > 0), "greater gives a truth value, which jumps"),
        (lambda m, x: torch.cat([x, x > 0]), "greater gives a truth value, which jumps"),
        (lambda m, x: x > 0, "greater gives a truth value, which jumps"),
        (lambda m, x: x.masked_fill(x > 1, 0.0), "a selection jumps"),
        (lambda m, x: F.threshold(x, 1.0, 0.0), "a threshold at 1 with the value 0"),
        (lambda m, x: F.rrelu(x, training=True), "write training=self.training"),
        (lambda m, x: torch.einsum("bi,bi->b", x, x), "a product of two tensors"),
        (
            lambda m, x: F.interpolate(x[None], 2, mode="linear"),
            "the mode of interpolation is 'lin",
        ),
        (lambda m, x: F.pixel_shuffle(x[None], 3), "torch refuses it (pixel_shuffle expects"),
        (lambda m, x: x.repeat_interleave(10**6, 1), "1,000,000 entries"),
        (lambda m, x: x[[0]], "the index holds a list"),
        (lambda m, x: x.max(dim=1), "the module returns several values"),
        (lambda m, x: x.data + 1, "the attribute 'data' of a tensor is not read"),
        (lambda m, x: F.pad(x, (4, 1), mode="reflect"), "torch refuses it ("),
        (lambda m, x: F.pad(x, (1, 1), mode="odd"), "torch refuses it ("),
        (lambda m, x: x.flatten(3), "the axis is 3 where the tensor has 2"),
    ],
)
def test_what_a_function_cannot_be_given(function, reason):
    assert reason in refusal(Code(function))


@each(
    ("module", "shape", "reason"),
    [
        (nn.Conv2d(1, 1, 3, padding=4, padding_mode="reflect"), (1, 4, 4), "torch refuses it ("),
        (
            nn.Upsample(scale_factor=2, mode="bilinear"),
            (1, 2, 2),
            "is 'bilinear', which is not yet",
        ),
        (nn.Threshold(0.5, 0), 4, "a threshold at 1/2 with the value 0 jumps there"),
        (nn.PixelShuffle(2), (3, 2, 2), "torch refuses it (pixel_shuffle"),
        (nn.ConvTranspose2d(3, 2, 2), 4, "(ConvTranspose2d '0'): the operand has shape (1, 4)"),
        (nn.MaxPool2d(2, return_indices=True), (1, 4, 4), "return_indices is True"),
        (nn.AdaptiveMaxPool2d(2, return_indices=True), (1, 4, 4), "return_indices is True"),
        (nn.AdaptiveAvgPool2d(3), (1, 4, 4), "output_size 3 does not divide"),
        (nn.BatchNorm1d(4, track_running_stats=False), 4, "the statistics of the batch"),
        (nn.Conv2d(3, 2, 2), 4, "(Conv2d '0'): the operand has shape (1, 4)"),
        (nn.Conv2d(3, 2, 2), (1, 4, 4), "(Conv2d '0'): weights of shape (2, 3, 2, 2)"),
        (nn.Linear(3, 2), 4, "(Linear '0'): weights of shape (2, 3) do not fit"),
        (nn.PReLU(3), 4, "slopes of shape (3,) do not fit"),
        (nn.Linear(4, 2, dtype=torch.complex64), 4, "a parameter is complex"),
        (nn.Linear(4, 2, device="meta"), 4, "cannot be copied"),
        (nn.LazyLinear(2), 4, "is lazy and has no parameters yet"),
        (nn.Conv2d(1, 128, 3, padding=1), (1, 100, 100), "reduce the input shape"),
    ],
)
def test_options_and_shapes_that_are_not_read(module, shape, reason):
    assert reason in refusal(module, shape)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("check", [True, False])
def test_parameters_that_are_no_numbers(number, check):
    module = nn.Sequential(nn.ReLU(), nn.Linear(4, 2))
    with torch.no_grad():
        module[1].weight[1, 2] = number
    assert f"(Linear '1'): weights holds the number {number}" in refusal(module, check=check)
    assert "'mul'" in refusal(Code(lambda m, x: x * torch.tensor(number)), check=check)


@each("shape", [(0,), (-1,), (2.0,), (True,), "ab", None, 4.0, [[4]]])
def test_shapes_that_are_none(shape):
    assert "shape" in refusal(nn.Identity(), shape)


@pytest.mark.parametrize("shape", [10**9, (10**5, 10**5), (10**30,)])
def test_huge_shapes_are_refused_before_anything_is_made(shape):
    assert "1,000,000 entries" in refusal(nn.Identity(), shape)


class TwoInputs(nn.Module):
    def forward(self, x, y):
        return x + y


class AnyInputs(nn.Module):
    def forward(self, *x):
        return x[0]


class NoInput(nn.Module):
    def forward(self):
        return torch.ones(2)


@each(
    ("module", "reason"),
    [
        (TwoInputs(), "takes further arguments"),
        (AnyInputs(), "takes further arguments"),
        (NoInput(), "returns something that does not depend on its input"),
        (Code(lambda m, x: (x, x)), "returns several values"),
        (Code(lambda m, x: {"a": x}), "returns several values"),
        (Code(lambda m, x: m.vector), "returns something that does not depend on its input"),
        (Code(lambda m, x: None), "returns something that"),
        (Code(lambda m, x: x.shape[0]), "returns something that"),
        (nn.Linear, "this is a type"),
        ("net.pt", "this is a str"),
    ],
)
def test_what_is_no_function_of_one_tensor(module, reason):
    assert reason in refusal(module)


@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
def test_a_torchscript_program():
    assert "TorchScript" in refusal(torch.jit.trace(nn.Linear(4, 2), torch.zeros(1, 4)))


@pytest.mark.parametrize(
    "function",
    [
        lambda m, x: x if x.sum() > 0 else -x,
        lambda m, x: x if x.size(0) > 1 else -x,
        lambda m, x: sum(row for row in x),
        lambda m, x: x.view(len(x), -1),
        lambda m, x: x * float(x.sum()),
    ],
)
def test_control_flow_that_depends_on_the_input(function):
    message = refusal(Code(function))
    assert "the code of Code cannot be traced by torch.fx" in message
    assert "its control flow must not depend on the values or the shape of the input" in message


def test_assignments_to_entries():
    def assigned(m, x):
        y = m.linear(x)
        y[:, 0] = 0
        return y

    assert "nor may it assign to entries of a tensor" in refusal(Code(assigned))


def changed_view(m, x):
    y = m.linear(x)
    z = y.view(2, 2)
    y += 1
    return z


def changed_name(m, x):
    y = m.linear(x)
    z = y
    y += 1
    return z


def changed_part(m, x):
    y = m.linear(x)
    y[:, 0].add_(1)
    return y


def changed_chunk(m, x):
    y = m.linear(x)
    y.chunk(2, 1)[0].relu_()
    return y


def changed_transpose(m, x):
    y = m.linear(x)
    y.T.mul_(2)
    return y


def changed_by_a_module(m, x):
    y = m.linear(x)
    return m.relu(m.drop(y)) + y


@each("check", [True, False])
@each(
    "function",
    [
        lambda m, x: F.relu(x, inplace=True) + x,
        lambda m, x: x.relu_() + x,
        changed_view,
        changed_name,
        changed_part,
        changed_chunk,
        changed_transpose,
        changed_by_a_module,
    ],
)
def test_values_in_place_that_are_used_again(function, check):
    module = Code(function)
    module.drop, module.relu = nn.Dropout(), nn.ReLU(inplace=True)
    message = refusal(module, check=check)
    assert "may have changed in place" in message


def test_parameters_that_change():
    assert "'mul_' changes a parameter" in refusal(
        Code(lambda m, x: m.linear(x) + m.linear.weight.t().mul_(2)[0])
    )


def test_hooks():
    module = nn.Sequential(nn.Linear(4, 2))
    handle = module[0].register_forward_hook(lambda module, inputs, output: 2 * output)
    assert "the module '0' (Linear) has hooks" in refusal(module)
    handle.remove()
    module.register_forward_pre_hook(lambda module, inputs: inputs)
    assert "the module has hooks" in refusal(module)
    normed = nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(4, 2)))
    normed[0].register_forward_pre_hook(lambda module, inputs: inputs)
    assert "the module '0' (ParametrizedLinear) has hooks" in refusal(normed)


def with_forward(module):
    module.linear.forward = lambda x: x
    return module


def test_a_forward_of_the_instance():
    module = nn.Linear(4, 2)
    module.forward = lambda x: x
    assert "the module has had its method 'forward' replaced" in refusal(module)
    assert "the module 'linear' (Linear) has had" in refusal(with_forward(Code(lambda m, x: x)))
    padded = nn.Conv1d(4, 1, 1)
    padded._conv_forward = lambda input, weight, bias: input
    assert "has had its method '_conv_forward' replaced" in refusal(padded, (4, 1))
    code = Code(lambda m, x: m.halved(x))
    code.halved = lambda x: x / 2
    assert pr.from_torch(code, 4).exact([1, 2, 3, 4]) == (0.5, 1, 1.5, 2)


def test_code_that_draws_random_numbers_disagrees_with_itself():
    module = Code(lambda m, x: x + torch.rand(4))
    assert "at sample point 0, output 0" in refusal(module)


def test_the_comparison_sees_a_misread_operation(monkeypatch):
    monkeypatch.setitem(MODULES, "ReLU", lambda module, x: x)
    assert "at sample point" in refusal(nn.Sequential(nn.Linear(4, 4), nn.ReLU()))
    assert pr.from_torch(nn.ReLU(), 4, check=False).pattern_sizes == ()


def test_the_comparison_sees_a_missing_output(monkeypatch):
    monkeypatch.setitem(MODULES, "Identity", lambda module, x: x[:, 1:])
    assert "the network has 3 outputs and the module 4" in refusal(nn.Identity())


def test_a_small_mistake_before_many_layers_is_seen(monkeypatch):
    torch.manual_seed(0)
    module = nn.Sequential(nn.Hardtanh(), *(part for _ in range(12) for part in wide_layer()))
    assert pr.from_torch(module, 64).pattern_sizes == (128,) + 12 * (64,)
    monkeypatch.setitem(MODULES, "Hardtanh", lambda module, x: ops.hard_tanh(x, -1.001, 1.001))
    assert "at sample point" in refusal(module, 64)


def wide_layer():
    linear = nn.Linear(64, 64)
    nn.init.kaiming_normal_(linear.weight)
    return linear, nn.ReLU()


def test_overflow_is_told():
    module = nn.Sequential(*(nn.Linear(1, 1, dtype=torch.float64) for _ in range(2)))
    with torch.no_grad():
        for linear in module:
            linear.weight.fill_(1e200)
            linear.bias.fill_(1e200)
    assert "overflow float64" in refusal(module, 1)
    assert pr.from_torch(module, 1, check=False).exact([1]) == (
        2 * int(1e200) * int(1e200) + int(1e200),
    )


def test_a_forward_that_needs_another_precision():
    def halved(m, x):
        return F.linear(x, torch.ones(4, 4, dtype=torch.float16))

    assert "check=False, if it runs in another precision only" in refusal(Code(halved))
    assert pr.from_torch(Code(halved), 4, check=False).exact([1, 2, 3, 4]) == (10,) * 4


def test_without_torch(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert "pip install 'polyregions[torch]'" in refusal(nn.Identity())
    with pytest.raises(pr.PolyregionsError, match="pip install"):
        pr.to_torch(pr.montufar(1, 2, 2))
    with pytest.raises(pr.PolyregionsError, match="pip install"):
        pr.read_network("net.pt")


def test_the_module_stays_as_it_was():
    class Noisy(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(4, 4)
            self.frozen = nn.Linear(4, 4, dtype=torch.float16).requires_grad_(False)
            self.norm = nn.BatchNorm1d(4)
            self.drop = nn.Dropout()
            self.plain = torch.ones(4)
            self.calls = 0

        def forward(self, x):
            self.calls += 1
            torch.rand(3)
            y = self.drop(self.norm(self.linear(x)))
            return self.frozen(y) + self.plain

    module = Noisy()
    module.norm.eval()
    module.linear.weight.grad = torch.ones(4, 4)
    before = copy.deepcopy(module)
    random_state = torch.get_rng_state()
    pr.from_torch(module, 4)
    assert torch.equal(torch.get_rng_state(), random_state)
    assert torch.is_grad_enabled()
    assert [part.training for part in module.modules()] == [
        part.training for part in before.modules()
    ]
    for name, tensor in module.state_dict(keep_vars=True).items():
        older = before.state_dict(keep_vars=True)[name]
        assert torch.equal(tensor, older)
        assert tensor.dtype == older.dtype
        assert tensor.requires_grad == older.requires_grad
    assert torch.equal(module.linear.weight.grad, torch.ones(4, 4))
    assert module.frozen.weight.grad is None
    assert (module.plain.dtype, module.calls) == (torch.float32, 0)
    assert set(vars(module)) == set(vars(before))


def test_reading_the_same_module_twice_is_the_same():
    module = nn.Sequential(nn.Linear(4, 4), nn.Dropout(), nn.ReLU()).train()
    assert pr.from_torch(module, 4) == pr.from_torch(module, 4)
    assert module.training
