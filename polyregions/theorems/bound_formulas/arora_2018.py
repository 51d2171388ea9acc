"""The lower bound of Arora, Basu, Mianjy and Mukherjee: a zonotope's gauge, then sawtooths."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

from polyregions.theorems.bound_formulas.shape import checked_shape, require

__all__ = ["arora_2018_lower", "zonotope_regions"]


def arora_2018_lower(inputs: int, widths: Sequence[int]) -> int:
    """Return 2 sum_{j < n0} C(m - 1, j) * w^(L - 1), where n_1 = 2 m and n_l = w.

    Some network of the shape has at least so many linear regions on R^n0. Stated for one width w of
    all later layers; others are covered by m = floor(n_1 / 2) and w = min n_l, since units may
    vanish.

    Parameters
    ----------
    inputs
        The dimension n0.
    widths
        The widths n_1, ..., n_L of the hidden layers, all >= 2.

    Raises
    ------
    BoundNotApplicableError
        If there is no hidden layer, or one is narrower than 2.

    References
    ----------
    R. Arora, A. Basu, P. Mianjy, A. Mukherjee, "Understanding Deep Neural Networks with Rectified
    Linear Units", ICLR 2018, the lower bound by zonotopes.

    Examples
    --------
    >>> arora_2018_lower(2, [6, 3, 3])
    54
    """
    shape = checked_shape(inputs, widths)
    require(min(shape.widths) >= 2, "a hidden layer is narrower than 2")
    first, *later = shape.widths
    return zonotope_regions(first // 2, inputs) * int(min(later, default=1) ** len(later))


def zonotope_regions(generators: int, dimension: int) -> int:
    """Return 2 sum_{j < d} C(m - 1, j): the regions of m hyperplanes through the origin of R^d.

    Examples
    --------
    >>> zonotope_regions(generators=3, dimension=2)
    6
    """
    return 2 * sum(comb(generators - 1, j) for j in range(dimension))
