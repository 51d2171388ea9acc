"""A traced graph lowered to a network, node by node."""

from __future__ import annotations

import inspect
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from polyregions.budgets import checkpoint
from polyregions.errors import InvalidNetworkError, OutOfTime, PolyregionsError
from polyregions.lowering import Circuit, Tensor
from polyregions.networks import Network
from polyregions.readers.torch.constants import constant_array, is_array
from polyregions.readers.torch.functions import (
    FUNCTIONS,
    function_named,
    functions_by_object,
    is_in_place,
)
from polyregions.readers.torch.messages import first_line
from polyregions.readers.torch.modules import MODULES, module_reader
from polyregions.readers.torch.package import torch_package
from polyregions.readers.torch.sizes import check_sizes

__all__ = ["lowered_network"]

# Functions of plain numbers, as in the computation of a shape.
_OF_NUMBERS = (
    math.prod,
    operator.add,
    operator.floordiv,
    operator.iadd,
    operator.imul,
    operator.isub,
    operator.itruediv,
    operator.mod,
    operator.mul,
    operator.neg,
    operator.pos,
    operator.sub,
    operator.truediv,
)


def lowered_network(
    module: Any, graph: Any, shape: tuple[int, ...], domain: Any, name: str | None
) -> Network:
    """Return the network that computes what a graph does with one input.

    Parameters
    ----------
    module, graph
        What :func:`traced_graph` returns.
    shape
        The shape of the input, without the axis of the batch.
    domain, name
        As in :class:`polyregions.Network`.

    Raises
    ------
    InvalidNetworkError
        If a node is not supported, or not piecewise linear; the message names it.
    """
    circuit = Circuit()
    evaluation = _Evaluation(module)
    evaluation.check_operators(graph)
    check_sizes(module, graph, shape, evaluation.description)
    output = evaluation.output_of(graph, circuit.input((1, *shape)))
    if not isinstance(output, Tensor):
        several = isinstance(output, tuple | list | dict)
        what = "several values" if several else "something that does not depend on its input"
        raise InvalidNetworkError(
            f"the module returns {what}: wrap it in one that returns a single tensor, which does"
        )
    return circuit.network(output, domain, name)


class _Evaluation:
    """The values of the nodes of a graph, computed one after the other."""

    def __init__(self, module: Any) -> None:
        self._module = module
        self._values: dict[Any, Any] = {}

    def check_operators(self, graph: Any) -> None:
        """Check that the functions and modules on which the output depends are supported."""
        for node in _needed(graph):
            if node.op.startswith("call_") and node.target not in _OF_NUMBERS:
                try:
                    self._handler(node)
                except InvalidNetworkError as error:
                    raise InvalidNetworkError(
                        f"the node {self.description(node)}: {error}"
                    ) from error

    def output_of(self, graph: Any, x: Tensor) -> Any:
        """Return the value of the graph's output, from those nodes that it depends on."""
        placeholders = [node for node in graph.nodes if node.op == "placeholder"]
        self._input = x
        *needed, output = _needed(graph)
        for node in needed:
            checkpoint()
            self._values[node] = self._located_value(node, placeholders)
        return self._resolved(output.args[0])

    def _located_value(self, node: Any, placeholders: list[Any]) -> Any:
        try:
            checkpoint()
            return self._value(node, placeholders)
        except OutOfTime:
            raise
        except PolyregionsError as error:
            raise InvalidNetworkError(f"the node {self.description(node)}: {error}") from error
        # What numpy or Python raise where shapes or arguments do not fit.
        except (TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError) as error:
            raise InvalidNetworkError(
                f"the node {self.description(node)} cannot be read ({first_line(error)}): check "
                "that the module takes an input of this shape"
            ) from error

    def _value(self, node: Any, placeholders: list[Any]) -> Any:
        if node.op == "placeholder":
            if node is placeholders[0] and not node.target.startswith("*"):
                return self._input
            raise InvalidNetworkError(
                "the module takes further arguments: wrap it in one that takes a single tensor"
            )
        if node.op == "get_attr":
            return _constant(operator.attrgetter(node.target)(self._module))
        arguments, keywords = self._resolved(node.args), self._resolved(node.kwargs)
        if node.target in _OF_NUMBERS and not any(map(is_array, _flat(arguments))):
            return node.target(*arguments, **keywords)
        handler = self._handler(node)
        if node.op == "call_module":
            return handler(self._module.get_submodule(node.target), *arguments, **keywords)
        return _call(handler, arguments, keywords)

    def _handler(self, node: Any) -> Callable[..., Any]:
        """Return what reads the calls of a node's function or module."""
        if node.op == "call_module":
            part = self._module.get_submodule(node.target)
            reader = module_reader(part)
            if reader is None:
                raise _unsupported(f"{type(part).__name__}", "modules", MODULES)
            return reader
        by_name = node.op == "call_method"
        handler = (function_named if by_name else functions_by_object().get)(node.target)
        if handler is None:
            name = f"Tensor.{node.target}" if by_name else _name_of(node.target)
            raise _unsupported(name, "functions", _function_names())
        return handler

    def _resolved(self, argument: Any) -> Any:
        """Return an argument with the nodes in it replaced by their values."""
        torch = torch_package()
        if isinstance(argument, torch.fx.Node):
            return self._values[argument]
        if isinstance(argument, tuple):
            return tuple(map(self._resolved, argument))
        if isinstance(argument, list):
            return [self._resolved(part) for part in argument]
        if isinstance(argument, Mapping):
            return {name: self._resolved(part) for name, part in argument.items()}
        if isinstance(argument, slice):
            return slice(*map(self._resolved, (argument.start, argument.stop, argument.step)))
        return argument

    def description(self, node: Any) -> str:
        """Return what messages call a node."""
        if node.op == "call_module":
            kind = type(self._module.get_submodule(node.target)).__name__
            return f"{node.name!r} ({kind} {node.target!r})"
        if node.op == "call_method":
            return f"{node.name!r} (Tensor.{node.target})"
        if node.op == "call_function":
            return f"{node.name!r} ({_name_of(node.target)})"
        return f"{node.name!r} ({node.op} {node.target!r})"


def _needed(graph: Any) -> list[Any]:
    """Return the nodes on which the output depends, in their order; it is the last one."""
    [output] = [node for node in graph.nodes if node.op == "output"]
    found, waiting = {output}, [output]
    while waiting:
        for other in waiting.pop().all_input_nodes:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return [node for node in graph.nodes if node in found]


def _constant(value: Any) -> Any:
    return constant_array(value) if isinstance(value, torch_package().Tensor) else value


def _call(handler: Callable[..., Any], arguments: Any, keywords: Any) -> Any:
    try:
        inspect.signature(handler).bind(*arguments, **keywords)
    except TypeError as error:
        raise InvalidNetworkError(
            f"it is called in a way that is not read ({error}): write it with other arguments"
        ) from error
    return handler(*arguments, **keywords)


def _flat(arguments: Any) -> list[Any]:
    parts = arguments if isinstance(arguments, tuple | list) else [arguments]
    flat: list[Any] = []
    for part in parts:
        flat.extend(_flat(part) if isinstance(part, tuple | list) else [part])
    return flat


def _name_of(function: Any) -> str:
    module = getattr(function, "__module__", None) or "torch"
    place = {"_operator": "operator", "torch.nn.functional": "F"}.get(module, module)
    return f"{place}.{getattr(function, '__name__', function)}"


def _function_names() -> list[str]:
    """Return the names of the functions without their places, each once."""
    names = {name.partition(".")[2] for names in FUNCTIONS for name in names.split()}
    return [name for name in names if not is_in_place(name)]


def _unsupported(name: str, what: str, supported: Any) -> InvalidNetworkError:
    return InvalidNetworkError(
        f"{name} is not supported: the {what} that are read are {', '.join(sorted(supported))}"
    )
