"""Both ends of a module: the shape of its input, and the activation that logits are without."""

from fractions import Fraction

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("torch")

import torch
from torch import nn
from torch.nn import functional as F

import polyregions as pr
from tests.helpers.torch_modules import with_dyadic_parameters


class Code(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function
        self.linear = nn.Linear(4, 4)
        self.weight = nn.Parameter(torch.ones(2, 3))

    def forward(self, x):
        return self.function(self, x)


def refusal(module, shape=None, **options):
    with pytest.raises(pr.PolyregionsError) as caught:
        pr.from_torch(module, shape, **options)
    return str(caught.value)


@each(
    ("module", "inputs"),
    [
        (nn.Linear(3, 2), 3),
        (nn.Sequential(nn.Linear(5, 2), nn.ReLU(), nn.Linear(2, 1)), 5),
        (nn.Sequential(nn.Dropout(), nn.ReLU(), nn.Sequential(nn.Linear(7, 2))), 7),
        (nn.Sequential(nn.BatchNorm1d(6), nn.Linear(6, 2)), 6),
        (Code(lambda m, x: x + m.linear(x)), 4),
        (Code(lambda m, x: F.relu(m.linear(F.dropout(-abs(x), training=m.training)))), 4),
        (Code(lambda m, x: F.linear(x, m.weight)), 3),
        (Code(lambda m, x: F.linear(input=x.float(), weight=m.weight) + 0), 3),
    ],
)
def test_the_first_layer_says_how_many_inputs(module, inputs):
    network = pr.from_torch(module, check=False)
    assert network.inputs == inputs
    assert network == pr.from_torch(module, inputs, check=False)


@each(
    ("module", "reason"),
    [
        (
            nn.Sequential(nn.Flatten(), nn.Linear(4, 2)),
            "the module begins with '_0' (Flatten '0'), which takes inputs of any shape: give "
            "input_shape, the shape of one input without the axis of the batch",
        ),
        (
            nn.Conv2d(3, 1, 2),
            "(Conv2d '0'), takes inputs of any size: give input_shape=(3, height, ",
        ),
        (nn.Conv1d(2, 1, 2), "give input_shape=(2, length)"),
        (nn.ConvTranspose3d(1, 1, 2), "give input_shape=(1, depth, height, width)"),
        (
            nn.Sequential(nn.ReLU(), nn.MaxPool2d(2)),
            "begins with '_1' (MaxPool2d '1'), which takes",
        ),
        (nn.ReLU(), "the module has no layer that tells the shape of its input: give input_shape"),
        (Code(lambda m, x: x @ m.linear.weight), "begins with 'matmul' (operator.matmul), which"),
    ],
)
def test_what_does_not_say_it(module, reason):
    assert reason in refusal(module)


@each(
    ("module", "shape", "meant"),
    [
        (nn.Conv2d(1, 2, 3), (8, 8), "takes (1, height, width): did you mean (1, 8, 8)?"),
        (nn.Conv2d(3, 2, 3), (8, 8), "takes (3, height, width): did you mean (3, 8, 8)?"),
        (nn.Conv2d(3, 2, 3), (8, 8, 3), "did you mean (3, 8, 8)?"),
        (nn.Conv2d(1, 2, 3), (1, 1, 8, 8), "did you mean (1, 8, 8)?"),
        (
            nn.Sequential(nn.ReLU(), nn.Conv1d(1, 2, 3)),
            8,
            "takes (1, length): did you mean (1, 8)?",
        ),
        (nn.Linear(64, 2), (8, 8), "takes 64 numbers in a row: did you mean (64,)?"),
    ],
)
def test_another_shape_that_was_meant(module, shape, meant):
    message = refusal(module, shape)
    assert meant in message
    given = (shape,) if isinstance(shape, int) else shape
    assert message.startswith(f"input_shape is {given}, and the first layer, ")


@each(
    ("module", "shape"),
    [(nn.Conv2d(1, 2, 3), (5,)), (nn.Conv2d(3, 2, 3), (1, 8, 8)), (nn.Linear(3, 2), (5, 4))],
)
def test_shapes_of_which_nothing_can_be_guessed(module, shape):
    message = refusal(module, shape)
    assert "did you mean" not in message
    assert "the node" in message


def test_shapes_that_fit_are_taken():
    assert pr.from_torch(nn.Linear(3, 2), (4, 3)).inputs == 12
    assert pr.from_torch(nn.Conv2d(1, 1, 1), (1, 2, 3)).inputs == 6


def body():
    torch.manual_seed(2)
    return nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 4))


FINAL = {
    "Softmax": (nn.Softmax(1), "the argmax is the same"),
    "LogSoftmax": (nn.LogSoftmax(-1), "the argmax is the same"),
    "Sigmoid": (nn.Sigmoid(), "the order of the outputs is the same"),
    "Tanh": (nn.Tanh(), "the signs of the outputs are the same"),
    "F.softmax": (Code(lambda m, x: F.softmax(x, dim=1)), "the argmax"),
    "torch.softmax": (Code(lambda m, x: torch.softmax(x, 1)), "the argmax"),
    "x.log_softmax": (Code(lambda m, x: x.log_softmax(-1)), "the argmax"),
    "F.log_softmax by name": (Code(lambda m, x: F.log_softmax(dim=1, input=x)), "the argmax"),
    "x.sigmoid_": (Code(lambda m, x: x.sigmoid_()), "the order"),
    "torch.tanh, cut to shape": (
        Code(lambda m, x: torch.tanh(x).view(2, 2).squeeze()),
        "the signs",
    ),
    "Softmax, dropout": (
        nn.Sequential(nn.Softmax(1), nn.Dropout(), nn.Unflatten(1, (2, 2))),
        "the",
    ),
}


@each(("end", "reason"), FINAL.values(), ids=FINAL)
def test_a_final_activation_is_left_out_if_asked_for(end, reason):
    module = nn.Sequential(body(), end)
    message = refusal(module)
    assert reason in message
    assert message.endswith("read up to before it by logits=True")
    assert pr.from_torch(module, logits=True) == pr.from_torch(module[0])


def test_decisions_are_those_of_the_logits():
    module = nn.Sequential(with_dyadic_parameters(body()), nn.Softmax(1)).double()
    network = pr.from_torch(module, logits=True)
    points = np.random.default_rng(3).standard_normal((50, 2))
    decided = module(torch.tensor(points)).argmax(1).tolist()
    exact = [network.exact(point) for point in points]
    assert decided == [max(range(4), key=values.__getitem__) for values in exact]
    assert len(set(decided)) > 1


def test_several_at_the_end_are_left_out():
    module = nn.Sequential(nn.Linear(2, 3), nn.Sigmoid(), nn.Softmax(1))
    assert pr.from_torch(module, logits=True) == pr.from_torch(module[0])


def test_logits_without_an_activation_are_the_outputs():
    assert pr.from_torch(body(), logits=True) == pr.from_torch(body())


@each(
    "function",
    [
        lambda m, x: torch.sigmoid(x) + 1,
        lambda m, x: torch.softmax(x, 1)[:, 1],
        lambda m, x: torch.softmax(x, 1).sum(1),
        lambda m, x: x + torch.tanh(x),
        lambda m, x: (torch.tanh(x), x),
    ],
)
def test_what_comes_before_other_operations_is_not_left_out(function):
    for logits in (False, True):
        message = refusal(Code(function), 4, logits=logits)
        assert "is curved, not piecewise linear" in message
        assert "logits" not in message


@each("check", [True, False])
def test_the_comparison_sees_code_that_tracing_does_not(check):
    module = Code(lambda m, x: torch.sigmoid(m.linear(x) + torch.rand(4)))
    if check:
        assert "the traced graph and the module give different outputs" in refusal(
            module, 4, logits=True
        )
    else:
        assert pr.from_torch(module, 4, logits=True, check=False).outputs == 4


def test_the_comparison_sees_a_misread_operation_before_the_end(monkeypatch):
    from polyregions.readers.torch.modules import MODULES

    monkeypatch.setitem(MODULES, "ReLU", lambda module, x: x)
    module = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Sigmoid())
    assert "at sample point" in refusal(module, logits=True)


def test_a_module_that_is_only_a_softmax_has_its_input_as_logits():
    network = pr.from_torch(nn.Softmax(1), 3, logits=True)
    assert network.exact([1, 2, Fraction(1, 3)]) == (1, 2, Fraction(1, 3))
