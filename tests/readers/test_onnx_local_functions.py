"""Functions that an ONNX model brings along: read as the nodes of their bodies."""

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

import onnx
import onnx.reference
from onnx import TensorProto, helper, numpy_helper

from polyregions.errors import FileFormatError
from polyregions.readers import from_onnx
from polyregions.readers.onnx import local_functions
from tests.helpers.onnx_models import computes_exactly, model, node

VERSION = [helper.make_opsetid("", 17), helper.make_opsetid("my", 1)]


def function(name, inputs, outputs, nodes, attributes=(), defaults=(), versions=VERSION):
    made = helper.make_function(
        "my", name, inputs.split(), outputs.split(), nodes, versions, list(attributes)
    )
    made.attribute_proto.extend(defaults)
    return made


def call(name, inputs, outputs, **attributes):
    return node(name, inputs, outputs, domain="my", **attributes)


def with_functions(nodes, functions, constants=None):
    proto = model(nodes, [1, 3], constants)
    proto.opset_import.append(helper.make_opsetid("my", 1))
    proto.functions.extend(functions)
    return proto


def referring(operator, inputs, outputs, **attributes):
    """Return a node whose attributes are those of the call with other names."""
    made = node(operator, inputs, outputs)
    for name, (given, kind) in attributes.items():
        made.attribute.append(
            onnx.AttributeProto(
                name=name, ref_attr_name=given, type=onnx.AttributeProto.AttributeType.Value(kind)
            )
        )
    return made


LEAKY = function(
    "Leaky", "a", "b", [referring("LeakyRelu", "a", "b", alpha=("slope", "FLOAT"))], ["slope"]
)
TWICE = function("Twice", "a", "b", [node("Add", "a a", "b")])
FOUR = function("Four", "x", "y", [call("Twice", "x", "t"), call("Twice", "t", "y")])
READ = {
    "one call": ([call("Twice", "x", "y")], [TWICE]),
    "calls within calls": ([call("Four", "x", "y")], [TWICE, FOUR]),
    "several calls": (
        [call("Four", "x", "t"), node("Relu", "t", "r"), call("Four", "r", "y")],
        [FOUR, TWICE],
    ),
    "attributes": (
        [call("Leaky", "x", "t", slope=0.5), call("Leaky", "t", "y", slope=0.25)],
        [LEAKY],
    ),
    "an attribute that has a default": (
        [call("Soft", "x", "t"), call("Soft", "t", "y", slope=0.25)],
        [
            function(
                "Soft",
                "a",
                "b",
                [referring("LeakyRelu", "a", "b", alpha=("slope", "FLOAT"))],
                defaults=[helper.make_attribute("slope", 0.5)],
            )
        ],
    ),
    "several outputs, one left out": (
        [call("Parts", "x", "_ y")],
        [
            function(
                "Parts",
                "a",
                "positive rest",
                [node("Relu", "a", "positive"), node("Sub", "a positive", "rest")],
            )
        ],
    ),
    "an input that is left out": (
        [call("Bounded", "x _ high", "y")],
        [function("Bounded", "a low high", "b", [node("Clip", "a low high", "b")])],
    ),
    "names of the model": (
        [node("Neg", "x", "t"), call("Shadow", "t", "z"), node("Sub", "z t", "y")],
        [function("Shadow", "x", "y", [node("Relu", "x", "t"), node("Add", "t x", "y")])],
    ),
}


@each("nodes, functions", [*READ.values()], ids=[*READ])
def test_calls_are_the_nodes_of_the_body(nodes, functions):
    used = {name for proto in nodes for name in proto.input}
    constants = {"high": np.float32(1)} if "high" in used else {}
    proto = with_functions(nodes, functions, constants)
    assert computes_exactly(from_onnx(proto), proto)


def test_an_input_that_is_given_back():
    """By ONNX's own reference, since onnxruntime does not take such a function."""
    both = function("Both", "a", "b a", [node("Relu", "a", "b")])
    proto = with_functions([call("Both", "x", "r t"), node("Sub", "r t", "y")], [both])
    point = np.float32([[-1, 0, 2]])
    [expected] = onnx.reference.ReferenceEvaluator(proto).run(None, {"x": point})
    assert from_onnx(proto).exact([-1, 0, 2]) == tuple(expected[0].tolist()) == (1, 0, 0)


def test_attributes_that_are_not_given_are_left_out():
    network = from_onnx(with_functions([call("Leaky", "x", "y")], [LEAKY]))
    assert network.exact([-1, 0, 1]) == from_onnx(
        model([node("LeakyRelu", "x", "y")], [1, 3])
    ).exact([-1, 0, 1])


def growing(depth):
    """Return functions each of which calls the next one twice."""
    last = function(f"F{depth}", "a", "b", [node("Neg", "a", "b")])
    return [
        *(
            function(f"F{i}", "a", "b", [call(f"F{i + 1}", "a", "t"), call(f"F{i + 1}", "t", "b")])
            for i in range(depth)
        ),
        last,
    ]


REFUSED = {
    "itself": (
        [call("Loop", "x", "y")],
        [function("Loop", "a", "b", [call("Loop", "a", "b")])],
        "more than 32 deep",
    ),
    "each other": (
        [call("Ping", "x", "y")],
        [
            function("Ping", "a", "b", [call("Pong", "a", "b")]),
            function("Pong", "a", "b", [call("Ping", "a", "b")]),
        ],
        "without a function that calls itself",
    ),
    "many calls of calls": ([call("F0", "x", "y")], growing(20), "more than 65,536 nodes"),
    "more inputs": ([call("Twice", "x x", "y")], [TWICE], "has 2 inputs and 1 outputs"),
    "more outputs": ([call("Twice", "x", "y z")], [TWICE], "has 1 inputs and 2 outputs"),
    "two of one name": ([call("Twice", "x", "y")], [TWICE, TWICE], "two of the functions"),
    "another version": (
        [call("Old", "x", "y")],
        [function("Old", "a", "b", [node("Neg", "a", "b")], versions=[helper.make_opsetid("", 9)])],
        "the function is written for version 9 of the operator set, and the model for 17",
    ),
    "values of the model": (
        [node("Neg", "x", "t"), call("Outer", "x", "y")],
        [function("Outer", "a", "b", [node("Add", "a t", "b")])],
        "which is no input, no initializer",
    ),
    "what is not read": (
        [call("Smooth", "x", "y")],
        [function("Smooth", "a", "b", [node("Erf", "a", "e"), node("Neg", "e", "b")])],
        "Erf is curved",
    ),
    "no function": ([call("Thrice", "x", "y")], [TWICE], "belongs to the domain 'my'"),
}


@each("nodes, functions, message", [*REFUSED.values()], ids=[*REFUSED])
def test_calls_that_are_refused(nodes, functions, message):
    with pytest.raises(FileFormatError) as caught:
        from_onnx(with_functions(nodes, functions))
    assert message in str(caught.value)


def test_long_names_are_not_copied(monkeypatch):
    """Names in a body are as long as the file; those at a call are short."""
    long = "n" * 10**5
    body = [node("Neg", "a", long), node("Relu", long, "b")]
    nodes = [call("Long", f"v{i}", f"v{i + 1}") for i in range(50)]
    nodes[0].input[0], nodes[-1].output[0] = "x", "y"
    longest = []
    inner = local_functions.replace

    def watched(node, **changes):
        longest.extend(map(len, changes.get("outputs", ())))
        return inner(node, **changes)

    monkeypatch.setattr(local_functions, "replace", watched)
    assert from_onnx(with_functions(nodes, [function("Long", "a", "b", body)])).inputs == 3
    assert len(longest) == 100
    assert max(longest) < 200


@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("names", ["x z", "z x"])
def test_the_branches_in_a_function_take_the_values_of_the_call(holds, names):
    """The names of the call are those of the body, perhaps exchanged, and of a branch's own."""
    branches = {}
    for branch, operators in {"then_branch": "Relu Neg", "else_branch": "Neg Relu"}.items():
        first, second = operators.split()
        parts = [node(first, "x", "p"), node(second, "z", "q"), node("Sub", "p q", "r")]
        made = [helper.make_tensor_value_info("r", TensorProto.FLOAT, None)]
        branches[branch] = helper.make_graph(parts, branch, [], made)
    body = [node("Constant", "", "c", value=numpy_helper.from_array(np.array(holds)))]
    body.append(node("If", "c", "y", **branches))
    nodes = [node("Abs", "x", "z"), call("Choose", names, "p"), node("Add", "p x", "y")]
    proto = with_functions(nodes, [function("Choose", "x z", "y", body)])
    assert computes_exactly(from_onnx(proto), proto)


def test_branches_are_not_repeated_without_end(monkeypatch):
    graph = helper.make_graph(
        [node("Neg", "x", "r")],
        "branch",
        [],
        [helper.make_tensor_value_info("r", TensorProto.FLOAT, None)],
    )
    body = [node("Constant", "", "c", value=numpy_helper.from_array(np.array(True)))]
    body.append(node("If", "c", "y", then_branch=graph, else_branch=graph))
    functions = [function("Choose", "x", "y", body)]
    once = sum(attribute.ByteSize() for attribute in body[1].attribute)
    monkeypatch.setattr(local_functions, "MOST_COPIED", once)
    assert from_onnx(with_functions([call("Choose", "x", "y")], functions)).exact([1, 2, 3])
    nodes = [call("Choose", "x", "h"), call("Choose", "h", "y")]
    with pytest.raises(FileFormatError, match="repeat branches of more than"):
        from_onnx(with_functions(nodes, functions))
