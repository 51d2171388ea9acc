"""The bound that proves a form negative, against the exact bound that the multipliers give."""

import random
from fractions import Fraction

import numpy as np

from polyregions.arithmetic import ScaledVectors
from polyregions.refinement.lp.bounds import box_around, highest_values, proved_negative
from polyregions.refinement.lp.cell import Cell
from polyregions.refinement.lp.cones import bounded_by_cones

UNIT = Fraction(1, 2**53)


def proved(form, multipliers, constraints, reach):
    return proved_negative(
        ScaledVectors([form]).floats,
        np.array([multipliers]),
        ScaledVectors(constraints, len(form)).floats,
        np.array(reach),
    ).item()


def exact_bound(form, multipliers, constraints, reach):
    """Return the bound, and the sum of the sizes of all that it adds."""
    scaled = [[Fraction(c, max(map(abs, vector))) for c in vector] for vector in constraints]
    own = [Fraction(c, max(map(abs, form))) for c in form]
    weights = [1, *map(Fraction, multipliers)]
    columns = list(zip(own, *scaled, strict=True))
    sums = [sum(y * c for y, c in zip(weights, column, strict=True)) for column in columns]
    sizes = [sum(y * abs(c) for y, c in zip(weights, column, strict=True)) for column in columns]
    far = [*map(Fraction, reach), 1]
    bound = sum(abs(s) * r for s, r in zip(sums[:-1], far, strict=False)) + sums[-1]
    return bound, sum(s * r for s, r in zip(sizes, far, strict=True))


def test_proofs_hold_exactly_and_are_found_where_there_is_room():
    """Forms that the constraints cancel up to their rounding, with bounds that creep up to zero."""
    found = {True: 0, False: 0}
    for seed in range(3000):
        rng = random.Random(seed)
        n, k = rng.randint(1, 3), rng.randint(0, 5)
        size = 2**60
        constraints = [(size, *(rng.randint(-size, size) for _ in range(n))) for _ in range(k)]
        multipliers = [rng.uniform(0, 2) for _ in range(k)]
        reach = [float(2 ** rng.choice([-80, 0, 10, 40])) for _ in range(n)]
        if seed % 2:  # The constant decides alone.
            reach = [2.0**-80] * n
        scale = 4 * size
        sums = [
            -sum(Fraction(y) * c[j] for y, c in zip(multipliers, constraints, strict=True))
            for j in range(n + 1)
        ]
        sums = [round(s / size * scale) for s in sums]
        spread = round(scale * float(UNIT) * rng.choice([1, 4, 16, 64]) * max(1, *reach))
        largest = max(map(abs, sums), default=0) or scale
        sums[-1] += rng.randint(-spread, spread)
        for j in range(n):
            sums[j] += rng.choice([0, 0, rng.randint(-4096, 4096)])
        # So that the constraints' multipliers suit the form's own scale.
        top = max(largest, *map(abs, sums))
        suited = [y * (scale / top) for y in multipliers]
        form = tuple(sums)
        bound, magnitude = exact_bound(form, suited, constraints, reach)
        answer = proved(form, suited, constraints, reach)
        found[answer] += 1
        assert not answer or bound < 0, seed
        assert answer or bound > -32 * UNIT * magnitude, seed
    assert min(found.values()) > 300


def test_what_rounding_hides_is_seen_far_away():
    """The images of x >= y and of y - x (1 - 2^-60) - 1/2 cancel; on x = y = 2^62 it is 7/2."""
    form, constraint = (-(2**60 - 1), 2**60, -(2**59)), (1, -1, 0)
    assert proved(form, [1.0], [constraint], [1.0, 1.0])
    assert not proved(form, [1.0], [constraint], [2.0**62, 2.0**62])
    assert not proved(form, [1.0], [constraint], [np.inf, 1.0])


def test_a_slope_that_is_left_over_counts_with_its_reach():
    assert proved((1, -2), [], [], [1.5])
    assert not proved((1, -2), [], [], [2.0])
    assert not proved((-1, -2), [], [], [2.0])
    assert not proved((-1, 2), [], [], [1.0])


def test_the_box_around_inequalities():
    forms = [(3, 0, 1), (-1, 0, 2), (0, 7, 10), (1, 1, 0), (-1, 0, 5)]
    two, third, ratio = np.nextafter([2.0, 1 / 3, 10 / 7], 3)
    assert box_around(forms, 2).tolist() == [[two, np.inf], [third, ratio]]
    above = box_around([(0, -3, -1), (0, 3, 10**400)], 2)
    assert above.tolist() == [[np.inf, np.nextafter(-1 / 3, 0)], [np.inf, np.inf]]
    ((third,), _) = box_around([(-3, 1), (3, 1)], 1)
    assert Fraction(third) > Fraction(1, 3) > Fraction(third) - UNIT


def test_a_cone_bounds_no_form_that_is_hardly_positive_on_it():
    """By so little that floats cannot tell: the value is 10^-20 of what it sums."""
    a, b = 10**20, 10**20 + 1
    rows = [(-b, a, 0), (0, -1, 0), (1, 0, 1)]
    cell = Cell.of_domain(rows, (2, 1, 4)).with_cone((0, 0, 1), [0, 1])
    hardly, not_at_all = ((-b, a + c, 0) for c in (1, 0))
    assert not bounded_by_cones(cell, ScaledVectors([hardly]))
    assert bounded_by_cones(cell, ScaledVectors([not_at_all]))


def test_highest_values_are_bounds_and_close_ones():
    """In boxes that lie on one side of zero, near it and far off, with constraints and without."""
    for seed in range(600):
        rng = random.Random(seed)
        n, k = rng.randint(1, 3), rng.randint(0, 3)
        scale = 2.0 ** rng.randint(-30, 30)
        forms = np.array([[scale * rng.uniform(-1, 1) for _ in range(n + 1)]])
        constraints = np.array([[rng.uniform(-1, 1) for _ in range(n + 1)] for _ in range(k)])
        constraints = constraints.reshape(k, n + 1)
        multipliers = np.array([[scale * rng.uniform(0, 1) for _ in range(k)]])
        low = np.array([rng.choice([-3.0, 0.0, 1e6, -1e9]) for _ in range(n)])
        box = np.stack([low + [rng.choice([0.0, 2.0, 1e7]) for _ in range(n)], -low])
        (found,) = highest_values(forms, multipliers, constraints, box).tolist()
        weights = [Fraction(1), *map(Fraction, multipliers[0].tolist())]
        rows = [[Fraction(x) for x in row] for row in [*forms.tolist(), *constraints.tolist()]]
        *slopes, constant = (
            sum(y * row[j] for y, row in zip(weights, rows, strict=True)) for j in range(n + 1)
        )
        highest, size = constant, sum(w * abs(r[-1]) for w, r in zip(weights, rows, strict=True))
        for j, slope in enumerate(slopes):
            ends = Fraction(float(box[0, j])), -Fraction(float(box[1, j]))
            highest += max(slope * x for x in ends)
            size += sum(w * abs(r[j]) for w, r in zip(weights, rows, strict=True)) * max(
                map(abs, ends)
            )
        assert highest <= Fraction(found), seed
        assert Fraction(found) - highest <= 40 * UNIT * size + UNIT**10, seed


def test_bounds_hold_where_all_cancels():
    """Thirds against their images: the exact value is above, or below, what floats add up."""
    above = 0
    for seed in range(400):
        rng = random.Random(seed)
        numbers = [rng.randint(1, 2**60) for _ in range(3)]
        form, constraint = tuple(numbers), tuple(-x for x in numbers)
        exact = [ScaledVectors([v]).floats for v in (form, constraint)]
        point = [Fraction(2) ** 40, Fraction(2) ** 40]
        box = np.array([[2.0**40] * 2, [2.0**40] * 2])
        (found,) = highest_values(exact[0], np.ones((1, 1)), exact[1], box).tolist()
        value = sum(Fraction(c, max(numbers)) * x for c, x in zip(form, [*point, 1], strict=True))
        opposite = sum(
            Fraction(c, max(numbers)) * x for c, x in zip(constraint, [*point, 1], strict=True)
        )
        assert Fraction(found) >= value + opposite == 0
        above += found > 0
    assert above == 400


def test_a_cell_reaches_as_far_as_the_farther_side_of_its_domain():
    cell = Cell.of_domain([(1, 0, 8), (-1, 0, 1), (0, 1, 2), (0, -1, 16)], (0, 0, 1))
    assert (cell.reach >= [8, 16]).all()
    assert (cell.reach <= [9, 17]).all()
