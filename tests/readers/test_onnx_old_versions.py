"""Models of version 6 of the operator set compute what they do once they are converted."""

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

from onnx import version_converter

from polyregions.errors import FileFormatError
from polyregions.readers import from_onnx
from tests.helpers.onnx_models import computes_exactly, model, node

RNG = np.random.default_rng(6)


def integers(*shape):
    return RNG.integers(-4, 5, shape).astype(np.float32)


CASES = {
    "Add of equal shapes": ([node("Add", "x b", "y")], [1, 2, 3], {"b": integers(1, 2, 3)}),
    "Gemm": (
        [node("Gemm", "x w b", "y", broadcast=1, alpha=0.5)],
        [1, 3],
        {"w": integers(3, 2), "b": integers(2)},
    ),
    "Gemm of equal shapes": (
        [node("Gemm", "x w b", "y", transB=1)],
        [1, 3],
        {"w": integers(2, 3), "b": integers(1, 2)},
    ),
    "BatchNormalization": (
        [node("BatchNormalization", "x s b m v", "y", is_test=1, epsilon=0.0)],
        [1, 2, 2],
        {
            "s": integers(2),
            "b": integers(2),
            "m": integers(2),
            "v": np.float32([4, 0.25]),
        },
    ),
    "Dropout": ([node("Dropout", "x", "y", is_test=1, ratio=0.5)], [1, 3], {}),
    "a small convolution": (
        [
            node("Conv", "x w", "c", kernel_shape=[2, 2]),
            node("Relu", "c", "r"),
            node("MaxPool", "r", "m", kernel_shape=[2, 2]),
            node("Reshape", "m s", "y"),
        ],
        [1, 1, 4, 4],
        {"w": integers(2, 1, 2, 2), "s": np.int64([1, -1])},
    ),
}
OLD_SHAPES = [
    # of the second input, from which axis, and as it is broadcast since version 7
    ((3, 2), None, (3, 2)),
    ((4,), 1, (4, 1, 1)),
    ((4, 3), 1, (4, 3, 1)),
    ((1, 4), 0, (1, 4, 1, 1)),
    ((3,), -2, (3, 1)),
    ((1,), None, (1,)),
    ((), None, ()),
]


@each("name", CASES)
def test_old_models(name):
    nodes, shape, constants = CASES[name]
    proto = model(nodes, shape, constants, opset=6)
    assert computes_exactly(from_onnx(proto), version_converter.convert_version(proto, 8))


@each("operator", ["Add", "Sub", "Mul", "Div"])
@each(("shape", "axis", "later"), OLD_SHAPES)
def test_repetition_from_an_axis_on(operator, shape, axis, later):
    numbers = np.asarray(np.float32(2) ** RNG.integers(-1, 2, shape), np.float32)
    attributes = {"broadcast": 1} if axis is None else {"broadcast": 1, "axis": axis}
    old = [node(operator, "x b", "y", **attributes)]
    old = model(old, [1, 4, 3, 2], {"b": numbers}, opset=6)
    new = [node(operator, "x b", "y")]
    new = model(new, [1, 4, 3, 2], {"b": numbers.reshape(later)}, opset=7)
    assert computes_exactly(from_onnx(old), new)


def test_slopes_of_channels():
    """The converter leaves the shape of slopes as it is, which has another meaning since."""
    slopes = np.float32([0.5, 2])
    old = model([node("PRelu", "x s", "y")], [1, 2, 3], {"s": slopes}, opset=6)
    new = model([node("PRelu", "x s", "y")], [1, 2, 3], {"s": slopes[:, None]}, opset=7)
    assert from_onnx(old) == from_onnx(new)
    assert computes_exactly(from_onnx(old), new)


def test_old_upsampling():
    old = [node("Upsample", "x", "y", height_scale=2.0, width_scale=3.0)]
    new = [node("Upsample", "x", "y", scales=[1.0, 1.0, 2.0, 3.0])]
    before, after = (model(nodes, [1, 2, 2, 2], opset=v) for nodes, v in ((old, 6), (new, 7)))
    assert from_onnx(before) == from_onnx(after)
    assert computes_exactly(from_onnx(before), after)


@each(
    ("nodes", "message"),
    [
        ([node("Add", "x row", "y")], "set the attribute 'broadcast'"),
        ([node("Add", "x row", "y", broadcast=1, axis=0)], "cannot be repeated from axis 0"),
        ([node("Mul", "x row", "y", broadcast=1, axis=5)], "no axis 5"),
        ([node("Dropout", "x", "y")], "set to training"),
        ([node("Dropout", "x", "y", is_test=0)], "set to training"),
        ([node("BatchNormalization", "x two two two two", "y")], "set to training"),
    ],
)
def test_what_is_refused(nodes, message):
    constants = {"row": np.float32([1, 2, 3]), "two": np.float32([1, 1])}
    used = {name for proto in nodes for name in proto.input}
    proto = model(nodes, [1, 2, 3], {k: v for k, v in constants.items() if k in used}, opset=6)
    with pytest.raises(FileFormatError, match=message):
        from_onnx(proto)
