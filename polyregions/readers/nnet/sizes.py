"""The sizes of the layers that an NNet file tells, checked before room is made for them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from polyregions.errors import FileFormatError
from polyregions.readers.content import check_parameters
from polyregions.readers.nnet.lines import Lines

__all__ = ["read_sizes"]

_COUNTS = 4
"""How many counts the header tells: those of layers, inputs and outputs, and the largest size."""


def read_sizes(lines: Lines, length: int, tell: Callable[[str], None]) -> list[int]:
    """Return the sizes of the layers, the inputs' first, after checking that the file holds them.

    Every program takes the number of layers from the header, and so many sizes, and one more, from
    the line below. What else the header tells repeats them; the largest size is a service to
    programs that make room for it.

    Parameters
    ----------
    lines
        The lines of the file, none of which has been taken.
    length
        The length of the file in bytes.
    tell
        Takes what was assumed where the header is short or there are more sizes than layers.

    Raises
    ------
    FileFormatError
        If the counts contradict each other, or are more than the file can hold.
    """
    header = lines.take("the header's counts")
    layers, *ends = header.counts()
    line = lines.take("the sizes of the layers")
    if len(header.fields) > _COUNTS:
        raise header.needs(_COUNTS)
    if len(line.fields) <= layers:
        raise line.needs(layers + 1)
    sizes = line.counts()[: layers + 1]
    for told, found, what in zip(ends, (sizes[0], sizes[-1]), ("inputs", "outputs"), strict=False):
        if told != found:
            raise FileFormatError(
                f"the layers' sizes go from {sizes[0]} to {sizes[-1]} where the header tells "
                f"{told} {what}: make them equal"
            )
    if len(header.fields) < _COUNTS:
        tell(
            f"line {header.number} tells {len(header.fields)} of the header's {_COUNTS} counts: "
            f"inputs and outputs are taken from the sizes of the layers"
        )
    if len(line.fields) > len(sizes):
        tell(
            f"line {line.number} has {len(line.fields)} sizes for {layers} layers: the first "
            f"{len(sizes)} are taken"
        )
    _check_room(sizes, length)
    return sizes


def _check_room(sizes: list[int], length: int) -> None:
    count = sum(after * (before + 1) for before, after in pairwise(sizes))
    if 2 * count - 1 > length:  # a digit for each number, and something between them
        raise FileFormatError(
            f"its sizes tell of {count} weights and biases, which {length} bytes cannot hold: the "
            "file is cut short, or the sizes are wrong"
        )
    check_parameters(count)
