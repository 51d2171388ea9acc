"""Lemma 1 of the ternary paper, as printed and corrected, and what the correction can count."""

from __future__ import annotations

import random
from collections.abc import Callable

from polyregions.arithmetic import decimal_text
from polyregions.constructions import montufar, ternary, zigzag
from polyregions.errors import ConstructionError
from polyregions.networks import Layer, Network
from polyregions.polytopes import box
from polyregions.theorems.claims.statement import Outcome, Statement, Verdict, points
from polyregions.theorems.composition import (
    CompositionRefusal,
    HypothesisFailure,
    Lemma1Verification,
    count_by_composition,
    verify_lemma1,
)

__all__ = ["STATEMENTS"]

_PAPER = "Nakahara, Kobayashi, Matsushima, arXiv:2507.16079"


def _printed(engine: str, inputs: int, branches: int, outer: str) -> Outcome:
    found = _verified(engine, inputs, branches, outer)
    assert found.enumerated is not None
    merge = found.report.merge
    remark = "" if merge is None else f"merge at ({', '.join(map(str, merge.point))})"
    return Outcome.of_counts(found.report.product, found.enumerated, remark)


def _corrected(engine: str, inputs: int, branches: int, outer: str) -> Outcome:
    found = _verified(engine, inputs, branches, outer)
    assert found.enumerated is not None
    remark = f"Lemma 1 as printed: {found.report.product}"
    return Outcome.of_counts(found.report.corrected, found.enumerated, remark)


def _verified(engine: str, inputs: int, branches: int, outer: str) -> Lemma1Verification:
    found = verify_lemma1(zigzag(inputs, branches), _outer(outer, inputs), engine=engine)
    if isinstance(found, HypothesisFailure):
        raise ConstructionError("the hypothesis of Lemma 1 does not hold")
    if found.enumerated is None:
        raise ConstructionError("the composition is too large to be enumerated")
    return found


def _outer(name: str, inputs: int) -> Network:
    """Return the outer network of a name on the unit cube."""
    cube = box([0] * inputs, [1] * inputs)
    kind, _, seed = str(name).partition("-")
    if kind == "random" and seed.isdecimal():
        return Network(_random_layers(inputs, int(seed)), cube, name)
    if name not in _OUTER:
        raise ConstructionError(f"outer is {name!r}: use {', '.join(_OUTER)}, random-0, random-1")
    return Network(_OUTER[name](inputs), cube, name)


_OUTER: dict[str, Callable[[int], list[Layer]]] = {
    "sum": lambda n: [Layer([[1] * n], None, "identity")],
    "first": lambda n: [Layer([[1] + [0] * (n - 1)], None, "identity")],
    "zero": lambda n: [Layer([[0] * n], None, "identity")],
    "hinge": lambda n: [Layer([[-1] + [0] * (n - 1)], ["1/2"])],
}


def _random_layers(inputs: int, seed: int) -> list[Layer]:
    rng = random.Random(f"{inputs} {seed}")
    rows = [[rng.randint(-2, 2) for _ in range(inputs)] for _ in range(3)]
    output = [[rng.choice([-1, 0, 1]) for _ in rows]]
    return [Layer(rows, [rng.randint(-1, 1) for _ in rows]), Layer(output, None, "identity")]


def _deep(engine: str, construction: str, inputs: int, width: int, depth: int) -> Outcome:
    if construction == "montufar":
        network = montufar(inputs, width, depth)
        claimed = (width // inputs) ** (inputs * (depth - 1))
    else:
        network = ternary(inputs, width, depth, variant=construction)
        slim = construction == "slim"
        q = (width // inputs + 1) // 2 if slim else width // (2 * (inputs + 1))
        claimed = q ** (inputs * ((depth - 1) // 2))
    found = count_by_composition(network, engine=engine)
    if isinstance(found, CompositionRefusal):
        raise ConstructionError(f"composition does not count it: {found}")
    return Outcome.of_counts(claimed, found.count, f"{len(decimal_text(found.count))} digits")


STATEMENTS = (
    Statement(
        name="lemma-1",
        text=(
            "As printed: if g_U is bijective for every linear region U of g, then f o g has "
            "|L(f)| |L(g)| linear regions. Here g is a zigzag in every coordinate."
        ),
        source=f"Lemma 1 of {_PAPER}",
        check=_printed,
        defaults=points(
            {"inputs": [1], "branches": [2, 3], "outer": ["sum", "zero", "hinge"]},
            {"inputs": [2], "branches": [2], "outer": ["sum", "first"]},
        ),
        expected=Verdict.REFUTED,
    ),
    Statement(
        name="lemma-1-corrected",
        text=(
            "Where every g_U is an affine bijection, f o g has as many linear regions as the "
            "graphs G_V have components together."
        ),
        source=f"polyregions, correcting Lemma 1 of {_PAPER}",
        check=_corrected,
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
        name="deep-folds",
        text=(
            "Proposition 1 and Theorem 1 far beyond enumeration: the corrected lemma counts what "
            "the blocks of the network make of each other."
        ),
        source=f"Proposition 1 and Theorem 1 of {_PAPER}",
        check=_deep,
        defaults=points(
            {"construction": ["montufar"], "inputs": [1, 3], "width": [30], "depth": [101, 1001]},
            {"construction": ["montufar"], "inputs": [2], "width": [200], "depth": [10001]},
            {"construction": ["paper", "relu"], "inputs": [2], "width": [12], "depth": [101, 1002]},
            {"construction": ["slim"], "inputs": [2], "width": [6], "depth": [101, 1002]},
        ),
    ),
)
