"""Complexes as .npz files, NumPy's archives of arrays: compact, exact, and quick to read.

The arrays are the columns of an :class:`polyregions.refinement.Enumeration`, and beside them

- ``header``, a text: the JSON of network, domain and engine;
- ``interior_points``, the floats nearest to the points; where these are not the points themselves,
  ``exact_points`` has the texts of the regions ``exact_regions``, as in ``"1/3 2"``.

They are stored without compression, so that no file holds more than its size. Nothing is pickled.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector
from polyregions.complexes import RegionComplex
from polyregions.errors import FileFormatError, short
from polyregions.files.complexes.checked_columns import complex_of_columns
from polyregions.files.complexes.header import header_from_json, header_text, header_to_json
from polyregions.files.complexes.points import points_of_columns, texts_of_points
from polyregions.readers.content import (
    LARGEST_FILE,
    PathLike,
    WatchedFile,
    located,
    opened_archive,
    opened_file,
    parse_json,
    read_entries,
    read_header,
)

__all__ = ["read_complex_npz", "write_complex_npz"]

_REMEDY = "the file was changed or damaged, write it anew"

# Of each array its type (kind and size in bytes, any size for texts) and number of axes.
_ARRAYS = {
    "header": ("S", None, 0),
    "patterns": ("u", 1, 2),
    "interior_points": ("f", 8, 2),
    "exact_regions": ("i", 8, 1),
    "exact_points": ("S", None, 1),
    "facet_offsets": ("i", 8, 1),
    "facet_hyperplanes": ("i", 4, 1),
    "facet_neighbours": ("i", 4, 1),
}


def write_complex_npz(complex: RegionComplex, file: BinaryIO) -> None:
    """Write a complex to an open binary file; equal columns make equal files."""
    enumeration = complex.enumeration
    others = texts_of_points(complex)
    np.savez(
        WatchedFile(file),
        header=np.array(header_text(header_to_json(complex)).encode("ascii")),
        patterns=enumeration.patterns,
        interior_points=complex.interior_points,
        exact_regions=np.array(list(others), dtype=np.int64),
        exact_points=np.array([text.encode("ascii") for text in others.values()], dtype=np.bytes_),
        facet_offsets=enumeration.facet_offsets,
        facet_hyperplanes=enumeration.facet_hyperplanes,
        facet_neighbours=enumeration.facet_neighbours,
    )


def read_complex_npz(path: PathLike) -> RegionComplex:
    """Read a complex that :func:`write_complex_npz` has written.

    Raises
    ------
    FileFormatError
        If the file cannot be read, is damaged, holds no complex, or contradicts itself.
    """
    with located(repr(os.fspath(path))):
        arrays = _arrays(path)
        header = arrays["header"].item().decode("ascii", "replace")
        network, domain, engine = header_from_json(parse_json(header))
        return complex_of_columns(
            network,
            domain,
            engine,
            arrays["patterns"],
            _points(arrays, network.inputs),
            arrays["facet_offsets"],
            arrays["facet_hyperplanes"],
            arrays["facet_neighbours"],
        )


def _points(arrays: Mapping[str, NDArray[Any]], inputs: int) -> Sequence[IntegerVector]:
    texts = [text.decode("ascii", "replace") for text in arrays["exact_points"].tolist()]
    regions = arrays["exact_regions"].tolist()
    if len(regions) != len(texts):
        raise FileFormatError(f"the exact points do not fit each other: {_REMEDY}")
    return points_of_columns(arrays["interior_points"], zip(regions, texts, strict=True), inputs)


def _arrays(path: PathLike) -> dict[str, NDArray[Any]]:
    with opened_file(path) as file, opened_archive(file, ".npz file of a complex") as archive:
        return {name: _array(archive, name) for name in _ARRAYS}


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    kind, size, axes = _ARRAYS[name]
    try:
        member = archive.getinfo(f"{name}.npy")
    except KeyError:
        raise FileFormatError(f"the array {name!r} is missing: {_REMEDY}") from None
    if member.compress_type != zipfile.ZIP_STORED and member.file_size > LARGEST_FILE:
        raise FileFormatError(
            f"the array {name!r} is compressed, and says to have {member.file_size} bytes: more "
            f"than {LARGEST_FILE} are read of arrays without compression only"
        )
    with located(f"the array {name!r}"), archive.open(member) as stream:
        header = read_header(stream, member.file_size, kind)
        dtype = header.dtype
        if size not in (None, dtype.itemsize) or len(header.shape) != axes:
            raise FileFormatError(f"it has type {dtype} and shape {short(header.shape)}: {_REMEDY}")
        return np.asarray(read_entries(stream, header), dtype.newbyteorder("="), order="C")
