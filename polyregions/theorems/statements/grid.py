"""Grids of parameters written as text, as in ``inputs=1..3 width=4,6 variant=slim``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from polyregions.errors import UnknownOptionError
from polyregions.theorems.statements.statement import Grid, Value

__all__ = ["parse_grid"]

_RANGE = re.compile(r"(-?\d{1,9})\.\.(-?\d{1,9})")
_LARGEST_RANGE = 10_000


def parse_grid(texts: Iterable[str]) -> Grid:
    """Return the grid that some texts describe.

    Parameters
    ----------
    texts
        Words ``name=values``, several in a text if separated by spaces. Values are separated by
        commas; ``a..b`` stands for the integers from a to b.

    Raises
    ------
    UnknownOptionError
        If a word cannot be read, or a parameter stands twice.

    Examples
    --------
    >>> parse_grid(["inputs=1..3 width=4,6", "variant=slim"])
    {'inputs': [1, 2, 3], 'width': [4, 6], 'variant': ['slim']}
    """
    grid: dict[str, list[Value]] = {}
    for word in (word for text in texts for word in text.split()):
        name, equals, values = word.partition("=")
        if not (name and equals and values):
            raise UnknownOptionError(
                f"the grid has a word {word!r}: write name=values, as in inputs=1..3"
            )
        if name in grid:
            raise UnknownOptionError(f"the grid names {name!r} twice: give all its values at once")
        grid[name] = [value for part in values.split(",") for value in _values(part, word)]
    return grid


def _values(part: str, word: str) -> list[Value]:
    if not part:
        raise UnknownOptionError(f"the grid has an empty value in {word!r}: remove the comma")
    match = _RANGE.fullmatch(part)
    if match:
        first, last = map(int, match.groups())
        if not first <= last < first + _LARGEST_RANGE:
            raise UnknownOptionError(
                f"the grid has a range {part!r}: give a..b with a <= b, of at most "
                f"{_LARGEST_RANGE} values"
            )
        return list(range(first, last + 1))
    return [int(part) if re.fullmatch(r"-?\d{1,9}", part) else part]
