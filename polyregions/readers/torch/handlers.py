"""What reads a node of a traced graph, or why nothing does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.readers.refusals import refusal
from polyregions.readers.torch.functions import (
    FUNCTIONS,
    function_named,
    functions_by_object,
)
from polyregions.readers.torch.modules import MODULES, module_reader, torch_class

__all__ = ["description", "handler_of", "operation_of", "refusal_of"]


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


def refusal_of(module: Any, node: Any, *, is_final: bool, depends: bool) -> InvalidNetworkError:
    """Return why nothing reads a node.

    Parameters
    ----------
    module, node
        See :func:`handler_of`.
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
    if node.op != "call_module":
        return InvalidNetworkError(refusal(name, at_the_end=is_final, read=_function_names()))
    if _is_quantised(module.get_submodule(node.target)):
        return InvalidNetworkError(
            f"{name} computes with rounded integers, so it jumps: dequantise it, that is, give the "
            "module of floats from which it was made"
        )
    return InvalidNetworkError(refusal(name, at_the_end=is_final, read=MODULES))


def _class_name(part: Any) -> str:
    """Return the name of a module's class, with its place unless torch.nn offers it."""
    kind = torch_class(part) or type(part)
    if kind.__module__.startswith("torch.nn.modules."):
        return kind.__name__
    return f"{kind.__module__}.{kind.__qualname__}"


def _is_quantised(part: Any) -> bool:
    return type(part).__module__.startswith(("torch.ao.", "torch.nn.quantized", "torch.nn.qat"))


def _name_of(function: Any) -> str:
    module = getattr(function, "__module__", None) or "torch"
    place = {"_operator": "operator", "torch.nn.functional": "F", "torch._C._nn": "F"}.get(
        module, module
    )
    return f"{place}.{getattr(function, '__name__', function)}"


def _function_names() -> list[str]:
    """Return the names of the functions, without those that only differ in their places."""
    names = sorted((name for names in FUNCTIONS for name in names.split()), reverse=True)
    return list({name.partition(".")[2]: name for name in names}.values())
