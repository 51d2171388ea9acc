"""Parts of one piece of work, done in threads at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from polyregions.budgets import checkpoint, deadline, until

__all__ = ["do_in_threads"]


def do_in_threads(parts: Sequence[Iterable[object]]) -> None:
    """Do parts of work, each in a thread of its own, and a single one in this.

    It is for work that leaves the interpreter to others. Before each step of a part it is asked
    whether there is time. If a part fails, or this thread is interrupted, no part begins another.

    Parameters
    ----------
    parts
        What takes a step of the work whenever it is asked for an item.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    end, is_over = deadline(), Event()

    def do(part: Iterable[object]) -> None:
        try:
            with until(end):
                for _ in part:
                    checkpoint()
                    if is_over.is_set():
                        break
        except BaseException:
            is_over.set()
            raise

    if len(parts) == 1:
        do(parts[0])
        return
    with ThreadPoolExecutor(len(parts)) as threads:
        try:
            for future in [threads.submit(do, part) for part in parts]:
                future.result()
        finally:
            is_over.set()
