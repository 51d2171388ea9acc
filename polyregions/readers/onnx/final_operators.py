"""The operator at the end of a graph: what makes the output, and what may be left out of it."""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.readers.onnx.node import Node

__all__ = ["FINAL_OPERATORS", "final_node", "without_final_operators"]

FINAL_OPERATORS = frozenset({"LogSoftmax", "Sigmoid", "Softmax", "Tanh"})
"""The operators that change no decision which is taken by the outputs, and may be left out."""

# What may come after them: the same entries in another shape or order.
_REARRANGING = frozenset(
    {
        *("Cast", "Dropout", "Flatten", "Identity", "Reshape", "Squeeze", "Transpose"),
        "Unsqueeze",
    }
)


def final_node(nodes: Sequence[Node], output: str) -> Node | None:
    """Return the node that makes the output, apart from those that only rearrange its entries.

    Parameters
    ----------
    nodes
        The nodes on which the output depends.
    output
        The name of the output.

    Returns
    -------
    Node or None
        None where the output is an input or stored numbers, perhaps rearranged.

    Examples
    --------
    >>> softmax = Node("Softmax", "", "", ("z",), ("p",), {})
    >>> final_node([softmax, Node("Flatten", "", "", ("p",), ("y",), {})], "y") is softmax
    True
    """
    makers = {name: node for node in nodes for name in node.outputs}
    name = output
    while name in makers:
        node = makers[name]
        passes_on = node.is_standard and node.operator in _REARRANGING and node.inputs
        if not passes_on:
            return node
        name = node.inputs[0]
    return None


def without_final_operators(nodes: Sequence[Node], output: str) -> tuple[Node, ...]:
    """Return the nodes with every one of ``FINAL_OPERATORS`` at the end made an Identity.

    Parameters
    ----------
    nodes, output
        See :func:`final_node`.

    Examples
    --------
    >>> [node] = without_final_operators([Node("Tanh", "", "", ("z",), ("y",), {})], "y")
    >>> node.operator, node.inputs, node.outputs
    ('Identity', ('z',), ('y',))
    """
    kept = list(nodes)
    while (last := final_node(kept, output)) is not None:
        if not (last.is_standard and last.operator in FINAL_OPERATORS and last.inputs):
            break
        place = next(i for i, node in enumerate(kept) if node is last)
        kept[place] = Node("Identity", "", last.name, last.inputs[:1], last.outputs[:1], {})
    return tuple(kept)
