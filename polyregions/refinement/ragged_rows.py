"""Rows of different lengths in one array, one after the other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["entries_of", "starts_of"]

Indices = NDArray[Any]


def starts_of(counts: Indices) -> Indices:
    """Return where each row starts when rows of so many entries are joined."""
    starts: Indices = np.cumsum(counts) - counts
    return starts


def entries_of(starts: Indices, counts: Indices) -> Indices:
    """Return where the entries of rows stand, one row after the other.

    Examples
    --------
    >>> entries_of(np.array([7, 0]), np.array([3, 2]))
    array([7, 8, 9, 0, 1])
    """
    shifts = starts - starts_of(counts)
    entries: Indices = np.repeat(shifts, counts) + np.arange(counts.sum())
    return entries
