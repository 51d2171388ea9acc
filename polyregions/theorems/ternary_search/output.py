"""The last hidden layer and the output: the sum of signed units with the most breakpoints.

The output sum_i c_i f_i, c_i in {-1, 0, 1}, breaks wherever its slope changes: where the jumps of
the units do not cancel. Units matter by their vectors of jumps only, and these up to sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.theorems.ternary_search.pieces import Pieces, jumps

__all__ = ["Output", "best_output"]

Table = NDArray[np.int64]
Terms = tuple[tuple[int, int], ...]

_SUMS_AT_ONCE = 2**15


@dataclass(frozen=True, slots=True)
class Output:
    """A sum of signed units.

    Attributes
    ----------
    breakpoints
        The number of its breakpoints.
    terms
        Pairs of a function's index and its sign.
    """

    breakpoints: int
    terms: tuple[tuple[int, int], ...]


def best_output(functions: Sequence[Pieces], width: int, more_than: int = -1) -> Output | None:
    """Return the sum of at most ``width`` signed functions with the most breakpoints.

    Functions may be repeated. Partial sums are built term by term, equal ones (up to sign) kept
    once, those that can no longer win dropped.

    Parameters
    ----------
    functions
        The functions that units of the last hidden layer compute.
    width
        The number of these units.
    more_than
        Sums with no more breakpoints are of no interest.

    Returns
    -------
    Output or None
        None if no sum has more than ``more_than`` breakpoints.

    Examples
    --------
    >>> best_output([((0, 0), (1, 0)), ((0, 0), (1, -1))], width=2)
    Output(breakpoints=2, terms=((0, 1), (1, 1)))
    """
    rows, sources = _jump_table(functions)
    most = int(np.count_nonzero(rows, axis=1).max(initial=0))
    sums: Table = np.zeros((1, rows.shape[1]), dtype=np.int64)
    terms: list[Terms] = [()]
    best = Output(0, ()) if more_than < 0 else None
    floor = max(more_than, 0)
    for left in reversed(range(width)):
        counts = np.count_nonzero(sums, axis=1)
        kept = np.flatnonzero(counts + (left + 1) * most > floor)
        if not len(kept):
            break
        sums, terms = _with_one_more(sums[kept], [terms[i] for i in kept], rows, sources)
        counts = np.count_nonzero(sums, axis=1)
        winner = int(np.argmax(counts))
        if counts[winner] > floor:
            floor = int(counts[winner])
            best = Output(floor, terms[winner])
    return best


def _jump_table(functions: Sequence[Pieces]) -> tuple[Table, list[int]]:
    """Return the distinct nonzero jump vectors up to sign, and a function for each."""
    all_jumps = [jumps(function) for function in functions]
    columns = {x: k for k, x in enumerate(sorted({x for jump in all_jumps for x in jump}))}
    seen: dict[tuple[tuple[int, int], ...], int] = {}
    for index, jump in enumerate(all_jumps):
        vector = sorted((columns[x], change) for x, change in jump.items())
        if vector:
            sign = 1 if vector[0][1] > 0 else -1
            seen.setdefault(tuple((k, sign * change) for k, change in vector), index)
    table = np.zeros((len(seen), len(columns)), dtype=np.int64)
    for row, index in enumerate(seen.values()):
        for x, change in all_jumps[index].items():
            table[row, columns[x]] = change
    return table, list(seen.values())


def _with_one_more(
    sums: Table, terms: list[Terms], rows: Table, sources: list[int]
) -> tuple[Table, list[Terms]]:
    """Return the distinct sums, up to sign, with one more signed row; without it included."""
    seen: set[bytes] = set()
    longer, chosen, offset = [], [], 0
    for part in in_time(_longer_sums(sums, rows)):
        leading = np.take_along_axis(part, np.argmax(part != 0, axis=1)[:, None], axis=1)
        unsigned = np.where(leading < 0, -part, part)
        _, first = np.unique(unsigned, axis=0, return_index=True)
        fresh = []
        for index in np.sort(first).tolist():
            key = unsigned[index].tobytes()
            if key not in seen:
                seen.add(key)
                fresh.append(index)
        longer.append(part[fresh])
        chosen += [offset + index for index in fresh]
        offset += len(part)
    return np.concatenate(longer), [_terms(index, terms, sources) for index in chosen]


def _longer_sums(sums: Table, rows: Table) -> Iterator[Table]:
    """Yield the sums, then each plus each row, then each minus each row, some at a time."""
    for start in range(0, len(sums), _SUMS_AT_ONCE):
        yield sums[start : start + _SUMS_AT_ONCE]
    step = max(1, _SUMS_AT_ONCE // len(rows))
    for signed in (rows, -rows):
        for start in range(0, len(sums), step):
            yield (sums[start : start + step, None] + signed).reshape(-1, sums.shape[1])


def _terms(index: int, terms: list[Terms], sources: list[int]) -> Terms:
    """Return the terms of a row of the table that ``_with_one_more`` builds."""
    if index < len(terms):
        return terms[index]
    sign, rest = divmod(index - len(terms), len(terms) * len(sources))
    start, row = divmod(rest, len(sources))
    return (*terms[start], (sources[row], 1 - 2 * sign))
