"""What a command has to tell, held once and told either as a table or as a JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from polyregions.cli.output import is_long, printable, short_text, whole_text
from polyregions.cli.streams import shown

__all__ = ["Columns", "Report", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One result: a line of the table, a key of the JSON object, or both.

    Attributes
    ----------
    label, key
        What the table and the JSON object call it; None: it is not in there.
    value
        The value, as JSON holds it.
    text
        The value as the table shows it; None: as it is.
    """

    label: str | None
    key: str | None
    value: Any
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Many values with the same names, a column for each name; JSON leaves them out.

    Integers stand to the right, and None is a dash.

    Examples
    --------
    >>> columns = Columns(["bound", "value"], [["trivial", 64], ["none", None]])
    >>> Report.of(columns).show()
    bound    value
    trivial     64
    none         -
    """

    header: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def lines(self) -> Iterator[str]:
        """Return the aligned lines, the header first."""
        columns = list(zip(self.header, *self.rows, strict=True))
        right = [
            bool(values) and all(value is None or isinstance(value, int) for value in values)
            for _, *values in columns
        ]
        texts = [[_cell(value) for value in column] for column in columns]
        widths = [max(map(len, column)) for column in texts]
        for line in zip(*texts, strict=True):
            cells = [
                text.rjust(width) if to_right else text.ljust(width)
                for text, width, to_right in zip(line, widths, right, strict=True)
            ]
            yield "  ".join(cells).rstrip()


@dataclass(frozen=True, slots=True)
class Report:
    """What a command has to tell.

    Attributes
    ----------
    parts
        In the order in which they are told: rows, of which those next to each other are aligned;
        columns; and lines of text. JSON holds the rows alone.

    Examples
    --------
    >>> report = Report.of(Row("regions", "count", 81), Row(None, "complete", True), "", "So.")
    >>> report.show()
    regions  81
    <BLANKLINE>
    So.
    >>> report.show(as_json=True)
    {"count": 81, "complete": true}
    """

    parts: tuple[Row | Columns | str, ...]

    @classmethod
    def of(cls, *parts: Row | Columns | str) -> Report:
        """Put a report together."""
        return cls(parts)

    def lines(self) -> Iterator[str]:
        """Return the lines of the table."""
        for kind, parts in groupby(self.parts, type):
            if kind is Row:
                yield from _aligned(part for part in parts if isinstance(part, Row))
                continue
            for part in parts:
                yield from part.lines() if isinstance(part, Columns) else [str(part)]

    def values(self) -> dict[str, Any]:
        """Return the JSON object; an integer too long for Python to print becomes a text."""
        rows = (part for part in self.parts if isinstance(part, Row))
        return {row.key: _plain(row.value) for row in rows if row.key is not None}

    def show(self, as_json: bool = False) -> None:
        """Print the report, as a table or as one JSON object on one line."""
        for line in [json.dumps(self.values())] if as_json else self.lines():
            print(line)


def _aligned(rows: Iterable[Row]) -> Iterator[str]:
    pairs = [(row.label, _text(row)) for row in rows if row.label is not None]
    width = max((len(label) for label, _ in pairs), default=0)
    return (f"{label:<{width}}  {text}" for label, text in pairs)


def _text(row: Row) -> str:
    value = row.value if row.text is None else row.text
    return whole_text(value) if isinstance(value, int) else printable(value)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return short_text(value) if isinstance(value, int) else printable(value)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return hex(value) if isinstance(value, int) and is_long(value) else value
