"""The graph of operations that a module's code performs, without performing them."""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable
from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.readers.torch.messages import first_line
from polyregions.readers.torch.modules import torch_class
from polyregions.readers.torch.package import torch_package

__all__ = ["runner", "traced_graph"]


def traced_graph(module: Any) -> tuple[Any, Any]:
    """Return a module and the graph of operations of its ``forward`` on one tensor.

    The modules of torch.nn stay nodes of the graph, and so do those of subclasses that change
    nothing; other modules are replaced by what they do.
    Further arguments of ``forward`` take their default values.

    Parameters
    ----------
    module
        A copy of the user's module, to which tracing may add constants.

    Returns
    -------
    tuple
        The module to whose attributes the graph refers, and a :class:`torch.fx.Graph`.

    Raises
    ------
    InvalidNetworkError
        If the code cannot be traced.
    """
    torch = torch_package()
    tracer = _tracer(torch)
    if tracer.is_leaf_module(module, ""):
        module = torch.nn.Sequential(module)
    try:
        graph = tracer.trace(module, concrete_args=_defaults(module))
    # The code of the module runs on stand-ins for tensors, and may fail in any way.
    except Exception as error:
        raise InvalidNetworkError(
            f"the code of {type(module).__name__} cannot be traced by torch.fx "
            f"({first_line(error)}): its control flow must not depend on the values or the shape "
            "of the input, nor may it assign to entries of a tensor"
        ) from error
    return module, graph


def runner(module: Any, graph: Any) -> Callable[[Any], Any]:
    """Return the function that a graph computes, in floats.

    Parameters
    ----------
    module, graph
        What :func:`traced_graph` returns, or another graph with the attributes of the same module.
    """
    interpreter = torch_package().fx.Interpreter(module, graph=graph)
    run: Callable[[Any], Any] = interpreter.run
    return run


def _tracer(torch: Any) -> Any:
    """Return a tracer that tells ``x += y``, which changes x, from ``x = x + y``.

    Notes
    -----
    The stand-ins of torch.fx know no augmented assignments, so that Python would take them for
    plain ones.
    """

    class Value(torch.fx.Proxy):  # type: ignore[misc]  # torch is optional, hence untyped
        def __iadd__(self, other: Any) -> Any:
            return self._changed(operator.iadd, other)

        def __isub__(self, other: Any) -> Any:
            return self._changed(operator.isub, other)

        def __imul__(self, other: Any) -> Any:
            return self._changed(operator.imul, other)

        def __itruediv__(self, other: Any) -> Any:
            return self._changed(operator.itruediv, other)

        def _changed(self, function: Any, other: Any) -> Any:
            return self.tracer.create_proxy("call_function", function, (self, other), {})

    class Tracer(torch.fx.Tracer):  # type: ignore[misc]  # torch is optional, hence untyped
        def is_leaf_module(self, module: Any, name: str) -> bool:
            return torch_class(module) is not None or super().is_leaf_module(module, name)

        def proxy(self, node: Any) -> Any:
            return Value(node, self)

    return Tracer()


def _defaults(module: Any) -> dict[str, Any]:
    """Return the default values of the arguments of ``forward`` after the first one."""
    parameters = list(inspect.signature(type(module).forward).parameters.values())[2:]
    return {p.name: p.default for p in parameters if p.default is not inspect.Parameter.empty}
