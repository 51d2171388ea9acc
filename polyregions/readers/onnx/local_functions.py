"""The functions that an ONNX model brings along: each call replaced by the nodes of its body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from polyregions.errors import FileFormatError
from polyregions.readers.onnx.names import clipped
from polyregions.readers.onnx.node import STANDARD_DOMAINS, Node, check_distinct, node_of
from polyregions.readers.onnx.package import onnx_package
from polyregions.readers.onnx.renamed_graphs import graphs_of, with_renamed_graphs

__all__ = ["DEEPEST_CALL", "MOST_COPIED", "MOST_NODES", "without_functions"]

MOST_NODES = 2**16
"""The number of nodes up to which calls are replaced: a function may call others many times."""

MOST_COPIED = 2**26
"""The bytes up to which the branches in functions are repeated, numbers included."""

DEEPEST_CALL = 32
"""How deep functions may call each other."""


def without_functions(nodes: Iterable[Node], functions: Iterable[Any], opset: int) -> list[Node]:
    """Return nodes with the calls of a model's own functions replaced by what these do.

    Nothing is run: a body is a list of nodes, whose names are replaced by those at the call.

    Parameters
    ----------
    nodes
        The nodes of the model.
    functions
        An ``onnx.FunctionProto`` for each function.
    opset
        The version of ONNX's operator set that the model uses.

    Raises
    ------
    FileFormatError
        If a function is written for another version, has more inputs or outputs in a call than it
        declares, or calls grow out of bounds, as where a function calls itself.

    Examples
    --------
    >>> from onnx import helper
    >>> body = [helper.make_node("Add", ["a", "a"], ["b"])]
    >>> version = helper.make_opsetid("", 17)
    >>> twice = helper.make_function("my", "Twice", ["a"], ["b"], body, [version])
    >>> [node] = without_functions([Node("Twice", "my", "", ("x",), ("y",), {})], [twice], 17)
    >>> node.operator, node.inputs, node.outputs
    ('Add', ('x', 'x'), ('y',))
    """
    known = [((_domain(function.domain), function.name), function) for function in functions]
    check_distinct([f"{domain}.{name}" for (domain, name), _ in known], "functions")
    expansion = _Expansion(dict(known), opset)
    for node in nodes:
        expansion.add(node, 0)
    return expansion.nodes


def _domain(name: str) -> str:
    return "" if name in STANDARD_DOMAINS else name


class _Expansion:
    """The growing list of nodes."""

    def __init__(self, functions: Mapping[tuple[str, str], Any], opset: int) -> None:
        self._functions = functions
        self._opset = opset
        self._made = 0
        self._names = 0
        self._copied = 0
        self.nodes: list[Node] = []

    def add(self, node: Node, depth: int) -> None:
        """Add a node, or what stands for it."""
        function = self._functions.get((_domain(node.domain), node.operator))
        if function is None:
            self.nodes.append(node)
            return
        self._check(node, function, depth)
        names = dict(_pairs(function.input, node.inputs))
        made = dict(_pairs(function.output, node.outputs))
        for formal in made.keys() & names.keys():  # An input that is given back as it is.
            taken, given = (names[formal],), (made[formal],)
            self.nodes.append(Node("Identity", "", node.name, taken, given, {}))
        names = {"": "", **{formal: name for formal, name in made.items() if name}, **names}
        arguments = {**{proto.name: proto for proto in function.attribute_proto}, **node.attributes}
        for proto in function.node:
            inner = _with_arguments(node_of(proto), arguments)
            for name in (*inner.inputs, *inner.outputs):
                if name not in names:
                    names[name] = self._fresh(name)
            if graphs := graphs_of(inner):
                self._count_copies(node, graphs)
                inner = replace(inner, attributes=with_renamed_graphs(inner, names, self._fresh))
            inputs = tuple(names[name] for name in inner.inputs)
            outputs = tuple(names[name] for name in inner.outputs)
            self.add(replace(inner, inputs=inputs, outputs=outputs), depth + 1)

    def _fresh(self, name: str) -> str:
        """Return a new name, which tells the one that a body has for it."""
        self._names += 1
        return f"{clipped(name)} (#{self._names} in functions)"

    def _count_copies(self, node: Node, graphs: Mapping[str, Any]) -> None:
        """Check that the copies of graphs in bodies, one for each call, do not grow too large."""
        self._copied += sum(proto.ByteSize() for proto in graphs.values())
        if self._copied > MOST_COPIED:
            raise FileFormatError(
                f"{node.place}: the calls of functions repeat branches of more than "
                f"{MOST_COPIED:,} bytes: give a smaller network"
            )

    def _check(self, node: Node, function: Any, depth: int) -> None:
        """Check that a call can be replaced."""
        self._made += len(function.node)
        if self._made > MOST_NODES or depth >= DEEPEST_CALL:
            raise FileFormatError(
                f"{node.place}: the calls of functions make more than {MOST_NODES:,} nodes, or are "
                f"more than {DEEPEST_CALL} deep: give a smaller network, without a function that "
                "calls itself"
            )
        if len(node.inputs) > len(function.input) or len(node.outputs) > len(function.output):
            raise FileFormatError(
                f"{node.place} has {len(node.inputs)} inputs and {len(node.outputs)} outputs, and "
                f"the function {len(function.input)} and {len(function.output)}: export the model "
                "again"
            )
        versions = [e.version for e in function.opset_import if e.domain in STANDARD_DOMAINS]
        if any(version != self._opset for version in versions):
            raise FileFormatError(
                f"{node.place}: the function is written for version {versions[0]} of the operator "
                f"set, and the model for {self._opset}: convert it by "
                "onnx.version_converter.convert_version"
            )


def _pairs(formal: Sequence[str], actual: Sequence[str]) -> list[tuple[str, str]]:
    """Return each name in a function with that at the call, the empty one where it is left out."""
    left_out = [""] * (len(formal) - len(actual))
    return list(zip(formal, (*actual, *left_out), strict=True))


def _with_arguments(node: Node, arguments: Mapping[str, Any]) -> Node:
    """Return a node of a body with the attributes that refer to those of the call."""
    attributes = {}
    for name, proto in node.attributes.items():
        if not proto.ref_attr_name:
            attributes[name] = proto
        elif proto.ref_attr_name in arguments:
            given = onnx_package().AttributeProto()
            given.CopyFrom(arguments[proto.ref_attr_name])
            given.name = name
            attributes[name] = given
    return replace(node, attributes=attributes)
