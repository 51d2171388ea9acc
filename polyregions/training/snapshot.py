"""What is known of a network at one time of its training."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.arithmetic import repr_of_fields
from polyregions.complexes import LineDensity

__all__ = ["Snapshot"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The regions of one checkpoint, measured.

    Attributes
    ----------
    epoch
        When that was: the number by which the checkpoint was given.
    regions
        The exact number of regions on the domain, by the definition of the evolution.
    lines
        The exact numbers of regions along the segments, None if none were given.
    boundary
        The (n0-1)-dimensional size of the decision boundary in the domain, correctly rounded: a
        length in the plane, infinite where it is unbounded. None if it was not asked for.
    """

    epoch: int | float
    regions: int
    lines: LineDensity | None = None
    boundary: float | None = None

    __repr__ = repr_of_fields
