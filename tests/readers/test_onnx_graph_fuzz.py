"""ONNX graphs changed at random, with random options: read as they are, or refused in a line."""

import random

import numpy as np
import pytest

from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

from onnx import ModelProto, TensorProto, helper

from polyregions.errors import PolyregionsError
from polyregions.readers import from_onnx
from polyregions.readers.onnx.graph import graph_of
from tests.helpers.onnx_models import computes_closely, model, node, session

FLOAT = TensorProto.FLOAT
NAMES = ["x", "z", "w", "b", "s", "a", "r", "m", "p", "q", "y", "", "nothing"]


def seed_models():
    """Return whole models of several inputs, of a batch, with a function, and with a softmax."""
    constants = {
        "w": np.float32([[1, -2, 1], [3, 1, -1]]),
        "b": np.float32([1, 0, -2]),
        "s": np.int64([-1, 3]),
    }
    dense = [
        node("MatMul", "x w", "m"),
        node("Add", "m b", "a"),
        node("Relu", "a", "r"),
        node("Reshape", "r s", "p"),
        node("Softmax", "p", "y"),
    ]
    two = model([*dense[:3], node("Concat", "r z", "q", axis=1), node("Neg", "q", "y")], [1, 2], {
        name: constants[name] for name in "wb"
    })  # fmt: skip
    two.graph.input.append(helper.make_tensor_value_info("z", FLOAT, [1, 2]))
    called = model([*dense[:2], node("Bend", "a", "y", domain="my")], [1, 2], {
        name: constants[name] for name in "wb"
    })  # fmt: skip
    called.opset_import.append(helper.make_opsetid("my", 1))
    body = [node("Abs", "v", "t"), node("Sub", "t v", "u")]
    called.functions.append(
        helper.make_function("my", "Bend", ["v"], ["u"], body, [helper.make_opsetid("", 17)])
    )
    return [model(dense, [4, 2], constants), model(dense, ["N", 2], constants), two, called]


def changed(proto, rng):
    """Return a copy of a model with up to three changes."""
    other = ModelProto()
    other.CopyFrom(proto)
    nodes = list(other.graph.node)
    rng.shuffle(nodes)
    del other.graph.node[:]
    other.graph.node.extend(nodes)
    for _ in range(rng.randrange(4)):
        rng.choice(CHANGES)(other, rng)
    return other


def rename_a_value(proto, rng):
    some = rng.choice(proto.graph.node)
    names = rng.choice([some.input, some.output])
    if names:
        names[rng.randrange(len(names))] = rng.choice(NAMES)


def drop_a_node(proto, rng):
    if len(proto.graph.node) > 1:
        del proto.graph.node[rng.randrange(len(proto.graph.node))]


def repeat_a_node(proto, rng):
    proto.graph.node.append(rng.choice(proto.graph.node))


def another_operator(proto, rng):
    some = rng.choice(proto.graph.node)
    some.op_type = rng.choice(["Relu", "Add", "Tanh", "If", "Identity", "MatMul", "Transpose", "Q"])
    some.domain = rng.choice(["", "", "my", "ai.onnx"])


def another_shape(proto, rng):
    info = rng.choice(proto.graph.input)
    lengths = [rng.choice([1, 2, 3, 4, 0, -1, "N", None]) for _ in range(rng.randrange(4))]
    info.CopyFrom(helper.make_tensor_value_info(info.name, FLOAT, lengths))


def another_input(proto, rng):
    kind = rng.choice([FLOAT, FLOAT, TensorProto.INT64])
    shape = [rng.choice([1, 4]), rng.choice([2, 3])]
    info = helper.make_tensor_value_info(rng.choice(NAMES), kind, shape)
    proto.graph.input.append(info)


def no_initializer(proto, rng):
    stored = proto.graph.initializer
    if stored:
        gone = stored[rng.randrange(len(stored))]
        info = helper.make_tensor_value_info(gone.name, FLOAT, list(gone.dims))
        proto.graph.input.append(info)
        stored.remove(gone)


def sparse_initializer(proto, rng):
    stored = proto.graph.initializer
    if stored:
        tensor = rng.choice(stored)
        places = helper.make_tensor("", TensorProto.INT64, [2], [0, rng.choice([1, 2, 99, -1])])
        values = helper.make_tensor(tensor.name, FLOAT, [2], [1.0, 2.0])
        sparse = helper.make_sparse_tensor(values, places, list(tensor.dims))
        proto.graph.sparse_initializer.append(sparse)
        stored.remove(tensor)


CHANGES = [
    rename_a_value,
    drop_a_node,
    repeat_a_node,
    another_operator,
    another_shape,
    another_input,
    no_initializer,
    sparse_initializer,
]
SHAPES = [None, None, None, (1, 2), (4, 2), (2,), {"x": (1, 2)}, {"z": (1, 2), "w": (2, 3)}, {}]
INPUTS = [None, None, None, ["x"], ["z", "x"], ["x", "z"], ["x", "w"], [], "x", ["x", "x"]]


def message_of(proto, **options):
    """Return the error where a model is refused, else None, after a look at the network."""
    try:
        network = from_onnx(proto, **options)
    except PolyregionsError as error:
        return str(error)
    assert network.inputs > 0
    return None


@pytest.mark.parametrize("part", range(4))
def test_changed_graphs_are_read_or_refused(part):
    rng = random.Random(part)
    proto = seed_models()[part]
    messages = []
    for _ in range(1500):
        options = {
            "input_shape": rng.choice(SHAPES),
            "inputs": rng.choice(INPUTS),
            "output": rng.choice([None, None, *NAMES]),
            "logits": rng.random() < 0.5,
        }
        messages.append(message_of(changed(proto, rng), **options))
    assert 50 < messages.count(None) < 1000
    assert not [m for m in messages if m is not None and ("\n" in m or len(m) > 900)]


def judged(proto, rng):
    """Return what onnxruntime and the network make of a random point; None if one of them cannot.

    Of a batch it is the last row, while that is what the network computes.
    """
    try:
        network = from_onnx(proto)
    except PolyregionsError:
        return None
    try:
        judge = session(proto)
        infos = judge.get_inputs()
        shapes = [[n if isinstance(n, int) and n > 0 else 1 for n in i.shape] for i in infos]
        feed = {
            info.name: np.array([rng.randrange(-4, 5) for _ in range(np.prod(shape, dtype=int))])
            .reshape(shape)
            .astype(np.float32)
            for info, shape in zip(infos, shapes, strict=True)
        }
        [values] = judge.run(None, feed)
    except Exception:  # whatever makes onnxruntime refuse a model that is not valid
        return None
    taken = [feed[info.name] for info in graph_of(proto).inputs]
    if sum(array.size for array in taken) != network.inputs:
        taken, values = [array[-1] for array in taken], values[-1]
    point = [x for array in taken for x in array.reshape(-1).tolist()]
    return values.reshape(-1), np.array([float(v) for v in network.exact(point)])


def test_what_is_read_is_what_onnxruntime_computes():
    rng = random.Random(0)
    compared = 0
    for i in range(2000):
        found = judged(changed(without_softmax(seed_models()[i % 4]), rng), rng)
        if found is not None:
            compared += 1
            assert found[0].shape == found[1].shape
            assert np.allclose(*found, atol=1e-4)
    assert compared > 150


def without_softmax(proto):
    for part in proto.graph.node:
        if part.op_type == "Softmax":
            part.op_type = "Abs"
    return proto


def test_shuffled_graphs_compute_the_same():
    for proto in seed_models()[1:]:
        expected = from_onnx(proto, logits=True)
        if not any(part.op_type == "Softmax" for part in proto.graph.node):
            assert computes_closely(expected, proto)
        for seed in range(10):
            nodes = list(proto.graph.node)
            random.Random(seed).shuffle(nodes)
            other = ModelProto()
            other.CopyFrom(proto)
            del other.graph.node[:]
            other.graph.node.extend(nodes)
            assert from_onnx(other, logits=True) == expected
