"""Statements about ternary networks: Theorem 1, its variants, ternarisation, small maxima."""

from __future__ import annotations

from polyregions.complexes import counted
from polyregions.constructions import is_ternary, montufar, ternarise, ternary, whole_space_regions
from polyregions.errors import ConstructionError
from polyregions.networks import Network
from polyregions.polytopes import whole_space
from polyregions.theorems.claims.statement import Outcome, Statement, points
from polyregions.theorems.equality import equal_functions
from polyregions.theorems.ternary_search import ternary_maximum

__all__ = ["STATEMENTS", "TERNARY_MAXIMA"]

_PAPER = "Nakahara, Kobayashi, Matsushima, arXiv:2507.16079"

TERNARY_MAXIMA = {
    "1": 2,
    "2": 3,
    "3": 4,
    "4": 4,
    "1-1": 3,
    "2-2": 5,
    "2-3": 6,
    "3-2": 7,
    "3-3": 7,
    "2-4": 6,
    "4-2": 8,
    "2-2-2": 7,
}
"""The most linear regions on R by hidden widths."""


def _branches(inputs: int, width: int, variant: str) -> int:
    if variant == "slim":
        return (width // inputs + 1) // 2
    return width // (2 * (inputs + 1))


def _theorem_1(engine: str, variant: str, inputs: int, width: int, depth: int) -> Outcome:
    network = ternary(inputs, width, depth, variant=variant)
    claimed = _branches(inputs, width, variant) ** (inputs * ((depth - 1) // 2))
    computed = counted(network, engine=engine).count
    if not is_ternary(network):
        return Outcome(claimed, computed, False, "a parameter is not -1, 0 or 1")
    return Outcome.of_counts(claimed, computed)


def _theorem_1_whole_space(
    engine: str, variant: str, inputs: int, width: int, depth: int
) -> Outcome:
    network = ternary(inputs, width, depth, variant=variant)
    q = _branches(inputs, width, variant)
    claimed = whole_space_regions(inputs, q, (depth - 1) // 2)
    return Outcome.of_counts(claimed, counted(network, whole_space(inputs), engine=engine).count)


def _theorem_1_function(engine: str, variant: str, inputs: int, width: int, depth: int) -> Outcome:
    network = ternary(inputs, width, depth, variant=variant)
    q = _branches(inputs, width, variant)
    return _same_function(engine, montufar(inputs, q * inputs, (depth + 1) // 2), network)


def _all_relu_width(engine: str, inputs: int, width: int, depth: int) -> Outcome:
    paper, relu = (ternary(inputs, width, depth, variant=v) for v in ("paper", "relu"))
    if any(set(layer.activation) != {"relu"} for layer in relu.layers[:-1]):
        return Outcome("all ReLU", "not all ReLU", False)
    return _same_function(engine, paper, relu)


def _ternarisation(engine: str, source: str, scheme: str, intermediate: str) -> Outcome:
    network = _integer_source(source)
    result = ternarise(network, scheme, intermediate)
    space = whole_space(network.inputs)
    counts = [counted(net, space, engine=engine).count for net in (network, result.network)]
    same = equal_functions(network, result.network, space, engine=engine)
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


def _ternary_maxima(engine: str, widths: int | str) -> Outcome:
    sizes = [int(size) for size in str(widths).split("-") if size.isdecimal()]
    if str(widths) not in TERNARY_MAXIMA:
        raise ConstructionError(f"there is no maximum on record for hidden widths {widths}")
    found = ternary_maximum(sizes)
    recount = counted(found.network, engine=engine).count
    if recount != found.regions:
        return Outcome(found.regions, recount, False, "the enumeration finds another count")
    remark = f"{found.first_layers} first layers up to symmetry"
    return Outcome.of_counts(TERNARY_MAXIMA[str(widths)], found.regions, remark)


def _same_function(engine: str, first: Network, second: Network) -> Outcome:
    answer = equal_functions(first, second, whole_space(first.inputs), engine=engine)
    if answer:
        return Outcome("equal", "equal", True, f"on all of {answer.cells} cells")
    return Outcome("equal", "different", False, f"at {_text(answer.witness)}")


def _text(point: object) -> str:
    return f"({', '.join(map(str, point))})" if isinstance(point, tuple) else str(point)


_VARIANT_POINTS = points(
    {"variant": ["paper", "relu"], "inputs": [1], "width": [8, 13], "depth": [3, 4, 5]},
    {"variant": ["paper", "relu"], "inputs": [2], "width": [12], "depth": [3, 5]},
    {"variant": ["slim"], "inputs": [1], "width": [3, 5], "depth": [3, 4, 5]},
    {"variant": ["slim"], "inputs": [2], "width": [6, 10], "depth": [3, 5]},
    {"variant": ["paper", "relu"], "inputs": [3], "width": [16], "depth": [3]},
    {"variant": ["slim"], "inputs": [3], "width": [9], "depth": [3]},
)

STATEMENTS = (
    Statement(
        name="theorem-1",
        text=(
            "The ternary network of depth L and width n has q^(n0 floor((L-1)/2)) linear regions "
            "on the unit cube, and ternary parameters: q = n // (2 (n0+1)), also with ReLU in all "
            "hidden layers; slim: q = (n // n0 + 1) // 2."
        ),
        source=f"Theorem 1 of {_PAPER}; the variants are of polyregions",
        check=_theorem_1,
        defaults=_VARIANT_POINTS,
    ),
    Statement(
        name="theorem-1-whole-space",
        text=(
            "On all of R^n0 the ternary network with k blocks has (N+1)^n0 linear regions, "
            "N = q^k, if q is odd or k = 1, else (N+2)^n0."
        ),
        source="polyregions, whole_space_regions",
        check=_theorem_1_whole_space,
        defaults=_VARIANT_POINTS,
    ),
    Statement(
        name="theorem-1-function",
        text="The ternary network computes the Montufar network's function on all of R^n0.",
        source=f"the construction of Theorem 1 in {_PAPER}; there on the unit cube",
        check=_theorem_1_function,
        defaults=_VARIANT_POINTS,
    ),
    Statement(
        name="all-relu-width",
        text=(
            "ReLU in all hidden layers needs no more width: with ReLU for identity the ternary "
            "network computes the same function on all of R^n0."
        ),
        source=f"sharpens {_PAPER}, whose all-ReLU bound takes twice the width",
        check=_all_relu_width,
        defaults=points(
            {"inputs": [1], "width": [8, 12], "depth": [3, 4, 5]},
            {"inputs": [2], "width": [12], "depth": [3, 5]},
        ),
    ),
    Statement(
        name="ternarisation",
        text=(
            "Integer networks become ternary, with the same function on all of R^n0, as many "
            "regions and the node counts of the formulas."
        ),
        source=f"figures 3 and 4 of {_PAPER}; the logarithmic scheme is of polyregions",
        check=_ternarisation,
        defaults=points(
            {
                "source": ["montufar-1-3-2", "montufar-1-2-3", "montufar-2-4-2"],
                "scheme": ["edgewise", "shared", "logarithmic"],
                "intermediate": ["identity", "relu"],
            }
        ),
    ),
    Statement(
        name="ternary-maxima",
        text="The most linear regions on R of all ternary ReLU networks with these hidden widths.",
        source="polyregions, ternary_maximum",
        check=_ternary_maxima,
        defaults=points({"widths": list(TERNARY_MAXIMA)}),
    ),
)
