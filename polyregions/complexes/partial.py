"""What is known of the regions when a search stops at a budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn, TypeVar

import numpy as np

from polyregions.budgets import time_limit
from polyregions.errors import OutOfTime, WorkerLostError
from polyregions.networks import Network, Pattern
from polyregions.polytopes import HPolytope
from polyregions.refinement import Execution, Partial, chosen_engine

__all__ = ["PartialResult", "within_budget"]

Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class PartialResult:
    """A search that stopped at its budget: some regions, and there may be more.

    It is neither a complex nor a number, so it cannot be mistaken for a count.

    Attributes
    ----------
    network, domain, engine
        What was searched, and by which engine.
    partial
        What the engine handed over.

    Examples
    --------
    >>> import polyregions as pr
    >>> pr.regions(pr.montufar(inputs=2, width=6, depth=5), max_regions=100)
    <PartialResult: stopped at max_regions with ... proper activation regions found>
    """

    network: Network
    domain: HPolytope
    engine: str
    partial: Partial

    @classmethod
    def of_nothing(
        cls, network: Network, domain: HPolytope, execution: Execution, reason: str
    ) -> PartialResult:
        """Return the result of work that was stopped before it had found a region."""
        return cls(
            network,
            domain,
            chosen_engine(execution.engine, network.inputs, network.layers),
            _nothing(reason),
        )

    @property
    def found(self) -> int:
        """The number of proper activation regions found: a lower bound of their count."""
        return self.partial.regions

    @property
    def reason(self) -> str:
        """The budget that was used up, "max_regions" or "max_seconds"; or "worker_lost"."""
        return self.partial.reason

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """The patterns of the regions found, in the order of the search; none if only counted."""
        sizes = self.network.pattern_sizes
        rows = np.unpackbits(self.partial.patterns, axis=1, count=sum(sizes))
        return tuple(Pattern.from_bits(row.tolist(), sizes) for row in rows)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__}: stopped at {self.reason} with {self.found} proper activation "
            "regions found>"
        )

    def __bool__(self) -> NoReturn:
        raise TypeError("a partial result is no count: look at its attributes found and reason")


def _nothing(reason: str) -> Partial:
    return Partial(0, reason, np.zeros((0, 0), dtype=np.uint8), {})


def within_budget(
    network: Network,
    domain: HPolytope,
    execution: Execution,
    search: Callable[[Execution], Found | Partial],
) -> Found | PartialResult:
    """Return what a search finds in the time that an execution gives it, progress being shown.

    Raises
    ------
    OutOfTime
        If the time is up, and the execution has no budget: who gave none expects no part.
    WorkerLostError
        As the search raises it, with a :class:`PartialResult`.
    """
    name = chosen_engine(execution.engine, network.inputs, network.layers)
    with time_limit(execution.max_seconds), execution.shown() as running:
        try:
            found = search(running)
        except OutOfTime:
            found = _nothing("max_seconds")
        except WorkerLostError as error:
            if isinstance(error.partial, Partial):
                error.partial = PartialResult(network, domain, name, error.partial)
            raise
    if not isinstance(found, Partial):
        return found
    if not execution.has_budget:
        raise OutOfTime
    return PartialResult(network, domain, name, found)
