"""The diameter of the graph of regions: how many facets lie between any two of them at most."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from polyregions.theorems.bound_formulas.shape import checked_shape

__all__ = ["gaines_bi_2026_diameter"]


def gaines_bi_2026_diameter(inputs: int, widths: Sequence[int]) -> int:
    """Return prod (n_l + 1) - 1, the most facets on a shortest way between two regions.

    Two points inside two regions, chosen so that the segment between them avoids all faces of
    dimension less than n0 - 1, see a network of one input along the segment, which has at most
    prod (n_l + 1) pieces there. So it holds for every network, degenerate or not, on every convex
    domain, whatever n0 is; one input attains it. The theorem is stated as O(m^L) for L layers of at
    most m units, and its proof bounds the facets to be crossed by prod (n_l + 1).

    Parameters
    ----------
    inputs
        The dimension n0, on which it does not depend.
    widths
        The widths n_1, ..., n_L of the hidden layers.

    Raises
    ------
    BoundNotApplicableError
        If there is no hidden layer.

    References
    ----------
    B. B. Gaines, J. Bi, "Characterizing the Discrete Geometry of ReLU Networks", ICLR 2026,
    Theorem 3.8.

    Examples
    --------
    >>> gaines_bi_2026_diameter(1, [3, 3]), gaines_bi_2026_diameter(5, [3, 3])
    (15, 15)
    """
    return prod(width + 1 for width in checked_shape(inputs, widths).widths) - 1
