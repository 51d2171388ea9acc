"""Bytes in memory for other packages to write to, which ends them where the time is up."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from polyregions.budgets import checkpoint

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["WatchedBytes"]


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
