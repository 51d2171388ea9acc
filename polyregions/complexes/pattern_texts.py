"""Activation patterns of many regions as texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["pattern_characters", "pattern_texts"]


def pattern_characters(patterns: NDArray[np.uint8], sizes: Sequence[int]) -> NDArray[np.uint8]:
    """Return the texts of packed patterns, as in "01|1", as an array of ASCII codes.

    Parameters
    ----------
    patterns
        uint8 array (N, bytes): packed patterns, as in an enumeration.
    sizes
        The numbers of ReLU units of the layers that have some.

    Returns
    -------
    ndarray of uint8, shape (N, length)

    Examples
    --------
    >>> bytes(pattern_characters(np.array([[0b01100000]], np.uint8), [2, 1])[0])
    b'01|1'
    """
    bits = np.unpackbits(patterns, axis=1, count=sum(sizes))
    ends = np.cumsum(sizes, dtype=np.intp)[:-1]
    return np.insert(bits + ord("0"), ends, ord("|"), axis=1).astype(np.uint8)


def pattern_texts(patterns: NDArray[np.uint8], sizes: Sequence[int]) -> list[str]:
    """Return the texts of packed patterns; the parameters are those of :func:`pattern_characters`.

    Examples
    --------
    >>> pattern_texts(np.array([[0b01100000], [0]], np.uint8), [2, 1])
    ['01|1', '00|0']
    """
    characters = pattern_characters(patterns, sizes)
    length = characters.shape[1]
    text = characters.tobytes().decode("ascii")
    return [text[length * k : length * (k + 1)] for k in range(len(characters))]
