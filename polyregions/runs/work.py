"""Searching a piece, some moments at a time, here or where a worker is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from time import perf_counter
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import Definition, RegionBatch, distinct_maps, pattern_characters
from polyregions.networks import IntegerForm
from polyregions.polytopes import HPolytope
from polyregions.refinement import CellBatch, CellsInReach, Slice
from polyregions.runs.addresses import Address
from polyregions.runs.totals import combined

__all__ = ["TABLE_COLUMNS", "Cells", "Piece", "PieceFound", "PieceSearch", "PieceWork", "RunWork"]

Cells = Sequence[Any]
"""Cells of a level, in the order of the search."""

_ROWS_AT_ONCE = 1 << 14


class PieceSearch(Protocol):
    """What a search must offer, so that its cells can be searched one by one."""

    @property
    def network(self) -> IntegerForm:
        """The network."""

    def level_with(self, cells: Cells | None, wanted: int) -> tuple[tuple[int, int], int]:
        """Return the first level below cells with so many, or the last, and how many it has."""

    def cells(self, cells: Cells | None, level: tuple[int, int]) -> Iterator[Any]:
        """Yield the cells of a level below cells, or of all, in the order of the search."""

    def identity(self, cell: Any) -> bytes:
        """Return what tells a cell apart from others."""

    def task(self, cells: Cells) -> Any:
        """Return the task to search below cells."""

    def divided(self, task: Any) -> tuple[Any, Any] | None:
        """Cut a task in two, None where it is too small."""

    def slice(
        self, definition: str, task: Any, seconds: float
    ) -> tuple[int, list[NDArray[np.uint8]], Any | None]:
        """Carry on a task; return regions, packed patterns by the definition, what is left."""

    def in_reach(self, task: Any, seconds: float) -> tuple[list[CellsInReach], Any | None]:
        """Carry on a task for a goal; return what moments have come to, and what is left."""

    def mapped(
        self, function: Callable[..., Any], size: int, task: Any, seconds: float
    ) -> tuple[list[Any], Any | None]:
        """Carry on a task; return what a function makes of batches of cells, and what is left."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A piece under way, or a part of it.

    Attributes
    ----------
    address
        The piece.
    task
        What is left to search.
    again
        The cells that are searched a second time, for the table; None where that is being done, or
        there is none.
    attempt
        Which one it is at the piece.
    share
        Which part of the piece this is: when the shares that are done add up to 1, the piece is.
    limit, most
        After so many seconds, or with more rows of a table, it is given up as too heavy.
    in_table, spent, found
        What has been done of it: whether the regions are counted, in how long, and how many.
    """

    address: Address
    attempt: int
    task: Any
    again: Cells | None
    limit: float
    most: float
    in_table: bool = False
    share: Fraction = Fraction(1)
    spent: float = 0.0
    found: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class PieceFound:
    """What a slice of a piece has found.

    Attributes
    ----------
    address, attempt
        The piece.
    regions, seconds
        How many regions, in how long.
    rows
        Packed patterns that are kept: of merging regions two by two, or one for each affine map.
    table
        Rows of the table.
    ended
        The share of the piece that has come to its end.
    is_heavy
        Whether the piece is given up.
    """

    address: Address
    attempt: int
    regions: int
    seconds: float
    rows: list[NDArray[np.uint8]]
    table: list[Mapping[str, Any]]
    ended: Fraction
    is_heavy: bool


class RunWork(Protocol):
    """What carries pieces on, as :data:`polyregions.refinement.dispatch.Work`."""

    @property
    def ends_with_rows(self) -> bool:
        """Whether the run is over once a piece keeps rows."""

    @property
    def search(self) -> PieceSearch:
        """The search."""

    def begun(
        self, address: Address, attempt: int, cells: Cells, limit: float, most: float
    ) -> Piece:
        """Return a piece before its first step."""

    def __call__(self, piece: Piece, seconds: float, regions: int | None) -> Slice[Any, PieceFound]:
        """Carry on a piece for about so many seconds."""

    def divided(self, piece: Piece) -> tuple[Piece, Piece] | None:
        """Cut a piece in two parts, None where it stays whole."""

    def kept(self, rows: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8] | None:
        """Return the rows that a piece keeps, from those of its slices; None for none."""


@dataclass(frozen=True, slots=True, eq=False)
class PieceWork:
    """Carries pieces on, as :data:`polyregions.refinement.dispatch.Work`.

    Attributes
    ----------
    search
        The search.
    definition
        What is counted.
    domain, columns
        For the table; no columns without one.
    """

    search: PieceSearch
    definition: Definition
    domain: HPolytope
    columns: tuple[str, ...] | None

    def begun(
        self, address: Address, attempt: int, cells: Cells, limit: float, most: float
    ) -> Piece:
        """Return a piece before its first step."""
        again = None if self.columns is None else cells
        return Piece(address, attempt, self.search.task(cells), again, limit, most)

    def __call__(self, piece: Piece, seconds: float, regions: int | None) -> Slice[Any, PieceFound]:
        """Carry on a piece for about so many seconds."""
        start = perf_counter()
        seconds = min(seconds, max(0.0, piece.limit - piece.spent))
        found, rows, table = 0, list[NDArray[np.uint8]](), list[Mapping[str, Any]]()
        rest: Any
        if piece.in_table:
            table, rest = self.search.mapped(self.rows_of, _ROWS_AT_ONCE, piece.task, seconds)
        else:
            found, rows, rest = self.search.slice(self.definition.value, piece.task, seconds)
            if self.definition is Definition.AFFINE:
                rows = [distinct_maps(self.search.network, part) for part in rows if len(part)]
        took = perf_counter() - start
        left = replace(piece, task=rest, spent=piece.spent + took, found=piece.found + found)
        if rest is None and piece.again is not None:
            rest = self.search.task(piece.again)
            left = replace(left, task=rest, again=None, in_table=True)
        is_heavy = rest is not None and (
            left.spent >= left.limit or (self.columns is not None and left.found > left.most)
        )
        ended = piece.share if rest is None else Fraction(0)
        made = PieceFound(piece.address, piece.attempt, found, took, rows, table, ended, is_heavy)
        return Slice(0, made, None if rest is None or is_heavy else left)

    def divided(self, piece: Piece) -> tuple[Piece, Piece] | None:
        """Cut a piece in two parts; None for one of a table, whose rows stay in their order."""
        parts = None if self.columns is not None else self.search.divided(piece.task)
        if parts is None:
            return None
        share = piece.share / 2
        first, second = (replace(piece, task=task, share=share) for task in parts)
        return first, second

    ends_with_rows = False

    def kept(self, rows: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8] | None:
        """Return the rows that a piece keeps, from those of its slices; None for none."""
        return combined(self.definition, rows)

    def rows_of(self, network: IntegerForm, cells: CellBatch) -> Mapping[str, Any]:
        """Return the rows of a table that stand for some regions."""
        assert self.columns is not None
        batch = RegionBatch(network, self.domain, cells)
        return {name: TABLE_COLUMNS[name](network, batch) for name in self.columns}


def _pattern(network: IntegerForm, batch: RegionBatch) -> list[str]:
    sizes = [len(layer.relu_units) for layer in network.layers if layer.relu_units]
    return [bytes(row).decode() for row in pattern_characters(batch.patterns, sizes)]


TABLE_COLUMNS: Mapping[str, Callable[[IntegerForm, RegionBatch], Any]] = {
    "pattern": _pattern,
    "interior_point": lambda _, batch: batch.interior_points,
    "gradient": lambda _, batch: batch.gradients,
    "offset": lambda _, batch: batch.offsets,
    "facets": lambda _, batch: batch.facet_counts,
    "volume": lambda _, batch: batch.volumes,
    "centroid": lambda _, batch: batch.centroids,
    "bounding_box": lambda _, batch: batch.bounding_boxes,
}
"""What a table of regions in a run folder can have."""
