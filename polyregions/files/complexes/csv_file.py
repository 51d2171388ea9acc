"""Complexes as two CSV tables, with the columns of the Parquet tables, patterns as texts.

``cells.csv`` makes the files ``cells.regions.csv`` and ``cells.facets.csv``. The entries of a list
are separated by blanks, units are written ``layer:unit``, and what is missing is empty.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any, BinaryIO

from polyregions.budgets import in_time
from polyregions.files.complexes.table_columns import Column, ColumnKind
from polyregions.files.complexes.tables import ComplexTables, Rows

__all__ = ["csv_lines", "write_csv_tables"]


def write_csv_tables(tables: ComplexTables, regions: BinaryIO, facets: BinaryIO) -> None:
    """Write the tables of a complex to two open files, some rows at a time."""
    for file, columns in ((regions, tables.regions), (facets, tables.facets)):
        file.write(csv_lines([[column.name for column in columns]]))
    for region_rows, facet_rows in tables.parts():
        regions.write(csv_lines(_lines(region_rows, tables.regions)))
        facets.write(csv_lines(_lines(facet_rows, tables.facets)))


def csv_lines(lines: Iterable[Iterable[str]]) -> bytes:
    """Return lines of cells as they stand in a file."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode("ascii")


def _lines(rows: Rows, columns: Sequence[Column]) -> Iterator[tuple[str, ...]]:
    return in_time(zip(*(_entries(rows[column.name], column) for column in columns), strict=True))


def _entries(values: Any, column: Column) -> list[str]:
    match column.kind:
        case ColumnKind.NUMBER:
            return ["" if number < 0 else str(number) for number in values.tolist()]
        case ColumnKind.BYTES:
            return [row.tobytes().hex() for row in values]
        case ColumnKind.PATTERN:
            return [row.tobytes().decode("ascii") for row in values]
        case ColumnKind.FLOAT:
            return list(map(repr, values.tolist()))
        case ColumnKind.FLOATS:
            return [" ".join(map(repr, row)) for row in values.tolist()]
        case ColumnKind.TEXT:
            return list(values)
        case ColumnKind.TEXTS:
            return list(map(" ".join, values))
        case ColumnKind.UNITS:
            return [" ".join(f"{layer}:{unit}" for layer, unit in units) for units in values]
