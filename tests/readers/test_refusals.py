"""The table of reasons why operations are refused."""

from collections import Counter

import pytest

from polyregions.interface import shell_interface
from polyregions.readers.refusals import REFUSALS, Reason, reason_of, refusal

each = pytest.mark.parametrize

SPELLED = [
    ("GELU", Reason.NOT_PIECEWISE_LINEAR),
    ("F.silu", Reason.NOT_PIECEWISE_LINEAR),
    ("com.microsoft.Gelu", Reason.NOT_PIECEWISE_LINEAR),
    ("torch.log_softmax", Reason.NOT_PIECEWISE_LINEAR),
    ("LayerNormalization", Reason.NOT_PIECEWISE_LINEAR),
    ("layer_norm", Reason.NOT_PIECEWISE_LINEAR),
    ("Hardswish", Reason.NOT_PIECEWISE_LINEAR),
    ("LSTM", Reason.NOT_PIECEWISE_LINEAR),
    ("sign", Reason.DISCONTINUOUS),
    ("Hardshrink", Reason.DISCONTINUOUS),
    ("QuantizeLinear", Reason.DISCONTINUOUS),
    ("Tensor.argmax", Reason.DISCONTINUOUS),
    ("torch.gt", Reason.DISCONTINUOUS),
    ("DataParallel", Reason.UNWRAP),
    ("QLinearMatMul", Reason.DEQUANTISE),
    ("RandomNormalLike", Reason.RANDOM_OR_TRAINING),
    ("If", Reason.CONTROL_FLOW),
    ("SequenceAt", Reason.NO_NUMBERS),
    ("TopK", Reason.NOT_YET_READ),
    ("NeverHeardOf", Reason.NOT_YET_READ),
    ("", Reason.NOT_YET_READ),
]


@each("operator, reason", SPELLED)
def test_reasons_are_found_however_the_name_is_spelled(operator, reason):
    assert reason_of(operator) is reason
    assert refusal(operator).startswith(f"{operator} ")


@each("operator", ["Softmax", "log_softmax", "Sigmoid", "F.tanh"])
def test_the_option_is_offered_only_at_the_end(operator):
    assert reason_of(operator) is Reason.NOT_PIECEWISE_LINEAR
    assert reason_of(operator, at_the_end=True) is Reason.AT_THE_END
    assert "logits" not in refusal(operator)
    assert refusal(operator, at_the_end=True).endswith("by logits=True")
    with shell_interface():
        assert refusal(operator, at_the_end=True).endswith("by --logits")


def test_what_stays_the_same_without_it_is_said():
    assert "argmax is the same" in refusal("Softmax", at_the_end=True)
    assert "1/2 becoming 0" in refusal("Sigmoid", at_the_end=True)
    assert "signs of the outputs" in refusal("Tanh", at_the_end=True)


@each("operator", ["Gelu", "ArgMax", "TopK"])
def test_others_are_refused_alike_at_the_end(operator):
    assert refusal(operator, at_the_end=True) == refusal(operator)


def test_every_reason_has_operations_and_no_operation_two_reasons():
    assert {row.reason for row in REFUSALS} == set(Reason)
    inside = [row for row in REFUSALS if row.reason is not Reason.AT_THE_END]
    names = Counter(name.replace("_", "").lower() for row in inside for name in row.operators)
    assert [name for name, count in names.items() if count > 1] == []
    assert REFUSALS[-1].reason is Reason.NOT_YET_READ


@each("row", REFUSALS, ids=lambda row: row.operators[0])
def test_sentences_are_a_cause_and_a_fix(row):
    at_the_end = row.reason is Reason.AT_THE_END
    for operator in row.operators:
        cause, colon, fix = refusal(operator, at_the_end=at_the_end).partition(": ")
        assert colon == ": "
        assert cause.startswith(operator)
        assert fix.strip() == fix != ""
        assert "{" not in fix


def test_similar_names_are_offered_for_what_is_not_known():
    read = ["Gemm", "LeakyRelu", "PRelu", "Relu"]
    assert refusal("leaky_rellu", read=read).endswith("; did you mean LeakyRelu?")
    assert "did you mean" not in refusal("Frobnicate", read=read)
    assert "did you mean" not in refusal("Selu", read=read)  # its reason says more
