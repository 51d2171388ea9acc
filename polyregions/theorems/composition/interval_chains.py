"""Counting a chain of piecewise linear maps of an interval, none of which need be onto."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from polyregions.budgets import in_time
from polyregions.networks import Network
from polyregions.theorems.composition.blocks import Block
from polyregions.theorems.composition.interval_maps import IntervalMap, interval_map
from polyregions.theorems.composition.markov_maps import (
    KinkCounts,
    apply_map,
    apply_power,
    invariant_points,
    kinks_of,
)
from polyregions.theorems.composition.reports import (
    CheckedBlock,
    CompositionCount,
    CompositionRefusal,
    Way,
)

__all__ = ["count_interval_chain"]

Interval = tuple[Fraction, Fraction]

MOST_UNROLLED = 500
"""Blocks without a finite invariant set of points are applied one by one so often at most."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One map, its finite set of points, and how often it maps that set into itself before."""

    network: Network
    function: IntervalMap
    points: tuple[Fraction, ...]
    repeats: int


def count_interval_chain(
    outer: Network, blocks: Sequence[Block], interval: Interval
) -> CompositionCount | CompositionRefusal:
    """Count the linear pieces of outer o blocks on an interval.

    Parameters
    ----------
    outer, blocks
        Networks of one input, the blocks with one output; the first block is applied first.
    interval
        The domain, of positive length.

    Examples
    --------
    >>> from polyregions.constructions import zigzag
    >>> tent = zigzag(1, 2)
    >>> count_interval_chain(tent, [Block(tent, 3)], (Fraction(-1), Fraction(2))).count
    18
    """
    steps = _steps(blocks, interval)
    if isinstance(steps, CompositionRefusal):
        return steps
    checked = tuple(
        CheckedBlock(s.network, s.repeats, len(s.function.knots) - 1, s.function) for s in steps
    )
    images = sorted({steps[-1].function(x)[0] for x in steps[-1].points}) if steps else [*interval]
    if len(images) == 1:
        return CompositionCount(1, Way.INTERVAL_MAPS, checked, 1)
    last = interval_map(outer, images[0], images[-1])
    counts = kinks_of(last, tuple(sorted({*images, *last.knots})))
    for step in in_time(reversed(steps)):
        found = _applied(step, counts)
        if found is None:
            return CompositionRefusal(
                "the derivatives of the iterated map do not repeat: count by enumeration, or take "
                "fewer repetitions",
                step.network,
            )
        counts = found
    pieces = counts.pieces(*interval)
    return CompositionCount(pieces, Way.INTERVAL_MAPS, checked, len(last.knots) - 1)


def _applied(step: _Step, counts: KinkCounts) -> KinkCounts | None:
    """Return the kinks before all repetitions; the last one applied leads to the next points."""
    counts = apply_map(step.function, step.points, counts)
    return apply_power(step.function, counts, step.repeats - 1)


def _steps(blocks: Sequence[Block], interval: Interval) -> list[_Step] | CompositionRefusal:
    """Choose the points from the first map on: images of the points before, kinks, and ends."""
    steps: list[_Step] = []
    incoming = {*interval}
    for block in blocks:
        repeated = _repeated_step(block, incoming) if block.repeats > 1 else None
        if repeated is None and block.repeats > MOST_UNROLLED:
            return CompositionRefusal(
                "the block has no finite invariant set of points (or none small enough), so it is "
                f"no Markov map, and it is applied {block.repeats} times: at most {MOST_UNROLLED} "
                "applications are followed one by one",
                block.network,
            )
        for _ in in_time(range(block.repeats if repeated is None else 1)):
            if len(incoming) == 1:
                return steps
            step = repeated or _single_step(block.network, incoming)
            steps.append(step)
            incoming = {step.function(x)[0] for x in step.points}
    return steps


def _single_step(network: Network, incoming: set[Fraction]) -> _Step:
    function = interval_map(network, min(incoming), max(incoming))
    return _Step(network, function, tuple(sorted(incoming.union(function.knots))), 1)


def _repeated_step(block: Block, incoming: set[Fraction]) -> _Step | None:
    """Return one step for all repetitions, if an invariant interval and finite set are found."""
    low, high = min(incoming), max(incoming)
    for _ in in_time(range(100)):
        if low == high:
            return None
        function = interval_map(block.network, low, high)
        values = [value for (value,) in function.values]
        if low <= min(values) and max(values) <= high:
            points = invariant_points(function, [*incoming, *function.knots])
            if points is None:
                return None
            return _Step(block.network, function, points, block.repeats)
        low, high = min(low, *values), max(high, *values)
    return None
