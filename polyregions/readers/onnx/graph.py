"""The part of an ONNX model that computes one of its outputs, after checking that it is a graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from polyregions.errors import FileFormatError, UnknownOptionError
from polyregions.interface import option
from polyregions.readers.onnx.final_operators import without_final_operators
from polyregions.readers.onnx.local_functions import without_functions
from polyregions.readers.onnx.names import listed, quoted
from polyregions.readers.onnx.node import STANDARD_DOMAINS, Node, check_distinct, node_of
from polyregions.readers.onnx.order import needed_nodes, sorted_nodes

__all__ = [
    "EARLIEST_OPSET",
    "LATEST_OPSET",
    "STANDARD_DOMAINS",
    "Graph",
    "Node",
    "graph_of",
    "initializers_of",
]

EARLIEST_OPSET, LATEST_OPSET = 6, 28
"""The versions of the operator set that are read."""


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
        An ``onnx.TensorProto``, or ``onnx.SparseTensorProto``, for every name that stands for
        stored numbers.
    inputs
        An ``onnx.ValueInfoProto`` for each input, in the order in which the network takes them.
    output
        The name of the output.
    """

    opset: int
    nodes: tuple[Node, ...]
    initializers: Mapping[str, Any]
    inputs: tuple[Any, ...]
    output: str


def graph_of(
    model: Any,
    output: str | None = None,
    inputs: Sequence[str] | None = None,
    logits: bool = False,
) -> Graph:
    """Return the part of an ``onnx.ModelProto`` that computes one output from the inputs.

    Parameters
    ----------
    model
        The model.
    output
        The name of the output, or of any value that a node makes; needed where there are several.
    inputs
        The names of the inputs, in the order in which the network is to take them; None for those
        on which the output depends, in the model's order.
    logits
        Whether to leave out a Softmax, LogSoftmax, Sigmoid or Tanh that makes the output.

    Raises
    ------
    FileFormatError
        If names are missing or stand for two values, nodes depend on each other in a cycle, there
        is no input, or several outputs.
    UnknownOptionError
        If there is no value or input of a given name, or an input is not named.
    """
    graph = model.graph
    opset = _opset(model)
    initializers = initializers_of(graph)
    check_distinct([info.name for info in graph.input], "inputs")
    declared = {info.name: info for info in graph.input if info.name not in initializers}
    given = [*initializers, *declared]
    check_distinct(given, "inputs and initializers")
    nodes = [node_of(proto) for proto in graph.node]
    nodes = sorted_nodes(without_functions(nodes, model.functions, opset), given)
    made = {name for node in nodes for name in node.outputs}
    chosen = _output(graph, output, made | set(declared))
    needed, names = needed_nodes(nodes, chosen)
    if logits:
        needed = without_final_operators(needed, chosen)
    return Graph(opset, needed, initializers, _inputs(declared, names, inputs), chosen)


def _opset(model: Any) -> int:
    versions = {entry.domain: entry.version for entry in model.opset_import}
    standard = [versions[domain] for domain in STANDARD_DOMAINS if domain in versions]
    needed = any(node.domain in STANDARD_DOMAINS for node in model.graph.node)
    if versions and not standard and not needed:
        return LATEST_OPSET  # which plays no role
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


def initializers_of(graph: Any) -> dict[str, Any]:
    """Return the stored tensors of an ``onnx.GraphProto``, dense and sparse ones, by their names.

    Raises
    ------
    FileFormatError
        If two have one name.
    """
    dense = [(tensor.name, tensor) for tensor in graph.initializer]
    sparse = [(tensor.values.name, tensor) for tensor in graph.sparse_initializer]
    check_distinct([name for name, _ in (*dense, *sparse)], "initializers")
    return dict((*dense, *sparse))


def _output(graph: Any, wanted: str | None, values: set[str]) -> str:
    names = [info.name for info in graph.output]
    if wanted is None:
        if len(names) != 1:
            choice = option("output='name'", "--output-name NAME")
            raise FileFormatError(
                f"the model has {len(names)} outputs, {listed(names)}: choose one by {choice}"
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


def _inputs(
    declared: Mapping[str, Any], needed: set[str], wanted: Sequence[str] | None
) -> tuple[Any, ...]:
    """Return the inputs of the network, in its order."""
    depending = list(declared) if len(declared) == 1 else [n for n in declared if n in needed]
    if wanted is None:
        if not depending:
            raise FileFormatError(
                f"the output depends on 0 inputs of the model, {listed(list(declared))}: it is "
                "constant, or the model is only a part of another"
            )
        return tuple(declared[name] for name in depending)
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    what = option("inputs=", "--input-name")
    for name in names:
        if name not in declared:
            raise UnknownOptionError(
                f"{what} names {quoted(str(name))}, which is no input of the model: its inputs are "
                f"{listed(list(declared))}"
            )
    if not names or len(set(names)) < len(names) or not set(depending) <= set(names):
        raise UnknownOptionError(
            f"{what} names {listed(names)}, and the output depends on {listed(depending)}: name "
            "each of them once, in the order in which the network is to take them"
        )
    return tuple(declared[name] for name in names)
