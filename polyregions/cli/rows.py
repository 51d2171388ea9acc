"""What several commands tell: of the search, of the time, of the files that they wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import TypeVar

from polyregions.cli.report import Row

__all__ = ["files_row", "search_rows", "seconds_row", "timed"]

T = TypeVar("T")


def timed(function: Callable[[], T]) -> tuple[T, float]:
    """Call a function and return its result with the seconds that it took."""
    start = perf_counter()
    result = function()
    return result, perf_counter() - start


def seconds_row(seconds: float, what: str = "seconds") -> Row:
    """Return the row that says how long something took."""
    return Row(what, what.replace(" ", "_"), round(seconds, 6), f"{seconds:.3f}")


def search_rows(engine: str, seconds: float, writing: float | None = None) -> tuple[Row, ...]:
    """Return the rows that say how all regions were found, and how long it took to write them."""
    rows = Row(None, "complete", True), Row("engine", "engine", engine)
    if writing is None:
        return *rows, seconds_row(seconds)
    text = f"{seconds:.3f} to find them, {writing:.3f} to write them"
    found = Row("seconds", "seconds", round(seconds, 6), text)
    return *rows, found, Row(None, "seconds_writing", round(writing, 6))


def files_row(files: Iterable[str]) -> Row:
    """Return the row that names the files written."""
    names = list(files)
    return Row("written to", "files", names, ", ".join(names))
