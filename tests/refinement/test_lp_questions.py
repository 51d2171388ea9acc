"""What engine lp proposes about a cell, and what it keeps of that."""

import numpy as np

from polyregions import box
from polyregions.arithmetic import dot
from polyregions.refinement.lp.cell import Cell
from polyregions.refinement.lp.corners import (
    corners_at,
    points_across,
    points_along,
    points_around,
    rounded_points,
    shortest_rays,
)
from polyregions.refinement.lp.local_programs import LocalPrograms
from polyregions.refinement.lp.questions import Questions
from polyregions.refinement.lp.statistics import LpStatistics


def cell_of(rows, n):
    return Cell.of_domain(rows, (*(0 for _ in range(n)), 1))


def square():
    """Return |x| <= 1, |y| <= 1, with the index of each of its constraints by outward normal."""
    cell = cell_of(box([-1, -1], [1, 1]).rows, 2)
    return cell, {tuple(-c for c in form[:-1]): i for i, form in enumerate(cell.constraints.exact)}


def violated(cell, point):
    """Return the constraints that are negative at a point; None where one vanishes."""
    values = [dot(form, point) for form in cell.constraints.exact]
    return [i for i, value in enumerate(values) if value < 0] if all(values) else None


def test_points_are_kept_inside_and_beyond_one_constraint_alone():
    cell, index = square()
    right, down = index[1, 0], index[0, -1]
    questions = Questions(cell, LpStatistics())
    points = np.array([[2, 0], [2, 1], [2, 2], [0.5, 0.5], [1, 0], [0, -3.0]])
    questions._keep(rounded_points(points[1:3]))
    assert not len(questions.cell.crossed)
    inside = questions._keep(rounded_points(points))
    assert inside.tolist() == [False, False, False, True, False, False]
    assert questions.cell.generators.exact == ((0, 0, 1), (1, 1, 2))
    assert questions.cell.crossed.tolist() == sorted([right, down])
    # Without the constraint above, there are more of them; one of each batch is enough.
    questions._dropped.append(index[0, 1])
    questions._keep(rounded_points(points[1:3]))
    assert questions.cell.crossed.tolist() == [*sorted([right, down]), right]


def test_points_about_a_corner_and_at_the_ends_of_its_edges():
    """At (-1, -1): one inside, one beyond each of its sides, and one beyond each opposite side."""
    cell, index = square()
    programs = LocalPrograms(cell.constraints, cell.interior)
    tight = np.array([[index[-1, 0], index[0, -1]]])
    corners = corners_at(programs, cell.constraints.floats, tight)
    points = points_around(programs, np.array([[-1.0, -1.0]]), tight, corners)
    found = [violated(cell, point) for point in points.exact]
    assert found == [[], [index[-1, 0]], [index[0, -1]], [index[1, 0]], [index[0, 1]]]


def test_corners_of_dependent_constraints_prove_nothing():
    """Nor do they keep others from proving something."""
    cell, index = square()
    programs = LocalPrograms(cell.constraints, cell.interior)
    tight = np.array([[index[1, 0], index[1, 0]], [index[1, 0], index[0, 1]]])
    corners = corners_at(programs, cell.constraints.floats, tight)
    forms = np.array([[0.25, 0.25, -1.0], [0.5, 0.5, -1.0], [0.5, 0.5, -0.5]])
    assert corners.proved_negative(forms, cell.reach).tolist() == [True, False, False]


def test_rays_lead_beyond_what_they_meet_first_and_across_forms():
    """In simplices, where the shortest way in the cell's own metric meets its own constraint."""
    rng = np.random.default_rng(0)
    for n in range(2, 8):
        rows = [(*(-int(i == j) for j in range(n)), 1) for i in range(n)] + [(*(1,) * n, 1)]
        cell = cell_of(rows, n)
        programs = LocalPrograms(cell.constraints, cell.interior)
        points = points_along(programs, shortest_rays(programs, programs.rows))
        assert [violated(cell, point) for point in points.exact] == [[i] for i in range(n + 1)], n
        forms = np.hstack([rng.uniform(-0.5, 0.5, (9, n)), np.full((9, 1), -(2.0**-6))])
        points = points_across(programs, forms)
        for form, point in zip(forms, points.floats, strict=True):
            assert form @ point > 0, (n, form)
        assert [violated(cell, point) for point in points.exact] == [[]] * 9, n
