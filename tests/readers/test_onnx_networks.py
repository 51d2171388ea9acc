"""Whole ONNX networks, convolutional, residual and random: judged, counted and written again."""

from fractions import Fraction

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

from polyregions import regions
from polyregions.networks import Layer, Network
from polyregions.readers import from_onnx, read_onnx, to_onnx
from tests.helpers.onnx_models import (
    computes_closely,
    computes_exactly,
    integer_points,
    model,
    node,
    outputs,
)


def integers(rng, *shape, largest=3):
    return rng.integers(-largest, largest + 1, shape).astype(np.float32)


def floats(rng, *shape):
    return rng.normal(size=shape).astype(np.float32)


def convolutional(make, seed):
    """Return a network of two convolutions, a pooling and two matrices on images of 6 x 6."""
    rng = np.random.default_rng(seed)
    nodes = [
        node("Conv", "x w1 b1", "c1", pads=[1, 1, 1, 1]),
        node("Relu", "c1", "r1"),
        node("MaxPool", "r1", "p1", kernel_shape=[2, 2], strides=[2, 2]),
        node("Conv", "p1 w2 b2", "c2", strides=[2, 2], auto_pad="SAME_UPPER"),
        node("LeakyRelu", "c2", "r2", alpha=0.25),
        node("AveragePool", "r2", "p2", kernel_shape=[1, 2]),
        node("Shape", "p2", "s"),
        node("Slice", "s first last", "batch"),
        node("Concat", "batch rest", "t", axis=0),
        node("Reshape", "p2 t", "f"),
        node("Gemm", "f w3 b3", "g"),
        node("Clip", "g low high", "h"),
        node("MatMul", "h w4", "m"),
        node("Add", "m b4", "y"),
    ]
    constants = {
        "w1": make(rng, 3, 2, 3, 3),
        "b1": make(rng, 3),
        "w2": make(rng, 4, 3, 2, 2),
        "b2": make(rng, 4),
        "w3": make(rng, 8, 5),
        "b3": make(rng, 5),
        "w4": make(rng, 5, 2),
        "b4": make(rng, 2),
        "low": np.float32(0),
        "high": np.float32(6),
        "first": np.int64([0]),
        "last": np.int64([1]),
        "rest": np.int64([-1]),
    }
    return model(nodes, ["N", 2, 6, 6], constants)


def residual(make, seed):
    """Return a residual network on images of 4 x 4, with a normalisation in one branch."""
    rng = np.random.default_rng(seed)
    nodes = [
        node("Conv", "x w0", "c0", pads=[1, 1, 1, 1]),
        node("Relu", "c0", "r0"),
        node("Conv", "r0 w1 b1", "c1", pads=[1, 1, 1, 1]),
        node("BatchNormalization", "c1 scale shift mean variance", "n1", epsilon=0.0),
        node("Relu", "n1", "r1"),
        node("Conv", "r1 w2", "c2", pads=[1, 1, 1, 1]),
        node("Add", "c2 r0", "a1"),
        node("Relu", "a1", "r2"),
        node("Conv", "r2 w3", "c3", strides=[2, 2]),
        node("Conv", "r2 w4", "c4", strides=[2, 2]),
        node("Relu", "c3", "r3"),
        node("Sum", "r3 c4", "a2"),
        node("GlobalAveragePool", "a2", "p"),
        node("Flatten", "p", "f"),
        node("Dropout", "f", "d"),
        node("Gemm", "d w5 b5", "y"),
    ]
    constants = {
        "w0": make(rng, 2, 1, 3, 3),
        "w1": make(rng, 2, 2, 3, 3),
        "b1": make(rng, 2),
        "scale": np.float32([2, -1]),
        "shift": make(rng, 2),
        "mean": make(rng, 2),
        "variance": np.float32([4, 0.25]),
        "w2": make(rng, 2, 2, 3, 3),
        "w3": make(rng, 3, 2, 2, 2),
        "w4": make(rng, 3, 2, 2, 2),
        "w5": make(rng, 3, 2),
        "b5": make(rng, 2),
    }
    return model(nodes, ["N", 1, 4, 4], constants)


MAKERS = {"convolutional": convolutional, "residual": residual}


@pytest.mark.parametrize("kind", MAKERS)
def test_networks_of_integers_compute_the_same_numbers(kind):
    proto = MAKERS[kind](integers, seed=2)
    assert computes_exactly(from_onnx(proto), proto)


@each("seed", range(3))
@pytest.mark.parametrize("kind", MAKERS)
def test_networks_of_floats_compute_close_numbers(kind, seed):
    proto = MAKERS[kind](floats, seed)
    network = from_onnx(proto)
    points = np.random.default_rng(seed).normal(size=(8, network.inputs)).astype(np.float32)
    assert computes_closely(network, proto, points)


@pytest.mark.parametrize("kind", MAKERS)
def test_networks_written_again_compute_the_same_numbers(kind, tmp_path):
    proto = MAKERS[kind](integers, seed=3)
    network = from_onnx(proto)
    again = to_onnx(network)
    assert from_onnx(again) == network
    points = integer_points(network.inputs)
    for first, second in zip(outputs(proto, points), outputs(again, points), strict=True):
        assert first.tolist() == second.tolist()


def plane(network, seed):
    """Return the network on a plane of its inputs, given by an affine identity layer."""
    rng = np.random.default_rng(seed)
    directions = rng.integers(-3, 4, (network.inputs, 2)).tolist()
    origin = [Fraction(int(n), 4) for n in rng.integers(-4, 5, network.inputs)]
    return Network(
        [Layer(directions, origin, "identity"), *network.layers], [[0, "1/16"], [0, "1/16"]]
    )


@pytest.mark.parametrize("make", [integers, floats])
@pytest.mark.parametrize("kind", MAKERS)
def test_both_engines_count_the_slices_of_networks_on_images(kind, make, compiled_kernel):
    network = plane(from_onnx(MAKERS[kind](make, seed=5)), seed=6)
    by_lp, by_vertices = (regions(network, engine=engine) for engine in ("lp", "vertices"))
    for definition in ("proper_activation", "open_connected"):
        assert by_lp.count(definition) == by_vertices.count(definition) > 10


def test_regions_of_a_slice_are_affine_for_onnxruntime(compiled_kernel):
    """At interior points the affine map of the region is what onnxruntime computes."""
    proto = residual(integers, seed=5)
    network = from_onnx(proto)
    slices = plane(network, seed=6)
    affine = slices.layers[0]
    cells = list(regions(slices))[:20]
    points = [affine.preactivations(cell.interior_point) for cell in cells]
    judged = outputs(proto, [[float(c) for c in point] for point in points])
    for cell, values in zip(cells, judged, strict=True):
        expected = np.array([float(v) for v in cell.affine_map(cell.interior_point)])
        assert np.abs(values - expected).max() < 1e-3 * (1 + np.abs(expected).max())


# Random graphs

UNARY = {
    "Relu": {},
    "Abs": {},
    "Neg": {},
    "Identity": {},
    "LeakyRelu": {"alpha": 0.5},
    "HalfClip": {},
}


def random_graph(seed, length=7, width=3):
    """Return a graph in which every node takes earlier values at random."""
    rng = np.random.default_rng(seed)
    nodes, values = [], ["x"]
    constants = {"low": np.float32(-2), "high": np.float32(3)}
    for i in range(length):
        kind = rng.choice(["unary", "matrix", "binary", "constant"])
        name, first, second = f"v{i}", *rng.choice(values, 2)
        if kind == "unary":
            operator = str(rng.choice(list(UNARY)))
            if operator == "HalfClip":
                nodes.append(node("Clip", f"{first} low high", name))
            else:
                nodes.append(node(operator, first, name, **UNARY[operator]))
        elif kind == "matrix":
            constants |= {f"w{i}": integers(rng, width, width, largest=2)}
            nodes.append(node("MatMul", f"{first} w{i}", name))
        elif kind == "binary":
            operator = str(rng.choice(["Add", "Sub", "Max", "Min"]))
            nodes.append(node(operator, f"{first} {second}", name))
        else:
            constants |= {f"c{i}": integers(rng, width)}
            operator = str(rng.choice(["Add", "Sub", "Mul", "Max", "Min"]))
            nodes.append(node(operator, f"c{i} {first}", name))
        values.append(name)
    nodes.append(node("Concat", " ".join(values[-2:]), "y", axis=1))
    used = {name for made in nodes for name in made.input}
    return model(nodes, ["N", width], {k: v for k, v in constants.items() if k in used})


@each("seed", range(40))
def test_random_graphs(seed):
    proto = random_graph(seed)
    network = from_onnx(proto)
    assert computes_exactly(network, proto)
    again = to_onnx(network)
    assert from_onnx(again) == network
    assert computes_exactly(network, again)


@pytest.mark.slow
@each("seed", range(1000, 1400), size=50)
def test_more_random_graphs(seed):
    proto = random_graph(seed, length=12, width=4)
    assert computes_exactly(from_onnx(proto), proto)


# Models of other programs


def exported(module, example, path, **options):
    """Write a module of torch by the exporter that needs no further package."""
    import torch

    with torch.no_grad():
        torch.onnx.export(module.eval(), (example,), str(path), dynamo=False, **options)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_models_that_torch_exports(tmp_path):
    require_packages("torch")
    import torch
    from torch import nn

    torch.manual_seed(0)
    modules = [
        (nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), (1, 3)),
        (
            nn.Sequential(
                nn.Conv2d(1, 2, 3, padding=1),
                nn.BatchNorm2d(2),
                nn.ReLU6(),
                nn.MaxPool2d(2, ceil_mode=True),
                nn.Flatten(),
                nn.Dropout(),
                nn.Linear(2 * 3 * 3, 3),
                nn.Hardtanh(),
                nn.Linear(3, 2),
                nn.LeakyReLU(0.1),
            ),
            (1, 1, 5, 5),
        ),
    ]
    for module, shape in modules:
        example = torch.randn(shape)
        axes = {"x": {0: "batch"}}
        path = tmp_path / "torch.onnx"
        exported(module, example, path, input_names=["x"], dynamic_axes=axes)
        network = read_onnx(path)
        points = torch.randn((10, *shape[1:]))
        with torch.no_grad():
            expected = module(points).reshape(10, -1).numpy()
        assert np.abs(network(points.reshape(10, -1).numpy()) - expected).max() < 1e-5
