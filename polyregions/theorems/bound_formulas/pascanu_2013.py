"""The lower bound of Pascanu, Montufar and Bengio."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from polyregions.theorems.bound_formulas.shape import arrangement_regions, checked_shape, require

__all__ = ["pascanu_2013_lower"]


def pascanu_2013_lower(inputs: int, widths: Sequence[int]) -> int:
    """Return prod_{l < L} floor(n_l / n0) * sum_{j <= n0} C(n_L, j).

    Some network of the shape has at least so many linear regions on R^n0.

    Parameters
    ----------
    inputs
        The dimension n0.
    widths
        The widths n_1, ..., n_L of the hidden layers, all >= n0 but the last.

    Raises
    ------
    BoundNotApplicableError
        If there is no hidden layer, or one before the last is narrower than the input.

    References
    ----------
    R. Pascanu, G. Montufar, Y. Bengio, "On the Number of Response Regions of Deep Feed Forward
    Networks with Piece-wise Linear Activations", arXiv:1312.6098.

    Examples
    --------
    >>> pascanu_2013_lower(2, [6, 6])
    66
    """
    shape = checked_shape(inputs, widths)
    *earlier, last = shape.widths
    require(all(n >= inputs for n in earlier), "a hidden layer is narrower than the input")
    return prod(n // inputs for n in earlier) * arrangement_regions(last, inputs)
