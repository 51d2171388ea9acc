"""The refusal of functions and modules that are not read, before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.readers.refusals import Reason, reason_of, refusal
from polyregions.readers.torch.final_activations import final_node
from polyregions.readers.torch.functions import FUNCTIONS
from polyregions.readers.torch.handlers import description, handler_of, operation_of
from polyregions.readers.torch.modules import MODULES

__all__ = ["check_operators", "refused"]

_LIST = "docs/how_to/read_torch.md lists them"
# Of several, the first that can never be read is told: others are often parts of what it does.
_LATER = {Reason.NOT_YET_READ: 1, Reason.AT_THE_END: 2}


def check_operators(module: Any, graph: Any, calls: Sequence[Any]) -> None:
    """Check that functions and modules are read.

    Parameters
    ----------
    module, graph
        What :func:`traced_graph` returns.
    calls
        The nodes that call something on which the output depends.

    Raises
    ------
    InvalidNetworkError
        If one is not read; the message names the node, why it is refused, and what to do.
    """
    unread = [node for node in calls if handler_of(module, node) is None]
    if not unread:
        return
    final = final_node(module, graph)
    depending = _depending(graph)

    def rank(node: Any) -> int:
        name = operation_of(module, node)
        return _LATER.get(reason_of(name, at_the_end=node is final), 0)

    node = min(unread, key=rank)
    error = refused(module, node, is_final=node is final, depends=node in depending)
    raise InvalidNetworkError(f"the node {description(module, node)}: {error}")


def refused(
    module: Any, node: Any, *, is_final: bool = False, depends: bool = True
) -> InvalidNetworkError:
    """Return why nothing reads a node.

    Parameters
    ----------
    module, node
        The module to whose attributes the graph refers, and a node that calls something.
    is_final
        Whether it makes the output.
    depends
        Whether it depends on the input.
    """
    name = operation_of(module, node)
    if not depends:
        return InvalidNetworkError(
            f"{name} of constants is not computed without rounding: keep its result in a buffer of "
            "the module"
        )
    is_module = node.op == "call_module"
    if is_module and _is_quantised(module.get_submodule(node.target)):
        return InvalidNetworkError(
            f"{name} computes with rounded integers, so it jumps: dequantise it, that is, give the "
            "module of floats from which it was made"
        )
    read = MODULES if is_module else _function_names()
    sentence = refusal(name, at_the_end=is_final, read=read)
    is_unwritten = reason_of(name, at_the_end=is_final) is Reason.NOT_YET_READ
    return InvalidNetworkError(f"{sentence} ({_LIST})" if is_unwritten else sentence)


def _depending(graph: Any) -> set[Any]:
    """Return the nodes that depend on the input."""
    found: set[Any] = set()
    for node in graph.nodes:
        if node.op == "placeholder" or not found.isdisjoint(node.all_input_nodes):
            found.add(node)
    return found


def _is_quantised(part: Any) -> bool:
    return type(part).__module__.startswith(("torch.ao.", "torch.nn.quantized", "torch.nn.qat"))


def _function_names() -> list[str]:
    """Return the names of the functions, without those that only differ in their places."""
    names = sorted((name for names in FUNCTIONS for name in names.split()), reverse=True)
    return list({name.partition(".")[2]: name for name in names}.values())
