"""The values of a graph, node by node, from its input to its output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from polyregions.budgets import in_time
from polyregions.errors import FileFormatError
from polyregions.lowering import MOST_TERMS, Circuit, Tensor
from polyregions.readers.content import located
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

__all__ = ["MOST_NUMBERS", "StoredNumbers", "check_operators", "evaluated"]

MOST_NUMBERS = 2 * MOST_TERMS
"""The number of coefficients, constants and places for them that all nodes may make together.

Each operation has a limit of its own. A file of some kilobytes can apply many of them to the same
few numbers, though, and every one makes new numbers.
"""

# An affine form without terms takes about the memory of so many of them.
_TERMS_OF_A_FORM = 4


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
        The graph, of operators that are supported.
    x
        The value of its input.
    stored
        Its initializers.

    Raises
    ------
    FileFormatError
        If an operator cannot be computed, or the nodes make more than ``MOST_NUMBERS`` numbers
        together; the message names the node.
    """
    values: dict[str, Value] = {graph.input.name: x}
    uses = Counter([graph.output, *(name for node in graph.nodes for name in node.inputs)])
    made = 0
    for node in in_time(graph.nodes):
        with located(node.place):
            inputs = [_input(name, values, stored) for name in node.inputs]
            results = _results(node, inputs, graph.opset, x.circuit, stored.reader)
            made += sum(_size(value, node) for value in results)
            if made > MOST_NUMBERS:
                raise FileFormatError(
                    f"the nodes up to here make more than {MOST_NUMBERS:,} numbers: give a smaller "
                    "network"
                )
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


def _size(value: Value, node: Node) -> int:
    """Return how many numbers a node has made for a value."""
    size = prod(value.shape)
    if isinstance(value, Tensor) and node.operator not in REARRANGING_OPERATORS:
        size += _TERMS_OF_A_FORM * value.size + value.terms
    return size


def check_operators(graph: Graph) -> None:
    """Check that all operators of a graph are supported.

    Raises
    ------
    FileFormatError
        If one is not; the message names the node.
    """
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
