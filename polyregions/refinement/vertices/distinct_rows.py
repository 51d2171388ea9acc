"""Which rows of a table are equal, with the clock asked on the way."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from polyregions.budgets import checkpoint
from polyregions.refinement.vertices.kernel.arrays import Array

__all__ = ["distinct_rows", "words_of"]

_ROWS_AT_A_TIME = 1 << 18


def words_of(rows: Array) -> Array:
    """Return rows of bytes as words of 64 bits, whose order is that of the rows."""
    count, size = rows.shape
    padded = np.zeros((count, -(-size // 8) * 8), dtype=np.uint8)
    padded[:, :size] = rows
    return padded.view(">u8").astype(np.uint64)


@lru_cache(maxsize=16)
def _factors(words: int) -> Array:
    """Return an odd number for each word of a row."""
    random = np.random.default_rng(20250722)
    return 2 * random.integers(1, 2**63, words, dtype=np.uint64) + 1


def distinct_rows(rows: Array) -> tuple[Array, Array]:
    """Return where each row first occurs, and for every row its place in that list.

    Parameters
    ----------
    rows
        uint8 array (n, k), k > 0.

    Raises
    ------
    OutOfTime
        If the time is up before.

    Notes
    -----
    Rows are dealt out by a hash to parts that are sorted one by one. The list is in lexicographic
    order where they fit in one part.

    Examples
    --------
    >>> first, places = distinct_rows(np.array([[2, 1], [0, 7], [2, 1]], dtype=np.uint8))
    >>> first, places
    (array([1, 0]), array([1, 0, 1]))
    """
    words = words_of(rows)
    parts = 1 + len(rows) // _ROWS_AT_A_TIME
    dealt = ((words * _factors(words.shape[1])).sum(axis=1) >> np.uint64(40)) % np.uint64(parts)
    order = np.argsort(dealt.astype(np.min_scalar_type(parts)), kind="stable")
    ends = np.cumsum(np.bincount(dealt.astype(np.int64), minlength=parts))
    first, places, count = [], np.empty(len(rows), dtype=np.int64), 0
    for part in np.split(order, ends[:-1]):
        checkpoint()
        part = part[np.lexsort(words[part].T[::-1])]
        of_part = words[part]
        is_new = np.ones(len(part), dtype=bool)
        is_new[1:] = (of_part[1:] != of_part[:-1]).any(axis=1)
        places[part] = count - 1 + np.cumsum(is_new)
        first.append(part[is_new])
        count += len(first[-1])
    return np.concatenate(first), places
