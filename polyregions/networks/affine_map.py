"""The exact affine map x -> W x + b."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import exact_matrix, exact_vector, shortest_number
from polyregions.errors import InvalidNetworkError

__all__ = ["AffineMap"]


@dataclass(frozen=True, slots=True, repr=False)
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

    weights: tuple[tuple[Fraction, ...], ...]
    bias: tuple[Fraction, ...]

    def __init__(self, weights: Any, bias: Any) -> None:
        matrix, vector = exact_matrix(weights, "weights"), exact_vector(bias, "bias")
        if len(matrix) != len(vector):
            raise InvalidNetworkError(
                f"weights have {len(matrix)} rows and bias {len(vector)} entries: "
                "give one bias for each row"
            )
        object.__setattr__(self, "weights", matrix)
        object.__setattr__(self, "bias", vector)

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
