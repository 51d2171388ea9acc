"""Shortest vectors in three norms: against exhaustive search, and by their proofs."""

from fractions import Fraction
from math import inf, isqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyregions import PolyregionsError
from polyregions.arithmetic import nearest_root
from polyregions.polytopes import Norm, Shortest, nearest, shortest_vector, shortest_vectors
from polyregions.polytopes.linear_programs import Infeasible, certifies
from polyregions.polytopes.shortest_in_floats import Proposal
from polyregions.polytopes.shortest_vectors import proves
from tests.helpers.clocks import stopped_everywhere
from tests.polytopes.brute_force import best_value, exact_projection, inner
from tests.strategies import polytopes

NORMS = list(Norm)


def least_measure(rows, dimension, norm):
    """Search exhaustively; None where the polytope is empty."""
    if norm is Norm.L2:
        found = exact_projection(rows, (Fraction(0),) * dimension)
        return None if found is None else inner(found, found)
    bounds = dimension if norm is Norm.L1 else 1
    lifted = [(*row[:-1], *[0] * bounds, row[-1]) for row in rows]
    for j in range(dimension):
        for sign in (1, -1):
            size = [0] * bounds
            size[j if norm is Norm.L1 else 0] = -1
            lifted.append((*(sign * int(i == j) for i in range(dimension)), *size, 0))
    answer, *value = best_value(lifted, [0] * dimension + [-1] * bounds)
    return -value[0] if answer == "optimal" else None


def check(found, rows, norm):
    """Check a proof by its definition, without the package."""
    if isinstance(found, Infeasible):
        assert certifies(found, rows, (0,) * (len(rows[0]) - 1))
        return
    d, weights = found.vector, found.multipliers
    sizes = [abs(x) for x in d]
    length = {Norm.L1: sum(sizes), Norm.L2: inner(d, d), Norm.LINF: max(sizes)}[norm]
    assert found.measure == length
    assert all(inner(row[:-1], d) <= row[-1] for row in rows)
    assert all(y >= 0 for y in weights.values())
    force = [sum(y * rows[i][j] for i, y in weights.items()) for j in range(len(d))]
    gain = -sum(y * rows[i][-1] for i, y in weights.items())
    assert any(force) or length == 0
    if norm is Norm.L2:
        assert gain >= 0
        assert gain**2 == inner(force, force) * length
    else:
        sizes = [abs(y) for y in force]
        assert gain == (max(sizes) if norm is Norm.L1 else sum(sizes)) * length


@pytest.fixture(params=["exactly at once", "in floats first"])
def both_ways(request, monkeypatch):
    if request.param == "in floats first":
        monkeypatch.setattr(shortest_vectors, "_SMALL", -1)


@pytest.mark.usefixtures("both_ways")
def test_against_exhaustive_search():
    @settings(max_examples=60)
    @given(polytope=polytopes(), norm=st.sampled_from(NORMS))
    def agrees(polytope, norm):
        rows, dimension = polytope.rows, polytope.dimension
        if norm is Norm.L1 and dimension > 2:
            return  # too many vertices to try
        found = shortest_vector(rows, dimension, norm)
        expected = least_measure(rows, dimension, norm)
        assert (found.measure if isinstance(found, Shortest) else None) == expected
        if rows:
            check(found, rows, norm)

    agrees()


def random_rows(rng, dimension, count):
    rows = [[int(x * 2**50) for x in rng.standard_normal(dimension + 1)] for _ in range(count)]
    return [(*row[:-1], -abs(row[-1]) if i < 3 else 4 * abs(row[-1])) for i, row in enumerate(rows)]


@pytest.mark.parametrize("norm", NORMS)
def test_many_dimensions(norm, monkeypatch):
    """Floats find the basis, also where coordinates stay at bounds: no exact method is needed."""
    if norm is not Norm.L2:
        monkeypatch.setattr(shortest_vectors, "_by_linear_program", None)
    rng = np.random.default_rng(0)
    for dimension, count, bound in ((12, 30, 0), (40, 20, 0), (150, 30, 0), (60, 10, 2**47)):
        rows = random_rows(rng, dimension, count)
        for j in range(dimension if bound else 0):
            for sign in (1, -1):
                unit = [sign * int(i == j) * 2**50 for i in range(dimension)]
                rows.append((*unit, bound * (1 + j % 7 * (sign > 0))))
        check(shortest_vector(rows, dimension, norm), rows, norm)


def test_wrong_proposals_prove_nothing():
    rng = np.random.default_rng(1)
    for _ in range(30):
        dimension = int(rng.integers(1, 4))
        rows = random_rows(rng, dimension, int(rng.integers(3, 7)))
        wrong = Proposal(
            rng.standard_normal(dimension),
            np.maximum(rng.standard_normal(len(rows)), 0),
            Fraction(1),
        )
        for norm in NORMS:
            found = shortest_vector(rows, dimension, norm, wrong)
            plain = shortest_vector(rows, dimension, norm)
            check(found, rows, norm)
            assert type(found) is type(plain)
            if isinstance(found, Shortest):
                assert found.measure == plain.measure


@pytest.mark.parametrize("norm", NORMS)
def test_what_is_no_proof(norm):
    rows = [(-1, -2, -6), (1, 0, 5), (-3, 1, 9)]
    found = shortest_vector(rows, 2, norm)
    assert proves(found, rows, norm)
    vector, measure, weights = found.vector, found.measure, dict(found.multipliers)
    longer = tuple(2 * x for x in vector)
    shorter = tuple(x / 2 for x in vector)
    for wrong in (
        Shortest(longer, norm.measure(longer), weights),
        Shortest(shorter, norm.measure(shorter), weights),
        Shortest(vector, measure * 2, weights),
        Shortest(vector, measure, {**weights, 1: Fraction(1)}),
        Shortest(vector, measure, {i: -y for i, y in weights.items()}),
        Shortest(vector, measure, {}),
    ):
        assert not proves(wrong, rows, norm)


def test_numbers_of_every_size():
    for size in (10**-300, 10**-30, 1, 10**30, 10**300):
        scale = Fraction(size)
        row = (-3 * scale.denominator, -4 * scale.denominator, -12 * scale.numerator)
        for norm, expected in zip(
            NORMS, (3 * scale, (12 * scale / 5) ** 2, 12 * scale / 7), strict=True
        ):
            assert shortest_vector([row], 2, norm).measure == expected


def test_nearest_starts_at_a_point():
    found = nearest([(2, 0, 1), (0, 1, 5)], (7, 3, 2), Norm.L2)
    assert found.vector == (-3, 0)
    assert nearest([(2, 0, 1)], (1, 9, 4), Norm.L1).measure == 0
    assert isinstance(nearest([(1, 0, 0), (-1, 0, -1)], (7, 3, 2), Norm.L1), Infeasible)


def test_the_time_of_the_exact_methods():
    rows = random_rows(np.random.default_rng(2), 3, 8)
    for norm in NORMS:
        stopped_everywhere(lambda norm=norm: shortest_vector(rows, 3, norm).measure)


def test_roots_are_correctly_rounded():
    rng = np.random.default_rng(3)
    squares = [Fraction(int(x)) for x in rng.integers(0, 2**62, 50)]
    squares += [Fraction(x) for x in np.ldexp(rng.random(100), rng.integers(-1070, 1000, 100))]
    # Squares of the middles of neighbouring floats, and of what is next to them.
    for x in rng.random(30).tolist():
        middle = (Fraction(x) + Fraction(np.nextafter(x, 2.0))) / 2
        squares += [middle**2 + shift for shift in (0, Fraction(1, 2**300), -Fraction(1, 2**300))]
    squares += [Fraction(1, 2**2148), Fraction(9, 2**2150), Fraction(2) ** 2040, Fraction(1, 3)]
    for square in squares:
        scale = 1 << 2400
        root = Fraction(isqrt(square.numerator * scale * scale // square.denominator), scale)
        exact = root * root == square
        expected = float(root if exact else root + Fraction(1, 4 * scale))
        assert nearest_root(square) == expected, square
    assert nearest_root(Fraction(4) ** 1100) == inf


def test_norms_by_name():
    assert [Norm.of(norm.value) for norm in NORMS] == NORMS == [Norm.of(norm) for norm in NORMS]
    assert [norm.dual.dual for norm in NORMS] == NORMS
    with pytest.raises(PolyregionsError, match="the norm 'l3' is unknown: use l1, l2, linf"):
        Norm.of("l3")
    for array in (np.array(["l2"]), np.array(["l1", "l2"])):
        with pytest.raises(PolyregionsError, match="the norm array"):
            Norm.of(array)
