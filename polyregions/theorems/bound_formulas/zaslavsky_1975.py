"""The regions of one hidden layer: a hyperplane arrangement."""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.theorems.bound_formulas.shape import arrangement_regions, checked_shape, require

__all__ = ["zaslavsky_1975_maximum"]


def zaslavsky_1975_maximum(inputs: int, widths: Sequence[int], rank: int | None = None) -> int:
    """Return sum_{j <= r} C(n, j), the maximum for one hidden layer of n units.

    It is attained on R^n0 iff the n hyperplanes are in general position: any k <= n0 of them meet
    in dimension n0 - k, and no n0 + 1 meet.

    Parameters
    ----------
    inputs
        The dimension n0.
    widths
        The width n of the only hidden layer, as a sequence of one.
    rank
        The rank r of the layer's weights where it is known; n0 otherwise.

    Raises
    ------
    BoundNotApplicableError
        If there is not exactly one hidden layer.

    References
    ----------
    T. Zaslavsky, "Facing up to Arrangements: Face-Count Formulas for Partitions of Space by
    Hyperplanes", Memoirs of the AMS 154, 1975.

    Examples
    --------
    >>> zaslavsky_1975_maximum(4, [16]), zaslavsky_1975_maximum(5, [16])
    (2517, 6885)
    >>> zaslavsky_1975_maximum(2, [5], rank=1)
    6
    """
    shape = checked_shape(inputs, widths)
    require(len(shape.widths) == 1, f"there are {len(shape.widths)} hidden layers, not 1")
    dimension = inputs if rank is None else min(inputs, rank)
    return arrangement_regions(shape.widths[0], dimension)
