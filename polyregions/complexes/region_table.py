"""A complex as one table: a row for each region, with the columns that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.complexes.graph import node_labels
from polyregions.complexes.nodes import NUMBER_COLUMNS, Nodes
from polyregions.complexes.pattern_texts import pattern_texts
from polyregions.errors import UnknownOptionError, check_choice

if TYPE_CHECKING:
    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["LIGHT_COLUMNS", "TABLE_COLUMNS", "Lists", "RegionTable", "chosen_columns"]

Indices = NDArray[np.int64]
Numbers = NDArray[Any]

_ROWS_AT_ONCE = 1 << 14


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Lists of whole numbers, of any length: a column of k of them.

    Attributes
    ----------
    offsets
        int64 array (k + 1,): the entries of list i are ``entries[offsets[i]:offsets[i + 1]]``.
    entries
        int64 array.
    """

    offsets: Indices
    entries: Indices

    def split(self) -> list[Indices]:
        """Return the lists one by one."""
        return np.split(self.entries, self.offsets[1:-1])


Values = list[str] | Numbers | Lists
"""A column of k rows: texts, an array (k, ...) of numbers, or lists of numbers."""


@dataclass(frozen=True, eq=False)
class RegionTable:
    """Chosen columns of the regions of a complex.

    Attributes
    ----------
    complex
        The complex.
    labels
        int64 array (N,): the row of each activation region.
    names
        The names of the columns, of ``TABLE_COLUMNS``.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=1, width=3, depth=2))
    >>> table = RegionTable.of_complex(cells, "activation_regions", ["pattern", "neighbours"])
    >>> (part,) = table.parts()
    >>> part["pattern"], [rows.tolist() for rows in part["neighbours"].split()]
    (['100', '110', '111'], [[1], [0, 2], [1]])
    """

    complex: CellComplex
    labels: Indices
    names: tuple[str, ...]

    @classmethod
    def of_complex(
        cls, complex: CellComplex, of: str, columns: Iterable[str] | None
    ) -> RegionTable:
        """Check what is asked for; see :func:`polyregions.complexes.data_frames.to_arrow`.

        Raises
        ------
        UnknownOptionError
            If there is no such column, or ``of`` is no kind of regions.
        """
        names = LIGHT_COLUMNS if columns is None else chosen_columns(columns, TABLE_COLUMNS)
        return cls(complex, node_labels(complex, of, "a table"), names)

    def parts(self) -> Iterator[dict[str, Values]]:
        """Yield the columns of some rows after the other, by their names."""
        for nodes in Nodes.of(self.complex, self.labels).parts(_ROWS_AT_ONCE):
            checkpoint()
            yield {name: self._column(name, nodes) for name in self.names}

    def _column(self, name: str, nodes: Nodes) -> Values:
        if name != "neighbours":
            return TABLE_COLUMNS[name](nodes)
        # Rows that follow one another are the nodes from the first one on.
        first = int(self.labels[nodes.members[0]])
        offsets, neighbours = self._neighbours
        own = offsets[first : first + len(nodes) + 1]
        return Lists(own - own[0], neighbours[own[0] : own[-1]])

    @cached_property
    def _neighbours(self) -> tuple[Indices, Indices]:
        """The rows beside each row, ascending, and where they begin."""
        count = int(self.labels.max()) + 1
        here, across = (self.labels[side] for side in self.complex.adjacent_pairs)
        apart = here != across
        pairs = np.stack([here[apart], across[apart]])
        keys = np.unique(np.concatenate([pairs[0] * count + pairs[1], pairs[1] * count + pairs[0]]))
        offsets = np.searchsorted(keys, np.arange(count + 1) * count)
        return offsets, keys % count


def chosen_columns(columns: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Return names of columns after checking that they are known, and each is there once.

    Raises
    ------
    UnknownOptionError
        If it is not so.
    """
    if isinstance(columns, str) or not isinstance(columns, Iterable):
        raise UnknownOptionError(
            f"columns must be a sequence of names, as in ('pattern',), not {columns!r}"
        )
    names = tuple(columns)
    for name in names:
        check_choice("column", name, known)
        if names.count(name) > 1:
            raise UnknownOptionError(f"column {name!r} is asked for twice: name each once")
    return names


def _pattern(nodes: Nodes) -> list[str]:
    return pattern_texts(nodes.patterns, nodes.complex.network.pattern_sizes)


def _regions(nodes: Nodes) -> Lists:
    return Lists(np.concatenate([[0], np.cumsum(nodes.sizes)]), nodes.members)


TABLE_COLUMNS: Mapping[str, Callable[[Nodes], Values]] = {
    "pattern": _pattern,
    "linear_region": lambda nodes: nodes.complex.linear_region_labels[nodes.firsts],
    "affine_class": lambda nodes: nodes.complex.affine_labels[nodes.firsts],
    **NUMBER_COLUMNS,
    "neighbours": _regions,  # made by the table, which knows them all
    "regions": _regions,
}
"""What a table of regions can have, by its name."""

LIGHT_COLUMNS = ("pattern", "interior_point", "gradient", "offset", "facets", "neighbours")
"""What tables have where nothing else is asked for."""
