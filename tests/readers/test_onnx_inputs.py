"""The inputs of ONNX models: which, in which order, of which shapes, and batches of several."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

import onnx
from onnx import TensorProto, helper

from polyregions.errors import (
    AssumptionWarning,
    FileFormatError,
    PolyregionsError,
    UnknownOptionError,
)
from polyregions.interface import shell_interface
from polyregions.networks import Layer
from polyregions.readers import from_onnx
from tests.helpers.onnx_models import computes_exactly, model, node, outputs

RELU = [node("Relu", "x", "y")]
LINE = {"w": np.float32([[2], [-1]]), "b": np.float32([0.5])}
GEMM = [node("Gemm", "x w b", "z"), node("Relu", "z", "y")]
FLOAT = TensorProto.FLOAT


def refuses(proto, message, error=FileFormatError, **options):
    with pytest.raises(error) as caught:
        from_onnx(proto, **options)
    assert message in str(caught.value)


def with_inputs(proto, **shapes):
    """Return the model with other inputs than x."""
    del proto.graph.input[:]
    for name, shape in shapes.items():
        proto.graph.input.append(helper.make_tensor_value_info(name, FLOAT, shape))
    return proto


# One input


def test_initializers_among_the_inputs():
    """Models of format version 3 list their initializers as inputs, too."""
    proto = model(GEMM, ["N", 2], LINE)
    proto.graph.input.append(helper.make_tensor_value_info("w", FLOAT, [2, 1]))
    proto.graph.input.append(helper.make_tensor_value_info("b", FLOAT, [1]))
    assert from_onnx(proto).layers == (Layer([[2, -1]], [0.5]),)


def test_no_input():
    proto = with_inputs(model([node("Identity", "w", "y")], [1, 2], LINE))
    refuses(proto, "depends on 0 inputs of the model, none")


def test_models_that_are_none():
    refuses("net.onnx", "the model is a str: give an onnx.ModelProto")
    refuses(onnx.GraphProto(), "the model is a GraphProto")


@each("batch", [1, "N", None, 0, -1])
def test_a_batch_of_one(batch):
    assert from_onnx(model(GEMM, [batch, 2], LINE)).exact([1, -1]) == (Fraction(7, 2),)


def test_inputs_without_a_batch_axis():
    assert from_onnx(model(RELU, [3])).inputs == 3
    proto = model([node("Reshape", "x s", "y")], [], {"s": np.int64([1])})
    assert from_onnx(proto).inputs == 1


def test_lengths_that_are_not_fixed():
    proto = model(RELU, ["N", 3, "height", None])
    refuses(proto, "the input 'x': it has the shape (?, 3, ?, ?), of which more than the batch")
    refuses(proto, "give all lengths, such as input_shape=(1, 3, 32, 32)")
    refuses(proto, "not (1, 4, 2, 2)", input_shape=(1, 4, 2, 2))
    refuses(proto, "not (1, 3, 2)", input_shape=(1, 3, 2))
    refuses(proto, "length 'b'", input_shape=(1, 3, 2, "b"))
    assert from_onnx(proto, input_shape=(1, 3, 2, 2)).inputs == 12
    assert from_onnx(proto, input_shape={"x": (1, 3, 2, 2)}).inputs == 12
    refuses(model(RELU, ["N"]), "(?,)")
    with shell_interface():
        refuses(proto, "such as --input-shape 1,3,32,32")


def test_inputs_without_a_shape():
    proto = model(RELU, [1])
    proto.graph.input[0].type.tensor_type.ClearField("shape")
    refuses(proto, "it has no shape: give it, such as input_shape=(1, 3, 32, 32)")
    refuses(proto, "40 axes", input_shape=[1] * 40)
    assert from_onnx(proto, input_shape=[1, 2]).inputs == 2
    proto.graph.input[0].ClearField("type")
    assert from_onnx(proto, input_shape=[1, 2]).inputs == 2


def test_inputs_that_are_no_floats():
    proto = model(RELU, [1, 2])
    proto.graph.input[0].type.tensor_type.elem_type = TensorProto.INT64
    refuses(proto, "it has elements of type INT64: supported are FLOAT, DOUBLE")
    proto.graph.input[0].type.sequence_type.elem_type.tensor_type.elem_type = FLOAT
    refuses(proto, "it has the type sequence_type")


# Several inputs


def two_inputs(x=(1, 2), z=(1, 2)):
    nodes = [
        node("Relu", "x", "r"),
        node("MatMul", "z weights", "m"),
        node("Add", "r m", "y"),
    ]
    weights = {"weights": np.float32([[1, 2], [3, -4]])}
    return with_inputs(model(nodes, [1, 2], weights), x=x, z=z)


def test_several_inputs_follow_each_other():
    proto = two_inputs()
    assert from_onnx(proto).exact([-1, 5, 1, 0]) == (1, 7)
    assert from_onnx(proto) == from_onnx(proto, inputs=["x", "z"])
    assert from_onnx(proto, inputs=["z", "x"]).exact([1, 0, -1, 5]) == (1, 7)


@each("order", list(permutations("abc")))
def test_every_order_of_three_inputs(order):
    nodes = [
        node("MatMul", "a square", "p"),
        node("Relu", "c", "q"),
        node("Concat", "p q", "r", axis=1),
        node("Flatten", "b", "s"),
        node("Sub", "r s", "y"),
    ]
    constants = {"square": np.float32([[1, -2], [3, 4]])}
    shapes = {"a": ["N", 2], "b": [1, 5, 1], "c": [1, 3]}
    proto = with_inputs(model(nodes, [], constants), **shapes)
    network = from_onnx(proto, inputs=order)
    assert network.inputs == 10
    assert computes_exactly(network, proto, order=order)


def test_inputs_that_do_not_matter():
    assert from_onnx(two_inputs(), output="r").exact([1, -1]) == (1, 0)
    wide = from_onnx(two_inputs(), output="r", inputs=["z", "x"])
    assert wide.exact([5, 6, 1, -1]) == (1, 0)
    proto = with_inputs(model([node("Neg", "w", "y")], [], LINE), x=[1], z=[1])
    refuses(proto, "depends on 0 inputs of the model, 'x', 'z'")
    refuses(proto, "names none, and the output depends on none", UnknownOptionError, inputs=[])
    assert from_onnx(proto, inputs=["z"]).exact([5]) == (-2, 1)


@each(
    ("names", "message"),
    [
        (["x"], "names 'x', and the output depends on 'x', 'z': name each of them once"),
        (["x", "z", "x"], "names 'x', 'z', 'x', and the output depends on"),
        ([], "names none, and the output depends on"),
        (["x", "w"], "names 'w', which is no input of the model: its inputs are 'x', 'z'"),
        ("x", "inputs= names 'x', and the output depends on"),
        ([3, "x"], "names '3', which is no input"),
    ],
)
def test_names_that_do_not_do(names, message):
    refuses(two_inputs(), message, UnknownOptionError, inputs=names)
    with shell_interface():
        refuses(two_inputs(), "--input-name names", UnknownOptionError, inputs=names)


def test_one_name_for_the_only_input():
    proto = model(GEMM, ["N", 2], LINE)
    assert from_onnx(proto, inputs="x") == from_onnx(proto, inputs=["x"]) == from_onnx(proto)


@pytest.mark.filterwarnings("ignore::polyregions.errors.AssumptionWarning")
def test_shapes_of_several_inputs():
    proto = two_inputs(z=[1, None])
    refuses(proto, "the input 'z': it has the shape (1, ?)")
    expected = from_onnx(two_inputs())
    assert from_onnx(proto, input_shape={"z": (1, 2)}) == expected
    assert from_onnx(proto, input_shape=(1, 2)) == expected  # the only one that is open
    assert from_onnx(two_inputs(z=["N", 2]), input_shape={}) == expected
    refuses(proto, "names 'w', which is no input", UnknownOptionError, input_shape={"w": (1, 2)})
    message = "one shape, and the model takes the inputs 'x', 'z', of which 2 have no fixed shape"
    both = two_inputs(x=["N", None], z=["N", None])
    refuses(both, message, UnknownOptionError, input_shape=(1, 2))
    assert from_onnx(both, input_shape={"x": (1, 2), "z": (1, 2)}) == expected
    refuses(two_inputs(), "of which 0 have no", UnknownOptionError, input_shape=(1, 2))


# Batches of several inputs, of which one is read


def judged_by_rows(network, proto, shapes, order=None):
    """Return whether every row that onnxruntime computes is the network's value of that row."""
    rng = np.random.default_rng(0)
    names = list(shapes) if order is None else order
    batch = {name: rng.integers(-8, 9, shapes[name]) / 2 for name in names}
    point = np.concatenate([batch[name].reshape(-1) for name in names])
    [values] = outputs(proto, [point], names)
    rows = len(batch[names[0]])
    for i, expected in enumerate(values.reshape(rows, -1)):
        row = np.concatenate([batch[name][i].reshape(-1) for name in names])
        if network.exact([float(c) for c in row]) != tuple(map(Fraction, expected.tolist())):
            return False
    return True


W23 = {"w": np.float32([[1, -2, 3], [0, 4, -5]])}
ROWWISE = {
    "entries": ([4, 2], RELU, {}),
    "a chain": ([4, 2], GEMM, LINE),
    "a product": ([4, 2], [node("MatMul", "x w", "m"), node("Relu", "m", "y")], W23),
    "one bias for all": (
        [3, 2],
        [node("Add", "x c", "a"), node("Relu", "a", "y")],
        {"c": np.float32([[1, 2]] * 3)},
    ),
    "a literal shape": (
        [3, 2, 2],
        [node("Reshape", "x s", "r"), node("Relu", "r", "y")],
        {"s": np.int64([3, 4])},
    ),
    "a shape with -1": (
        [3, 2, 2],
        [node("Reshape", "x s", "r"), node("Abs", "r", "y")],
        {"s": np.int64([-1, 4])},
    ),
    "the transpose, and back": (
        [3, 2],
        [
            node("Transpose", "x", "t"),
            node("MatMul", "v t", "m"),
            node("Relu", "m", "r"),
            node("Transpose", "r", "y"),
        ],
        {"v": np.float32([[1, 2], [-3, 4], [5, 6]])},
    ),
    "images": (
        [2, 1, 4, 4],
        [
            node("Conv", "x k", "c", pads=[1, 1, 1, 1]),
            node("Relu", "c", "r"),
            node("MaxPool", "r", "p", kernel_shape=[2, 2], strides=[2, 2]),
            node("Flatten", "p", "y"),
        ],
        {"k": np.float32([[[[1, 2, -1], [0, -3, 1], [2, 0, 1]]]])},
    ),
    "no axis but the batch's": ([3, 1], [node("Squeeze", "x a", "y")], {"a": np.int64([1])}),
    "rows joined and parted": (
        [4, 2],
        [
            node("Reshape", "x s", "r"),
            node("Relu", "r", "q"),
            node("Reshape", "q t", "y"),
        ],
        {"s": np.int64([2, 4]), "t": np.int64([4, 2])},
    ),
}
MIXED = {
    "a sum of rows": ([3, 2], [node("ReduceSum", "x a", "y")], {"a": np.int64([0])}),
    "a row less the mean": (
        [4, 2],
        [node("ReduceMean", "x", "m", axes=[0]), node("Sub", "x m", "y")],
        {},
    ),
    "weights from the left": (
        [2, 3],
        [node("MatMul", "v x", "y")],
        {"v": np.float32([[1, 2], [3, 4]])},
    ),
    "another bias for each": (
        [3, 2],
        [node("Add", "x c", "y")],
        {"c": np.float32([[1, 2], [1, 2], [1, 3]])},
    ),
    "rows in another order": (
        [3, 2],
        [node("Gather", "x i", "y")],
        {"i": np.int64([2, 1, 0])},
    ),
    "the transpose": ([3, 3], [node("Transpose", "x", "y")], {}),
    "one row of several": ([3, 2], [node("Gather", "x i", "y")], {"i": np.int64([1])}),
    "the number of rows": (
        [4, 2],
        [
            node("Shape", "x", "s"),
            node("Gather", "s zero", "k"),
            node("Cast", "k", "f", to=1),
            node("ReduceSum", "x zeros", "t"),
            node("Div", "t f", "y"),
        ],
        {"zero": np.int64(0), "zeros": np.int64([0])},
    ),
    "a unit of all rows": (
        [3, 2],
        [
            node("MatMul", "ones x", "s"),
            node("Relu", "s", "m"),
            node("Add", "x m", "y"),
        ],
        {"ones": np.float32([[1, 1, 1]])},
    ),
}


@each("shape, nodes, constants", [*ROWWISE.values()], ids=[*ROWWISE])
def test_one_row_of_a_batch(shape, nodes, constants):
    proto = model(nodes, shape, constants)
    network = from_onnx(proto)
    assert network.inputs == np.prod(shape[1:])
    assert judged_by_rows(network, proto, {"x": shape})


@each("kind", ["entries", "a chain", "a product", "images", "a shape with -1"])
def test_it_is_the_network_of_the_model_for_one_row(kind):
    shape, nodes, constants = ROWWISE[kind]
    assert from_onnx(model(nodes, shape, constants)) == from_onnx(
        model(nodes, [1, *shape[1:]], constants)
    )


@each("shape, nodes, constants", [*MIXED.values()], ids=[*MIXED])
def test_rows_that_are_mixed(shape, nodes, constants):
    proto = model(nodes, shape, constants)
    refuses(proto, f"the model has a fixed batch of {shape[0]}, of which one row is read where")
    refuses(proto, f"give input_shape={tuple(shape)} to have all rows as one input")
    with shell_interface():
        refuses(proto, f"--input-shape {','.join(map(str, shape))} to have")
    network = from_onnx(proto, input_shape=shape)
    assert network.inputs == np.prod(shape)
    assert computes_exactly(network, proto)


def test_all_rows_as_one_input():
    proto = model(RELU, [5, 2])
    network = from_onnx(proto, input_shape=(5, 2))
    assert network.inputs == 10
    assert computes_exactly(network, proto)


def test_batches_of_several_inputs():
    nodes = [node("Relu", "x", "r"), node("Concat", "r z", "c", axis=1), node("Abs", "c", "y")]
    shapes = {"x": [3, 2], "z": [3, 1]}
    proto = with_inputs(model(nodes, []), **shapes)
    assert judged_by_rows(from_onnx(proto), proto, shapes)
    network = from_onnx(proto, inputs=["z", "x"])
    assert judged_by_rows(network, proto, shapes, ["z", "x"])
    whole = from_onnx(proto, input_shape={"x": (3, 2), "z": (3, 1)})
    assert computes_exactly(whole, proto)


def test_batches_of_different_lengths():
    nodes = [node("MatMul", "z x", "y")]
    proto = with_inputs(model(nodes, []), x=[3, 2], z=[2, 3])
    refuses(proto, "it has the shape (3, 2), a batch of 3 inputs, and other inputs have not")
    proto = with_inputs(model([node("Add", "z x", "y")], []), x=[3, 2], z=[2])
    refuses(proto, "the input 'x': it has the shape (3, 2), a batch of 3 inputs")
    shapes = {"x": (3, 2), "z": (2,)}
    assert from_onnx(proto, input_shape=shapes).inputs == 8


def test_a_batch_that_is_too_large_to_look_at():
    proto = model([node("MatMul", "x w", "y")], [9000, 2000], {"w": np.ones((2000, 1), "f4")})
    with pytest.raises(PolyregionsError, match=r"\(9000, 2000\) has more than 1,000,000 entries"):
        from_onnx(proto)


def random_batch_model(seed, rows=3, width=2, length=5):
    """Return a random model for a batch, in which some operators may mix rows or treat one apart.

    Returns
    -------
    ModelProto, bool
        The model, and whether it has no such operator.
    """
    rng = np.random.default_rng(seed)
    nodes, constants, current, apart = [], {}, "x", True
    for i in range(length):
        made = f"v{i}"
        name = f"c{i}"
        kind = rng.choice(["relu", "square", "bias", "skip", "shuffle", "left", "biases"])
        if kind in ("left", "biases", "shuffle") and rng.random() < 0.6:
            kind = "relu"
        if kind == "relu":
            nodes.append(node("Relu", current, made))
        elif kind == "square":
            constants[name] = rng.integers(-2, 3, (width, width)).astype("f4")
            nodes.append(node("MatMul", f"{current} {name}", made))
        elif kind == "skip":
            nodes.append(node("Add", f"{current} x", made))
        elif kind == "shuffle":
            order = rng.permutation(rows)
            constants[name] = order
            apart &= bool((order == np.arange(rows)).all())
            nodes.append(node("Gather", f"{current} {name}", made))
        elif kind == "left":
            constants[name] = rng.integers(-1, 2, (rows, rows)).astype("f4")
            apart = False
            nodes.append(node("MatMul", f"{name} {current}", made))
        else:
            values = rng.integers(-2, 3, (rows if kind == "biases" else 1, width)).astype("f4")
            constants[name] = values
            apart &= bool((values == values[0]).all())
            nodes.append(node("Add", f"{current} {name}", made))
        current = made
    nodes.append(node("Identity", current, "y"))
    rng.shuffle(nodes)
    return model(nodes, [rows, width], constants), apart


def test_random_batches_are_read_by_rows_or_refused():
    read = refused = 0
    for seed in range(150):
        proto, apart = random_batch_model(seed)
        try:
            network = from_onnx(proto)
        except FileFormatError:
            refuses(proto, "fixed batch of 3")
            assert not apart
            refused += 1
            continue
        read += 1
        assert judged_by_rows(network, proto, {"x": [3, 2]})
    assert read > 40
    assert refused > 20


def test_constants_that_an_exporter_left_out_are_told():
    nodes = [node("Sub", "x mean", "z"), node("Relu", "z", "y")]
    proto = with_inputs(model(nodes, [1, 2]), x=["N", 2], mean=[1, 2])
    with pytest.warns(AssumptionWarning, match=r"^the model .* read as inputs: 'mean' \(to say"):
        network = from_onnx(proto)
    assert network.exact([3, 1, 1, 5]) == (2, 0)


@pytest.mark.filterwarnings("error")
def test_inputs_that_are_named_or_all_of_one_row_are_not_told():
    nodes = [node("Sub", "x mean", "z"), node("Relu", "z", "y")]
    proto = with_inputs(model(nodes, [1, 2]), x=["N", 2], mean=[1, 2])
    assert from_onnx(proto, inputs=["x", "mean"]).inputs == 4
    assert from_onnx(with_inputs(proto, x=[1, 2], mean=[1, 2])).inputs == 4
