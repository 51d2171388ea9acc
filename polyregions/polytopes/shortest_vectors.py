"""The shortest vector of a polytope, in l1, l2 and linf, decided exactly and proved.

Floats propose which rows are tight at it; what they propose is solved in rationals, and proved by
duality or handed to an exact method, which needs no proposal: the simplex method for l1 and linf,
and for l2 the active set method of C. L. Lawson and R. J. Hanson ("Solving Least Squares Problems",
1974, chapter 23), which in exact arithmetic ends on every polytope, empty ones included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from polyregions.arithmetic import (
    IntegerMatrix,
    IntegerVector,
    common_denominator,
    dot,
    independent_rows,
    repr_of_fields,
    solve,
)
from polyregions.budgets import checkpoint
from polyregions.errors import InternalError
from polyregions.polytopes.linear_programs import Infeasible, Optimal, maximise
from polyregions.polytopes.norms import Norm
from polyregions.polytopes.shortest_bases import proved_by_basis
from polyregions.polytopes.shortest_in_floats import Proposal, propose

__all__ = ["Shortest", "nearest", "proves", "shortest_vector"]

Rows = Sequence[IntegerVector]
Vector = tuple[Fraction, ...]

# Below so many coefficients the exact methods take less time than a proposal.
_SMALL = 160


@dataclass(frozen=True, slots=True)
class Shortest:
    """A shortest vector d of {d : a.d <= s for every row (a, s)}.

    Attributes
    ----------
    vector
        The vector; in l1 and linf one of perhaps many.
    measure
        Its norm, in l2 the square of that.
    multipliers
        The proof of a vector d other than 0: y >= 0 by row, with y A != 0 and -y.s = |y A|* |d|.
        For every d' of the polytope -y.s <= -y A d' <= |y A|* |d'|, so that none is shorter.
    """

    vector: Vector
    measure: Fraction
    multipliers: Mapping[int, Fraction]

    __repr__ = repr_of_fields


def shortest_vector(
    rows: Rows, dimension: int, norm: Norm, proposal: Proposal | None = None
) -> Shortest | Infeasible:
    """Return a shortest vector of {d : a.d <= s for every row (a, s)}, exactly.

    Parameters
    ----------
    rows
        Integer rows ``(a_1, ..., a_n, s)``; a.d = s is two of them.
    dimension
        n.
    norm
        The norm.
    proposal
        What floats take for the solution, where that is known already.

    Returns
    -------
    Shortest | Infeasible
        With the proof; a polytope without a vector has a Farkas combination.

    Raises
    ------
    OutOfTime
        If the time is up before.

    Examples
    --------
    >>> [shortest_vector([(-1, -2, -6)], 2, norm).vector for norm in (Norm.L1, Norm.LINF)]
    [(Fraction(0, 1), Fraction(3, 1)), (Fraction(2, 1), Fraction(2, 1))]
    >>> shortest_vector([(-1, -2, -5)], 2, Norm.L2).measure
    Fraction(5, 1)
    """
    checkpoint()
    if all(row[-1] >= 0 for row in rows):
        return Shortest((Fraction(0),) * dimension, Fraction(0), {})
    if proposal is None and len(rows) * dimension > _SMALL:
        proposal = propose(rows, norm)
    if norm is Norm.L2:
        return _least_squares(rows, dimension, () if proposal is None else proposal.tight)
    if proposal is not None:
        found = proved_by_basis(rows, norm, proposal)
        if found is not None:
            vector, multipliers = found
            candidate = Shortest(vector, norm.measure(vector), multipliers)
            if proves(candidate, rows, norm):
                return candidate
    return _by_linear_program(rows, dimension, norm)


def nearest(rows: Rows, point: IntegerVector, norm: Norm) -> Shortest | Infeasible:
    """Return the shortest way from a point to a polytope, exactly.

    Parameters
    ----------
    rows
        Integer rows ``(a_1, ..., a_n, b)``, each meaning a.x <= b.
    point
        The point as integers (x_1, ..., x_n, w), w > 0.
    norm
        The norm.

    Examples
    --------
    >>> nearest([(1, 1)], (7, 2), Norm.LINF).vector
    (Fraction(-5, 2),)
    """
    *coordinates, scale = point
    # In steps of 1 / w the rows keep their normals.
    around = [(*row[:-1], row[-1] * scale - dot(row[:-1], coordinates)) for row in rows]
    found = shortest_vector(around, len(coordinates), norm)
    if isinstance(found, Infeasible):
        return found
    vector = tuple(x / scale for x in found.vector)
    return Shortest(vector, norm.measure(vector), found.multipliers)


def proves(found: Shortest, rows: Rows, norm: Norm) -> bool:
    """Return whether the multipliers prove a vector to be shortest, by the definition alone."""
    multipliers = found.multipliers
    scale = common_denominator(found.vector)
    steps = [x.numerator * (scale // x.denominator) for x in found.vector]
    if any(dot(row[:-1], steps) > row[-1] * scale for row in rows):
        return False
    if any(y < 0 for y in multipliers.values()) or norm.measure(found.vector) != found.measure:
        return False
    gain = -sum((y * rows[i][-1] for i, y in multipliers.items()), Fraction(0))
    force = norm.dual.measure(_combined(rows, multipliers, len(found.vector)))
    if force == 0:  # then the multipliers say nothing of lengths
        return found.measure == 0
    return gain >= 0 and gain**norm.degree == force * found.measure


def _combined(rows: Rows, multipliers: Mapping[int, Fraction], dimension: int) -> Vector:
    """Return y A."""
    scale = common_denominator(multipliers.values())
    whole = {i: y.numerator * (scale // y.denominator) for i, y in multipliers.items()}
    sums = [0] * dimension
    for i, y in whole.items():
        sums = [total + y * a for total, a in zip(sums, rows[i][:-1], strict=True)]
    return tuple(Fraction(total, scale) for total in sums)


def _by_linear_program(rows: Rows, dimension: int, norm: Norm) -> Shortest | Infeasible:
    """Minimise the norm over the vectors and bounds of their coordinates, |d_j| <= t_j or t."""
    bounds = dimension if norm is Norm.L1 else 1
    program = [(*row[:-1], *[0] * bounds, row[-1]) for row in rows]
    for j in range(dimension):
        for sign in (1, -1):
            bounded = [0] * (dimension + bounds + 1)
            bounded[j] = sign
            bounded[dimension + (j if norm is Norm.L1 else 0)] = -1
            program.append(tuple(bounded))
    result = maximise(program, (*[0] * dimension, *[-1] * bounds))
    if isinstance(result, Infeasible):
        return Infeasible({i: y for i, y in result.multipliers.items() if i < len(rows)})
    if not isinstance(result, Optimal):
        raise InternalError("a norm has no minimum on a polytope")
    multipliers = {i: y for i, y in result.multipliers.items() if i < len(rows)}
    return Shortest(result.point[:dimension], -result.value, multipliers)


def _least_squares(rows: Rows, dimension: int, likely: Sequence[int]) -> Shortest | Infeasible:
    """Minimise |u A|^2 + (1 + u.s)^2 over u >= 0; then d = -u A / (1 + u.s) is shortest.

    The minimum is 1 + u.s, and zero iff the polytope is empty. The gradient of row i is a positive
    multiple of its violation a.d - s, so that a row enters where d violates it.
    """
    active = _with_positive_weights(rows, likely)
    weights = _weights(rows, active)
    while True:
        checkpoint()
        rest = 1 + sum((u * rows[i][-1] for i, u in weights.items()), Fraction(0))
        if rest == 0:
            return Infeasible(weights)
        combined = _combined(rows, weights, dimension)
        scale = common_denominator(combined)
        steps = [-x.numerator * (scale // x.denominator) for x in combined]
        level = rest * scale
        violations = {
            i: excess
            for i, row in enumerate(rows)
            if i not in weights and (excess := dot(row[:-1], steps) - level * row[-1]) > 0
        }
        if not violations:
            vector = tuple(-x / rest for x in combined)
            multipliers = {i: u / rest for i, u in weights.items()}
            return Shortest(vector, Norm.L2.measure(vector), multipliers)
        entering = max(violations, key=lambda i: (violations[i] ** 2) / _square(rows[i]))
        weights = _moved(rows, weights, entering)


def _square(row: IntegerVector) -> int:
    return sum(a * a for a in row)


def _weights(rows: Rows, active: Sequence[int]) -> dict[int, Fraction]:
    """Return the minimiser with these rows only, whatever its signs; they must be independent."""
    if not active:
        return {}
    chosen = [rows[i] for i in active]
    gram = IntegerMatrix(chosen) @ list(zip(*chosen, strict=True))
    solution = solve(gram, [-rows[i][-1] for i in active])
    if solution is None:
        raise InternalError("the Gram matrix of independent rows is singular")
    return dict(zip(active, solution, strict=True))


def _with_positive_weights(rows: Rows, likely: Sequence[int]) -> list[int]:
    """Return rows among the likely ones whose weights are positive: where the method may start."""
    active = [likely[k] for k in independent_rows([rows[i] for i in likely])]
    while active:
        weights = _weights(rows, active)
        positive = [i for i in active if weights[i] > 0]
        if len(positive) == len(active):
            break
        active = positive
    return active


def _moved(rows: Rows, weights: Mapping[int, Fraction], entering: int) -> dict[int, Fraction]:
    """Let a violated row enter, and those leave whose weights come down to zero first."""
    current = {**weights, entering: Fraction(0)}
    while True:
        checkpoint()
        aims = _weights(rows, list(current))
        falling = [i for i, aim in aims.items() if aim <= 0]
        if not falling:
            return aims
        # The one that enters has risen from zero, so that it does not fall at once.
        way = min(current[i] / (current[i] - aims[i]) for i in falling)
        current = {i: u + way * (aims[i] - u) for i, u in current.items()}
        current = {i: u for i, u in current.items() if u > 0}
