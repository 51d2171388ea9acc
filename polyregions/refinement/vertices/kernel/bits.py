"""Single machine instructions: the bits of a 64-bit word or float, a product and a sum in one.

Bit sets are stored in signed words (``int64``): Numba turns an operation between signed and
unsigned integers into floating point, and the bits are the same either way.

Each function is written twice: for Numba, and in Python for where the kernel runs uncompiled.
"""

# Numba's decorators have no types.
# mypy: allow-untyped-decorators

from __future__ import annotations

import struct
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

from polyregions.refinement.vertices.kernel.compilation import PLAIN

__all__ = ["count_ones", "lowest_bit", "multiply_add", "power_of_two_below", "stay_out_of_line"]

_WORD = (1 << 64) - 1
_EXPONENT = 2047 << 52


def _instruction(compiled: Callable[..., Any]) -> Callable[[Callable[..., Any]], Any]:
    """Replace a function by what Numba makes of it, unless the kernel runs uncompiled."""
    return lambda function: function if PLAIN else intrinsic(compiled)


def _compiled_count_ones(typing_context: Any, word: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.int64), generate


@_instruction(_compiled_count_ones)
def count_ones(word: int) -> int:
    """Return the number of set bits of an ``int64``."""
    return (int(word) & _WORD).bit_count()


def _compiled_lowest_bit(typing_context: Any, word: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.int64), generate


@_instruction(_compiled_lowest_bit)
def lowest_bit(word: int) -> int:
    """Return the index of the lowest set bit of an ``int64`` (64 when there is none)."""
    bits = int(word)
    return (bits & -bits).bit_length() - 1 if bits else 64


def _compiled_multiply_add(typing_context: Any, a: Any, b: Any, c: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fma(*arguments)

    return types.float64(types.float64, types.float64, types.float64), generate


@_instruction(_compiled_multiply_add)
def multiply_add(a: float, b: float, c: float) -> float:
    """Return a b + c, rounded once."""
    return float(Fraction(a) * Fraction(b) + Fraction(c))


def _compiled_power_of_two_below(typing_context: Any, x: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        word = builder.bitcast(arguments[0], ir.IntType(64))
        exponent = builder.and_(word, ir.Constant(ir.IntType(64), _EXPONENT))
        return builder.bitcast(exponent, ir.DoubleType())

    return types.float64(types.float64), generate


@_instruction(_compiled_power_of_two_below)
def power_of_two_below(x: float) -> float:
    """Return the greatest power of two <= x > 0; 0 below 2**-1022, infinite for no number."""
    (word,) = struct.unpack("<q", struct.pack("<d", x))
    (power,) = struct.unpack("<d", struct.pack("<q", word & _EXPONENT))
    return float(power)


def _compiled_stay_out_of_line(typing_context: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.function.attributes.add("noinline")
        return context.get_dummy_value()

    return types.void(), generate


@_instruction(_compiled_stay_out_of_line)
def stay_out_of_line() -> None:
    """Keep the function that calls this from being inlined: it is long and rarely called.

    Every copy would be optimised anew, again in each function that it is inlined in.
    """
