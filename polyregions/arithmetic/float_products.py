"""Exact products of float matrices with integer ones, by sums of products that floats hold exactly.

A matrix of floats is cut into slices of a few bits, each an integer matrix times a power of two,
and an integer matrix into digits. A product of a slice and digits is a sum of integers that stays
below 2^53, so that floats hold it whatever the order of summation. (K. Ozaki, T. Ogita, S. Oishi,
S. M. Rump, "Error-free transformations of matrix multiplication by using fast routines of matrix
multiplication and its applications", Numerical Algorithms 59, 2012.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic.integers import IntegerVector

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["exact_product", "fraction_bits"]

Floats = NDArray[np.float64]

_MANTISSA_BITS = 53
_DIGIT_BITS = 16


def exact_product(
    left: Iterable[Floats | csr_array[Any, Any]],
    right: Sequence[Sequence[int]],
    bits: int,
    terms: int | None = None,
) -> list[IntegerVector]:
    """Return the rows of ``2**bits`` times the product of floats and integers.

    Parameters
    ----------
    left
        Blocks of rows of a matrix, dense or sparse, of finite floats that ``2**bits`` makes
        integral: see :func:`fraction_bits`. What is kept beside a block takes a few times its
        memory.
    right
        A matrix of integers of any size, with as many rows as ``left`` has columns.
    bits
        The bits of the scale.
    terms
        The most nonzero entries of a row of ``left``; omitted: all may be.

    Examples
    --------
    >>> exact_product([np.array([[0.5, 3.0]])], [[1, 10**20], [2, 0]], bits=1)
    [(13, 100000000000000000000)]
    """
    columns = len(right[0])
    digits = _digits(right)
    terms = len(right) if terms is None else terms
    slice_bits = _MANTISSA_BITS - _DIGIT_BITS - terms.bit_length()
    rows: list[IntegerVector] = []
    for block in left:
        total = np.zeros((block.shape[0], columns), dtype=object)
        for part, exponent in _slices(_entries(block), slice_bits, -bits):
            products = _product(block, part, digits).astype(np.int64)
            products = products.reshape(len(total), columns, -1)
            for position in range(products.shape[2]):
                scale = 1 << (exponent + bits + _DIGIT_BITS * position)
                total += products[:, :, position].astype(object) * scale
        rows += map(tuple, total.tolist())
    return rows


def _entries(block: Floats | csr_array[Any, Any]) -> Floats:
    return block if isinstance(block, np.ndarray) else block.data


def _product(block: Floats | csr_array[Any, Any], entries: Floats, right: Floats) -> Floats:
    """Return the product of a block that has these entries in place of its own."""
    if isinstance(block, np.ndarray):
        return entries @ right
    product: Floats = type(block)((entries, block.indices, block.indptr), block.shape) @ right
    return product


def fraction_bits(floats: Floats) -> int:
    """Return the least number b >= 0 for which ``2**b`` makes some finite floats integral.

    Examples
    --------
    >>> fraction_bits(np.array([0.75, 6.0])), fraction_bits(np.array([4.0]))
    (2, 0)
    """
    fractional = floats[floats != np.rint(floats)]
    if not len(fractional):
        return 0
    mantissas, exponents = np.frexp(fractional)
    integers = np.ldexp(mantissas, _MANTISSA_BITS).astype(np.int64)
    lowest_bits = np.frexp((integers & -integers).astype(np.float64))[1] - 1
    return int((_MANTISSA_BITS - exponents - lowest_bits).max())


def _slices(floats: Floats, bits: int, last: int) -> Iterator[tuple[Floats, int]]:
    """Cut floats into integers of so many bits: they are the sum of slices times powers of two.

    No power is below the last one, which all floats are multiples of. What a slice leaves is held
    exactly: it has no bits below those of the float, and is smaller.
    """
    rest = floats.copy()
    while rest.size and (largest := max(rest.max(), -rest.min())) > 0:
        exponent = max(int(np.frexp(largest)[1]) - bits, last)
        part = np.trunc(_times_power(rest, -exponent))
        rest -= _times_power(part, exponent)
        yield part, exponent


def _times_power(floats: Floats, exponent: int) -> Floats:
    """Return floats times a power of two; what is lost below the range of floats is cut off."""
    if abs(exponent) <= 1000:
        return floats * 2.0**exponent
    return np.ldexp(floats, exponent)


def _digits(integers: Sequence[Sequence[int]]) -> Floats:
    """Return the digits of each entry, the lowest first, along the columns of a matrix."""
    entries = [entry for row in integers for entry in row]
    longest = max(entry.bit_length() for entry in entries)
    count = max(1, -(-longest // _DIGIT_BITS))
    texts = b"".join([abs(entry).to_bytes(2 * count, "little") for entry in entries])
    digits = np.frombuffer(texts, dtype="<u2").reshape(len(entries), count).astype(np.float64)
    digits[[entry < 0 for entry in entries]] *= -1.0
    return digits.reshape(len(integers), -1)
