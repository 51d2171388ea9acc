"""A statement of Montufar, Pascanu, Cho and Bengio: their lower bound.

G. Montufar, R. Pascanu, K. Cho, Y. Bengio, "On the Number of Linear Regions of Deep Neural
Networks", NeurIPS 2014.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from polyregions.arithmetic import decimal_text, solve
from polyregions.constructions import zigzag
from polyregions.errors import ConstructionError
from polyregions.networks import Layer, Network
from polyregions.polytopes import whole_space
from polyregions.refinement import Execution
from polyregions.theorems.bound_formulas import montufar_2014_lower
from polyregions.theorems.counting import complete_count
from polyregions.theorems.statements.hidden_widths import hidden_widths
from polyregions.theorems.statements.statement import Outcome, Publication, Statement, points
from polyregions.theorems.statements.zaslavsky_1975 import general_arrangement

__all__ = ["PUBLICATION", "STATEMENTS", "arranged_folds"]

PUBLICATION = Publication("Montufar, Pascanu, Cho, Bengio", 2014, "NeurIPS 2014")


def _lower_bound(execution: Execution, inputs: int, widths: int | str) -> Outcome:
    sizes = hidden_widths(widths)
    bound = montufar_2014_lower(inputs, sizes)
    computed = complete_count(
        arranged_folds(inputs, sizes),
        whole_space(inputs),
        method="enumeration",
        execution=execution,
    ).count
    return Outcome(f">= {decimal_text(bound)}", computed, computed >= bound)


def arranged_folds(inputs: int, widths: list[int]) -> Network:
    """Return a network whose last hidden layer is an arrangement, in all cubes that it folds.

    The hyperplanes of the last hidden layer are in general position, with all their vertices inside
    the unit cube, onto which the earlier layers fold p_1^n0 ... p_(L-1)^n0 smaller ones. Where
    all its units are inactive, if anywhere, is off the sides of the cube, so that the output has a
    slope along every fold.

    Raises
    ------
    ConstructionError
        If the last hidden layer has no more units than there are inputs.
    """
    *earlier, last = widths
    if last <= inputs:
        raise ConstructionError(f"the last width is {last}: give more than the {inputs} inputs")
    rows = general_arrangement(inputs, last, "montufar")
    vertices = [
        solve([row[:-1] for row in some], [-row[-1] for row in some])
        for some in combinations(rows, inputs)
    ]
    size = 1 + max(abs(x) for vertex in vertices if vertex is not None for x in vertex)
    # The first n0 + 1 units in these directions have a positive combination that is constant: they
    # are all inactive nowhere, or in the simplex between their vertices.
    normals = [list(column) for column in zip(*(row[:-1] for row in rows[:inputs]), strict=True)]
    factors = solve(normals, [-a for a in rows[inputs][:-1]])
    assert factors is not None  # general position
    signs = [1 if factor > 0 else -1 for factor in factors] + [1] * (last - inputs)
    weights = [[sign * a for a in row[:-1]] for sign, row in zip(signs, rows, strict=True)]
    # a.x + b around the origin becomes a.(x - c) + b / (2 size) around the centre c of the cube.
    bias = [
        sign * row[-1] / (2 * size) - Fraction(sum(normal), 2)
        for sign, row, normal in zip(signs, rows, weights, strict=True)
    ]
    network = Network([Layer(weights, bias), Layer([range(1, last + 1)], None, "identity")])
    for width in reversed(earlier):
        network = network.compose(zigzag(inputs, width // inputs))
    return network


STATEMENTS = (
    Statement(
        name="montufar-lower-bound",
        text=(
            "Some network has at least prod_{l < L} floor(n_l / n0)^n0 sum_{j <= n0} C(n_L, j) "
            "linear regions on R^n0: folds of the cube, then an arrangement inside it."
        ),
        publication=PUBLICATION,
        place="the lower bound of deep rectifier networks",
        check=_lower_bound,
        defaults=points(
            {"inputs": [1], "widths": ["3-3", "4-4-4", "2-5"]},
            {"inputs": [2], "widths": ["4-4", "6-6", "2-8", "4-5-3"]},
            {"inputs": [3], "widths": ["6-4"]},
        ),
    ),
)
