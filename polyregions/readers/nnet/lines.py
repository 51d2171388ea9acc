"""The lines of an NNet file: their fields between commas, read as counts or as numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper

from polyregions.errors import FileFormatError

__all__ = ["Line", "Lines"]

_COUNT = re.compile(r"\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_INFINITY = re.compile(r"[+-]?(?:inf|infinity)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds numbers.

    Attributes
    ----------
    number
        Its number in the file, from 1 on.
    what
        What it tells, as messages call it.
    fields
        The texts between its commas.
    """

    number: int
    what: str
    fields: tuple[str, ...]

    def counts(self) -> list[int]:
        """Return the line as positive integers."""
        for field in self.fields:
            if not _COUNT.fullmatch(field) or int(field) == 0:
                raise self._wrong(field, "positive whole numbers")
        return [int(field) for field in self.fields]

    def numbers(self, infinite: bool = False) -> list[float]:
        """Return the line as finite numbers, or with infinite ones among them."""
        for field in self.fields:
            if not _NUMBER.fullmatch(field) and not (infinite and _INFINITY.fullmatch(field)):
                raise self._wrong(field, "finite decimal numbers")
        numbers = [float(field) for field in self.fields]
        for field, number in zip(self.fields, numbers, strict=True):
            if math.isinf(number) and not infinite:
                raise self._wrong(field, "numbers in the range of binary64")
        return numbers

    def needs(self, count: int) -> FileFormatError:
        """Return the error that the line should have so many numbers."""
        return FileFormatError(
            f"line {self.number}: numbers needed for {self.what}: {count}, found: "
            f"{len(self.fields)}; make the sizes fit the numbers, with commas between them"
        )

    def _wrong(self, field: str, needed: str) -> FileFormatError:
        text = ascii(field[:40])
        return FileFormatError(f"line {self.number}: {text} is among {self.what}: give {needed}")


class Lines:
    """The lines of a file that hold numbers, taken one after the other."""

    def __init__(self, content: bytes) -> None:
        self._lines = self._with_numbers(content)
        self._line = 0
        self._commas_at_ends: list[bool] = []
        self._ends_with_line = content.endswith((b"\n", b"\r"))

    def _with_numbers(self, content: bytes) -> Iterator[str]:
        lines = TextIOWrapper(BytesIO(content), encoding="latin-1", newline=None)
        for self._line, line in enumerate(lines, start=1):
            text = line.partition("//")[0].strip()
            if text:
                self._commas_at_ends.append(text.endswith(","))
                yield text.rstrip(", \t")

    def take(self, what: str) -> Line:
        """Return the next line, which is to tell what is said."""
        text = next(self._lines, None)
        if text is None:
            raise FileFormatError(
                f"it ends after line {self._line}, before {what}: it is no NNet file, or only a "
                "part of one"
            )
        return Line(self._line, what, tuple(field.strip() for field in text.split(",")))

    def numbers(self, what: str, count: int) -> list[float]:
        """Return the next line as so many finite numbers."""
        line = self.take(what)
        if len(line.fields) != count:
            raise line.needs(count)
        return line.numbers()

    def check_end(self) -> None:
        """Check that no numbers are left, and that the last one has not lost its end."""
        if next(self._lines, None) is not None:
            raise FileFormatError(
                f"line {self._line}: it goes on after the last bias: make the sizes fit the numbers"
            )
        commas = self._commas_at_ends
        if not self._ends_with_line and all(commas[:-1]) and not commas[-1]:
            raise FileFormatError(
                f"line {self._line}: it ends without the comma that ends all other lines: it is "
                "only a part of an NNet file, or lacks the end of the line"
            )
