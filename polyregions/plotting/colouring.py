"""Colours for regions such that neighbours differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx

__all__ = ["colouring"]


def colouring(graph: networkx.Graph[int], colours: int) -> dict[int, int]:
    """Give every node one of some colours, used about equally often, neighbours different ones.

    Region graphs of the plane are planar, and for these six colours always suffice: the nodes are
    taken in an order in which each has at most five neighbours before it.

    Parameters
    ----------
    graph
        A graph, of the regions of a plane complex.
    colours
        How many colours there are. With fewer than six some neighbours may come to share one.

    Returns
    -------
    dict
        The colour of each node, from 0.

    References
    ----------
    D. W. Matula, L. L. Beck, "Smallest-last ordering and clustering and graph coloring algorithms",
    Journal of the ACM 30, 1983.

    Examples
    --------
    >>> import networkx
    >>> colouring(networkx.path_graph(3), colours=6)
    {1: 0, 2: 1, 0: 2}
    """
    chosen: dict[int, int] = {}
    uses = [0] * colours
    for node in _smallest_last(graph):
        taken = {chosen[other] for other in graph[node] if other in chosen}
        free = [colour for colour in range(colours) if colour not in taken] or range(colours)
        chosen[node] = min(free, key=lambda colour: (uses[colour], colour))
        uses[chosen[node]] += 1
    return chosen


def _smallest_last(graph: networkx.Graph[int]) -> list[int]:
    """Return the nodes in the reverse of the order in which least degrees are taken away."""
    degrees = {node: len(graph[node]) for node in graph}
    buckets: dict[int, dict[int, None]] = {}
    for node, degree in degrees.items():
        buckets.setdefault(degree, {})[node] = None
    order: list[int] = []
    least = 0
    while degrees:
        while not buckets.get(least):
            least += 1
        node = next(iter(buckets[least]))
        del buckets[least][node], degrees[node]
        order.append(node)
        for other in graph[node]:
            if other in degrees:
                degree = degrees[other]
                del buckets[degree][other]
                buckets.setdefault(degree - 1, {})[other] = None
                degrees[other] = degree - 1
        least = max(least - 1, 0)
    return order[::-1]
