"""The values of a graph, node by node, from its input to its output."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import prod

import numpy as np

from polyregions.budgets import in_time
from polyregions.errors import FileFormatError
from polyregions.lowering import MOST_TERMS, Circuit, Tensor
from polyregions.readers.content import located
from polyregions.readers.onnx.branches import branch_of
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.conditions import Condition, Jumping, NodeValue
from polyregions.readers.onnx.graph import Graph, Node
from polyregions.readers.onnx.long_numbers import check_bits
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.operators import OPERATORS, REARRANGING_OPERATORS
from polyregions.readers.onnx.refused_operators import check_operators
from polyregions.readers.onnx.stored_numbers import StoredNumbers
from polyregions.readers.onnx.tensors import TensorReader
from polyregions.readers.onnx.values import Constant
from polyregions.readers.refusals import refusal

__all__ = ["MOST_NUMBERS", "evaluated"]

MOST_NUMBERS = 2 * MOST_TERMS
"""The number of coefficients, constants and places for them that all nodes may make together.

Each operation has a limit of its own. A file of some kilobytes can apply many of them to the same
few numbers, though, and every one makes new numbers.
"""

# An affine form without terms takes about the memory of so many of them.
_TERMS_OF_A_FORM = 4


def evaluated(graph: Graph, inputs: Sequence[Tensor], stored: StoredNumbers) -> Tensor:
    """Return the output of a graph as a tensor of the circuit that made the inputs.

    Parameters
    ----------
    graph
        The graph, of operators that are supported.
    inputs
        The values of its inputs, one at least.
    stored
        Its initializers.

    Raises
    ------
    FileFormatError
        If an operator cannot be computed, or the nodes make more than ``MOST_NUMBERS`` numbers
        together; the message names the node.
    """
    circuit = inputs[0].circuit
    values: dict[str, NodeValue] = {
        info.name: x for info, x in zip(graph.inputs, inputs, strict=True)
    }
    evaluation = _Evaluation(graph.opset, circuit)
    [output] = evaluation.run(graph, values, stored, [graph.output])
    with located(f"the output {quoted(graph.output)}"):
        if isinstance(output, Jumping):
            raise output.refused()
        if isinstance(output, Condition):
            raise FileFormatError(refusal(output.operator))
    return output if isinstance(output, Tensor) else circuit.constant(output)


class _Evaluation:
    """The computation of one graph, and of the branches that are chosen in it.

    Parameters
    ----------
    opset
        The version of the operator set.
    circuit
        The circuit in which operators make their units.
    """

    def __init__(self, opset: int, circuit: Circuit) -> None:
        self._opset = opset
        self._circuit = circuit
        self._made = 0

    def run(
        self,
        graph: Graph,
        values: dict[str, NodeValue],
        stored: StoredNumbers,
        outputs: Sequence[str],
    ) -> list[NodeValue]:
        """Return some values of a graph, given those that it takes, which are used up."""
        uses = Counter([*outputs, *(name for node in graph.nodes for name in node.inputs)])
        for node in in_time(graph.nodes):
            with located(node.place):
                taken = [_input(name, values, stored) for name in node.inputs]
                results = self._results(node, taken, stored.reader)
                self._made += sum(_size(value, node) for value in results)
                if self._made > MOST_NUMBERS:
                    raise FileFormatError(
                        f"the nodes up to here make more than {MOST_NUMBERS:,} numbers: give a "
                        "smaller network"
                    )
            # Names beyond the results stand for outputs that are not supported, such as indices.
            values.update(zip(node.outputs, results, strict=False))
            uses.subtract(node.inputs)
            for name in node.inputs:
                if not uses[name]:
                    values.pop(name, None)
        found = []
        for name in outputs:
            with located(f"the output {quoted(name)}"):
                value = _input(name, values, stored)
                assert value is not None
                found.append(value)
        return found

    def _results(
        self, node: Node, inputs: Sequence[NodeValue | None], reader: TensorReader
    ) -> list[NodeValue]:
        """Return what a node makes; of constants, constants."""
        if node.key == "If":
            return self._branch(node, inputs, reader)
        circuit = self._circuit
        is_constant = not any(isinstance(value, Tensor | Condition | Jumping) for value in inputs)
        if is_constant:
            # Some operators make units of their own even then, not to stay in the network.
            circuit = Circuit()
            circuit.input((1,))
        call = Call(node, inputs, self._opset, circuit, reader)
        results = OPERATORS[node.key](call)
        call.check_all_read()
        made = list(results) if isinstance(results, tuple) else [results]
        if not is_constant:
            return made
        made = [_numbers(value) for value in made]
        if node.key not in REARRANGING_OPERATORS:
            for value in made:
                assert isinstance(value, np.ndarray)
                check_bits(value)
        return made

    def _branch(
        self, node: Node, inputs: Sequence[NodeValue | None], reader: TensorReader
    ) -> list[NodeValue]:
        """Return what the branch of an If makes that its condition chooses, if it is constant."""
        condition = inputs[0] if inputs else None
        if not isinstance(condition, np.ndarray):
            raise FileFormatError(refusal("If"))
        if condition.dtype.kind != "b" or condition.size != 1:
            raise FileFormatError(
                f"the condition has shape {condition.shape} and type {condition.dtype}: one truth "
                "value is needed"
            )
        graph, outputs = branch_of(node, bool(condition.item()), self._opset)
        check_operators(graph)
        around = zip(node.inputs[1:], inputs[1:], strict=True)
        values = {name: value for name, value in around if value is not None}
        return self.run(graph, values, StoredNumbers(graph.initializers, reader), outputs)


def _numbers(value: NodeValue) -> NodeValue:
    """Return what a tensor is whatever the input of its circuit, which is a single number."""
    if not isinstance(value, Tensor):
        return value
    numbers = value.circuit.network(value).exact([0])
    return np.array(numbers, dtype=object).reshape(value.shape)


def _size(value: NodeValue, node: Node) -> int:
    """Return how many numbers a node has made for a value."""
    if isinstance(value, Condition | Jumping):
        return sum(_size(tensor, node) for tensor in value.tensors)
    size = prod(value.shape)
    if isinstance(value, Tensor) and node.key not in REARRANGING_OPERATORS:
        size += _TERMS_OF_A_FORM * value.size + value.terms
    return size


def _input(name: str, values: Mapping[str, NodeValue], stored: StoredNumbers) -> NodeValue | None:
    if not name:
        return None
    if name in values:
        return values[name]
    if name in stored:
        constant: Constant = stored[name]
        return constant
    raise FileFormatError(
        f"the value {quoted(name)} is a second output of its node (indices, a mask or statistics), "
        "which is not supported: export the model for inference"
    )
