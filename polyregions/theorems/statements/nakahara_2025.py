"""Statements of Nakahara, Kobayashi and Matsushima about ternary networks.

Y. Nakahara, M. Kobayashi, T. Matsushima, "A Lower Bound for the Number of Linear Regions of
Ternary ReLU Regression Neural Networks", arXiv:2507.16079.

Remark 1 is that of version 2 (25 April 2026): first double the width, then square it or double the
depth. In version 1 (21 July 2025) the abstract does not double it first.
"""

from __future__ import annotations

from polyregions.arithmetic import decimal_text
from polyregions.constructions import is_ternary, montufar, ternarise, ternary
from polyregions.errors import ConstructionError
from polyregions.networks import Network
from polyregions.polytopes import whole_space
from polyregions.refinement import Execution
from polyregions.theorems.counting import complete_count
from polyregions.theorems.equality import equal_functions
from polyregions.theorems.statements.lemma_cases import composed_with_zigzag
from polyregions.theorems.statements.statement import (
    Outcome,
    Publication,
    Statement,
    Verdict,
    points,
)

__all__ = ["PUBLICATION", "STATEMENTS", "branches", "grown_network", "same_function"]

PUBLICATION = Publication("Nakahara, Kobayashi, Matsushima", 2025, "arXiv:2507.16079")


def branches(inputs: int, width: int, variant: str) -> int:
    """Return q, the number of branches along each axis that a width leaves to a variant."""
    if variant == "slim":
        return (width // inputs + 1) // 2
    return width // (2 * (inputs + 1))


def _proposition_1(execution: Execution, inputs: int, width: int, depth: int) -> Outcome:
    claimed = (width // inputs) ** (inputs * (depth - 1))
    return Outcome.of_count(
        claimed, complete_count(montufar(inputs, width, depth), execution=execution)
    )


def _proposition_1_unconnected(
    execution: Execution, inputs: int, width: int, depth: int
) -> Outcome:
    claimed = (width // inputs) ** (inputs * (depth - 1))
    network = montufar(inputs, width, depth)
    return Outcome.of_count(
        claimed, complete_count(network, definition="affine", execution=execution)
    )


def _proposition_1_closed(execution: Execution, inputs: int, width: int, depth: int) -> Outcome:
    claimed = (width // inputs) ** (inputs * (depth - 1))
    network = montufar(inputs, width, depth)
    found = complete_count(network, definition="closed_connected", execution=execution)
    return Outcome.of_count(claimed, found)


def _theorem_1(execution: Execution, variant: str, inputs: int, width: int, depth: int) -> Outcome:
    network = ternary(inputs, width, depth, variant=variant)
    claimed = branches(inputs, width, variant) ** (inputs * ((depth - 1) // 2))
    found = complete_count(network, execution=execution)
    if not is_ternary(network):
        return Outcome(claimed, found.count, False, "a parameter is not -1, 0 or 1")
    return Outcome.of_count(claimed, found)


def _theorem_1_function(
    execution: Execution, variant: str, inputs: int, width: int, depth: int
) -> Outcome:
    network = ternary(inputs, width, depth, variant=variant)
    q = branches(inputs, width, variant)
    return same_function(execution, montufar(inputs, q * inputs, (depth + 1) // 2), network)


def same_function(execution: Execution, first: Network, second: Network) -> Outcome:
    """Compare two networks on all of R^n0."""
    answer = equal_functions(first, second, whole_space(first.inputs), engine=execution.engine)
    if answer:
        return Outcome("equal", "equal", True, f"on all of {answer.cells} cells")
    return Outcome("equal", "different", False, f"at {_text(answer.witness)}")


def _remark_1(execution: Execution, change: str, inputs: int, width: int, depth: int) -> Outcome:
    general = (width // inputs) ** (inputs * (depth - 1))
    network = grown_network("paper", change, inputs, width, depth)
    found = complete_count(network, execution=execution)
    remark = f"{network.widths_text}"
    return Outcome(f">= {decimal_text(general)}", found.count, found.count >= general, remark)


def grown_network(variant: str, change: str, inputs: int, width: int, depth: int) -> Network:
    """Return the ternary network of doubled width, then of doubled depth or squared width."""
    if change not in ("depth", "width"):
        raise ConstructionError(f"change is {change!r}: use depth (doubled) or width (squared)")
    if change == "depth":
        return ternary(inputs, 2 * width, 2 * depth, variant=variant)
    if depth % 2 == 0:
        raise ConstructionError("an even depth leaves a layer spare: square widths at odd depths")
    return ternary(inputs, (2 * width) ** 2, depth, variant=variant)


def _lemma_1(execution: Execution, inputs: int, branches: int, outer: str) -> Outcome:
    report, enumerated = composed_with_zigzag(execution, inputs, branches, outer)
    merge = report.merge
    remark = "" if merge is None else f"merge at {_text(merge.point)}"
    return Outcome.of_counts(report.product, enumerated, remark)


def _ternarisation(execution: Execution, source: str, scheme: str, intermediate: str) -> Outcome:
    network = _integer_source(source)
    result = ternarise(network, scheme, intermediate)
    space = whole_space(network.inputs)
    counts = [
        complete_count(net, space, method="enumeration", execution=execution).count
        for net in (network, result.network)
    ]
    same = equal_functions(network, result.network, space, engine=execution.engine)
    holds = bool(same) and counts[0] == counts[1] and is_ternary(result.network)
    remark = f"{counts[1]} regions, {counts[0]} of the source; " + (
        f"equal on {same.cells} cells" if same else f"they differ at {_text(same.witness)}"
    )
    return Outcome(
        f"{result.predicted} nodes",
        f"{result.nodes} nodes",
        holds and result.predicted == result.nodes,
        remark,
    )


def _integer_source(name: str) -> Network:
    """Return the Montufar network that montufar-n0-n-L names."""
    kind, *sizes = name.split("-")
    if kind != "montufar" or len(sizes) != 3 or not all(size.isdecimal() for size in sizes):
        raise ConstructionError(f"source is {name!r}: give montufar-n0-n-L")
    return montufar(*map(int, sizes))


def _text(point: object) -> str:
    return f"({', '.join(map(decimal_text, point))})" if isinstance(point, tuple) else str(point)


FOLD_POINTS = points(
    {"inputs": [1], "width": [2, 3, 5], "depth": [2, 3, 4]},
    {"inputs": [2], "width": [4, 5, 6], "depth": [2, 3]},
    {"inputs": [3], "width": [6], "depth": [2]},
)
VARIANT_POINTS = points(
    {"variant": ["paper", "relu"], "inputs": [1], "width": [8, 13], "depth": [3, 4, 5]},
    {"variant": ["paper", "relu"], "inputs": [2], "width": [12], "depth": [3, 5]},
    {"variant": ["slim"], "inputs": [1], "width": [3, 5], "depth": [3, 4, 5]},
    {"variant": ["slim"], "inputs": [2], "width": [6, 10], "depth": [3, 5]},
    {"variant": ["paper", "relu"], "inputs": [3], "width": [16], "depth": [3]},
    {"variant": ["slim"], "inputs": [3], "width": [9], "depth": [3]},
)
REMARK_POINTS = points(
    {"change": ["depth"], "inputs": [1], "width": [4, 8], "depth": [3, 5]},
    {"change": ["depth"], "inputs": [2], "width": [8], "depth": [3]},
    {"change": ["width"], "inputs": [1], "width": [4, 8], "depth": [3]},
    {"change": ["width"], "inputs": [2], "width": [4], "depth": [3]},
)

STATEMENTS = (
    Statement(
        name="proposition-1",
        text="The Montufar network has p^(n0 (L-1)) linear regions on the unit cube, p = n // n0.",
        publication=PUBLICATION,
        place="Proposition 1",
        check=_proposition_1,
        defaults=FOLD_POINTS
        + points(
            {"inputs": [1, 3], "width": [30], "depth": [101, 1001]},
            {"inputs": [2], "width": [200], "depth": [10001]},
        ),
    ),
    Statement(
        name="proposition-1-unconnected",
        text=(
            "Proposition 1 with Definition 2 of the paper read literally: a region is a set of "
            "inputs, connected or not, on which the network is one affine map."
        ),
        publication=PUBLICATION,
        place="Definition 2 and Proposition 1",
        check=_proposition_1_unconnected,
        defaults=points({"inputs": [1, 2], "width": [4], "depth": [2, 3]}),
        expected=Verdict.REFUTED,
    ),
    Statement(
        name="proposition-1-closed",
        text=(
            "Proposition 1 with connected regions that are closed sets, as those of Example 1 of "
            "the paper are: one of them may go on along a thin part of another."
        ),
        publication=PUBLICATION,
        place="Definition 2, Example 1 and Proposition 1",
        check=_proposition_1_closed,
        defaults=points({"inputs": [1, 2], "width": [4], "depth": [2, 3]}),
        expected=Verdict.REFUTED,
    ),
    Statement(
        name="theorem-1",
        text=(
            "The ternary network of depth L and width n has q^(n0 floor((L-1)/2)) linear regions "
            "on the unit cube, and ternary parameters: q = n // (2 (n0+1)). The same of two "
            "variants of polyregions with ReLU in all hidden layers: relu, of the same width, and "
            "slim, q = (n // n0 + 1) // 2."
        ),
        publication=PUBLICATION,
        place="Theorem 1",
        check=_theorem_1,
        defaults=VARIANT_POINTS
        + points(
            {"variant": ["paper", "relu"], "inputs": [2], "width": [12], "depth": [1002]},
            {"variant": ["slim"], "inputs": [2], "width": [6], "depth": [1002]},
            {"variant": ["paper"], "inputs": [3], "width": [40], "depth": [7, 1500]},
        ),
    ),
    Statement(
        name="theorem-1-function",
        text="The ternary network computes the Montufar network's function on all of R^n0.",
        publication=PUBLICATION,
        place="the construction of Theorem 1, there on the unit cube",
        check=_theorem_1_function,
        defaults=VARIANT_POINTS,
    ),
    Statement(
        name="remark-1",
        text=(
            "A ternary network has as many linear regions on the unit cube as Proposition 1 gives "
            "the network of width n and depth L, if its width is doubled first, and then the depth "
            "is doubled or the width squared."
        ),
        publication=PUBLICATION,
        place="Remark 1 and the Conclusion, in version 2",
        check=_remark_1,
        defaults=REMARK_POINTS,
        expected=Verdict.REFUTED,
    ),
    Statement(
        name="lemma-1",
        text=(
            "If g_U is bijective for every linear region U of g, then f o g has |L(f)| |L(g)| "
            "linear regions. Here g is a zigzag in every coordinate."
        ),
        publication=PUBLICATION,
        place="Lemma 1",
        check=_lemma_1,
        defaults=points(
            {"inputs": [1], "branches": [2, 3], "outer": ["sum", "zero", "hinge"]},
            {"inputs": [2], "branches": [2], "outer": ["sum", "first"]},
        ),
        expected=Verdict.REFUTED,
    ),
    Statement(
        name="ternarisation",
        text=(
            "Integer networks become ternary, with the same function on all of R^n0, as many "
            "regions and the node counts of the formulas. The logarithmic scheme is of polyregions."
        ),
        publication=PUBLICATION,
        place="Figures 3 and 4",
        check=_ternarisation,
        defaults=points(
            {
                "source": ["montufar-1-3-2", "montufar-1-2-3", "montufar-2-4-2"],
                "scheme": ["edgewise", "shared", "logarithmic"],
                "intermediate": ["identity", "relu"],
            }
        ),
    ),
)
