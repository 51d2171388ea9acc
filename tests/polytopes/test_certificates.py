"""Linear programs, predicates, vertices and volumes of small polytopes known by hand."""

from fractions import Fraction
from itertools import product

import pytest

from polyregions.errors import InvalidDomainError
from polyregions.polytopes import (
    HPolytope,
    bounding_box,
    box,
    contains,
    generators,
    irredundant,
    is_bounded,
    is_empty,
    is_full_dimensional,
    simplex,
    volume,
    whole_space,
)
from polyregions.polytopes.facets import is_irredundant
from polyregions.polytopes.linear_programs import (
    Infeasible,
    LinearProgramOracle,
    Optimal,
    Unbounded,
    certifies,
    solve_by_simplex,
)
from polyregions.polytopes.linear_programs.simplex import Dictionary

SQUARE = box([0, 0], [1, 1])
PROGRAMS = {
    "corner": (SQUARE.rows, (1, 2), 3),
    "sloping": ([(2, 3, 6), (5, 1, 10), (-1, 0, 0), (0, -1, 0)], (3, 2), Fraction(92, 13)),
    "far from zero": ([(-3, 0, -7), (0, -2, -5), (1, 1, 9)], (2, 1), Fraction(31, 2)),
    "flat": ([(1, 1, 1), (-1, -1, -1), (1, 0, 5), (-1, 0, 2)], (2, 1), 6),
    "gap": ([(1, 1, 0), (-2, -3, -1), (0, 1, 0)], (1, 0), Infeasible),
    "empty": ([(1, 0, 0), (-1, 0, -1), (0, 1, 1)], (1, 1), Infeasible),
    "thin gap": ([(1, 0, 0), (-3, 0, -1), (0, 1, 1), (0, -1, 1)], (0, 1), Infeasible),
    "cone": ([(-1, 1, 0), (0, -1, 0)], (1, 1), Unbounded),
    "free and falling": ([(0, 1, 1)], (-1, 2), Unbounded),
    "half-plane": ([(1, 2, 3)], (-2, -1), Unbounded),
    "constant": ([(-1, 0, -2), (1, 0, 5)], (0, 0), 0),
}

# Those with a vertex: the others go from the float solver to the simplex method.
PROVED = {"corner", "sloping", "far from zero", "flat", "gap", "empty", "thin gap", "cone"}


def check(result, rows, objective, expected):
    assert certifies(result, rows, objective)
    if isinstance(expected, type):
        assert isinstance(result, expected)
    elif expected is not None:
        assert result.value == expected


@pytest.mark.parametrize("small", [0, 10**6], ids=["oracle", "simplex"])
def test_programs(small):
    for name, (rows, objective, expected) in PROGRAMS.items():
        oracle = LinearProgramOracle(small)
        check(oracle.maximise(rows, objective), rows, objective, expected)
        if not small and name in PROVED:
            assert oracle.proved == 1, name


def test_every_start_leads_to_the_answer():
    for rows, objective, expected in PROGRAMS.values():
        for first in range(len(rows)):
            for second in range(len(rows)):
                result = solve_by_simplex(rows, objective, [first, second])
                check(result, rows, objective, expected)


def test_a_wrong_basis_proves_nothing(monkeypatch):
    """Rows in many orders and every claim are proposed: what is not so is refuted."""
    from polyregions.polytopes.linear_programs import oracle as module

    for name in ("corner", "sloping", "far from zero", "flat", "gap", "empty", "cone"):
        rows, objective, expected = PROGRAMS[name]
        for status in (module._OPTIMAL, module._INFEASIBLE, module._UNBOUNDED):
            for shift, extra_first in product(range(len(rows)), (True, False)):
                order = [*range(shift, len(rows)), *range(shift)]

                def propose(rows, objective, status=status, order=order, first=extra_first):
                    others = [i for i in range(len(rows)) if i not in order]
                    basis = [*others, *order] if first else [*order, *others]
                    return module._Proposal(status, tuple(basis))

                monkeypatch.setattr(module, "_propose", propose)
                check(LinearProgramOracle(0).maximise(rows, objective), rows, objective, expected)


def test_degenerate_programs_come_to_an_end(monkeypatch):
    pivots = []
    pivot = Dictionary.pivot

    def counted(self, row, column):
        pivots.append((row, column))
        assert len(pivots) < 200, "the simplex method goes in a circle"
        pivot(self, row, column)

    monkeypatch.setattr(Dictionary, "pivot", counted)
    for rows, objective in CYCLES:
        pivots.clear()
        assert certifies(solve_by_simplex(rows, objective), rows, objective)


def signed(rows):
    """Return rows of a program in nonnegative variables."""
    n = len(rows[0]) - 1
    return [*rows, *((*(-int(i == j) for j in range(n)), 0) for i in range(n))]


# After E. M. L. Beale, H. W. Kuhn, and V. Chvatal: all but one row pass through the origin.
CYCLES = [
    (signed([(1, -240, -4, 36, 0), (1, -180, -1, 6, 0), (0, 0, 1, 0, 1)]), (3, -80, 2, -24)),
    (signed([(-2, -9, 1, 9, 0), (1, 3, -3, -6, 0), (2, 3, -1, -12, 2)]), (2, 3, -1, -12)),
    (signed([(1, -11, -5, 18, 0), (1, -3, -1, 2, 0), (1, 0, 0, 0, 1)]), (10, -57, -9, -24)),
    (signed([(4, -32, -4, 36, 0), (1, -180, -1, 6, 0), (1, 0, 0, 0, 1)]), (10, -57, -9, -24)),
]


def test_forgeries():
    rows, objective = SQUARE.rows, (1, 0)
    true = solve_by_simplex(rows, objective)
    assert certifies(true, rows, objective)
    at = rows.index((1, 0, 1)), rows.index((-1, 0, 0))
    corner = (Fraction(1), Fraction(0))
    for forged in [
        Optimal(Fraction(1), (Fraction(2), Fraction(0)), {at[0]: Fraction(1)}, ()),
        Optimal(Fraction(1), (Fraction(0), Fraction(0)), {at[0]: Fraction(1)}, ()),
        Optimal(Fraction(2), corner, {at[0]: Fraction(2), at[1]: Fraction(1)}, ()),
        Optimal(Fraction(0), (Fraction(0), Fraction(0)), {at[1]: Fraction(-1)}, ()),
        Optimal(Fraction(1), corner, {rows.index((0, 1, 1)): Fraction(1)}, ()),
        Optimal(Fraction(1), corner, {at[0]: Fraction(2), at[1]: Fraction(1)}, ()),
        Optimal(Fraction(1), (Fraction(1), Fraction(5)), {at[0]: Fraction(1)}, ()),
        Infeasible({}),
        Infeasible({at[0]: Fraction(1), at[1]: Fraction(1)}),
        Unbounded(corner, (1, 0)),
        Unbounded(corner, (0, 0)),
    ]:
        assert not certifies(forged, rows, objective), forged
    touching = [(1, 0), (-1, 0)]
    assert not certifies(Infeasible({0: Fraction(1), 1: Fraction(1)}), touching, (1,))
    assert not certifies(Unbounded((Fraction(5),), (-1,)), [(1, 2)], (-1,))


# Predicates


def test_empty_flat_and_full():
    flat = HPolytope(2, [(1, 1, 1), (-1, -1, -1), (1, 0, 1), (0, 1, 1)])
    empty = HPolytope(2, [(1, 1, 0), (-1, -1, -1), (1, 0, 1)])
    for polytope, found in [(SQUARE, (0, 1)), (flat, (0, 0)), (empty, (1, 0))]:
        assert (bool(is_empty(polytope)), bool(is_full_dimensional(polytope))) == found
    assert is_empty(empty).witness == {0: 1, 1: 1}
    assert contains(flat, is_empty(flat).witness)
    assert contains(SQUARE, is_full_dimensional(SQUARE).witness).witness == ()
    assert is_full_dimensional(whole_space(2))
    for polytope in (flat, empty):
        forced = is_full_dimensional(polytope).witness
        assert set(forced) == {0, 1}
        assert forced[0] == forced[1] > 0
    for rows in ([(0, 0, -1)], [(1, 0, 0), (0, 0, -1)]):
        assert not is_full_dimensional(HPolytope(2, rows))
    with pytest.raises(InvalidDomainError, match="no interior"):
        irredundant(flat)


def test_bounds():
    assert is_bounded(box([-2, 1], [3, 5])).witness == ((-2, 3), (1, 5))
    strip = is_bounded(HPolytope(2, [(0, 1, 1), (0, -1, 0), (-1, 0, 0)]))
    assert not strip
    assert strip.witness == (1, 0)
    assert is_bounded(HPolytope(1, [(1, 0), (-1, -1)])).witness is None


def test_points_of_a_polytope():
    third = HPolytope(2, [(3, 0, 1), (0, 2, 1), (-1, -1, 0)])
    for point, found in [
        (("1/3", "1/2"), (0, 1)),
        (("1/3", "-1/3"), (0, 2)),
        ((0, "1/4"), ()),
        (("1/2", "1/4"), (3, 0, 1)),
        (("-1/2", "1/4"), (-1, -1, 0)),
    ]:
        assert contains(third, point).witness == found


def test_redundant_rows_and_their_proofs():
    polytope = HPolytope(2, [(1, 1, 2), *SQUARE.rows, (1, 2, 4)])
    assert [bool(is_irredundant(polytope, i)) for i in range(6)] == [0, 1, 1, 1, 1, 0]
    for index in (0, 5):
        multipliers = is_irredundant(polytope, index).witness
        rows = [polytope.rows[i] for i in multipliers]
        sums = [
            sum(y * row[j] for y, row in zip(multipliers.values(), rows, strict=True))
            for j in range(3)
        ]
        assert tuple(sums[:2]) == polytope.rows[index][:2]
        assert sums[2] <= polytope.rows[index][2]
        assert index not in multipliers
    assert irredundant(polytope).rows == SQUARE.rows


# Vertices and volumes


def test_vertices_and_volumes():
    cut = HPolytope(2, [*box([0, 0], [2, 2]).rows, (1, 1, 3)])
    assert generators(cut).vertices == ((0, 0), (0, 2), (1, 2), (2, 0), (2, 1))
    assert volume(cut) == Fraction(7, 2)
    octahedron = HPolytope(3, [(a, b, c, 1) for a in (1, -1) for b in (1, -1) for c in (1, -1)])
    assert len(generators(octahedron).vertices) == 6
    assert volume(octahedron) == Fraction(4, 3)
    # A square face on three hyperplanes, cut across its diagonal: five times four vertices.
    rows = [(0, 0, -1, -1, 0), *box([0] * 4, [1] * 4).rows, (2, 2, 0, 0, 3)]
    assert len(generators(HPolytope(4, rows)).vertices) == 20
    cross = HPolytope(4, [(*signs, 1) for signs in product([1, -1], repeat=4)])
    assert len(generators(cross).vertices) == 8
    pyramid = HPolytope(
        3, [(0, 0, -1, 0), *[(*side, 1, 1) for side in [(1, 0), (-1, 0), (0, 1), (0, -1)]]]
    )
    assert len(generators(pyramid).vertices) == 5
    assert volume(pyramid) == Fraction(4, 3)
    cube = box([0] * 3, ["1/2", "1/3", "1/5"])
    assert (len(generators(cube).vertices), volume(cube)) == (8, Fraction(1, 30))
    assert bounding_box(cut) == ((0, 2), (0, 2))
    assert volume(HPolytope(2, [*SQUARE.rows, (1, 0, 0)])) == 0
    assert volume(simplex(4)) == Fraction(1, 24)


def test_rays_and_lines():
    wedge = generators(HPolytope(2, [(-1, 0, 0), (1, -2, 1)]))
    assert (wedge.vertices, wedge.rays) == (((0, Fraction(-1, 2)),), ((0, 1), (2, 1)))
    half = generators(HPolytope(3, [(0, 0, 2, 1)]))
    assert (half.vertices, half.rays) == (((0, 0, Fraction(1, 2)),), ((0, 0, -1),))
    assert len(half.lines) == 2
    assert generators(HPolytope(1, [(1, 0), (-1, -1)])).vertices == ()
