"""What is asked of every checkpoint, and the snapshot that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from polyregions.budgets import checkpoint
from polyregions.complexes import (
    Definition,
    checked_domain,
    complete_regions,
    decision_boundary,
    density_along,
)
from polyregions.errors import InvalidDomainError, UnknownOptionError, short
from polyregions.networks import AffineSubspace, Network
from polyregions.refinement import Execution
from polyregions.theorems import complete_count
from polyregions.training.checkpoints import Epoch
from polyregions.training.snapshot import Snapshot

__all__ = ["Measurement"]

Segments = tuple[tuple[Any, Any], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """What is measured of each checkpoint.

    Attributes
    ----------
    domain, subspace, segments, boundary, level
        As for :func:`polyregions.evolution`.
    definition
        What counts as a region.
    execution
        How regions are searched, without a budget.

    Raises
    ------
    InvalidDomainError
        If the subspace is none.
    UnknownOptionError
        If a level is given, and no boundary is measured.
    """

    domain: Any
    subspace: AffineSubspace | None
    segments: Segments | None
    boundary: bool
    level: Any
    definition: Definition
    execution: Execution

    def __post_init__(self) -> None:
        if self.subspace is not None and not isinstance(self.subspace, AffineSubspace):
            raise InvalidDomainError(
                f"the subspace is {short(self.subspace)}: give an AffineSubspace, as through(...) "
                "makes from points"
            )
        if self.level is not None and not self.boundary:
            raise UnknownOptionError(
                "a level is given, and no boundary is measured that is at it: leave it out, or "
                "give boundary=True"
            )

    def of(self, epoch: Epoch, network: Network) -> Snapshot:
        """Return the snapshot of a checkpoint.

        Raises
        ------
        OutOfTime
            If the time is up before all of it is known.
        """
        checkpoint()
        lines = None if self.segments is None else density_along(network, self.segments)
        seen, domain = network, self.domain
        if self.subspace is not None:
            seen, domain = network.restrict(self.subspace, domain=domain), None
        if not self.boundary:
            counted = complete_count(
                seen, domain, definition=self.definition.value, execution=self.execution
            )
            return Snapshot(epoch, counted.count, lines)
        cells = complete_regions(seen, checked_domain(seen, domain), self.execution)
        size = decision_boundary(cells, self.level).measure
        number = cells.count(self.definition.value)
        assert isinstance(number, int)  # by all definitions but one, which is refused
        return Snapshot(epoch, number, lines, size)
