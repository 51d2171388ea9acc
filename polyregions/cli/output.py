"""What the commands print: aligned tables, JSON objects, one-line errors; and where they write."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from polyregions.errors import PolyregionsError
from polyregions.networks import Network
from polyregions.readers import network_format

__all__ = [
    "check_network_output",
    "check_writable",
    "network_rows",
    "print_error",
    "print_json",
    "print_table",
    "printable",
    "whole_text",
]

# Python refuses to print integers beyond some thousands of digits, and nobody reads them.
_LONGEST_NUMBER = 3000


def print_table(rows: Iterable[tuple[str, Any]]) -> None:
    """Print one aligned line for each pair of a name and a value.

    Examples
    --------
    >>> print_table([("regions", 81), ("name", "folds")])
    regions  81
    name     folds
    """
    pairs = [(name, whole_text(v) if isinstance(v, int) else printable(v)) for name, v in rows]
    width = max((len(name) for name, _ in pairs), default=0)
    for name, text in pairs:
        print(f"{name:<{width}}  {text}")


def network_rows(network: Network) -> list[tuple[str, str]]:
    """Return the rows by which every table says what network it is about.

    Examples
    --------
    >>> from polyregions.constructions import he_random
    >>> network_rows(he_random((2, 8, 1)))
    [('network', 'he_random 2-8-1, seed 0'), ('widths', '2-8-1')]
    """
    return [
        ("network", network.name or "(no name)"),
        ("widths", network.widths_text),
    ]


def print_json(values: Mapping[str, Any]) -> None:
    """Print one JSON object on one line; an integer too long for Python to print becomes a text.

    Examples
    --------
    >>> print_json({"count": 81, "complete": True})
    {"count": 81, "complete": true}
    """
    plain = {
        name: hex(value) if isinstance(value, int) and _is_long(value) else value
        for name, value in values.items()
    }
    print(json.dumps(plain))


def print_error(message: str) -> None:
    """Print one line on stderr."""
    line = f"polyregions: error: {printable(message)}"
    print(line.encode("ascii", "backslashreplace").decode(), file=sys.stderr)


def printable(value: Any) -> str:
    r"""Return a value as one line of text that leaves the terminal alone.

    Examples
    --------
    >>> printable("two\nlines")
    'two lines'
    """
    text = " ".join(str(value).split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def whole_text(number: int) -> str:
    """Return an integer as text, a very long one by its size.

    Examples
    --------
    >>> whole_text(81), whole_text(2**100000)
    ('81', 'an integer of about 30103 digits')
    """
    if not _is_long(number):
        return str(number)
    return f"an integer of about {number.bit_length() * 30103 // 100000} digits"


def _is_long(number: int) -> bool:
    return number.bit_length() * 30103 // 100000 > _LONGEST_NUMBER


def check_writable(paths: Iterable[str]) -> None:
    """Check that files can be written, before a long computation ends in vain.

    Raises
    ------
    PolyregionsError
        If one cannot.
    """
    for path in paths:
        folder = os.path.dirname(os.path.realpath(path))
        if os.path.isdir(path):
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


def check_network_output(path: str, format: str | None = None) -> None:
    """Check that a network can be written to a file, in the format named or that of its suffix.

    Raises
    ------
    PolyregionsError
        If it cannot.
    """
    network_format(path, format, writing=True)
    check_writable([path])
