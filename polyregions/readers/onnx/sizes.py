"""The sizes of a graph's values, as far as shapes tell them, before any of them is computed.

Exact numbers take time and room, so that a graph made for large images is refused by its shapes
alone. Where they are not known, the graph is computed up to where it grows too large. (The shape
inference of the package onnx knows more, but some versions of it end the process on bad models.)
"""

from __future__ import annotations

import numpy as np

from polyregions.lowering import AxisWindows, checked_shape
from polyregions.readers.content import located
from polyregions.readers.onnx.graph import Graph, Node
from polyregions.readers.onnx.input_shape import InputShapes

__all__ = ["check_sizes"]

_SAME_SHAPE = {"BatchNormalization", "Dropout", "Identity", "LeakyRelu", "Relu"}


def check_sizes(graph: Graph, given: InputShapes) -> None:
    """Check that no value of a graph is larger than a tensor may be.

    Parameters
    ----------
    graph
        The graph, of operators that are supported.
    given
        The shapes of its inputs.

    Raises
    ------
    FileFormatError
        If a value has more than ``MOST_ENTRIES`` entries.
    """
    shapes = {name: tuple(tensor.dims) for name, tensor in graph.initializers.items()}
    names = [info.name for info in graph.inputs]
    shapes.update(zip(names, given.shapes, strict=True))
    depending = set(names)
    for node in graph.nodes:
        if depending.isdisjoint(node.inputs):
            continue
        depending.update(node.outputs)
        lengths = _shape(node, [shapes.get(name) for name in node.inputs])
        with located(node.place):
            if lengths is not None:
                shapes[node.outputs[0]] = checked_shape(lengths)


def _shape(node: Node, inputs: list[tuple[int, ...] | None]) -> tuple[int, ...] | None:
    """Return the shape of what a node makes, None where it is not known."""
    first = inputs[0] if inputs else None
    if first is None:
        return None
    if node.operator in _SAME_SHAPE:
        return first
    known = [shape for shape in inputs if shape is not None]
    if node.operator in ("Add", "Sub", "Mul", "Div") and len(known) == len(inputs):
        try:
            return np.broadcast_shapes(*known)
        except ValueError:
            return None
    if node.operator == "Conv" and len(known) > 1 and len(known[1]) == len(first):
        return _windows(node, first, known[1][0], known[1][2:])
    if node.operator in ("AveragePool", "MaxPool") and len(first) > 2:
        return _windows(node, first, first[1], _integers(node, "kernel_shape"))
    return None


def _windows(
    node: Node, shape: tuple[int, ...], channels: int, kernel: tuple[int, ...]
) -> tuple[int, ...] | None:
    """Return the shape after windows that slide along the spatial axes."""
    axes = len(shape) - 2
    strides = _integers(node, "strides") or (1,) * axes
    dilations = _integers(node, "dilations") or (1,) * axes
    pads = _integers(node, "pads") or (0,) * (2 * axes)
    if [len(kernel), len(strides), len(dilations), len(pads)] != [axes, axes, axes, 2 * axes]:
        return None
    if min(*kernel, *strides, *dilations) < 1:
        return None
    same = "auto_pad" in node.attributes and node.attributes["auto_pad"].s.startswith(b"SAME")
    rounds_up = "ceil_mode" in node.attributes and bool(node.attributes["ceil_mode"].i)
    counts = [
        -(-length // stride)
        if same
        else AxisWindows(length, k, stride, before, after, dilation, rounds_up).count
        for length, k, stride, dilation, before, after in zip(
            shape[2:], kernel, strides, dilations, pads[:axes], pads[axes:], strict=True
        )
    ]
    return (shape[0], channels, *counts) if min(counts) > 0 and channels > 0 else None


def _integers(node: Node, name: str) -> tuple[int, ...]:
    return tuple(node.attributes[name].ints) if name in node.attributes else ()
