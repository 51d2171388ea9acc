"""Operations in place: refused where a value that they change is used again."""

from __future__ import annotations

from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.readers.torch.functions import (
    function_named,
    functions_by_object,
    is_in_place,
    returns_a_view,
)
from polyregions.readers.torch.modules import module_passes_its_input_on

__all__ = ["check_in_place"]


def check_in_place(module: Any, graph: Any) -> None:
    """Refuse graphs in which a value is used after an operation in place has changed its memory.

    A traced graph says which values an operation takes, not which share memory: in
    ``z = x.view(-1); x.relu_(); return z`` the result is rectified, though no edge of the graph
    says so. Where every changed value is used no more, the graph means what it says.

    Raises
    ------
    InvalidNetworkError
        If a changed value, or a view of one, is used again, or a parameter is changed.
    """
    memory: dict[Any, int] = {}  # Values with the same number may share memory.
    parameters: set[int] = set()
    changed_by: dict[Any, Any] = {}
    for position, node in enumerate(graph.nodes):
        sources = node.all_input_nodes
        for value in sources:
            if value in changed_by and not _reads_a_shape(node):
                raise InvalidNetworkError(
                    f"the node {node.name!r} uses {value.name!r}, whose memory "
                    f"{changed_by[value].name!r} may have changed in place: write that operation "
                    "without inplace=True, a final underscore or an augmented assignment"
                )
        memory[node] = position
        if node.op == "get_attr":
            parameters.add(position)
        if not sources:
            continue
        if _works_in_place(module, node):
            changed = memory[sources[0]]
            if changed in parameters:
                raise InvalidNetworkError(
                    f"the node {node.name!r} changes a parameter of the module: compute a new value"
                )
            changed_by |= {value: node for value in memory if memory[value] == changed}
            memory[node] = changed
        elif _passes_its_input_on(module, node) and not _reads_a_shape(node):
            memory[node] = memory[sources[0]]


def _works_in_place(module: Any, node: Any) -> bool:
    if node.op == "call_module":
        part = module.get_submodule(node.target)
        return bool(getattr(part, "inplace", False)) and not module_passes_its_input_on(part)
    if node.op == "call_method":
        return is_in_place(node.target)
    if node.op == "call_function":
        name = getattr(node.target, "__name__", "")
        return is_in_place(name) or bool(node.kwargs.get("inplace", False))
    return False


def _reads_a_shape(node: Any) -> bool:
    if node.op == "call_method":
        return node.target in ("dim", "ndimension", "nelement", "numel", "size")
    return node.target is getattr and node.args[1] in ("shape", "ndim")


def _passes_its_input_on(module: Any, node: Any) -> bool:
    if node.op == "call_module":
        return module_passes_its_input_on(module.get_submodule(node.target))
    if node.op == "call_method":
        handler = function_named(node.target)
    elif node.op == "call_function":
        handler = functions_by_object().get(node.target)
    else:
        return False
    return handler is not None and returns_a_view(handler)
