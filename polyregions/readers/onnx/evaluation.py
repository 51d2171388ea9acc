"""The values of a graph, node by node, from its input to its output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import Circuit, Tensor
from polyregions.readers.content import located
from polyregions.readers.onnx.budget import Budget
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.graph import STANDARD_DOMAINS, Graph, Node
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.operators import (
    OPERATORS,
    REARRANGING_OPERATORS,
    SUPPORTED_OPERATORS,
)
from polyregions.readers.onnx.tensors import TensorReader
from polyregions.readers.onnx.values import Value

__all__ = ["StoredNumbers", "evaluated"]


class StoredNumbers:
    """The initializers of a graph, each read when it is first needed.

    Parameters
    ----------
    initializers
        An ``onnx.TensorProto`` for each name.
    reader
        What reads them.
    """

    def __init__(self, initializers: Mapping[str, Any], reader: TensorReader) -> None:
        self._initializers = initializers
        self._known: dict[str, Any] = {}
        self.reader = reader

    def __contains__(self, name: str) -> bool:
        return name in self._initializers

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            with located(f"the initializer {quoted(name)}"):
                self._known[name] = self.reader.array(self._initializers[name])
        return self._known[name]


def evaluated(graph: Graph, x: Tensor, stored: StoredNumbers) -> Tensor:
    """Return the output of a graph as a tensor of the circuit that made ``x``.

    Parameters
    ----------
    graph
        The graph.
    x
        The value of its input.
    stored
        Its initializers.

    Raises
    ------
    FileFormatError
        If an operator is not supported or cannot be computed; the message names the node.
    """
    _check_operators(graph)
    values: dict[str, Value] = {graph.input.name: x}
    uses = Counter([graph.output, *(name for node in graph.nodes for name in node.inputs)])
    budget = Budget()
    for node in graph.nodes:
        with located(node.place):
            inputs = [_input(name, values, stored) for name in node.inputs]
            results = _results(node, inputs, graph.opset, x.circuit, stored.reader)
            for value in results:
                budget.spend(value, is_new=node.operator not in REARRANGING_OPERATORS)
        # Names beyond the results stand for outputs that are not supported, such as indices.
        values.update(zip(node.outputs, results, strict=False))
        uses.subtract(node.inputs)
        for name in node.inputs:
            if not uses[name]:
                values.pop(name, None)
    with located(f"the output {quoted(graph.output)}"):
        output = _input(graph.output, values, stored)
    return output if isinstance(output, Tensor) else x.circuit.constant(output)


def _results(
    node: Node,
    inputs: Sequence[Value | None],
    opset: int,
    circuit: Circuit,
    reader: TensorReader,
) -> list[Value]:
    """Return what a node makes; of constants, constants."""
    is_constant = not any(isinstance(value, Tensor) for value in inputs)
    if is_constant:
        # Some operators make units of their own even then, which are not to stay in the network.
        circuit = Circuit()
        circuit.input((1,))
    call = Call(node, inputs, opset, circuit, reader)
    results = OPERATORS[node.operator](call)
    call.check_all_read()
    made = list(results) if isinstance(results, tuple) else [results]
    return [_numbers(value) if is_constant else value for value in made]


def _numbers(value: Value) -> Value:
    """Return what a tensor is whatever the input of its circuit, which is a single number."""
    if not isinstance(value, Tensor):
        return value
    numbers = value.circuit.network(value).exact([0])
    return np.array(numbers, dtype=object).reshape(value.shape)


def _check_operators(graph: Graph) -> None:
    for node in graph.nodes:
        known = node.domain in STANDARD_DOMAINS and node.operator in OPERATORS
        if not known:
            raise _unsupported(node)


def _unsupported(node: Node) -> FileFormatError:
    if node.domain in STANDARD_DOMAINS:
        cause = f"{node.place}: the operator {node.full_operator} is not supported"
    else:
        cause = (
            f"{node.place}: the operator {node.full_operator} belongs to the domain "
            f"{quoted(node.domain)}, which is not supported"
        )
    return FileFormatError(
        f"{cause}: supported are {', '.join(SUPPORTED_OPERATORS)}; give output='name' to stop "
        "at an earlier value"
    )


def _input(name: str, values: Mapping[str, Value], stored: StoredNumbers) -> Value | None:
    if not name:
        return None
    if name in values:
        return values[name]
    if name in stored:
        constant: Value = stored[name]
        return constant
    raise FileFormatError(
        f"the value {quoted(name)} is a second output of its node (indices, a mask or statistics), "
        "which is not supported: export the model for inference"
    )
