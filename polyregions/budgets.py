"""How long work may take, asked where the work is done.

A limit is opened around work of any kind. What is done below it calls :func:`checkpoint` between
steps that take a fraction of a second, so that no signature has to hand the limit on; where the
time is up, that raises :class:`polyregions.errors.OutOfTime`. Who opened the limit, or anyone
between who holds a part of an answer, makes of it a value that says so. Limits nest: the nearest
deadline counts. (The design is that of cancel scopes: N. J. Smith, "Timeouts and cancellation for
humans", 2018.)

A limit holds for its own thread alone. Work in other threads and processes opens its own, by what
:func:`seconds_left` or :func:`deadline` says.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from numbers import Real
from time import monotonic
from typing import Any, TypeVar

from polyregions.errors import OutOfTime, UnknownOptionError, short

__all__ = [
    "checkpoint",
    "deadline",
    "float_seconds",
    "in_time",
    "seconds_left",
    "time_is_up",
    "time_limit",
    "timer",
    "until",
]

Item = TypeVar("Item")

_deadline: ContextVar[float] = ContextVar("deadline", default=math.inf)
if hasattr(os, "register_at_fork"):
    # Else a worker would be bound for ever by the limit in which it happened to be started.
    os.register_at_fork(after_in_child=lambda: _deadline.set(math.inf))


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Let the work of a block take at most so many seconds, None for any number.

    It bounds whatever polyregions does in the block: searches, the merging of regions, graphs,
    pictures, files. The functions that take ``max_seconds`` open one of their own, and return what
    they know when it ends.

    Raises
    ------
    OutOfTime
        From within the block, at the first checkpoint after the time is up. What was to be written
        is not there then, not even in part.
    UnknownOptionError
        If the seconds are no number from 0 on.

    Examples
    --------
    >>> with time_limit(60):
    ...     checkpoint()
    >>> with time_limit(0):
    ...     checkpoint()
    Traceback (most recent call last):
    polyregions.errors.OutOfTime: the time is up: give more seconds, or a smaller problem
    """
    if seconds is None:
        yield
        return
    with until(monotonic() + float_seconds(seconds, "the time limit")):
        yield


def float_seconds(value: Any, name: str) -> float:
    """Return a number of seconds as a float, infinity where it is beyond all others.

    Raises
    ------
    UnknownOptionError
        If it is no number from 0 on.

    Examples
    --------
    >>> float_seconds(10**400, "max_seconds")
    inf
    """
    is_number = isinstance(value, Real)
    if not (is_number and value >= 0):
        raise UnknownOptionError(f"{name} is {short(value)}: give a number from 0 on, or None")
    try:
        return float(value)
    except OverflowError:
        return math.inf


@contextmanager
def until(deadline: float) -> Iterator[None]:
    """Let the work of a block take until a deadline, such as :func:`deadline` returns it."""
    token = _deadline.set(min(_deadline.get(), deadline))
    try:
        yield
    finally:
        _deadline.reset(token)


def deadline() -> float:
    """Return when the nearest limit ends, infinity without one.

    It is a time of the monotonic clock, which all processes of a machine share: a task that waits
    for a worker takes it along.
    """
    return _deadline.get()


def seconds_left() -> float:
    """Return the seconds until the nearest deadline: infinite without one, never below 0."""
    end = _deadline.get()
    return end if end == math.inf else max(0.0, end - monotonic())


def time_is_up() -> bool:
    """Return whether the nearest deadline has passed."""
    return seconds_left() == 0.0


def checkpoint() -> None:
    """Let the work go on only while there is time.

    Raises
    ------
    OutOfTime
        If the nearest deadline has passed.
    """
    if time_is_up():
        raise OutOfTime


def timer(seconds: float) -> Callable[[], bool]:
    """Return what says whether so many seconds have passed: a pause in the work, not its end.

    Examples
    --------
    >>> timer(0)(), timer(1000)()
    (True, False)
    """
    end = monotonic() + seconds
    return lambda: monotonic() >= end


def in_time(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items, each of them only while there is time.

    Raises
    ------
    OutOfTime
        Before the first item that comes after the nearest deadline.

    Examples
    --------
    >>> list(in_time("ab"))
    ['a', 'b']
    """
    for item in items:
        checkpoint()
        yield item
