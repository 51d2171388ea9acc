"""Operators on constants, choices by comparisons, and those of scikit-learn's exports."""

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

from onnx import TensorProto, helper

from polyregions.errors import FileFormatError, PolyregionsError
from polyregions.readers import from_onnx
from tests.helpers.onnx_cases import OperatorCases
from tests.helpers.onnx_models import computes_closely, computes_exactly, model, node

I64 = np.int64
CASES = OperatorCases()
LEARNED = OperatorCases()
NUMBERS = np.float32([[-2.5, -1.5, -0.5, 0, 0.5, 1.5, 2.5]])

# Of constants
for operator in ("Sign", "Floor", "Ceil", "Round"):
    CASES.add(
        operator,
        [node(operator, "c", "r"), node("Mul", "x r", "y")],
        [1, 7],
        {"c": NUMBERS},
        opsets=(11, 13),
    )
for flag in (0, 1):
    signs = {"a": I64([7, -7, 7, -7]), "b": I64([3, 3, -3, -3])}
    CASES.add(
        f"Mod with fmod={flag}",
        [
            node("Mod", "a b", "r", fmod=flag),
            node("Cast", "r", "f", to=TensorProto.FLOAT),
            node("Mul", "x f", "y"),
        ],
        [1, 4],
        signs,
        opsets=(10, 13),
    )
CASES.add(
    "Mod of floats",
    [node("Mod", "a b", "r", fmod=1), node("Mul", "x r", "y")],
    [1, 2],
    {"a": np.float32([5.5, -5.5]), "b": np.float32([2, 2])},
)
CASES.add(
    "a batch normalisation by roots of constants",
    [
        node("Add", "v e", "s"),
        node("Sqrt", "s", "r"),
        node("Reciprocal", "r", "q"),
        node("Pow", "v half", "p"),
        node("Pow", "s minus", "m"),
        node("Sum", "q p m", "f"),
        node("Mul", "x f", "y"),
    ],
    [1, 3],
    {
        "v": np.float32([0.5, 2, 9]),
        "e": np.float32(1e-3),
        "half": np.float32(0.5),
        "minus": np.float32([-0.5, -1, -2]),
    },
    close=True,
    opsets=(7, 13),
)
CASES.add(
    "roots and powers that are exact",
    [
        node("Sqrt", "c", "r"),
        node("Reciprocal", "c", "q"),
        node("Pow", "c e", "p"),
        node("Pow", "n k", "i"),
        node("Cast", "i", "f", to=TensorProto.FLOAT),
        node("Sum", "r q p f", "s"),
        node("Pow", "x one", "u"),
        node("Mul", "u s", "y"),
    ],
    [1, 4],
    {
        "c": np.float32([0.25, 4, 16, 1]),
        "e": np.float32([3, -2, 0.5, -0.5]),
        "n": I64([-3, 2, 5, 0]),
        "k": I64([3, 10, 1, 0]),
        "one": np.float32(1),
    },
    opsets=(12, 17),
)
ranges = {"a": I64([5, -3, -3]), "f": np.float32([0, 2, 0.5])}
for name, kind in (("integers", I64), ("floats", np.float32)):
    start, limit, step = (4, -3, -2) if kind is I64 else (0.5, 2, 0.5)
    CASES.add(
        f"Range of {name}",
        [
            node("Range", "a b c", "r"),
            node("Cast", "r", "f", to=TensorProto.FLOAT),
            node("Add", "x f", "y"),
        ],
        [1, 1],
        {"a": np.array(start, kind), "b": np.array(limit, kind), "c": np.array(step, kind)},
        opsets=(11, 17),
    )
CASES.add(
    "Size",
    [
        node("Size", "x", "n"),
        node("CastLike", "n x", "f"),
        node("CastLike", "f shape", "i"),
        node("CastLike", "i true", "b"),
        node("Where", "b x f", "w"),
        node("Mul", "w f", "y"),
    ],
    [1, 2, 3],
    {"shape": I64([1]), "true": np.array(True)},
    opsets=(16, 19),
)
CASES.add(
    "truth values of constants",
    [
        node("Shape", "x", "s"),
        node("Equal", "s two", "e"),
        node("Where", "e s ones", "r"),
        node("Greater", "r ones", "g"),
        node("Less", "r ones", "l"),
        node("Xor", "g e", "o"),
        node("Not", "o", "n"),
        node("And", "n e", "a"),
        node("Or", "a l", "c"),
        node("GreaterOrEqual", "ones r", "h"),
        node("LessOrEqual", "ones r", "i"),
        node("And", "h i", "j"),
        node("Or", "c j", "k"),
        node("Cast", "k", "f", to=TensorProto.FLOAT),
        node("Mul", "x f", "u"),
        node("Expand", "u r", "y"),
    ],
    [1, 2],
    {"two": I64([2]), "ones": I64([1, 1])},
)
CASES.add(
    "reductions of integers",
    [
        node("Shape", "x", "s"),
        node("ReduceMax", "s", "a", keepdims=0),
        node("ReduceMin", "s", "b", keepdims=1),
        node("ReduceL1", "s", "c", keepdims=0),
        node("CumSum", "s zero", "d"),
        node("Sub", "c a", "e"),
        node("Mul", "e b", "f"),
        node("Add", "f d", "g"),
        node("Cast", "g", "h", to=TensorProto.FLOAT),
        node("Add", "x h", "y"),
    ],
    [1, 3, 3],
    {"zero": np.array(0)},
)
CASES.add(
    "rearranged constants",
    [
        node("Tile", "c r", "a"),
        node("Resize", "a _ s", "b", mode="nearest"),
        node("Trilu", "b", "d"),
        node("Resize", "d _ s", "e", mode="linear", coordinate_transformation_mode="asymmetric"),
        node("Pad", "e p", "f", mode="edge"),
        node("Einsum", "f", "g", equation="ij->j"),
        node("Mul", "x g", "y"),
    ],
    [1, 10],
    {
        "c": np.float32([[1, 2]]),
        "r": I64([2, 1]),
        "s": np.float32([2, 2]),
        "p": I64([0, 1, 0, 1]),
    },
)
CASES.add(
    "activations of constants",
    [
        node("HardSigmoid", "c", "h", alpha=0.5, beta=0.25),
        node("Shrink", "c", "s", lambd=0.5, bias=0.5),
        node("ThresholdedRelu", "c", "t", alpha=0.0),
        node("Mean", "h s t c", "m"),
        node("ConvTranspose", "m w", "v"),
        node("Mul", "x v", "y"),
    ],
    [1, 1, 8],
    {"c": NUMBERS[None], "w": np.float32([[[1, -1]]])},
)
CASES.add_one("ThresholdedRelu", "ThresholdedRelu", [1, 4], opsets=(10, 22), alpha=0.0)

# Choices
CASES.add(
    "a leaky ReLU by Where",
    [
        node("MatMul", "x w", "h"),
        node("Greater", "h zero", "c"),
        node("Mul", "h slope", "s"),
        node("Where", "c h s", "y"),
    ],
    [1, 3],
    {
        "w": np.float32([[1, -2], [0, 1], [3, 1]]),
        "zero": np.float32(0),
        "slope": np.float32(0.125),
    },
)
CASES.add(
    "a clip by conditions that are joined",
    [
        node("Greater", "x low", "a"),
        node("LessOrEqual", "x high", "b"),
        node("And", "a b", "c"),
        node("And", "true c", "d"),
        node("Clip", "x low high", "e"),
        node("Where", "d x e", "y"),
    ],
    [1, 4],
    {"low": np.float32(-1), "high": np.float32(2), "true": np.array([True])},
)
CASES.add(
    "a clip by conditions, one of which suffices",
    [
        node("Less", "x low", "a"),
        node("Greater", "x high", "b"),
        node("Or", "a b", "c"),
        node("Not", "c", "d"),
        node("Not", "d", "e"),
        node("Clip", "x low high", "f"),
        node("Where", "e f x", "y"),
    ],
    [1, 4],
    {"low": np.float32(-1), "high": np.float32(2)},
)

for order in ("f x", "x f"):
    CASES.add(
        f"a ReLU by a mask, as {order}",
        [
            node("Greater", "x zero", "c"),
            node("Cast", "c", "f", to=TensorProto.FLOAT),
            node("Mul", order, "y"),
        ],
        [1, 3],
        {"zero": np.float32(0)},
    )
CASES.add(
    "a masked fill",
    [
        node("Less", "x zero", "c"),
        node("Cast", "c", "b", to=TensorProto.BOOL),
        node("Where", "b zero x", "y"),
    ],
    [1, 3],
    {"zero": np.float32(0)},
)

bounds = {"l": np.float32(0.5), "zero": np.float32(0)}
CASES.add(
    "a soft shrinkage by a sign",
    [
        node("Abs", "x", "a"),
        node("Greater", "a l", "c"),
        node("Sign", "x", "s"),
        node("Mul", "s l", "p"),
        node("Sub", "x p", "d"),
        node("Mul", "x zero", "z"),
        node("Where", "c d z", "y"),
    ],
    [1, 5],
    bounds,
)
CASES.add(
    "an absolute value by a sign",
    [node("Sign", "x", "s"), node("Identity", "s", "t"), node("Mul", "t x", "y")],
    [1, 5],
)
CASES.add(
    "a blend by a mask and its complement",
    [
        node("Less", "x two", "c"),
        node("Cast", "c", "i", to=TensorProto.INT64),
        node("Cast", "i", "m", to=TensorProto.FLOAT),
        node("Sub", "one m", "n"),
        node("Mul", "m x", "u"),
        node("Mul", "two n", "v"),
        node("Neg", "v", "w"),
        node("Sub", "u w", "s"),
        node("Div", "s two", "y"),
    ],
    [1, 5],
    {"one": np.float32(1), "two": np.float32(2)},
)
CASES.add(
    "a sum of masked parts",
    [
        node("Greater", "x zero", "c"),
        node("LessOrEqual", "x zero", "e"),
        node("Where", "c l minus", "a"),
        node("Where", "e l minus", "b"),
        node("Sum", "a b x", "s"),
        node("Relu", "s", "y"),
    ],
    [1, 5],
    {**bounds, "minus": np.float32(-0.5)},
)

# Operators of the domain ai.onnx.ml


def learned(name, operator, shape, names="x", constants=None, close=False, **attributes):
    nodes = [node(operator, names, "y", domain="ai.onnx.ml", **attributes)]
    LEARNED.add(name, nodes, shape, constants, close=close)
    for proto, _ in LEARNED.values():
        if len(proto.opset_import) == 1:
            proto.opset_import.append(helper.make_opsetid("ai.onnx.ml", 3))


learned("Scaler", "Scaler", [1, 3], offset=[1.0, -2.0, 0.5], scale=[0.5, 2.0, 0.25])
learned("Scaler by one number", "Scaler", [1, 3], offset=[1.0], scale=[0.5])
learned(
    "LinearRegressor",
    "LinearRegressor",
    [1, 3],
    coefficients=[1.0, 2.0, 0.5, -1.0, 0.0, 1.5],
    intercepts=[1.0, -2.0],
    targets=2,
    post_transform="NONE",
)
learned("LinearRegressor of one", "LinearRegressor", [1, 2], coefficients=[1.0, 2.0])
learned("features", "ArrayFeatureExtractor", [1, 4], "x i", {"i": I64([[3, 0]])})


@each("name", {**CASES, **LEARNED}, size=60)
def test_the_same_values_as_onnxruntime(name):
    proto, close = {**CASES, **LEARNED}[name]
    compare = computes_closely if close else computes_exactly
    assert compare(from_onnx(proto), proto)


ZERO, ONE = np.float32(0), np.float32(1)
REFUSED = {
    "steps": ([node("Greater", "x zero", "c"), node("Where", "c one zero", "y")], "jumps where"),
    "hard shrinkage": ([node("Greater", "x one", "c"), node("Where", "c x zero", "y")], "jumps"),
    "comparisons as numbers": (
        [
            node("LessOrEqual", "x zero", "c"),
            node("Cast", "c", "f", to=TensorProto.FLOAT),
            node("Add", "f x", "z"),
            node("Relu", "z", "y"),
        ],
        "the node Relu that makes 'y': LessOrEqual gives a truth value, which jumps",
    ),
    "comparisons as the output": ([node("Less", "x zero", "y")], "gives a truth value"),
    "masks that jump": (
        [
            node("Greater", "x one", "c"),
            node("Cast", "c", "f", to=TensorProto.FLOAT),
            node("Mul", "x f", "y"),
        ],
        "Greater gives a truth value, which jumps",
    ),
    "products of conditions": (
        [node("Greater", "x one", "c"), node("Mul", "c c", "y")],
        "input 0, 'c', is a truth value",
    ),
    "equality": ([node("Equal", "x zero", "y")], "Equal gives a truth value, which jumps"),
    "exclusive conditions": (
        [node("Less", "x zero", "c"), node("Xor", "c c", "y")],
        "Xor gives a truth value, which jumps",
    ),
    "unrelated conditions": (
        [
            node("Split", "x", "left right", axis=1),
            node("Greater", "left zero", "c"),
            node("Where", "c right zero", "y"),
        ],
        "cannot be told to be continuous",
    ),
    "conditions of numbers": ([node("Where", "one x x", "y")], "truth values are needed"),
    "products of many choices": (
        [
            node("Sign", "x", "s0"),
            *(node("Add", f"s{i} s{i}", f"s{i + 1}") for i in range(40)),
            node("Mul", "s40 x", "y"),
        ],
        "more than 64 comparisons",
    ),
    **{
        f"rounding errors of {operator}": (
            [
                node("Mul", "tens sevenths", "c"),
                node(operator, names, "d", **options),
                node("Cast", "d", "f", to=TensorProto.FLOAT),
                node("Mul", "x f", "y"),
            ],
            "depends on rounding errors",
        )
        for operator, names, options in (
            ("Floor", "c", {}),
            ("Ceil", "c", {}),
            ("Mod", "c one", {"fmod": 1}),
            ("Less", "c seven", {}),
            ("Cast", "c", {"to": TensorProto.INT64}),
        )
    },
    "casts to too few bits": (
        [node("Cast", "huge", "i", to=TensorProto.INT8), node("Expand", "x i", "y")],
        "exceeds the 8 bits of its type",
    ),
    "integers that become too large": (
        [
            node("Cast", "many", "i", to=TensorProto.INT32),
            node("Mul", "i i", "n"),
            node("Expand", "x n", "y"),
        ],
        "exceeds the 32 bits of its type",
    ),
    "products of constants that take long": (
        [
            node("Expand", "one square", "e"),
            node("MatMul", "e e", "m"),
            node("Add", "x m", "y"),
        ],
        "more than 10,000,000 products: store its result",
    ),
    "numbers that double their length": (
        [
            node("Mul", "sevenths sevenths", "c0"),
            *(node("Mul", f"c{i} c{i}", f"c{i + 1}") for i in range(60)),
            node("Mul", "x c60", "y"),
        ],
        "computed constants have more than 16,384 bits",
    ),
    "powers of powers": (
        [
            node("Pow", "sevenths large", "c0"),
            *(node("Pow", f"c{i} large", f"c{i + 1}") for i in range(9)),
            node("Mul", "x c9", "y"),
        ],
        "computed constants have more than 16,384 bits",
    ),
    "roots": ([node("Sqrt", "x", "y")], "Sqrt is curved"),
    "squares": ([node("Pow", "x scales", "y")], "Pow multiplies values"),
    "roots of negative numbers": (
        [node("Neg", "one", "m"), node("Sqrt", "m", "r"), node("Mul", "x r", "y")],
        "the root of -1 is no real number",
    ),
    "reciprocals of zero": (
        [node("Reciprocal", "zero", "r"), node("Mul", "x r", "y")],
        "nothing can be divided by it",
    ),
    "signs": ([node("Sign", "x", "y")], "Sign jumps, and a network of ReLUs is continuous"),
    "remainders": ([node("Mod", "x one", "y", fmod=1)], "Mod jumps"),
    "thresholds": ([node("ThresholdedRelu", "x", "y")], "it is read where alpha is 0, not 1"),
    "shrinkages": ([node("Shrink", "x", "y")], "bias and lambd are one number from 0"),
    "weights that are no integers": ([node("DequantizeLinear", "one one", "y")], "are integers"),
    "dequantised values": (
        [node("DequantizeLinear", "x one", "y")],
        "input 0, 'x', depends on the input",
    ),
    "quantised values": ([node("QuantizeLinear", "x one", "y")], "rounds to whole steps"),
    "products of values by indices": (
        [node("Einsum", "x x", "y", equation="ij,ij->i")],
        "not piecewise linear",
    ),
    "axes along which there is nothing": (
        [node("ReduceSum", "x axis", "y")],
        "no axis 3: the input has 2 axes",
    ),
    "cubic interpolation": (
        [node("Resize", "x _ scales", "y", mode="cubic")],
        "the mode 'cubic' is not yet read",
    ),
    "crops": (
        [
            node(
                *("Resize", "x _ scales", "y"),
                coordinate_transformation_mode="tf_crop_and_resize",
            )
        ],
        "'tf_crop_and_resize', which is not yet read",
    ),
    "choices by rounding errors": (
        [
            node(
                *("Resize", "fourteen _ _ sizes", "r"),
                coordinate_transformation_mode="asymmetric",
                nearest_mode="floor",
            ),
            node("Mul", "x r", "y"),
        ],
        "depends on rounding errors",
    ),
    "scales and sizes": (
        [node("Resize", "x _ scales wide", "y")],
        "scales or sizes are needed, and not both",
    ),
    "huge ranges": (
        [node("Range", "a huge b", "r"), node("Add", "x r", "y")],
        "more than 10,000,000",
    ),
    "huge tiles": ([node("Tile", "x huges", "y")], "more than 1,000,000"),
    "huge steps": (
        [
            node("Reshape", "x rows", "r"),
            node("ConvTranspose", "r kernel", "y", strides=[2**40]),
        ],
        "more than 1,000,000",
    ),
    "huge sums": ([node("Tile", "x thousands", "r"), node("CumSum", "r b", "y")], "more than"),
    "many conditions": (
        [
            node("Less", "x zero", "c0"),
            *(node("And", f"c{i} c{i}", f"c{i + 1}") for i in range(40)),
            node("Where", "c40 x x", "y"),
        ],
        "more than 64 comparisons",
    ),
}
CONSTANTS = {
    "zero": ZERO,
    "one": ONE,
    "axis": I64([3]),
    "scales": np.float32([1, 2]),
    "wide": I64([1, 8]),
    "rows": I64([1, 1, 4]),
    "sizes": I64([4]),
    "fourteen": np.ones(14, np.float32),
    "kernel": np.ones((1, 1, 1), np.float32),
    "a": np.array(0),
    "b": np.array(1),
    "huge": np.array(2**40),
    "tens": np.float32([10, 10]),
    "sevenths": np.float32([0.7, 0.3]),
    "thousands": I64([1, 2000]),
    "square": I64([250, 250]),
    "large": np.float32(64),
    "seven": np.float32(7),
    "many": np.array(10**5),
    "huges": I64([1, 2**40]),
}


@each("name", REFUSED)
def test_what_is_refused(name):
    nodes, message = REFUSED[name]
    used = {part for proto in nodes for part in proto.input}
    constants = {key: value for key, value in CONSTANTS.items() if key in used}
    with pytest.raises(PolyregionsError) as caught:
        from_onnx(model(nodes, [1, 4], constants))
    assert message in str(caught.value)


@each(
    ("operator", "attributes", "message"),
    [
        ("Scaler", {"offset": [1.0, 2.0], "scale": [1.0]}, "'offset' has 2 numbers"),
        ("Scaler", {"offset": [1.0]}, "'scale' is missing"),
        ("LinearRegressor", {"coefficients": [1.0] * 3}, "3 coefficients"),
        (
            "LinearRegressor",
            {"coefficients": [1.0] * 4, "post_transform": "SOFTMAX"},
            "not piecewise linear",
        ),
        ("LinearRegressor", {"coefficients": [1.0], "targets": 2**40}, "1 coefficients"),
        ("Normalizer", {"norm": "L2"}, "divides by the size"),
    ],
)
def test_learned_operators_that_are_refused(operator, attributes, message):
    proto = model([node(operator, "x", "y", domain="ai.onnx.ml", **attributes)], [1, 4])
    proto.opset_import.append(helper.make_opsetid("ai.onnx.ml", 3))
    with pytest.raises(FileFormatError, match=message):
        from_onnx(proto)


def test_a_block_may_be_longer_than_the_weights():
    nodes = [
        node("DequantizeLinear", "w s", "d", axis=1, block_size=10**12),
        node("Mul", "x d", "y"),
    ]
    weights = {"w": np.int8([[3, -4]]), "s": np.float32([[0.5]])}
    network = from_onnx(model(nodes, [1, 2], weights, opset=21))
    assert network.exact([1, 1]) == (1.5, -2)
