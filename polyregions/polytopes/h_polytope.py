"""The immutable exact H-polytope: the solutions of finitely many linear inequalities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd
from operator import index

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, exact_repr, nearest_float, primitive
from polyregions.errors import InvalidDomainError, short
from polyregions.polytopes.halfspace import Halfspace

__all__ = ["HPolytope"]


class HPolytope:
    """The polytope {x in R^n : A x <= b} with rational data, possibly unbounded or empty.

    The rows are kept in normal form: primitive integer vectors ``(a_1, ..., a_n, b)`` in the order
    given, of parallel rows that point the same way only the tightest, no row that every point
    satisfies. Redundant rows are kept (see :func:`polyregions.polytopes.irredundant`).
    Two H-polytopes are equal iff their sets of rows are.

    Parameters
    ----------
    dimension
        The dimension n >= 1 of the space.
    rows
        Integer rows ``(a_1, ..., a_n, b)``, each meaning a.x <= b.

    Raises
    ------
    InvalidDomainError
        If the dimension is not positive, or a row has another length than n + 1 or an entry that is
        no integer.

    Examples
    --------
    >>> HPolytope(1, [(2, 6), (1, 5), (-1, 0)])
    HPolytope(1, ((1, 3), (-1, 0)))
    """

    __slots__ = ("dimension", "rows")

    dimension: int
    rows: tuple[IntegerVector, ...]

    def __init__(self, dimension: int, rows: Iterable[Sequence[int]] = ()) -> None:
        _check_dimension(dimension)
        object.__setattr__(self, "dimension", dimension)
        object.__setattr__(self, "rows", _normal_form(dimension, rows))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"an HPolytope is immutable: build a new one instead of setting {name}"
        )

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an HPolytope is immutable: {name} cannot be deleted")

    def __reduce__(self) -> tuple[type[HPolytope], tuple[int, tuple[IntegerVector, ...]]]:
        return HPolytope, (self.dimension, self.rows)

    def __repr__(self) -> str:
        return f"HPolytope({self.dimension}, {exact_repr(self.rows)})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, HPolytope):
            return NotImplemented
        return self.dimension == other.dimension and frozenset(self.rows) == frozenset(other.rows)

    def __hash__(self) -> int:
        return hash((self.dimension, frozenset(self.rows)))

    @property
    def halfspaces(self) -> tuple[Halfspace, ...]:
        """The rows as halfspaces; an unsatisfiable row 0 <= -1 has none and is left out."""
        return tuple(Halfspace(row[:-1], row[-1]) for row in self.rows if any(row[:-1]))

    def inequalities(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return A, shape (rows, n), and b, shape (rows,), rounded to floats near 1.

        Every row is divided by its largest coefficient first; for the exact numbers see ``rows``.
        """
        table = np.zeros((len(self.rows), self.dimension + 1))
        for i, row in enumerate(self.rows):
            largest = max(map(abs, row[:-1])) or 1
            table[i] = [nearest_float(Fraction(entry, largest)) for entry in row]
        return table[:, :-1], table[:, -1]

    def intersection(self, other: HPolytope) -> HPolytope:
        """Return the polytope of the points in both.

        Raises
        ------
        InvalidDomainError
            If the dimensions differ.

        Examples
        --------
        >>> HPolytope(1, [(1, 2)]).intersection(HPolytope(1, [(-1, 0)]))
        HPolytope(1, ((1, 2), (-1, 0)))
        """
        if self.dimension != other.dimension:
            raise InvalidDomainError(
                f"a polytope of dimension {self.dimension} does not meet one of dimension "
                f"{other.dimension}: give both the same dimension"
            )
        return HPolytope(self.dimension, self.rows + other.rows)


def _check_dimension(dimension: int) -> None:
    if isinstance(dimension, bool) or not isinstance(dimension, int) or dimension < 1:
        raise InvalidDomainError(
            f"the dimension is {short(dimension)}: a polytope needs a positive whole dimension"
        )


def _normal_form(dimension: int, rows: Iterable[Sequence[int]]) -> tuple[IntegerVector, ...]:
    impossible = (*[0] * dimension, -1)
    tightest: dict[IntegerVector, tuple[Fraction, IntegerVector]] = {}
    for row in rows:
        if len(row) != dimension + 1:
            raise InvalidDomainError(
                f"a row has {len(row)} entries: in dimension {dimension} a row (a, b) has "
                f"{dimension + 1}"
            )
        try:
            *normal, offset = map(index, row)
        except TypeError:
            raise InvalidDomainError(
                "a row has an entry that is no integer: build polytopes from other numbers with "
                "from_inequalities"
            ) from None
        if not any(normal):
            if offset < 0:
                tightest[impossible[:-1]] = (Fraction(-1), impossible)
            continue
        direction = primitive(normal)
        level = Fraction(offset, gcd(*normal))
        if direction not in tightest or level < tightest[direction][0]:
            tightest[direction] = (level, primitive((*normal, offset)))
    return tuple(row for _, row in tightest.values())
