"""The part of an ONNX model that computes one of its outputs, after checking that it is a graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from polyregions.errors import FileFormatError, UnknownOptionError
from polyregions.readers.onnx.names import clipped, listed, quoted

__all__ = ["EARLIEST_OPSET", "LATEST_OPSET", "Graph", "Node", "graph_of"]

EARLIEST_OPSET, LATEST_OPSET = 7, 28
"""The versions of the operator set that are read."""

STANDARD_DOMAINS = ("", "ai.onnx")
"""The names of the domain whose operators are those of ONNX itself."""


@dataclass(frozen=True, slots=True)
class Node:
    """An operator in the graph: the names of what it takes and makes, and its attributes.

    Attributes
    ----------
    operator, domain, name
        Texts, the last of which may be empty.
    inputs, outputs
        The names of values; an empty one for an optional value that is left out.
    attributes
        An ``onnx.AttributeProto`` for each name.
    """

    operator: str
    domain: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]

    @property
    def place(self) -> str:
        """What messages call the node.

        Examples
        --------
        >>> Node("Relu", "", "", ("x",), ("y",), {}).place
        "the node Relu that makes 'y'"
        """
        if self.name:
            return f"the node {quoted(self.name)} ({self.full_operator})"
        made = listed([name for name in self.outputs if name])
        return f"the node {self.full_operator} that makes {made}"

    @property
    def full_operator(self) -> str:
        """The operator, after its domain unless that is ONNX's own."""
        standard = self.domain in STANDARD_DOMAINS
        return clipped(self.operator if standard else f"{self.domain}.{self.operator}")


@dataclass(frozen=True, slots=True)
class Graph:
    """What computes one output: some of a model's nodes, in an order in which they can be run.

    Attributes
    ----------
    opset
        The version of ONNX's operator set.
    nodes
        The nodes on which the output depends, each after those whose values it takes.
    initializers
        An ``onnx.TensorProto`` for every name that stands for stored numbers.
    input
        The ``onnx.ValueInfoProto`` of the one input.
    output
        The name of the output.
    """

    opset: int
    nodes: tuple[Node, ...]
    initializers: Mapping[str, Any]
    input: Any
    output: str


def graph_of(model: Any, output: str | None = None) -> Graph:
    """Return the part of an ``onnx.ModelProto`` that computes one output from the one input.

    Parameters
    ----------
    model
        The model.
    output
        The name of the output, or of any value that a node makes; needed where there are several.

    Raises
    ------
    FileFormatError
        If names are missing or stand for two values, nodes are out of order, or the input or the
        output is not one.
    UnknownOptionError
        If there is no value of the given name.
    """
    graph = model.graph
    opset = _opset(model)
    initializers = _initializers(graph)
    _check_distinct([info.name for info in graph.input], "inputs")
    inputs = {info.name: info for info in graph.input if info.name not in initializers}
    nodes = [_node(proto) for proto in graph.node]
    _check_names(nodes, [*initializers, *inputs])
    chosen = _output(graph, output, {name for node in nodes for name in node.outputs} | set(inputs))
    needed, needed_names = _needed(nodes, chosen)
    return Graph(opset, needed, initializers, _input(inputs, needed_names), chosen)


def _opset(model: Any) -> int:
    versions = {entry.domain: entry.version for entry in model.opset_import}
    standard = [versions[domain] for domain in STANDARD_DOMAINS if domain in versions]
    if not standard:
        raise FileFormatError(
            f"the model imports the operator sets {listed(sorted(versions))} but not ONNX's own: "
            "export it again, or the file is only a part of it"
        )
    version: int = max(standard)
    if not EARLIEST_OPSET <= version <= LATEST_OPSET:
        raise FileFormatError(
            f"the model has version {version} of the operator set, and {EARLIEST_OPSET} to "
            f"{LATEST_OPSET} are read: convert it by onnx.version_converter.convert_version"
        )
    return version


def _initializers(graph: Any) -> dict[str, Any]:
    names = [tensor.name for tensor in graph.initializer]
    sparse = [tensor.values.name for tensor in graph.sparse_initializer]
    if sparse:
        raise FileFormatError(
            f"the initializers {listed(sparse)} are sparse, which is not supported: store them as "
            "dense ones"
        )
    _check_distinct(names, "initializers")
    return dict(zip(names, graph.initializer, strict=True))


def _node(proto: Any) -> Node:
    names = [attribute.name for attribute in proto.attribute]
    node = Node(
        proto.op_type,
        proto.domain,
        proto.name,
        tuple(proto.input),
        tuple(proto.output),
        dict(zip(names, proto.attribute, strict=True)),
    )
    _check_distinct(names, f"attributes of {node.place}")
    return node


def _check_names(nodes: Iterable[Node], given: list[str]) -> None:
    """Check that every value is made once, and before a node takes it."""
    _check_distinct(given, "inputs and initializers")
    later = {name: node for node in nodes for name in node.outputs if name}
    known = set(given)
    for node in nodes:
        for name in node.inputs:
            if name and name not in known:
                raise _unknown_value(node, name, later)
        for name in node.outputs:
            if name and name in known:
                raise FileFormatError(
                    f"{node.place} makes {quoted(name)}, which exists already: give every value a "
                    "name of its own"
                )
            known.add(name)


def _unknown_value(node: Node, name: str, later: Mapping[str, Node]) -> FileFormatError:
    if name in later:
        return FileFormatError(
            f"{node.place} takes {quoted(name)}, which is made only after it, by "
            f"{later[name].place}: sort the nodes so that each follows those it depends on; a "
            "cycle cannot be computed"
        )
    return FileFormatError(
        f"{node.place} takes {quoted(name)}, which is no input, no initializer and made by no "
        "node: export the model again"
    )


def _check_distinct(names: list[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FileFormatError(
                f"two of the {what} are called {quoted(name)}: rename one of them"
            )
        seen.add(name)


def _output(graph: Any, wanted: str | None, values: set[str]) -> str:
    names = [info.name for info in graph.output]
    if wanted is None:
        if len(names) != 1:
            raise FileFormatError(
                f"the model has {len(names)} outputs, {listed(names)}: choose one by output='name'"
            )
        [wanted] = names
    elif not wanted or wanted not in values:
        raise UnknownOptionError(
            f"the model makes no value {quoted(str(wanted))}: its outputs are {listed(names)}"
        )
    if not wanted or wanted not in values:
        raise FileFormatError(
            f"the output {quoted(wanted)} is made by no node: export the model again"
        )
    return wanted


def _needed(nodes: list[Node], output: str) -> tuple[tuple[Node, ...], set[str]]:
    """Return the nodes on which the output depends, and the names of all values that it needs."""
    names = {output}
    chosen = []
    for node in reversed(nodes):
        if not names.isdisjoint(node.outputs):
            chosen.append(node)
            names.update(name for name in node.inputs if name)
    return tuple(reversed(chosen)), names


def _input(inputs: Mapping[str, Any], needed: set[str]) -> Any:
    """Return the one input, or the one on which the output depends."""
    candidates = list(inputs) if len(inputs) == 1 else [name for name in inputs if name in needed]
    if len(candidates) != 1:
        found = listed(candidates or list(inputs))
        raise FileFormatError(
            f"the output depends on {len(candidates)} inputs of the model, {found}: read models "
            "with one input, joining several by a Concat or making the others initializers"
        )
    return inputs[candidates[0]]
