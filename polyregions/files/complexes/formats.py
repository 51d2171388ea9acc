"""The formats of files of region complexes, and the choice among them by suffix."""

from __future__ import annotations

import os

from polyregions.readers.content import PathLike, chosen_format, paths_of_tables

__all__ = [
    "COMPLEX_FORMATS",
    "TABLE_FORMATS",
    "WHOLE_FORMATS",
    "complex_format",
    "complex_paths",
]

COMPLEX_FORMATS = {
    "json": "JSON, exact, to be read back",
    "npz": "NumPy arrays, exact, to be read back",
    "parquet": "two Parquet tables, one of regions and one of facets, to be read back",
    "csv": "two CSV tables, one of regions and one of facets",
    "obj": "a Wavefront OBJ mesh of the regions",
    "ply": "a binary PLY mesh of the regions",
}
"""The formats by the suffixes of their files, and what each of them is."""

WHOLE_FORMATS = ("json", "npz", "parquet")
"""The formats that :func:`polyregions.read_complex` reads."""

TABLE_FORMATS = ("parquet", "csv")
"""The formats of two tables."""


def complex_format(path: PathLike, format: str | None = None) -> str:
    """Return the format of a file of a complex: the one that is named, else that of the suffix.

    Parameters
    ----------
    path
        The path of the file, which need not exist.
    format
        One of ``COMPLEX_FORMATS``, with or without a dot.

    Raises
    ------
    UnknownOptionError
        If there is no such format.

    Examples
    --------
    >>> complex_format("cells.JSON"), complex_format("cells.txt", "csv")
    ('json', 'csv')
    """
    return chosen_format(path, format, COMPLEX_FORMATS, "format of a region complex")


def complex_paths(path: PathLike, format: str | None = None) -> tuple[str, ...]:
    """Return the files that :func:`polyregions.write_complex` writes: one, or two for tables.

    Parameters
    ----------
    path, format
        As for :func:`polyregions.write_complex`.

    Examples
    --------
    >>> complex_paths("cells.json"), complex_paths("cells.parquet")
    (('cells.json',), ('cells.regions.parquet', 'cells.facets.parquet'))
    """
    if complex_format(path, format) not in TABLE_FORMATS:
        return (os.fspath(path),)
    return paths_of_tables(path, ("regions", "facets"))
