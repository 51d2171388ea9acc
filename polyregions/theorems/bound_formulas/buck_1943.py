"""The faces of each dimension of one generic hidden layer: a simple hyperplane arrangement."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

from polyregions.errors import InvalidNetworkError, short
from polyregions.theorems.bound_formulas.shape import arrangement_regions, checked_shape, require

__all__ = ["buck_1943_faces"]


def buck_1943_faces(
    inputs: int, widths: Sequence[int], dimension: int, *, bounded: bool = False
) -> int:
    """Return the number of faces of a dimension k of n hyperplanes in general position.

    It is C(n, n0 - k) sum_{j <= k} C(m, j) with m = n - n0 + k, and of bounded faces
    C(n, n0 - k) C(m - 1, k): every n0 - k of the hyperplanes meet in a flat of dimension k, on
    which the other m are in general position again, and cut it into so many regions, and so many
    bounded ones. No arrangement of n hyperplanes has more faces of any dimension.

    Parameters
    ----------
    inputs
        The dimension n0.
    widths
        The width n of the only hidden layer, as a sequence of one.
    dimension
        The dimension k of the faces, from 0, the vertices, to n0, the regions.
    bounded
        Count the bounded faces only.

    Raises
    ------
    BoundNotApplicableError
        If there is not exactly one hidden layer.
    InvalidNetworkError
        If there are no faces of such a dimension.

    References
    ----------
    R. C. Buck, "Partition of Space", The American Mathematical Monthly 50, 541-544, 1943.
    T. Zaslavsky, "Facing up to Arrangements: Face-Count Formulas for Partitions of Space by
    Hyperplanes", Memoirs of the AMS 154, 1975.

    Examples
    --------
    >>> [buck_1943_faces(2, [3], k) for k in (0, 1, 2)]
    [3, 9, 7]
    >>> [buck_1943_faces(2, [3], k, bounded=True) for k in (0, 1, 2)]
    [3, 3, 1]
    """
    shape = checked_shape(inputs, widths)
    require(len(shape.widths) == 1, f"there are {len(shape.widths)} hidden layers, not 1")
    if (
        isinstance(dimension, bool)
        or not isinstance(dimension, int)
        or not (0 <= dimension <= inputs)
    ):
        raise InvalidNetworkError(
            f"faces of dimension {short(dimension)} of an arrangement in dimension {inputs}: give "
            f"a whole number from 0 to {inputs}"
        )
    (width,) = shape.widths
    codimension = inputs - dimension
    if codimension > width:
        return 0
    rest = width - codimension
    if not bounded:
        return comb(width, codimension) * arrangement_regions(rest, dimension)
    # A flat of dimension 0 is a bounded face of itself, whatever else there is.
    in_flat = comb(rest - 1, dimension) if rest else int(dimension == 0)
    return comb(width, codimension) * in_flat
