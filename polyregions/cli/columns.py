"""Tables with a header and one column for each name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from polyregions.cli.output import printable, whole_text

__all__ = ["print_columns"]

# Longer numbers would push the other columns off the screen.
_WIDEST_NUMBER = 40


def print_columns(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print aligned columns; integers to the right, None as a dash.

    Examples
    --------
    >>> print_columns(["bound", "value"], [["trivial", 64], ["none", None]])
    bound    value
    trivial     64
    none         -
    """
    table = [list(row) for row in rows]
    texts = [[_cell(value) for value in row] for row in table]
    widths = [max(map(len, column)) for column in zip(header, *texts, strict=True)]
    right = [
        all(value is None or isinstance(value, int) for value in column)
        for column in zip(*table, strict=True)
    ] or [False] * len(header)
    for line in [list(header), *texts]:
        cells = [
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(line, widths, right, strict=True)
        ]
        print("  ".join(cells).rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, int):
        digits = value.bit_length() * 30103 // 100000
        return f"about 10^{digits}" if digits > _WIDEST_NUMBER else whole_text(value)
    return printable(value)
