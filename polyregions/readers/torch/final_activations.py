"""The activation at the end of a traced graph, which logits are without."""

from __future__ import annotations

import copy
from typing import Any

from polyregions.readers.torch import activations, shapes
from polyregions.readers.torch.handlers import handler_of, operation_of

__all__ = ["final_node", "without_final_activations"]

_FINAL = ("logsoftmax", "sigmoid", "softmax", "tanh")
"""What changes no decision that is taken by the outputs, without capitals and underscores."""

# What may come after it: the same entries in another shape or order.
_REARRANGING = (
    activations.dropout,
    shapes.flatten,
    shapes.permute,
    shapes.reshape,
    shapes.reshape_as,
    shapes.squeeze,
    shapes.t,
    shapes.transpose,
    shapes.unchanged,
    shapes.unflatten,
    shapes.unsqueeze,
)
_REARRANGING_MODULES = ("Flatten", "Identity", "Unflatten")


def final_node(module: Any, graph: Any) -> Any:
    """Return the node that makes the output, apart from those that only rearrange its entries.

    Parameters
    ----------
    module, graph
        What :func:`traced_graph` returns.

    Returns
    -------
    torch.fx.Node or None
        None where the output is not one value, or is the input.
    """
    [output] = [node for node in graph.nodes if node.op == "output"]
    node = output.args[0]
    while hasattr(node, "op") and _rearranges(module, node):
        node = node.args[0]
    return node if hasattr(node, "op") and node.op.startswith("call_") else None


def without_final_activations(module: Any, graph: Any) -> Any:
    """Return a graph that stops before a softmax, log-softmax, sigmoid or tanh at the end.

    Parameters
    ----------
    module, graph
        What :func:`traced_graph` returns.

    Returns
    -------
    torch.fx.Graph
        The same object where there is none at the end.
    """
    if not _is_final_activation(module, final_node(module, graph)):
        return graph
    shorter = copy.deepcopy(graph)
    node = final_node(module, shorter)
    while _is_final_activation(module, node):
        node.replace_all_uses_with(node.args[0] if node.args else node.kwargs["input"])
        shorter.erase_node(node)
        node = final_node(module, shorter)
    return shorter


def _is_final_activation(module: Any, node: Any) -> bool:
    if node is None:
        return False
    name = operation_of(module, node).rpartition(".")[2].replace("_", "").lower()
    return name in _FINAL


def _rearranges(module: Any, node: Any) -> bool:
    if not node.op.startswith("call_") or not node.args:
        return False
    if node.op == "call_module":
        name = operation_of(module, node)
        return name in _REARRANGING_MODULES or "Dropout" in name
    return handler_of(module, node) in _REARRANGING
