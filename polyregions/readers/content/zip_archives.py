"""Zip archives from strangers: every sign of damage becomes one kind of error."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO

from polyregions.errors import FileFormatError, PolyregionsError

__all__ = ["opened_archive"]

_LONGEST_REASON = 100


@contextmanager
def opened_archive(source: bytes | BinaryIO, what: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive; errors that tell of damage, then and later, become ours.

    Parameters
    ----------
    source
        The bytes of the file, or the file itself, open.
    what
        What the file should be, without an article, for the message.

    Yields
    ------
    zipfile.ZipFile
        The open archive.

    Raises
    ------
    FileFormatError
        If it is no archive or a damaged one, whether that shows when it is opened or when a member
        is read in the block.

    Examples
    --------
    >>> with opened_archive(b"PK", ".npz file"):
    ...     pass
    Traceback (most recent call last):
    polyregions.errors.FileFormatError: this is no .npz file, or a damaged one (File is not a zip \
file): write it again
    """
    try:
        file = BytesIO(source) if isinstance(source, bytes) else source
        with zipfile.ZipFile(file) as archive:
            yield archive
    except PolyregionsError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:  # all of them are met in damaged archives: offsets, names, versions, checksums
        reason = " ".join(str(error).split()) or type(error).__name__
        raise FileFormatError(
            f"this is no {what}, or a damaged one ({reason[:_LONGEST_REASON]}): write it again"
        ) from error
