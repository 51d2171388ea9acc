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

from polyregions.budgets import in_time
from polyregions.one_dimension.bending import UNDECIDED, bend_answers
from polyregions.one_dimension.chart import Chart, Reals
from polyregions.one_dimension.dense_network import DenseNetwork, Floats, Mask
from polyregions.one_dimension.enclosed_columns import Columns, Indices, cut, ends_of
from polyregions.one_dimension.enclosures import (
    Enclosed,
    Zeros,
    active_masks,
    enclosed_preactivations,
)

__all__ = ["search"]

_ENTRIES_AT_ONCE: Final = 5_000_000
_ROOM: Final = 1.001


@dataclass(frozen=True, slots=True, eq=False)
class _Crossings:
    """Where units vanish inside of gaps: the gap, the unit, the enclosed point."""

    gaps: Indices
    units: Indices
    s: Reals
    radii: Floats
    slopes: Floats

    def taken(self, keep: Any) -> _Crossings:
        return _Crossings(*(getattr(self, name)[keep] for name in _PER_CROSSING))

    def joined(self, other: _Crossings) -> _Crossings:
        pairs = ((getattr(self, name), getattr(other, name)) for name in _PER_CROSSING)
        return _Crossings(*(np.concatenate(pair) for pair in pairs))


_PER_CROSSING: Final = ("gaps", "units", "s", "radii", "slopes")


@np.errstate(all="ignore")  # what overflows is not proved, and goes to rationals
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
    for number in network.relu_levels:
        columns, crossings = _crossings_of_level(network, chart, columns, number, report)
        columns = _with_breakpoints(network, columns, crossings, number)
    unclear = (columns.bends == UNDECIDED) & (columns.levels > 0)
    return cut(chart, columns, unclear)[0] if unclear.any() else columns


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
        bad |= ends_of(_overlapping(columns, crossings), len(columns.s))
        if not bad.any():
            break
        columns, new_gaps, waiting = cut(chart, columns, bad)
        crossings = replace(crossings, gaps=new_gaps[crossings.gaps])
        crossings = crossings.taken(crossings.gaps >= 0)
    return columns, crossings


def _no_crossings(dtype: Any) -> _Crossings:
    none = np.zeros(0, dtype=np.int64)
    return _Crossings(none, none, np.zeros(0, dtype), np.zeros(0), np.zeros(0))


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
    bends, radii = columns.bends.copy(), columns.radii.copy()
    crossings = _no_crossings(columns.s.dtype)
    needed = np.flatnonzero(ends_of(gaps, len(columns.s)))
    size = max(2, _ENTRIES_AT_ONCE // network.widest)
    for start in in_time(range(0, max(len(needed) - 1, 1), size)):
        chunk = needed[start : start + size + 1]  # neighbouring chunks share a column
        enclosed, masks = _evaluate(network, chart, columns, chunk, number)
        signs = enclosed.signs
        bad[chunk] |= ~signs[enclosed.layer.relu].all(axis=0)
        radii[chunk] = np.minimum(radii[chunk], enclosed.radii)
        adjacent = (np.diff(chunk) == 1) & gaps[chunk[:-1]]
        found = _crossings_of(columns.s, chunk, adjacent, signs, enclosed)
        crossings = crossings.joined(_rounded(chart, found))
        if masks is not None:
            levels, units = columns.levels[chunk], columns.units[chunk]
            bends[chunk] = bend_answers(network, levels, units, masks, columns.s.dtype.type)
        report(len(chunk) - 1)
    crossings = crossings.taken(~(bad[crossings.gaps] | bad[crossings.gaps + 1]))
    return replace(columns, bends=bends, radii=radii), crossings, bad


def _evaluate(
    network: DenseNetwork, chart: Chart, columns: Columns, chunk: Indices, number: int
) -> tuple[Enclosed, dict[int, tuple[Mask, Mask]] | None]:
    """Return the enclosed layer, and for the last one with ReLUs all layers' active units."""
    is_last = number == network.relu_levels[-1]
    masks: dict[int, tuple[Mask, Mask]] = {}
    zeros = Zeros(columns.levels[chunk], columns.units[chunk], columns.slopes[chunk])
    s, radii = columns.s[chunk], columns.radii[chunk]
    levels = enclosed_preactivations(network, chart, s, radii, zeros)
    for level, enclosed in enumerate(levels, start=1):
        if is_last and enclosed.layer.relu.any():
            masks[level] = active_masks(enclosed)
        if level == number:
            break
    return enclosed, masks if is_last else None


def _crossings_of(
    s: Reals, chunk: Indices, adjacent: Mask, signs: NDArray[np.int8], enclosed: Enclosed
) -> _Crossings:
    """Enclose the zero of each unit whose proved signs at the two ends of a gap differ.

    The zero divides the gap as |z_left| : |z_right|. Errors of the values move this ratio, and the
    ends of the gap are themselves enclosed only: (1 - t) low + t high moves by no more than the one
    of them that moves more, and t times the width as it is stored by the error of t.
    """
    changes = (signs[:, :-1] * signs[:, 1:] < 0) & adjacent & enclosed.layer.relu[:, None]
    units, places = np.nonzero(changes)
    a, c = (np.abs(enclosed.values[units, places + side]) for side in (0, 1))
    off_a, off_c = (enclosed.errors_at(units, places + side) for side in (0, 1))
    gaps = chunk[places]
    low, width = s[gaps], s[gaps + 1] - s[gaps]
    ends = np.maximum(enclosed.radii[places], enclosed.radii[places + 1])
    least = (a - off_a) + (c - off_c)  # no cancellation: exact where the two are close
    off = (c * off_a + a * off_c) / ((a + c) * least)
    unit = float(np.finfo(s.dtype).eps)
    # Computing the place takes five halves of this unit; the rest is room for that of s +- r.
    rounding = 4 * unit * (np.abs(low) + np.abs(s[gaps + 1]))
    radii = (ends + off * width + rounding) * _ROOM
    slopes = (least / ((width + 2 * ends) * _ROOM)).astype(np.float64)
    slopes[slopes < np.finfo(np.float64).tiny] = 0  # subnormal numbers lose digits
    return _Crossings(
        gaps,
        units,
        low + a / (a + c) * width,
        radii.astype(np.float64),
        slopes,
    )


def _rounded(chart: Chart, crossings: _Crossings) -> _Crossings:
    step = chart.grid_step(crossings.s.dtype)
    return replace(crossings, s=chart.on_grid(crossings.s), radii=crossings.radii + step)


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
        crossings.s,
        crossings.radii,
        levels,
        crossings.units,
        crossings.slopes,
        bends,
        np.zeros(0, dtype=np.bool_),
    )
    return columns.merged(new, np.insert(columns.live, crossings.gaps, True))
