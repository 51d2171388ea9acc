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

from polyregions.arithmetic.binary64 import integers_of
from polyregions.arithmetic.integers import IntegerVector, dot, negated, primitive, sign

__all__ = [
    "UNDECIDED",
    "ScaledVectors",
    "filtered_pair_signs",
    "filtered_signs",
    "signs_of_products",
]

UNDECIDED: Final = 2
"""What the filter answers where the float value does not prove a sign."""

_UNIT_ROUNDOFF: Final = 2.0**-53
# Entries are at most 1, so what underflows in an entry, a product or a sum is below 2**-1021 each,
# even where a library has set the processor to flush subnormal numbers to zero.
_UNDERFLOW: Final = 2.0**-980
# Images below this are raised to it, so that only a zero has the image zero.
_SMALLEST: Final = 2.0**-1022
# Quotients of integers of at most so many bits are not.
_FAR_FROM_SMALLEST: Final = 1000


class ScaledVectors:
    """Integer vectors of one length together with their scaled binary64 images.

    Parameters
    ----------
    vectors
        The exact vectors.
    dimension
        Their length; needed only where there are none.
    """

    __slots__ = ("_vectors", "floats")

    def __init__(self, vectors: Iterable[IntegerVector], dimension: int | None = None) -> None:
        self._vectors: list[IntegerVector | None] = list(vectors)
        images = [_scaled(vector) for vector in self._vectors if vector is not None]
        width = len(images[0]) if images else (dimension or 0)
        self.floats: NDArray[np.float64] = np.array(images, dtype=np.float64).reshape(-1, width)

    @classmethod
    def of_floats(cls, floats: NDArray[np.float64]) -> ScaledVectors:
        """Return the rational vectors that floats are, up to a positive factor each.

        Their integers are made where they are asked for.

        Parameters
        ----------
        floats
            An array (k, n) of entries in [-1, 1], none subnormal.

        Examples
        --------
        >>> ScaledVectors.of_floats(np.array([[0.75, -0.5]])).vector(0)
        (3, -2)
        """
        return cls._joined([None] * len(floats), floats)

    @classmethod
    def _joined(
        cls, vectors: list[IntegerVector | None], floats: NDArray[np.float64]
    ) -> ScaledVectors:
        joined = cls.__new__(cls)
        joined._vectors, joined.floats = vectors, floats
        return joined

    def __len__(self) -> int:
        return len(self._vectors)

    def __add__(self, other: ScaledVectors) -> ScaledVectors:
        floats = np.concatenate([self.floats, other.floats])
        return self._joined(self._vectors + other._vectors, floats)

    def take(self, indices: Sequence[int] | NDArray[np.intp]) -> ScaledVectors:
        """Return the vectors at the given indices."""
        chosen = np.asarray(indices, dtype=np.intp)
        vectors = self._vectors
        return self._joined([vectors[i] for i in chosen.tolist()], self.floats.take(chosen, axis=0))

    def turned(self, opposite: NDArray[np.bool_]) -> ScaledVectors:
        """Return the vectors, some of them with the opposite sign."""
        vectors = [
            negated(self.vector(i)) if turns else self._vectors[i]
            for i, turns in enumerate(opposite.tolist())
        ]
        return self._joined(vectors, np.where(opposite[:, np.newaxis], -self.floats, self.floats))

    def vector(self, index: int) -> IntegerVector:
        """Return one exact vector."""
        vector = self._vectors[index]
        if vector is None:
            vector = self._vectors[index] = primitive(integers_of(self.floats[index]))
        return vector

    @property
    def exact(self) -> tuple[IntegerVector, ...]:
        """All exact vectors."""
        return tuple(self.vector(i) for i in range(len(self)))


def _scaled(vector: IntegerVector) -> list[float]:
    # Python divides integers of any size with one correct rounding.
    largest = max(map(abs, vector), default=0) or 1
    image = [entry / largest for entry in vector]
    if largest.bit_length() > _FAR_FROM_SMALLEST and any(
        -_SMALLEST < x < _SMALLEST and entry for x, entry in zip(image, vector, strict=True)
    ):
        image = [
            sign(entry) * max(abs(x), _SMALLEST) for x, entry in zip(image, vector, strict=True)
        ]
    return image


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
        columns = right.T
        values = left.dot(columns)
        bound = np.abs(left).dot(np.abs(columns))
        bound *= (left.shape[1] + 4) * _UNIT_ROUNDOFF
        bound += _UNDERFLOW
        signs: NDArray[np.float64] = np.sign(values)
        np.copyto(signs, UNDECIDED, where=np.abs(values) <= bound)
    return signs.astype(np.int8)


def filtered_pair_signs(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return the sign of the inner product of each row with its partner, or ``UNDECIDED``.

    The rows on the left are divided by a power of two, so that their entries are at most 1. What
    has been lost of an entry by underflow before is then multiplied by as much.

    Parameters
    ----------
    left, right
        Arrays (k, n) of floats, each the nearest to an exact entry: of any size on the left, and
        infinite where the exact one is too large; in [-1, 1] on the right.

    Returns
    -------
    ndarray of int8, shape (k,)
        -1, +1 or ``UNDECIDED``; a float never proves a zero.

    Examples
    --------
    >>> left = np.array([[1e300, -1e299], [3.0, -3.0], [np.inf, 1.0]])
    >>> filtered_pair_signs(left, np.array([[0.5, 1.0], [1.0, 1.0], [1.0, 0.0]])).tolist()
    [1, 2, 2]
    """
    with np.errstate(all="ignore"):  # what underflows is bounded, and what overflows undecided
        _, exponents = np.frexp(np.abs(left).max(axis=1, initial=0.0))
        scaled = np.ldexp(left, -exponents[:, np.newaxis])
        products = scaled * right
        values = products.sum(axis=1)
        bound = np.abs(products).sum(axis=1)
        bound *= (right.shape[1] + 4) * _UNIT_ROUNDOFF
        bound += np.ldexp(_UNDERFLOW, np.maximum(-exponents, 0))
        proved = np.abs(values) > bound
        return np.where(proved, np.sign(values), UNDECIDED).astype(np.int8)


def signs_of_products(left: ScaledVectors, right: ScaledVectors) -> NDArray[np.int8]:
    """Return the exact sign of every inner product, shape (len(left), len(right)).

    Examples
    --------
    >>> signs_of_products(ScaledVectors([(10**40, -1)]), ScaledVectors([(1, 10**40), (1, 0)]))
    array([[0, 1]], dtype=int8)
    """
    signs = filtered_signs(left.floats, right.floats)
    rows, columns = np.nonzero(signs == UNDECIDED)
    if len(rows):
        meeting = (left.floats[rows] != 0) & (right.floats[columns] != 0)
        for i, j, meets in zip(rows.tolist(), columns.tolist(), meeting.any(axis=1), strict=True):
            signs[i, j] = sign(dot(left.vector(i), right.vector(j))) if meets else 0
    return signs
