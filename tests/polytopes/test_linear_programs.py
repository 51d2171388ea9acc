"""One conformance suite for every solver of linear programs, and what is special to each."""

import random
from fractions import Fraction
from math import comb
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from polyregions.polytopes.linear_programs import (
    Infeasible,
    LinearProgramOracle,
    Optimal,
    Unbounded,
    certifies,
    maximise,
    solve_by_balls,
    solve_by_simplex,
)
from tests.helpers.cases import each
from tests.polytopes.brute_force import best_value, inner, rank_of, satisfies
from tests.strategies import linear_programs


def by_oracle(rows, objective):
    return LinearProgramOracle().maximise(rows, objective)


def by_proposals(rows, objective):
    """The oracle with a float proposal for every program, however small."""
    return LinearProgramOracle(small=-1).maximise(rows, objective)


SOLVERS = {
    "oracle": by_oracle,
    "proposals": by_proposals,
    "simplex": solve_by_simplex,
    "balls": solve_by_balls,
}


@pytest.fixture(params=SOLVERS)
def solve(request):
    return SOLVERS[request.param]


def check(result, rows, objective):
    """Check the certificate from its definition; return the result as brute force writes it."""
    n = len(objective)
    if isinstance(result, Unbounded):
        assert len(result.point) == len(result.ray) == n
        assert satisfies(rows, result.point)
        assert all(type(entry) is int for entry in result.ray)
        assert all(inner(row[:-1], result.ray) <= 0 for row in rows)
        assert inner(objective, result.ray) > 0
        return ("unbounded",)
    indices = list(result.multipliers)
    weights = [result.multipliers[i] for i in indices]
    assert all(0 <= i < len(rows) for i in indices)
    assert all(weight >= 0 for weight in weights)
    combination = tuple(inner(weights, [rows[i][j] for i in indices]) for j in range(n))
    bound = inner(weights, [rows[i][-1] for i in indices])
    if isinstance(result, Infeasible):
        assert not any(combination)
        assert bound < 0
        return ("infeasible",)
    assert isinstance(result, Optimal)
    assert len(result.point) == n
    assert satisfies(rows, result.point)
    assert combination == tuple(objective)
    assert bound == inner(objective, result.point) == result.value
    basis = result.basis
    assert set(indices) <= set(basis)
    assert all(inner(rows[i][:-1], result.point) == rows[i][-1] for i in basis)
    assert rank_of(rows[i][:-1] for i in basis) == len(basis)
    return ("optimal", result.value)


HUGE = 10**200
THIN = 10**30


def nonnegative(dimension):
    return [(*[-int(i == j) for i in range(dimension)], 0) for j in range(dimension)]


def cube(dimension, side=1):
    upper = [(*[int(i == j) for i in range(dimension)], side) for j in range(dimension)]
    return upper + nonnegative(dimension)


def klee_minty(dimension):
    rows = []
    for i in range(dimension):
        row = [2 ** (i - j + 1) for j in range(i)] + [1] + [0] * (dimension - i - 1)
        rows.append((*row, 5 ** (i + 1)))
    objective = tuple(2 ** (dimension - 1 - j) for j in range(dimension))
    return rows + nonnegative(dimension), objective


BEALE = (
    [(25, -6000, -4, 900, 0), (50, -9000, -2, 300, 0), (0, 0, 1, 0, 1), *nonnegative(4)],
    (75, -15000, 2, -600),
)
KUHN = (
    [(-2, -9, 1, 9, 0), (1, 3, -1, -6, 0), (2, 3, -1, -12, 2), *nonnegative(4)],
    (2, 3, -1, -12),
)

OPTIMAL, INFEASIBLE, UNBOUNDED = "optimal", ("infeasible",), ("unbounded",)
CASES = {
    "square": (cube(2), (1, 1), (OPTIMAL, 2)),
    "one variable": ([(1, 3), (-1, 0)], (1,), (OPTIMAL, 3)),
    "one variable, downwards": ([(2, 3), (-3, 1)], (-1,), (OPTIMAL, Fraction(1, 3))),
    "one variable, unbounded": ([(1, 3)], (-1,), UNBOUNDED),
    "one variable, infeasible": ([(1, 0), (-1, -1)], (1,), INFEASIBLE),
    "no rows": ([], (1, 0), UNBOUNDED),
    "no rows, zero objective": ([], (0, 0), (OPTIMAL, 0)),
    "zero objective": (cube(3), (0, 0, 0), (OPTIMAL, 0)),
    "zero objective, infeasible": ([(1, 1, 0), (-1, -1, -1)], (0, 0), INFEASIBLE),
    "zero objective, unbounded set": ([(1, 1, -7)], (0, 0), (OPTIMAL, 0)),
    "zero row, satisfied": ([(0, 0, 0), (0, 0, 5), *cube(2)], (1, 0), (OPTIMAL, 1)),
    "zero row, violated": ([(0, 0, -1), *cube(2)], (1, 0), INFEASIBLE),
    "only a satisfied zero row": ([(0, 0, 1)], (0, 1), UNBOUNDED),
    "only a violated zero row": ([(0, -1)], (1,), INFEASIBLE),
    "only a satisfied zero row, zero objective": ([(0, 0)], (0,), (OPTIMAL, 0)),
    "degenerate vertex": (
        [(1, 0, 1), (0, 1, 1), (1, 1, 2), (1, 2, 3), (2, 1, 3), (1, -1, 0)],
        (1, 1),
        (OPTIMAL, 2),
    ),
    "optimal edge": ([(1, 1, 1), *nonnegative(2)], (1, 1), (OPTIMAL, 1)),
    "repeated and scaled rows": ([(1, 1, 1), (2, 2, 2), (1, 1, 1), *cube(2)], (2, 2), (OPTIMAL, 2)),
    "redundant rows": ([(1, 0, 9), (1, 1, 99), *cube(2)], (3, 1), (OPTIMAL, 4)),
    "equality pair": ([(1, 1, 1), (-1, -1, -1), *cube(2)], (1, 2), (OPTIMAL, 2)),
    "a single point": (
        [(3, 0, 1), (-3, 0, -1), (0, 7, 2), (0, -7, -2)],
        (1, 1),
        (OPTIMAL, Fraction(13, 21)),
    ),
    "contradictory equality pairs": (
        [(1, 1, 1), (-1, -1, -1), (2, 2, 3), (-2, -2, -3)],
        (1, 0),
        INFEASIBLE,
    ),
    "three halfplanes that miss": ([(-1, 0, -1), (0, -1, -1), (1, 1, 1)], (1, 1), INFEASIBLE),
    "lineality, bounded": ([(1, 1, 3), (-1, -1, 3)], (2, 2), (OPTIMAL, 6)),
    "lineality, unbounded along it": ([(1, 1, 3), (-1, -1, 3)], (1, -1), UNBOUNDED),
    "lineality, a flat": ([(1, 0, 0, 1), (-1, 0, 0, -1)], (5, 0, 0), (OPTIMAL, 5)),
    "lineality, infeasible": ([(1, 1, 0), (-1, -1, -1)], (1, -1), INFEASIBLE),
    "unbounded cone": (nonnegative(3), (1, -1, -1), UNBOUNDED),
    "apex of a cone": (nonnegative(3), (-1, -2, 0), (OPTIMAL, 0)),
    "unbounded, bounded objective": ([(-1, 1, 0), (0, 1, 5)], (0, 1), (OPTIMAL, 5)),
    "infeasible but receding": ([(1, 0, 0), (-1, 0, -1)], (0, 1), INFEASIBLE),
    "width 1e-30": ([(THIN, 1), (-1, 0)], (1,), (OPTIMAL, Fraction(1, THIN))),
    "width 1e-30 far away": (
        [(THIN, 0, THIN**2 + 1), (-1, 0, -THIN), (0, 1, 1), (0, -1, 0)],
        (1, 1),
        (OPTIMAL, THIN + 1 + Fraction(1, THIN)),
    ),
    "gap 1e-30": ([(1, 0), (-THIN, -1)], (1,), INFEASIBLE),
    "gap 1e-30 between sloping lines": ([(1, 1, 1), (-THIN, -THIN, -THIN - 1)], (1, 0), INFEASIBLE),
    "ray of slope 1e-30": ([(-THIN, 1, 0), (0, -1, 0)], (0, 1), UNBOUNDED),
    "objective tilted by 1e-30": (
        [(1, 0, 1), (-1, 0, 1), (0, 1, 1), (0, -1, 1)],
        (THIN, 1),
        (OPTIMAL, THIN + 1),
    ),
    "200 digits": (
        [(HUGE + 7, HUGE - 3, HUGE), (-HUGE, 1, 3), (1, -HUGE, 3)],
        (HUGE, HUGE + 1),
        None,
    ),
    "200 digits against units": ([(1, 1, HUGE), (HUGE, -1, 1), (-1, 0, 0)], (1, HUGE), None),
    "200 digits, infeasible": ([(HUGE, 1, 0), (-HUGE, -1, -1)], (1, 0), INFEASIBLE),
    "right-hand side beyond floats": ([(1, 10**400), (-1, 0)], (1,), (OPTIMAL, 10**400)),
    "row below floats": ([(10**400, 1), (-1, 0)], (1,), (OPTIMAL, Fraction(1, 10**400))),
    "objective of mixed size": (cube(2, 3), (1, -(10**400)), (OPTIMAL, 3)),
    "Beale's cycle": (*BEALE, (OPTIMAL, 5)),
    "Kuhn's cycle": (*KUHN, (OPTIMAL, 2)),
    "Klee-Minty 3": (*klee_minty(3), (OPTIMAL, 5**3)),
    "Klee-Minty 7": (*klee_minty(7), (OPTIMAL, 5**7)),
}


@each("name", CASES)
def test_answers_and_certificates(solve, name):
    rows, objective, expected = CASES[name]
    expected = expected or best_value(rows, objective)
    assert check(solve(rows, objective), rows, objective) == expected


@each("name", CASES)
def test_the_expected_answers_agree_with_brute_force(name):
    rows, objective, expected = CASES[name]
    if expected is not None and comb(len(rows), len(objective)) < 500:
        assert best_value(rows, objective) == expected


@settings(max_examples=80)
@given(program=linear_programs())
def test_random_programs_agree_with_brute_force(program):
    rows, objective = program
    expected = best_value(rows, objective)
    for solve in SOLVERS.values():
        assert check(solve(rows, objective), rows, objective) == expected


@each("seed", range(12))
def test_random_programs_of_200_digits(solve, seed):
    draw = random.Random(seed)
    rows = [
        tuple(draw.randint(-HUGE, HUGE) // 10 ** draw.choice([0, 0, 100, 190]) for _ in range(4))
        for _ in range(6)
    ]
    objective = tuple(draw.randint(-HUGE, HUGE) for _ in range(3))
    assert check(solve(rows, objective), rows, objective) == best_value(rows, objective)


@each("seed", range(6))
def test_larger_programs_are_proved_by_their_certificates(seed):
    draw = random.Random(seed)
    n, m = draw.randint(4, 8), draw.randint(20, 40)
    rows = [(*[draw.randint(-9, 9) for _ in range(n)], draw.randint(-2, 30)) for _ in range(m)]
    objective = tuple(draw.randint(-9, 9) for _ in range(n))
    answers = [check(solve(rows, objective), rows, objective) for solve in SOLVERS.values()]
    assert answers[0] == answers[1] == answers[2]


def test_the_inputs_are_left_alone(solve):
    rows, objective = cube(2), (1, 1)
    solve(rows, objective)
    assert rows == cube(2)
    assert objective == (1, 1)


# The simplex method alone: any starting basis.


BASES = {
    "none": [],
    "all": range(6),
    "backwards": [5, 4, 3, 2, 1, 0],
    "repeated": [0, 0, 0, 1, 1],
    "dependent": [0, 2, 1],
    "infeasible vertex": [1, 3],
    "one row": [4],
}
PENTAGON = [(1, 0, 2), (1, 1, 3), (2, 0, 5), (-1, 2, 4), (-1, 0, 0), (0, -1, 0)]


@each("start", BASES)
@each("objective", [(1, 1), (3, 1), (-1, 0), (0, 0), (1, 7)])
def test_every_starting_basis_gives_the_same_value(start, objective):
    result = solve_by_simplex(PENTAGON, objective, BASES[start])
    assert check(result, PENTAGON, objective) == best_value(PENTAGON, objective)


@settings(max_examples=80)
@given(program=linear_programs(), data=st.data())
def test_random_starting_bases_give_the_same_value(program, data):
    rows, objective = program
    basis = data.draw(st.lists(st.integers(0, len(rows) - 1)) if rows else st.just([]))
    assert check(solve_by_simplex(rows, objective, basis), rows, objective) == best_value(
        rows, objective
    )


def test_a_start_at_the_optimum_is_kept():
    rows, objective = klee_minty(6)
    optimum = solve_by_simplex(rows, objective)
    again = solve_by_simplex(rows, objective, optimum.basis)
    assert (again.value, again.basis) == (optimum.value, optimum.basis)


# The oracle: what floats get wrong.


def highs(rows, objective):
    table = np.array(rows, dtype=float)
    return linprog(
        [-float(c) for c in objective],
        A_ub=table[:, :-1],
        b_ub=table[:, -1],
        bounds=(None, None),
        method="highs",
    )


def test_a_gap_that_floats_do_not_see():
    rows, objective = [(1, 0, 0), (-(10**12), 0, -1), (0, 1, 1), (0, -1, 0)], (0, 1)
    scaled = [(1, 0, 0), (-1, 0, -1e-12), (0, 1, 1), (0, -1, 0)]
    assert highs(scaled, objective).status == 0  # HiGHS claims a feasible optimum.
    oracle = LinearProgramOracle(small=-1)
    assert check(oracle.maximise(rows, objective), rows, objective) == INFEASIBLE
    assert oracle.refuted > 0


def test_a_slope_that_floats_do_not_see():
    """Which end of an edge is best, by a tilt below HiGHS's dual tolerance."""
    rows = [(1, 1, 1), (1, -1, 1), (-1, 1, 1), (-1, -1, 1)]
    wrong = 0
    for objective in [(10**12 + 1, 10**12), (10**12, 10**12 + 1), (-(10**12), 10**12 + 1)]:
        oracle = LinearProgramOracle(small=-1)
        result = oracle.maximise(rows, objective)
        assert check(result, rows, objective) == (OPTIMAL, 10**12 + 1)
        answer = highs(rows, [c / 10**12 for c in objective])
        exact = inner([Fraction(x) for x in answer.x], objective)
        if exact < 10**12 + 1:
            wrong += 1
            assert oracle.refuted > 0
    assert wrong > 0


def test_a_ray_that_floats_do_not_see():
    rows, objective = [(1, 0, 1), (-1, 0, 1), (0, -1, 0)], (10**12, 1)
    assert highs(rows, (1, 1e-12)).status == 0  # HiGHS claims a bounded optimum.
    oracle = LinearProgramOracle(small=-1)
    assert check(oracle.maximise(rows, objective), rows, objective) == UNBOUNDED
    assert oracle.refuted > 0


def test_plain_programs_are_proved_from_the_float_basis():
    oracle = LinearProgramOracle(small=-1)
    rows = cube(4, 3)
    for objective in [(1, 2, 3, 4), (-1, 1, -1, 1)]:
        check(oracle.maximise(rows, objective), rows, objective)
    check(
        oracle.maximise([*rows, (1, 1, 1, 1, -1)], (1, 0, 0, 0)),
        [*rows, (1, 1, 1, 1, -1)],
        (1, 0, 0, 0),
    )
    assert (oracle.proved, oracle.refuted) == (3, 0)
    assert oracle.proposals >= 3


@settings(max_examples=20)
@given(program=linear_programs())
def test_every_proposal_is_either_proved_or_refuted(program):
    oracle = LinearProgramOracle(small=-1)
    oracle.maximise(*program)
    assert (oracle.programs, oracle.proved + oracle.refuted) == (1, 1)


@settings(max_examples=100)
@given(program=linear_programs(), data=st.data())
def test_a_lying_float_solver_changes_no_answer(program, data):
    """Whatever status, slacks and multipliers linprog reports, each time it is asked."""
    rows, objective = program
    numbers = st.sampled_from([0.0, 0.0, 1e-9, 1.0, 2.5])

    def lie(costs, A_ub, b_ub, **_):
        values = st.lists(numbers, min_size=len(b_ub), max_size=len(b_ub)).map(np.array)
        return SimpleNamespace(
            status=data.draw(st.sampled_from([0, 0, 2, 3, 4])),
            slack=data.draw(values),
            ineqlin=SimpleNamespace(marginals=-data.draw(values)),
            x=np.zeros(len(costs)),
        )

    with patch("scipy.optimize.linprog", lie):
        result = by_proposals(rows, objective)
    assert check(result, rows, objective) == best_value(rows, objective)


@each("status", [2, 3])
@each("name", CASES)
def test_a_solver_that_lies_once_changes_no_answer(name, status):
    """It claims infeasibility or unboundedness, then solves the auxiliary program properly."""
    rows, objective, expected = CASES[name]
    lies = iter([SimpleNamespace(status=status)])

    def lie_once(*args, **options):
        return next(lies, None) or linprog(*args, **options)

    with patch("scipy.optimize.linprog", lie_once):
        result = by_proposals(rows, objective)
    assert check(result, rows, objective) == (expected or best_value(rows, objective))


def test_small_programs_need_no_float_solver():
    oracle = LinearProgramOracle()
    oracle.maximise(*KUHN)
    assert (oracle.programs, oracle.proposals) == (1, 0)


def test_maximise_is_the_oracle_used_once():
    assert maximise(*KUHN).value == 2


# The package's own certificate checker, which must be able to say no.


SQUARE = cube(2)
FORGERIES = [
    (
        Optimal(Fraction(3), (Fraction(1), Fraction(1)), {0: Fraction(1), 1: Fraction(1)}, (0, 1)),
        SQUARE,
    ),
    (
        Optimal(Fraction(4), (Fraction(2), Fraction(2)), {0: Fraction(1), 1: Fraction(1)}, (0, 1)),
        SQUARE,
    ),
    (Optimal(Fraction(1), (Fraction(1), Fraction(0)), {0: Fraction(1)}, (0, 3)), SQUARE),
    (
        Optimal(Fraction(2), (Fraction(2), Fraction(0)), {0: Fraction(1), 1: Fraction(1)}, (0, 1)),
        SQUARE,
    ),
    (
        Optimal(
            Fraction(0), (Fraction(0), Fraction(0)), {2: Fraction(-1), 3: Fraction(-1)}, (2, 3)
        ),
        SQUARE,
    ),
    (Infeasible({0: Fraction(1), 2: Fraction(1)}), SQUARE),
    (Infeasible({}), SQUARE),
    (Infeasible({0: Fraction(-1), 2: Fraction(-1)}), SQUARE),
    (Unbounded((Fraction(0), Fraction(0)), (1, 1)), SQUARE),
    (Unbounded((Fraction(-1), Fraction(0)), (1, 1)), nonnegative(2)),
    (Unbounded((Fraction(1), Fraction(0)), (1, -1)), nonnegative(2)),
    (Unbounded((Fraction(1), Fraction(0)), (0, 0)), nonnegative(2)),
]


@each(("forgery", "rows"), FORGERIES)
def test_forged_certificates_are_refused(forgery, rows):
    assert not certifies(forgery, rows, (1, 1))


@settings(max_examples=40)
@given(program=linear_programs())
def test_true_certificates_are_accepted(program):
    rows, objective = program
    assert certifies(solve_by_simplex(rows, objective), rows, objective)


def test_long_programs_are_certified_whatever_balls_make_of_them():
    """Rows that agree to hundreds of digits, tight at one point or not: no proposal is trusted."""
    rng = random.Random(3)
    for case in range(40):
        base = [rng.choice([-1, 1]) * rng.getrandbits(700) for _ in range(4)]
        nearby = [[c + rng.randint(-2, 2) for c in base] for _ in range(rng.randint(0, 3))]
        others = [[rng.randint(-3, 3) << rng.randrange(900) for _ in range(4)] for _ in range(5)]
        rows = [tuple(row) for row in (base, *nearby, *others)]
        objective = tuple(rng.choice([base[:3], others[0][:3], [1, 0, -1]]))
        results = [
            solve(rows, objective) for solve in (solve_by_balls, by_oracle, solve_by_simplex)
        ]
        assert all(certifies(result, rows, objective) for result in results), case
        assert len({type(result) for result in results}) == 1, case
        values = {result.value for result in results if isinstance(result, Optimal)}
        assert len(values) <= 1, case


def test_dependent_rows_are_not_entered_at_once():
    """They cannot be made tight at once, and are completed by others."""
    rows = [(1, 1, 2), (3, 3, 5), (2, 1, 3), (-1, 0, 1), (0, -1, 1), (1, 0, 7), (0, 1, 7)]
    for basis in [(0, 1), (3, 5), (5, 3), (4, 6)]:
        for objective in [(1, 2), (1, 1), (-1, -1), (-1, 1), (0, 0), (1, -3), (0, 1)]:
            result = solve_by_simplex(rows, objective, basis, at_once=True)
            assert certifies(result, rows, objective), (basis, objective)
