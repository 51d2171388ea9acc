"""The four bounds of Serra, Tjandraatmadja and Ramalingam.

T. Serra, C. Tjandraatmadja, S. Ramalingam, "Bounding and Counting Linear Regions of Deep Neural
Networks", ICML 2018, arXiv:1711.02114.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, prod

from polyregions.theorems.bound_formulas.arora_2018 import zonotope_regions
from polyregions.theorems.bound_formulas.shape import arrangement_regions, checked_shape, require

__all__ = [
    "serra_2018_theorem_1",
    "serra_2018_theorem_5",
    "serra_2018_theorem_6",
    "serra_2018_theorem_7",
]


def serra_2018_theorem_1(inputs: int, widths: Sequence[int]) -> int:
    """Return the upper bound by the numbers of active units.

    R(l, d) = sum_{j <= min(d, n_l)} C(n_l, j) R(l + 1, min(d, n_l - j)) bounds the regions that
    layers l, ..., L make of a d-dimensional image: where j units are inactive, at most n_l - j
    dimensions are left. R(L + 1, d) = 1; the bound is R(1, n0). No network of the shape has more
    proper activation regions (definition 2).

    Parameters
    ----------
    inputs
        The dimension n0.
    widths
        The widths n_1, ..., n_L of the hidden layers.

    Raises
    ------
    BoundNotApplicableError
        If there is no hidden layer.

    Examples
    --------
    >>> serra_2018_theorem_1(2, [2, 8]), serra_2018_theorem_1(2, [8, 2])
    (56, 148)
    """
    shape = checked_shape(inputs, widths)
    regions = [1] * (inputs + 1)  # of every dimension d of the image, from layer l on
    for n in reversed(shape.widths):
        regions = [
            sum(comb(n, j) * regions[min(d, n - j)] for j in range(min(d, n) + 1))
            for d in range(inputs + 1)
        ]
    return regions[inputs]


def serra_2018_theorem_5(inputs: int, widths: Sequence[int]) -> int:
    """Return prod_l (n_l + 1), the maximum for one input and widths >= 3.

    Some network of the shape has so many linear regions on R, and none has more.

    Parameters
    ----------
    inputs
        The dimension n0 = 1.
    widths
        The widths n_1, ..., n_L of the hidden layers, all >= 3.

    Raises
    ------
    BoundNotApplicableError
        If there is more than one input, no hidden layer, or one narrower than 3.

    Examples
    --------
    >>> serra_2018_theorem_5(1, [4, 4, 4])
    125
    """
    shape = checked_shape(inputs, widths)
    require(inputs == 1, "there is more than one input")
    require(min(shape.widths) >= 3, "a hidden layer is narrower than 3")
    return prod(n + 1 for n in shape.widths)


def serra_2018_theorem_6(inputs: int, widths: Sequence[int]) -> int:
    """Return prod_{l < L} (floor(n_l / n0) + 1)^n0 * sum_{j <= n0} C(n_L, j).

    Some network of the shape has at least so many linear regions on R^n0.

    Parameters
    ----------
    inputs
        The dimension n0.
    widths
        The widths n_1, ..., n_L of the hidden layers, all >= 3 n0.

    Raises
    ------
    BoundNotApplicableError
        If there is no hidden layer, or one is narrower than 3 n0.

    Examples
    --------
    >>> serra_2018_theorem_6(2, [6, 6, 6])
    5632
    """
    shape = checked_shape(inputs, widths)
    require(min(shape.widths) >= 3 * inputs, f"a hidden layer is narrower than 3 n0 = {3 * inputs}")
    *earlier, last = shape.widths
    return int(prod(n // inputs + 1 for n in earlier) ** inputs) * arrangement_regions(last, inputs)


def serra_2018_theorem_7(inputs: int, widths: Sequence[int]) -> int:
    """Return 2 sum_{j < n0} C(m - 1, j) * (w + 1)^(L - 1), where n_1 = 2 m and n_l = w.

    Some network of the shape has at least so many linear regions on R^n0. Stated for one width w of
    all later layers; others are covered by m = floor(n_1 / 2) and w = min n_l, since units may
    vanish.

    Parameters
    ----------
    inputs
        The dimension n0.
    widths
        The widths n_1, ..., n_L of the hidden layers: n_1 >= 2, the others >= 3.

    Raises
    ------
    BoundNotApplicableError
        If there is no hidden layer, or one is too narrow.

    Examples
    --------
    >>> serra_2018_theorem_7(2, [6, 3, 3])
    96
    """
    shape = checked_shape(inputs, widths)
    first, *later = shape.widths
    require(first >= 2, "the first hidden layer is narrower than 2")
    require(min(later, default=3) >= 3, "a later hidden layer is narrower than 3")
    return zonotope_regions(first // 2, inputs) * int((min(later, default=0) + 1) ** len(later))
