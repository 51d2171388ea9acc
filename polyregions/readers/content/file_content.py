"""Reading a file as bytes, up to the size that is sensible for what it may hold."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from polyregions.errors import FileFormatError, PolyregionsError
from polyregions.readers.content.paths import PathLike

__all__ = ["LARGEST_FILE", "MOST_PARAMETERS", "check_parameters", "opened_file", "read_bytes"]

LARGEST_FILE = 512 * 2**20
"""The size in bytes up to which files are read and written."""

MOST_PARAMETERS = 2**24
"""The number of weights and biases up to which binary files are read and written.

A file of some kilobytes can declare, or decompress to, any number of zeros; each of them takes
about a hundred bytes as an exact rational.
"""


def read_bytes(path: PathLike) -> bytes:
    """Return the content of a file, or of a pipe until its end.

    Raises
    ------
    FileFormatError
        If there is no such file, it cannot be read, or it is larger than ``LARGEST_FILE``.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "net.npz")
    ...     _ = path.write_bytes(b"PK")
    ...     read_bytes(path)
    b'PK'
    """
    with opened_file(path) as file:
        status = os.fstat(file.fileno())
        # Pipes tell no size: read one byte more than allowed, and no further.
        regular = stat.S_ISREG(status.st_mode)
        if regular and status.st_size > LARGEST_FILE:
            raise FileFormatError(_too_large(f"{status.st_size} bytes"))
        content = file.read(-1 if regular else LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise FileFormatError(_too_large("more"))
    return content


@contextmanager
def opened_file(path: PathLike) -> Iterator[BinaryIO]:
    """Open a file to be read, and turn the errors of opening and reading it into ours.

    Raises
    ------
    FileFormatError
        If there is no such file, or it cannot be read.

    Examples
    --------
    >>> with opened_file("missing/net.npz") as file:
    ...     pass
    Traceback (most recent call last):
    polyregions.errors.FileFormatError: it cannot be read (No such file or directory): give the \
path of a readable file
    """
    try:
        with open(path, "rb") as file:
            yield file
    except PolyregionsError:
        raise
    except OSError as error:
        raise FileFormatError(
            f"it cannot be read ({error.strerror or error}): give the path of a readable file"
        ) from error
    except ValueError as error:
        raise FileFormatError(f"it is no path ({error}): give the path of a file") from error


def check_parameters(count: int) -> None:
    """Check the number of parameters of a binary file, before any room is made for them.

    Raises
    ------
    FileFormatError
        If it exceeds ``MOST_PARAMETERS``.

    Examples
    --------
    >>> check_parameters(10**9)
    Traceback (most recent call last):
    polyregions.errors.FileFormatError: there are 1000000000 parameters, where this format is read \
and written up to 16777216: give a smaller network
    """
    if count > MOST_PARAMETERS:
        raise FileFormatError(
            f"there are {count} parameters, where this format is read and written up to "
            f"{MOST_PARAMETERS}: give a smaller network"
        )


def _too_large(size: str) -> str:
    return (
        f"the file has {size}, and files up to {LARGEST_FILE} bytes are read and written: "
        "give a smaller network"
    )
