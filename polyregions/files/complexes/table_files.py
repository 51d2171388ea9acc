"""Complexes as two tables in files, both or none."""

from __future__ import annotations

from polyregions.complexes import RegionComplex
from polyregions.files.complexes.csv_file import write_csv_tables
from polyregions.files.complexes.formats import TABLE_FORMATS, complex_paths
from polyregions.files.complexes.parquet_file import check_pyarrow, write_parquet_tables
from polyregions.files.complexes.tables import ComplexTables
from polyregions.readers.content import PathLike, atomic_file, chosen_format

__all__ = ["write_tables"]


def write_tables(
    complex: RegionComplex, path: PathLike, format: str | None = None, *, exact: bool = False
) -> tuple[str, ...]:
    """Write a complex as two tables, one row for each region and one for each side of a facet.

    Both files are written, or none. Memory stays bounded: rows are written some at a time.

    Parameters
    ----------
    complex, path
        As for :func:`write_complex`.
    format
        "parquet" or "csv"; omitted: by the path's suffix.
    exact
        Whether to add the exact numbers as texts, and all units that vanish on each facet; that
        takes about a millisecond for each region.

    Returns
    -------
    tuple of str
        The paths of the files written.

    Raises
    ------
    UnknownOptionError
        If the format is none of tables.
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
    kind = chosen_format(path, format, TABLE_FORMATS, "format of tables")
    if kind == "parquet":
        check_pyarrow()
    write = {"parquet": write_parquet_tables, "csv": write_csv_tables}[kind]
    paths = complex_paths(path, kind)
    with atomic_file(paths[0]) as regions, atomic_file(paths[1]) as facets:
        write(ComplexTables(complex, exact), regions, facets)
    return paths
