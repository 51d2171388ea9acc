"""The state of the certified search: enclosed points in order, and the holes between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from polyregions.one_dimension.bending import UNDECIDED
from polyregions.one_dimension.chart import Chart, Reals
from polyregions.one_dimension.dense_network import Floats, Mask

__all__ = ["Columns", "Indices", "cut", "ends_of"]

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Enclosed points in increasing order, and what is known about them.

    Attributes
    ----------
    s, radii
        Parameters and how far off they may be, shape (k,).
    levels, units
        The layer, from 1, and the unit that switch at each point; level 0: no breakpoint.
    slopes
        Lower bounds of |dz/ds| of that unit between the point and s, shape (k,).
    bends
        Whether the output bends there, as :func:`bend_answers` says.
    live
        For each gap whether its ends are neighbours; else it is a hole, shape (k - 1,).
    """

    s: Reals
    radii: Floats
    levels: Indices
    units: Indices
    slopes: Floats
    bends: NDArray[np.int8]
    live: Mask

    @classmethod
    def at(cls, s: Reals, radii: Floats, live: Mask) -> Columns:
        """Return columns at points that are no breakpoints."""
        none = np.zeros(len(s), dtype=np.int64)
        undecided = np.full(len(s), UNDECIDED, dtype=np.int8)
        return cls(s, radii, none, none, np.ones(len(s)), undecided, live)

    def taken(self, indices: Any) -> Columns:
        """Return some columns, with all gaps closed off."""
        fields = {name: getattr(self, name)[indices] for name in _PER_COLUMN}
        return Columns(**fields, live=np.zeros(max(len(fields["s"]) - 1, 0), dtype=np.bool_))

    def merged(self, other: Columns, live: Mask) -> Columns:
        """Return all columns of both, in increasing order."""
        order = np.argsort(np.concatenate([self.s, other.s]), kind="stable")
        return _interleaved(self, other, order, live)


_PER_COLUMN: Final = ("s", "radii", "levels", "units", "slopes", "bends")


def _interleaved(first: Columns, second: Columns, order: Indices, live: Mask) -> Columns:
    pairs = {name: (getattr(first, name), getattr(second, name)) for name in _PER_COLUMN}
    fields: dict[str, Any] = {name: np.concatenate(pair)[order] for name, pair in pairs.items()}
    return Columns(**fields, live=live)


def cut(chart: Chart, columns: Columns, bad: Mask) -> tuple[Columns, Indices, Mask]:
    """Make a hole around every bad column.

    Returns
    -------
    columns, new_gaps, waiting
        The columns left, with new exact points at the borders of holes; for each old gap its new
        index, -1 if it is gone; the gaps that are new, those up to a border.
    """
    size = len(columns.s)
    border, splits = _borders(chart, columns)
    bad = _grown(columns, bad, splits)
    keep = ~bad
    keep[[0, -1]] = True
    intact = columns.live & ~bad[:-1] & ~bad[1:]
    left = columns.live & ~bad[:-1] & bad[1:]  # a hole begins in the middle of this gap
    right = columns.live & bad[:-1] & ~bad[1:]
    kept = np.flatnonzero(keep)
    new = np.flatnonzero(left | right)
    positions = np.concatenate([2 * kept, 2 * new + 1])  # the middle of gap k lies after column k
    origin = np.argsort(positions)
    no_gaps = np.zeros(0, dtype=np.bool_)
    old, inserted = columns.taken(kept), Columns.at(border[new], np.zeros(len(new)), no_gaps)
    place = np.full(2 * size, -1, dtype=np.int64)
    place[positions[origin]] = np.arange(len(positions))
    live = np.zeros(len(positions) - 1, dtype=np.bool_)
    waiting = live.copy()
    new_gaps = np.full(size - 1, -1, dtype=np.int64)
    gaps = np.flatnonzero(intact)
    new_gaps[gaps] = place[2 * gaps]
    live[new_gaps[gaps]] = True
    for places in (place[2 * np.flatnonzero(left)], place[2 * np.flatnonzero(right) + 1]):
        live[places] = waiting[places] = True
    return _interleaved(old, inserted, origin, live), new_gaps, waiting


def _borders(chart: Chart, columns: Columns) -> tuple[Reals, Mask]:
    """Return an exact point in each gap, and in which gaps it lies strictly inside."""
    low, high = columns.s[:-1] + columns.radii[:-1], columns.s[1:] - columns.radii[1:]
    middle = chart.on_grid(low + (high - low) / 2)
    return middle, (low < middle) & (middle < high)


def _grown(columns: Columns, bad: Mask, splits: Mask) -> Mask:
    """Add the columns next to a bad one that no exact point separates from it."""
    bad = bad.copy()
    while True:
        close = columns.live & ~splits & (bad[:-1] != bad[1:])
        if not close.any():
            return bad
        bad |= ends_of(close, len(bad))


def ends_of(gaps: Mask, size: int) -> Mask:
    """Return which of ``size`` columns are an end of one of the gaps."""
    ends = np.zeros(size, dtype=np.bool_)
    ends[:-1] |= gaps
    ends[1:] |= gaps
    return ends
