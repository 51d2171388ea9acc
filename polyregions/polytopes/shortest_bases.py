"""The exact solution that a float one points to, for l1 and linf.

At a shortest vector most coordinates are known once it is known which: in linf those that a
multiple of some rows' combination pushes are all of the largest size, in l1 all others are zero;
and rows in one coordinate alone fix it. What is left is a system of as many equations as rows have
multipliers, few where they are thousands of coordinates.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from polyregions.arithmetic import (
    IntegerVector,
    common_denominator,
    independent_rows,
    numerators,
    sign,
    solve,
)
from polyregions.polytopes.norms import Norm
from polyregions.polytopes.shortest_in_floats import Proposal

__all__ = ["proved_by_basis"]

Rows = Sequence[IntegerVector]
Vector = tuple[Fraction, ...]
Multipliers = dict[int, Fraction]

# What is below this share of the largest is taken to be zero; a wrong guess proves nothing.
_NEGLIGIBLE = 1 / 2**30


def proved_by_basis(
    rows: Rows, norm: Norm, proposal: Proposal
) -> tuple[Vector, Multipliers] | None:
    """Return the vector and the multipliers of a proposal's basis, in l1 or linf; None without one.

    They are exact, but whether they solve the problem is still to be proved.
    """
    fixed, tight = _fixed_coordinates(rows, proposal)
    values = [Fraction(x) * proposal.scale for x in proposal.vector.tolist()]
    for j, (_, value) in fixed.items():
        values[j] = value
    free = [j for j in range(len(values)) if j not in fixed]
    if norm is Norm.LINF:
        return _largest(rows, tight, free, values, fixed, proposal)
    return _sparse(rows, tight, free, values, fixed, proposal)


def _fixed_coordinates(
    rows: Rows, proposal: Proposal
) -> tuple[dict[int, tuple[int, Fraction]], list[int]]:
    """Return the coordinates that tight rows fix, with the row and the value, and other rows."""
    fixed: dict[int, tuple[int, Fraction]] = {}
    others = []
    largest = proposal.multipliers.max(initial=0.0)
    for i in proposal.tight:
        if proposal.multipliers[i] <= _NEGLIGIBLE * largest:
            continue
        support = [j for j, a in enumerate(rows[i][:-1]) if a]
        if len(support) == 1 and support[0] not in fixed:
            fixed[support[0]] = i, Fraction(rows[i][-1], rows[i][support[0]])
        else:
            others.append(i)
    return fixed, others


def _forces(rows: Rows, tight: Sequence[int], proposal: Proposal) -> list[float]:
    """Return about y A for the rows in several coordinates."""
    images = np.zeros(len(proposal.vector))
    for i in tight:
        largest = max(map(abs, rows[i][:-1]))
        images += proposal.multipliers[i] * np.array([a / largest for a in rows[i][:-1]])
    found: list[float] = images.tolist()
    return found


def _largest(
    rows: Rows,
    tight: Sequence[int],
    free: Sequence[int],
    values: list[Fraction],
    fixed: dict[int, tuple[int, Fraction]],
    proposal: Proposal,
) -> tuple[Vector, Multipliers] | None:
    """linf: coordinates with a force are at the largest size t, against the force."""
    forces = _forces(rows, tight, proposal)
    least = _NEGLIGIBLE * max(map(abs, forces), default=0.0)
    pushed = {j: sign(Fraction(forces[j])) for j in free if abs(forces[j]) > least}
    inner = [j for j in free if j not in pushed]
    columns = [tuple(rows[i][j] for i in tight) for j in inner]
    basic = [inner[k] for k in independent_rows(columns)] if tight else []
    if len(basic) != len(tight) - 1:
        return None
    matrix = [
        (*(rows[i][j] for j in basic), -sum(s * rows[i][j] for j, s in pushed.items()))
        for i in tight
    ]
    known = [j for j in range(len(values)) if j not in pushed and j not in basic]
    solution = _solved(matrix, _rest(rows, tight, known, values))
    weights = solve(list(zip(*matrix, strict=True)), [*[0] * len(basic), -1])
    if solution is None or weights is None:
        return None
    for j, value in zip(basic, solution, strict=False):
        values[j] = value
    for j, direction in pushed.items():
        values[j] = -direction * solution[-1]
    multipliers = dict(zip(tight, weights, strict=True))
    for j, (i, _) in fixed.items():
        multipliers[i] = -_force(rows, tight, weights, j) / rows[i][j]
    return tuple(values), _nonzero(multipliers)


def _sparse(
    rows: Rows,
    tight: Sequence[int],
    free: Sequence[int],
    values: list[Fraction],
    fixed: dict[int, tuple[int, Fraction]],
    proposal: Proposal,
) -> tuple[Vector, Multipliers] | None:
    """l1: the coordinates are zero where no row needs them."""
    sizes = np.abs(proposal.vector)
    least = _NEGLIGIBLE * sizes.max(initial=0.0)
    moved = [j for j in free if sizes[j] > least]
    columns = [tuple(rows[i][j] for i in tight) for j in moved]
    basic = [moved[k] for k in independent_rows(columns)] if tight else []
    if len(basic) != len(tight):
        return None
    for j in free:
        if j not in moved:
            values[j] = Fraction(0)
    weights: Sequence[Fraction] = ()
    if tight:
        matrix = [tuple(rows[i][j] for j in basic) for i in tight]
        known = [j for j in range(len(values)) if j not in basic]
        solution = _solved(matrix, _rest(rows, tight, known, values))
        signs = [-int(np.sign(proposal.vector[j])) for j in basic]
        found = solve(list(zip(*matrix, strict=True)), signs)
        if solution is None or found is None:
            return None
        weights = found
        for j, value in zip(basic, solution, strict=True):
            values[j] = value
    multipliers = dict(zip(tight, weights, strict=True))
    for j, (i, value) in fixed.items():
        force = _force(rows, tight, weights, j)
        aim = Fraction(-sign(value)) if value else max(min(force, Fraction(1)), Fraction(-1))
        multipliers[i] = (aim - force) / rows[i][j]
    return tuple(values), _nonzero(multipliers)


def _rest(
    rows: Rows, tight: Sequence[int], known: Sequence[int], values: Sequence[Fraction]
) -> list[Fraction]:
    """Return what the levels of rows leave for the coordinates that are not known."""
    moving = [j for j in known if values[j]]
    return [rows[i][-1] - sum((rows[i][j] * values[j] for j in moving), Fraction(0)) for i in tight]


def _solved(matrix: Rows, right: Sequence[Fraction]) -> Vector | None:
    scale = common_denominator(right)
    solution = solve(matrix, numerators(right, scale))
    return None if solution is None else tuple(x / scale for x in solution)


def _force(rows: Rows, tight: Sequence[int], weights: Sequence[Fraction], j: int) -> Fraction:
    return sum((y * rows[i][j] for i, y in zip(tight, weights, strict=True)), Fraction(0))


def _nonzero(multipliers: Multipliers) -> Multipliers:
    return {i: y for i, y in multipliers.items() if y}
