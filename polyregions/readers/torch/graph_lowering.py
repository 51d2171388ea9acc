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
from polyregions.readers.torch.comparisons import Comparison, no_number
from polyregions.readers.torch.constants import constant_array, is_array
from polyregions.readers.torch.functions import takes_comparisons
from polyregions.readers.torch.handlers import description, handler_of
from polyregions.readers.torch.messages import first_line
from polyregions.readers.torch.package import torch_package
from polyregions.readers.torch.refused_operators import check_operators, refused
from polyregions.readers.torch.sizes import check_sizes

__all__ = ["lowered_network"]

# Functions of plain numbers, as in the computation of a shape.
_OF_NUMBERS = (
    math.prod,
    operator.add,
    operator.floordiv,
    operator.ge,
    operator.gt,
    operator.iadd,
    operator.imul,
    operator.isub,
    operator.itruediv,
    operator.le,
    operator.lt,
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
    called = [node for node in _needed(graph) if node.op.startswith("call_")]
    check_operators(module, graph, [node for node in called if node.target not in _OF_NUMBERS])
    check_sizes(module, graph, shape)
    output = _Evaluation(module).output_of(graph, circuit.input((1, *shape)))
    if isinstance(output, Comparison):
        raise no_number()
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
            raise InvalidNetworkError(
                f"the node {description(self._module, node)}: {error}"
            ) from error
        # What numpy or Python raise where shapes or arguments do not fit.
        except (TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError) as error:
            raise InvalidNetworkError(
                f"the node {description(self._module, node)} cannot be read ({first_line(error)}): "
                "check that the module takes an input of this shape"
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
        if node.target in _OF_NUMBERS and not any(map(_is_no_number, _flat(arguments))):
            return node.target(*arguments, **keywords)
        handler = handler_of(self._module, node)
        if handler is None:  # A function of plain numbers, here given tensors.
            raise refused(self._module, node)
        compared = any(
            isinstance(value, Comparison) for value in _flat([arguments, list(keywords.values())])
        )
        if compared and not takes_comparisons(handler):
            raise no_number()
        if node.op == "call_module":
            return handler(self._module.get_submodule(node.target), *arguments, **keywords)
        return _call(handler, arguments, keywords)

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


def _is_no_number(value: Any) -> bool:
    return is_array(value) or isinstance(value, Comparison)


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
