"""Writing a file as a whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from polyregions.errors import PolyregionsError
from polyregions.readers.content.paths import PathLike, path_text

__all__ = ["atomic_file", "write_text"]

# Windows translates line ends unless told not to; elsewhere there is no such flag.
_BINARY: int = getattr(os, "O_BINARY", 0)


@contextmanager
def atomic_file(path: PathLike) -> Iterator[BinaryIO]:
    """Open a binary file whose content appears under ``path`` when the block ends without error.

    It is written under another name in the same directory and then renamed, so that no reader ever
    meets half a file; after an error or an interruption nothing is left, and an older file stays
    as it was. Its permissions are the older file's, else those of any new file. A link is followed,
    and a device or pipe such as /dev/stdout, which nobody can rename, is written directly.

    Parameters
    ----------
    path
        Where the file is to be.

    Yields
    ------
    BinaryIO
        The open file.

    Raises
    ------
    PolyregionsError
        If the file cannot be written there.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = pathlib.Path(folder, "a.txt")
    ...     with atomic_file(target) as file:
    ...         _ = file.write(b"whole")
    ...     target.read_text()
    'whole'
    """
    try:
        target, mode = _target(path)
        if mode is None or stat.S_ISREG(mode):
            with _renamed_at_the_end(target, mode) as file:
                yield file
        else:
            with open(target, "wb") as file:
                yield file
    except OSError as error:
        reason = error.strerror or str(error)
        raise PolyregionsError(
            f"{os.fspath(path)!r} cannot be written ({reason}): give the path of a file in a "
            "directory that exists and may be written to"
        ) from error


def write_text(path: PathLike, parts: Iterable[str]) -> None:
    r"""Write the parts of a text, one after the other, as one UTF-8 file, whole or not at all.

    Raises
    ------
    PolyregionsError
        If the file cannot be written there.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = pathlib.Path(folder, "a.txt")
    ...     write_text(target, ["one\n", "two\n"])
    ...     target.read_text()
    'one\ntwo\n'
    """
    with atomic_file(path) as file:
        for part in parts:
            file.write(part.encode("utf-8"))


def _target(path: PathLike) -> tuple[str, int | None]:
    """Return the path behind links, and the mode of the file that is there, None without one."""
    if "\0" in path_text(path):
        raise OSError("it holds a null character")
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return os.path.realpath(path), None
    # The link /dev/stdout leads to what is no path where standard output is a pipe.
    target = os.path.realpath(path) if stat.S_ISREG(mode) else os.fspath(path)
    if stat.S_ISDIR(mode):
        raise OSError("it is a directory")
    if not os.access(target, os.W_OK):
        raise OSError("it is write-protected")
    return target, mode


@contextmanager
def _renamed_at_the_end(target: str, mode: int | None) -> Iterator[BinaryIO]:
    temporary = os.path.join(os.path.dirname(target), f".{secrets.token_hex(8)}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        with open(descriptor, "wb") as file:
            yield file
        if mode is not None:
            os.chmod(temporary, stat.S_IMODE(mode))
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
