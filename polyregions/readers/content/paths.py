"""The paths of files, as texts or as path objects."""

from __future__ import annotations

import os

from polyregions.errors import UnknownOptionError, short

__all__ = ["PathLike", "path_text"]

PathLike = str | os.PathLike[str]


def path_text(path: PathLike) -> str:
    """Return a path as text.

    Raises
    ------
    UnknownOptionError
        If it is none.

    Examples
    --------
    >>> import pathlib
    >>> path_text(pathlib.PurePosixPath("nets", "a.json"))
    'nets/a.json'
    """
    text = os.fspath(path) if isinstance(path, (str, os.PathLike)) else None
    if not isinstance(text, str):
        raise UnknownOptionError(
            f"the path is {short(path)}: give the path of a file, as a text or a pathlib.Path"
        )
    return text
