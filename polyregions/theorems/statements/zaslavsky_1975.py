"""A statement of Zaslavsky: the regions of an arrangement in general position.

T. Zaslavsky, "Facing up to Arrangements: Face-Count Formulas for Partitions of Space by
Hyperplanes", Memoirs of the AMS 154, 1975.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

from polyregions.arithmetic import IntegerVector, decimal_text, rank, solve
from polyregions.budgets import in_time
from polyregions.errors import ConstructionError
from polyregions.networks import Layer, Network
from polyregions.refinement import Execution
from polyregions.theorems.bound_formulas import zaslavsky_1975_maximum
from polyregions.theorems.counting import complete_count
from polyregions.theorems.statements.statement import Outcome, Publication, Statement, points

__all__ = [
    "POSITIONS",
    "PUBLICATION",
    "STATEMENTS",
    "arrangement_in_position",
    "general_arrangement",
    "is_in_general_position",
]

PUBLICATION = Publication("Zaslavsky", 1975, "Memoirs of the AMS 154")

POSITIONS = ("general", "parallel", "concurrent")
"""Hyperplanes in general position, and two ways in which the last one is not."""


def _general_position(
    execution: Execution, inputs: int, width: int, position: str, seed: int
) -> Outcome:
    rows = arrangement_in_position(inputs, width, position, seed)
    layer = Layer([row[:-1] for row in rows], [row[-1] for row in rows])
    output = Layer([range(1, width + 1)], None, "identity")
    computed = complete_count(
        Network([layer, output]), method="enumeration", execution=execution
    ).count
    maximum = zaslavsky_1975_maximum(inputs, [width])
    if is_in_general_position(rows):
        return Outcome.of_counts(maximum, computed)
    return Outcome(f"< {decimal_text(maximum)}", computed, computed < maximum)


def is_in_general_position(rows: list[IntegerVector]) -> bool:
    """Return whether the hyperplanes a.x + b = 0 of integer rows (a, b) are in general position.

    That is, the normals of any n0 of them (of all, if they are fewer) are independent, and no
    n0 + 1 of them have a point in common.

    Examples
    --------
    >>> is_in_general_position([(1, 0, 0), (0, 1, 0), (1, 1, 1)])
    True
    >>> is_in_general_position([(1, 0, 0), (0, 1, 0), (1, 1, 0)])
    False
    """
    dimension = len(rows[0]) - 1
    size = min(dimension, len(rows))
    return all(
        rank([row[:-1] for row in some]) == size for some in in_time(combinations(rows, size))
    ) and all(
        rank(list(some)) == dimension + 1 for some in in_time(combinations(rows, dimension + 1))
    )


def arrangement_in_position(
    inputs: int, width: int, position: str, seed: int
) -> list[IntegerVector]:
    """Return random hyperplanes in general position, but for the last one where it is asked for.

    Parameters
    ----------
    inputs, width
        The dimension, and how many there are.
    position
        One of ``POSITIONS``: the last one is as general as the others, parallel to the first, or
        goes through a point in which n0 others meet.
    seed
        The seed.

    Returns
    -------
    list of tuple of int
        Rows (a, b) of hyperplanes a.x + b = 0.

    Raises
    ------
    ConstructionError
        If there is no such position, or there are not enough hyperplanes for it.
    """
    if position not in POSITIONS:
        raise ConstructionError(f"position is {position!r}: use {', '.join(POSITIONS)}")
    if position == "parallel" and (inputs < 2 or width < 2):
        raise ConstructionError("parallel hyperplanes are special from n0 = 2 and n = 2 on")
    if position == "concurrent" and width <= inputs:
        raise ConstructionError("n0 + 1 hyperplanes are needed for too many in one point")
    if min(inputs, width) < 1:
        raise ConstructionError("inputs and width must be positive: give at least 1")
    rows = general_arrangement(inputs, width, f"{position} {seed}")
    if position == "parallel":
        rows[-1] = (*(2 * a for a in rows[0][:-1]), rows[0][-1] + 1)
    elif position == "concurrent":
        rows[-1] = _through_the_vertex(rows[:inputs], rows[-1][:-1])
    return rows


def general_arrangement(inputs: int, width: int, seed: str) -> list[IntegerVector]:
    """Return random rows (a, b) of hyperplanes a.x + b = 0 in general position."""
    rng = random.Random(f"{inputs} {width} {seed}")
    while True:
        rows = [tuple(rng.randint(-99, 99) for _ in range(inputs + 1)) for _ in range(width)]
        if is_in_general_position(rows):
            return rows


def _through_the_vertex(rows: list[IntegerVector], normal: IntegerVector) -> IntegerVector:
    """Return a hyperplane with a given normal through the common point of n0 others."""
    vertex = solve([row[:-1] for row in rows], [-row[-1] for row in rows])
    assert vertex is not None  # general position
    offset = -sum((a * x for a, x in zip(normal, vertex, strict=True)), Fraction(0))
    return (*(a * offset.denominator for a in normal), offset.numerator)


STATEMENTS = (
    Statement(
        name="general-position",
        text=(
            "One hidden layer of n units has sum_{j <= n0} C(n, j) linear regions if its "
            "hyperplanes are in general position, and fewer if they are not."
        ),
        publication=PUBLICATION,
        place="the number of regions",
        check=_general_position,
        defaults=points(
            {"inputs": [1], "width": [4], "position": ["general", "concurrent"], "seed": [0, 1]},
            {"inputs": [2], "width": [3, 6], "position": POSITIONS, "seed": [0, 1]},
            {"inputs": [3], "width": [5], "position": POSITIONS, "seed": [0]},
        ),
    ),
)
