"""Every ONNX operator that is read computes what onnxruntime computes; the others are named."""

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

from onnx import TensorProto, helper, numpy_helper

from polyregions.errors import FileFormatError
from polyregions.readers import from_onnx
from tests.helpers.onnx_cases import OperatorCases
from tests.helpers.onnx_models import computes_closely, computes_exactly, model, node

RNG = np.random.default_rng(5)
CASES = OperatorCases()
case, one = CASES.add, CASES.add_one


def integers(*shape, dtype=np.float32, largest=4):
    return RNG.integers(-largest, largest + 1, shape).astype(dtype)


I64 = np.int64

# Matrix products
one("Gemm", "Gemm", ["N", 3], {"b": integers(3, 4), "c": integers(4)}, opsets=(7, 9, 11, 13, 21))
one(
    "Gemm with all its attributes",
    "Gemm",
    [1, 3],
    {"b": integers(4, 3), "c": integers(1, 4)},
    alpha=0.5,
    beta=-2.0,
    transB=1,
)
one("Gemm without bias", "Gemm", ["N", 3], {"b": integers(3, 2)}, opsets=(11, 17))
one("Gemm with a scalar", "Gemm", [1, 3], {"b": integers(3, 2), "c": np.float32(2)})
one("Gemm with a column", "Gemm", [1, 3], {"b": integers(3, 2), "c": integers(1, 1)})
case(
    "Gemm with the constant on the left, transposed",
    [node("Reshape", "x s", "m"), node("Gemm", "a m c", "y", transA=1, transB=1, alpha=2.0)],
    [1, 6],
    {"s": I64([2, 3]), "a": integers(3, 2), "c": integers(2, 1)},
)
case(
    "Gemm of a transposed input",
    [node("Reshape", "x s", "m"), node("Gemm", "m b", "y", transA=1)],
    [1, 6],
    {"s": I64([2, 3]), "b": integers(2, 4)},
)
case(
    "Gemm with the input as bias",
    [node("Gemm", "a b x", "y", beta=3.0)],
    [1, 2],
    {"a": integers(4, 3), "b": integers(3, 2)},
)
one("MatMul", "MatMul", [1, 3], {"b": integers(3, 4)}, opsets=(7, 9, 13))
one("MatMul of several axes", "MatMul", [1, 2, 3], {"b": integers(3, 4)})
one("MatMul of stacked matrices", "MatMul", [1, 2, 3], {"b": integers(2, 3, 2)})
one("MatMul with a vector", "MatMul", [1, 2, 3], {"b": integers(3)})
case("MatMul from the left", [node("MatMul", "a x", "y")], [1, 3, 1], {"a": integers(2, 3)})

# Arithmetic
for operator in ("Add", "Sub", "Mul"):
    one(operator, operator, [1, 2, 3], {"b": integers(2, 1)}, opsets=(7, 13, 14))
    case(
        f"{operator} from the left",
        [node(operator, "b x", "y")],
        [1, 3],
        {"b": integers(2, 1)},
    )
one("Div", "Div", [1, 4], {"b": np.float32([2, -4, 0.5, 1])}, opsets=(7, 13, 14))
one("Div by 3", "Div", [1, 2], {"b": np.float32([3, 7])}, close=True)
one("Neg", "Neg", [1, 3], opsets=(7, 13))
case("Add of a value to itself", [node("Add", "x x", "y")], [1, 3])
case("Sub of a value from itself", [node("Relu", "x", "r"), node("Sub", "r r", "y")], [1, 3])
case("Sum", [node("Relu", "x", "r"), node("Sum", "x r c", "y")], [1, 3], {"c": integers(2, 3)})
case("Sum of one", [node("Sum", "x", "y")], [1, 3], opsets=(7, 13))
one("ReduceMean", "ReduceMean", [1, 2, 3, 4], axes=[2, 3], keepdims=0, close=True)
one("ReduceMean of all", "ReduceMean", [1, 2, 4], opsets=(11, 13))
one("ReduceMean of axes as input", "ReduceMean", [1, 4, 3], {"a": I64([-2])}, opsets=(18, 21))
one("ReduceSum", "ReduceSum", [1, 2, 3], opsets=(11,), axes=[-1, 1])
one("ReduceSum of axes as input", "ReduceSum", [1, 2, 3], {"a": I64([1])}, opsets=(13,), keepdims=0)
one("ReduceSum of nothing", "ReduceSum", [1, 3], noop_with_empty_axes=1)

# Activations
one("Relu", "Relu", [1, 2, 3], opsets=(7, 13, 14))
one("LeakyRelu", "LeakyRelu", [1, 4], alpha=0.25, opsets=(7, 16))
one("LeakyRelu as it is by default", "LeakyRelu", [1, 4], close=True)
one("LeakyRelu falling", "LeakyRelu", [1, 4], alpha=-1.5)
one("PRelu", "PRelu", [1, 3, 2], {"s": np.float32([[0.5], [0], [1]])}, opsets=(7, 9, 16))
one("PRelu of one slope", "PRelu", [1, 3], {"s": np.float32([-2])})
one("Clip by attributes", "Clip", [1, 4], opsets=(7, 10), min=-1.0, max=2.0)
one("Clip below by an attribute", "Clip", [1, 4], opsets=(7,), min=0.0)
one("Clip without attributes", "Clip", [1, 4], opsets=(10,))
one("Clip by infinite attributes", "Clip", [1, 4], opsets=(7,), min=-np.inf, max=np.inf)
bounds = {"low": np.float32(-1.5), "high": np.float32(2)}
one("Clip by inputs", "Clip", [1, 4], bounds, opsets=(11, 12, 13))
case("Clip above", [node("Clip", "x _ high", "y")], [1, 4], {"high": np.float32(2)})
case("Clip without bounds", [node("Clip", "x", "y")], [1, 4])
infinite = {"low": np.float32(0), "high": np.float32(np.inf)}
one("Clip up to infinity", "Clip", [1, 4], infinite)
one("Clip to ReLU6", "Clip", [1, 4], {"low": np.float32(0), "high": np.float32(6)})
one("Abs", "Abs", [1, 4], opsets=(7, 13))
case("Max of two", [node("Neg", "x", "n"), node("Max", "x n", "y")], [1, 3], opsets=(8, 13))
one("Max with a constant", "Max", [1, 3], {"c": integers(2, 3)})
case("Max of one", [node("Max", "x", "y")], [1, 3])
case(
    "Max of four",
    [node("Split", "x", "a b c d", axis=1), node("Max", "a b c d", "y")],
    [1, 8],
    opsets=(8, 13),
)
case("Min of two", [node("Neg", "x", "n"), node("Min", "n x", "y")], [1, 3], opsets=(8, 13))
case("Min of three", [node("Split", "x", "a b c", axis=1), node("Min", "c a b", "y")], [1, 6])

# Convolutions
one("Conv", "Conv", [1, 2, 5, 4], {"w": integers(3, 2, 3, 2), "b": integers(3)}, opsets=(7, 11, 22))
one("Conv on one axis", "Conv", [1, 2, 7], {"w": integers(3, 2, 3)}, pads=[2, 1], strides=[2])
one("Conv on three axes", "Conv", [1, 1, 3, 3, 3], {"w": integers(2, 1, 2, 2, 2)})
one(
    "Conv with everything",
    "Conv",
    [1, 4, 6, 7],
    {"w": integers(6, 2, 3, 2), "b": integers(6)},
    group=2,
    pads=[2, 0, 1, 3],
    strides=[2, 3],
    dilations=[2, 1],
    kernel_shape=[3, 2],
)
one("Conv of single channels", "Conv", [1, 3, 4, 4], {"w": integers(6, 1, 2, 2)}, group=3)
for mode in ("SAME_UPPER", "SAME_LOWER", "VALID"):
    for stride in (1, 2, 3):
        one(
            f"Conv {mode} in steps of {stride}",
            "Conv",
            [1, 1, 5, 6],
            {"w": integers(1, 1, 2, 3)},
            auto_pad=mode,
            strides=[stride, stride],
        )

for mode in ("SAME_UPPER", "SAME_LOWER"):
    for length in (6, 7):
        one(
            f"Conv {mode} of single entries of {length}",
            "Conv",
            [1, 1, length],
            {"w": integers(1, 1, 1)},
            auto_pad=mode,
            strides=[2],
        )

# Poolings
one("AveragePool", "AveragePool", [1, 2, 4, 4], kernel_shape=[2, 2], opsets=(7, 10, 11, 19, 22))
for include in (0, 1):
    one(
        f"AveragePool with padding, counted {include}",
        "AveragePool",
        [1, 1, 5, 5],
        close=True,
        opsets=(11, 19),
        kernel_shape=[3, 2],
        pads=[1, 0, 1, 1],
        strides=[2, 1],
        count_include_pad=include,
    )
    one(
        f"AveragePool beyond the padding, counted {include}",
        "AveragePool",
        [1, 1, 6, 5],
        close=True,
        opsets=(19, 22),
        kernel_shape=[3, 2],
        pads=[1, 1, 1, 1],
        strides=[2, 2],
        ceil_mode=1,
        count_include_pad=include,
    )
    one(
        f"AveragePool of a dilated window, counted {include}",
        "AveragePool",
        [1, 1, 6],
        close=True,
        opsets=(19,),
        kernel_shape=[3],
        pads=[2, 1],
        dilations=[2],
        count_include_pad=include,
    )
one(
    "AveragePool SAME_UPPER",
    "AveragePool",
    [1, 1, 5, 4],
    close=True,
    kernel_shape=[2, 2],
    auto_pad="SAME_UPPER",
    strides=[2, 1],
)
one("GlobalAveragePool", "GlobalAveragePool", [1, 3, 2, 4], opsets=(7, 22))
one("GlobalMaxPool", "GlobalMaxPool", [1, 2, 2, 3], opsets=(7, 22))
one("MaxPool", "MaxPool", [1, 2, 4, 4], kernel_shape=[2, 2], strides=[2, 2], opsets=(7, 8, 12, 22))
one("MaxPool with padding", "MaxPool", [1, 1, 4, 4], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
one("MaxPool on one axis", "MaxPool", [1, 2, 7], kernel_shape=[3], strides=[2], pads=[1, 0])
one("MaxPool dilated", "MaxPool", [1, 1, 7], kernel_shape=[3], dilations=[2])
for length in (5, 6, 7):
    one(
        f"MaxPool beyond the end of {length}",
        "MaxPool",
        [1, 1, length],
        kernel_shape=[3],
        pads=[1, 1],
        strides=[3],
        ceil_mode=1,
    )
for mode in ("SAME_UPPER", "SAME_LOWER", "VALID"):
    one(f"MaxPool {mode}", "MaxPool", [1, 1, 5], kernel_shape=[2], strides=[2], auto_pad=mode)

# Inference
statistics = {
    "scale": np.float32([2, -1, 0.5]),
    "b": integers(3),
    "mean": integers(3),
    "variance": np.float32([4, 0.25, 1]),
}
for shape in ([1, 3], [1, 3, 2], [1, 3, 2, 2]):
    one(
        f"BatchNormalization of {len(shape)} axes",
        "BatchNormalization",
        shape,
        statistics,
        close=True,
        opsets=(7, 9, 14, 15),
    )
one("BatchNormalization, epsilon 0", "BatchNormalization", [1, 3], statistics, epsilon=0.0)
one("Identity", "Identity", [1, 3], opsets=(7, 13, 16))
one("Dropout", "Dropout", [1, 3], opsets=(7, 10), ratio=0.75)
one("Dropout with a ratio", "Dropout", [1, 3], {"ratio": np.float32(0.5)}, opsets=(12, 13, 22))
one(
    "Dropout switched off",
    "Dropout",
    [1, 3],
    {"ratio": np.float32(0.5), "training": np.array(False)},
)

# Shapes
for axis in (-2, 0, 1, 3, 4):
    one(f"Flatten {axis}", "Flatten", [1, 2, 3, 2], axis=axis, opsets=(11, 21))
one("Flatten as it is by default", "Flatten", [1, 2, 3], opsets=(7,))
one("Reshape", "Reshape", [1, 2, 6], {"s": I64([0, 3, -1])}, opsets=(7, 13, 14, 21))
one("Reshape to a list", "Reshape", [1, 2, 6], {"s": I64([-1])})
one("Reshape where 0 is 0", "Reshape", [1, 2, 6], {"s": I64([4, 3])}, allowzero=1)
one("Transpose", "Transpose", [1, 2, 3], perm=[2, 0, 1], opsets=(7, 13))
one("Transpose all axes", "Transpose", [1, 2, 3])
one("Squeeze", "Squeeze", [1, 2, 1, 3], axes=[0, -2], opsets=(11,))
one("Squeeze by an input", "Squeeze", [1, 2, 1, 3], {"a": I64([2])}, opsets=(13, 21))
one("Squeeze everything", "Squeeze", [1, 2, 1, 3])
one("Unsqueeze", "Unsqueeze", [1, 3], axes=[0, 3], opsets=(7, 11))
one("Unsqueeze by an input", "Unsqueeze", [1, 3], {"a": I64([-1, 0])}, opsets=(13, 21))
one("Expand", "Expand", [1, 3, 1], {"s": I64([2, 1, 1, 4])}, opsets=(8, 13))
one("Expand to fewer axes", "Expand", [1, 3, 1], {"s": I64([2])})

# Parts
case(
    "Concat", [node("Concat", "x c x", "y", axis=-1)], [1, 2], {"c": integers(1, 3)}, opsets=(7, 13)
)
case(
    "Concat of channels",
    [node("Relu", "x", "r"), node("Concat", "x r", "y", axis=1)],
    [1, 2, 2],
)
case(
    "Split",
    [node("Split", "x", "a b", axis=1, split=[1, 3]), node("Concat", "b a", "y", axis=1)],
    [1, 4],
    opsets=(7, 11),
)
case(
    "Split by an input",
    [node("Split", "x s", "a b c", axis=-1), node("Concat", "c a b", "y", axis=1)],
    [1, 5],
    {"s": I64([1, 3, 1])},
    opsets=(13, 18),
)
case(
    "Split into parts that differ",
    [
        node("Split", "x", "a b c", axis=1, num_outputs=3),
        node("Concat", "c a b", "y", axis=1),
    ],
    [1, 8],
    opsets=(18,),
)
one("Slice by attributes", "Slice", [1, 6], opsets=(7,), starts=[1], ends=[-1], axes=[1])
one("Slice of first axes", "Slice", [1, 6], opsets=(7,), starts=[0, 2], ends=[1, 9999])
slicing = {"starts": I64([-3, 0]), "ends": I64([2**62, 3]), "axes": I64([2, 1])}
one("Slice", "Slice", [1, 4, 5], slicing, opsets=(10, 13))
slicing = {"starts": I64([-1, 0]), "ends": I64([-(2**62), 3]), "axes": I64([2, 1])}
one("Slice backwards", "Slice", [1, 4, 5], {**slicing, "steps": I64([-2, 1])})
one("Slice of all axes", "Slice", [1, 3], {"starts": I64([0, 1]), "ends": I64([9, 3])})
one("Gather", "Gather", [1, 4, 2], {"i": I64([[3, 0], [-1, 3]])}, axis=1, opsets=(7, 11, 13))
one("Gather one", "Gather", [1, 4, 2], {"i": np.array(2)}, axis=1)
one("Gather by integers of 32 bits", "Gather", [1, 4], {"i": np.int32([1])}, axis=-1)
one("Pad by attributes", "Pad", [1, 2, 2], opsets=(7,), pads=[0, 1, 0, 0, 0, 2], value=1.5)
padding = {"pads": I64([0, 1, 2, 0, 0, 1])}
one("Pad", "Pad", [1, 2, 2], padding, opsets=(11, 13))
one("Pad with a number", "Pad", [1, 2, 2], {**padding, "value": np.float32(-2)})
one("Pad that cuts", "Pad", [1, 2, 4], {"pads": I64([0, 1, -2, 0, -1, -1])})
axes = {"pads": I64([1, 2]), "value": np.float32(3), "axes": I64([-1])}
one("Pad of some axes", "Pad", [1, 2, 2], axes, opsets=(18, 21))

# Constants
for attribute, value in (
    ("value", numpy_helper.from_array(np.float32([1, 2]))),
    ("value_float", 1.5),
    ("value_floats", [2.5, 0.5]),
):
    case(
        f"Constant {attribute}",
        [node("Constant", "", "c", **{attribute: value}), node("Add", "x c", "y")],
        [1, 2],
    )
case(
    "Constant value_ints",
    [node("Constant", "", "c", value_ints=[2, -1]), node("Reshape", "x c", "y")],
    [1, 4],
)
case(
    "Constant value_int",
    [node("Constant", "", "c", value_int=1), node("Gather", "x c", "y", axis=1)],
    [1, 4],
)
case(
    "ConstantOfShape",
    [
        node("Shape", "x", "s"),
        node("ConstantOfShape", "s", "c", value=helper.make_tensor("v", 1, [1], [2.5])),
        node("Add", "x c", "y"),
    ],
    [1, 3],
    opsets=(9, 21),
)
case(
    "ConstantOfShape of zeros",
    [node("ConstantOfShape", "s", "c"), node("Concat", "x c", "y", axis=1)],
    [1, 3],
    {"s": I64([1, 2])},
)
case(
    "Shape of some axes",
    [node("Shape", "x", "s", start=1, end=-1), node("Expand", "x s", "y")],
    [1, 3, 1],
)
case(
    "Cast there and back",
    [
        node("Cast", "x", "d", to=TensorProto.DOUBLE),
        node("Add", "d c", "e"),
        node("Cast", "e", "y", to=TensorProto.FLOAT),
    ],
    [1, 3],
    {"c": np.float64([1, 2, 3])},
    opsets=(9, 13, 19),
)
case(
    "a shape computed from the input's",
    [
        node("Shape", "x", "s"),
        node("Gather", "s zero", "batch", axis=0),
        node("Unsqueeze", "batch zeros", "b"),
        node("Concat", "b rest", "t", axis=0),
        node("Reshape", "x t", "y"),
    ],
    ["N", 2, 3],
    {"zero": np.array(0), "zeros": I64([0]), "rest": I64([-1])},
)
case(
    "a shape by arithmetic on integers",
    [
        node("Shape", "x", "s"),
        node("Mul", "s s", "t"),
        node("Sub", "t s", "u"),
        node("Neg", "u", "n"),
        node("Div", "n three", "d"),
        node("Abs", "d", "a"),
        node("Max", "a one", "m"),
        node("Cast", "m", "f", to=TensorProto.FLOAT),
        node("Cast", "f", "i", to=TensorProto.INT32),
        node("Cast", "i", "j", to=TensorProto.INT64),
        node("Min", "j j", "k"),
        node("Expand", "x k", "y"),
    ],
    [1, 4],
    {"three": I64([-3]), "one": I64([1])},
)
case(
    "constants computed from constants",
    [
        node("Add", "a b", "c1"),
        node("Relu", "c1", "c2"),
        node("LeakyRelu", "c1", "c3", alpha=0.5),
        node("Sub", "c2 c3", "c4"),
        node("Mul", "c4 c1", "c5"),
        node("Clip", "c5 low high", "c6"),
        node("Max", "c6 a", "c7"),
        node("Min", "c7 b", "c8"),
        node("Abs", "c8", "c9"),
        node("PRelu", "c8 slopes", "c10"),
        node("Neg", "c10", "c11"),
        node("Gemm", "c9 c11", "c12", alpha=0.25),
        node("MatMul", "c12 c9", "c13"),
        node("ReduceSum", "c13", "c14", keepdims=0),
        node("ReduceMean", "c13", "c15", axes=[1]),
        node("Pad", "c15 pads c14", "c16"),
        node("Div", "c16 four", "c17"),
        node("Sum", "c17 c16", "c18"),
        node("Transpose", "c18", "c19"),
        node("MatMul", "x c18", "y1"),
        node("MatMul", "y1 c19", "y"),
    ],
    [1, 2],
    {
        "a": integers(2, 2, dtype=np.float64),
        "b": integers(2, 2, dtype=np.float64),
        "low": np.float64(-1),
        "high": np.float64(3),
        "slopes": np.float64([2]),
        "pads": I64([0, 0, 0, 1]),
        "four": np.float64(4),
    },
    dtype=np.float64,
)
case(
    "a constant through windows",
    [
        node("Conv", "c w", "d"),
        node("MaxPool", "d", "e", kernel_shape=[2, 2]),
        node("GlobalAveragePool", "e", "f"),
        node("Mul", "x f", "y"),
    ],
    [1, 1, 2, 2],
    {"c": integers(1, 1, 4, 4), "w": integers(1, 1, 2, 2)},
)
case(
    "an output that does not depend on the input",
    [node("Mul", "x zero", "z"), node("Add", "z c", "y")],
    [1, 2],
    {"zero": np.float32(0), "c": integers(1, 3, 1)},
)


@each("name", CASES, size=60)
def test_the_same_values_as_onnxruntime(name):
    proto, close = CASES[name]
    compare = computes_closely if close else computes_exactly
    assert compare(from_onnx(proto), proto)


REFUSED = {
    "attributes of other versions": (
        [node("Clip", "x", "y", min=0.0)],
        "attribute 'min', which Clip does not take in version 17",
    ),
    "inputs of other versions": (
        [node("Relu", "x x", "y")],
        "input 1, 'x', which Relu does not take",
    ),
    "unknown attributes": ([node("Relu", "x", "y", slope=1)], "attribute 'slope'"),
    "attributes of another type": (
        [node("LeakyRelu", "x", "y", alpha=1)],
        "'alpha' is not of the type FLOAT",
    ),
    "missing attributes": ([node("Concat", "x x", "y")], "attribute 'axis' is missing"),
    "missing inputs": ([node("Add", "x", "y")], "input 1 is missing"),
    "products of values": ([node("Mul", "x x", "y")], "not piecewise linear"),
    "matrix products of values": (
        [node("Transpose", "x", "t"), node("MatMul", "x t", "y")],
        "not piecewise linear",
    ),
    "quotients by values": ([node("Div", "c x", "y")], "depends on the input of the model"),
    "quotients by zero": ([node("Div", "x zero", "y")], "holds a zero"),
    "integer quotients by zero": (
        [node("Div", "three nothing", "s"), node("Reshape", "x s", "y")],
        "holds a zero",
    ),
    "bounds that depend on the input": (
        [node("Clip", "x x", "y")],
        "input 1, 'x', depends on the input",
    ),
    "infinite constants": ([node("Add", "x infinite", "y")], "inf"),
    "slopes that do not fit": ([node("PRelu", "x wide", "y")], "slopes of shape (2, 4)"),
    "shapes that do not go together": ([node("Add", "x three", "y")], "(1, 4) and (3,)"),
    "shapes of constants that do not": (
        [node("Add", "three wide", "d"), node("Add", "x d", "y")],
        "(3,) and (2, 4)",
    ),
    "matrices that do not fit": ([node("MatMul", "x wide", "y")], "(1, 4) and (2, 4)"),
    "constant matrices that do not": (
        [node("MatMul", "wide wide", "d"), node("Add", "x d", "y")],
        "(2, 4) and (2, 4)",
    ),
    "Gemm of lists": ([node("Gemm", "x three", "y")], "Gemm takes matrices"),
    "Gemm with another bias": (
        [node("Gemm", "x wide square", "y", transB=1)],
        "(2, 2) does not fit",
    ),
    "training of Dropout": (
        [node("Dropout", "x half true", "y")],
        "set to training",
    ),
    "training of BatchNormalization": (
        [node("BatchNormalization", "x four four four four", "y", training_mode=1)],
        "set to training",
    ),
    "negative variances": (
        [node("BatchNormalization", "x four four four minus", "y")],
        "variance plus epsilon is not positive",
    ),
    "masks": ([node("Dropout", "x", "z m"), node("Relu", "m", "y")], "'m' is a second output"),
    "indices of maxima": (
        [
            node("Reshape", "x image", "r"),
            node("MaxPool", "r", "z y", kernel_shape=[1, 1]),
        ],
        "'y' is a second output",
    ),
    "windows on lists": ([node("MaxPool", "x", "y", kernel_shape=[1])], "one spatial axis"),
    "large windows": (
        [node("Reshape", "x image", "r"), node("MaxPool", "r", "y", kernel_shape=[3, 3])],
        "does not fit",
    ),
    "contradictory padding": (
        [
            node("Reshape", "x image", "r"),
            node("Conv", "r kernel", "y", auto_pad="VALID", pads=[1, 1, 1, 1]),
        ],
        "contradict",
    ),
    "padding that is negative": (
        [
            node("Reshape", "x line", "r"),
            node("MaxPool", "r", "y", kernel_shape=[1, 1], strides=[1, 4], auto_pad="SAME_UPPER"),
        ],
        "SAME_UPPER is negative",
    ),
    "padding for other axes": (
        [node("Reshape", "x image", "r"), node("Conv", "r kernel", "y", pads=[1, 1])],
        "'pads' is (1, 1)",
    ),
    "kernels of another shape": (
        [node("Reshape", "x image", "r"), node("Conv", "r kernel", "y", kernel_shape=[2, 1])],
        "kernel of shape (2, 1)",
    ),
    "flags that are none": ([node("Gemm", "x wide", "y", transB=2)], "'transB' is 2"),
    "unknown padding": (
        [node("Reshape", "x image", "r"), node("Conv", "r kernel", "y", auto_pad="MOST")],
        "'MOST'",
    ),
    "steps of zero": (
        [node("Reshape", "x image", "r"), node("Conv", "r kernel", "y", strides=[1, 0])],
        "'strides' is (1, 0)",
    ),
    "long reflections": (
        [node("Pad", "x four4 _ ", "y", mode="reflect")],
        "more than the mode 'reflect' makes of 1 entries",
    ),
    "unknown modes of padding": ([node("Pad", "x four4", "y", mode="mirror")], "'mirror'"),
    "lengths that do not multiply": (
        [node("Reshape", "x five", "y")],
        "cannot take the shape (5,)",
    ),
    "two unknown lengths": ([node("Reshape", "x unknown", "y")], "cannot take the shape"),
    "shapes of floats": ([node("Reshape", "x four", "y")], "integers is needed"),
    "orders that are none": ([node("Transpose", "x", "y", perm=[0, 0])], "'perm' is (0, 0)"),
    "axes that do not exist": ([node("Concat", "x x", "y", axis=2)], "no axis 2"),
    "axes that are not 1": ([node("Squeeze", "x five", "y")], "no axis 5"),
    "axes that cannot vanish": ([node("Squeeze", "x one", "y")], "only those of length 1"),
    "indices out of range": ([node("Gather", "x five", "y", axis=1)], "out of range"),
    "parts that do not add up": (
        [node("Split", "x five", "y", axis=1)],
        "do not make up an axis of length 4",
    ),
    "parts that are not equal": (
        [node("Split", "x", "y b c", axis=1)],
        "no 3 equal parts",
    ),
    "padding that cuts too much": (
        [node("Pad", "x cutting", "y")],
        "cut off more than there is",
    ),
    "padding of no axis": ([node("Pad", "x five", "y")], "two integers are needed"),
    "slices in steps of 0": (
        [node("Slice", "x one five one zeros", "y")],
        "no step 0",
    ),
    "slices without an entry": ([node("Slice", "x one one one", "y")], "positive length"),
    "casts to truth values": (
        [node("Cast", "x", "b", to=TensorProto.BOOL), node("Identity", "b", "y")],
        "depends on the input of the model",
    ),
    "casts to texts": ([node("Cast", "x", "y", to=TensorProto.STRING)], "type STRING"),
}
CONSTANTS = {
    "c": np.float32([1]),
    "zero": np.float32([1, 0]),
    "three": I64([3, 3, 3]),
    "nothing": I64([0]),
    "infinite": np.float32([np.inf]),
    "wide": np.ones((2, 4), np.float32),
    "square": np.ones((2, 2), np.float32),
    "half": np.float32(0.5),
    "true": np.array(True),
    "four": np.ones(4, np.float32),
    "minus": -np.ones(4, np.float32),
    "image": I64([1, 1, 2, 2]),
    "line": I64([1, 1, 1, 4]),
    "kernel": np.ones((1, 1, 1, 1), np.float32),
    "four4": I64([1, 0, 1, 0]),
    "cutting": I64([0, 1, 0, -5]),
    "five": I64([5]),
    "unknown": I64([-1, -1]),
    "one": I64([1]),
    "zeros": I64([0]),
}


@each("name", REFUSED)
def test_what_is_refused(name):
    nodes, message = REFUSED[name]
    used = {part for proto in nodes for part in proto.input}
    constants = {key: value for key, value in CONSTANTS.items() if key in used}
    with pytest.raises(FileFormatError) as caught:
        from_onnx(model(nodes, [1, 4], constants))
    assert message in str(caught.value)
    assert "the node" in str(caught.value) or "the output" in str(caught.value)


@pytest.mark.parametrize(("opset", "outputs"), [(7, 3), (9, 5), (13, 2)])
def test_old_normalisations_for_training_have_more_outputs(opset, outputs):
    names = " ".join(f"y{i}" for i in range(1, outputs))
    for rest, message in ((names, "set to training"), (" _" * (outputs - 1), None)):
        nodes = [node("BatchNormalization", "x scale b mean variance", f"y {rest}")]
        proto = model(nodes, [1, 3], statistics, opset=opset)
        if message is None:
            assert from_onnx(proto).inputs == 3
        else:
            with pytest.raises(FileFormatError, match=message):
                from_onnx(proto)


@pytest.mark.parametrize("domain", ["ai.onnx.ml", "com.example"])
def test_other_domains_are_named(domain):
    proto = model([node("Relu", "x", "y", domain=domain, name="odd")], [1, 4])
    proto.opset_import.append(helper.make_opsetid(domain, 1))
    with pytest.raises(FileFormatError, match=rf"'odd' \({domain}.Relu\).* domain '{domain}'"):
        from_onnx(proto)
