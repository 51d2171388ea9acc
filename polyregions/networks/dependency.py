"""Linear dependence of rational vectors, and how to say which one depends on which."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from polyregions.arithmetic import (
    independent_rows,
    null_space,
    primitive_from_rationals,
    shortest_number,
)

__all__ = ["combination_text", "first_dependency"]

_LONGEST_TEXT = 100


def first_dependency(vectors: Sequence[Sequence[Fraction]]) -> tuple[Fraction, ...] | None:
    """Return how the first vector that depends on those before it is their combination.

    Parameters
    ----------
    vectors
        Vectors of one length, each independent of the others or not.

    Returns
    -------
    tuple of Fraction, or None
        Coefficients c_0, ..., c_(i-1) with vectors[i] = c_0 vectors[0] + ... + c_(i-1)
        vectors[i-1], for the least such i; None where all are independent.

    Examples
    --------
    >>> first_dependency([(1, 0), (0, 1), (2, 3), (5, 5)])
    (Fraction(2, 1), Fraction(3, 1))
    >>> first_dependency([(1, 0), (0, 1)]) is None
    True
    """
    exact = [tuple(map(Fraction, vector)) for vector in vectors]
    independent = set(independent_rows([primitive_from_rationals(vector) for vector in exact]))
    first = next((i for i in range(len(exact)) if i not in independent), None)
    if first is None:
        return None
    columns = [primitive_from_rationals(row) for row in zip(*exact[: first + 1], strict=True)]
    (relation,) = null_space(columns, first + 1)
    return tuple(Fraction(-c, relation[-1]) for c in relation[:-1])


def combination_text(name: str, coefficients: Sequence[Fraction]) -> str:
    """Return a linear combination of ``name[0]``, ``name[1]``, ... as text.

    Examples
    --------
    >>> combination_text("directions", [Fraction(2), Fraction(0), Fraction(-1, 3)])
    '2 directions[0] - 1/3 directions[2]'
    """
    text = ""
    for i, coefficient in enumerate(coefficients):
        if coefficient:
            size = abs(coefficient)
            factor = "" if size == 1 else f"{shortest_number(size)} "
            sign = ("-" if coefficient < 0 else "") if not text else f" {'+-'[coefficient < 0]} "
            text += f"{sign}{factor}{name}[{i}]"
    if len(text) > _LONGEST_TEXT:
        used = [f"{name}[{i}]" for i, coefficient in enumerate(coefficients) if coefficient]
        return f"a combination of {' and '.join(used[:3])}{' and others' * (len(used) > 3)}"
    return text or "0"
