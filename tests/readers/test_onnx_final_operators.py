"""Softmax, Sigmoid and their like at the end of ONNX graphs, and operators that are refused."""

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

from onnx import TensorProto, helper

from polyregions.errors import FileFormatError, UnknownOptionError
from polyregions.interface import shell_interface
from polyregions.readers import from_onnx, read_network, write_network
from polyregions.readers.onnx import SUPPORTED_OPERATORS
from tests.helpers.onnx_models import computes_exactly, integer_points, model, node, outputs

WEIGHTS = {"w": np.float32([[1, -2, 1], [0.5, 1, -3]])}
PRODUCT = node("MatMul", "x w", "z")
FINAL = ["Softmax", "LogSoftmax", "Sigmoid", "Tanh"]
AFTER = {
    "nothing": ([], {}),
    "Identity": ([node("Identity", "p", "y")], {}),
    "Flatten": ([node("Flatten", "p", "y")], {}),
    "Squeeze": ([node("Squeeze", "p axis", "y")], {"axis": np.int64([0])}),
    "Reshape and Cast": (
        [node("Reshape", "p s", "q"), node("Cast", "q", "y", to=TensorProto.FLOAT)],
        {"s": np.int64([3, 1])},
    ),
    "a Reshape by its own shape": (
        [node("Shape", "p", "s"), node("Reshape", "p s", "y")],
        {},
    ),
    "Transpose": ([node("Transpose", "p", "y", perm=[1, 0])], {}),
}


def message(proto, **options):
    with pytest.raises(FileFormatError) as caught:
        from_onnx(proto, **options)
    return str(caught.value)


def classifier(*after, start=PRODUCT, constants=None):
    return model([start, *after], ["N", 2], {**WEIGHTS, **(constants or {})})


@each("operator", FINAL)
@each("after", AFTER)
def test_what_is_before_the_end_is_read(operator, after):
    nodes, constants = AFTER[after]
    made = "p" if nodes else "y"
    proto = classifier(node(operator, "z", made), *nodes, constants=constants)
    plain = classifier(node("Identity", "z", made), *nodes, constants=constants)
    network = from_onnx(proto, logits=True)
    assert network == from_onnx(plain)
    assert computes_exactly(network, plain)
    assert f"{operator} at the end is not piecewise linear, and without it" in message(proto)
    assert message(proto).endswith("read up to before it by logits=True")
    with shell_interface():
        assert message(proto).endswith("read up to before it by --logits")


@each("operator", ["Softmax", "LogSoftmax"])
def test_the_argmax_is_the_same(operator):
    proto = classifier(node(operator, "z", "y", axis=1))
    network = from_onnx(proto, logits=True)
    points = integer_points(2, count=40)
    for point, judged in zip(points, outputs(proto, points), strict=True):
        logits = network.exact([float(c) for c in point])
        # A float softmax can round to a tie of what differs; the greatest stays among them.
        assert judged[max(range(3), key=logits.__getitem__)] == judged.max()


def test_sigmoid_and_tanh_keep_order_and_sign():
    for operator, middle in (("Sigmoid", 0.5), ("Tanh", 0.0)):
        proto = classifier(node(operator, "z", "y"))
        network = from_onnx(proto, logits=True)
        points = integer_points(2, count=40)
        for point, judged in zip(points, outputs(proto, points), strict=True):
            logits = network.exact([float(c) for c in point])
            assert [np.sign(v - middle) for v in judged] == [(v > 0) - (v < 0) for v in logits]
            assert (np.diff(judged[np.argsort([float(v) for v in logits])]) >= 0).all()


def test_nothing_changes_without_such_an_end():
    proto = classifier(node("Relu", "z", "y"))
    assert from_onnx(proto, logits=True) == from_onnx(proto)
    assert from_onnx(proto, output="x", logits=True) == from_onnx(proto, output="x")
    constant = classifier(node("Neg", "w", "y"))
    assert from_onnx(constant, logits=True) == from_onnx(constant)


def test_several_of_them_at_the_end():
    proto = classifier(node("Tanh", "z", "t"), node("Softmax", "t", "y"))
    assert from_onnx(proto, logits=True) == from_onnx(classifier(node("Identity", "z", "y")))
    assert "Tanh is curved" in message(proto)


def test_the_option_follows_the_output():
    nodes = [node("Softmax", "z", "y"), node("Neg", "z", "n"), node("Sigmoid", "n", "other")]
    proto = classifier(*nodes)
    proto.graph.output.append(helper.make_tensor_value_info("other", TensorProto.FLOAT, None))
    read = from_onnx(proto, output="y", logits=True)
    assert read == from_onnx(proto, output="z")
    assert from_onnx(proto, output="other", logits=True) == from_onnx(proto, output="n")


@each("operator", FINAL)
def test_inside_they_are_refused(operator):
    proto = classifier(node(operator, "z", "p"), node("Neg", "p", "y"))
    for options in ({}, {"logits": True}):
        text = message(proto, **options)
        assert f"the node {operator} that makes 'p': {operator} is curved" in text
        assert text.endswith("; or stop before it by output='z'")
        assert "logits" not in text
    with shell_interface():
        assert message(proto).endswith("or stop before it by --output-name 'z'")


def test_a_part_of_the_probabilities_is_no_end():
    """The greatest of two probabilities tells nothing about one of them."""
    proto = classifier(
        node("Softmax", "z", "p"), node("Gather", "p i", "y", axis=1), constants={"i": np.int64(1)}
    )
    assert "Softmax is curved" in message(proto, logits=True)


def test_the_first_operator_has_nothing_before_it():
    proto = model([node("Softmax", "x", "p"), node("Relu", "p", "y")], [1, 2])
    assert "stop before" not in message(proto)


@each(
    ("operator", "said"),
    [
        ("Gelu", "Gelu is curved, not piecewise linear"),
        ("com.microsoft.Gelu", "com.microsoft.Gelu is curved, not piecewise linear"),
        ("LayerNormalization", "divides by the size or deviation of its input"),
        ("Floor", "Floor jumps"),
        ("ArgMax", "ArgMax gives places or indices, which jump: read the values that it compares"),
        ("QuantizeLinear", "rounds to whole steps"),
        ("QLinearMatMul", "computes with rounded integers"),
        ("RandomNormalLike", "is random"),
        ("LSTM", "is recurrent"),
        ("If", "decides what is computed only while it runs"),
        ("Scan", "decides what is computed only while it runs"),
        ("Loop", "decides what is computed only while it runs"),
        ("SequenceConstruct", "takes or gives texts, indices, tables or lists"),
        ("com.microsoft.FusedGemm", "belongs to the domain 'com.microsoft', whose operators"),
        ("Linear", "Linear is not yet read: write it with operations that are (docs"),
        ("LeakyReLUs", "did you mean LeakyRelu?"),
    ],
)
def test_refusals_say_why(operator, said):
    domain, _, name = operator.rpartition(".")
    proto = classifier(node(name, "z", "y", domain=domain))
    if domain:
        proto.opset_import.append(helper.make_opsetid(domain, 1))
    text = message(proto)
    assert said in text
    assert len(text) < 400
    if operator not in (
        *SUPPORTED_OPERATORS,
        "If",
    ):  # else it is read of constants, and refused later
        assert text.endswith("; or stop before it by output='z'")


def test_of_several_refusals_the_one_that_lasts_is_told():
    """A LayerNormalization in its parts would else be refused for the least of them."""
    parts = [node("TopKs", "z", "t"), node("Exp", "t", "s"), node("Softmax", "s", "y")]
    assert "Exp is curved" in message(classifier(*parts))
    later = [node("TopKs", "z", "t"), node("Columns", "t", "y")]
    assert "TopKs is not yet read" in message(classifier(*later))


def test_folders_of_files(tmp_path):
    network = from_onnx(classifier(node("Relu", "z", "y")))
    write_network(network, tmp_path / "net.onnx")
    assert read_network(tmp_path / "net.onnx", logits=True) == network
    write_network(network, tmp_path / "net.json")
    with pytest.raises(UnknownOptionError, match=r"logits= is for \.onnx files"):
        read_network(tmp_path / "net.json", logits=True)
