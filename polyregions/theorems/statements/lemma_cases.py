"""Zigzags and outer maps, on which Lemma 1 and its correction are compared with enumeration."""

from __future__ import annotations

import random
from collections.abc import Callable

from polyregions.constructions import zigzag
from polyregions.errors import ConstructionError
from polyregions.networks import Layer, Network
from polyregions.polytopes import box
from polyregions.refinement import Execution
from polyregions.theorems.composition import HypothesisFailure, Lemma1Report, verify_lemma1

__all__ = ["composed_with_zigzag"]


def composed_with_zigzag(
    execution: Execution, inputs: int, branches: int, outer: str
) -> tuple[Lemma1Report, int]:
    """Return what the lemmas say about an outer map after a zigzag, and the enumerated count.

    Parameters
    ----------
    engine
        As for :func:`polyregions.regions`.
    inputs, branches
        The zigzag's.
    outer
        The outer map: "sum" or "first" of the coordinates, "zero", "hinge", or "random-SEED".
    """
    found = verify_lemma1(zigzag(inputs, branches), _outer(outer, inputs), engine=execution.engine)
    if isinstance(found, HypothesisFailure):
        raise ConstructionError("the hypothesis of Lemma 1 does not hold")
    if found.enumerated is None:
        raise ConstructionError("the composition is too large to be enumerated")
    return found.report, found.enumerated


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
