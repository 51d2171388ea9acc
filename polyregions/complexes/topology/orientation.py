"""Incidence numbers of a regular cell complex: signs under which boundaries have no boundary.

In a regular complex, whose closed cells are balls, every two cells K > G whose dimensions differ by
two have exactly two cells H between them (the diamond property), and so have an edge and the empty
cell. Incidence numbers [K:H] = +1 or -1, for the cells H in the boundary of K, one dimension lower,
are such that

    [K:H] [H:G] + [K:H'] [H':G] = 0    for the two cells H, H' between K and G,

for an edge K with its ends H and H': [K:H] + [K:H'] = 0. The orientation of the cells makes such
numbers, and any others differ from these by the signs of cells alone, so that homology does not
depend on them (W. S. Massey, "A Basic Course in Algebraic Topology", 1991, chapter IX, theorem
7.2; G. E. Cooke and R. L. Finney, "Homology of Cell Complexes", 1967, chapter II).

So they are found from the bottom up without any geometry: once the numbers of dimension k - 1 are
known, every diamond below a cell K says whether two of the numbers of K agree. As the boundary of K
is a sphere of dimension k - 1 >= 1, any two cells of dimension k - 1 in it are joined by such
diamonds: the sign of one, chosen freely, determines all of K. Whether two agree is read off a graph
with two nodes (H, +) and (H, -) for every incidence, whose components are the two choices of K.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.complexes.topology.sparse_columns import SparseColumns
from polyregions.errors import InternalError

__all__ = ["oriented"]

Indices = NDArray[np.int64]

_PATHS_AT_ONCE = 1 << 21
"""How many pairs of incidences H < K, G < H are held in memory together, about."""


def oriented(incidences: Sequence[SparseColumns]) -> tuple[SparseColumns, ...]:
    """Return the boundary maps of a regular cell complex over the integers.

    Parameters
    ----------
    incidences
        For k = 1, 2, ...: which cells of dimension k - 1 are in the boundary of those of dimension
        k, as a matrix of ones.

    Returns
    -------
    tuple of SparseColumns
        The same matrices with entries +1 and -1.

    Raises
    ------
    InternalError
        If a diamond has not exactly two cells between its ends, or its signs contradict others.

    Notes
    -----
    The time is that of sorting all chains of three cells K > H > G of dimensions k, k - 1, k - 2.

    Examples
    --------
    >>> ends = SparseColumns.of_ones(3, np.array([0, 2, 4, 6]), np.array([0, 1, 0, 2, 1, 2]))
    >>> edges = SparseColumns.of_ones(3, np.array([0, 3]), np.array([0, 1, 2]))
    >>> [boundary.values.tolist() for boundary in oriented([ends, edges])]
    [[1, -1, 1, -1, 1, -1], [1, -1, 1]]
    """
    boundaries: list[SparseColumns] = []
    for incidence in incidences:
        signs = _signs(boundaries[-1], incidence) if boundaries else _signs_of_ends(incidence)
        offsets, indices = incidence.offsets, incidence.indices
        boundaries.append(SparseColumns(incidence.rows, offsets, indices, signs))
    return tuple(boundaries)


def _signs_of_ends(incidence: SparseColumns) -> Indices:
    if np.any(np.diff(incidence.offsets) != 2):
        raise InternalError("an edge has not two ends")
    return np.tile(np.array([1, -1], dtype=np.int64), incidence.columns)


def _signs(lower: SparseColumns, incidence: SparseColumns) -> Indices:
    """Return the incidence numbers of one dimension, given those of the dimension below."""
    parts = [_signs_of_some(lower, incidence, *some) for some in _batches(lower, incidence)]
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])


def _batches(lower: SparseColumns, incidence: SparseColumns) -> Iterator[tuple[int, int]]:
    """Yield ranges of columns with about as many paths as are held together."""
    paths = np.cumsum(np.diff(lower.offsets)[incidence.indices])
    ends = np.concatenate([[0], paths])[incidence.offsets]
    begin = 0
    while begin < incidence.columns:
        limit = ends[begin] + _PATHS_AT_ONCE
        end = max(begin + 1, int(np.searchsorted(ends, limit, side="right")) - 1)
        yield begin, end
        begin = end


def _signs_of_some(lower: SparseColumns, incidence: SparseColumns, begin: int, end: int) -> Indices:
    """Return the incidence numbers of the cells ``begin:end``."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    checkpoint()
    offsets = incidence.offsets[begin : end + 1] - incidence.offsets[begin]
    middle = incidence.indices[incidence.offsets[begin] : incidence.offsets[end]]
    owners = np.repeat(np.arange(end - begin, dtype=np.int64), np.diff(offsets))
    count = len(middle)
    first, second, agree = _diamonds(lower, middle, owners)
    # Nodes 0, 1, ... are the incidences with sign +, and those from count on with sign -.
    across = np.where(agree, 0, count)
    sources = np.concatenate([first, first + count])
    targets = np.concatenate([second + across, second + count - across])
    shape = (2 * count, 2 * count)
    graph = coo_array((np.ones(len(sources), dtype=np.int8), (sources, targets)), shape=shape)
    _, labels = connected_components(graph, directed=False)
    positive, negative = labels[:count], labels[count:]
    start = offsets[:-1][owners]
    signs = np.where(positive == positive[start], 1, -1).astype(np.int64)
    is_joined = (signs == 1) | (positive == negative[start])
    if np.any(positive == negative) or not np.all(is_joined):
        raise InternalError("the cells in the boundary of a cell cannot be oriented")
    return signs


def _diamonds(
    lower: SparseColumns, middle: Indices, owners: Indices
) -> tuple[Indices, Indices, NDArray[np.bool_]]:
    """Return the pairs of incidences that a diamond joins, and whether their signs agree.

    Parameters
    ----------
    lower
        The boundaries of the cells between.
    middle, owners
        For every incidence the cell between, and the cell in whose boundary it is.
    """
    below = lower.entries_in(middle)
    upper = np.repeat(np.arange(len(middle)), np.diff(lower.offsets)[middle])
    keys = owners[upper] * lower.rows + lower.indices[below]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    even, odd = order[0::2], order[1::2]
    is_paired = len(keys) % 2 == 0 and np.array_equal(keys[0::2], keys[1::2])
    if not is_paired or np.any(keys[1:-1:2] == keys[2::2]):
        raise InternalError("there are not exactly two cells between two others of a diamond")
    agree = lower.values[below[even]] != lower.values[below[odd]]
    return upper[even], upper[odd], agree
