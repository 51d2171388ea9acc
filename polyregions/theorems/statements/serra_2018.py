"""Statements of Serra, Tjandraatmadja and Ramalingam: their maximum and their upper bound.

T. Serra, C. Tjandraatmadja, S. Ramalingam, "Bounding and Counting Linear Regions of Deep Neural
Networks", ICML 2018, arXiv:1711.02114.
"""

from __future__ import annotations

from math import prod

from polyregions.arithmetic import decimal_text
from polyregions.constructions import full_zigzags, he_random
from polyregions.refinement import Execution
from polyregions.theorems.bound_formulas import (
    montufar_2017_upper,
    serra_2018_theorem_1,
    serra_2018_theorem_5,
)
from polyregions.theorems.counting import complete_count
from polyregions.theorems.statements.hidden_widths import hidden_widths
from polyregions.theorems.statements.statement import Outcome, Publication, Statement, points

__all__ = ["PUBLICATION", "STATEMENTS"]

PUBLICATION = Publication("Serra, Tjandraatmadja, Ramalingam", 2018, "arXiv:1711.02114")


def _one_input(execution: Execution, widths: int | str) -> Outcome:
    sizes = hidden_widths(widths)
    claimed = serra_2018_theorem_5(1, sizes)
    computed = complete_count(full_zigzags(sizes), method="enumeration", execution=execution).count
    above = {montufar_2017_upper(1, sizes), serra_2018_theorem_1(1, sizes)}
    return Outcome(
        claimed,
        computed,
        above == {claimed} == {computed} == {prod(n + 1 for n in sizes)},
        "attained, and equal to the upper bounds of Serra 2018 and Montufar 2017",
    )


def _upper_bound(execution: Execution, inputs: int, widths: int | str, seed: int) -> Outcome:
    sizes = hidden_widths(widths)
    bound = serra_2018_theorem_1(inputs, sizes)
    network = he_random((inputs, *sizes, 1), seed=seed)
    computed = complete_count(network, definition="proper_activation", execution=execution).count
    if len(sizes) == 1:
        return Outcome.of_counts(bound, computed, "attained by one generic layer")
    return Outcome(f"<= {decimal_text(bound)}", computed, computed <= bound)


STATEMENTS = (
    Statement(
        name="serra-one-input",
        text="With one input and widths n_l >= 3 the maximum is exactly prod (n_l + 1).",
        publication=PUBLICATION,
        place="Theorem 5",
        check=_one_input,
        defaults=points({"widths": ["3", "4", "7", "3-3", "3-4", "5-3", "3-3-3", "4-3-5"]}),
    ),
    Statement(
        name="serra-upper-bound",
        text=(
            "No network has more proper activation regions than the recursion over the active "
            "units of its layers; one layer attains it."
        ),
        publication=PUBLICATION,
        place="Theorem 1",
        check=_upper_bound,
        defaults=points(
            {"inputs": [1, 2, 3], "widths": ["5"], "seed": [0]},
            {"inputs": [1, 2], "widths": ["3-3", "2-5", "5-2-2"], "seed": [0, 1]},
        ),
    ),
)
