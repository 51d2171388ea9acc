"""The choice among file formats: by a name that is given, else by the suffix of the path."""

from __future__ import annotations

import os
from collections.abc import Iterable

from polyregions.errors import UnknownOptionError, short
from polyregions.readers.content.paths import PathLike, path_text

__all__ = ["chosen_format", "named_format", "paths_of_tables", "unknown_format"]


def named_format(path: PathLike, format: str | None) -> str:
    """Return the format that is named, else the path's suffix; in small letters, without its dot.

    Raises
    ------
    UnknownOptionError
        If the path or the format is no text.

    Examples
    --------
    >>> named_format("cells.JSON", None), named_format("cells.txt", ".csv")
    ('json', 'csv')
    """
    place = path_text(path)
    if format is not None and not isinstance(format, str):
        raise UnknownOptionError(
            f"the format is {short(format)}: give the suffix of its files, or leave it out"
        )
    name = os.path.splitext(place)[1] if format is None else format
    return name.lower().removeprefix(".")


def chosen_format(path: PathLike, format: str | None, known: Iterable[str], what: str) -> str:
    """Return the format of a file, one of those known.

    Parameters
    ----------
    path
        The path of the file, which need not exist.
    format
        The name of the format; None: the suffix of the path.
    known
        The names of the formats.
    what
        What kind of format they are, for the message.

    Raises
    ------
    UnknownOptionError
        If it is none of them.

    Examples
    --------
    >>> chosen_format("cells.obj", None, ["obj", "ply"], "mesh format")
    'obj'
    """
    name = named_format(path, format)
    choices = list(known)
    if name not in choices:
        raise unknown_format(path, format, f"stands for no {what}", choices)
    return name


def paths_of_tables(path: PathLike, tables: tuple[str, str]) -> tuple[str, str]:
    """Return the paths of two tables, given that of both together or that of one.

    Examples
    --------
    >>> paths_of_tables("net.csv", ("nodes", "edges"))
    ('net.nodes.csv', 'net.edges.csv')
    """
    stem, suffix = os.path.splitext(path_text(path))
    for table in tables:
        stem = stem.removesuffix(f".{table}")
    first, second = tables
    return f"{stem}.{first}{suffix}", f"{stem}.{second}{suffix}"


def unknown_format(
    path: PathLike, format: str | None, reason: str, choices: Iterable[str]
) -> UnknownOptionError:
    """Return the error that says why a format does not do, and which ones do.

    Examples
    --------
    >>> str(unknown_format("net.txt", None, "stands for no graph format", ["json", "csv"]))
    "the suffix of 'net.txt' stands for no graph format: use one of json, csv"
    """
    if format is None and os.path.isdir(path):
        return UnknownOptionError(f"{os.fspath(path)!r} is a directory: give the path of a file")
    what = f"the suffix of {os.fspath(path)!r}" if format is None else f"the format {format!r}"
    return UnknownOptionError(f"{what} {reason}: use one of {', '.join(choices)}")
