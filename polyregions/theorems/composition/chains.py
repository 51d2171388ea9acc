"""Counting outer o h_m^(k_m) o ... o h_1^(k_1), and deep networks that are such chains.

Nothing is enumerated but each different block and the outer map. Every way of counting is exact
under a hypothesis that is checked first (see :class:`Way`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from polyregions.budgets import in_time, time_limit
from polyregions.complexes import checked_domain
from polyregions.errors import InvalidNetworkError, OutOfTime
from polyregions.networks import Network, check_network
from polyregions.polytopes import HPolytope, box, irredundant
from polyregions.refinement import Execution
from polyregions.theorems.composition.blocks import Block, split_into_blocks
from polyregions.theorems.composition.branches import FullBranchMap, HypothesisFailure
from polyregions.theorems.composition.full_branch_maps import (
    image_of_first_branch,
    match_branches,
)
from polyregions.theorems.composition.gradients import gradient_classes
from polyregions.theorems.composition.interval_chains import count_interval_chain
from polyregions.theorems.composition.pieces import linear_pieces
from polyregions.theorems.composition.product_folds import (
    box_intervals,
    count_after_product_fold,
    product_fold,
)
from polyregions.theorems.composition.reports import (
    CheckedBlock,
    CompositionCount,
    CompositionRefusal,
    Way,
)
from polyregions.theorems.composition.searches import Search
from polyregions.theorems.composition.stages import Checked, Stage, follow
from polyregions.theorems.composition.transfer_matrix import (
    TooManyStatesError,
    Transfer,
    state_counts,
)
from polyregions.theorems.composition.zigzags import CoordinateFold, Zigzag

__all__ = ["composed_count", "count_by_composition", "count_chain", "count_power"]


def count_by_composition(
    network: Network,
    domain: Any = None,
    *,
    engine: str = "auto",
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> CompositionCount | CompositionRefusal:
    """Count the linear regions (definition 4) of a deep network by cutting it into blocks.

    The network is cut where it passes through n0 numbers, and equal blocks in a row are counted as
    one power; so a network of 10000 layers that repeats one costs no more than a short one.

    Parameters
    ----------
    network
        The network.
    domain
        A full-dimensional :class:`HPolytope` or a box as ``[[lower, upper], ...]``; where omitted
        the network's own domain.
    engine
        The engine that finds the regions of each different block and of the outer map.
    max_regions
        Nothing is counted where a block or the outer map has more activation regions.
    max_seconds
        Nothing is counted where it takes longer.

    Returns
    -------
    CompositionCount or CompositionRefusal
        The exact count with the hypotheses that were checked, or the reason why nothing was
        counted.

    Raises
    ------
    InvalidDomainError
        If the domain has another dimension than the network's inputs, or no interior.

    Examples
    --------
    >>> import polyregions as pr
    >>> count_by_composition(pr.montufar(inputs=3, width=30, depth=1000)).count == 10**2997
    True
    >>> print(count_by_composition(pr.he_random((2, 4, 4, 1))))
    the network passes nowhere through 2 numbers: count by enumeration
    """
    execution = Execution(engine, max_regions=max_regions, max_seconds=max_seconds)
    return composed_count(network, checked_domain(network, domain), execution)


def composed_count(
    network: Network, domain: HPolytope, execution: Execution
) -> CompositionCount | CompositionRefusal:
    """Count as :func:`count_by_composition`, each search being carried out as said.

    Where a budget of the execution ends the work, nothing is counted.
    """
    with time_limit(execution.max_seconds):
        try:
            split = split_into_blocks(network)
            if split.blocks:
                return _counted_chain(split.outer, split.blocks, domain, execution)
        except OutOfTime as error:
            if not execution.has_budget:
                raise
            return CompositionRefusal(str(error), stopped_at="max_seconds")
    return CompositionRefusal(
        f"the network passes nowhere through {network.inputs} numbers: count by enumeration"
    )


def count_power(
    outer: Network, inner: Network, exponent: int, *, engine: str = "auto"
) -> CompositionCount | CompositionRefusal:
    """Count the linear regions of f o h^k.

    Parameters
    ----------
    outer
        f; its own domain plays no part.
    inner
        h, with as many outputs as inputs; its domain is that of f o h^k.
    exponent
        k >= 0.
    engine
        The engine that finds the regions of h and of f.

    Returns
    -------
    CompositionCount or CompositionRefusal
        As for :func:`count_by_composition`.

    Raises
    ------
    InvalidNetworkError
        If the dimensions differ or the exponent is negative.

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.constructions import zigzag
    >>> hinge = pr.Network([pr.Layer([[-1]], ["1/2"])])
    >>> count_power(hinge, zigzag(inputs=1, branches=2), 10).count
    1536
    """
    check_network(outer)
    check_network(inner)
    if exponent < 0:
        raise InvalidNetworkError(f"the exponent is {exponent}: give a whole number >= 0")
    return count_chain(outer, [Block(inner, exponent)], checked_domain(inner, None), engine=engine)


def count_chain(
    outer: Network, blocks: Sequence[Block], domain: HPolytope, *, engine: str = "auto"
) -> CompositionCount | CompositionRefusal:
    """Count the linear regions of a chain of blocks followed by an outer map.

    Parameters
    ----------
    outer
        The map applied last.
    blocks
        The maps R^n -> R^n applied before it, the first applied first.
    domain
        A full-dimensional polytope in R^n, on which the first block acts.
    engine
        The engine that finds the regions of each different block and of the outer map.

    Returns
    -------
    CompositionCount or CompositionRefusal
        As for :func:`count_by_composition`.

    Raises
    ------
    InvalidNetworkError
        If the dimensions differ.

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.constructions import zigzag
    >>> blocks = [Block(zigzag(2, 2), 10), Block(zigzag(2, 3), 5)]
    >>> first = pr.Network([pr.Layer([[1, 0]], [0], "identity")])
    >>> count_chain(first, blocks, pr.box([0, 0], [1, 1])).count == 2**10 * 3**5
    True
    """
    check_network(outer)
    return _counted_chain(outer, blocks, domain, Execution(engine))


def _counted_chain(
    outer: Network, blocks: Sequence[Block], domain: HPolytope, execution: Execution
) -> CompositionCount | CompositionRefusal:
    n = domain.dimension
    for network in (*(block.network for block in blocks), outer):
        if network.inputs != n or (network is not outer and network.outputs != n):
            raise InvalidNetworkError(
                f"a network of the chain maps dimension {network.inputs} to {network.outputs} "
                f"where the domain has {n}: give blocks from R^n to R^n and an outer map on R^n"
            )
    source = irredundant(domain)
    search = Search(execution)
    by_formula = _count_product_folds(outer, blocks, source, search)
    if isinstance(by_formula, CompositionCount) or by_formula.stopped_at is not None:
        return by_formula
    intervals = box_intervals(source)
    if n == 1 and intervals is not None:
        return count_interval_chain(outer, blocks, intervals[0])
    return _count_full_branch_folds(outer, blocks, source, search)


# Product folds


def _count_product_folds(
    outer: Network, blocks: Sequence[Block], source: HPolytope, search: Search
) -> CompositionCount | CompositionRefusal:
    stages = follow(blocks, source, _check_product_fold)
    if isinstance(stages, CompositionRefusal):
        return stages
    target = stages[-1].target if stages else source
    cells = search(outer, target)
    if isinstance(cells, CompositionRefusal):
        return cells
    pieces = linear_pieces(cells)
    zigzags = [Zigzag(1, falls_first=False)] * source.dimension
    for stage in stages:
        iterates = [fold.zigzag**stage.repeats for fold in stage.found]
        zigzags = [first.then(second) for first, second in zip(zigzags, iterates, strict=True)]
    count = count_after_product_fold(pieces, zigzags)
    checked = _checked(stages, lambda folds: prod(f.zigzag.branches for f in folds))
    return CompositionCount(count, Way.PRODUCT_FOLDS, checked, len(pieces))


def _check_product_fold(
    network: Network, source: HPolytope
) -> Checked[tuple[CoordinateFold, ...]] | CompositionRefusal:
    folds = product_fold(network, source)
    if folds is None:
        return CompositionRefusal("the block is no product of zigzags of a box", network)
    target = box([fold.target[0] for fold in folds], [fold.target[1] for fold in folds])
    return Checked(folds, target)


# Full-branch folds


def _count_full_branch_folds(
    outer: Network, blocks: Sequence[Block], source: HPolytope, search: Search
) -> CompositionCount | CompositionRefusal:
    def check(network: Network, source: HPolytope) -> Checked[FullBranchMap] | CompositionRefusal:
        return _check_full_branches(network, source, search)

    stages = follow(blocks, source, check)
    if isinstance(stages, CompositionRefusal):
        return stages
    target = stages[-1].target if stages else source
    cells = search(outer, target)
    if isinstance(cells, CompositionRefusal):
        return cells
    pieces = linear_pieces(cells)
    classes = gradient_classes(
        source.dimension,
        [fold.direction for stage in stages for fold in stage.found.folds],
        [branch.affine_map.weights for stage in stages for branch in stage.found.branches],
    )
    counts = state_counts(pieces, classes)
    transfers: dict[int, Transfer] = {}
    for stage in in_time(reversed(stages)):
        transfer = transfers.setdefault(id(stage.found), Transfer(stage.found, classes))
        try:
            counts = transfer.apply_power(counts, stage.repeats)
        except TooManyStatesError:
            return CompositionRefusal(
                "the pieces have too many states: their gradients do not fall into finitely many "
                "classes; take fewer repetitions, or count by enumeration",
                stage.network,
            )
    checked = _checked(stages, lambda folding: len(folding.branches))
    return CompositionCount(counts.total(), Way.FULL_BRANCH_FOLDS, checked, len(pieces))


def _check_full_branches(
    network: Network, source: HPolytope, search: Search
) -> Checked[FullBranchMap] | CompositionRefusal:
    """Check a block with its source as the target, else with the only other one possible."""
    cells = search(network, source)
    if isinstance(cells, CompositionRefusal):
        return cells
    found = match_branches(cells, source)
    target = source
    if isinstance(found, HypothesisFailure):
        target = image_of_first_branch(cells) or source
        if target != source:
            found = match_branches(cells, target)
    if isinstance(found, HypothesisFailure):
        return CompositionRefusal("a block violates the hypothesis of Lemma 1", network, found)
    return Checked(found, found.target)


def _checked(
    stages: Sequence[Stage[Any]], branches: Callable[[Any], int]
) -> tuple[CheckedBlock, ...]:
    return tuple(
        CheckedBlock(stage.network, stage.repeats, branches(stage.found), stage.found)
        for stage in stages
    )
