"""Hidden widths written as one value of a grid, as in 3-4-3."""

from __future__ import annotations

from polyregions.errors import ConstructionError

__all__ = ["hidden_widths"]


def hidden_widths(text: int | str) -> list[int]:
    """Return the widths that a text such as 3-4 names.

    Raises
    ------
    ConstructionError
        If they are no positive whole numbers joined by hyphens.

    Examples
    --------
    >>> hidden_widths("3-4"), hidden_widths(5)
    ([3, 4], [5])
    """
    parts = str(text).split("-")
    if not all(part.isdecimal() and int(part) for part in parts):
        raise ConstructionError(f"widths is {text!r}: write them as in 3-4-3")
    return [int(part) for part in parts]
