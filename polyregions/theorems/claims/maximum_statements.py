"""Statements about maxima: one hidden layer, one input, and the degrees of region graphs."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations
from math import comb, prod

from polyregions.arithmetic import IntegerVector, rank, solve
from polyregions.complexes import RegionComplex, counted, regions
from polyregions.constructions import he_random
from polyregions.errors import ConstructionError
from polyregions.networks import Layer, Network
from polyregions.theorems.bounds import (
    montufar_2017,
    serra_2018_theorem_1,
    serra_2018_theorem_5,
    zaslavsky_1975,
)
from polyregions.theorems.claims.full_zigzags import full_zigzags
from polyregions.theorems.claims.statement import Outcome, Statement, points

__all__ = ["STATEMENTS", "is_in_general_position"]

_POSITIONS = ("general", "parallel", "concurrent")


def _serra_one_input(engine: str, widths: int | str) -> Outcome:
    sizes = _sizes(widths)
    claimed = serra_2018_theorem_5(1, sizes)
    computed = counted(full_zigzags(sizes), engine=engine).count
    above = {montufar_2017(1, sizes), serra_2018_theorem_1(1, sizes)}
    return Outcome(
        claimed,
        computed,
        above == {claimed} == {computed} == {prod(n + 1 for n in sizes)},
        "attained, and equal to the upper bounds of Serra 2018 and Montufar 2017",
    )


def _general_position(engine: str, inputs: int, width: int, position: str, seed: int) -> Outcome:
    rows = _arrangement(inputs, width, position, seed)
    layer = Layer([row[:-1] for row in rows], [row[-1] for row in rows])
    output = Layer([range(1, width + 1)], None, "identity")
    computed = counted(Network([layer, output]), engine=engine).count
    maximum = zaslavsky_1975(inputs, [width])
    if is_in_general_position(rows):
        return Outcome.of_counts(maximum, computed)
    return Outcome(f"< {maximum}", computed, computed < maximum)


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
        rank([row[:-1] for row in some]) == size for some in combinations(rows, size)
    ) and all(rank(list(some)) == dimension + 1 for some in combinations(rows, dimension + 1))


def _arrangement(inputs: int, width: int, position: str, seed: int) -> list[IntegerVector]:
    """Return random hyperplanes in general position, but for the last one where it is asked for."""
    if position not in _POSITIONS:
        raise ConstructionError(f"position is {position!r}: use {', '.join(_POSITIONS)}")
    if position == "parallel" and (inputs < 2 or width < 2):
        raise ConstructionError("parallel hyperplanes are special from n0 = 2 and n = 2 on")
    if position == "concurrent" and width <= inputs:
        raise ConstructionError("n0 + 1 hyperplanes are needed for too many in one point")
    if min(inputs, width) < 1:
        raise ConstructionError("inputs and width must be positive: give at least 1")
    rng = random.Random(f"{inputs} {width} {position} {seed}")
    while True:
        rows = [tuple(rng.randint(-99, 99) for _ in range(inputs + 1)) for _ in range(width)]
        if is_in_general_position(rows):
            break
    if position == "parallel":
        rows[-1] = (*(2 * a for a in rows[0][:-1]), rows[0][-1] + 1)
    elif position == "concurrent":
        rows[-1] = _through_the_vertex(rows[:inputs], rows[-1][:-1])
    return rows


def _through_the_vertex(rows: list[IntegerVector], normal: IntegerVector) -> IntegerVector:
    """Return a hyperplane with a given normal through the common point of n0 others."""
    vertex = solve([row[:-1] for row in rows], [-row[-1] for row in rows])
    assert vertex is not None  # general position
    offset = -sum((a * x for a, x in zip(normal, vertex, strict=True)), Fraction(0))
    return (*(a * offset.denominator for a in normal), offset.numerator)


def _average_degree(engine: str, inputs: int, widths: int | str, seed: int) -> Outcome:
    network = he_random((inputs, *_sizes(widths), 1), seed=seed)
    degree = _degree(regions(network, engine=engine))
    return Outcome(f"<= {2 * inputs}", _decimal(degree), degree <= 2 * inputs, str(degree))


def _average_degree_one_layer(engine: str, inputs: int, width: int, seed: int) -> Outcome:
    network = he_random((inputs, width, 1), seed=seed)
    facets = 2 * width * sum(comb(width - 1, j) for j in range(inputs))
    claimed = Fraction(facets, zaslavsky_1975(inputs, [width]))
    computed = _degree(regions(network, engine=engine))
    return Outcome(str(claimed), str(computed), claimed == computed, f"about {_decimal(computed)}")


def _degree(complex: RegionComplex) -> Fraction:
    return Fraction(2 * len(complex.adjacent_pairs[0]), len(complex))


def _decimal(value: Fraction) -> str:
    return f"{float(value):.4f}"


def _sizes(widths: int | str) -> list[int]:
    """Return the widths that a text such as 3-4 names."""
    parts = str(widths).split("-")
    if not all(part.isdecimal() for part in parts):
        raise ConstructionError(f"widths is {widths!r}: write them as in 3-4-3")
    return [int(part) for part in parts]


STATEMENTS = (
    Statement(
        name="serra-one-input",
        text="With one input and widths n_l >= 3 the maximum is exactly prod (n_l + 1).",
        source="Theorem 5 of Serra, Tjandraatmadja, Ramalingam, ICML 2018",
        check=_serra_one_input,
        defaults=points({"widths": ["3", "4", "7", "3-3", "3-4", "5-3", "3-3-3", "4-3-5"]}),
    ),
    Statement(
        name="general-position",
        text=(
            "One hidden layer of n units has sum_{j <= n0} C(n, j) linear regions if its "
            "hyperplanes are in general position, and fewer if they are not."
        ),
        source="Zaslavsky, Memoirs of the AMS 154, 1975",
        check=_general_position,
        defaults=points(
            {"inputs": [1], "width": [4], "position": ["general", "concurrent"], "seed": [0, 1]},
            {"inputs": [2], "width": [3, 6], "position": _POSITIONS, "seed": [0, 1]},
            {"inputs": [3], "width": [5], "position": _POSITIONS, "seed": [0]},
        ),
    ),
    Statement(
        name="average-degree",
        text=(
            "In the activation complex of a generic network a region has at most 2 n0 neighbours "
            "on average."
        ),
        source="Gaines, Bi, ICLR 2026",
        check=_average_degree,
        defaults=points(
            {"inputs": [1, 2], "widths": ["6", "4-4"], "seed": [0, 1]},
            {"inputs": [3], "widths": ["5", "4-3"], "seed": [0]},
        ),
    ),
    Statement(
        name="average-degree-one-layer",
        text=(
            "For one generic hidden layer of n units the average number of neighbours is "
            "2 n sum_{j < n0} C(n-1, j) / sum_{j <= n0} C(n, j)."
        ),
        source="Gaines, Bi, ICLR 2026",
        check=_average_degree_one_layer,
        defaults=points({"inputs": [1, 2, 3], "width": [3, 6], "seed": [0]}),
    ),
)
