"""The branches of an If: what they take from around it, and the nodes of one of them."""

from __future__ import annotations

from typing import Any

from polyregions.errors import FileFormatError
from polyregions.readers.onnx.graph import Graph, initializers_of
from polyregions.readers.onnx.names import listed
from polyregions.readers.onnx.node import Node, node_of
from polyregions.readers.onnx.order import sorted_nodes
from polyregions.readers.onnx.package import onnx_package

__all__ = ["branch_of"]


def branch_of(node: Node, chosen: bool, opset: int) -> tuple[Graph, tuple[str, ...]]:
    """Return one branch of an If as a graph without inputs, and the names of all its outputs.

    Parameters
    ----------
    node
        The If, whose inputs after the first one are what its branches take from around it.
    chosen
        Whether its condition holds.
    opset
        The version of ONNX's operator set.

    Raises
    ------
    FileFormatError
        If there is no such branch, or it is no well-formed graph with an output for each of the
        node's.
    """
    name = "then_branch" if chosen else "else_branch"
    others = sorted(node.attributes.keys() - {"then_branch", "else_branch"})
    attribute = node.attributes.get(name)
    if others or attribute is None or attribute.type != onnx_package().AttributeProto.GRAPH:
        raise FileFormatError(
            f"it has no graph {name!r}, or the attributes {listed(others)} beside: export the "
            "model again"
        )
    branch: Any = attribute.g
    outputs = tuple(info.name for info in branch.output)
    if len(outputs) != len(node.outputs) or not all(outputs):
        raise FileFormatError(
            f"it makes {len(node.outputs)} values, and its branch {len(outputs)}: export the model "
            "again"
        )
    initializers = initializers_of(branch)
    given = {*initializers, *node.inputs[1:]}
    nodes = sorted_nodes([node_of(proto) for proto in branch.node], given)
    return Graph(opset, tuple(nodes), initializers, (), outputs[0]), outputs
