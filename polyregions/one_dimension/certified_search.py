"""All breakpoints of a wide float network, each one proved, layer after layer.

The state is an increasing list of columns: enclosed breakpoints of the layers so far, and exact
points that are no breakpoints. Neighbours span a gap, on which the pre-activations of the next
layer are affine; so the signs at the two ends, proved by the bounds of
:mod:`polyregions.one_dimension.enclosures`, decide which units vanish in it, and the two values
enclose where. A column at which some sign is not proved, or a gap in which the order of the new
breakpoints is not, becomes part of a hole between two exact points: it is left to a computation in
higher precision, or to rationals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from polyregions.one_dimension.bending import UNDECIDED, bend_answers
from polyregions.one_dimension.chart import Chart, Reals
from polyregions.one_dimension.dense_network import DenseNetwork, Floats, Mask
from polyregions.one_dimension.enclosures import active_masks, enclosed_preactivations

__all__ = ["Columns", "search"]

_ENTRIES_AT_ONCE: Final = 5_000_000
_ROOM: Final = 1.001
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
    bends
        Whether the output bends there, as :func:`bend_answers` says.
    live
        For each gap whether its ends are neighbours; else it is a hole, shape (k - 1,).
    """

    s: Reals
    radii: Floats
    levels: Indices
    units: Indices
    bends: NDArray[np.int8]
    live: Mask

    @classmethod
    def at(cls, s: Reals, radii: Floats, live: Mask) -> Columns:
        """Return columns at points that are no breakpoints."""
        none = np.zeros(len(s), dtype=np.int64)
        return cls(s, radii, none, none, np.full(len(s), UNDECIDED, dtype=np.int8), live)

    def taken(self, indices: Any) -> Columns:
        """Return some columns, with all gaps closed off."""
        fields = {name: getattr(self, name)[indices] for name in _PER_COLUMN}
        return Columns(**fields, live=np.zeros(max(len(fields["s"]) - 1, 0), dtype=np.bool_))

    def merged(self, other: Columns, live: Mask) -> Columns:
        """Return all columns of both, in increasing order."""
        order = np.argsort(np.concatenate([self.s, other.s]), kind="stable")
        return _interleaved(self, other, order, live)


_PER_COLUMN: Final = ("s", "radii", "levels", "units", "bends")


def _interleaved(first: Columns, second: Columns, order: Indices, live: Mask) -> Columns:
    pairs = {name: (getattr(first, name), getattr(second, name)) for name in _PER_COLUMN}
    fields: dict[str, Any] = {name: np.concatenate(pair)[order] for name, pair in pairs.items()}
    return Columns(**fields, live=live)


@dataclass(frozen=True, slots=True, eq=False)
class _Crossings:
    """Where units vanish inside of gaps: the gap, the unit, the enclosed point."""

    gaps: Indices
    units: Indices
    s: Reals
    radii: Floats

    def taken(self, keep: Any) -> _Crossings:
        return _Crossings(self.gaps[keep], self.units[keep], self.s[keep], self.radii[keep])

    def joined(self, other: _Crossings) -> _Crossings:
        names = ("gaps", "units", "s", "radii")
        pairs = ((getattr(self, n), getattr(other, n)) for n in names)
        return _Crossings(*(np.concatenate(pair) for pair in pairs))


def search(
    network: DenseNetwork,
    chart: Chart,
    columns: Columns,
    progress: Callable[[int], None] | None = None,
) -> Columns:
    """Find all breakpoints in the live gaps.

    Parameters
    ----------
    network
        The network.
    chart
        What the parameters mean.
    columns
        The ends of the gaps to search, none of them a breakpoint; the dtype of the parameters is
        the precision of the computation.
    progress
        Called with the number of columns done, for every layer anew.

    Returns
    -------
    Columns
        All breakpoints outside of holes, which may be larger and more than before.
    """
    report = progress or (lambda _: None)
    with np.errstate(all="ignore"):  # what overflows is not proved, and goes to rationals
        for number in network.relu_levels:
            columns, crossings = _crossings_of_level(network, chart, columns, number, report)
            columns = _with_breakpoints(network, columns, crossings, number)
        unclear = (columns.bends == UNDECIDED) & (columns.levels > 0)
        return _cut(chart, columns, unclear)[0] if unclear.any() else columns


def _crossings_of_level(
    network: DenseNetwork,
    chart: Chart,
    columns: Columns,
    number: int,
    report: Callable[[int], None],
) -> tuple[Columns, _Crossings]:
    """Return the crossings in all live gaps, after cutting holes around what is not proved."""
    crossings = _no_crossings(columns.s.dtype)
    waiting = columns.live.copy()
    while waiting.any():
        columns, found, bad = _scan(network, chart, columns, number, waiting, report)
        crossings = crossings.joined(found)
        crossings = crossings.taken(np.lexsort((crossings.s, crossings.gaps)))
        bad |= _ends_of(_overlapping(columns, crossings), len(columns.s))
        if not bad.any():
            break
        columns, new_gaps, waiting = _cut(chart, columns, bad)
        crossings = replace(crossings, gaps=new_gaps[crossings.gaps])
        crossings = crossings.taken(crossings.gaps >= 0)
    return columns, crossings


def _no_crossings(dtype: Any) -> _Crossings:
    none = np.zeros(0, dtype=np.int64)
    return _Crossings(none, none, np.zeros(0, dtype), np.zeros(0))


def _scan(
    network: DenseNetwork,
    chart: Chart,
    columns: Columns,
    number: int,
    gaps: Mask,
    report: Callable[[int], None],
) -> tuple[Columns, _Crossings, Mask]:
    """Find the crossings in some gaps, and the columns at which a sign is not proved."""
    bad = np.zeros(len(columns.s), dtype=np.bool_)
    bends = columns.bends.copy()
    crossings = _no_crossings(columns.s.dtype)
    needed = np.flatnonzero(_ends_of(gaps, len(columns.s)))
    size = max(2, _ENTRIES_AT_ONCE // network.widest)
    for start in range(0, max(len(needed) - 1, 1), size):
        chunk = needed[start : start + size + 1]  # neighbouring chunks share a column
        signs, values, errors, masks = _evaluate(network, chart, columns, chunk, number)
        bad[chunk] |= ~signs[network.layers[number - 1].relu].all(axis=0)
        adjacent = (np.diff(chunk) == 1) & gaps[chunk[:-1]]
        found = _crossings_of(columns, chunk, adjacent, signs, values, errors)
        crossings = crossings.joined(_rounded(chart, found))
        if masks is not None:
            levels, units = columns.levels[chunk], columns.units[chunk]
            bends[chunk] = bend_answers(network, levels, units, masks, columns.s.dtype.type)
        report(len(chunk) - 1)
    crossings = crossings.taken(~(bad[crossings.gaps] | bad[crossings.gaps + 1]))
    return replace(columns, bends=bends), crossings, bad


def _evaluate(
    network: DenseNetwork, chart: Chart, columns: Columns, chunk: Indices, number: int
) -> tuple[NDArray[np.int8], Reals, Floats, dict[int, tuple[Mask, Mask]] | None]:
    """Return signs, values and errors of a layer, and for the last one with ReLUs all masks."""
    is_last = number == network.relu_levels[-1]
    masks: dict[int, tuple[Mask, Mask]] = {}
    levels = enclosed_preactivations(network, chart, columns.s[chunk], columns.radii[chunk])
    for level, enclosed in enumerate(levels, start=1):
        layer = network.layers[level - 1]
        if is_last and layer.relu.any():
            masks[level] = active_masks(layer, enclosed)
        if level == number:
            break
    signs = enclosed.signs
    signs[~layer.relu] = 0
    return signs, enclosed.values, enclosed.errors, masks if is_last else None


def _crossings_of(
    columns: Columns,
    chunk: Indices,
    adjacent: Mask,
    signs: NDArray[np.int8],
    values: Reals,
    errors: Floats,
) -> _Crossings:
    """Enclose the zero of each unit whose proved signs at the two ends of a gap differ.

    The zero divides the gap as |z_left| : |z_right|. Errors of the values move this ratio, and the
    ends of the gap are themselves enclosed only.
    """
    units, places = np.nonzero((signs[:, :-1] * signs[:, 1:] < 0) & adjacent)
    a, c = np.abs(values[units, places]), np.abs(values[units, places + 1])
    off_a, off_c = errors[units, places], errors[units, places + 1]
    gaps = chunk[places]
    low, high = columns.s[gaps], columns.s[gaps + 1]
    ends = np.maximum(columns.radii[gaps], columns.radii[gaps + 1])
    ratio = a / (a + c)
    off = (c * off_a + a * off_c) / ((a + c) * (a + c - off_a - off_c))
    s = low + ratio * (high - low)
    unit = float(np.finfo(s.dtype).eps)
    rounding = 4 * unit * (np.abs(low) + np.abs(high))
    radii = (ends + (off + 4 * unit) * (high - low + 2 * ends) + rounding) * _ROOM
    return _Crossings(gaps, units, s, radii.astype(np.float64))


def _rounded(chart: Chart, crossings: _Crossings) -> _Crossings:
    step = chart.grid_step(crossings.s.dtype)
    return replace(crossings, s=chart.on_grid(crossings.s), radii=crossings.radii + step)


def _ends_of(gaps: Mask, size: int) -> Mask:
    ends = np.zeros(size, dtype=np.bool_)
    ends[:-1] |= gaps
    ends[1:] |= gaps
    return ends


def _overlapping(columns: Columns, crossings: _Crossings) -> Mask:
    """Return the gaps in which the order of the crossings and the two ends is not proved."""
    unordered = np.zeros(len(columns.live), dtype=np.bool_)
    lower, upper = crossings.s - crossings.radii, crossings.s + crossings.radii
    same = crossings.gaps[:-1] == crossings.gaps[1:]
    unordered[crossings.gaps[1:][same & ~(upper[:-1] < lower[1:])]] = True
    ends_low = columns.s + columns.radii
    ends_high = columns.s - columns.radii
    inside = (ends_low[crossings.gaps] < lower) & (upper < ends_high[crossings.gaps + 1])
    unordered[crossings.gaps[~inside]] = True
    return unordered


def _cut(chart: Chart, columns: Columns, bad: Mask) -> tuple[Columns, Indices, Mask]:
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
        bad |= _ends_of(close, len(bad))


def _with_breakpoints(
    network: DenseNetwork, columns: Columns, crossings: _Crossings, number: int
) -> Columns:
    """Return the columns with the new breakpoints put in, in order."""
    count = len(crossings.s)
    levels = np.full(count, number, dtype=np.int64)
    bends = np.full(count, UNDECIDED, dtype=np.int8)
    if number == network.relu_levels[-1] and count:
        bends = bend_answers(network, levels, crossings.units, {}, columns.s.dtype.type)
    new = Columns(
        crossings.s, crossings.radii, levels, crossings.units, bends, np.zeros(0, dtype=np.bool_)
    )
    return columns.merged(new, np.insert(columns.live, crossings.gaps, True))
