"""What reads a node of a traced graph, and what messages call it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from polyregions.readers.torch.functions import function_named, functions_by_object
from polyregions.readers.torch.modules import module_reader, torch_class

__all__ = ["description", "handler_of", "operation_of"]


def handler_of(module: Any, node: Any) -> Callable[..., Any] | None:
    """Return what reads the calls of a node's function or module, None if nothing does.

    Parameters
    ----------
    module
        The module to whose attributes the graph refers.
    node
        A node that calls something.
    """
    if node.op == "call_module":
        return module_reader(module.get_submodule(node.target))
    if node.op == "call_method":
        return function_named(node.target)
    return functions_by_object().get(node.target)


def operation_of(module: Any, node: Any) -> str:
    """Return the name of what a node calls: of a class of modules, a function or a method."""
    if node.op == "call_module":
        return _class_name(module.get_submodule(node.target))
    if node.op == "call_method":
        return f"Tensor.{node.target}"
    if node.op == "call_function":
        return _name_of(node.target)
    return f"{node.op} {node.target!r}"


def description(module: Any, node: Any) -> str:
    """Return what messages call a node."""
    where = f" {node.target!r}" if node.op == "call_module" else ""
    return f"{node.name!r} ({operation_of(module, node)}{where})"


def _class_name(part: Any) -> str:
    """Return the name of a module's class, with its place unless torch.nn offers it."""
    kind = torch_class(part) or type(part)
    if kind.__module__.startswith("torch.nn.modules."):
        return kind.__name__
    return f"{kind.__module__}.{kind.__qualname__}"


def _name_of(function: Any) -> str:
    module = getattr(function, "__module__", None) or "torch"
    place = {"_operator": "operator", "torch.nn.functional": "F", "torch._C._nn": "F"}.get(
        module, module
    )
    return f"{place}.{getattr(function, '__name__', function)}"
