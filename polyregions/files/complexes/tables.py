"""A complex as two tables, of regions and of facets, some rows at a time.

The rows come straight from the columns of the complex, without an object for each of them, so that
millions are written in bounded memory. What a complex is read back from is always there and costs
less than finding the regions; all else is computed where it is asked for. Interior points and
affine maps are rounded to the nearest floats; for the accuracy of halfspaces see
:mod:`polyregions.files.complexes.halfspaces`. Exact numbers are texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from polyregions.budgets import checkpoint
from polyregions.complexes import RegionComplex, chosen_columns
from polyregions.files.complexes.table_columns import FACET_COLUMNS, REGION_COLUMNS, Column, Part

__all__ = ["ADDED_COLUMNS", "ComplexTables", "Rows"]

# The entries of the largest array that a part of the rows may need.
_ENTRIES_AT_ONCE = 2**23
_MOST_REGIONS_AT_ONCE = 2**14

_OF_REGIONS: Final = ("region", "packed_pattern", "facets", "interior_point")
_OF_FACETS: Final = ("region", "neighbour", "layer", "unit", "domain_row")

ADDED_COLUMNS: Final = tuple(
    column.name
    for column in (*REGION_COLUMNS, *FACET_COLUMNS)
    if column.name not in (*_OF_REGIONS, *_OF_FACETS)
)
"""The columns that tables have where they are asked for; some take a millisecond a region."""

Rows = Mapping[str, Any]
"""Some rows of a table: for each column, by its name, what :class:`ColumnKind` says."""


class ComplexTables:
    """The tables of a complex.

    Parameters
    ----------
    complex
        The complex.
    columns
        The names of the columns to add, of ``ADDED_COLUMNS``.
    as_text
        Whether patterns are texts and not bytes: a file of texts holds no bytes.

    Attributes
    ----------
    regions, facets
        The columns of the two tables.

    Raises
    ------
    UnknownOptionError
        If there is no such column.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=1, width=2, depth=2))
    >>> tables = ComplexTables(cells, ["pattern", "offset"])
    >>> [column.name for column in tables.regions]
    ['region', 'packed_pattern', 'pattern', 'facets', 'interior_point']
    >>> ((regions, facets),) = tables.parts()
    >>> facets["region"].tolist(), facets["neighbour"].tolist(), facets["offset"].tolist()
    ([0, 0, 1, 1], [-1, 1, -1, 0], [0.0, 0.5, 1.0, -0.5])
    """

    def __init__(
        self, complex: RegionComplex, columns: Iterable[str] = (), as_text: bool = False
    ) -> None:
        self.complex = complex
        added = chosen_columns(columns, ADDED_COLUMNS)
        of_regions = {*_OF_REGIONS, *added}
        if as_text:
            of_regions = of_regions - {"packed_pattern"} | {"pattern"}
        self.regions = [column for column in REGION_COLUMNS if column.name in of_regions]
        self.facets = [column for column in FACET_COLUMNS if column.name in {*_OF_FACETS, *added}]

    def parts(self) -> Iterator[tuple[Rows, Rows]]:
        """Yield the rows of some regions and those of all their facets, in the complex's order."""
        step = self._regions_at_once()
        for start in range(0, len(self.complex), step):
            checkpoint()
            part = Part(self.complex, start, min(start + step, len(self.complex)))
            yield _rows(self.regions, part), _rows(self.facets, part)

    def _regions_at_once(self) -> int:
        network = self.complex.network
        facets = 1 + len(self.complex.enumeration.facet_neighbours) // len(self.complex)
        entries = max(
            sum(network.pattern_sizes), (network.inputs + 1) * max(facets, network.outputs)
        )
        return max(1, min(_MOST_REGIONS_AT_ONCE, _ENTRIES_AT_ONCE // entries))


def _rows(columns: Iterable[Column], part: Part) -> Rows:
    return {column.name: column.values(part) for column in columns}
