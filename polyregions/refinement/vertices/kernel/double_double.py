"""Sums and products of floats without error: pairs of floats that together are exact.

With u = 2**-53, and barring overflow:

- ``two_sum`` (Knuth 1969): s + t = a + b exactly, s = fl(a + b), hence |t| <= u |s|;
- ``product_error``: p + e = a b exactly for p = fl(a b), unless products underflow, which none does
  while |a b| >= 2**-969; else e is off by at most 2**-1018.  It is one instruction of processors
  that multiply and add with one rounding; for others the factors are cut in two (Dekker 1971);
- ``leading_half`` (Veltkamp 1968): the first 26 bits of a; they and what is left are so short that
  products of two such halves are exact.

Overflow, in ``leading_half`` from 2**996 on, makes infinities whose differences are NaNs: as only
sums and products follow, what is finite in the end is right.

All of this needs each operation to be rounded by itself.  Numba leaves it so as long as it is not
told ``fastmath``: no operation is reordered, or fused with another (Ogita, Rump, Oishi 2005,
"Accurate sum and dot product", has the proofs).
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

from polyregions.refinement.vertices.kernel.bits import multiply_add
from polyregions.refinement.vertices.kernel.compilation import HAS_FUSED, compiled


@compiled
def two_sum(a, b):
    """Return the rounded sum of two floats, and its error."""
    total = a + b
    other = total - a
    return total, (a - (total - other)) + (b - other)


@compiled
def leading_half(a):
    """Return the first 26 bits of a float."""
    stretched = 134217729.0 * a
    return stretched - (stretched - a)


@compiled
def error_by_halves(product, a, b):
    """Return the error of a rounded product of a and b."""
    a_half = leading_half(a)
    b_half = leading_half(b)
    a_rest = a - a_half
    b_rest = b - b_half
    return a_rest * b_rest - (((product - a_half * b_half) - a_rest * b_half) - a_half * b_rest)


@compiled
def error_at_once(product, a, b):
    """Return the error of a rounded product of a and b."""
    return multiply_add(a, b, -product)


product_error = error_at_once if HAS_FUSED else error_by_halves


@compiled
def add_product(total, rest, a, a_rest, b, b_rest):
    """Return total + rest with the product of a + a_rest and b + b_rest added to it.

    `total` is rounded, and what that leaves is added to `rest` in floats: see :mod:`.sharp_rows`.
    """
    product = a * b
    error = product_error(product, a, b)
    total, left = two_sum(total, product)
    return total, rest + (left + (error + (a * b_rest + a_rest * b)))
