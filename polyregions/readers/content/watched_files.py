"""Files for other packages to write to, which ends them where the time is up."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO

from polyregions.budgets import checkpoint

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["WatchedBytes", "WatchedFile"]


class WatchedBytes(io.BytesIO):
    r"""Bytes in memory that are added to only while there is time.

    Examples
    --------
    >>> file = WatchedBytes()
    >>> file.write(b"whole"), file.getvalue()
    (5, b'whole')
    """

    def write(self, data: Buffer, /) -> int:
        """Write bytes at the end, and return how many."""
        checkpoint()
        return super().write(data)


class WatchedFile:
    r"""An open binary file that is added to only while there is time.

    Examples
    --------
    >>> file = WatchedFile(io.BytesIO())
    >>> file.write(b"whole"), file.tell()
    (5, 5)
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: Buffer, /) -> int:
        """Write bytes, and return how many."""
        checkpoint()
        return self._file.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
