"""Statements of Stargalla, Hertrich and Reichman: the order of the six definitions, an example.

M. Stargalla, C. Hertrich, D. Reichman, "The Computational Complexity of Counting Linear Regions
in ReLU Neural Networks", arXiv:2505.16716.
"""

from __future__ import annotations

from itertools import pairwise

from polyregions.complexes import CountBounds, Definition, RegionComplex, regions
from polyregions.constructions import max_min
from polyregions.errors import ConstructionError
from polyregions.networks import Network
from polyregions.polytopes import whole_space
from polyregions.refinement import Execution
from polyregions.theorems.statements.named_networks import NAMED_NETWORKS, named_network
from polyregions.theorems.statements.statement import Outcome, Publication, Statement, points

__all__ = ["PUBLICATION", "STATEMENTS"]

PUBLICATION = Publication("Stargalla, Hertrich, Reichman", 2025, "arXiv:2505.16716")

_EXAMPLE = (7, 5, 4, 3, 3, 3)


def _complex(network: Network, execution: Execution) -> RegionComplex:
    return regions(network, whole_space(network.inputs), engine=execution.engine)


def _order_of_definitions(execution: Execution, network: str) -> Outcome:
    found = _complex(named_network(network), execution)
    counts = [found.count(definition.value) for definition in reversed(Definition)]
    holds = all(_most(fewer) <= _least(more) for fewer, more in pairwise(counts))
    return Outcome("R6 <= ... <= R1", " <= ".join(map(str, counts)), holds)


def _least(count: int | CountBounds) -> int:
    return count.lower if isinstance(count, CountBounds) else count


def _most(count: int | CountBounds) -> int:
    return count.upper if isinstance(count, CountBounds) else count


def _six_definitions(execution: Execution, definition: int) -> Outcome:
    if not 1 <= definition <= len(_EXAMPLE):
        raise ConstructionError(f"definition is {definition}: use 1 to {len(_EXAMPLE)}")
    claimed, computed = _EXAMPLE[definition - 1], _complex(max_min(), execution).count(definition)
    if isinstance(computed, CountBounds):
        return Outcome(claimed, str(computed), False, "only bounds are known")
    return Outcome.of_counts(claimed, computed, Definition.of(definition).value)


STATEMENTS = (
    Statement(
        name="order-of-definitions",
        text=(
            "By the six definitions a network has R6 <= R5 <= R4 <= R3 <= R2 <= R1 regions; each "
            "number may be less than the next."
        ),
        publication=PUBLICATION,
        place="the six definitions",
        check=_order_of_definitions,
        defaults=points({"network": list(NAMED_NETWORKS)}),
    ),
    Statement(
        name="six-definitions",
        text=(
            "max(-y, min(0, -x)), written with two hidden layers of three units, has 7, 5, 4, 3, 3 "
            "and 3 regions by the definitions 1 to 6."
        ),
        publication=PUBLICATION,
        place="the example of the six definitions",
        check=_six_definitions,
        defaults=points({"definition": [1, 2, 3, 4, 5, 6]}),
    ),
)
