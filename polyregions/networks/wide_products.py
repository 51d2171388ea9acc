"""Exact pre-activations of wide layers, by products of matrices of floats."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import common_denominator, exact_product, fraction_bits, numerators
from polyregions.budgets import in_time
from polyregions.networks.sparse_weights import ExactTerms, SparseWeights

__all__ = ["wide_preactivations"]

_MOST_AT_ONCE = 1 << 18  # entries of a product of matrices


def wide_preactivations(
    weights: NDArray[np.float64] | SparseWeights,
    bias: Sequence[Fraction],
    others: Collection[int],
    exact_terms: Callable[[int], ExactTerms],
    x: Sequence[Fraction],
) -> tuple[Fraction, ...]:
    """Return weights x + bias at an exact point.

    The products are those of integers that floats hold, and of rationals for the units beyond them.

    Parameters
    ----------
    weights
        The weights rounded to floats.
    bias
        The exact biases.
    others, exact_terms
        The units whose weights are beyond floats, and what gives their exact parameters.
    x
        The point.

    Examples
    --------
    >>> terms = ExactTerms((0,), (Fraction(1, 3), Fraction(1)))
    >>> weights = np.array([[1, 0.5], [1 / 3, 0]])
    >>> x = [Fraction(1, 7), Fraction(2)]
    >>> wide_preactivations(weights, [Fraction(0), Fraction(1)], [1], lambda unit: terms, x)
    (Fraction(8, 7), Fraction(22, 21))
    """
    scale = common_denominator(x)
    column = [(entry,) for entry in numerators(x, scale)]
    if isinstance(weights, SparseWeights):
        held = weights.without(list(others))
        bits = held.fraction_bits
        products = held.exact_product(column, bits)
    else:
        floats = weights.copy()
        floats[list(others)] = 0.0
        bits = fraction_bits(floats.ravel())
        size = max(1, _MOST_AT_ONCE // len(x))
        blocks = (floats[start : start + size] for start in range(0, len(floats), size))
        products = exact_product(in_time(blocks), column, bits)
    found = [
        Fraction(product, scale << bits) + constant
        for (product,), constant in zip(products, bias, strict=True)
    ]
    for unit in others:
        columns, values = exact_terms(unit)
        terms = zip(columns, values, strict=False)
        found[unit] = sum((value * x[i] for i, value in terms), values[-1])
    return tuple(found)
