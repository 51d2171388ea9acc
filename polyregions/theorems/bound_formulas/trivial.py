"""The bound by the number of activation patterns."""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.theorems.bound_formulas.shape import checked_shape

__all__ = ["trivial_upper"]


def trivial_upper(inputs: int, widths: Sequence[int]) -> int:
    """Return 2^(n_1 + ... + n_L): every region has a pattern of its own.

    An upper bound on proper activation regions (definition 2), hence on linear regions.

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
    G. Montufar, R. Pascanu, K. Cho, Y. Bengio, "On the Number of Linear Regions of Deep Neural
    Networks", NeurIPS 2014.

    Examples
    --------
    >>> trivial_upper(2, [3, 3])
    64
    """
    shape = checked_shape(inputs, widths)
    return 1 << sum(shape.widths)
