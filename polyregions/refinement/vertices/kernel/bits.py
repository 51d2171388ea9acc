"""Counting and finding the set bits of a 64-bit word, as single machine instructions.

Bit sets are stored in signed words (``int64``): Numba turns an operation between signed and
unsigned integers into floating point, and the bits are the same either way.
"""

# Numba's decorators have no types.
# mypy: allow-untyped-decorators

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic


@intrinsic
def count_ones(typing_context: Any, word: Any) -> Any:
    """Return the number of set bits of an ``int64``."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.int64), generate


@intrinsic
def lowest_bit(typing_context: Any, word: Any) -> Any:
    """Return the index of the lowest set bit of an ``int64`` (64 when there is none)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.int64), generate


@intrinsic
def stay_out_of_line(typing_context: Any) -> Any:
    """Keep the function that calls this from being inlined: it is long and rarely called.

    Every copy would be optimised anew, again in each function that it is inlined in.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.function.attributes.add("noinline")
        return context.get_dummy_value()

    return types.void(), generate
