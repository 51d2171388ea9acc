"""The exact affine map x -> W x + b."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import IntegerVector, exact_matrix, exact_vector, shortest_number
from polyregions.errors import InvalidNetworkError

__all__ = ["AffineMap"]

Vector = tuple[Fraction, ...]


class AffineMap:
    """The map x -> weights x + bias from R^n to R^m, with rational entries.

    Parameters
    ----------
    weights
        Matrix of shape (m, n), of exact numbers of any kind.
    bias
        Vector of length m.

    Raises
    ------
    InvalidNetworkError, InvalidNumberError
        If the shapes do not fit or an entry is no finite rational number.

    Examples
    --------
    >>> AffineMap([["1/3", 1]], [2])
    AffineMap([['1/3', 1]], [2])
    >>> AffineMap([[1, 2]], [3])([1, "1/2"])
    (Fraction(5, 1),)
    """

    __slots__ = ("_forms", "_rationals", "_scale")

    _forms: Sequence[IntegerVector]
    _scale: int
    _rationals: tuple[tuple[Vector, ...], Vector] | None

    def __init__(self, weights: Any, bias: Any) -> None:
        matrix, vector = exact_matrix(weights, "weights"), exact_vector(bias, "bias")
        if len(matrix) != len(vector):
            raise InvalidNetworkError(
                f"weights have {len(matrix)} rows and bias {len(vector)} entries: "
                "give one bias for each row"
            )
        object.__setattr__(self, "_rationals", (matrix, vector))

    @classmethod
    def of_forms(cls, forms: Sequence[IntegerVector], scale: int) -> AffineMap:
        """Return the map whose rows, the constant last, are integer forms over a positive scale.

        Rationals are made of them when somebody asks.

        Examples
        --------
        >>> AffineMap.of_forms([(3, 0, 2)], 6)
        AffineMap([[0.5, 0]], ['1/3'])
        """
        made = object.__new__(cls)
        object.__setattr__(made, "_forms", forms)
        object.__setattr__(made, "_scale", scale)
        object.__setattr__(made, "_rationals", None)
        return made

    @property
    def weights(self) -> tuple[Vector, ...]:
        """The matrix, by its rows."""
        return self._parts[0]

    @property
    def bias(self) -> Vector:
        """The constants."""
        return self._parts[1]

    @property
    def _parts(self) -> tuple[tuple[Vector, ...], Vector]:
        if self._rationals is None:
            rows = [tuple([Fraction(c, self._scale) for c in form]) for form in self._forms]
            parts = tuple([row[:-1] for row in rows]), tuple([row[-1] for row in rows])
            object.__setattr__(self, "_rationals", parts)
            return parts
        return self._rationals

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an affine map does not change: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an affine map does not change: {name} cannot be deleted")

    def __reduce__(self) -> tuple[type[AffineMap], tuple[tuple[Vector, ...], Vector]]:
        return AffineMap, self._parts

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AffineMap):
            return NotImplemented
        return self._parts == other._parts

    def __hash__(self) -> int:
        return hash(self._parts)

    def __repr__(self) -> str:
        weights = [[shortest_number(w) for w in row] for row in self.weights]
        return f"AffineMap({weights}, {[shortest_number(b) for b in self.bias]})"

    def __call__(self, point: Any) -> tuple[Fraction, ...]:
        """Return the image of a point given by n exact numbers."""
        x = exact_vector(point, "point")
        if self.weights and len(x) != len(self.weights[0]):
            raise InvalidNetworkError(
                f"the point has {len(x)} coordinates where the map takes {len(self.weights[0])}"
            )
        return tuple(
            sum((w * value for w, value in zip(row, x, strict=True)), constant)
            for row, constant in zip(self.weights, self.bias, strict=True)
        )
