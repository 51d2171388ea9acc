"""How far long work has come: bars on stderr, shown where they are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["Progress", "progress_bar", "with_progress"]

Progress = Callable[[int], None]
"""Is told how much of the work is done, of all of it, now and then."""

Item = TypeVar("Item")


@contextmanager
def progress_bar(
    wanted: bool | Progress, what: str, total: int | None = None, done: int = 0
) -> Iterator[Progress | None]:
    """Open a bar on stderr that is told how much is done so far, for the time of a block.

    Parameters
    ----------
    wanted
        Whether to show one; a function is told instead of a bar.
    what
        What is counted, in the plural.
    total
        How many there are in all, None where that is unknown.
    done
        How many of them are done at the start.

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
        return
    if not wanted:
        yield None
        return
    from tqdm import tqdm

    with tqdm(total=total, initial=done, desc=what, unit=f" {what}", mininterval=0.2) as bar:

        def report(number: int) -> None:
            bar.update(number - bar.n)

        yield report


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
