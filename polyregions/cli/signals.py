"""Signals that ask the program to end: all end it as Ctrl-C does, and leave nothing behind."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

from polyregions.cli.exit_codes import ExitCode

__all__ = ["Ended", "ended_by_signals"]

_CODES = {
    getattr(signal, name): code
    for name, code in {
        "SIGHUP": ExitCode.HUNG_UP,
        "SIGINT": ExitCode.INTERRUPTED,
        "SIGTERM": ExitCode.TERMINATED,
    }.items()
    if hasattr(signal, name)
}


class Ended(KeyboardInterrupt):
    """The program was asked to end by a signal.

    Attributes
    ----------
    code
        The exit code that says which.
    """

    def __init__(self, code: ExitCode) -> None:
        super().__init__()
        self.code = code


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let signals raise :class:`Ended` in a block of the main thread; elsewhere do nothing.

    The first one counts, so that none disturbs the work of leaving nothing behind (``timeout``
    sends two). A signal that is ignored, as by ``nohup``, stays so.
    """
    if current_thread() is not main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _CODES}
    kept = {number for number, handler in before.items() if handler != signal.SIG_IGN}

    def end(number: int, _: FrameType | None) -> None:
        for other in kept:
            signal.signal(other, signal.SIG_IGN)
        raise Ended(_CODES[signal.Signals(number)])

    try:
        for number in kept:
            signal.signal(number, end)
        yield
    finally:
        for number in kept:
            signal.signal(number, before[number])
