"""Signs of inner products: floats propose under a rigorous error bound, integers decide the rest.

A vector is kept twice: exactly, and rounded to binary64 after division by its largest entry (the
sign of an inner product does not see positive factors). Rounding the entries of both vectors and
accumulating n products in any order, fused or not, errs by at most

    ((1 + u)**(n + 2) - 1) |a| . |b|  +  underflow,        u = 2**-53

(Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1). A float sign is
taken only where the value exceeds (n + 4) u |a| . |b|, computed in floats: up to n = 2**26 the two
roundings more cover those of the bound itself and all higher orders, as 2 > 2 (n + 4)**2 u.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic.integers import IntegerVector, dot, sign

__all__ = ["UNDECIDED", "ScaledVectors", "filtered_signs", "signs_of_products"]

UNDECIDED: Final = 2
"""What the filter answers where the float value does not prove a sign."""

_UNIT_ROUNDOFF: Final = 2.0**-53
# Entries are at most 1, so what underflows in an entry, a product or a sum is below 2**-1021 each,
# even where a library has set the processor to flush subnormal numbers to zero.
_UNDERFLOW: Final = 2.0**-980


class ScaledVectors:
    """Integer vectors of one length together with their scaled binary64 images.

    Parameters
    ----------
    vectors
        The exact vectors.
    dimension
        Their length; needed only where there are none.
    """

    __slots__ = ("exact", "floats")

    def __init__(self, vectors: Iterable[IntegerVector], dimension: int | None = None) -> None:
        self.exact: tuple[IntegerVector, ...] = tuple(vectors)
        width = len(self.exact[0]) if self.exact else (dimension or 0)
        images = [_scaled(vector) for vector in self.exact]
        self.floats: NDArray[np.float64] = np.array(images, dtype=np.float64).reshape(-1, width)

    @classmethod
    def _joined(
        cls, exact: tuple[IntegerVector, ...], floats: NDArray[np.float64]
    ) -> ScaledVectors:
        joined = cls.__new__(cls)
        joined.exact, joined.floats = exact, floats
        return joined

    def __len__(self) -> int:
        return len(self.exact)

    def __add__(self, other: ScaledVectors) -> ScaledVectors:
        return self._joined(self.exact + other.exact, np.concatenate([self.floats, other.floats]))

    def take(self, indices: Sequence[int] | NDArray[np.intp]) -> ScaledVectors:
        """Return the vectors at the given indices."""
        return self._joined(tuple(self.exact[i] for i in indices), self.floats[indices, :])


def _scaled(vector: IntegerVector) -> list[float]:
    # Python divides integers of any size with one correct rounding.
    largest = max(map(abs, vector), default=0) or 1
    return [entry / largest for entry in vector]


def filtered_signs(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return the sign of each inner product that binary64 proves, else ``UNDECIDED``.

    Parameters
    ----------
    left, right
        Arrays (k, n) and (m, n) of entries in [-1, 1], each the correctly rounded image of an
        exact entry.

    Returns
    -------
    ndarray of int8, shape (k, m)
        -1, +1 or ``UNDECIDED``; a float never proves a zero.
    """
    with np.errstate(all="ignore"):  # what underflows is bounded
        values = left @ right.T
        magnitudes = np.abs(left) @ np.abs(right.T)
        bound = ((left.shape[1] + 4) * _UNIT_ROUNDOFF) * magnitudes + _UNDERFLOW
    signs = np.sign(values).astype(np.int8)
    signs[np.abs(values) <= bound] = UNDECIDED
    return signs


def signs_of_products(left: ScaledVectors, right: ScaledVectors) -> NDArray[np.int8]:
    """Return the exact sign of every inner product, shape (len(left), len(right)).

    Examples
    --------
    >>> signs_of_products(ScaledVectors([(10**40, -1)]), ScaledVectors([(1, 10**40), (1, 0)]))
    array([[0, 1]], dtype=int8)
    """
    signs = filtered_signs(left.floats, right.floats)
    for i, j in np.argwhere(signs == UNDECIDED):
        signs[i, j] = sign(dot(left.exact[i], right.exact[j]))
    return signs
