"""Region complexes in files of every format."""

from __future__ import annotations

import os

from polyregions.complexes import RegionComplex, check_complex
from polyregions.errors import UnknownOptionError
from polyregions.files.complexes.formats import (
    TABLE_FORMATS,
    WHOLE_FORMATS,
    complex_format,
    complex_paths,
)
from polyregions.files.complexes.json_file import complex_from_json, complex_json_parts
from polyregions.files.complexes.npz_file import read_complex_npz, write_complex_npz
from polyregions.files.complexes.parquet_reading import read_complex_parquet
from polyregions.files.complexes.table_files import write_tables
from polyregions.files.complexes.verification import check_interior_points
from polyregions.files.meshes import MESH_FORMATS, write_mesh
from polyregions.readers.content import PathLike, atomic_file, located, read_json, write_text

__all__ = ["read_complex", "write_complex"]


def write_complex(
    complex: RegionComplex, path: PathLike, format: str | None = None
) -> tuple[str, ...]:
    """Write a complex to a file: whole, as tables, or as a mesh.

    Each file is written as a whole or not at all. For exact numbers in tables see
    :func:`write_tables`, for unbounded domains and graphs of functions
    :func:`polyregions.files.meshes.write_mesh`.

    Parameters
    ----------
    complex
        The complex.
    path
        Where to write it. Tables go to two files: ``cells.parquet`` makes ``cells.regions.parquet``
        and ``cells.facets.parquet``.
    format
        One of ``COMPLEX_FORMATS``; omitted: by the path's suffix.

    Returns
    -------
    tuple of str
        The paths of the files written.

    Raises
    ------
    UnknownOptionError
        If the format is unknown.
    FileFormatError
        If a JSON file would be too large to be read.
    PolyregionsError
        If a file cannot be written there, the format needs a package that is not installed, or the
        complex has no mesh.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=2, width=6, depth=3))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     (path,) = write_complex(cells, pathlib.Path(folder, "cells.npz"))
    ...     read_complex(path) == cells
    True
    """
    check_complex(complex)
    kind = complex_format(path, format)
    if kind in TABLE_FORMATS:
        return write_tables(complex, path, kind)
    if kind in MESH_FORMATS:
        return write_mesh(complex, path, kind)
    if kind == "json":
        write_text(path, complex_json_parts(complex))
    else:
        with atomic_file(path) as file:
            write_complex_npz(complex, file)
    return (os.fspath(path),)


def read_complex(
    path: PathLike, format: str | None = None, *, verify: bool = True
) -> RegionComplex:
    """Read a complex that :func:`write_complex` has written as JSON, npz or Parquet.

    The file is not believed: its columns must fit the network and each other, every inner facet
    must be seen from both of its sides, and the patterns beside it must first differ in the unit
    that carries it. That no region is missing is not proved again; a comparison with
    ``polyregions.regions(cells.network, cells.domain)`` does it.

    Parameters
    ----------
    path
        The file; of two tables the path that they were written to, as ``cells.parquet``.
    format
        "json", "npz" or "parquet"; omitted: by the path's suffix.
    verify
        Whether to decide exactly that every interior point lies inside the domain and inside a
        region with the pattern it is said to have, so that every region is one, and to compare
        check sums of JSON files (those of npz files always are).

    Returns
    -------
    RegionComplex
        Equal to the one written, with its interior points and the name of its engine, but without
        the engine's statistics.

    Raises
    ------
    UnknownOptionError
        If the format is none that is read.
    FileFormatError
        If the file cannot be read, holds no complex, or contradicts itself.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import polyregions as pr
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "cells.json")
    ...     _ = write_complex(pr.regions(pr.montufar(inputs=2, width=6, depth=3)), path)
    ...     read_complex(path).count()
    81
    """
    kind = complex_format(path, format)
    if kind not in WHOLE_FORMATS:
        raise UnknownOptionError(
            f"files of the format {kind!r} are written only: read one of {', '.join(WHOLE_FORMATS)}"
        )
    if kind == "npz":
        complex = read_complex_npz(path)
    elif kind == "parquet":
        complex = read_complex_parquet(complex_paths(path, kind))
    else:
        value = read_json(path)
        with located(repr(os.fspath(path))):
            complex = complex_from_json(value, verify=verify)
    if verify:
        with located(repr(os.fspath(path))):
            check_interior_points(complex)
    return complex
