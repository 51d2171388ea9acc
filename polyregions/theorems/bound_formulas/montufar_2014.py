"""The lower bounds of Montufar, Pascanu, Cho and Bengio: folding the unit cube."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from polyregions.theorems.bound_formulas.shape import arrangement_regions, checked_shape, require

__all__ = ["montufar_2014_lower", "montufar_2014_simple"]


def montufar_2014_lower(inputs: int, widths: Sequence[int]) -> int:
    """Return prod_{l < L} floor(n_l / n0)^n0 * sum_{j <= n0} C(n_L, j).

    Some network of the shape has at least so many linear regions on R^n0.

    Parameters
    ----------
    inputs
        The dimension n0.
    widths
        The widths n_1, ..., n_L of the hidden layers, all >= n0.

    Raises
    ------
    BoundNotApplicableError
        If there is no hidden layer, or one is narrower than the input.

    References
    ----------
    G. Montufar, R. Pascanu, K. Cho, Y. Bengio, "On the Number of Linear Regions of Deep Neural
    Networks", NeurIPS 2014.

    Examples
    --------
    >>> montufar_2014_lower(2, [6, 6])
    198
    """
    shape = checked_shape(inputs, widths)
    require(min(shape.widths) >= inputs, "a hidden layer is narrower than the input")
    *earlier, last = shape.widths
    return int(prod(n // inputs for n in earlier) ** inputs) * arrangement_regions(last, inputs)


def montufar_2014_simple(inputs: int, widths: Sequence[int]) -> int:
    """Return p^(n0 L) with p = floor(min n_l / n0): the regions of the folds on the unit cube.

    Some network of the shape, such as :func:`polyregions.montufar`, has so many linear regions on
    the unit cube; Proposition 1 of Nakahara, Kobayashi and Matsushima (arXiv:2507.16079).

    Parameters
    ----------
    inputs
        The dimension n0.
    widths
        The widths n_1, ..., n_L of the hidden layers, all >= n0.

    Raises
    ------
    BoundNotApplicableError
        If there is no hidden layer, or one is narrower than the input.

    References
    ----------
    As for :func:`montufar_2014_lower`.

    Examples
    --------
    >>> montufar_2014_simple(2, [6, 6])
    81
    """
    shape = checked_shape(inputs, widths)
    require(min(shape.widths) >= inputs, "a hidden layer is narrower than the input")
    return int((min(shape.widths) // inputs) ** (inputs * len(shape.widths)))
