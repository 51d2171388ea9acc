"""A lower bound of our own for ternary networks: that of the slim construction."""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.theorems.bound_formulas.shape import checked_shape, require

__all__ = ["slim_ternary_lower"]


def slim_ternary_lower(inputs: int, widths: Sequence[int]) -> int:
    """Return q^(n0 floor(L / 2)) with q = floor((floor(min n_l / n0) + 1) / 2).

    Some network of the shape whose parameters are all -1, 0 or 1 has so many linear regions on the
    unit cube: ``polyregions.ternary(..., variant="slim")``, of width (2 q - 1) n0.

    Parameters
    ----------
    inputs
        The dimension n0.
    widths
        The widths n_1, ..., n_L of the hidden layers, at least two, all >= n0.

    Raises
    ------
    BoundNotApplicableError
        If there are fewer than two hidden layers, or one is too narrow.

    References
    ----------
    Sharpens Nakahara, Kobayashi, Matsushima, arXiv:2507.16079, Theorem 1, by writing
    2 relu(q z - i) as two equal units.

    Examples
    --------
    >>> slim_ternary_lower(2, [12, 12, 12, 12])
    81
    """
    shape = checked_shape(inputs, widths)
    require(len(shape.widths) >= 2, "a block takes two hidden layers")
    require(min(shape.widths) >= inputs, "a hidden layer is narrower than the input")
    q = (min(shape.widths) // inputs + 1) // 2
    return int(q ** (inputs * (len(shape.widths) // 2)))
