"""Numbers known to a hundred bits: a pair of floats and a bound of its error.

A number x is enclosed by (high, low, radius), |x - (high + low)| <= radius, where low is at most
half a unit in the last place of high.  A radius that is NaN or infinite bounds nothing, and so does
all that is computed with it.  What pairs hold exactly has the radius 0, and so have products and
sums of it as long as floats hold them.

Notation: u = 2**-53.  Every rounding of what is added to the low part is bounded by u times the sum
of the absolute terms, however they are added up; that factor is 4 u here at most.  ``INFLATION``
covers the rounding of the bounds themselves.

T. J. Dekker, "A floating-point technique for extending the available precision", Numerische
Mathematik 18, 1971.
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.bits import stay_out_of_line
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.double_double import product_error, two_sum
from polyregions.refinement.vertices.kernel.rounding import FLOOR, INFLATION

FOUR_ROUNDINGS = 2.0**-51


@compiled
def two_product(first, second):
    """Return the rounded product, and what it lacks, exactly unless that is below 2**-1022."""
    product = first * second
    return product, product_error(product, first, second)


@compiled
def negative(x):
    """Return -x."""
    return -x[0], -x[1], x[2]


@compiled
def added(first, second):
    """Return the sum of two enclosed numbers."""
    total, lacking = two_sum(first[0], second[0])
    low = lacking + (first[1] + second[1])
    size = abs(lacking) + abs(first[1]) + abs(second[1])
    radius = (first[2] + second[2] + FOUR_ROUNDINGS * size) * INFLATION
    high, low = two_sum(total, low)
    return high, low, radius


@compiled
def multiplied(first, second):
    """Return the product of two enclosed numbers."""
    stay_out_of_line()
    product, lacking = two_product(first[0], second[0])
    left = first[0] * second[1]
    right = first[1] * second[0]
    # The product of the low parts is left out: it is less than u |left|.
    size = abs(lacking) + abs(left) + abs(right)
    radius = FOUR_ROUNDINGS * size + first[2] * second[2]
    radius += (abs(first[0]) + abs(first[1])) * second[2]
    radius += (abs(second[0]) + abs(second[1])) * first[2]
    if abs(product) < FLOOR and first[0] != 0.0 and second[0] != 0.0:
        radius += FLOOR
    high, low = two_sum(product, lacking + (left + right))
    return high, low, radius * INFLATION


@compiled
def divided(first, second):
    """Return the quotient of two enclosed numbers; of radius infinity where the second may be 0.

    What a quotient q of any accuracy leaves, r = first - q second, bounds its error by
    |r| / |second|.
    """
    stay_out_of_line()
    least = abs(second[0]) * (1.0 - 8.0 * FOUR_ROUNDINGS) - second[2]  # low is less than the rest
    if not least > 0.0:
        return 0.0, 0.0, np.inf
    upper = first[0] / second[0]
    rest = added(first, multiplied((-upper, 0.0, 0.0), second))
    lower = rest[0] / second[0]
    high, low = two_sum(upper, lower)
    rest = added(first, negative(multiplied((high, low, 0.0), second)))
    return high, low, (abs(rest[0]) + abs(rest[1]) + rest[2]) / least * INFLATION


@compiled
def sign_of(x):
    """Return the sign of an enclosed number, 0 where it may be any."""
    if abs(x[0]) - abs(x[1]) > x[2] * INFLATION:
        return 1 if x[0] > 0.0 else -1
    return 0


@compiled
def fetched(array, index):
    """Return the enclosed number at array[index]."""
    return array[index, 0], array[index, 1], array[index, 2]


@compiled
def stored(array, index, x):
    """Write an enclosed number to array[index]."""
    array[index, 0] = x[0]
    array[index, 1] = x[1]
    array[index, 2] = x[2]
