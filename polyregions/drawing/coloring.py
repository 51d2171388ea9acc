"""Colors for the regions of a plane complex such that neighbours differ."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time

if TYPE_CHECKING:
    from polyregions.complexes import RegionComplex

__all__ = ["class_colors", "coloring", "region_colors"]


def region_colors(complex: RegionComplex, colors: int) -> NDArray[np.int64]:
    """Give every region the number of a colour: one for each linear region, neighbours different.

    Parameters
    ----------
    complex
        A complex; with two inputs six colours always suffice.
    colors
        How many colours there are.

    Returns
    -------
    ndarray of int64, shape (N,)

    Examples
    --------
    >>> import polyregions as pr
    >>> region_colors(pr.regions(pr.montufar(inputs=2, width=4, depth=2)), 6).tolist()
    [1, 0, 2, 3]
    """
    labels = complex.linear_region_labels
    return class_colors(complex, labels, colors)[labels]


def class_colors(
    complex: RegionComplex, labels: NDArray[np.int64], colors: int
) -> NDArray[np.int64]:
    """Give every class of regions the number of a colour, different ones across facets.

    Parameters
    ----------
    complex
        A complex.
    labels
        int64 array (N,): the class of each region, counted from 0.
    colors
        How many colours there are.

    Returns
    -------
    ndarray of int64, shape (classes,)
        Classes that share a facet have different colours where :func:`coloring` finds enough.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=1, width=3, depth=2))
    >>> class_colors(cells, cells.affine_labels, 6).tolist()
    [0, 1, 2]
    """
    here, across = complex.adjacent_pairs
    ends = np.sort(np.column_stack([labels[here], labels[across]]), axis=1)
    apart = ends[ends[:, 0] != ends[:, 1]]
    classes = int(labels.max()) + 1
    pairs = np.unique(apart[:, 0] * classes + apart[:, 1])
    low, high = np.divmod(pairs, classes)
    ends, others = np.concatenate([low, high]), np.concatenate([high, low])
    others = others[np.argsort(ends * classes + others)].tolist()
    offsets = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=classes))]).tolist()
    neighbours = [others[start:stop] for start, stop in pairwise(offsets)]
    return np.array(coloring(neighbours, colors), dtype=np.int64)


def coloring(neighbours: Sequence[Sequence[int]], colors: int) -> list[int]:
    """Give every node one of some colours, used about equally often, neighbours different ones.

    Region graphs of the plane are planar, and for these six colours always suffice: the nodes are
    taken in an order in which each has at most five neighbours before it.

    Parameters
    ----------
    neighbours
        The neighbours of each node, every edge listed from both its ends.
    colors
        How many colours there are. Where each of them is taken by a neighbour (in the plane, only
        with fewer than six) some neighbours come to share one.

    Returns
    -------
    list of int
        The colour of each node, from 0.

    References
    ----------
    D. W. Matula, L. L. Beck, "Smallest-last ordering and clustering and graph coloring algorithms",
    Journal of the ACM 30, 1983.

    Examples
    --------
    >>> coloring([[1], [0, 2], [1]], colors=6)
    [0, 1, 2]
    """
    chosen = [-1] * len(neighbours)
    uses = [0] * colors
    for node in in_time(_smallest_last(neighbours)):
        taken = {chosen[other] for other in neighbours[node]}
        free = [color for color in range(colors) if color not in taken] or range(colors)
        color = min(free, key=uses.__getitem__)
        chosen[node] = color
        uses[color] += 1
    return chosen


def _smallest_last(neighbours: Sequence[Sequence[int]]) -> list[int]:
    """Return the nodes in the reverse of the order in which least degrees are taken away."""
    degrees = [len(others) for others in neighbours]
    buckets: list[dict[int, None]] = [{} for _ in range(max(degrees, default=0) + 1)]
    for node, degree in enumerate(degrees):
        buckets[degree][node] = None
    order: list[int] = []
    least = 0
    for _ in in_time(neighbours):
        while not buckets[least]:
            least += 1
        node, _ = buckets[least].popitem()
        degrees[node] = -1
        order.append(node)
        for other in neighbours[node]:
            if degrees[other] >= 0:
                del buckets[degrees[other]][other]
                degrees[other] -= 1
                buckets[degrees[other]][other] = None
        least = max(least - 1, 0)
    return order[::-1]
