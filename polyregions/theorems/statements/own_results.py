"""Statements of our own: corrections, variants, maxima; proofs in docs/ where they are theorems."""

from __future__ import annotations

import math
from collections.abc import Sequence

from polyregions.arithmetic import decimal_text
from polyregions.complexes import regions
from polyregions.constructions import (
    affine_regions_on_cube,
    montufar,
    ternary,
    whole_space_regions,
)
from polyregions.errors import ConstructionError
from polyregions.polytopes import box, whole_space
from polyregions.refinement import Execution
from polyregions.theorems.counting import complete_count
from polyregions.theorems.random_ensembles import random_ensemble
from polyregions.theorems.statements.hidden_widths import hidden_widths
from polyregions.theorems.statements.lemma_cases import composed_with_zigzag
from polyregions.theorems.statements.nakahara_2025 import (
    FOLD_POINTS,
    REMARK_POINTS,
    VARIANT_POINTS,
    branches,
    grown_network,
    same_function,
)
from polyregions.theorems.statements.named_networks import NAMED_NETWORKS, named_network
from polyregions.theorems.statements.samples import mean_near
from polyregions.theorems.statements.statement import (
    Outcome,
    Publication,
    Statement,
    Verdict,
    points,
)
from polyregions.theorems.ternary_search import ternary_maximum

__all__ = ["PUBLICATION", "STATEMENTS", "TERNARY_MAXIMA"]

PUBLICATION = Publication("polyregions")

TERNARY_MAXIMA = {
    1: {
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
    },
    2: {"1": 2, "2": 4, "3": 7, "4": 11, "1-1": 3, "1-2": 3, "2-1": 5, "2-2": 9},
}
"""The most linear regions on R^n0 by inputs and hidden widths."""

_DOMAINS = ("space", "cube")


def _affine_regions(execution: Execution, inputs: int, width: int, depth: int) -> Outcome:
    network = montufar(inputs, width, depth)
    claimed = affine_regions_on_cube(inputs, width // inputs, depth - 1)
    return Outcome.of_count(
        claimed, complete_count(network, definition="affine", execution=execution)
    )


def _whole_space(execution: Execution, inputs: int, width: int, depth: int) -> Outcome:
    network = montufar(inputs, width, depth)
    claimed = whole_space_regions(inputs, width // inputs, depth - 1)
    found = complete_count(network, whole_space(inputs), execution=execution)
    return Outcome.of_count(claimed, found)


def _theorem_1_whole_space(
    execution: Execution, variant: str, inputs: int, width: int, depth: int
) -> Outcome:
    network = ternary(inputs, width, depth, variant=variant)
    claimed = whole_space_regions(inputs, branches(inputs, width, variant), (depth - 1) // 2)
    found = complete_count(network, whole_space(inputs), execution=execution)
    return Outcome.of_count(claimed, found)


def _all_relu_width(execution: Execution, inputs: int, width: int, depth: int) -> Outcome:
    paper, relu = (ternary(inputs, width, depth, variant=v) for v in ("paper", "relu"))
    if any(set(layer.activation) != {"relu"} for layer in relu.layers[:-1]):
        return Outcome("all ReLU", "not all ReLU", False)
    return same_function(execution, paper, relu)


def _remark_1_slim(
    execution: Execution, change: str, inputs: int, width: int, depth: int
) -> Outcome:
    general = (width // inputs) ** (inputs * (depth - 1))
    network = grown_network("slim", change, inputs, width, depth)
    found = complete_count(network, execution=execution)
    return Outcome(
        f">= {decimal_text(general)}", found.count, found.count >= general, network.widths_text
    )


def _corrected_lemma(execution: Execution, inputs: int, branches: int, outer: str) -> Outcome:
    report, enumerated = composed_with_zigzag(execution, inputs, branches, outer)
    return Outcome.of_counts(
        report.corrected, enumerated, f"Lemma 1: {decimal_text(report.product)}"
    )


def _ternary_maxima(execution: Execution, inputs: int, widths: int | str) -> Outcome:
    sizes = hidden_widths(widths)
    maxima = TERNARY_MAXIMA.get(inputs, {})
    if str(widths) not in maxima:
        raise ConstructionError(
            f"there is no maximum on record for {inputs} inputs and hidden widths {widths}"
        )
    found = ternary_maximum(sizes, inputs=inputs)
    recount = complete_count(found.network, method="enumeration", execution=execution).count
    if recount != found.regions:
        return Outcome(found.regions, recount, False, "the enumeration finds another count")
    remark = f"{found.first_layers} first layers up to symmetry"
    return Outcome.of_counts(maxima[str(widths)], found.regions, remark)


def _like_one_arrangement(
    execution: Execution, inputs: int, widths: int | str, samples: int, seed: int
) -> Outcome:
    sample = random_ensemble(
        hidden_widths(widths),
        samples,
        inputs=inputs,
        bias_std=0.5,
        engine=execution.engine,
        seed=seed,
        workers=execution.workers,
        progress=execution.progress,
    )
    claimed = math.fsum(math.comb(sum(sample.widths), j) for j in range(inputs + 1))
    return mean_near(claimed, sample.activation_regions.tolist())


def _euler_relation(execution: Execution, network: str, domain: str) -> Outcome:
    net = named_network(network)
    n0 = net.inputs
    if domain not in _DOMAINS:
        raise ConstructionError(f"domain is {domain!r}: use {', '.join(_DOMAINS)}")
    where = whole_space(n0) if domain == "space" else box([-1] * n0, [1] * n0)
    lattice = regions(net, where, engine=execution.engine).face_lattice
    claimed, computed = [(-1) ** n0], [_alternating(lattice.inner_f_vector)]
    if not lattice.lines:
        claimed.append(1)
        computed.append(_alternating(lattice.bounded_f_vector))
    remark = f"{', '.join(map(str, lattice.inner_f_vector))} faces inside the domain"
    return Outcome(
        ", ".join(map(str, claimed)),
        ", ".join(map(str, computed)),
        claimed == computed,
        remark,
    )


def _alternating(counts: Sequence[int]) -> int:
    return sum((-1) ** k * count for k, count in enumerate(counts))


STATEMENTS = (
    Statement(
        name="affine-regions",
        text=(
            "On the unit cube, folds with N = p^(L-1) >= 2 branches a coordinate have "
            "2^(n0-1) (n0 (N-2) + 2) affine regions (definition 6)."
        ),
        publication=PUBLICATION,
        place="affine_regions_on_cube",
        check=_affine_regions,
        defaults=FOLD_POINTS,
    ),
    Statement(
        name="whole-space",
        text=(
            "On all of R^n0 the Montufar network has (N+1)^n0 linear regions, N = p^(L-1), if p is "
            "odd or L = 2, else (N+2)^n0."
        ),
        publication=PUBLICATION,
        place="whole_space_regions",
        check=_whole_space,
        defaults=FOLD_POINTS,
    ),
    Statement(
        name="theorem-1-whole-space",
        text=(
            "On all of R^n0 the ternary network with k blocks has (N+1)^n0 linear regions, "
            "N = q^k, if q is odd or k = 1, else (N+2)^n0."
        ),
        publication=PUBLICATION,
        place="whole_space_regions",
        check=_theorem_1_whole_space,
        defaults=VARIANT_POINTS,
    ),
    Statement(
        name="all-relu-width",
        text=(
            "ReLU in all hidden layers needs no more width: with ReLU for identity the ternary "
            "network computes the same function on all of R^n0."
        ),
        publication=PUBLICATION,
        place=(
            "sharpening arXiv:2507.16079v2, whose abstract doubles the width once more for ReLU in "
            "all layers"
        ),
        check=_all_relu_width,
        defaults=points(
            {"inputs": [1], "width": [8, 12], "depth": [3, 4, 5]},
            {"inputs": [2], "width": [12], "depth": [3, 5]},
        ),
    ),
    Statement(
        name="remark-1-slim",
        text=(
            "Remark 1 of Nakahara, Kobayashi and Matsushima is true of the slim variant: with the "
            "width doubled, and then the depth doubled or the width squared, it has as many linear "
            "regions on the unit cube as Proposition 1 gives the general network."
        ),
        publication=PUBLICATION,
        place="correcting Remark 1 of arXiv:2507.16079v2",
        check=_remark_1_slim,
        defaults=REMARK_POINTS,
    ),
    Statement(
        name="lemma-1-corrected",
        text=(
            "Where every g_U is an affine bijection, f o g has as many linear regions as the "
            "graphs G_V have components together."
        ),
        publication=PUBLICATION,
        place="correcting Lemma 1 of arXiv:2507.16079",
        check=_corrected_lemma,
        defaults=points(
            {"inputs": [1], "branches": [2, 3], "outer": ["sum", "zero", "hinge", "random-0"]},
            {
                "inputs": [2],
                "branches": [2],
                "outer": ["sum", "first", "zero", "hinge", "random-0", "random-1"],
            },
        ),
    ),
    Statement(
        name="ternary-maxima",
        text="The most linear regions on R^n0 of all ternary ReLU networks with these widths.",
        publication=PUBLICATION,
        place="ternary_maximum",
        check=_ternary_maxima,
        defaults=points(
            {"inputs": [1], "widths": list(TERNARY_MAXIMA[1])},
            {"inputs": [2], "widths": list(TERNARY_MAXIMA[2])},
        ),
    ),
    Statement(
        name="like-one-arrangement",
        text=(
            "Conjecture: for He weights the expected number of regions on all of R^n0 is "
            "sum_{j <= n0} C(sum n_l, j) up to lower order, as if all units were one arrangement."
        ),
        publication=PUBLICATION,
        place="a conjecture",
        check=_like_one_arrangement,
        defaults=points({"inputs": [2], "widths": ["20", "20-20"], "samples": [20], "seed": [0]}),
        expected=Verdict.CONSISTENT,
    ),
    Statement(
        name="euler-relation",
        text=(
            "Of every network, degenerate or not, the numbers of faces inside the domain have the "
            "alternating sum f_0 - f_1 + ... = (-1)^n0; and those of bounded faces 1, on the "
            "boundary too, where the cells contain no line."
        ),
        publication=PUBLICATION,
        place="the relation of Euler for complexes of regions",
        check=_euler_relation,
        defaults=points({"network": list(NAMED_NETWORKS), "domain": list(_DOMAINS)}),
    ),
)
