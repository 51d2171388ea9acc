"""ONNX graphs: names, order, inputs, outputs, batches, versions and types of numbers."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

import onnx
from onnx import TensorProto, helper, numpy_helper

from polyregions.errors import FileFormatError, InvalidDomainError, UnknownOptionError
from polyregions.networks import Layer
from polyregions.polytopes import box, whole_space
from polyregions.readers import from_onnx
from polyregions.readers.onnx import SUPPORTED_OPERATORS, tensors
from tests.helpers.onnx_models import FLOATS, computes_exactly, model, node

RELU = [node("Relu", "x", "y")]
LINE = {"w": np.float32([[2], [-1]]), "b": np.float32([0.5])}
GEMM = [node("Gemm", "x w b", "z"), node("Relu", "z", "y")]


def refuses(proto, message, **options):
    with pytest.raises(FileFormatError) as caught:
        from_onnx(proto, **options)
    assert message in str(caught.value)


# Names and order


def test_values_that_do_not_exist():
    refuses(model([node("Add", "x c", "y")], [1, 2]), "takes 'c', which is no input")


def test_nodes_out_of_order_are_sorted():
    nodes = [node("Relu", "z", "y", name="last"), node("Neg", "x", "z", name="first")]
    assert from_onnx(model(nodes, [1, 2])).exact([1, -1]) == (0, 1)


def test_nodes_keep_their_order_where_they_can():
    """The units of a network come in the order of the nodes."""
    nodes = [node("Relu", "x", "a"), node("Abs", "x", "b"), node("Sub", "a b", "y")]
    late = [nodes[2], nodes[0], nodes[1]]
    assert from_onnx(model(nodes, [1, 2])) == from_onnx(model(late, [1, 2]))
    assert from_onnx(model(nodes, [1, 2])) != from_onnx(model(nodes[1::-1] + nodes[2:], [1, 2]))


def test_cycles():
    nodes = [node("Add", "x y", "z"), node("Relu", "z", "y")]
    refuses(model(nodes, [1, 2]), "a cycle cannot be computed")
    refuses(model([node("Relu", "y", "y")], [1, 2]), "a cycle cannot be computed")
    tail = [node("Neg", "y", "t"), *nodes, node("Neg", "x", "u")]
    refuses(model(tail, [1, 2]), "takes 'z', which is made from what the node itself makes")


@pytest.mark.parametrize("output", ["x", "c", "z"])
def test_values_made_twice(output):
    nodes = [node("Neg", "x", "z"), node("Relu", "z", output), node("Add", "z c", "y")]
    proto = model(nodes, [1, 2], {"c": np.float32(1)})
    refuses(proto, f"makes '{output}', which exists already")


def test_initializers_of_one_name():
    proto = model(GEMM, ["N", 2], LINE)
    proto.graph.initializer.append(proto.graph.initializer[0])
    refuses(proto, "two of the initializers are called 'w'")


def test_inputs_of_one_name():
    proto = model(RELU, [1, 2])
    proto.graph.input.append(proto.graph.input[0])
    refuses(proto, "two of the inputs are called 'x'")


def test_attributes_of_one_name():
    proto = model([node("LeakyRelu", "x", "y", alpha=0.5)], [1, 2])
    proto.graph.node[0].attribute.append(helper.make_attribute("alpha", 2.0))
    refuses(proto, "two of the attributes of the node LeakyRelu that makes 'y'")


def test_long_names_do_not_fill_the_message():
    proto = model([node("Softmax", "x", "y", name="n" * 10**6, domain="d" * 10**6)], [1, 2])
    with pytest.raises(FileFormatError) as caught:
        from_onnx(proto)
    assert len(str(caught.value)) < 2000


def sparse_model(places, values=(2, 3), shape=(2, 2), kind=np.int64):
    """Return a model of a product with a matrix of which some entries are stored."""
    proto = model([node("MatMul", "x w", "y")], [1, 2])
    values = numpy_helper.from_array(np.float32(values), "w")
    places = numpy_helper.from_array(np.asarray(places, kind), "places")
    proto.graph.sparse_initializer.append(helper.make_sparse_tensor(values, places, shape))
    return proto


@pytest.mark.parametrize("places", [[1, 2], [[0, 1], [1, 0]]])
def test_sparse_initializers(places):
    proto = sparse_model(places)
    network = from_onnx(proto)
    assert network.layers == (Layer([[0, 3], [2, 0]], activation="identity"),)
    assert computes_exactly(network, proto)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"places": [2, 1]}, "in increasing order"),
        ({"places": [1, 1]}, "in increasing order"),
        ({"places": [2**63 - 1, -(2**63)]}, "in increasing order"),
        ({"places": [-1, 0]}, "in increasing order"),
        ({"places": [0, 4]}, "in increasing order"),
        ({"places": [1]}, "2 values at 1 places do not make a sparse tensor of shape (2, 2)"),
        ({"places": [[0, 0], [0, 2]]}, "a place lies outside of the shape (2, 2)"),
        ({"places": [[0], [1]]}, "a place lies outside"),
        ({"places": [[[0]]]}, "the places have shape (1, 1, 1)"),
        ({"places": [0, 1], "kind": np.int32}, "the places have shape (2,) and type int32"),
        ({"places": [0, 1], "shape": (2, 10**9)}, "2,000,000,000 elements, zeros among them"),
        ({"places": [0, 1], "shape": (2, -1)}, "axes of positive lengths are needed"),
        ({"places": [0, 1], "shape": (1,) * 40}, "1 to 32 axes"),
    ],
)
def test_sparse_initializers_that_do_not_fit(options, message):
    proto = sparse_model(**options)
    refuses(proto, "the initializer 'w': ")
    refuses(proto, message)


def test_sparse_initializers_are_counted_with_their_zeros(monkeypatch):
    monkeypatch.setattr(tensors, "check_parameters", check_few)
    refuses(sparse_model([0, 1], shape=(2, 50)), "102 numbers")


def check_few(count):
    if count > 99:
        raise FileFormatError(f"{count} numbers")


# Outputs


def test_initializers_among_the_inputs():
    """Models of format version 3 list their initializers as inputs, too."""
    proto = model(GEMM, ["N", 2], LINE)
    proto.graph.input.append(helper.make_tensor_value_info("w", TensorProto.FLOAT, [2, 1]))
    proto.graph.input.append(helper.make_tensor_value_info("b", TensorProto.FLOAT, [1]))
    assert from_onnx(proto).layers == (Layer([[2, -1]], [0.5]),)


def two_outputs():
    proto = model([node("Relu", "x", "a"), node("Neg", "a", "y")], [1, 2])
    proto.graph.output.append(helper.make_tensor_value_info("a", TensorProto.FLOAT, [1, 2]))
    return proto


def test_two_outputs_are_named():
    refuses(two_outputs(), "the model has 2 outputs, 'y', 'a': choose one by output='name'")


def test_one_output_of_several():
    assert from_onnx(two_outputs(), output="a").exact([1, -1]) == (1, 0)
    assert from_onnx(two_outputs(), output="y").exact([1, -1]) == (-1, 0)


def test_outputs_that_do_not_exist():
    with pytest.raises(
        UnknownOptionError, match="makes no value 'logits': its outputs are 'y', 'a'"
    ):
        from_onnx(two_outputs(), output="logits")
    proto = model(RELU, [1, 2], output="nothing")
    refuses(proto, "the output 'nothing' is made by no node")
    del proto.graph.output[:]
    refuses(proto, "the model has 0 outputs, none")


def test_what_is_not_needed_is_not_read():
    """A branch that cannot be computed does not matter for another output."""
    nodes = [node("Relu", "x", "y"), node("Softmax", "y", "p"), node("Add", "p bad", "q")]
    proto = model(nodes, [1, 2], {"bad": np.float32([np.nan])})
    assert from_onnx(proto).exact([1, -1]) == (1, 0)


def test_the_input_as_output():
    assert from_onnx(model(RELU, [1, 2]), output="x").exact([1, -1]) == (1, -1)


# Versions


@pytest.mark.parametrize("opset", [1, 5, 29, 2**40])
def test_versions_that_are_not_read(opset):
    refuses(model(RELU, [1, 2], opset=opset), f"has version {opset} of the operator set")


def test_versions_that_are_missing():
    proto = model(RELU, [1, 2])
    del proto.opset_import[:]
    refuses(proto, "imports the operator sets none but not ONNX's own")
    proto.opset_import.append(helper.make_opsetid("com.example", 1))
    refuses(proto, "imports the operator sets 'com.example' but not")


def test_models_of_another_domain_alone():
    scaler = {"offset": [1.0, 2.0], "scale": [2.0, 3.0]}
    proto = model([node("Scaler", "x", "y", domain="ai.onnx.ml", **scaler)], [1, 2])
    del proto.opset_import[:]
    proto.opset_import.append(helper.make_opsetid("ai.onnx.ml", 3))
    assert from_onnx(proto).exact([2, 1]) == (2, -3)


def test_the_long_name_of_the_standard_domain():
    proto = model([node("Relu", "x", "y", domain="ai.onnx")], [1, 2])
    proto.opset_import[0].domain = "ai.onnx"
    assert from_onnx(proto).exact([1, -1]) == (1, 0)


def test_the_latest_version_known_is_that_of_the_package_or_later():
    """A newer onnx may change operators: look at its changes, then raise the number."""
    from polyregions.readers.onnx.graph import LATEST_OPSET

    assert onnx.defs.onnx_opset_version() <= LATEST_OPSET


def test_the_page_about_onnx_lists_the_operators():
    page = Path(__file__).resolve().parents[2] / "docs" / "how_to" / "read_onnx.md"
    section = page.read_text(encoding="utf-8").split("## What is read")[1].split("##")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    listed = [name for row in rows for name in re.findall(r"`([\w.]+)`", row)]
    assert sorted(listed) == sorted(["If", *SUPPORTED_OPERATORS])


# Numbers

ODD = [0.1, -1e-7, 65504.0, 3.0e-5]


def converted(kind, values):
    """Return the numbers of a float type nearest to some values, and the tensor that holds them."""
    tensor = helper.make_tensor("w", kind, [len(values)], values)
    array = numpy_helper.to_array(tensor)
    if array.dtype == np.uint16:  # onnx before 1.19 gives the bits of BFLOAT16
        array = (array.astype(np.uint32) << 16).view(np.float32)
    return array.astype(np.float64), tensor


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("kind", ["FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16"])
def test_floats_become_the_rationals_that_they_are(kind, raw):
    expected, tensor = converted(getattr(TensorProto, kind), ODD)
    if raw:
        array = numpy_helper.to_array(tensor)
        tensor = TensorProto(name="w", data_type=tensor.data_type, dims=tensor.dims)
        tensor.raw_data = array.tobytes()
    proto = model([node("Mul", "x w", "y")], [1, 4])
    proto.graph.initializer.append(tensor)
    [layer] = from_onnx(proto).layers
    assert [layer.weights[i][i] for i in range(4)] == [Fraction(w) for w in expected.tolist()]
    assert len(set(expected)) == 4


@pytest.mark.parametrize("dtype", FLOATS)
def test_inputs_of_every_float_type(dtype):
    constants = {name: array.astype(dtype) for name, array in LINE.items()}
    proto = model(GEMM, ["N", 2], constants, dtype=dtype)
    assert from_onnx(proto).layers == (Layer([[2, -1]], [0.5]),)
    assert computes_exactly(from_onnx(proto), proto)


def test_attributes_are_floats_of_32_bits():
    slope = from_onnx(model([node("LeakyRelu", "x", "y")], [1, 1])).exact([-1])
    assert slope == (-Fraction(float(np.float32(0.01))),)
    [layer] = from_onnx(model([node("Gemm", "x w b", "y", alpha=0.1)], [1, 2], LINE)).layers
    assert layer.weights[0][0] == 2 * Fraction(float(np.float32(0.1)))


def test_constants_are_computed_without_rounding():
    third = {"one": np.float32(1), "three": np.float32(3)}
    nodes = [node("Div", "one three", "c"), node("Mul", "x c", "y")]
    assert from_onnx(model(nodes, [1, 1], third)).exact([1]) == (Fraction(1, 3),)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_numbers_that_are_none(value):
    for nodes in (GEMM, [node("MatMul", "x w", "y")]):
        used = {name for proto in nodes for name in proto.input}
        constants = {"w": np.float32([[1], [value]]), "b": np.float32([0])}
        constants = {name: array for name, array in constants.items() if name in used}
        refuses(model(nodes, [1, 2], constants), str(float(value)))


def test_integers_beyond_64_bits():
    nodes = [node("Mul", "big big", "s"), node("Reshape", "x s", "y")]
    refuses(model(nodes, [1, 2], {"big": np.int64([2**62])}), "exceeds the 64 bits")


# Chains and other graphs


def chain(matrices):
    """Return the nodes and constants of a chain of MatMul, Add and Relu."""
    nodes, constants, current = [], {}, "x"
    for i, (weights, bias) in enumerate(matrices):
        constants |= {f"w{i}": weights.T, f"b{i}": bias}
        nodes.append(node("MatMul", f"{current} w{i}", f"m{i}"))
        nodes.append(node("Add", f"b{i} m{i}", f"z{i}"))
        nodes.append(node("Relu", f"z{i}", f"r{i}"))
        current = f"r{i}"
    nodes[-1].output[0] = "y"
    return nodes, constants


def test_chains_of_other_operators_are_the_same_layers():
    rng = np.random.default_rng(1)
    shapes = [(4, 3), (5, 4), (2, 5)]
    matrices = [
        (rng.normal(size=shape).astype(np.float32), rng.normal(size=shape[0]).astype(np.float32))
        for shape in shapes
    ]
    nodes, constants = chain(matrices)
    network = from_onnx(model(nodes, ["N", 3], constants))
    assert network.layers == tuple(Layer(weights, bias) for weights, bias in matrices)


@pytest.mark.parametrize(
    ("nodes", "layers"),
    [
        (GEMM, (Layer([[2, -1]], [0.5]),)),
        (GEMM[:1], (Layer([[2, -1]], [0.5], "identity"),)),
        (
            [node("Gemm", "x q b", "z", transB=1), node("Gemm", "z one b", "y")],
            (Layer([[2, -1]], [0.5], "identity"), Layer([[1]], [0.5], "identity")),
        ),
        (
            [node("Gemm", "x s c", "z"), node("PRelu", "z slopes", "y")],
            (Layer([[1, 3], [2, 4]], [0, 1], ["relu", "identity"]),),
        ),
    ],
)
def test_chains_are_read_as_they_stand(nodes, layers):
    numbers = {
        **LINE,
        "q": np.float32([[2, -1]]),
        "one": np.float32([[1]]),
        "s": np.float32([[1, 2], [3, 4]]),
        "c": np.float32([0, 1]),
        "slopes": np.float32([0, 1]),
    }
    used = {name for proto in nodes for name in proto.input}
    constants = {name: array for name, array in numbers.items() if name in used}
    output = nodes[-1].output[0]
    assert from_onnx(model(nodes, ["N", 2], constants, output=output)).layers == layers


def test_units_of_slope_1_are_identities_in_any_graph():
    """A mixed layer has the same patterns whether its graph is a chain or not."""
    numbers = {"w": np.float32([[1, -2], [3, 4]]), "b": np.float32([0, 1])}
    numbers["slopes"] = np.float32([1, 0])
    chain = [node("Gemm", "x w b", "z"), node("PRelu", "z slopes", "y")]
    other = [node("MatMul", "x w", "m"), node("Add", "m b", "z"), chain[1]]
    first, second = (from_onnx(model(nodes, ["N", 2], numbers)) for nodes in (chain, other))
    assert first.pattern_sizes == second.pattern_sizes == (1,)
    assert first.layers[0] == Layer([[1, 3], [-2, 4]], [0, 1], ["identity", "relu"])
    assert first.exact([-1, "1/3"]) == second.exact([-1, "1/3"])
    ones = {"slopes": np.float32([1])}
    identity = from_onnx(model([node("PRelu", "x slopes", "y")], [1, 2], ones))
    assert identity.layers == (Layer([[1, 0], [0, 1]], None, "identity"),)


@pytest.mark.parametrize(
    "nodes",
    [
        [node("Relu", "x", "r"), node("Gemm", "r w b", "y")],
        [node("Gemm", "x w b", "z"), node("Relu", "z", "r"), node("Relu", "r", "y")],
        [node("Gemm", "x w b", "z", alpha=2.0), node("Relu", "z", "y")],
        [node("Gemm", "x w b", "z"), node("PRelu", "z half", "y")],
        [node("Gemm", "x w scalar", "z"), node("Relu", "z", "y")],
        [node("Gemm", "x w", "z"), node("Relu", "z", "y")],
        [node("Gemm", "x w b", "z"), node("Relu", "z", "r"), node("Sub", "r z", "y")],
    ],
)
def test_graphs_that_are_almost_chains(nodes):
    numbers = {**LINE, "half": np.float32([0.5]), "scalar": np.float32(3)}
    used = {name for proto in nodes for name in proto.input}
    proto = model(nodes, ["N", 2], {n: array for n, array in numbers.items() if n in used})
    assert computes_exactly(from_onnx(proto), proto)


def test_chains_whose_layers_do_not_fit():
    nodes = [node("Gemm", "x w b", "z"), node("Gemm", "z w b", "y")]
    refuses(model(nodes, ["N", 2], LINE), "(1, 1) and (2, 1)")


def test_layers_that_share_their_numbers_are_one_object():
    numbers = {"w": np.float32([[1, 2], [3, 4]]), "b": np.float32([0, 1])}
    nodes = [node("Gemm", f"v{i} w b", f"v{i + 1}") for i in range(3)]
    nodes[0].input[0] = "x"
    first, second, third = from_onnx(model(nodes, [1, 2], numbers, output="v3")).layers
    assert first is second is third


# Domains and names


def test_domains():
    proto = model(GEMM, ["N", 2], LINE)
    assert from_onnx(proto).domain is None
    assert from_onnx(proto, "unit").domain == box([0, 0], [1, 1])
    assert from_onnx(proto, [[0, 1], [0, 2]]).domain == box([0, 0], [1, 2])
    assert from_onnx(proto, whole_space(2)).domain == whole_space(2)
    with pytest.raises(InvalidDomainError):
        from_onnx(proto, [[0, 1]])


def test_names():
    proto = model(GEMM, ["N", 2], LINE)
    assert from_onnx(proto).name is None
    assert from_onnx(proto, name="line").name == "line"
