"""From a network or its regions to exact Lipschitz constants."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from polyregions.arithmetic import LargestRoot, is_sequence
from polyregions.budgets import time_limit
from polyregions.complexes import PartialReduction, RegionBatch, RegionComplex, reduce_regions
from polyregions.errors import OutOfTime, UnknownOptionError, WorkerLostError, check_choice, short
from polyregions.networks import IntegerForm, Network, Pattern, check_network
from polyregions.progress import Progress
from polyregions.questions.combinations import combined
from polyregions.questions.steepness.candidates import Steepest, SteepestRegions
from polyregions.questions.steepness.constants import (
    ClassConstants,
    LipschitzConstant,
    PartialLipschitz,
)
from polyregions.questions.steepness.norms import NORMS
from polyregions.refinement import CellBatch, mapped_enumeration

__all__ = ["lipschitz"]

_SIZE = 1 << 14

_Known = tuple[Any, list[Steepest | None]]
_Pairs = list[tuple[int, int]]


def lipschitz(
    network: Network | RegionComplex,
    norm: str = "l2",
    *,
    of: Any = None,
    classes: Any = False,
    domain: Any = None,
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_regions: int | None = None,
    max_seconds: float | None = None,
) -> LipschitzConstant | ClassConstants | PartialLipschitz:
    """Return the exact Lipschitz constant of a network on a domain.

    It is the least L with ``|f(x) - f(y)| <= L |x - y|`` for all points of the domain, which is the
    largest operator norm of the Jacobians of the regions. For the segment between x and y lies in
    the domain, which is convex; on each of its pieces in regions f changes by at most the norm of a
    Jacobian there times the length of the piece, and the lengths add up. And no smaller number
    will do, since a region has an interior, in which a direction can be found along which its
    Jacobian stretches as much as its norm says.

    Parameters
    ----------
    network
        The network; or a complex, whose regions are then not searched for again.
    norm
        In which inputs and outputs are measured: "l1", "l2" or "linf". For one function the
        constant is the largest dual norm of a gradient: max |g_i| for "l1", sum |g_i| for "linf".
        For m outputs it is the largest sum of a column of a Jacobian for "l1", of a row for "linf",
        in absolute values, and the largest singular value for "l2".
    of
        Of which function: None for all outputs, as a map to R^m; the index of one output; m
        coefficients of a combination, such as [1, -1]; or several rows of them.
    classes
        True: of the differences of all pairs of outputs, one by one; or a list of pairs.
    domain, engine, progress, workers, executor, retries, max_regions, max_seconds
        As for :func:`polyregions.regions`. With a complex there is only ``max_seconds``.

    Returns
    -------
    LipschitzConstant
        With a region that attains it.
    ClassConstants
        For classes: one constant for each pair.
    PartialLipschitz
        Where a budget stopped the search: a lower bound.

    Raises
    ------
    UnknownOptionError, InvalidNetworkError, InvalidNumberError, InvalidDomainError
        If an argument is not one of these, or does not fit the network.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` around it is up, and no budget is given.

    Notes
    -----
    No region is kept. The gradients come in columns, a hundred bits with bounds of their errors;
    floats exclude all regions but a few, and these are compared in integers, the largest roots of
    characteristic polynomials included. Where very many regions are alike up to signs and floats do
    not hold their gradients, all of them are compared so.

    Finding the constant is NP-hard (Virmaux, Scaman, "Lipschitz regularity of deep neural networks:
    analysis and efficient estimation", 2018); for networks of few inputs the regions can be listed.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.Network([pr.Layer([[3, 4], [-1, 1]]), pr.Layer([[1, 1]], [0], "identity")])
    >>> print(pr.lipschitz(net, "linf"))
    7 (linf), attained in 10
    >>> print(pr.lipschitz(net))
    5.3851648071345..., the square root of 29 (l2), attained in 11
    """
    check_choice("the norm", norm, NORMS)
    own = network.network if isinstance(network, RegionComplex) else check_network(network)
    question = _Question.of(own, norm, of, classes)
    if isinstance(network, RegionComplex):
        others = (domain, engine, progress, workers, executor, retries, max_regions)
        if others != (None, "auto", False, 1, None, 2, None):
            raise UnknownOptionError(
                "the regions of a complex are found: leave out all options of the search but "
                "max_seconds, or give the network"
            )
        return _of_complex(question, network, max_seconds)
    try:
        found = reduce_regions(
            question.network,
            question.function,
            question.nothing,
            question.combined,
            domain,
            size=_SIZE,
            engine=engine,
            progress=progress,
            workers=workers,
            executor=executor,
            retries=retries,
            max_regions=max_regions,
            max_seconds=max_seconds,
        )
    except WorkerLostError as error:
        if isinstance(error.partial, PartialReduction):
            error.partial = question.partial(error.partial)
        raise
    return (
        question.partial(found) if isinstance(found, PartialReduction) else question.answer(found)
    )


@dataclass(frozen=True, eq=False)
class _Question:
    """What is asked: of a network with the functions as outputs, in which norm."""

    network: Network
    norm: str
    pairs: _Pairs | None
    function: SteepestRegions

    @classmethod
    def of(cls, network: Network, norm: str, of: Any, classes: Any) -> _Question:
        pairs = _pairs(network, classes)
        if pairs is not None:
            if of is not None:
                raise UnknownOptionError("of and classes are both given: leave one of them out")
            of = [[(k == i) - (k == j) for k in range(network.outputs)] for i, j in pairs]
        asked = combined(network, of)
        jointly = pairs is None and asked.outputs > 1
        levels = np.zeros(1 if jointly else asked.outputs)
        return cls(asked, norm, pairs, SteepestRegions(norm, jointly, levels))

    @property
    def nothing(self) -> _Known:
        """What is known before any region is."""
        return np.zeros_like(self.function.levels), [None] * len(self.function.levels)

    def combined(self, known: _Known, found: _Known) -> _Known:
        """Put together what is known, and let processes that begin later know of it."""
        function = self.function
        function.levels = np.maximum(function.levels, found[0])
        bests = zip(known[1], found[1], strict=True)
        return function.levels, [a if b is None else b.or_steeper(a) for a, b in bests]

    def answer(self, known: _Known) -> LipschitzConstant | ClassConstants:
        """Return the constants of the steepest regions, of which there are some."""
        constants = [self._constant(best) for best in known[1] if best is not None]
        if self.pairs is None:
            return constants[0]
        return ClassConstants(dict(zip(self.pairs, constants, strict=True)))

    def partial(self, found: PartialReduction) -> PartialLipschitz:
        """Return what is known of a search that stopped."""
        return self.stopped(found.value, found.found, found.reason)

    def stopped(self, known: _Known, found: int, reason: str) -> PartialLipschitz:
        """Return what is known after some regions."""
        at_least = self.answer(known) if found and None not in known[1] else None
        return PartialLipschitz(at_least, found, reason)

    def _constant(self, best: Steepest) -> LipschitzConstant:
        form = self.network.integer_form
        bits = np.unpackbits(np.frombuffer(best.pattern, np.uint8), count=form.units).tolist()
        pattern = Pattern.from_bits(bits, self.network.pattern_sizes)
        scale, value = form.scales[-1], None
        square: Fraction | LargestRoot
        if self.norm != "l2":
            value = Fraction(best.norm, scale)
            square = value * value
        elif isinstance(best.norm, LargestRoot):
            rational = best.norm.rational()
            square = best.norm.over(scale**2) if rational is None else rational / scale**2
        else:
            square = Fraction(best.norm, scale**2)
        return LipschitzConstant(self.norm, value, square, pattern, best.interior_point)


def _of_complex(
    question: _Question, complex: RegionComplex, max_seconds: float | None
) -> LipschitzConstant | ClassConstants | PartialLipschitz:
    """Answer a question about the regions of a complex."""
    form, known, found = question.network.integer_form, question.nothing, 0
    try:
        with time_limit(max_seconds):
            for part in mapped_enumeration(complex.enumeration, form, _cells, _SIZE):
                assert isinstance(part, tuple)
                batch = RegionBatch(form, complex.domain, part[1])
                known = question.combined(known, question.function(batch))
                found += part[0]
    except OutOfTime:
        if max_seconds is None:
            raise
        return question.stopped(known, found, "max_seconds")
    return question.answer(known)


def _cells(_: IntegerForm, cells: CellBatch) -> CellBatch:
    return cells


def _pairs(network: Network, classes: Any) -> _Pairs | None:
    """Return the pairs of classes that are asked about, None where no classes are."""
    if classes is False or classes is None:
        return None
    count = network.outputs
    if classes is True:
        if count < 2:
            raise UnknownOptionError(
                "the network has one output, and classes are compared: leave classes out"
            )
        return list(combinations(range(count), 2))
    pairs: _Pairs = []
    for pair in classes if is_sequence(classes) else [classes]:
        ends = sorted({*pair}) if is_sequence(pair) else []
        if len(ends) != 2 or not all(
            isinstance(c, (int, np.integer)) and 0 <= c < count for c in ends
        ):
            raise UnknownOptionError(
                f"{short(pair)} is no pair of classes: give two different whole numbers below "
                f"{count}"
            )
        pairs.append((int(ends[0]), int(ends[1])))
    if not pairs:
        raise UnknownOptionError("no pairs of classes are given: give some, or True for all")
    return list(dict.fromkeys(pairs))
