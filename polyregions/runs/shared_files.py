"""Files of a folder that many processes share, by no more than what network file systems keep.

A file that is written once appears by a hard link, which fails where there is one already. Files
that grow belong to one process each.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from polyregions.errors import PolyregionsError

__all__ = ["TEMPORARY", "clear_errors", "put_there", "sync", "temporary_file", "write_once"]

TEMPORARY = ".tmp"
"""How the names of files end that are not yet under their own."""

_REMEDIES = {
    errno.ENOSPC: "make room",
    errno.EDQUOT: "make room",
    errno.EROFS: "run where it may be written to",
    errno.EACCES: "run where it may be written to",
    errno.EPERM: "run where it may be written to, on a file system with hard links",
    errno.ENOTDIR: "give the path of a folder, or of none yet",
    errno.EEXIST: "give the path of a folder, or of none yet",
    errno.ENOENT: "leave the folder in its place while it is used",
}


@contextmanager
def clear_errors(folder: Path) -> Iterator[None]:
    """Say in one line why a run folder cannot be used, and what to do, in place of an OSError.

    Raises
    ------
    PolyregionsError
        If the block meets an error of files.
    """
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "see that it can be read and written")
        raise PolyregionsError(
            f"the run folder {str(folder)!r} cannot be used ({error.strerror or error}): "
            f"{remedy}, and go on with the same call or command; finished pieces are kept"
        ) from error


@contextmanager
def temporary_file(path: Path, content: bytes) -> Iterator[Path]:
    """Write a file beside a path under another name; it is gone after the block."""
    temporary = path.with_name(f".{secrets.token_hex(8)}{TEMPORARY}")
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def write_once(path: Path, text: str) -> bool:
    """Write a file as a whole; return whether there was none before, which stays as it is."""
    with temporary_file(path, text.encode()) as temporary:
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
    sync(path.parent)
    return True


def put_there(path: Path, content: bytes) -> None:
    """Write a file as a whole, in place of an older one with the same content."""
    with temporary_file(path, content) as temporary:
        os.replace(temporary, path)


def sync(folder: Path) -> None:
    """See that the names of new files in a folder outlast a loss of power, where that can be."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
