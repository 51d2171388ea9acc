"""Complexes as two Parquet tables, for millions of regions.

``cells.parquet`` makes the files ``cells.regions.parquet`` and ``cells.facets.parquet``. The key
``polyregions`` of either file's metadata holds, as JSON, the network, the domain, the engine, the
numbers of rows, those of regions under the definitions of which there are columns, the interior
points that are no floats, and the version that wrote it. From both together the complex is read
back.

References
----------
Apache Parquet, https://parquet.apache.org; Apache Arrow, https://arrow.apache.org.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from polyregions.complexes import Definition
from polyregions.errors import PolyregionsError
from polyregions.files.complexes.header import header_text, header_to_json
from polyregions.files.complexes.points import texts_of_points
from polyregions.files.complexes.table_columns import Column, ColumnKind
from polyregions.files.complexes.tables import ComplexTables, Rows
from polyregions.networks import Network
from polyregions.version import __version__

if TYPE_CHECKING:
    import pyarrow

__all__ = ["TABLES_FORMAT", "check_pyarrow", "write_parquet_tables"]

TABLES_FORMAT = "polyregions-tables/2"
"""The name and version of the layout of the tables."""

_COUNTED = {"linear_region": Definition.OPEN_CONNECTED, "affine_class": Definition.AFFINE}


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

    header = _header(tables)
    schemas = [
        _schema(columns, {"table": name, **header}, tables.complex.network)
        for name, columns in (("regions", tables.regions), ("facets", tables.facets))
    ]
    with (
        parquet.ParquetWriter(regions, schemas[0], **_OPTIONS) as region_writer,
        parquet.ParquetWriter(facets, schemas[1], **_OPTIONS) as facet_writer,
    ):
        for region_rows, facet_rows in tables.parts():
            region_writer.write_table(_table(region_rows, tables.regions, schemas[0]))
            facet_writer.write_table(_table(facet_rows, tables.facets, schemas[1]))


_OPTIONS: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 1,
    "use_dictionary": ["facets", "layer", "unit", "domain_row"],
}


def _header(tables: ComplexTables) -> dict[str, Any]:
    complex = tables.complex
    counted = [Definition.PROPER_ACTIVATION]
    counted += [_COUNTED[column.name] for column in tables.regions if column.name in _COUNTED]
    return {
        **header_to_json(complex),
        "format": TABLES_FORMAT,
        "regions": len(complex),
        "facets": len(complex.enumeration.facet_neighbours),
        "counts": {definition.value: complex.count(definition.value) for definition in counted},
        "exact_points": texts_of_points(complex),
        "polyregions": __version__,
    }


def _schema(
    columns: Sequence[Column], header: Mapping[str, Any], network: Network
) -> pyarrow.Schema:
    import pyarrow

    fields = [pyarrow.field(column.name, _type(column, network)) for column in columns]
    return pyarrow.schema(fields, {"polyregions": header_text(header)})


def _type(column: Column, network: Network) -> pyarrow.DataType:
    import pyarrow

    match column.kind:
        case ColumnKind.NUMBER:
            return pyarrow.int32()
        case ColumnKind.BYTES:
            return pyarrow.binary(column.size(network))
        case ColumnKind.PATTERN | ColumnKind.TEXT:
            return pyarrow.string()
        case ColumnKind.FLOAT:
            return pyarrow.float64()
        case ColumnKind.FLOATS:
            return pyarrow.list_(pyarrow.float64(), column.size(network))
        case ColumnKind.TEXTS:
            return pyarrow.list_(pyarrow.string(), column.size(network))
        case ColumnKind.UNITS:
            names = [("layer", pyarrow.int32()), ("unit", pyarrow.int32())]
            return pyarrow.list_(pyarrow.struct(names))


def _table(rows: Rows, columns: Sequence[Column], schema: pyarrow.Schema) -> pyarrow.Table:
    import pyarrow

    arrays = [
        _array(rows[column.name], column.kind, type)
        for column, type in zip(columns, schema.types, strict=True)
    ]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def _array(values: Any, kind: ColumnKind, type: pyarrow.DataType) -> pyarrow.Array:
    import pyarrow

    match kind:
        case ColumnKind.NUMBER:
            return pyarrow.array(values.astype(np.int32, copy=False), mask=values < 0)
        case ColumnKind.BYTES:
            buffers = None, pyarrow.py_buffer(np.ascontiguousarray(values))
            return pyarrow.Array.from_buffers(type, len(values), buffers)
        case ColumnKind.PATTERN:
            ends = np.arange(len(values) + 1, dtype=np.int32) * values.shape[1]
            buffers = pyarrow.py_buffer(ends), pyarrow.py_buffer(np.ascontiguousarray(values))
            return pyarrow.StringArray.from_buffers(len(values), *buffers)
        case ColumnKind.FLOATS:
            entries = pyarrow.array(np.ascontiguousarray(values).reshape(-1))
            return pyarrow.FixedSizeListArray.from_arrays(entries, values.shape[1])
        case ColumnKind.UNITS:
            pairs = [[{"layer": i, "unit": unit} for i, unit in units] for units in values]
            return pyarrow.array(pairs, type)
        case _:
            return pyarrow.array(values, type)
