"""Sign vectors of faces, written where the faces are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import InvalidNumberError

__all__ = ["check_room", "sign_texts", "write_signs"]

Floats = NDArray[np.float64]

_CHARACTERS = {-1: "\N{MINUS SIGN}", 0: "0", 1: "+"}
_MOST_FACES = 150
_MOST_UNITS = 32
_LARGEST, _SMALLEST = 9.0, 4.5
# How large letters are, beside the number of faces, so that neighbours do not touch.
_ROOM = 60.0


def sign_texts(signs: NDArray[np.int8], sizes: Sequence[int]) -> list[str]:
    """Return sign vectors as texts, layer by layer.

    Parameters
    ----------
    signs
        int8 array (k, units): -1, 0 or 1.
    sizes
        The number of ReLU units of each layer.

    Examples
    --------
    >>> sign_texts(np.array([[1, 0, -1], [0, 0, 1]], dtype=np.int8), [2, 1])
    ['+0|\N{MINUS SIGN}', '00|+']
    """
    ends = list(accumulate(sizes, initial=0))
    layers = [slice(start, stop) for start, stop in pairwise(ends) if start < stop]
    rows = [[_CHARACTERS[sign] for sign in row] for row in signs.tolist()]
    return ["|".join("".join(row[layer]) for layer in layers) for row in rows]


def check_room(faces: int, units: int) -> None:
    """Check that so many sign vectors of so many units can be read in a picture.

    Raises
    ------
    InvalidNumberError
        If not.

    Examples
    --------
    >>> check_room(faces=4, units=3)
    """
    if units > _MOST_UNITS:
        raise InvalidNumberError(
            f"sign vectors of {units} units are too long to be written into a picture, which has "
            f"room for {_MOST_UNITS}: leave the signs out"
        )
    if faces > _MOST_FACES:
        raise InvalidNumberError(
            f"{faces} faces are in view, and a picture has room for {_MOST_FACES} sign vectors: "
            "choose a smaller view, or leave the signs out"
        )


def write_signs(
    ax: Any, places: Floats, texts: Sequence[str], lifts: Floats, color: str, count: int
) -> None:
    """Write sign vectors at their faces.

    Parameters
    ----------
    ax
        The axes.
    places
        float64 array (k, 2): where.
    texts
        What; each layer is a line of its own.
    lifts
        float64 array (k,): how far above their places they stand, in points; below if negative.
    color
        Their colour.
    count
        How many sign vectors there are in the whole picture, which decides their size.
    """
    size = float(np.clip(_ROOM / max(1, count) ** 0.5, _SMALLEST, _LARGEST))
    for place, text, lift in zip(places.tolist(), texts, lifts.tolist(), strict=True):
        ax.annotate(
            text.replace("|", "\n"),
            place,
            xytext=(0, lift),
            textcoords="offset points",
            ha="center",
            va="bottom" if lift > 0 else "top" if lift < 0 else "center",
            linespacing=0.9,
            fontsize=size,
            family="monospace",
            color=color,
            zorder=6,
            annotation_clip=True,
            bbox={
                "boxstyle": "square,pad=0.1",
                "facecolor": "white",
                "alpha": 0.75,
                "linewidth": 0,
            },
        )
