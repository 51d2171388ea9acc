"""Statements of Gaines and Bi about the neighbours of regions, and the ways between them.

B. B. Gaines, J. Bi, "Characterizing the Discrete Geometry of ReLU Networks", ICLR 2026. Their
networks are generic and supertransversal, which all but a null set of weights and biases are; of
this the proofs use that a face of dimension k lies in the zero sets of exactly n0 - k units, which
the checks of faces demand.

The proof of Theorem 3.6 shows that a unit adds at least as many facets as regions. For the average
to grow it would have to add as many facets a region as there are before: a unit that bends at one
hyperplane only adds 2 regions and 3 facets, and 3/2 is less than the 36/22 of six lines in general
position.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from polyregions.complexes import RegionComplex, regions
from polyregions.constructions import he_random
from polyregions.networks import Layer, Network
from polyregions.refinement import Execution
from polyregions.theorems.bound_formulas import (
    buck_1943_faces,
    gaines_bi_2026_diameter,
    zaslavsky_1975_maximum,
)
from polyregions.theorems.statements.generic_complexes import check_codimensions
from polyregions.theorems.statements.hidden_widths import hidden_widths
from polyregions.theorems.statements.statement import (
    Outcome,
    Publication,
    Statement,
    Verdict,
    points,
)

__all__ = ["PUBLICATION", "STATEMENTS", "without_last_unit"]

PUBLICATION = Publication("Gaines, Bi", 2026, "ICLR 2026")


def _average_facets(execution: Execution, inputs: int, widths: int | str, seed: int) -> Outcome:
    network = he_random((inputs, *hidden_widths(widths), 1), seed=seed)
    lattice = regions(network, engine=execution.engine).face_lattice
    check_codimensions(lattice)
    averages = {
        k: Fraction(len(lattice.faces(k).facets), lattice.f_vector[k])
        for k in range(1, inputs + 1)
        if lattice.f_vector[k]
    }
    return Outcome(
        "<= " + ", ".join(str(2 * k) for k in averages),
        ", ".join(map(_decimal, averages.values())),
        all(average <= 2 * k for k, average in averages.items()),
        f"of dimension {', '.join(map(str, averages))}",
    )


def _average_degree(execution: Execution, inputs: int, widths: int | str, seed: int) -> Outcome:
    network = he_random((inputs, *hidden_widths(widths), 1), seed=seed)
    degree = _degree(regions(network, engine=execution.engine))
    return Outcome(f"<= {2 * inputs}", _decimal(degree), degree <= 2 * inputs, str(degree))


def _average_degree_one_layer(execution: Execution, inputs: int, width: int, seed: int) -> Outcome:
    network = he_random((inputs, width, 1), seed=seed)
    facets = buck_1943_faces(inputs, [width], inputs - 1)
    claimed = Fraction(2 * facets, zaslavsky_1975_maximum(inputs, [width]))
    computed = _degree(regions(network, engine=execution.engine))
    return Outcome(str(claimed), str(computed), claimed == computed, f"about {_decimal(computed)}")


def _least_degree(execution: Execution, inputs: int, widths: int | str, seed: int) -> Outcome:
    first, *later = hidden_widths(widths)
    found = regions(he_random((inputs, first, *later, 1), seed=seed), engine=execution.engine)
    degrees = np.bincount(np.concatenate(found.adjacent_pairs), minlength=len(found))
    least, computed = min(first, inputs), int(degrees.min())
    return Outcome(f">= {least}", computed, computed >= least, f"{len(found)} regions")


def _growing_degree(execution: Execution, inputs: int, widths: int | str, seed: int) -> Outcome:
    network = he_random((inputs, *hidden_widths(widths), 1), seed=seed)
    after = regions(network, engine=execution.engine)
    before = regions(without_last_unit(network), engine=execution.engine)
    for complex in (before, after):
        check_codimensions(complex.face_lattice)
    old, new = _degree(before), _degree(after)
    pairs = [len(complex.adjacent_pairs[0]) for complex in (before, after)]
    remark = f"{len(before)} regions, {pairs[0]} facets; then {len(after)} and {pairs[1]}"
    return Outcome(f">= {_decimal(old)}", _decimal(new), new >= old, remark)


def _diameter(execution: Execution, inputs: int, widths: int | str, seed: int) -> Outcome:
    from scipy.sparse.csgraph import shortest_path

    sizes = hidden_widths(widths)
    found = regions(he_random((inputs, *sizes, 1), seed=seed), engine=execution.engine)
    matrix = found.adjacency_matrix("activation_regions")
    computed = int(shortest_path(matrix, unweighted=True).max())
    least, most = _moore(len(found), sum(sizes)), gaines_bi_2026_diameter(inputs, sizes)
    return Outcome(f"{least}..{most}", computed, least <= computed <= most, f"{len(found)} regions")


def without_last_unit(network: Network) -> Network:
    """Return a network without the last unit of its last hidden layer, or without that layer.

    It has another output layer, on which the activation regions do not depend.

    Examples
    --------
    >>> without_last_unit(he_random((2, 3, 2, 1))).widths
    (2, 3, 1, 1)
    >>> without_last_unit(he_random((2, 3, 1, 1))).widths
    (2, 3, 1)
    """
    *hidden, last, _ = network.layers
    if last.units > 1:
        hidden.append(Layer(last.weights[:-1], last.bias[:-1]))
    return Network([*hidden, Layer([[1] * hidden[-1].units], None, "identity")])


def _moore(regions: int, units: int) -> int:
    """Return the least diameter of so many regions of which each has a facet a unit at most."""
    diameter, reached, at_the_end = 0, 1, units
    while reached < regions:
        diameter, reached, at_the_end = (
            diameter + 1,
            reached + at_the_end,
            at_the_end * max(1, units - 1),
        )
    return diameter


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
        name="average-facets",
        text=(
            "In the complex of a generic network a face of dimension k has at most 2 k facets on "
            "average, k = 1, ..., n0."
        ),
        publication=PUBLICATION,
        place="Theorem 3.1",
        check=_average_facets,
        defaults=points(
            {"inputs": [1, 2], "widths": ["6", "4-4"], "seed": [0, 1]},
            {"inputs": [3], "widths": ["5", "4-3", "3-2-2"], "seed": [0]},
            {"inputs": [4], "widths": ["5"], "seed": [0]},
        ),
    ),
    Statement(
        name="average-degree",
        text=(
            "In the activation complex of a generic network a region has at most 2 n0 neighbours "
            "on average."
        ),
        publication=PUBLICATION,
        place="Theorem 3.4",
        check=_average_degree,
        defaults=_GENERIC,
    ),
    Statement(
        name="average-degree-one-layer",
        text=(
            "For one generic hidden layer of n units the average number of neighbours is "
            "2 n sum_{j < n0} C(n-1, j) / sum_{j <= n0} C(n, j), which tends to 2 n0."
        ),
        publication=PUBLICATION,
        place="the proof of Theorem 3.7",
        check=_average_degree_one_layer,
        defaults=points({"inputs": [1, 2, 3], "width": [3, 6], "seed": [0]}),
    ),
    Statement(
        name="least-degree",
        text="In the activation complex of a generic network no region has fewer than "
        "min(n_1, n0) neighbours.",
        publication=PUBLICATION,
        place="Theorem 3.5",
        check=_least_degree,
        defaults=_GENERIC,
    ),
    Statement(
        name="growing-degree",
        text=(
            "The average number of neighbours grows, or stays, with every unit that is added to "
            "the last hidden layer of a generic network, or as a new layer behind it."
        ),
        publication=PUBLICATION,
        place="Theorem 3.6",
        check=_growing_degree,
        defaults=points(
            {"inputs": [1, 2, 3], "widths": ["6"], "seed": [0]},
            {"inputs": [2], "widths": ["6-1"], "seed": [0, 30]},
            {"inputs": [2], "widths": ["6-6"], "seed": [29]},
            {"inputs": [3], "widths": ["5-1"], "seed": [31]},
        ),
        expected=Verdict.REFUTED,
    ),
    Statement(
        name="diameter",
        text=(
            "From each region to every other it takes at most prod (n_l + 1) - 1 facets, hence "
            "O(m^L) for L layers of at most m units, whatever n0 is; and of N regions with n units "
            "some are at least as far apart as 1 + n + n (n-1) + ... >= N demands."
        ),
        publication=PUBLICATION,
        place="Theorem 3.8, with the numbers of its proof",
        check=_diameter,
        defaults=points(
            {"inputs": [1, 2], "widths": ["6", "3-3", "4-4"], "seed": [0, 1]},
            {"inputs": [3], "widths": ["5", "4-3"], "seed": [0]},
        ),
    ),
)
