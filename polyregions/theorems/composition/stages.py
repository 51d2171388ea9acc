"""Following the domain through a chain of blocks, and checking each block where it acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from polyregions.budgets import checkpoint
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.theorems.composition.blocks import Block
from polyregions.theorems.composition.reports import CompositionRefusal

__all__ = ["Checked", "Stage", "follow"]

Found = TypeVar("Found")

MOST_CHECKS = 300
"""A chain in which more different maps have to be checked is refused."""


@dataclass(frozen=True, slots=True)
class Checked(Generic[Found]):
    """What a block was found to be, and the polytope onto which it maps its source."""

    found: Found
    target: HPolytope


@dataclass(frozen=True, slots=True)
class Stage(Generic[Found]):
    """A checked map and how often it is applied in a row.

    Attributes
    ----------
    network
        The map.
    repeats
        The number of applications; where there are several, source and target are equal.
    found
        What the check found.
    target
        The polytope onto which it maps its source.
    """

    network: Network
    repeats: int
    found: Found
    target: HPolytope


def follow(
    blocks: Sequence[Block],
    source: HPolytope,
    check: Callable[[Network, HPolytope], Checked[Found] | CompositionRefusal],
) -> tuple[Stage[Found], ...] | CompositionRefusal:
    """Return the stages of a chain, or the refusal of the first block whose check fails.

    Parameters
    ----------
    blocks
        The blocks, the first applied first.
    source
        The domain of the first.
    check
        Decides what a map is on a polytope; it is called once for each pair of the two.
    """
    known: dict[tuple[int, HPolytope], Checked[Found] | CompositionRefusal] = {}
    stages: list[Stage[Found]] = []
    for block in blocks:
        left = block.repeats
        while left:
            checkpoint()
            key = (id(block.network), source)
            if key not in known:
                if len(known) == MOST_CHECKS:
                    return CompositionRefusal(
                        f"after {MOST_CHECKS} different blocks or images of the domain there are "
                        "still new ones: count by enumeration",
                        block.network,
                    )
                known[key] = check(block.network, source)
            result = known[key]
            if isinstance(result, CompositionRefusal):
                return result
            repeats = left if result.target == source else 1
            stages.append(Stage(block.network, repeats, result.found, result.target))
            source = result.target
            left -= repeats
    return tuple(stages)
