"""The words of a VNN-LIB text, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from polyregions.errors import FileFormatError, short

__all__ = ["COMMENT", "error_at", "tokens"]

COMMENT = re.compile(r";[^\r\n]*")
"""What is no part of a text: until the end of the line, however lines end."""

_LINE_BREAK = re.compile(r"\r\n?|\n")
_TOKEN = re.compile(
    rf"""(?P<blank>[ \t\r\n\f\v]+|{COMMENT.pattern})"""
    r"""|\|(?P<quoted>[A-Za-z][A-Za-z0-9_]*)\|"""  # the symbol that it is without the bars
    r"""|(?P<token>[()\[\]]|"[^"\r\n]*"|\|[^|\\]*\||[^ \t\r\n\f\v()\[\];"|]+)"""
)


def tokens(text: str) -> Iterator[tuple[str, int]]:
    """Yield the parentheses, brackets, strings and words of a text, each with its position.

    Raises
    ------
    FileFormatError
        At a character that begins none of them, with the line.

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
        token = found["token"] or found["quoted"]
        if token:
            yield token, position
        position = found.end()


def error_at(text: str, position: int, message: str) -> FileFormatError:
    """Return an error that tells the line."""
    line = len(_LINE_BREAK.findall(text, 0, position)) + 1
    return FileFormatError(f"line {line}: {message}")
