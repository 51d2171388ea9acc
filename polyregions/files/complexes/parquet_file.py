"""Complexes as two Parquet tables, for millions of regions.

``cells.parquet`` makes the files ``cells.regions.parquet`` and ``cells.facets.parquet``. The key
``polyregions`` of either file's metadata holds, as JSON, the network, the domain, the engine, the
numbers of rows and of regions under each definition, the interior points that are no floats, and
the version that wrote it. From both together the complex is read back.

References
----------
Apache Parquet, https://parquet.apache.org; Apache Arrow, https://arrow.apache.org.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from polyregions.complexes import Definition
from polyregions.errors import PolyregionsError
from polyregions.files.complexes.header import header_text, header_to_json
from polyregions.files.complexes.points import texts_of_points
from polyregions.files.complexes.tables import Column, ColumnKind, ComplexTables, Rows
from polyregions.version import __version__

if TYPE_CHECKING:
    import pyarrow

__all__ = ["TABLES_FORMAT", "check_pyarrow", "write_parquet_tables"]

TABLES_FORMAT = "polyregions-tables/1"
"""The name and version of the layout of the tables."""


def check_pyarrow() -> None:
    """Check that the package is there, before a long computation ends in vain.

    Raises
    ------
    PolyregionsError
        If it is not.
    """
    if find_spec("pyarrow") is None:
        raise PolyregionsError(
            "Parquet files need the package pyarrow, which is missing: "
            "pip install 'polyregions[parquet]'"
        )


def write_parquet_tables(tables: ComplexTables, regions: BinaryIO, facets: BinaryIO) -> None:
    """Write the tables of a complex to two open files, some rows at a time."""
    from pyarrow import parquet

    schemas = [
        _schema(columns, name, tables)
        for name, columns in (("regions", tables.regions), ("facets", tables.facets))
    ]
    with (
        parquet.ParquetWriter(regions, schemas[0], **_options(tables.regions)) as region_writer,
        parquet.ParquetWriter(facets, schemas[1], **_options(tables.facets)) as facet_writer,
    ):
        for region_rows, facet_rows in tables.parts():
            region_writer.write_table(_table(region_rows, tables.regions, schemas[0]))
            facet_writer.write_table(_table(facet_rows, tables.facets, schemas[1]))


def _options(columns: Sequence[Column]) -> dict[str, Any]:
    repeating = ("facets", "layer", "unit", "domain_row")
    return {
        "compression": "zstd",
        "use_dictionary": [column.name for column in columns if column.name in repeating],
    }


def _schema(columns: Sequence[Column], table: str, tables: ComplexTables) -> pyarrow.Schema:
    import pyarrow

    complex = tables.complex
    header = {
        **header_to_json(complex),
        "format": TABLES_FORMAT,
        "table": table,
        "regions": len(complex),
        "facets": len(complex.enumeration.facet_neighbours),
        "counts": {definition.value: complex.count(definition.value) for definition in Definition},
        "exact_points": texts_of_points(complex),
        "polyregions": __version__,
    }
    fields = [pyarrow.field(column.name, _type(column)) for column in columns]
    return pyarrow.schema(fields, {"polyregions": header_text(header)})


def _type(column: Column) -> pyarrow.DataType:
    import pyarrow

    match column.kind:
        case ColumnKind.NUMBER:
            return pyarrow.int64()
        case ColumnKind.PATTERN | ColumnKind.TEXT:
            return pyarrow.string()
        case ColumnKind.FLOAT:
            return pyarrow.float64()
        case ColumnKind.FLOATS:
            return pyarrow.list_(pyarrow.float64(), column.length)
        case ColumnKind.TEXTS:
            return pyarrow.list_(pyarrow.string(), column.length)
        case ColumnKind.UNITS:
            names = [("layer", pyarrow.int64()), ("unit", pyarrow.int64())]
            return pyarrow.list_(pyarrow.struct(names))


def _table(rows: Rows, columns: Sequence[Column], schema: pyarrow.Schema) -> pyarrow.Table:
    import pyarrow

    arrays = [_array(rows[column.name], column) for column in columns]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def _array(values: Any, column: Column) -> pyarrow.Array:
    import pyarrow

    match column.kind:
        case ColumnKind.NUMBER:
            return pyarrow.array(values.astype(np.int64), mask=values < 0)
        case ColumnKind.PATTERN:
            ends = np.arange(len(values) + 1, dtype=np.int32) * column.length
            buffers = pyarrow.py_buffer(ends), pyarrow.py_buffer(np.ascontiguousarray(values))
            return pyarrow.StringArray.from_buffers(len(values), *buffers)
        case ColumnKind.FLOATS:
            entries = pyarrow.array(np.ascontiguousarray(values).reshape(-1))
            return pyarrow.FixedSizeListArray.from_arrays(entries, column.length)
        case ColumnKind.UNITS:
            pairs = [[{"layer": i, "unit": unit} for i, unit in units] for units in values]
            return pyarrow.array(pairs, _type(column))
        case _:
            return pyarrow.array(values, _type(column))
