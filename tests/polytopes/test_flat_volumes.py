"""Volumes of polytopes in hyperplanes: by hand, and against the pyramid over each of them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import polyregions as pr
from polyregions.errors import InvalidDomainError, UnboundedError
from polyregions.polytopes import HPolytope, squared_flat_volume, volume
from tests.helpers.cases import each


def flat(polytope, *row):
    """Return the part of a polytope on which the row holds with equality."""
    opposite = tuple(-entry for entry in row)
    return HPolytope(polytope.dimension, [*polytope.rows, row, opposite])


CUBE = pr.box([0, 0, 0], [1, 1, 1])


@each(
    ("polytope", "squared"),
    [
        (flat(pr.box([0], [1]), 3, 1), 1),
        (HPolytope(1, [(1, 1), (-1, -1), (0, -1)]), 0),  # 0 <= -1 holds nowhere
        (flat(pr.box([0, 0], [1, 1]), 1, 0, 1), 1),
        (flat(pr.box([0, 0], [1, 1]), 1, 1, 1), 2),
        (flat(pr.box([0, 0], [1, 1]), 3, 4, 4), Fraction(25, 16)),
        (flat(pr.box([0, 0], [1, 1]), 1, 1, 2), 0),  # a corner
        (flat(pr.box([0, 0], [1, 1]), 1, 1, 5), 0),  # empty
        (flat(CUBE, 0, 0, 2, 1), 1),
        (flat(CUBE, 0, -1, 1, 0), 2),
        (flat(CUBE, 1, 1, 1, 1), Fraction(3, 4)),  # a triangle with sides of length sqrt(2)
        (flat(CUBE, 2, 2, 2, 3), Fraction(27, 16)),  # a hexagon with sides of length sqrt(1/2)
        (flat(pr.simplex(4), 1, 1, 1, 1, 1), Fraction(4, 36)),
    ],
)
def test_by_hand(polytope, squared):
    assert squared_flat_volume(polytope) == squared


entries = st.integers(-3, 3)


@given(st.lists(entries, min_size=2, max_size=4).filter(any))
def test_a_box_cut_in_two_grows_by_slabs(normal):
    """Between a.x = 0 and a.x = 1 a prism over a flat polytope is as thick as 1 / ||a||."""
    n = len(normal)
    box = pr.box([-2] * n, [2] * n)
    base = flat(box, *normal, 0)
    squared = squared_flat_volume(base)
    # The prism {x + s a : x in the base, 0 <= s <= 1}: rows of the base, made orthogonal to a.
    square = sum(a * a for a in normal)
    rows = []
    for row in box.rows:
        along = sum(a * c for a, c in zip(normal, row[:-1], strict=True))
        orthogonal = [square * c - along * a for a, c in zip(normal, row[:-1], strict=True)]
        rows.append((*orthogonal, square * row[-1]))
    prism = HPolytope(n, [*rows, (*normal, square), (*(-a for a in normal), 0)])
    assert volume(prism) ** 2 == squared * square  # base times height ||a||
    assert squared > 0


@each(
    ("row", "error", "message"),
    [
        ((1, 0, 0), InvalidDomainError, "both inequalities of an equation"),
        (None, UnboundedError, "unbounded"),
    ],
)
def test_what_has_no_volume(row, error, message):
    plane = HPolytope(2, [row]) if row else flat(pr.whole_space(2), 1, 1, 0)
    with pytest.raises(error, match=message):
        squared_flat_volume(plane)
