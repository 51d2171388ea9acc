"""Complexes read back from the two Parquet tables that they were written to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes import RegionComplex
from polyregions.errors import FileFormatError, short
from polyregions.files.complexes.checked_columns import complex_of_columns
from polyregions.files.complexes.header import FORMAT, header_from_json
from polyregions.files.complexes.parquet_file import TABLES_FORMAT, check_pyarrow
from polyregions.files.complexes.points import points_of_columns
from polyregions.networks import Network
from polyregions.readers.content import located, parse_json

__all__ = ["read_complex_parquet"]

Table = dict[str, NDArray[Any]]

_REMEDY = "the files were changed or damaged, write them anew"
_ROWS_AT_ONCE = 2**16
_REGIONS = ("pattern", "facets", "interior_point")
_FACETS = ("region", "neighbour", "layer", "unit", "domain_row")


def read_complex_parquet(paths: Sequence[str]) -> RegionComplex:
    """Read a complex from its table of regions and its table of facets.

    Columns that follow from the others, such as gradients, are not read.

    Raises
    ------
    FileFormatError
        If a file cannot be read, holds no table of a complex, or contradicts itself or the other.
    PolyregionsError
        If pyarrow is missing.
    """
    check_pyarrow()
    (header, regions), (other, facets) = (
        _read(path, columns) for path, columns in zip(paths, (_REGIONS, _FACETS), strict=True)
    )
    with located(repr(paths[0])):
        if (header.pop("table", None), other.pop("table", None)) != ("regions", "facets"):
            raise FileFormatError("the files are no table of regions and one of facets")
        if header != other:
            raise FileFormatError(f"the two files tell of different complexes: {_REMEDY}")
        network, domain, engine = header_from_json({**header, "format": FORMAT})
        counts = regions["facets"]
        owners = np.repeat(np.arange(len(counts)), np.maximum(counts, 0))
        if np.any(counts < 0) or not np.array_equal(owners, facets["region"]):
            raise FileFormatError(f"regions have not the facets that they say: {_REMEDY}")
        return complex_of_columns(
            network,
            domain,
            engine,
            _patterns(regions["pattern"], network.pattern_sizes),
            points_of_columns(regions["interior_point"], _texts(header), network.inputs),
            np.concatenate([[0], np.cumsum(counts)]),
            _hyperplanes(facets, network),
            facets["neighbour"].astype(np.int32),
        )


def _texts(header: dict[str, Any]) -> Iterator[tuple[int, str]]:
    texts = header.get("exact_points")
    if not isinstance(texts, dict):
        raise FileFormatError(
            "it does not say which interior points are no floats: it was written by an older "
            "version, write it anew"
        )
    for index, text in texts.items():
        if not index.isdecimal() or not isinstance(text, str):
            raise FileFormatError(f"an exact point is {short({index: text})}: {_REMEDY}")
        yield int(index), text


def _read(path: str, columns: Sequence[str]) -> tuple[dict[str, Any], Table]:
    """Return what a file says of the complex, and some of its columns."""
    import pyarrow
    from pyarrow import parquet

    with located(repr(os.fspath(path))):
        try:
            with parquet.ParquetFile(path) as file:
                metadata = file.schema_arrow.metadata or {}
                header = parse_json(metadata.get(b"polyregions", b"null").decode("utf-8"))
                if not isinstance(header, dict) or header.get("format") != TABLES_FORMAT:
                    raise FileFormatError(f"it is no table of a complex ({TABLES_FORMAT})")
                batches = file.iter_batches(_ROWS_AT_ONCE, columns=list(columns))
                parts = [[_array(batch[name]) for name in columns] for batch in in_time(batches)]
        except (pyarrow.ArrowException, OSError, UnicodeDecodeError, KeyError) as error:
            cause = " ".join(str(error).split())
            raise FileFormatError(f"it cannot be read ({cause}): {_REMEDY}") from error
        if not parts:
            if columns is _REGIONS:
                raise FileFormatError(f"the table has no rows: {_REMEDY}")
            parts = [[np.zeros(0, dtype=np.int64)] * len(columns)]
        try:
            joined = [np.concatenate(own) for own in zip(*parts, strict=True)]
        except ValueError as error:
            raise FileFormatError(f"rows have entries of different lengths: {_REMEDY}") from error
        return header, dict(zip(columns, joined, strict=True))


def _array(column: Any) -> NDArray[Any]:
    """Return numbers (missing ones as -1), lists of floats, or characters, one row an entry."""
    import pyarrow
    from pyarrow import compute

    kind = column.type
    if pyarrow.types.is_int64(kind):
        return np.asarray(compute.fill_null(column, -1))
    if column.null_count:
        raise FileFormatError(f"an entry is missing: {_REMEDY}")
    if pyarrow.types.is_string(kind):
        _, offsets, characters = column.buffers()
        ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
        sizes = np.diff(ends)
        if np.any(sizes != sizes[0]):
            raise FileFormatError(f"patterns have different lengths: {_REMEDY}")
        data = np.frombuffer(characters, np.uint8) if characters else np.zeros(0, np.uint8)
        return data[ends[0] : ends[-1]].reshape(len(column), -1)
    if pyarrow.types.is_fixed_size_list(kind) and pyarrow.types.is_float64(kind.value_type):
        return np.asarray(column.flatten()).reshape(len(column), -1)
    raise FileFormatError(f"a column has the type {kind}: {_REMEDY}")


def _patterns(characters: NDArray[np.uint8], sizes: Sequence[int]) -> NDArray[np.uint8]:
    """Return packed patterns of their texts."""
    length = sum(sizes) + max(0, len(sizes) - 1)
    if characters.shape[1] != length:
        raise FileFormatError(f"patterns have not {length} characters: {_REMEDY}")
    bars = np.zeros(length, dtype=bool)
    bars[np.cumsum([size + 1 for size in sizes], dtype=np.intp)[:-1] - 1] = True
    packed = np.empty((len(characters), -(-sum(sizes) // 8)), dtype=np.uint8)
    for start in in_time(range(0, len(characters), _ROWS_AT_ONCE)):
        part = characters[start : start + _ROWS_AT_ONCE]
        bits = part[:, ~bars] - ord("0")
        if np.any(bits > 1) or np.any(part[:, bars] != ord("|")):
            raise FileFormatError(f"a pattern is no text of bits: {_REMEDY}")
        packed[start : start + len(part)] = np.packbits(bits, axis=1)
    return packed


def _hyperplanes(facets: Table, network: Network) -> NDArray[np.int32]:
    """Return the hyperplane of each facet: a unit's position in the pattern, or -1 - a row."""
    widest = max(layer.units for layer in network.layers)
    positions = np.full((len(network.layers), widest), -1, dtype=np.int64)
    count = 0
    for layer, row in zip(network.layers, positions, strict=True):
        row[list(layer.relu_units)] = np.arange(count, count + len(layer.relu_units))
        count += len(layer.relu_units)
    layers, units, rows = facets["layer"], facets["unit"], facets["domain_row"]
    on_boundary = rows >= 0
    named = (layers >= 0) & (layers < len(positions)) & (units >= 0) & (units < widest)
    found = np.where(on_boundary, -1 - rows, -1)
    inner = named & ~on_boundary
    found[inner] = positions[layers[inner], units[inner]]
    if np.any(~on_boundary & (found < 0)):
        raise FileFormatError(f"a facet lies on no unit and no inequality: {_REMEDY}")
    return found.astype(np.int32)
