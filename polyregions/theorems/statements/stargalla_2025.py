"""A statement of Stargalla, Hertrich and Reichman: the order of the six definitions.

M. Stargalla, C. Hertrich, D. Reichman, "The Computational Complexity of Counting Linear Regions
in ReLU Neural Networks", arXiv:2505.16716.
"""

from __future__ import annotations

from polyregions.complexes import Definition, regions
from polyregions.polytopes import whole_space
from polyregions.refinement import Execution
from polyregions.theorems.statements.named_networks import NAMED_NETWORKS, named_network
from polyregions.theorems.statements.statement import Outcome, Publication, Statement, points

__all__ = ["PUBLICATION", "STATEMENTS"]

PUBLICATION = Publication("Stargalla, Hertrich, Reichman", 2025, "arXiv:2505.16716")


def _order_of_definitions(execution: Execution, network: str) -> Outcome:
    net = named_network(network)
    found = regions(net, whole_space(net.inputs), engine=execution.engine)
    definitions = (Definition.AFFINE, Definition.OPEN_CONNECTED, Definition.PROPER_ACTIVATION)
    counts = [found.count(definition.value) for definition in definitions]
    text = " <= ".join(map(str, counts))
    return Outcome("R6 <= R4 <= R2", text, counts == sorted(counts))


STATEMENTS = (
    Statement(
        name="order-of-definitions",
        text=(
            "A network has at most as many affine regions (definition 6) as linear regions (4), "
            "and at most as many of these as proper activation regions (2); each may be fewer."
        ),
        publication=PUBLICATION,
        place="the six definitions",
        check=_order_of_definitions,
        defaults=points({"network": list(NAMED_NETWORKS)}),
    ),
)
