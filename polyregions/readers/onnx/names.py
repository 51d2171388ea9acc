"""Names in messages: as they stand in the model, but never longer than a line or two."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["clipped", "listed", "quoted"]

_LONGEST = 120
_MOST_LISTED = 8


def clipped(text: str) -> str:
    """Return a text, its middle left out if it is long.

    Examples
    --------
    >>> clipped("a" * 10**6) == "a" * 60 + "..." + "a" * 60
    True
    """
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}...{text[-half:]}"


def quoted(text: str) -> str:
    """Return a text in quotes, its middle left out if it is long.

    Examples
    --------
    >>> quoted("layers.0/Conv")
    "'layers.0/Conv'"
    """
    return repr(clipped(text))


def listed(names: Sequence[str]) -> str:
    """Return the first of some names in quotes, or "none".

    Examples
    --------
    >>> listed(["a", "b"]), listed([]), listed(["a"] * 9)[-13:]
    ("'a', 'b'", 'none', "'a', 'a', ...")
    """
    shown = [quoted(name) for name in names[:_MOST_LISTED]]
    return ", ".join([*shown, "..."] if len(names) > _MOST_LISTED else shown) or "none"
