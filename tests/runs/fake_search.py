"""A search without geometry: its cells are paths in a tree, and regions are its leaves."""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["FakeSearch"]


class FakeSearch:
    """Cells are tuples of numbers; those of level (d, 0) are all of that length, in order.

    Parameters
    ----------
    fans
        How many children the cells of each length have: at most so many, at random.
    leaves
        How many leaves a slice takes.
    """

    def __init__(self, fans, leaves=10**9):
        self.fans = fans
        self.leaves = leaves
        self.searched = 0

    def children(self, cell):
        """Return the cells of the next level in a cell, one at least."""
        fan = self.fans[len(cell)]
        count = fan - blake2b(repr(cell).encode(), digest_size=1).digest()[0] % (1 + fan // 2)
        return [(*cell, k) for k in range(count)]

    def level_with(self, cells, wanted):
        """Return the first level with so many cells, or the last one."""
        for depth in range(len(self.fans) + 1):
            count = sum(1 for _ in self.cells(cells, (depth, 0)))
            if count >= wanted:
                break
        return (depth, 0), count

    def cells(self, cells, level):
        """Yield the cells of a level below others."""
        for cell in [()] if cells is None else cells:
            if len(cell) >= level[0]:
                yield cell
            else:
                yield from self.cells(self.children(cell), level)

    def identity(self, cell):
        """Return the cell's name."""
        return repr(cell).encode()

    def task(self, cells):
        """Return the task of searching cells."""
        return tuple(cells[::-1])

    def divided(self, task):
        """Give the second half away."""
        half = len(task) // 2
        return (task[half:], task[:half]) if half else None

    def slice(self, definition, task, seconds):
        """Find some leaves."""
        cells, found = list(task), 0
        while cells and found < self.leaves:
            cell = cells.pop()
            if len(cell) == len(self.fans):
                found += 1
            else:
                cells += self.children(cell)[::-1]
        self.searched += found
        return found, [], tuple(cells) or None

    def count(self):
        """Return how many leaves there are."""
        return sum(1 for _ in self.cells(None, (len(self.fans), 0)))
