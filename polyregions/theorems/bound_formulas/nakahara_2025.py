"""The lower bound of Nakahara, Kobayashi and Matsushima for ternary networks.

Y. Nakahara, M. Kobayashi, T. Matsushima, "A Lower Bound for the Number of Linear Regions of Ternary
ReLU Regression Neural Networks", arXiv:2507.16079, Theorem 1.
"""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.theorems.bound_formulas.shape import checked_shape, require

__all__ = ["nakahara_2025_lower"]


def nakahara_2025_lower(inputs: int, widths: Sequence[int]) -> int:
    """Return q^(n0 floor(L / 2)) with q = floor(min n_l / (2 (n0 + 1))).

    Some network of the shape whose parameters are all -1, 0 or 1 has so many linear regions on the
    unit cube: :func:`polyregions.ternary`, which for this count may have ReLU in all hidden layers.
    The paper's depth L' = L + 1 counts the output layer.

    Parameters
    ----------
    inputs
        The dimension n0.
    widths
        The widths n_1, ..., n_L of the hidden layers, at least two, all >= 2 (n0 + 1).

    Raises
    ------
    BoundNotApplicableError
        If there are fewer than two hidden layers, or one is too narrow.

    References
    ----------
    Nakahara, Kobayashi, Matsushima, arXiv:2507.16079, Theorem 1.

    Examples
    --------
    >>> nakahara_2025_lower(2, [12, 12, 12, 12])
    16
    """
    shape = checked_shape(inputs, widths)
    least = 2 * (inputs + 1)
    require(len(shape.widths) >= 2, "a block takes two hidden layers")
    require(min(shape.widths) >= least, f"a hidden layer is narrower than 2 (n0 + 1) = {least}")
    return int((min(shape.widths) // least) ** (inputs * (len(shape.widths) // 2)))
