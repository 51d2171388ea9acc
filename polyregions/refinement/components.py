"""Graphs by columns: nodes 0, ..., n - 1, and the two ends of every edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from polyregions.refinement.enumeration import check_indices

__all__ = ["component_labels"]


def component_labels(nodes: int, first: ArrayLike, second: ArrayLike) -> NDArray[np.int64]:
    """Return the number of the connected component of each node of an undirected graph.

    Parameters
    ----------
    nodes
        The number n of nodes.
    first, second
        The two ends of each edge, in arrays of one length. Edges may recur, and be loops.

    Returns
    -------
    ndarray of int64, shape (n,)
        Components are numbered from 0 without gaps.

    Raises
    ------
    TooLargeError
        If there are more nodes or edges than SciPy can number.

    Notes
    -----
    Linear in the numbers of nodes and edges.

    Examples
    --------
    >>> component_labels(4, [0, 3], [2, 1]).tolist()
    [0, 1, 0, 1]
    >>> component_labels(0, [], []).tolist()
    []
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    check_indices(max(nodes, len(ends[0])))
    edges = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(nodes, nodes))
    _, labels = connected_components(edges, directed=False)
    return np.asarray(labels, dtype=np.int64)
