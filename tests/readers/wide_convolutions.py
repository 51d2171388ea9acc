"""Convolutional networks whose layers have few weights for their size, as ONNX and torch have them.

The widths of the first are those of the networks for Collins RUL of the verification competitions
(VNN-COMP 2022), those of the second are common for images of 32 x 32.
"""

import numpy as np


def of_collins(torch):
    """Return a module of the widths 400-1600-2400-800-600-100-1, and the shape of its input."""
    nn = torch.nn
    module = nn.Sequential(
        nn.Conv2d(1, 4, 5, padding=2),
        nn.ReLU(),
        nn.Conv2d(4, 6, 5, padding=2),
        nn.ReLU(),
        nn.Conv2d(6, 8, 5, stride=2, padding=2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(800, 600),
        nn.ReLU(),
        nn.Linear(600, 100),
        nn.ReLU(),
        nn.Linear(100, 1),
    )
    return seeded(module), (1, 20, 20)


def of_images(torch, channels=32, size=32):
    """Return a module for images of three colours, and the shape of its input."""
    nn = torch.nn
    module = nn.Sequential(
        nn.Conv2d(3, channels, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(channels, channels, 3, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(channels * size * size, 10),
    )
    return seeded(module), (3, size, size)


def seeded(module):
    """Give a module weights that do not depend on the version of torch."""
    import torch

    rng = np.random.default_rng(0)
    with torch.no_grad():
        for parameter in module.parameters():
            fan_in = parameter[0].numel() if parameter.ndim > 1 else 100
            numbers = rng.standard_normal(tuple(parameter.shape)) * (2 / fan_in) ** 0.5
            parameter.copy_(torch.from_numpy(numbers))
    return module


def as_onnx(module, shape):
    """Return a model of the layers of a sequential module."""
    from onnx import TensorProto, helper, numpy_helper

    nodes, tensors, current = [], [], "x"
    for i, layer in enumerate(module):
        numbers = []
        for name, parameter in layer.named_parameters():
            numbers.append(f"{i}.{name}")
            tensors.append(numpy_helper.from_array(parameter.detach().numpy(), numbers[-1]))
        kind = type(layer).__name__
        options = {}
        if kind == "Conv2d":
            options = {"strides": layer.stride, "pads": [*layer.padding, *layer.padding]}
        elif kind == "Linear":
            options = {"transB": 1}
        operator = {"Conv2d": "Conv", "Linear": "Gemm", "ReLU": "Relu"}.get(kind, kind)
        nodes.append(helper.make_node(operator, [current, *numbers], [f"v{i}"], **options))
        current = f"v{i}"
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", *shape])
    y = helper.make_tensor_value_info(current, TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "convolutions", [x], [y], tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
