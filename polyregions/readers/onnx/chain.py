"""Chains of matrix products and ReLUs, read layer by layer as they stand.

Such a graph needs no lowering: it is a network already. Reading it directly keeps identity layers,
which a lowering would join with the next layer, and takes no symbolic computation.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from polyregions.networks import Layer
from polyregions.readers.content import check_parameters, located
from polyregions.readers.onnx.graph import STANDARD_DOMAINS, Graph, Node
from polyregions.readers.onnx.input_shape import InputShapes
from polyregions.readers.onnx.package import onnx_package
from polyregions.readers.onnx.stored_numbers import StoredNumbers

__all__ = ["chain_of_layers"]

_Step = tuple[Node, Node | None]
"""A Gemm, and the activation after it if there is one."""


def chain_of_layers(graph: Graph, given: InputShapes, stored: StoredNumbers) -> list[Layer] | None:
    """Return the layers of a graph that is a plain chain, None if it is none.

    A chain consists of Gemm nodes without scaling, with stored weights and biases, each followed by
    no activation, a Relu, or a PRelu with slopes 0 (for ReLU units) and 1 (for identity units). All
    rows of a batch are computed apart and alike by it.

    Parameters
    ----------
    graph
        The graph.
    given
        The shapes of its inputs.
    stored
        Its initializers.
    """
    shape = given.shapes[0]
    if len(given.shapes) > 1 or len(shape) != 2 or shape[0] != given.rows:
        return None
    steps = _steps(graph, stored)
    if steps is None:
        return None
    known: dict[tuple[str, ...], Layer] = {}  # Layers that share their numbers become one object.
    layers: list[Layer] = []
    parameters = 0
    for product, activation in steps:
        key = (*product.inputs[1:], *_key(activation), str(_transposed(product)))
        if key not in known:
            parameters += prod(stored[product.inputs[1]].shape)
            check_parameters(parameters)
            layer = _layer(product, activation, stored)
            if layer is None:
                return None
            known[key] = layer
        layers.append(known[key])
    widths = [shape[1], *(layer.units for layer in layers)]
    fits = all(layer.inputs == width for layer, width in zip(layers, widths, strict=False))
    return layers if fits else None


def _steps(graph: Graph, stored: StoredNumbers) -> list[_Step] | None:
    """Return the steps from the input to the output, None if the graph has another form."""
    steps: list[_Step] = []
    current = graph.inputs[0].name
    for node in graph.nodes:
        follows = bool(node.inputs) and node.inputs[0] == current
        others_stored = all(name in stored for name in node.inputs[1:])
        if not (follows and others_stored and len(node.outputs) == 1):
            return None
        if _is_plain_product(node):
            steps.append((node, None))
        elif _is_activation(node) and steps and steps[-1][1] is None:
            steps[-1] = (steps[-1][0], node)
        else:
            return None
        [current] = node.outputs
    return steps if steps and current == graph.output else None


def _is_plain_product(node: Node) -> bool:
    return (
        node.domain in STANDARD_DOMAINS
        and node.operator == "Gemm"
        and len(node.inputs) == 3
        and set(node.attributes) <= {"alpha", "beta", "transA", "transB"}
        and all(_attribute(node, name, "FLOAT", "f", 1.0) == 1 for name in ("alpha", "beta"))
        and _attribute(node, "transA", "INT", "i", 0) == 0
        and _transposed(node) in (0, 1)
    )


def _is_activation(node: Node) -> bool:
    inputs = {"Relu": 1, "PRelu": 2}
    return (
        node.domain in STANDARD_DOMAINS
        and len(node.inputs) == inputs.get(node.operator)
        and not node.attributes
    )


def _transposed(product: Node) -> Any:
    """Return 1 if the weights have the shape (units, inputs), 0 if (inputs, units)."""
    return _attribute(product, "transB", "INT", "i", 0)


def _attribute(node: Node, name: str, kind: str, field: str, default: Any) -> Any:
    """Return an attribute, None if it is of another type than it should."""
    if name not in node.attributes:
        return default
    attribute = node.attributes[name]
    wanted = onnx_package().AttributeProto.AttributeType.Value(kind)
    return getattr(attribute, field) if attribute.type == wanted else None


def _key(activation: Node | None) -> tuple[str, ...]:
    return () if activation is None else (activation.operator, *activation.inputs[1:])


def _layer(product: Node, activation: Node | None, stored: StoredNumbers) -> Layer | None:
    """Return one layer, None if the numbers are not those of one."""
    weights, bias = (stored[name] for name in product.inputs[1:])
    if weights.ndim != 2 or not weights.size:
        return None
    weights = weights if _transposed(product) else weights.T
    if bias.shape not in ((len(weights),), (1, len(weights))):
        return None
    kinds = _kinds(activation, len(weights), stored)
    if kinds is None:
        return None
    with located(product.place):
        return Layer(weights, bias.reshape(-1), kinds)


def _kinds(activation: Node | None, units: int, stored: StoredNumbers) -> Any:
    """Return the activations of a layer, None if they are not ReLUs and identities."""
    if activation is None:
        return "identity"
    if activation.operator == "Relu":
        return "relu"
    slopes = stored[activation.inputs[1]]
    if slopes.shape not in ((units,), (1, units)) or not np.isin(slopes, (0, 1)).all():
        return None
    return ["identity" if slope else "relu" for slope in slopes.reshape(-1).tolist()]
