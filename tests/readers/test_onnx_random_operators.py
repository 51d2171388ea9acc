"""Random models of one operator each compute what onnxruntime computes, in every version."""

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

from onnx import defs, helper
from onnx.reference import ReferenceEvaluator

from polyregions.errors import PolyregionsError
from polyregions.readers import from_onnx
from polyregions.readers.onnx import SUPPORTED_OPERATORS
from tests.helpers.onnx_models import computes_closely, computes_exactly, integer_points
from tests.readers import test_onnx_constants, test_onnx_operators
from tests.readers.onnx_random_models import GENERATORS, Source

VERSIONS = [(name, opset) for name, (_, opsets) in GENERATORS.items() for opset in opsets]
# What is left open by the standard, or what onnxruntime itself refuses.
MAY_BE_REFUSED = (
    "give 'sizes'",
    "give 'output_padding'",
    "positive ones are needed",
    "64 comparisons",
)
JUDGE_REFUSES = "inconsistent with input spatial dimensions"


def drawn(name, opset, seed):
    return GENERATORS[name][0](Source([seed, opset]), opset)


def compare(name, opset, seed):
    """Return whether a model was read, after checking that it was read rightly."""
    made = drawn(name, opset, seed)
    proto = made.model(opset)
    try:
        network = from_onnx(proto, input_shape=made.shape)
    except PolyregionsError as error:
        if any(reason in str(error) for reason in MAY_BE_REFUSED):
            return False
        raise
    judged = computes_closely if made.close else computes_exactly
    try:
        assert judged(network, proto), seed
    except Exception as error:
        if JUDGE_REFUSES not in str(error):
            raise
        return False
    return True


@each(("name", "opset"), VERSIONS, size=10)
def test_random_models(name, opset):
    assert compare(name, opset, 0) or compare(name, opset, 1)


def reference_agrees(name, opset, seed):
    """Return whether the reference implementation computes the same, None where it cannot."""
    made = drawn(name, opset, seed)
    proto = made.model(opset)
    try:
        network = from_onnx(proto, input_shape=made.shape)
        judge = ReferenceEvaluator(proto)
        points = integer_points(network.inputs, 2)
        feeds = [np.array(point, np.float32).reshape(made.shape) for point in points]
        judged = [judge.run(None, {"x": feed})[0].ravel().astype(float) for feed in feeds]
    except Exception:  # It lacks old versions, and fails on some shapes.
        return None
    exact = [network.exact([float(c) for c in point]) for point in points]
    return np.allclose(judged, np.array(exact, dtype=float), rtol=1e-5, atol=1e-5)


def test_the_reference_implementation_agrees():
    agreements = [reference_agrees(name, opset, 0) for name, opset in VERSIONS]
    assert False not in agreements
    assert agreements.count(True) > len(agreements) / 2


@pytest.mark.slow
@each("name", GENERATORS)
def test_more_random_models(name):
    opsets = GENERATORS[name][1]
    read = [compare(name, opset, seed) for opset in opsets for seed in range(2, 5)]
    assert sum(read) > len(read) / 2


def models():
    """Yield every model of the tables of tests, and of the generators."""
    for module in (test_onnx_operators, test_onnx_constants):
        for proto, _ in module.CASES.values():
            yield proto, None
    for name, opset in VERSIONS:
        made = drawn(name, opset, 0)
        yield made.model(opset), made.shape


def test_no_operator_is_left_out():
    tested = {node.op_type for proto, _ in models() for node in proto.graph.node}
    learned = test_onnx_constants.LEARNED.operators
    assert tested | learned == set(SUPPORTED_OPERATORS)


def schema_of(node, opset):
    return defs.get_schema(node.op_type, opset, node.domain)


def test_attributes_at_their_defaults_change_nothing():
    """Each operator takes every attribute that its version has: none is left unread."""
    added = 0
    for proto, shape in models():
        before = from_onnx(proto, input_shape=shape)
        opset = proto.opset_import[0].version
        for node in proto.graph.node:
            present = {attribute.name for attribute in node.attribute}
            for name, attribute in schema_of(node, opset).attributes.items():
                default = attribute.default_value
                if default.name and name not in present:
                    node.attribute.add().CopyFrom(default)
                    added += 1
        assert from_onnx(proto, input_shape=shape) == before
    assert added > 200


def mutated(proto, source):
    """Change an attribute, leave one out, add one of the schema's, or change a constant."""
    opset = proto.opset_import[0].version
    node = proto.graph.node[source.integer(0, len(proto.graph.node) - 1)]
    way = source.integer(0, 4)
    if way == 0 and node.attribute:
        attribute = node.attribute[source.integer(0, len(node.attribute) - 1)]
        values = [attribute.ints, attribute.floats]
        for numbers in values:
            if len(numbers):
                numbers[source.integer(0, len(numbers) - 1)] = source.among([-1, 0, 2, 7, 2**40])
        if attribute.type == helper.make_attribute("i", 1).type:
            attribute.i = source.among([-(2**62), -1, 0, 1, 2, 5, 2**62])
        attribute.s = attribute.s and source.among([b"", b"nearest", b"\xff", b"ij->", b"CRD"])
    elif way == 1 and node.attribute:
        del node.attribute[source.integer(0, len(node.attribute) - 1)]
    elif way == 2:
        names = {attribute.name for attribute in node.attribute}
        schema = schema_of(node, opset)
        rest = [n for n in schema.attributes if n not in names]
        if rest:
            value = source.among([1, 0, -3, 0.5, "SAME_UPPER", [1, 2], [0.5], [2**40] * 3])
            node.attribute.append(helper.make_attribute(source.among(rest), value))
    elif way == 3 and len(node.input) > 1:
        node.input[source.integer(0, len(node.input) - 1)] = source.among(["", "x"])
    elif proto.graph.initializer:
        tensor = proto.graph.initializer[source.integer(0, len(proto.graph.initializer) - 1)]
        data = np.frombuffer(tensor.raw_data, helper.tensor_dtype_to_np_dtype(tensor.data_type))
        changed = data.copy()
        if changed.size:
            change = source.among([0, 1, 3, 100, *([2**40, -7] if data.dtype == np.int64 else [])])
            changed[source.integer(0, data.size - 1)] = change
        tensor.raw_data = changed.tobytes()
    return proto


def check_message(error, proto):
    """Check that what a message says about the standard is true."""
    message = str(error)
    opset = proto.opset_import[0].version
    if "does not take in version" not in message:
        return
    for node in proto.graph.node:
        schema = schema_of(node, opset)
        for attribute in node.attribute:
            if f"the attribute {attribute.name!r}, which {node.op_type} does" in message:
                assert attribute.name not in schema.attributes, message


@each(("name", "opset"), VERSIONS, size=10)
def test_mutated_models_are_read_or_refused(name, opset):
    for seed in range(8):
        made = drawn(name, opset, seed)
        source = Source([seed, opset, 1])
        proto = mutated(mutated(made.model(opset), source), source)
        try:
            from_onnx(proto, input_shape=made.shape)
        except PolyregionsError as error:
            check_message(error, proto)
