"""Statements about the folds of Montufar: Proposition 1, and what it leaves out."""

from __future__ import annotations

from polyregions.complexes import counted
from polyregions.constructions import affine_regions_on_cube, montufar, whole_space_regions
from polyregions.polytopes import whole_space
from polyregions.theorems.claims.statement import Outcome, Statement, Verdict, points

__all__ = ["STATEMENTS"]

_PAPER = "Nakahara, Kobayashi, Matsushima, arXiv:2507.16079"


def _proposition_1(engine: str, inputs: int, width: int, depth: int) -> Outcome:
    claimed = (width // inputs) ** (inputs * (depth - 1))
    network = montufar(inputs, width, depth)
    return Outcome.of_counts(claimed, counted(network, engine=engine).count)


def _proposition_1_unconnected(engine: str, inputs: int, width: int, depth: int) -> Outcome:
    claimed = (width // inputs) ** (inputs * (depth - 1))
    network = montufar(inputs, width, depth)
    computed = counted(network, definition="affine", engine=engine).count
    return Outcome.of_counts(claimed, computed)


def _affine_regions(engine: str, inputs: int, width: int, depth: int) -> Outcome:
    network = montufar(inputs, width, depth)
    claimed = affine_regions_on_cube(inputs, width // inputs, depth - 1)
    computed = counted(network, definition="affine", engine=engine).count
    return Outcome.of_counts(claimed, computed)


def _whole_space(engine: str, inputs: int, width: int, depth: int) -> Outcome:
    network = montufar(inputs, width, depth)
    claimed = whole_space_regions(inputs, width // inputs, depth - 1)
    computed = counted(network, whole_space(inputs), engine=engine).count
    return Outcome.of_counts(claimed, computed)


_POINTS = points(
    {"inputs": [1], "width": [2, 3, 5], "depth": [2, 3, 4]},
    {"inputs": [2], "width": [4, 5, 6], "depth": [2, 3]},
    {"inputs": [3], "width": [6], "depth": [2]},
)

STATEMENTS = (
    Statement(
        name="proposition-1",
        text="The Montufar network has p^(n0 (L-1)) linear regions on the unit cube, p = n // n0.",
        source=f"Proposition 1 of {_PAPER}",
        check=_proposition_1,
        defaults=_POINTS,
    ),
    Statement(
        name="proposition-1-unconnected",
        text=(
            "Proposition 1 with Definition 2 of the paper read literally: a region is a set of "
            "inputs, connected or not, on which the network is one affine map."
        ),
        source=f"Definition 2 and Proposition 1 of {_PAPER}",
        check=_proposition_1_unconnected,
        defaults=points({"inputs": [1, 2], "width": [4], "depth": [2, 3]}),
        expected=Verdict.REFUTED,
    ),
    Statement(
        name="affine-regions",
        text=(
            "On the unit cube, folds with N = p^(L-1) >= 2 branches a coordinate have "
            "2^(n0-1) (n0 (N-2) + 2) affine regions (definition 6)."
        ),
        source="polyregions, affine_regions_on_cube",
        check=_affine_regions,
        defaults=_POINTS,
    ),
    Statement(
        name="whole-space",
        text=(
            "On all of R^n0 the Montufar network has (N+1)^n0 linear regions, N = p^(L-1), if p is "
            "odd or L = 2, else (N+2)^n0."
        ),
        source="polyregions, whole_space_regions",
        check=_whole_space,
        defaults=_POINTS,
    ),
)
