"""Random models of one operator each, with small integers for numbers, for the judges of readers.

Each generator takes a random source and a version of the operator set, and returns the nodes, the
shape of the input x, the constants, and whether floats must round in the output y.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.helpers.onnx_models import model, node

I64 = np.int64


@dataclass
class Drawn:
    """A model about to be made."""

    nodes: list[Any]
    shape: list[int]
    constants: dict[str, Any] = field(default_factory=dict)
    close: bool = False

    def model(self, opset):
        return model(self.nodes, self.shape, self.constants, opset=opset)


class Source:
    """Random choices by a seed."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def integer(self, low, high):
        """Return an integer between two bounds, both of them among the results."""
        return int(self.rng.integers(low, high + 1))

    def flag(self):
        return self.integer(0, 1)

    def among(self, choices):
        return choices[self.integer(0, len(choices) - 1)]

    def shape(self, least=1, most=4, longest=4):
        return [self.integer(1, longest) for _ in range(self.integer(least, most))]

    def numbers(self, *shape, dtype=np.float32):
        return self.rng.integers(-4, 5, shape).astype(dtype)

    def axes(self, count, least=1):
        """Return some axes, each counted from the front or from the back."""
        chosen = self.rng.permutation(count)[: self.integer(least, count)].tolist()
        return [axis - count if self.flag() else axis for axis in chosen]

    def broadcast(self, shape):
        """Return a shape that broadcasts to another."""
        lengths = [n if self.flag() else 1 for n in shape]
        return lengths[self.integer(0, len(shape)) :]


def one(operator, names, constants=None, **attributes):
    return [node(operator, " ".join(["x", *names.split()]), "y", **attributes)], constants or {}


def reduction(operator, since):
    def draw(source, opset):
        shape = source.shape()
        attributes = {}
        if source.flag():
            attributes["keepdims"] = source.flag()
        axes = source.axes(len(shape), least=0) if source.flag() else None
        constants, names = {}, "x"
        if opset < since:
            if axes:
                attributes["axes"] = axes
        else:
            if source.flag():
                attributes["noop_with_empty_axes"] = source.flag()
            if axes is not None:
                constants["axes"], names = I64(axes), "x axes"
        nodes = [node(operator, names, "y", **attributes)]
        return Drawn(nodes, shape, constants, close=operator == "ReduceMean")

    return draw


def pad(source, opset):
    shape = source.shape()
    modes = ["constant", "edge", "reflect", *(["wrap"] if opset >= 19 else [])]
    mode = source.among(modes)
    axes = source.axes(len(shape)) if opset >= 18 and source.flag() else list(range(len(shape)))
    most = [{"reflect": shape[axis] - 1, "wrap": shape[axis]}.get(mode, 3) for axis in axes]
    low = [-((n - 1) // 2) if mode == "constant" else 0 for n in (shape[axis] for axis in axes)]
    pads = [source.integer(a, b) for a, b in 2 * list(zip(low, most, strict=True))]
    constants = {"pads": I64(pads)}
    names = "x pads"
    if source.flag() and mode == "constant":
        constants["value"], names = np.float32(source.integer(-3, 3)), "x pads value"
    if len(axes) < len(shape) or (opset >= 18 and axes != list(range(len(shape)))):
        constants["axes"] = I64(axes)
        names = names + (" axes" if "value" in names else " _ axes")
    return Drawn([node("Pad", names, "y", mode=mode)], shape, constants)


def slicing(source, opset):
    shape = source.shape(longest=6)
    axes = source.axes(len(shape))
    starts, ends, steps = [], [], []
    for axis in axes:
        n = shape[axis]
        step = source.among([1, 1, 2, -1, -2, 3])
        first, last = sorted(source.rng.choice(n, 2, replace=True).tolist())
        start, end = (first, last + 1) if step > 0 else (last, first - 1 if first else -n - 1)
        starts.append(start - n if source.flag() and start >= 0 and start < n else start)
        ends.append(source.among([end, end, 2**40]) if step > 0 else end)
        steps.append(step)
    constants = {"starts": I64(starts), "ends": I64(ends), "axes": I64(axes), "steps": I64(steps)}
    return Drawn([node("Slice", "x starts ends axes steps", "y")], shape, constants)


def split(source, opset):
    shape = source.shape(longest=6)
    axis = source.integer(-len(shape), len(shape) - 1)
    n = shape[axis]
    parts = source.integer(1, n)
    names = " ".join(f"p{i}" for i in range(parts))
    attributes, constants, inputs = {"axis": axis}, {}, "x"
    cuts = sorted(source.rng.choice(np.arange(1, n), parts - 1, replace=False).tolist())
    lengths = np.diff([0, *cuts, n]).tolist()
    equal = n % parts == 0 and source.flag()
    if opset < 13:
        if not equal:
            attributes["split"] = lengths
    elif not equal:
        constants["lengths"], inputs = I64(lengths), "x lengths"
    elif opset >= 18:
        attributes["num_outputs"] = parts
    back = " ".join(f"p{i}" for i in reversed(range(parts)))
    nodes = [node("Split", inputs, names, **attributes), node("Concat", back, "y", axis=axis)]
    return Drawn(nodes, shape, constants)


def gather(source, opset):
    shape = source.shape()
    axis = source.integer(-len(shape), len(shape) - 1)
    n = shape[axis]
    indices = source.rng.integers(-n, n, source.shape(0, 2))
    return Drawn([node("Gather", "x i", "y", axis=axis)], shape, {"i": np.asarray(indices, I64)})


def gather_elements(source, opset):
    shape = source.shape()
    axis = source.integer(-len(shape), len(shape) - 1)
    lengths = [source.integer(1, n) for n in shape]
    lengths[axis] = source.integer(1, 5)
    indices = source.rng.integers(-shape[axis], shape[axis], lengths)
    return Drawn([node("GatherElements", "x i", "y", axis=axis)], shape, {"i": I64(indices)})


def gather_nd(source, opset):
    shape = source.shape()
    shared = source.integer(0, len(shape) - 1) if opset >= 12 else 0
    named = source.integer(1, len(shape) - shared)
    rows = [*shape[:shared], *source.shape(1 if not shared else 0, 2, 3)]
    columns = [source.rng.integers(-n, n, rows) for n in shape[shared : shared + named]]
    indices = np.stack(columns, -1)
    attributes = {"batch_dims": shared} if shared else {}
    return Drawn([node("GatherND", "x i", "y", **attributes)], shape, {"i": I64(indices)})


def tile(source, opset):
    shape = source.shape(most=3)
    return Drawn(
        [node("Tile", "x r", "y")], shape, {"r": I64([source.integer(1, 3) for _ in shape])}
    )


def expand(source, opset):
    wanted = source.shape(most=4)
    shape = source.broadcast(wanted) or [1]
    return Drawn([node("Expand", "x s", "y")], shape, {"s": I64(wanted)})


def squeeze(source, opset):
    shape = [n if source.flag() else 1 for n in source.shape()]
    ones = [axis for axis, n in enumerate(shape) if n == 1]
    count = len(shape)
    axes = [axis - count if source.flag() else axis for axis in ones]
    if not axes or source.flag():
        return Drawn([node("Squeeze", "x", "y")], shape)
    if opset < 13:
        return Drawn([node("Squeeze", "x", "y", axes=axes)], shape)
    return Drawn([node("Squeeze", "x a", "y")], shape, {"a": I64(axes)})


def unsqueeze(source, opset):
    shape = source.shape()
    more = source.integer(1, 2)
    count = len(shape) + more
    axes = source.rng.permutation(count)[:more].tolist()
    axes = [axis - count if source.flag() and opset >= 11 else axis for axis in axes]
    if opset < 13:
        return Drawn([node("Unsqueeze", "x", "y", axes=axes)], shape)
    return Drawn([node("Unsqueeze", "x a", "y")], shape, {"a": I64(axes)})


def depth_to_space(source, opset):
    size = source.integer(1, 3)
    shape = [1, size**2 * source.integer(1, 2), source.integer(1, 3), source.integer(1, 3)]
    attributes = {"mode": source.among(["DCR", "CRD"])} if opset >= 11 and source.flag() else {}
    return Drawn([node("DepthToSpace", "x", "y", blocksize=size, **attributes)], shape)


def space_to_depth(source, opset):
    size = source.integer(1, 3)
    shape = [1, source.integer(1, 3), size * source.integer(1, 2), size * source.integer(1, 2)]
    return Drawn([node("SpaceToDepth", "x", "y", blocksize=size)], shape)


def triangle(source, opset):
    shape = source.shape(least=2)
    nodes, constants, names = [], {}, "x"
    if source.flag():
        constants["k"], names = np.array(source.integer(-3, 3), I64), "x k"
    attributes = {"upper": source.flag()} if source.flag() else {}
    nodes = [node("Trilu", names, "y", **attributes)]
    return Drawn(nodes, shape, constants)


def cumulative_sum(source, opset):
    shape = source.shape()
    axis = source.integer(-len(shape), len(shape) - 1)
    attributes = {name: source.flag() for name in ("exclusive", "reverse") if source.flag()}
    constants = {"axis": np.array(axis, source.among([I64, np.int32]))}
    return Drawn([node("CumSum", "x axis", "y", **attributes)], shape, constants)


def several(operator):
    def draw(source, opset):
        shape = source.shape()
        count = source.integer(1, 3)
        names = [source.among(["x", f"c{i}", "n"]) for i in range(count)]
        constants = {
            name: source.numbers(*source.broadcast(shape)) for name in names if name[0] == "c"
        }
        nodes = [node("Neg", "x", "n"), node(operator, " ".join(["x", *names]), "y")]
        return Drawn(nodes, shape, constants, close=operator == "Mean")

    return draw


def selection(source, opset):
    """A leaky ReLU, a threshold or a shrinkage by a comparison in one of its forms."""
    shape = source.shape(most=3)
    bound = source.integer(-2, 2)
    names = {"b": np.float32(bound), "s": np.float32(source.among([0.5, 0, -1, 2]))}
    comparisons = ["Greater", "Less"] + (["GreaterOrEqual", "LessOrEqual"] if opset >= 12 else [])
    comparison = source.among(comparisons)
    taken = ["x", "b"] if source.flag() else ["b", "x"]
    nodes = [
        node(comparison, " ".join(taken), "c"),
        node("Sub", "x b", "d"),
        node("Mul", "d s", "e"),
        node("Add", "e b", "f"),
    ]
    choice = source.among(["c x f", "c f x", "c b x", "c x b"])
    if source.flag():
        nodes.append(node("Not", "c", "n"))
        choice = choice.replace("c", "n")
    elif source.flag():
        nodes += [
            node("Greater", "x less", "always"),
            node("Or", "always c", "o") if source.flag() else node("And", "c c", "o"),
        ]
        names["less"] = np.float32(bound)
        choice = choice.replace("c", "o")
    nodes.append(node("Where", choice, "y"))
    used = {name for proto in nodes for name in proto.input}
    return Drawn(nodes, shape, {name: value for name, value in names.items() if name in used})


def joined_conditions(source, opset):
    """A choice, by comparisons joined at random, between functions that are x from -1 to 1."""
    nodes = [
        node("Clip", "x minus one", "v0"),
        node("Sub", "x v0", "beyond"),
        node("Add", "x beyond", "v1"),
        node("Sub", "x one", "more"),
        node("Relu", "more", "v2"),
        node("Add", "x v2", "v3"),
    ]
    conditions = []
    for i in range(source.integer(2, 4)):
        operator = source.among(["Greater", "GreaterOrEqual", "Less", "LessOrEqual"])
        nodes.append(node(operator, f"x {source.among(['minus', 'zero', 'one'])}", f"c{i}"))
        conditions.append(f"c{i}")
    while len(conditions) > 1:
        first, second = conditions.pop(), conditions.pop()
        made = f"{first}{second}"
        nodes.append(node(source.among(["And", "Or"]), f"{first} {second}", made))
        if source.flag():
            nodes.append(node("Not", made, f"n{made}"))
            made = f"n{made}"
        conditions.insert(0, made)
    values = ["x", "v0", "v1", "v3"]
    a, b = source.among(values), source.among(values)
    if source.flag():
        nodes.append(node("Where", f"{conditions[0]} {a} {b}", "y"))
    else:
        nodes += [
            node("Cast", conditions[0], "mask", to=1),
            node("Sub", "one mask", "rest"),
            node("Mul", f"mask {a}", "p"),
            node("Mul", f"{b} rest", "q"),
            node("Add", "p q", "y"),
        ]
    constants = {"minus": np.float32(-1), "zero": np.float32(0), "one": np.float32(1)}
    return Drawn(nodes, source.shape(most=2), constants)


def soft_shrinkage(source, opset):
    bound = np.float32(source.among([0, 0.5, 1, 2]))
    nodes = [
        node("Greater", "x b", "above"),
        node("Less", "x m", "below"),
        node("Sub", "x b", "p"),
        node("Add", "x b", "q"),
        node("Where", "above p z", "u"),
        node("Where", "below q z", "v"),
        node("Add", "u v", "y"),
    ]
    return Drawn(nodes, source.shape(), {"b": bound, "m": -bound, "z": np.float32(0)})


def constant_choice(source, opset):
    shape = source.shape()
    condition = source.rng.integers(0, 2, source.broadcast(shape)).astype(bool)
    constants = {"c": condition, "o": source.numbers(*source.broadcast(shape))}
    return Drawn([node("Where", source.among(["c x o", "c o x"]), "y")], shape, constants)


def shrink(source, opset):
    bound = float(source.among([0, 0.5, 1, 2]))
    return Drawn([node("Shrink", "x", "y", lambd=bound, bias=bound)], source.shape())


def hard_sigmoid(source, opset):
    attributes = {name: float(source.integer(-2, 2)) / 2 for name in ("alpha", "beta")}
    given = {name: value for name, value in attributes.items() if source.flag()}
    return Drawn([node("HardSigmoid", "x", "y", **given)], source.shape(), close=len(given) < 2)


def transposed_convolution(source, opset):
    axes = source.integer(1, 3)
    groups = source.integer(1, 2)
    channels, outputs = groups * source.integer(1, 2), source.integer(1, 2)
    lengths = [source.integer(1, 3) for _ in range(axes)]
    kernel = [source.integer(1, 3) for _ in range(axes)]
    attributes = {"group": groups} if groups > 1 or source.flag() else {}
    strides, dilations = [1] * axes, [1] * axes
    if source.flag():
        strides = attributes["strides"] = [source.integer(1, 3) for _ in range(axes)]
    if source.flag():
        dilations = attributes["dilations"] = [source.integer(1, 2) for _ in range(axes)]
    if source.flag():
        attributes["kernel_shape"] = kernel
    extra = [0] * axes
    if source.flag():
        extra = [source.integer(0, max(s, d) - 1) for s, d in zip(strides, dilations, strict=True)]
        attributes["output_padding"] = extra
    whole = [
        s * (n - 1) + d * (k - 1) + 1 + e
        for s, n, d, k, e in zip(strides, lengths, dilations, kernel, extra, strict=True)
    ]
    way = source.among(["none", "pads", "auto", "shape"])
    if way == "pads":
        before = [source.integer(0, max(0, (n - 1) // 2)) for n in whole]
        after = [source.integer(0, max(0, (n - 1) // 2)) for n in whole]
        attributes["pads"] = [*before, *after]
    if way == "auto":
        attributes["auto_pad"] = source.among(["VALID", "SAME_UPPER", "SAME_LOWER", "NOTSET"])
    if way == "shape":
        attributes["output_shape"] = [source.integer(1, n) for n in whole]
        if source.flag():
            attributes["auto_pad"] = source.among(["SAME_UPPER", "SAME_LOWER", "NOTSET"])
    constants = {"w": source.numbers(channels, outputs, *kernel)}
    names = "x w"
    if source.flag():
        constants["b"], names = source.numbers(groups * outputs), "x w b"
    nodes = [node("ConvTranspose", names, "y", **attributes)]
    return Drawn(nodes, [1, channels, *lengths], constants)


def resize(source, opset):
    axes = source.integer(1, 2)
    shape = [1, source.integer(1, 2), *(source.integer(1, 6) for _ in range(axes))]
    coordinates = ["half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"]
    if opset < 13:
        coordinates.append("tf_half_pixel_for_nn")
    if opset >= 19:
        coordinates.append("half_pixel_symmetric")
    roundings = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]
    mode = source.among(["nearest", "nearest", "linear"])
    attributes = {"mode": mode}
    if source.flag():
        attributes["coordinate_transformation_mode"] = source.among(coordinates)
    if source.flag() and mode == "nearest":
        attributes["nearest_mode"] = source.among(roundings)
    spatial = list(range(2, len(shape)))
    chosen = spatial if opset >= 18 and source.flag() else list(range(len(shape)))
    constants, names = {}, "x _ _ sizes"
    if opset < 13:  # The inputs were not optional.
        constants = {"roi": np.zeros(0, np.float32)}
    if chosen == spatial:
        attributes["axes"] = spatial
    if source.flag():
        scales = [source.among([0.5, 1, 1.5, 2, 3, 0.7, 2.6]) for _ in spatial]
        constants["scales"] = np.float32([1] * (len(chosen) - axes) + scales)
        names = "x roi scales" if opset < 13 else "x _ scales"
    else:
        if opset < 13:
            constants["none"], names = np.zeros(0, np.float32), "x roi none sizes"
        sizes = [source.integer(1, 8) for _ in spatial]
        constants["sizes"] = I64([*([] if chosen == spatial else shape[:2]), *sizes])
        if chosen == spatial and source.flag():
            policies = ["stretch", "not_larger", "not_smaller"]
            attributes["keep_aspect_ratio_policy"] = source.among(policies)
    return Drawn(
        [node("Resize", names, "y", **attributes)], shape, constants, close=mode != "nearest"
    )


def upsample(source, opset):
    shape = [1, source.integer(1, 2), source.integer(1, 4), source.integer(1, 4)]
    mode = source.among(["nearest", "linear"])
    scales = [1.0, 1.0, *(source.among([1.0, 1.5, 2.0, 3.0, 2.6]) for _ in range(2))]
    if opset < 9:
        nodes, constants = [node("Upsample", "x", "y", mode=mode, scales=scales)], {}
    else:
        nodes, constants = [node("Upsample", "x s", "y", mode=mode)], {"s": np.float32(scales)}
    return Drawn(nodes, shape, constants, close=mode == "linear")


def old_resize(source, opset):
    drawn = upsample(source, 9)
    mode = drawn.nodes[0].attribute[0].s.decode()
    drawn.constants["s"][2:] = [source.among([0.5, 1, 2, 1.5]) for _ in range(2)]
    drawn.nodes = [node("Resize", "x s", "y", mode=mode)]
    return drawn


EQUATIONS = [
    ("ij,jk->ik", 2, [3]),
    ("bij,kj->bki", 3, [2]),
    ("...i,ij->...j", 3, [2]),
    ("i,i", 1, [1]),
    ("ij->ji", 2, []),
    ("ij->i", 2, []),
    ("bhi,hij->bhj", 3, [3]),
    ("ij,j,jk", 2, [1, 2]),
]


def einsum(source, opset):
    lengths = {letter: source.integer(1, 3) for letter in "bhijk"}
    equation = source.among([equation for equation, *_ in EQUATIONS])
    left = equation.split("->")[0].split(",")
    shapes = [
        [*([2] if "..." in term else []), *(lengths[letter] for letter in term.strip("."))]
        for term in left
    ]
    names = ["x", *(f"c{i}" for i in range(1, len(shapes)))]
    others = zip(names[1:], shapes[1:], strict=True)
    constants = {name: source.numbers(*shape) for name, shape in others}
    return Drawn([node("Einsum", " ".join(names), "y", equation=equation)], shapes[0], constants)


def dequantised(source, opset):
    rows, columns = source.integer(1, 4), source.integer(1, 4)
    dtype = source.among([np.int8, np.uint8, np.int32])
    weights = source.rng.integers(0, 100, (rows, columns)).astype(dtype)
    attributes = {}
    axis = source.among([0, 1, -1, -2])
    size = (rows, columns)[axis]
    per_axis = opset >= 13 and source.flag()
    if per_axis:
        attributes["axis"] = axis
    scale = source.among([0.5, 0.25, 2, 3])
    constants = {
        "w": weights,
        "s": np.float32([scale * (i + 1) for i in range(size)]) if per_axis else np.float32(scale),
    }
    names = "w s"
    if dtype != np.int32 and source.flag():
        constants["z"] = (
            source.rng.integers(0, 9, size).astype(dtype) if per_axis else np.array(3, dtype)
        )
        names = "w s z"
    nodes = [node("DequantizeLinear", names, "d", **attributes), node("MatMul", "x d", "y")]
    return Drawn(nodes, [1, rows], constants)


def blocks_dequantised(source, opset):
    rows, columns, block = source.integer(1, 4), source.integer(2, 5), source.integer(1, 3)
    axis = source.flag()
    lengths = [rows, columns]
    lengths[axis] = -(-lengths[axis] // block)
    constants = {
        "w": source.rng.integers(0, 100, (rows, columns)).astype(np.uint8),
        "s": np.float32(source.rng.integers(1, 5, lengths)) / 4,
        "z": source.rng.integers(0, 9, lengths).astype(np.uint8),
    }
    attributes = {"axis": axis, "block_size": block}
    nodes = [node("DequantizeLinear", "w s z", "d", **attributes), node("MatMul", "x d", "y")]
    return Drawn(nodes, [1, rows], constants)


GENERATORS = {
    "ReduceSum": (reduction("ReduceSum", 13), (7, 11, 13, 18)),
    "ReduceMean": (reduction("ReduceMean", 18), (7, 13, 18)),
    "ReduceMax": (reduction("ReduceMax", 18), (7, 11, 13, 18, 20)),
    "ReduceMin": (reduction("ReduceMin", 18), (7, 12, 18)),
    "ReduceL1": (reduction("ReduceL1", 18), (7, 13, 18)),
    "Pad": (pad, (11, 13, 18, 19, 21)),
    "Slice": (slicing, (10, 11, 13)),
    "Split": (split, (7, 11, 13, 18)),
    "Gather": (gather, (11, 13)),
    "GatherElements": (gather_elements, (11, 13)),
    "GatherND": (gather_nd, (11, 12, 13)),
    "Tile": (tile, (7, 13)),
    "Expand": (expand, (8, 13)),
    "Squeeze": (squeeze, (11, 13, 21)),
    "Unsqueeze": (unsqueeze, (7, 11, 13)),
    "DepthToSpace": (depth_to_space, (7, 11, 13)),
    "SpaceToDepth": (space_to_depth, (7, 13)),
    "Trilu": (triangle, (14,)),
    "CumSum": (cumulative_sum, (11, 14)),
    "Max": (several("Max"), (8, 12, 13)),
    "Min": (several("Min"), (8, 12, 13)),
    "Sum": (several("Sum"), (8, 13)),
    "Mean": (several("Mean"), (8, 13)),
    "Where": (selection, (9, 12, 16)),
    "Where by joined conditions": (joined_conditions, (12, 16)),
    "Where of soft shrinkages": (soft_shrinkage, (9, 13)),
    "Where of constants": (constant_choice, (9, 16)),
    "Shrink": (shrink, (9,)),
    "HardSigmoid": (hard_sigmoid, (7, 22)),
    "ConvTranspose": (transposed_convolution, (7, 11, 22)),
    "Resize": (resize, (11, 13, 18, 19)),
    "Resize of version 10": (old_resize, (10,)),
    "Upsample": (upsample, (7, 9)),
    "Einsum": (einsum, (12,)),
    "DequantizeLinear": (dequantised, (10, 13, 21)),
    "DequantizeLinear by blocks": (blocks_dequantised, (21,)),
}
"""The generators, with the versions that define their operators anew."""
