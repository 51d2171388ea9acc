"""Networks for large images, and operators that are not read, are refused before work is done."""

import numpy as np
import pytest

from polyregions.errors import PolyregionsError
from polyregions.lowering import Circuit
from tests.helpers.extras import require_packages

require_packages("onnx", "torch")

import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from polyregions.readers import from_onnx, from_torch

WIDTHS = (16, 32, 64)


@pytest.fixture
def no_work(monkeypatch):
    def refused(*_):
        raise AssertionError("the network is lowered before its refusal")

    monkeypatch.setattr(Circuit, "input", refused)


def onnx_model(nodes, shape, numbers):
    tensors = [
        numpy_helper.from_array(np.asarray(array, np.float32), name)
        for name, array in numbers.items()
    ]
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", *shape])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    return helper.make_model(helper.make_graph(nodes, "images", [x], [y], tensors))


def detector(size, widths=WIDTHS):
    """Return a model with the first layers of Tiny YOLO."""
    nodes = [helper.make_node("Mul", ["x", "scale"], ["p0"])]
    numbers, channels = {"scale": 1 / 255}, 3
    for i, width in enumerate(widths):
        names = [f"{what}{i}" for what in ("p", "w", "c")]
        numbers[f"w{i}"] = np.ones((width, channels, 3, 3))
        nodes.append(helper.make_node("Conv", names[:2], names[2:], auto_pad="SAME_UPPER"))
        nodes.append(helper.make_node("LeakyRelu", [f"c{i}"], [f"l{i}"], alpha=0.1))
        after = "y" if width == widths[-1] else f"p{i + 1}"
        pool = helper.make_node("MaxPool", [f"l{i}"], [after], kernel_shape=[2, 2], strides=[2, 2])
        nodes.append(pool)
        channels = width
    return onnx_model(nodes, (3, size, size), numbers)


def torch_detector():
    layers, channels = [], 3
    for width in WIDTHS:
        layers += [nn.Conv2d(channels, width, 3, padding=1), nn.LeakyReLU(0.1), nn.MaxPool2d(2)]
        channels = width
    return nn.Sequential(*layers)


@pytest.mark.usefixtures("no_work")
def test_images_that_are_too_large():
    message = r"Conv.*a tensor of shape \(1, 16, 416, 416\) has more than 1,000,000 entries"
    with pytest.raises(PolyregionsError, match=message):
        from_onnx(detector(416))
    with pytest.raises(PolyregionsError, match=message):
        from_torch(torch_detector(), (3, 416, 416))


def test_layers_of_few_weights_are_no_matter_of_size():
    """With their zeros, 12,000 inputs and 32,000 ReLU units would have 384,000,000 weights."""
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"]),
        helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("GlobalAveragePool", ["r"], ["y"]),
    ]
    network = from_onnx(onnx_model(nodes, (3, 64, 64), {"w": np.ones((8, 3, 1, 1))}))
    assert network.widths == (3 * 64 * 64, 8 * 64 * 64, 8)
    assert [layer.is_sparse for layer in network.layers] == [True, False]


def test_a_convolution_with_too_many_coefficients():
    """Counted from the shapes: none of 147 coefficients for each of 800,000 units is made."""
    with pytest.raises(PolyregionsError, match="116,214,528 coefficients"):
        from_torch(nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3)), (3, 224, 224))


@pytest.mark.usefixtures("no_work")
def test_operators_that_are_not_read():
    module = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.Sigmoid())
    with pytest.raises(PolyregionsError, match="Sigmoid at the end is not"):
        from_torch(module, (3, 64, 64))

    class Late(nn.Module):
        def forward(self, x):
            return torch.sigmoid(torch.relu(x))

    with pytest.raises(PolyregionsError, match=r"torch\.sigmoid at the end is not"):
        from_torch(Late(), (3, 64, 64))


def test_a_small_detector_is_read():
    network = from_onnx(detector(4, widths=(2, 3)))
    assert (network.inputs, network.outputs) == (3 * 4 * 4, 3)
    assert from_torch(torch_detector()[:3], (3, 2, 2)).outputs == 16
