"""The words of a VNN-LIB text, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from polyregions.errors import FileFormatError, short

__all__ = ["error_at", "tokens"]

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n\f\v]+|;[^\n]*)"""
    r"""|(?P<token>[()\[\]]|"[^"\n]*"|[^ \t\r\n\f\v()\[\];"|]+)"""
)


def tokens(text: str) -> Iterator[tuple[str, int]]:
    """Yield the parentheses, brackets, strings and words of a text, each with its position.

    Raises
    ------
    FileFormatError
        At a character that begins none of them.

    Examples
    --------
    >>> [token for token, _ in tokens("(<= X[0,1] 1.5) ; at most")]
    ['(', '<=', 'X', '[', '0,1', ']', '1.5', ')']
    """
    position = 0
    match = _TOKEN.match
    while position < len(text):
        found = match(text, position)
        if found is None:
            message = f"{short(text[position])} begins no word that is known: leave it out"
            raise error_at(text, position, message)
        if found.lastgroup == "token":
            yield found["token"], position
        position = found.end()


def error_at(text: str, position: int, message: str) -> FileFormatError:
    """Return an error that tells the line."""
    line = text.count("\n", 0, position) + 1
    return FileFormatError(f"line {line}: {message}")
