"""If in ONNX graphs: the branch that a constant condition chooses is read."""

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

from onnx import TensorProto, helper, numpy_helper

from polyregions.errors import FileFormatError
from polyregions.readers import from_onnx
from tests.helpers.onnx_models import computes_exactly, model, node

TRUE, FALSE = np.array(True), np.array(False)


def branch(nodes, outputs="out", **constants):
    stored = [numpy_helper.from_array(np.asarray(a), name) for name, a in constants.items()]
    made = [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in outputs.split()]
    return helper.make_graph(nodes, "branch", [], made, stored)


def choice(condition, then, other, outputs="y"):
    return node("If", condition, outputs, then_branch=then, else_branch=other)


ABS = branch([node("Abs", "x", "out")])
NEG = branch([node("Neg", "x", "out")])
RELU_OF_R = branch([node("Relu", "r", "out")])
OWN_NUMBERS = branch([node("Mul", "x c", "m"), node("Relu", "m", "out")], c=np.float32([2, -1]))
TWO = branch([node("Relu", "x", "a"), node("Neg", "x", "b")], "a b")
OTHER_TWO = branch([node("Neg", "x", "a"), node("Abs", "x", "b")], "a b")
NESTED = branch([choice("no", ABS, RELU_OF_R, "i"), node("Add", "i x", "out")])
SHUFFLED = branch([node("Relu", "m", "out"), node("Neg", "x", "m")])
BEFORE = [node("Sub", "x one", "r")]
ONE = {"one": np.float32([1])}
LENGTH = [
    node("Shape", "x", "s"),
    node("Gather", "s zero", "n"),
    node("Equal", "n wanted", "yes"),
]
READ = {
    "true": ([choice("yes", ABS, NEG)], {"yes": TRUE}),
    "false": ([choice("no", ABS, NEG)], {"no": FALSE}),
    "one entry": ([choice("yes", ABS, NEG)], {"yes": np.array([True])}),
    "values around it": ([*BEFORE, choice("no", ABS, RELU_OF_R)], {"no": FALSE, **ONE}),
    "numbers of its own": ([choice("yes", OWN_NUMBERS, NEG)], {"yes": TRUE}),
    "another of two outputs": (
        [choice("no", TWO, OTHER_TWO, "t u"), node("Sub", "t u", "y")],
        {"no": FALSE},
    ),
    "one within another": (
        [*BEFORE, choice("yes", NESTED, NEG)],
        {"yes": TRUE, "no": FALSE, **ONE},
    ),
    "a condition about shapes": (
        [*LENGTH, choice("yes", ABS, NEG)],
        {"zero": np.int64(0), "wanted": np.int64(1)},
    ),
    "a condition about other shapes": (
        [*LENGTH, choice("yes", ABS, NEG)],
        {"zero": np.int64(1), "wanted": np.int64(1)},
    ),
}


@each("nodes, constants", [*READ.values()], ids=[*READ])
def test_the_branch_that_is_chosen_is_read(nodes, constants):
    proto = model(nodes, [1, 2], constants)
    assert computes_exactly(from_onnx(proto), proto)


def test_nodes_in_any_order():
    """Both in the branch and around it, which onnxruntime does not take."""
    proto = model([choice("yes", SHUFFLED, NEG)], [1, 2], {"yes": TRUE})
    assert from_onnx(proto).exact([1, -1]) == (0, 1)
    late = model([choice("yes", RELU_OF_R, NEG), *BEFORE], [1, 2], {"yes": TRUE, **ONE})
    assert from_onnx(late).exact([3, -1]) == (2, 0)


def test_the_other_branch_need_not_be_read():
    curved = branch([node("Erf", "x", "out")])
    proto = model([choice("yes", ABS, curved)], [1, 2], {"yes": TRUE})
    assert from_onnx(proto).exact([1, -1]) == (1, 1)


SQUARE = branch([node("Mul", "x x", "out")])
CURVED = branch([node("Erf", "x", "out")])
TEXT = helper.make_node("If", ["yes"], ["y"], then_branch="text", else_branch=NEG)
REFUSED = {
    "a condition of the input": (
        [
            node("ReduceSum", "x", "t", keepdims=0),
            node("Greater", "t one", "c"),
            choice("c", ABS, NEG),
        ],
        "If decides what is computed only while it runs",
    ),
    "a number as the condition": ([choice("one", ABS, NEG)], "shape (1,) and type float32"),
    "several truth values": ([choice("both", ABS, NEG)], "shape (2,) and type bool"),
    "no condition": ([node("If", "", "y", then_branch=ABS, else_branch=NEG)], "If decides"),
    "a branch that is not read": ([choice("yes", CURVED, NEG)], "Erf is curved"),
    "a branch that multiplies": ([choice("yes", SQUARE, NEG)], "not piecewise linear"),
    "other values": ([choice("yes", RELU_OF_R, NEG)], "takes 'r', which is no input"),
    "too few outputs": ([choice("yes", ABS, NEG, "y z")], "it makes 2 values, and its branch 1"),
    "no branch": ([node("If", "yes", "y", else_branch=NEG)], "it has no graph 'then_branch'"),
    "a text": ([TEXT], "it has no graph 'then_branch'"),
    "another attribute": (
        [node("If", "yes", "y", then_branch=ABS, else_branch=NEG, depth=1)],
        "or the attributes 'depth' beside",
    ),
    "itself": (
        [choice("yes", branch([node("Relu", "y", "out")]), NEG)],
        "a cycle cannot be computed",
    ),
}


@each("nodes, message", [*REFUSED.values()], ids=[*REFUSED])
def test_what_is_refused(nodes, message):
    numbers = {"yes": TRUE, "one": np.float32([1]), "both": np.array([True, False])}
    with pytest.raises(FileFormatError) as caught:
        from_onnx(model(nodes, [1, 2], numbers))
    assert message in str(caught.value)
