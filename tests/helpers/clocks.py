"""A clock for tests of budgets: time passes only by being asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from unittest.mock import patch

from polyregions.budgets import time_limit
from polyregions.errors import OutOfTime

__all__ = ["FakeClock", "fake_clock", "results_by_budget", "stopped_everywhere"]

MOST_QUESTIONS_AFTER = 7


class FakeClock:
    """Says at every question that one second more has passed.

    A limit of k seconds is then used up at the k-th question after it was opened, wherever the work
    has come to by then: so tests stop it in every place, and see how often the clock is asked.
    """

    def __init__(self) -> None:
        self.questions = 0

    def __call__(self) -> float:
        """Return the time."""
        self.questions += 1
        return float(self.questions)


@contextmanager
def fake_clock() -> Iterator[FakeClock]:
    """Put a clock that tests govern in the place of the real one, in this process."""
    clock = FakeClock()
    with patch("polyregions.budgets.monotonic", clock):
        yield clock


def results_by_budget(work: Callable[[int], Any], most: int = 10**6) -> list[Any]:
    """Return what work makes of a budget of 1, 2, ... questions, up to the first that suffices.

    That is checked to be the whole result: the last one of the list, with which a budget that
    nothing can use up agrees. The clock is asked little more once the time is up.

    Parameters
    ----------
    work
        Called with the budget in seconds of the fake clock.
    most
        Where there are more budgets, so many of them: the ends, and others drawn in between.
    """
    with fake_clock() as clock:
        work(10**9)
    total = clock.questions
    results = []
    for seconds in _some_of(range(1, total), most):
        with fake_clock() as clock:
            results.append(work(seconds))
        assert clock.questions <= seconds + 1 + MOST_QUESTIONS_AFTER, seconds
    with fake_clock():
        return [*results, work(total)]


def _some_of(budgets: range, most: int) -> list[int]:
    if len(budgets) <= most:
        return [*budgets]
    ends = {*budgets[:2], *budgets[-2:]}
    return sorted(ends | {*Random(len(budgets)).sample(budgets, most - len(ends))})


def stopped_everywhere(work: Callable[[], Any], fewest: int = 2, most: int = 10**6) -> Any:
    """Stop work by a limit of time at each question to the clock, and return its whole result.

    It may end only by OutOfTime, at least so often, or with the whole result, where what is left to
    do asks no more. At most so many of the questions are tried.
    """

    def within(seconds: int) -> Any:
        try:
            with time_limit(seconds):
                return [work()]
        except OutOfTime:
            return None

    *stopped, whole = results_by_budget(within, most)
    assert whole is not None
    assert all(result in (None, whole) for result in stopped)
    assert stopped.count(None) >= fewest
    return whole[0]
