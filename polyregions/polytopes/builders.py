"""The usual ways to write down a polytope: inequalities, intervals, corners."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from polyregions.arithmetic import exact_matrix, exact_vector, primitive_from_rationals
from polyregions.errors import InvalidDomainError, short
from polyregions.polytopes.h_polytope import HPolytope

__all__ = ["box", "box_of_intervals", "exact_point", "from_inequalities", "simplex", "whole_space"]


def from_inequalities(A: Any, b: Any, dimension: int | None = None) -> HPolytope:
    """Return {x : A x <= b}.

    Parameters
    ----------
    A
        The matrix of outward normals, shape (m, n), of exact numbers of any kind.
    b
        The right-hand sides, length m.
    dimension
        The dimension n; needed only where A has no rows.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If the shapes do not fit or an entry is no finite rational number.

    Examples
    --------
    >>> from_inequalities([["1/2", 1]], [1])
    HPolytope(2, ((1, 2, 2),))
    """
    normals, offsets = exact_matrix(A, "A"), exact_vector(b, "b")
    if len(normals) != len(offsets):
        raise InvalidDomainError(
            f"A has {len(normals)} rows and b {len(offsets)} entries: give one b for each row"
        )
    if dimension is None:
        if not normals:
            raise InvalidDomainError("A has no rows: use whole_space(n) for all of R^n")
        dimension = len(normals[0])
    rows = [
        primitive_from_rationals((*normal, offset))
        for normal, offset in zip(normals, offsets, strict=True)
    ]
    return HPolytope(dimension, rows)


def box(lower: Any, upper: Any) -> HPolytope:
    """Return the box of the points between two corners.

    Parameters
    ----------
    lower, upper
        The corners, each of length n, of exact numbers of any kind.

    Raises
    ------
    InvalidDomainError
        If the lengths differ or a lower bound exceeds its upper bound.

    Examples
    --------
    >>> box([0], ["1/2"])
    HPolytope(1, ((2, 1), (-1, 0)))
    """
    low, high = exact_vector(lower, "lower"), exact_vector(upper, "upper")
    if len(low) != len(high):
        raise InvalidDomainError(
            f"the corners have {len(low)} and {len(high)} coordinates: give both the same number"
        )
    rows = []
    for j, (smallest, largest) in enumerate(zip(low, high, strict=True)):
        if smallest > largest:
            raise InvalidDomainError(
                f"in coordinate {j} the lower bound exceeds the upper one: swap them"
            )
        before, after = (0,) * j, (0,) * (len(low) - j - 1)
        # A fraction p/q in lowest terms bounds x by the primitive row of q x <= p.
        rows.append((*before, largest.denominator, *after, largest.numerator))
        rows.append((*before, -smallest.denominator, *after, -smallest.numerator))
    return HPolytope(len(low), rows)


def box_of_intervals(intervals: Any) -> HPolytope:
    """Return the box with one interval ``[lower, upper]`` for each coordinate.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If ``intervals`` is no sequence of pairs, or a lower bound exceeds its upper bound.

    Examples
    --------
    >>> box_of_intervals([[0, 1], [0, 2]]) == box([0, 0], [1, 2])
    True
    """
    try:
        pairs = [(lower, upper) for lower, upper in intervals]
    except (TypeError, ValueError):
        raise InvalidDomainError(
            f"the domain {short(intervals)} is no box: give [[lower, upper], ...], one pair for "
            "each input"
        ) from None
    return box([lower for lower, _ in pairs], [upper for _, upper in pairs])


def simplex(dimension: int) -> HPolytope:
    """Return the standard simplex {x >= 0, x_1 + ... + x_n <= 1}.

    Examples
    --------
    >>> simplex(2)
    HPolytope(2, ((-1, 0, 0), (0, -1, 0), (1, 1, 1)))
    """
    whole_space(dimension)  # refuses what is no dimension
    signs = [[-int(i == j) for i in range(dimension)] + [0] for j in range(dimension)]
    return HPolytope(dimension, [*signs, [1] * (dimension + 1)])


def whole_space(dimension: int) -> HPolytope:
    """Return R^n, the H-polytope without inequalities.

    Examples
    --------
    >>> whole_space(2).rows
    ()
    """
    return HPolytope(dimension)


def exact_point(point: Any, dimension: int) -> tuple[Fraction, ...]:
    """Return a point as exact rationals after checking its dimension."""
    exact = exact_vector(point, "point")
    if len(exact) != dimension:
        raise InvalidDomainError(
            f"the point has {len(exact)} coordinates where the polytope has {dimension}: "
            "give one for each dimension"
        )
    return exact
