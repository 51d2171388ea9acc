"""A clock for tests of budgets: time passes only by being asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

__all__ = ["FakeClock", "fake_clock"]


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
