"""The upper bound of Montufar: every layer an arrangement in the least dimension so far."""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.theorems.bound_formulas.shape import arrangement_regions, checked_shape

__all__ = ["montufar_2017_upper"]


def montufar_2017_upper(inputs: int, widths: Sequence[int]) -> int:
    """Return prod_l sum_{j <= d_l} C(n_l, j), where d_l = min(n0, n_1, ..., n_l).

    No network of the shape has more proper activation regions (definition 2).

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

    References
    ----------
    G. Montufar, "Notes on the Number of Linear Regions of Deep Neural Networks", SampTA 2017.

    Examples
    --------
    >>> montufar_2017_upper(2, [2, 8])
    148
    """
    shape = checked_shape(inputs, widths)
    bound, dimension = 1, inputs
    for width in shape.widths:
        dimension = min(dimension, width)
        bound *= arrangement_regions(width, dimension)
    return bound
