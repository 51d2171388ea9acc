"""What the constructions share: checked sizes, integer rows, and layers padded with zero units."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from typing import Any

from polyregions.arithmetic import number_text
from polyregions.errors import ConstructionError, short
from polyregions.networks import Layer

__all__ = [
    "alternating_sums",
    "coordinates",
    "fold_layer",
    "padded_layer",
    "sum_layer",
    "whole",
    "whole_sizes",
]

Row = list[int]


def whole(value: Any, name: str, least: int = 1) -> int:
    """Return a size as an int after checking that it is whole and at least ``least``.

    Raises
    ------
    ConstructionError
        If it is not.

    Examples
    --------
    >>> whole(3, "inputs")
    3
    """
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise ConstructionError(f"{name} is {short(value)}: give a whole number") from None
    if number < least:
        raise ConstructionError(f"{name} is {number_text(number)}: give at least {least}")
    return number


def whole_sizes(values: Any, name: str) -> tuple[int, ...]:
    """Return positive sizes as ints, after checking that they are several and whole.

    Raises
    ------
    ConstructionError
        If they are not.

    Examples
    --------
    >>> whole_sizes([3, 2], "widths")
    (3, 2)
    """
    if not isinstance(values, Iterable):
        raise ConstructionError(f"{name} is {short(values)}: give a list of whole numbers")
    return tuple(whole(value, f"{name}[{i}]") for i, value in enumerate(values))


def coordinates(inputs: int) -> list[Row]:
    """Return the rows of the coordinates x_1, ..., x_n0: the identity matrix.

    Examples
    --------
    >>> coordinates(2)
    [[1, 0], [0, 1]]
    """
    return [[int(i == j) for i in range(inputs)] for j in range(inputs)]


def alternating_sums(inputs: int, branches: int, width: int) -> list[Row]:
    """Return the rows of s_j = sum_i (-1)^(i-1) x_((i-1) n0 + j), i = 1..branches, j = 1..n0.

    Examples
    --------
    >>> alternating_sums(inputs=2, branches=2, width=5)
    [[1, 0, -1, 0, 0], [0, 1, 0, -1, 0]]
    """
    rows = [[0] * width for _ in range(inputs)]
    for j, row in enumerate(rows):
        for i in range(branches):
            row[i * inputs + j] = (-1) ** i
    return rows


def padded_layer(rows: list[Row], bias: Row, width: int, activation: str) -> Layer:
    """Return the layer with these units, followed by zero units up to ``width``.

    Examples
    --------
    >>> padded_layer([[1]], [2], 2, "relu")
    Layer([[1], [0]], [2, 0], 'relu')
    """
    spare = width - len(rows)
    return Layer(rows + [[0] * len(rows[0])] * spare, bias + [0] * spare, activation)


def fold_layer(signals: Sequence[Row], branches: int, width: int) -> Layer:
    """Return the ReLU layer whose alternating sums fold every signal into ``branches`` branches.

    With p branches, its units are p z_j, then 2 p z_j - 2 (i - 1) for i = 2..p: the alternating sum
    of their outputs is the zigzag on [0, 1] through 0, 1, 0, ... at 0, 1/p, 2/p, ...

    Examples
    --------
    >>> fold_layer(coordinates(1), branches=2, width=2)
    Layer([[2], [4]], [0, -2], 'relu')
    """
    rows: list[Row] = []
    bias: Row = []
    for i in range(branches):
        factor = 2 * branches if i else branches
        rows.extend([factor * entry for entry in signal] for signal in signals)
        bias.extend([-2 * i] * len(signals))
    return padded_layer(rows, bias, width, "relu")


def sum_layer(signals: Sequence[Row], outputs: int) -> Layer:
    """Return the affine output layer each of whose units is the sum of all signals.

    Examples
    --------
    >>> sum_layer(coordinates(2), outputs=1)
    Layer([[1, 1]], [0], 'identity')
    """
    total = [sum(column) for column in zip(*signals, strict=True)]
    return Layer([total] * outputs, None, "identity")
