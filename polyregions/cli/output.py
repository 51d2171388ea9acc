"""What reaches the terminal: text that leaves it alone, one-line errors; and where files go."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from polyregions.cli.streams import check_streams, output_file, shown
from polyregions.errors import PolyregionsError
from polyregions.readers import network_format

__all__ = [
    "check_writable",
    "is_long",
    "network_output",
    "print_error",
    "print_note",
    "printable",
    "short_text",
    "whole_text",
]

# Python refuses to print integers beyond some thousands of digits, and nobody reads them.
_LONGEST_NUMBER = 3000
# Longer numbers would push what stands beside them off the screen.
_WIDEST_NUMBER = 40


def print_error(message: str) -> None:
    """Print why a command ends in one line on stderr, if that can be."""
    print_note(f"error: {printable(message)}")


def print_note(message: str) -> None:
    """Print one line on stderr, if that can be."""
    line = f"polyregions: {message}"
    if sys.stderr is not None:  # It is None where it was closed before the start.
        with suppress(OSError, ValueError):
            print(line.encode("ascii", "backslashreplace").decode(), file=sys.stderr)


def printable(value: Any) -> str:
    r"""Return a value as one line of text that leaves the terminal alone.

    Examples
    --------
    >>> printable("two\nlines")
    'two lines'
    """
    text = " ".join(shown(str(value)).split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def whole_text(number: int) -> str:
    """Return an integer as text, a very long one by its size.

    Examples
    --------
    >>> whole_text(81), whole_text(2**100000)
    ('81', 'an integer of about 30103 digits')
    """
    return f"an integer of about {_digits(number)} digits" if is_long(number) else str(number)


def short_text(number: int) -> str:
    """Return an integer as text that leaves room for others on the line.

    Examples
    --------
    >>> short_text(81), short_text(2**1000)
    ('81', 'about 10^301')
    """
    digits = _digits(number)
    return f"about 10^{digits}" if digits > _WIDEST_NUMBER else str(number)


def is_long(number: int) -> bool:
    """Return whether an integer has more digits than Python prints."""
    return _digits(number) > _LONGEST_NUMBER


def _digits(number: int) -> int:
    return number.bit_length() * 30103 // 100000


def check_writable(paths: Iterable[str]) -> None:
    """Check that files can be written, before a long computation ends in vain.

    Raises
    ------
    PolyregionsError
        If one cannot.
    """
    files = list(paths)
    check_streams(files)
    for path in files:
        target = os.path.realpath(path)  # of the empty path the folder at hand
        folder = os.path.dirname(target)
        if os.path.isdir(target):
            reason = "it is a directory"
        elif not os.path.isdir(folder):
            reason = "its directory does not exist"
        elif not os.access(path if os.path.exists(path) else folder, os.W_OK):
            reason = "it is write-protected"
        else:
            continue
        raise PolyregionsError(
            f"{path!r} cannot be written ({reason}): give the path of a file in a directory that "
            "exists and may be written to"
        )


def network_output(path: str, format: str | None) -> str:
    """Return the path of the file for a network, which ``-`` asks for on standard output.

    Raises
    ------
    PolyregionsError
        If a network cannot be written there, in the format named or that of the suffix.
    """
    file = output_file(path, format)
    network_format(file, format, writing=True)
    check_writable([file])
    return file
