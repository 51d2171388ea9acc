"""Complexes as tables in files: all that is in them as two, both or none; or chosen columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from polyregions.budgets import in_time
from polyregions.complexes import (
    Lists,
    RegionComplex,
    RegionTable,
    Values,
    arrow_table,
    check_complex,
    package,
)
from polyregions.files.complexes.csv_file import csv_lines, write_csv_tables
from polyregions.files.complexes.formats import TABLE_FORMATS, complex_paths
from polyregions.files.complexes.parquet_file import check_pyarrow, write_parquet_tables
from polyregions.files.complexes.tables import ComplexTables
from polyregions.readers.content import PathLike, atomic_file, chosen_format

__all__ = ["write_table", "write_tables"]


def write_table(
    complex: RegionComplex,
    path: PathLike,
    format: str | None = None,
    *,
    of: str = "activation_regions",
    columns: Iterable[str] | None = None,
) -> None:
    """Write a table with a row for each region, as :meth:`RegionComplex.to_pandas` makes it.

    The file is written as a whole or not at all, some rows at a time.

    Parameters
    ----------
    complex
        The complex.
    path
        Where to write it.
    format
        "parquet" or "csv"; omitted: by the path's suffix. In CSV the numbers of an entry are
        separated by blanks.
    of, columns
        As for :func:`polyregions.complexes.data_frames.to_arrow`.

    Raises
    ------
    UnknownOptionError
        If there is no such format or column.
    PolyregionsError
        If the file cannot be written there, or pyarrow is missing for Parquet.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=1, width=2, depth=2))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "cells.csv")
    ...     write_table(cells, path, columns=["pattern", "gradient", "volume"])
    ...     print(path.read_text())
    pattern,gradient,volume
    10,2.0,0.5
    11,-2.0,0.5
    <BLANKLINE>
    """
    check_complex(complex)
    kind = chosen_format(path, format, TABLE_FORMATS, "format of tables")
    table = RegionTable.of_complex(complex, of, columns)
    write = {"parquet": _write_parquet, "csv": _write_csv}[kind]
    if kind == "parquet":
        package("pyarrow")
    with atomic_file(path) as file:
        write(table, file)


def _write_parquet(table: RegionTable, file: BinaryIO) -> None:
    from pyarrow import parquet

    parts = map(arrow_table, table.parts())
    first = next(parts)
    with parquet.ParquetWriter(file, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for part in parts:
            writer.write_table(part)


def _write_csv(table: RegionTable, file: BinaryIO) -> None:
    file.write(csv_lines([table.names]))
    for part in table.parts():
        columns = map(_texts, part.values())
        file.write(csv_lines(in_time(zip(*columns, strict=True))))


def _texts(values: Values) -> Iterator[str]:
    if isinstance(values, list):
        return iter(values)
    if isinstance(values, Lists):
        return (" ".join(map(str, entries)) for entries in values.split())
    rows = values.reshape(len(values), -1).tolist()
    return (" ".join(map(repr, row)) for row in rows)


def write_tables(
    complex: RegionComplex,
    path: PathLike,
    format: str | None = None,
    *,
    columns: Iterable[str] = (),
) -> tuple[str, ...]:
    """Write a complex as two tables, one row for each region and one for each side of a facet.

    Both files are written, or none. Memory stays bounded: rows are written some at a time.

    Parameters
    ----------
    complex, path
        As for :func:`write_complex`.
    format
        "parquet" or "csv"; omitted: by the path's suffix.
    columns
        The names of columns to add to those from which a complex is read back, of
        ``ADDED_COLUMNS``: of regions ``"pattern"`` (which CSV always has), ``"linear_region"``,
        ``"affine_class"``, ``"weights"``, ``"bias"``, and as texts ``"interior_point_exact"``,
        ``"weights_exact"``, ``"bias_exact"``; of facets ``"normal"``, ``"offset"``, and, at a
        millisecond a region, ``"units"``, ``"normal_exact"``, ``"offset_exact"``.

    Returns
    -------
    tuple of str
        The paths of the files written.

    Raises
    ------
    UnknownOptionError
        If the format is none of tables, or there is no such column.
    PolyregionsError
        If a file cannot be written there, or pyarrow is missing.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import polyregions as pr
    >>> from pyarrow import parquet
    >>> cells = pr.regions(pr.montufar(inputs=2, width=6, depth=3))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     regions, facets = write_tables(cells, pathlib.Path(folder, "cells.parquet"))
    ...     parquet.read_table(regions).num_rows, parquet.read_table(facets).num_rows
    (81, 324)
    """
    check_complex(complex)
    kind = chosen_format(path, format, TABLE_FORMATS, "format of tables")
    if kind == "parquet":
        check_pyarrow()
    write = {"parquet": write_parquet_tables, "csv": write_csv_tables}[kind]
    tables = ComplexTables(complex, columns, as_text=kind == "csv")
    paths = complex_paths(path, kind)
    with atomic_file(paths[0]) as regions, atomic_file(paths[1]) as facets:
        write(tables, regions, facets)
    return paths
