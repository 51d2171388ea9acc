"""The pieces of a run by their addresses, and the order in which they are taken.

The cells of a run are numbered, and piece k is a range of them. A piece that is too heavy is
divided into ranges of finer cells below it: its address (k,) goes on, (k, 0), (k, 1), ...
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

__all__ = ["Address", "Division", "address_of", "shuffled", "text_of"]

Address = tuple[int, ...]
"""Which piece of a run, and which part of a part of it."""

_MOST_CELLS, _MOST_PIECES = 2**62, 2**20


@dataclass(frozen=True, slots=True)
class Division:
    """How all of the search, or a heavy piece, is cut: network and domain alone determine it.

    Attributes
    ----------
    level
        The two numbers of the level whose cells are numbered.
    cells
        How many cells of that level there are.
    size
        How many of them make a piece; the last one has what is left.
    """

    level: tuple[int, int]
    cells: int
    size: int

    @property
    def pieces(self) -> int:
        """The number of pieces."""
        return -(-self.cells // self.size)

    def range(self, piece: int) -> range:
        """Return the numbers of the cells of a piece.

        Examples
        --------
        >>> Division((1, 0), 10, 4).range(2)
        range(8, 10)
        """
        start = piece * self.size
        return range(start, min(start + self.size, self.cells))

    def to_json(self) -> dict[str, Any]:
        """Return the division as JSON holds it."""
        return {"level": list(self.level), "cells": self.cells, "size": self.size}

    @classmethod
    def of_json(cls, value: dict[str, Any]) -> Division:
        """Return the division that JSON holds.

        Raises
        ------
        ValueError, KeyError, TypeError
            If it holds none.
        """
        (layer, decided), cells, size = value["level"], value["cells"], value["size"]
        numbers = (layer, decided, cells, size)
        if any(type(number) is not int for number in numbers):
            raise ValueError("its numbers are no integers")
        if not (1 <= size <= cells < _MOST_CELLS and cells <= size * _MOST_PIECES):
            raise ValueError(f"{cells} cells make no pieces of {size}")
        return cls((layer, decided), cells, size)


def text_of(address: Address) -> str:
    """Return an address as text.

    Examples
    --------
    >>> text_of((17, 3)), address_of("17.3")
    ('17.3', (17, 3))
    """
    return ".".join(map(str, address))


def address_of(text: str) -> Address:
    """Return the address that a text stands for.

    Raises
    ------
    ValueError
        If it is none.
    """
    numbers = text.split(".")
    if not all(number.isascii() and number.isdigit() for number in numbers):
        raise ValueError(f"{text!r} is no address of a piece")
    return tuple(map(int, numbers))


@lru_cache(maxsize=16)
def shuffled(seed: str, address: Address, pieces: int) -> tuple[int, ...]:
    """Return the pieces of a division in the order in which they are taken.

    It is random, so that the pieces done so far are a sample of all of them, and the same for all
    processes.

    Parameters
    ----------
    seed
        A text that belongs to the run.
    address
        What is divided.
    pieces
        Their number.
    """
    start = f"{seed}/{text_of(address)}/"

    def place(piece: int) -> bytes:
        return blake2b(f"{start}{piece}".encode(), digest_size=8).digest()

    return tuple(sorted(range(pieces), key=place))
