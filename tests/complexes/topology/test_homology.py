"""Homology of abstract cell complexes: known spaces, random complexes, and what is no complex."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions.arithmetic import rank, rank_modulo, smith_divisors
from polyregions.budgets import time_limit
from polyregions.complexes.topology import (
    ChainComplex,
    Coefficients,
    SparseColumns,
    elimination,
    homology,
    matching,
    orientation,
    oriented,
)
from polyregions.errors import InternalError, OutOfTime, UnknownOptionError
from tests.helpers.cases import each
from tests.helpers.cell_complexes import (
    PROJECTIVE_PLANE,
    TORUS,
    cubical,
    klein_bottle,
    matrix,
    signed,
    simplicial,
    solid,
)

GF2, INTEGERS = Coefficients.GF2, Coefficients.INTEGERS


def spaces(sizes, incidences):
    """Return the chain complexes of a space over both rings."""
    return (
        ChainComplex(sizes, tuple(incidences), GF2),
        ChainComplex(sizes, oriented(incidences), INTEGERS),
    )


def sphere(dimension):
    vertices = range(dimension + 2)
    return simplicial([[v for v in vertices if v != left] for left in vertices])


def hollow(*sides):
    """Return the cubes of a grid without the one in the middle."""
    return [cube for cube in solid(*sides) if any(interval != (1, 2) for interval in cube)]


KNOWN = [
    ("point", simplicial([[0]]), (1,), [], None),
    ("three points", simplicial([[0], [1], [2]]), (3,), [], None),
    ("path", simplicial([[i, i + 1] for i in range(5)]), (1, 0), [], None),
    ("circle", sphere(1), (1, 1), [], None),
    ("sphere", sphere(2), (1, 0, 1), [], None),
    ("sphere of dimension 4", sphere(4), (1, 0, 0, 0, 1), [], None),
    ("ball", simplicial([range(5)]), (1, 0, 0, 0, 0), [], None),
    ("two triangles", simplicial([[0, 1, 2], [3, 4, 5]]), (2, 0, 0), [], None),
    ("torus", simplicial(TORUS), (1, 2, 1), [], None),
    ("projective plane", simplicial(PROJECTIVE_PLANE), (1, 0, 0), [(1, 2)], (1, 1, 1)),
    ("Klein bottle", klein_bottle(), (1, 1, 0), [(1, 2)], (1, 2, 1)),
    ("grid", cubical(solid(3, 4)), (1, 0, 0), [], None),
    ("solid cube", cubical(solid(3, 2, 2)), (1, 0, 0, 0), [], None),
    ("ring of squares", cubical(hollow(3, 3)), (1, 1, 0), [], None),
    ("shell of cubes", cubical(hollow(3, 3, 3)), (1, 0, 1, 0), [], None),
    ("shell in space 4", cubical(hollow(3, 3, 3, 3)), (1, 0, 0, 1, 0), [], None),
]


def torsion_of(groups, length):
    found = [()] * length
    for degree, *divisors in groups:
        found[degree] = tuple(divisors)
    return tuple(found)


def check_known(space, betti, torsion, modulo_two):
    over_gf2, over_integers = spaces(*space)
    assert homology(over_gf2).betti_numbers == (modulo_two or betti)
    assert homology(over_gf2).torsion is None
    assert homology(over_integers).betti_numbers == betti
    assert homology(over_integers).torsion == torsion_of(torsion, len(betti))


@each("name, space, betti, torsion, modulo_two", KNOWN, ids=[case[0] for case in KNOWN])
def test_known_spaces(name, space, betti, torsion, modulo_two):
    check_known(space, betti, torsion, modulo_two)


@pytest.mark.parametrize(("p", "q"), [(2, 3), (4, 6), (5, 1), (0, 4)])
def test_circles_with_discs_around_them_several_times(p, q):
    """Two discs on two circles, wrapped p and q times: H_1 is the sum of Z/p and Z/q."""
    loops = SparseColumns(1, np.zeros(3, int), np.zeros(0, int), np.zeros(0, int))
    discs = signed(2, [{i: n} if n else {} for i, n in enumerate((p, q))])
    found = homology(ChainComplex((1, 2, 2), (loops, discs), INTEGERS))
    divisors = [d for d in smith_divisors([[p, 0], [0, q]]) if d > 1]
    free = [p, q].count(0)
    assert (found.betti_numbers, found.torsion) == ((1, free, free), ((), tuple(divisors), ()))


def test_empty_complexes():
    for ring in (GF2, INTEGERS):
        assert homology(ChainComplex((), (), ring)).betti_numbers == ()
        empty = ChainComplex((0, 0), (matrix(0, []),), ring)
        assert homology(empty).betti_numbers == (0, 0)
        assert empty.euler_characteristic == 0


def dense(sparse):
    found = np.zeros((sparse.rows, sparse.columns), dtype=np.int64)
    found[sparse.indices, sparse.owners] = sparse.values
    return found.tolist()


def plain_homology(complex):
    """Return Betti numbers and torsion from dense matrices, without any shortcut."""
    matrices = [dense(boundary) for boundary in complex.boundaries]
    is_gf2 = complex.coefficients is GF2
    ranks = [0, *(rank_modulo(m, 2) if is_gf2 else rank(m) for m in matrices), 0]
    betti = tuple(size - ranks[k] - ranks[k + 1] for k, size in enumerate(complex.sizes))
    divisors = [tuple(d for d in smith_divisors(m) if d > 1) for m in matrices]
    return betti, None if is_gf2 else (*divisors, ())


@st.composite
def complexes_of_simplices(draw):
    vertices = st.integers(0, draw(st.integers(1, 9)))
    simplex = st.sets(vertices, min_size=1, max_size=4)
    return simplicial(draw(st.lists(simplex, min_size=1, max_size=25)))


@st.composite
def complexes_with_torsion(draw):
    """Return a complex of three modules in a random basis of each, with known homology."""
    divisors = draw(st.lists(st.integers(1, 6), max_size=4))
    edges = draw(st.integers(0, 3))
    sizes = edges + 1, edges + len(divisors) + draw(st.integers(0, 2)), len(divisors) + 1
    lower, upper = np.zeros(sizes[:2], int), np.zeros(sizes[1:], int)
    lower[range(edges), range(edges)] = 1
    upper[range(edges, edges + len(divisors)), range(len(divisors))] = divisors
    shears = st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(0, 9), st.integers(-2, 2))
    for module, i, j, factor in draw(st.lists(shears, max_size=25)):
        i, j = i % sizes[module], j % sizes[module]
        if i == j:
            continue
        # The basis of one module changes, and its matrices on either side with it.
        if module < 2:
            lower_side = [lower, upper][module]
            lower_side[i] += factor * lower_side[j]
        if module > 0:
            upper_side = [lower, upper][module - 1]
            upper_side[:, j] -= factor * upper_side[:, i]
    columns = [[{i: v for i, v in enumerate(c) if v} for c in m.T.tolist()] for m in (lower, upper)]
    boundaries = tuple(signed(*pair) for pair in zip(sizes, columns, strict=False))
    return ChainComplex(sizes, boundaries, draw(st.sampled_from([GF2, INTEGERS])))


def agrees(complex):
    found = homology(complex)
    return (found.betti_numbers, found.torsion) == plain_homology(complex)


@given(complexes_of_simplices())
def test_random_simplicial_complexes(space):
    for complex in spaces(*space):
        assert agrees(complex)


@given(complexes_with_torsion())
def test_random_complexes_with_torsion(complex):
    assert agrees(complex)


@pytest.fixture(params=["no rounds", "dense at once", "both"])
def detour(request, monkeypatch):
    """Take the ways that only large complexes take else."""
    if request.param != "dense at once":
        monkeypatch.setattr(matching, "_FREE_ROUNDS", 0)
    if request.param != "no rounds":
        monkeypatch.setattr(elimination, "_LONG", 0)
        monkeypatch.setattr(matching, "_PAIRS_PER_ROUND", 1 << 60)


@each("name, space, betti, torsion, modulo_two", KNOWN, ids=[case[0] for case in KNOWN])
def test_every_way_leads_to_the_same(name, space, betti, torsion, modulo_two, detour):
    check_known(space, betti, torsion, modulo_two)


def test_long_and_wide_complexes():
    """A path and a ring of many rounds, and a grid of few."""
    edges = [[i, i + 1] for i in range(3000)]
    for complex in spaces(*simplicial(edges)):
        assert homology(complex).betti_numbers == (1, 0)
    for complex in spaces(*simplicial([*edges, [0, 3000]])):
        assert homology(complex).betti_numbers == (1, 1)
    for complex in spaces(*cubical(solid(12, 12, 3))):
        assert homology(complex).betti_numbers == (1, 0, 0, 0)


def test_every_second_square_of_a_board():
    squares = [square for square in solid(9, 9) if sum(a for a, _ in square) % 2 == 0]
    for complex in spaces(*cubical(squares)):
        assert homology(complex).betti_numbers == (1, 24, 0)  # white squares inside


def test_orientation_does_not_depend_on_batches(monkeypatch):
    sizes, incidences = cubical(solid(3, 3, 3))
    at_once = oriented(incidences)
    monkeypatch.setattr(orientation, "_PATHS_AT_ONCE", 30)
    for one, other in zip(at_once, oriented(incidences), strict=True):
        assert np.array_equal(one.values, other.values)
    assert homology(ChainComplex(sizes, at_once, INTEGERS)).betti_numbers == (1, 0, 0, 0)


def with_cell(space, boundary):
    """Return a space with one more cell of the highest dimension and one, and its boundary."""
    sizes, incidences = space
    return (*sizes, 1), [*incidences, matrix(sizes[-1], [boundary])]


BROKEN = [
    ("an edge with one end", [matrix(2, [[0]])], "two ends"),
    ("a loop", [matrix(1, [[0]])], "two ends"),
    ("a missing side", with_cell(simplicial(["01", "12", "02"]), [0, 1])[1], "exactly two cells"),
    (
        "a side three times over",
        with_cell(simplicial(["01", "12", "02", "03", "13"]), range(5))[1],
        "exactly two cells",
    ),
    (
        "a boundary that meets itself",
        with_cell(simplicial(["01", "12", "02", "23", "34", "24"]), range(6))[1],
        "exactly two cells",
    ),
    (
        "a boundary in two parts",
        with_cell(simplicial(["01", "12", "02", "34", "45", "35"]), range(6))[1],
        "oriented",
    ),
    (
        "a projective plane for a boundary",
        with_cell(simplicial(PROJECTIVE_PLANE), range(10))[1],
        "oriented",
    ),
]


@each("name, incidences, message", BROKEN, ids=[case[0] for case in BROKEN])
def test_what_is_no_regular_complex(name, incidences, message):
    with pytest.raises(InternalError, match=message):
        oriented(incidences)


def test_what_is_no_chain_complex():
    path = matrix(3, [[0, 1], [1, 2]])
    with pytest.raises(InternalError, match="boundary of a boundary"):
        ChainComplex((3, 2, 1), (path, matrix(2, [[0, 1]])), GF2)
    circle = simplicial(["01", "12", "02"])[1][0]
    triangle = matrix(3, [[0, 1, 2]])
    ChainComplex((3, 3, 1), (circle, triangle), GF2)
    with pytest.raises(InternalError, match="boundary of a boundary"):
        ChainComplex((3, 3, 1), (circle, triangle), INTEGERS)
    with pytest.raises(InternalError, match="shapes"):
        ChainComplex((3, 3), (path,), GF2)


def test_coefficients_have_names():
    with pytest.raises(UnknownOptionError, match="the ring of coefficients 'gf3' is unknown"):
        Coefficients.of("gf3")


def test_it_ends_in_time():
    complexes = spaces(*cubical(solid(4, 4)))
    with time_limit(0):
        for complex in complexes:
            with pytest.raises(OutOfTime):
                homology(complex)
        with pytest.raises(OutOfTime):
            oriented(cubical(solid(4, 4))[1])
