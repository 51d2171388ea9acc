"""ONNX models made for tests, and onnxruntime as the judge of what they compute."""

from fractions import Fraction
from math import prod

import numpy as np

from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

import onnxruntime
from onnx import TensorProto, helper, numpy_helper

FLOATS = {np.float16: TensorProto.FLOAT16, np.float32: TensorProto.FLOAT}
FLOATS[np.float64] = TensorProto.DOUBLE


def node(operator, inputs, outputs, **attributes):
    """Make a node from names of values separated by blanks, "_" standing for none."""
    names = [["" if name == "_" else name for name in text.split()] for text in (inputs, outputs)]
    return helper.make_node(operator, *names, **attributes)


def model(nodes, shape, constants=None, *, opset=17, dtype=np.float32, output="y"):
    """Make a model from the input x to one output, whose shape is left open."""
    graph = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info("x", FLOATS[dtype], shape)],
        [helper.make_tensor_value_info(output, FLOATS[dtype], None)],
        [numpy_helper.from_array(np.asarray(a), name) for name, a in (constants or {}).items()],
    )
    versions = [helper.make_opsetid("", opset)]
    return helper.make_model(graph, opset_imports=versions, ir_version=8)


def session(proto):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    # Its optimisations would compute products with dequantised weights in integers, rounded.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    providers = ["CPUExecutionProvider"]
    return onnxruntime.InferenceSession(proto.SerializeToString(), options, providers=providers)


def outputs(proto, points, order=None):
    """Return what onnxruntime computes at some points, one after the other, as flat arrays.

    The entries of several inputs follow each other in a point, in the order of the names given.
    """
    judge = session(proto)
    inputs = {info.name: info for info in judge.get_inputs()}
    results = []
    for point in points:
        feed, rest = {}, list(point)
        for name in inputs if order is None else order:
            lengths = [n if isinstance(n, int) else 1 for n in inputs[name].shape]
            entries, rest = rest[: prod(lengths)], rest[prod(lengths) :]
            feed[name] = np.array(entries, dtype=_dtype(inputs[name])).reshape(lengths)
        assert not rest
        results.append(judge.run(None, feed)[0].reshape(-1))
    return results


def _dtype(info):
    return {"tensor(float)": np.float32, "tensor(double)": np.float64}.get(info.type, np.float16)


def integer_points(inputs, count=6, largest=8, seed=0):
    """Return points whose coordinates are small multiples of 1/2, zeros among them."""
    numbers = np.random.default_rng(seed).integers(-largest, largest + 1, (count, inputs))
    return [np.zeros(inputs), *(numbers / 2)]


def computes_exactly(network, proto, points=None, order=None):
    """Return whether onnxruntime computes the network's exact values at points without rounding.

    Only sensible for models whose numbers are so small that no float operation rounds. Of several
    inputs, ``order`` has the names in the order in which the network takes them.
    """
    points = integer_points(network.inputs) if points is None else points
    exact = [network.exact([float(c) for c in point]) for point in points]
    judged = [tuple(map(Fraction, values.tolist())) for values in outputs(proto, points, order)]
    return exact == judged


def computes_closely(network, proto, points=None, digits=5):
    """Return whether onnxruntime computes the network's values up to rounding."""
    points = integer_points(network.inputs) if points is None else points
    for point, values in zip(points, outputs(proto, points), strict=True):
        exact = np.array([float(v) for v in network.exact([float(c) for c in point])])
        scale = 1 + np.abs(exact).max()
        if np.abs(exact - values).max() > scale * 10.0**-digits:
            return False
    return True


def external(name, shape, location, **entries):
    """Make a tensor of floats whose elements are external data."""
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape)
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in {"location": location, **entries}.items():
        tensor.external_data.add(key=key, value=str(value))
    return tensor
