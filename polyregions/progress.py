"""How far long work has come: a line on stderr, redrawn in a terminal, repeated in a log."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TextIO, TypeVar

from polyregions.estimates import Estimate, about

__all__ = ["Progress", "ProgressLine", "progress_bar", "with_progress"]

Progress = Callable[[int], None]
"""Is told how much of the work is done, of all of it, now and then."""

Item = TypeVar("Item")

_MOMENT, _REDRAWN = 0.5, 0.2  # in a terminal: before the first line, and between two
_FIRST, _RAREST = 10.0, 600.0  # in a log: before the first line, and at most between two
_UNITS = ((86400.0, "days"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))
_MOST_LEFT = 1e10  # seconds: what takes longer than 300 years is not worth a number


class ProgressLine:
    """One line that says how far work has come, how long it will take, and how fast it goes.

    Parameters
    ----------
    stream
        Where it is written: redrawn in a terminal or a notebook; elsewhere written anew now and
        then, at growing intervals. A stream that takes no more is left alone.
    what
        What is counted, in the plural.
    total
        How many there are in all, None where that is unknown.
    done
        How many of them are done at the start.

    Attributes
    ----------
    estimate
        What is known of the total where it is unknown, to be set whenever more is known.
    """

    def __init__(self, stream: TextIO, what: str, total: int | None = None, done: int = 0) -> None:
        self.estimate: Estimate | None = None
        self._stream = stream
        self._what, self._total, self._done = what, total, done
        self._redraws = _redraws(stream)
        self._start = monotonic()
        self._due = self._start + (_MOMENT if self._redraws else _FIRST)
        self._first: tuple[float, int] | None = None
        self._shown = ""

    def __call__(self, done: int) -> None:
        """Take note of how many are done, and show it where that is due."""
        self._done = done
        now = monotonic()
        if self._first is None:
            # The rate is that from here on: what came before it may have been a compilation.
            self._first = now, done
        if now >= self._due:
            self._write(self._text(now))
            passed = now - self._start
            self._due = now + (_REDRAWN if self._redraws else min(passed, _RAREST))

    def finish(self) -> None:
        """Leave the last state on a line of its own, if any was shown."""
        if self._shown:
            self._write(self._text(monotonic()), "\n")

    def _write(self, text: str, end: str = "") -> None:
        if self._redraws:
            text = text[: _width(self._stream) - 1]
            written = f"\r{text.ljust(len(self._shown))}{end}"
        else:
            written = "" if text == self._shown else f"{text}\n"
        self._shown = text
        with suppress(OSError, ValueError):
            self._stream.write(written)
            self._stream.flush()

    def _text(self, now: float) -> str:
        first, before = self._first or (now, self._done)
        seconds = now - first
        rate = (self._done - before) / seconds if seconds > 0 else 0.0
        left = self._expected - self._done
        parts = [*self._shares()]
        if left > 0 and rate > 0:
            parts.append(f"{duration(left / rate)} left")
        elif not left > 0:
            parts.append(duration(now - self._start))
        if rate > 0:
            parts.append(f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.2g}/s")
        return f"{self._what}: {' | '.join(parts)}"

    @property
    def _expected(self) -> float:
        """How many there are in all, as far as known; else NaN."""
        if self._total is not None:
            return self._total
        guess = self._guess
        return math.nan if guess is None else guess.value

    @property
    def _guess(self) -> Estimate | None:
        """The estimate, where its error is smaller than itself."""
        guess = self.estimate
        return guess if guess is not None and guess.margin < guess.value else None

    def _shares(self) -> Iterator[str]:
        """Yield the share that is done, where it is known, and what it is a share of."""
        expected, guess = self._expected, self._guess
        is_known = self._total is not None or (guess is not None and guess.is_exact)
        if not math.isnan(expected):
            # Rounded down: 100 % are all of them, and that is never a guess.
            share = math.floor(100 * self._done / expected) if expected else 100
            yield f"{min(share, 100 if is_known else 99)} %"
        if self._total is not None:
            yield f"{self._done:,} of {self._total:,}"
        elif guess is None or is_known:
            yield f"{self._done:,}"
        else:
            yield about(guess)


def duration(seconds: float) -> str:
    """Return a time in words, rounded.

    Examples
    --------
    >>> duration(3.2), duration(2400), duration(7200), duration(4e5), duration(1e12)
    ('3 s', '40 min', '2 h', '5 days', 'ages')
    """
    if not seconds < _MOST_LEFT:
        return "ages"
    size, name = next((u for u in _UNITS if seconds >= 1.5 * u[0]), _UNITS[-1])
    return f"{seconds / size:,.0f} {name}"


def _redraws(stream: TextIO) -> bool:
    return stream.isatty() or type(stream).__module__.startswith("ipykernel")


def _width(stream: TextIO) -> int:
    with suppress(OSError, ValueError):
        return os.get_terminal_size(stream.fileno()).columns or 80
    return 80


@contextmanager
def progress_bar(
    wanted: bool | Progress, what: str, total: int | None = None, done: int = 0
) -> Iterator[Progress | None]:
    """Open a line on stderr that is told how much is done so far, for the time of a block.

    Parameters
    ----------
    wanted
        Whether to show one; a function is told instead of a line.
    what, total, done
        As for :class:`ProgressLine`.

    Examples
    --------
    >>> with progress_bar(False, "regions") as report:
    ...     report is None
    True
    >>> with progress_bar(print, "regions") as report:
    ...     report(3)
    3
    """
    if not isinstance(wanted, bool):
        yield wanted
    elif not wanted or sys.stderr is None:  # It is None where it was closed before the start.
        yield None
    else:
        line = ProgressLine(sys.stderr, what, total, done)
        try:
            yield line
        finally:
            line.finish()


def with_progress(
    items: Iterable[Item], wanted: bool | Progress, what: str, total: int | None = None
) -> Iterator[Item]:
    """Yield items, and show how many of them are done.

    Examples
    --------
    >>> [item for item in with_progress("ab", print, "letters", 2)]
    1
    2
    ['a', 'b']
    """
    with progress_bar(wanted, what, total) as report:
        for number, item in enumerate(items, start=1):
            yield item
            if report is not None:
                report(number)
