"""Gradient classes: what a piece must remember of its gradient, all further folds considered.

Whether two copies of a piece V merge across a fold along c depends on D A_V c = 0; for copies of
copies, on D A_V M c = 0 with a product M of gradients of branches. So a piece may remember

- which of the finitely many directions M c its gradient sends to zero, if they are finitely many up
  to factors (for folds along the axes, and for reflections of a crystal, they are);
- otherwise the row space of D A_V, which decides D A_V d = 0 for every d.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from polyregions.arithmetic import (
    IntegerVector,
    common_denominator,
    dot,
    numerators,
    primitive_from_rationals,
    repr_of_fields,
    row_space,
)
from polyregions.budgets import checkpoint
from polyregions.theorems.composition.affine_maps import times, unoriented, vanishes

__all__ = ["GradientClasses", "RowSpaces", "VanishingDirections", "gradient_classes"]

Matrix = tuple[tuple[Fraction, ...], ...]

MOST_DIRECTIONS = 200
"""Beyond so many directions row spaces are remembered instead."""


class GradientClasses(Protocol):
    """A finite description of gradients that survives composition with the branches."""

    def of(self, gradient: Matrix) -> Hashable:
        """Return the class of a gradient."""

    def vanishes(self, gradient_class: Hashable, direction: IntegerVector) -> bool:
        """Return whether the gradients of a class send a fold's direction to zero."""

    def after(self, gradient_class: Hashable, branch: Matrix) -> Hashable:
        """Return the class of a gradient times that of a branch."""


@dataclass(frozen=True, slots=True)
class VanishingDirections:
    """A gradient is remembered by the directions, of a closed finite set, that it sends to zero."""

    directions: frozenset[IntegerVector]

    __repr__ = repr_of_fields

    def of(self, gradient: Matrix) -> Hashable:
        """Return the set of the directions that the gradient sends to zero."""
        return frozenset(d for d in self.directions if vanishes(gradient, d))

    def vanishes(self, gradient_class: Hashable, direction: IntegerVector) -> bool:
        """Return whether the direction is in the set."""
        assert isinstance(gradient_class, frozenset)
        return direction in gradient_class

    def after(self, gradient_class: Hashable, branch: Matrix) -> Hashable:
        """Return the set of the directions that the branch sends into the set."""
        assert isinstance(gradient_class, frozenset)
        scaled = _integral(branch)
        return frozenset(d for d in self.directions if _moved(scaled, d) in gradient_class)


@dataclass(frozen=True, slots=True)
class RowSpaces:
    """A gradient is remembered by the canonical basis of its row space."""

    dimension: int

    def of(self, gradient: Matrix) -> Hashable:
        """Return the basis of the gradient's row space."""
        rows = [primitive_from_rationals(row) for row in gradient]
        return tuple(row_space(rows, self.dimension))

    def vanishes(self, gradient_class: Hashable, direction: IntegerVector) -> bool:
        """Return whether the direction is orthogonal to the row space."""
        assert isinstance(gradient_class, tuple)
        return vanishes(gradient_class, direction)

    def after(self, gradient_class: Hashable, branch: Matrix) -> Hashable:
        """Return the basis of the row space times the branch's gradient."""
        assert isinstance(gradient_class, tuple)
        return self.of(times(gradient_class, branch))


def gradient_classes(
    dimension: int, folds: Iterable[IntegerVector], branches: Sequence[Matrix]
) -> GradientClasses:
    """Return the coarser description of the two that is finite, or row spaces.

    Parameters
    ----------
    dimension
        The dimension n.
    folds
        The directions of all folds.
    branches
        The gradients of all branches.

    Examples
    --------
    >>> flip = ((Fraction(0), Fraction(2)), (Fraction(2), Fraction(0)))
    >>> sorted(gradient_classes(2, [(1, 0)], [flip]).directions)
    [(0, 1), (1, 0)]
    """
    distinct = {_integral(branch) for branch in branches}
    directions = set(folds)
    fresh = list(directions)
    while fresh:
        checkpoint()
        if len(directions) > MOST_DIRECTIONS:
            return RowSpaces(dimension)
        moved = {_moved(branch, direction) for branch in distinct for direction in fresh}
        fresh = list(moved - directions)
        directions |= moved
    return VanishingDirections(frozenset(directions))


def _integral(branch: Matrix) -> tuple[IntegerVector, ...]:
    """Return a positive multiple of the matrix: directions count up to factors."""
    scale = common_denominator(entry for row in branch for entry in row)
    return tuple(numerators(row, scale) for row in branch)


def _moved(branch: Iterable[IntegerVector], direction: IntegerVector) -> IntegerVector:
    return unoriented([dot(row, direction) for row in branch])
