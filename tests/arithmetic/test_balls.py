"""Balls enclose, doubt is seen, and FLINT's precision is left as it was found."""

import random
import threading
from fractions import Fraction

from flint import ctx

from polyregions.arithmetic import (
    ball_matrix,
    centres,
    precision,
    solved_by_balls,
    without_doubtful,
)


def test_precision_is_raised_only_and_restored():
    before = ctx.prec
    with precision(2000):
        assert ctx.prec == 2000
    with precision(before - 1):
        assert ctx.prec == before
    assert ctx.prec == before


def test_threads_take_turns_with_the_precision():
    before, seen = ctx.prec, []

    def compute(bits):
        for _ in range(50):
            with precision(bits):
                seen.append(ctx.prec == bits)

    threads = [threading.Thread(target=compute, args=(bits,)) for bits in (300, 500, 700)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 150
    assert all(seen)
    assert ctx.prec == before


def test_what_may_be_zero_becomes_zero_and_nothing_else():
    one = ball_matrix([[1, 2**200 + 1]]) / ball_matrix([[3, 1]])
    doubtful = one - ball_matrix([[1, 2**200 + 1]]) / 3 * [[1, 3]]
    assert without_doubtful(doubtful).tolist() == [[0, 0]]
    assert all(kept is ball for kept, ball in zip(without_doubtful(one)[0], one[0], strict=True))


def test_solutions_enclose_the_exact_ones():
    rng = random.Random(5)
    for case in range(20):
        a, b, c, d, e, f = (rng.choice([-1, 1]) * rng.getrandbits(400) for _ in range(6))
        solution = solved_by_balls(ball_matrix([[a, b], [c, d]]), ball_matrix([[e], [f]]))
        exact = Fraction(e * d - b * f, a * d - b * c)
        scaled = solution[0, 0] * ball_matrix([[exact.denominator]])[0, 0]
        assert (scaled - exact.numerator).contains(0), case
    assert solved_by_balls(ball_matrix([[1, 2], [2, 4]]), ball_matrix([[1], [1]])) is None


def test_centres_have_one_denominator():
    quarter, large = ball_matrix([[1, 2**90]])[0]
    assert centres([quarter / 4, large, -quarter / 2]) == (1, 2**92, -2, 4)
