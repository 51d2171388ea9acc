"""Colours of regions under several definitions: parts keep the colour of what they are cut from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from polyregions.drawing import PALETTE, SEQUENTIAL_MAP
from polyregions.plotting.backend import matplotlib

__all__ = ["distinct_colors", "nested_numbers"]

Indices = NDArray[np.int64]
Floats = NDArray[np.float64]

# White and black, and the share of a colour that is left when they are mixed into it.
_SHADES = ((np.array([1.0, 1.0, 1.0, 1.0]), 0.45), (np.array([0.0, 0.0, 0.0, 1.0]), 0.7))
# Neighbours in the order of numbers are far apart on a colour map: the golden section.
_STEP = (5**0.5 - 1) / 2


def nested_numbers(partitions: Sequence[Indices]) -> list[Indices]:
    """Return the number of a colour for each item under several partitions, each finer than before.

    Of the parts into which a class is cut, the one with its first item keeps its colour, and the
    others get new ones; so no two classes of one partition have the same number.

    Parameters
    ----------
    partitions
        int64 arrays (N,): equal labels for items of one class.

    Returns
    -------
    list of int64 arrays, shape (N,)

    Examples
    --------
    >>> nested_numbers([np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])])
    [array([0, 0, 1, 1]), array([0, 0, 1, 2])]
    >>> [numbers.tolist() for numbers in nested_numbers([np.zeros(3), np.array([2, 1, 2])])]
    [[0, 0, 0], [0, 1, 0]]
    """
    found: list[Indices] = []
    used = 0
    for labels in partitions:
        _, firsts, inverse = np.unique(labels, return_index=True, return_inverse=True)
        numbers = np.full(len(firsts), -1)
        taken: set[int] = set()
        for part in np.argsort(firsts).tolist():
            kept = int(found[-1][firsts[part]]) if found else -1
            if kept < 0 or kept in taken:
                kept, used = used, used + 1
            taken.add(kept)
            numbers[part] = kept
        found.append(numbers[inverse.reshape(-1)])
    return found


def distinct_colors(count: int) -> Floats:
    """Return so many colours, (count, 4): a palette, the same paler and darker, or a colour map.

    Examples
    --------
    >>> distinct_colors(2).round(2).tolist()
    [[0.47, 0.67, 0.87, 1.0], [0.93, 0.87, 0.53, 1.0]]
    """
    package = matplotlib()
    known = package.colors.to_rgba_array(PALETTE)
    shades = [share * known + (1 - share) * grey for grey, share in _SHADES]
    several = np.concatenate([known, *shades])
    if count <= len(several):
        colors: Floats = several[:count]
        return colors
    places = np.arange(count) * _STEP % 1
    mapped: Floats = package.colormaps[SEQUENTIAL_MAP](places)
    return mapped
