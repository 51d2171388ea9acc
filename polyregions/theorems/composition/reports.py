"""What counting by composition hands back: a count with the hypotheses checked, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from polyregions.arithmetic import decimal_text, repr_of_fields
from polyregions.complexes import Definition
from polyregions.networks import Network
from polyregions.theorems.composition.branches import FullBranchMap, HypothesisFailure
from polyregions.theorems.composition.interval_maps import IntervalMap
from polyregions.theorems.composition.zigzags import CoordinateFold

__all__ = ["CheckedBlock", "CompositionCount", "CompositionRefusal", "Way", "shortened"]

Witness = tuple[CoordinateFold, ...] | FullBranchMap | IntervalMap


class Way(Enum):
    """A way to count compositions, and the hypothesis that is checked for every block."""

    PRODUCT_FOLDS = (
        "closed formula for product folds: each coordinate of the block is a zigzag of that "
        "coordinate alone, each of whose branches runs over the same interval"
    )
    FULL_BRANCH_FOLDS = (
        "transfer of piece states: every linear region of the block is mapped bijectively onto "
        "one polytope"
    )
    INTERVAL_MAPS = (
        "kinks counted between points of finite sets: the block maps its set into the next one, "
        "and is affine between the points"
    )


@dataclass(frozen=True, slots=True)
class CheckedBlock:
    """A block that satisfies the hypothesis.

    Attributes
    ----------
    network
        The map.
    repeats
        How often it is applied in a row.
    branches
        The number of its linear pieces.
    witness
        The data that prove the hypothesis: the zigzags by their knots and values; the branches
        with their affine maps, facets and folds; or the map of the interval, by knots and values.
    """

    network: Network
    repeats: int
    branches: int
    witness: Witness

    __repr__ = repr_of_fields

    def __str__(self) -> str:
        times = "once" if self.repeats == 1 else f"{decimal_text(self.repeats)} times"
        branches = decimal_text(self.branches)
        return f"block {self.network.widths_text}, {branches} branches, applied {times}"


@dataclass(frozen=True, slots=True, repr=False)
class CompositionCount:
    """The exact number of linear regions (definition 4) of a composition.

    Attributes
    ----------
    count
        The number.
    way
        How it was counted, and the hypothesis that this needs.
    blocks
        The blocks for which the hypothesis was checked, the first applied first.
    outer_regions
        The number of linear regions of the outer map on the last block's image.
    """

    count: int
    way: Way
    blocks: tuple[CheckedBlock, ...]
    outer_regions: int

    @property
    def definition(self) -> Definition:
        """The definition by which the regions were counted."""
        return Definition.OPEN_CONNECTED

    @property
    def method(self) -> str:
        """How they were counted."""
        return "composition"

    def __int__(self) -> int:
        return self.count

    def __repr__(self) -> str:
        count = shortened(self.count)
        return f"<CompositionCount {count}, {self.way.name}, {len(self.blocks)} blocks>"

    def __str__(self) -> str:
        blocks = "; ".join(map(str, self.blocks))
        return f"{shortened(self.count)} linear regions by {self.way.value}. Checked: {blocks}"


@dataclass(frozen=True, slots=True)
class CompositionRefusal:
    """Nothing was counted: a hypothesis fails, or a budget was used up; it is no count.

    Attributes
    ----------
    reason
        Which one, and what helps.
    block
        The block that fails, None where the network has none.
    failure
        The linear region of the block that violates Lemma 1's hypothesis, with its witness; None
        where the reason is another one.
    stopped_at
        The budget that was used up, "max_regions" or "max_seconds", before it was known whether the
        hypotheses hold; None where one fails.
    """

    reason: str
    block: Network | None = None
    failure: HypothesisFailure | None = None
    stopped_at: str | None = None

    def __str__(self) -> str:
        return self.reason if self.failure is None else f"{self.reason}: {self.failure}"


def shortened(value: int) -> str:
    """Return a positive integer by its first digits and their number, where it has over 40 digits.

    Fast for integers of millions of digits.

    Examples
    --------
    >>> shortened(81), shortened(3 * 10**5000)
    ('81', '300000000000... (5001 digits)')
    """
    if value < 10**40:
        return str(value)
    digits = value.bit_length() * 30102 // 100000  # at most all of them, as log10(2) > 0.30102
    power = 10**digits
    while power <= value:
        digits, power = digits + 1, 10 * power
    return f"{value * 10**12 // power}... ({digits} digits)"
