"""Exact pre-activations of wide layers, by products of matrices of floats."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from polyregions.arithmetic import common_denominator, exact_product, fraction_bits, numerators
from polyregions.budgets import in_time

if TYPE_CHECKING:
    from polyregions.networks.layer import Layer

__all__ = ["wide_preactivations"]

_MOST_AT_ONCE = 1 << 18  # entries of a product of matrices


def wide_preactivations(layer: Layer, x: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return weights x + bias at an exact point.

    The products are those of integers that floats hold, and of rationals for the units beyond them.

    Examples
    --------
    >>> from polyregions.networks import Layer
    >>> wide_preactivations(Layer([[1, 0.5], ["1/3", 0]], [0, 1]), [Fraction(1, 7), Fraction(2)])
    (Fraction(8, 7), Fraction(22, 21))
    """
    scale = common_denominator(x)
    column = [(entry,) for entry in numerators(x, scale)]
    others = list(layer.units_beyond_floats)
    sparse = layer.sparse_weights
    if sparse is not None:
        held = sparse.without(others)
        bits = held.fraction_bits
        products = held.exact_product(column, bits)
    else:
        floats = layer.float_weights.copy()
        floats[others] = 0.0
        bits = fraction_bits(floats.ravel())
        size = max(1, _MOST_AT_ONCE // layer.inputs)
        blocks = (floats[start : start + size] for start in range(0, layer.units, size))
        products = exact_product(in_time(blocks), column, bits)
    found = [
        Fraction(product, scale << bits) + constant
        for (product,), constant in zip(products, layer.bias, strict=True)
    ]
    for unit in others:
        columns, values = layer.exact_terms(unit)
        terms = zip(columns, values, strict=False)
        found[unit] = sum((value * x[i] for i, value in terms), values[-1])
    return tuple(found)
