"""Calling compiled code by its address: so it is compiled by itself, and only where it is used."""

# Numba's decorators have no types.
# mypy: allow-untyped-decorators

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from numba import types
from numba.extending import intrinsic

from polyregions.refinement.vertices.kernel.compilation import PLAIN

__all__ = ["address_of", "called"]


def address_of(function: Any, arguments: tuple[Any, ...]) -> Any:
    """Return what :func:`called` calls a function by, compiled for arguments like these.

    Parameters
    ----------
    function
        An entry point that returns an ``int64``.
    arguments
        What it is called with; a call with arguments of other types would have no meaning.
    """
    if PLAIN:
        return function
    signature = tuple(map(numba.typeof, arguments))
    if signature not in function.overloads:
        function.compile(signature)
    code = function.overloads[signature]
    return code.library.get_pointer_to_function(code.fndesc.llvm_func_name)


def _compiled_called(
    typing_context: Any, address: Any, net: Any, work: Any, stack: Any, guide: Any, frame: Any
) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        own = signature.args[1:]
        convention = context.call_conv
        kind = convention.get_function_type(types.int64, own)
        function = builder.inttoptr(values[0], kind.as_pointer())
        _, answer = convention.call_function(builder, function, types.int64, own, values[1:])
        return answer

    return types.int64(address, net, work, stack, guide, frame), generate


def _plain_called(address: Callable[..., int], *arguments: Any) -> int:
    return address(*arguments)


called: Any = _plain_called if PLAIN else intrinsic(_compiled_called)
"""Calls what is compiled at an address, with `net, work, stack, guide, frame`."""
