"""The order of a graph's nodes: each after those whose values it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from polyregions.errors import FileFormatError
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.node import Node

__all__ = ["needed_nodes", "sorted_nodes"]


def sorted_nodes(nodes: Sequence[Node], given: Iterable[str]) -> list[Node]:
    """Return the nodes in an order in which they can be run.

    That is the order in which they stand, as far as it can be kept: next comes always the first
    node of those whose inputs are there.

    Parameters
    ----------
    nodes
        The nodes.
    given
        The names of the values that no node makes.

    Raises
    ------
    FileFormatError
        If a value is made twice, or by nothing, or nodes wait for each other in a cycle.

    Examples
    --------
    >>> last = Node("Relu", "", "", ("z",), ("y",), {})
    >>> first = Node("Neg", "", "", ("x",), ("z",), {})
    >>> [node.operator for node in sorted_nodes([last, first], ["x"])]
    ['Neg', 'Relu']
    """
    makers = _makers(nodes, set(given))
    waits_for = [{makers[name] for name in node.inputs if name in makers} for node in nodes]
    followers: list[list[int]] = [[] for _ in nodes]
    for place, earlier in enumerate(waits_for):
        for other in earlier:
            followers[other].append(place)
    missing = [len(earlier) for earlier in waits_for]
    ready = [place for place, count in enumerate(missing) if not count]  # sorted, so a heap
    order: list[int] = []
    while ready:
        place = heappop(ready)
        order.append(place)
        for follower in followers[place]:
            missing[follower] -= 1
            if not missing[follower]:
                heappush(ready, follower)
    if len(order) < len(nodes):
        raise _cycle(nodes, makers, set(order))
    return [nodes[place] for place in order]


def needed_nodes(nodes: Sequence[Node], output: str) -> tuple[tuple[Node, ...], set[str]]:
    """Return the nodes on which an output depends, and the names of all values that it needs.

    Parameters
    ----------
    nodes
        Each after those whose values it takes.
    output
        The name of the output.
    """
    names = {output}
    chosen = []
    for node in reversed(nodes):
        if not names.isdisjoint(node.outputs):
            chosen.append(node)
            names.update(name for name in node.inputs if name)
    return tuple(reversed(chosen)), names


def _makers(nodes: Sequence[Node], given: set[str]) -> dict[str, int]:
    """Return which node makes each value that is not given."""
    makers: dict[str, int] = {}
    for place, node in enumerate(nodes):
        for name in filter(None, node.outputs):
            if name in given or name in makers:
                raise FileFormatError(
                    f"{node.place} makes {quoted(name)}, which exists already: give every value a "
                    "name of its own"
                )
            makers[name] = place
    for node in nodes:
        for name in filter(None, node.inputs):
            if name not in given and name not in makers:
                raise FileFormatError(
                    f"{node.place} takes {quoted(name)}, which is no input, no initializer and "
                    "made by no node: export the model again"
                )
    return makers


def _cycle(nodes: Sequence[Node], makers: dict[str, int], done: set[int]) -> FileFormatError:
    """Return the error that names a node which waits for itself, and what it takes."""
    cause = {  # For each node that is not done, a value for which it waits.
        place: next(name for name in node.inputs if name in makers and makers[name] not in done)
        for place, node in enumerate(nodes)
        if place not in done
    }
    place = next(iter(cause))
    seen: set[int] = set()
    while place not in seen:
        seen.add(place)
        place = makers[cause[place]]
    return FileFormatError(
        f"{nodes[place].place} takes {quoted(cause[place])}, which is made from what the node "
        "itself makes: a cycle cannot be computed, so export the model with its steps written out"
    )
