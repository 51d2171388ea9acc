"""Sets of small numbers, many at once: each a row of words, bit k of which says that k is in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["BITS", "members_of", "sets_of"]

BITS = 64

Sets = NDArray[np.uint64]
Indices = NDArray[np.int64]

_ROWS_AT_ONCE = 1 << 16


def sets_of(count: int, words: int, owners: Indices, members: Indices) -> Sets:
    """Return so many sets from pairs of a set and a member of it.

    Examples
    --------
    >>> sets_of(2, 1, np.array([0, 1, 1]), np.array([3, 0, 2])).ravel().tolist()
    [8, 5]
    """
    sets = np.zeros((count, words), dtype=np.uint64)
    bits = np.left_shift(np.uint64(1), (members % BITS).astype(np.uint64))
    np.bitwise_or.at(sets, (owners, members // BITS), bits)
    return sets


def members_of(sets: Sets) -> tuple[Indices, Indices]:
    """Return the number of members of each set, and those of all, ascending in each.

    Examples
    --------
    >>> members_of(np.array([[5], [0], [2]], np.uint64))
    (array([2, 0, 1]), array([0, 2, 1]))
    """
    counts = np.bitwise_count(sets).sum(axis=1, dtype=np.int64)
    found = []
    for begin in range(0, len(sets), _ROWS_AT_ONCE):
        rows = np.ascontiguousarray(sets[begin : begin + _ROWS_AT_ONCE], dtype="<u8")
        bits = np.unpackbits(rows.view(np.uint8).ravel(), bitorder="little").view(np.bool_)
        found.append(np.flatnonzero(bits) % (BITS * sets.shape[1]))
    members = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
    return counts, members
