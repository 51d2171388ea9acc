"""What the composition theorems ask of affine maps of equal dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from polyregions.arithmetic import (
    IntegerVector,
    common_denominator,
    null_space,
    primitive_from_rationals,
    solve,
)
from polyregions.networks import AffineMap
from polyregions.polytopes import HPolytope

__all__ = ["forgotten_direction", "image", "preimage_rows", "times", "unoriented", "vanishes"]

Matrix = Sequence[Sequence[Fraction]]


def forgotten_direction(weights: Matrix) -> IntegerVector | None:
    """Return a nonzero direction that a square matrix maps to zero, None where it is regular.

    Examples
    --------
    >>> forgotten_direction(AffineMap([[1, 1], [2, 2]], [0, 0]).weights)
    (-1, 1)
    """
    rows = [primitive_from_rationals(row) for row in weights]
    return next(iter(null_space(rows, len(rows))), None)


def preimage_rows(affine_map: AffineMap, polytope: HPolytope) -> tuple[IntegerVector, ...]:
    """Return the rows of {x : affine_map(x) in polytope}, one for each row, in normal form."""
    rows = []
    for *normal, offset in polytope.rows:
        pulled = _row_times(normal, affine_map.weights)
        shift = sum((a * b for a, b in zip(normal, affine_map.bias, strict=True)), Fraction(0))
        rows.append(primitive_from_rationals((*pulled, offset - shift)))
    return tuple(rows)


def image(affine_map: AffineMap, polytope: HPolytope) -> HPolytope | None:
    """Return the image of a polytope under a bijective affine map, None where it is not bijective.

    Examples
    --------
    >>> from polyregions.polytopes import box
    >>> image(AffineMap([[-2]], [1]), box([0], [1])) == box([-1], [1])
    True
    """
    transposed = list(zip(*affine_map.weights, strict=True))
    scale = common_denominator(entry for row in transposed for entry in row)
    columns = [[int(entry * scale) for entry in row] for row in transposed]
    rows = []
    for *normal, offset in polytope.rows:
        pushed = solve(columns, [entry * scale for entry in normal])
        if pushed is None:
            return None
        shift = sum((a * b for a, b in zip(pushed, affine_map.bias, strict=True)), Fraction(0))
        rows.append(primitive_from_rationals((*pushed, offset + shift)))
    if not rows and forgotten_direction(affine_map.weights) is not None:
        return None
    return HPolytope(polytope.dimension, rows)


def times(left: Matrix, right: Matrix) -> tuple[tuple[Fraction, ...], ...]:
    """Return the product of two matrices."""
    return tuple(_row_times(row, right) for row in left)


def _row_times(row: Sequence[Fraction | int], matrix: Matrix) -> tuple[Fraction, ...]:
    columns = zip(*matrix, strict=True)
    return tuple(
        sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in columns
    )


def vanishes(weights: Sequence[Sequence[Fraction | int]], direction: IntegerVector) -> bool:
    """Return whether a matrix maps a direction to zero."""
    return all(sum(a * d for a, d in zip(row, direction, strict=True)) == 0 for row in weights)


def unoriented(vector: Sequence[Fraction | int]) -> IntegerVector:
    """Return the primitive integer vector along a nonzero vector, its first nonzero entry positive.

    Examples
    --------
    >>> unoriented([Fraction(0), Fraction(-2, 3), Fraction(1, 3)])
    (0, 2, -1)
    """
    direction = primitive_from_rationals(vector)
    leading = next(entry for entry in direction if entry)
    return direction if leading > 0 else tuple(-entry for entry in direction)
