"""Statements of Gaines and Bi about the neighbours of regions.

B. B. Gaines, J. Bi, "Characterizing the Discrete Geometry of ReLU Networks", ICLR 2026.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np

from polyregions.complexes import RegionComplex, regions
from polyregions.constructions import he_random
from polyregions.refinement import Execution
from polyregions.theorems.bound_formulas import zaslavsky_1975_maximum
from polyregions.theorems.statements.hidden_widths import hidden_widths
from polyregions.theorems.statements.statement import Outcome, Publication, Statement, points

__all__ = ["PUBLICATION", "STATEMENTS"]

PUBLICATION = Publication("Gaines, Bi", 2026, "ICLR 2026")


def _average_degree(execution: Execution, inputs: int, widths: int | str, seed: int) -> Outcome:
    network = he_random((inputs, *hidden_widths(widths), 1), seed=seed)
    degree = _degree(regions(network, engine=execution.engine))
    return Outcome(f"<= {2 * inputs}", _decimal(degree), degree <= 2 * inputs, str(degree))


def _average_degree_one_layer(execution: Execution, inputs: int, width: int, seed: int) -> Outcome:
    network = he_random((inputs, width, 1), seed=seed)
    facets = 2 * width * sum(comb(width - 1, j) for j in range(inputs))
    claimed = Fraction(facets, zaslavsky_1975_maximum(inputs, [width]))
    computed = _degree(regions(network, engine=execution.engine))
    return Outcome(str(claimed), str(computed), claimed == computed, f"about {_decimal(computed)}")


def _least_degree(execution: Execution, inputs: int, widths: int | str, seed: int) -> Outcome:
    first, *later = hidden_widths(widths)
    found = regions(he_random((inputs, first, *later, 1), seed=seed), engine=execution.engine)
    degrees = np.bincount(np.concatenate(found.adjacent_pairs), minlength=len(found))
    least, computed = min(first, inputs), int(degrees.min())
    return Outcome(f">= {least}", computed, computed >= least, f"{len(found)} regions")


def _degree(complex: RegionComplex) -> Fraction:
    return Fraction(2 * len(complex.adjacent_pairs[0]), len(complex))


def _decimal(value: Fraction) -> str:
    return f"{float(value):.4f}"


_GENERIC = points(
    {"inputs": [1, 2], "widths": ["6", "4-4"], "seed": [0, 1]},
    {"inputs": [3], "widths": ["5", "4-3", "2-4"], "seed": [0]},
)

STATEMENTS = (
    Statement(
        name="average-degree",
        text=(
            "In the activation complex of a generic network a region has at most 2 n0 neighbours "
            "on average."
        ),
        publication=PUBLICATION,
        place="the bound of the average degree",
        check=_average_degree,
        defaults=_GENERIC,
    ),
    Statement(
        name="average-degree-one-layer",
        text=(
            "For one generic hidden layer of n units the average number of neighbours is "
            "2 n sum_{j < n0} C(n-1, j) / sum_{j <= n0} C(n, j)."
        ),
        publication=PUBLICATION,
        place="the average degree of one layer",
        check=_average_degree_one_layer,
        defaults=points({"inputs": [1, 2, 3], "width": [3, 6], "seed": [0]}),
    ),
    Statement(
        name="least-degree",
        text="In the activation complex of a generic network no region has fewer than "
        "min(n_1, n0) neighbours.",
        publication=PUBLICATION,
        place="the least number of neighbours",
        check=_least_degree,
        defaults=_GENERIC,
    ),
)
