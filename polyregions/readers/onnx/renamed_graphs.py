"""The graphs in nodes, such as the branches of an If, with other names for the values in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from polyregions.readers.onnx.node import Node
from polyregions.readers.onnx.package import onnx_package

__all__ = ["graphs_of", "with_renamed_graphs"]


def graphs_of(node: Node) -> dict[str, Any]:
    """Return the attributes of a node that hold an ``onnx.GraphProto``, by their names."""
    return {name: proto for name, proto in node.attributes.items() if proto.HasField("g")}


def with_renamed_graphs(
    node: Node, names: Mapping[str, str], fresh: Callable[[str], str]
) -> dict[str, Any]:
    """Return the attributes of a node with copies of its graphs, in which names are replaced.

    Parameters
    ----------
    node
        The node.
    names
        The new names of values around the node.
    fresh
        Makes a new name, which nothing else has, for a value of a graph's own.
    """
    attributes = dict(node.attributes)
    for name, proto in graphs_of(node).items():
        attributes[name] = onnx_package().AttributeProto()
        attributes[name].CopyFrom(proto)
        _rename(attributes[name].g, names, fresh)
    return attributes


def _rename(graph: Any, names: Mapping[str, str], fresh: Callable[[str], str]) -> None:
    owners = [*graph.input, *graph.initializer]
    owners += [tensor.values for tensor in graph.sparse_initializer]
    own = [owner.name for owner in owners]
    own += [name for node in graph.node for name in node.output]
    names = {**names, **{name: fresh(name) for name in dict.fromkeys(own) if name}}
    for owner in (*owners, *graph.output):
        owner.name = names.get(owner.name, owner.name)
    for node in graph.node:
        for values in (node.input, node.output):
            values[:] = [names.get(name, name) for name in values]
        for attribute in node.attribute:
            if attribute.HasField("g"):
                _rename(attribute.g, names, fresh)
