"""Which regions merge, in memory for the merging ones alone."""

from __future__ import annotations

import numpy as np

from polyregions.budgets import checkpoint
from polyregions.refinement.components import component_labels
from polyregions.refinement.vertices.distinct_rows import distinct_rows
from polyregions.refinement.vertices.kernel.arrays import Array

__all__ = ["MergingForest"]

_PENDING = 1 << 17
_FEW = 256


class MergingForest:
    """A union-find over packed patterns: a spanning forest of the facets across which maps agree.

    Each of its edges joins two classes of regions into one, so the number of linear regions
    (definition 4) is that of the regions less that of the edges.
    """

    def __init__(self) -> None:
        self._edges: tuple[Array, Array] | None = None
        self._pending: list[tuple[Array, Array]] = []
        self._count = 0

    def add(self, here: Array, there: Array) -> None:
        """Join regions pairwise."""
        if len(here):
            self._pending.append((here, there))
            self._count += len(here)
        if self._count > max(_PENDING, 0 if self._edges is None else len(self._edges[0])):
            self._settle()

    def edges(self) -> tuple[Array, Array] | None:
        """Return the edges of the forest, None where there are none."""
        self._settle()
        return self._edges

    def __len__(self) -> int:
        edges = self.edges()
        return 0 if edges is None else len(edges[0])

    def _settle(self) -> None:
        if not self._pending:
            return
        known = [] if self._edges is None else [self._edges]
        here, there = (np.concatenate(side) for side in zip(*known, *self._pending, strict=True))
        self._pending, self._count = [], 0
        if len(here) <= _FEW:
            joining = _joining_edges(here, there)
            self._edges = here[joining], there[joining]
            return
        rows = np.concatenate([here, there])
        first, ends = distinct_rows(rows)
        nodes = rows[first]
        checkpoint()
        labels = component_labels(len(nodes), *ends.reshape(2, -1))
        checkpoint()
        _, roots = np.unique(labels, return_index=True)
        others = np.setdiff1d(np.arange(len(nodes)), roots)
        self._edges = nodes[roots[labels[others]]], nodes[others]


def _joining_edges(here: Array, there: Array) -> list[int]:
    """Return the edges that join two classes, one after the other: fast where there are few."""
    above: dict[bytes, bytes] = {}

    def root(node: bytes) -> bytes:
        while (parent := above.get(node, node)) != node:
            above[node] = node = above.get(parent, parent)
        return node

    joining = []
    for edge, ends in enumerate(zip(here, there, strict=True)):
        first, second = (root(end.tobytes()) for end in ends)
        if first != second:
            above[first] = second
            joining.append(edge)
    return joining
