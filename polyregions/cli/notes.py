"""Notes of one line on stderr, in place of Python's warnings."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from polyregions.cli.output import print_note, printable
from polyregions.errors import AssumptionWarning

__all__ = ["assumptions_as_notes"]


@contextmanager
def assumptions_as_notes() -> Iterator[None]:
    """Print what readers assume of a file as a note of one line, each note once."""
    with warnings.catch_warnings():
        warnings.simplefilter("default", AssumptionWarning)
        show = warnings.showwarning

        def note(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if issubclass(category, AssumptionWarning):
                print_note(f"note: {printable(message)}")
            else:
                show(message, category, filename, lineno, file, line)

        warnings.showwarning = note
        yield
