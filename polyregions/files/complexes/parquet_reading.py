"""Complexes read back from the two Parquet tables that they were written to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes import RegionComplex
from polyregions.errors import FileFormatError, short
from polyregions.files.complexes.checked_columns import complex_of_columns
from polyregions.files.complexes.header import FORMAT, header_from_json
from polyregions.files.complexes.parquet_file import TABLES_FORMAT, check_pyarrow
from polyregions.files.complexes.points import points_of_columns
from polyregions.files.complexes.table_columns import packed_size
from polyregions.networks import Network
from polyregions.readers.content import located, parse_json

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

__all__ = ["read_complex_parquet"]

Numbers = NDArray[Any]

_REMEDY = "the files were changed or damaged, write them anew"
_ROWS_AT_ONCE = 2**16
_WITH_TEXTS = "polyregions-tables/1"
"""The first layout, whose patterns are texts."""


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
    with _opened(paths[0]) as regions, _opened(paths[1]) as facets:
        header, other = regions.header, facets.header
        with located(repr(paths[0])):
            if (header.pop("table", None), other.pop("table", None)) != ("regions", "facets"):
                raise FileFormatError("the files are no table of regions and one of facets")
            if header != other:
                raise FileFormatError(f"the two files tell of different complexes: {_REMEDY}")
            network, domain, engine = header_from_json({**header, "format": FORMAT})
        packed = _texts_packed if header["format"] == _WITH_TEXTS else _packed
        pattern = "pattern" if header["format"] == _WITH_TEXTS else "packed_pattern"
        patterns, counts, points = regions.columns(
            (pattern, "facets", "interior_point"),
            lambda texts, *others: (packed(texts, network), *others),
        )
        positions = _positions(network)
        owners, hyperplanes, neighbours = facets.columns(
            ("region", "layer", "unit", "domain_row", "neighbour"),
            lambda regions, layers, units, rows, across: (
                regions,
                _hyperplanes(positions, layers, units, rows),
                across,
            ),
        )
    with located(repr(paths[0])):
        if np.any(counts < 0) or not _are_owners(owners, counts):
            raise FileFormatError(f"regions have not the facets that they say: {_REMEDY}")
        del owners
        return complex_of_columns(
            network,
            domain,
            engine,
            patterns,
            points_of_columns(points, _texts(header), network.inputs),
            np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
            hyperplanes,
            neighbours,
        )


def _are_owners(owners: Numbers, counts: Numbers) -> bool:
    """Return whether these are the regions of facets, of which each has so many."""
    if len(owners) != int(counts.sum(dtype=np.int64)):
        return False
    return np.array_equal(owners, np.repeat(np.arange(len(counts), dtype=np.int32), counts))


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


@dataclass(frozen=True, slots=True)
class _TableFile:
    """An open file with a table, and what it says of the complex."""

    path: str
    file: ParquetFile
    header: dict[str, Any]

    def columns(
        self, names: Sequence[str], convert: Callable[..., tuple[Numbers, ...]]
    ) -> tuple[Numbers, ...]:
        """Return what columns are converted to, some rows at a time."""
        with _reading(self.path):
            rows = self.file.metadata.num_rows
            if not rows:
                return convert(*[np.zeros(0, dtype=np.int32)] * len(names))
            batches = in_time(self.file.iter_batches(_ROWS_AT_ONCE, columns=list(names)))
            parts = (convert(*(_array(batch[name]) for name in names)) for batch in batches)
            return _joined(parts, rows)


@contextmanager
def _opened(path: str) -> Iterator[_TableFile]:
    from pyarrow import parquet

    with _reading(path):
        file = parquet.ParquetFile(path)
    with file:
        with _reading(path):
            metadata = file.schema_arrow.metadata or {}
            header = parse_json(metadata.get(b"polyregions", b"null").decode("utf-8"))
            layouts = TABLES_FORMAT, _WITH_TEXTS
            if not isinstance(header, dict) or header.get("format") not in layouts:
                raise FileFormatError(f"it is no table of a complex ({TABLES_FORMAT})")
        yield _TableFile(path, file, header)


@contextmanager
def _reading(path: str) -> Iterator[None]:
    """Tell of whatever goes wrong with a file that it is the file's."""
    import pyarrow

    with located(repr(os.fspath(path))):
        try:
            yield
        except (pyarrow.ArrowException, OSError, UnicodeDecodeError, KeyError) as error:
            cause = " ".join(str(error).split())
            raise FileFormatError(f"it cannot be read ({cause}): {_REMEDY}") from error


def _joined(parts: Iterator[tuple[Numbers, ...]], rows: int) -> tuple[Numbers, ...]:
    """Join parts of columns without having all of them twice."""
    joined: tuple[Numbers, ...] = ()
    start = 0
    try:
        for part in parts:
            joined = joined or tuple(np.empty((rows, *own.shape[1:]), own.dtype) for own in part)
            stop = start + len(part[0])
            for whole, own in zip(joined, part, strict=True):
                whole[start:stop] = own
            start = stop
    except (MemoryError, ValueError) as error:
        raise FileFormatError(f"rows are not as long or as many as it says: {_REMEDY}") from error
    if start != rows:
        raise FileFormatError(f"it has {start} rows and says to have {rows}: {_REMEDY}")
    return joined


def _array(column: Any) -> Numbers:
    """Return numbers (missing ones as -1), lists of floats, bytes or characters, in rows."""
    import pyarrow
    from pyarrow import compute

    kind = column.type
    if pyarrow.types.is_signed_integer(kind):
        return np.asarray(compute.fill_null(column.cast(pyarrow.int32()), -1))
    if column.null_count:
        raise FileFormatError(f"an entry is missing: {_REMEDY}")
    if pyarrow.types.is_fixed_size_binary(kind):
        data = np.frombuffer(column.buffers()[1], np.uint8).reshape(-1, kind.byte_width)
        return data[column.offset : column.offset + len(column)]
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


def _packed(patterns: Numbers, network: Network) -> NDArray[np.uint8]:
    """Return packed patterns, which in a table have one byte at least."""
    size = packed_size(network)
    if patterns.dtype != np.uint8 or patterns.shape[1:] != (size,):
        raise FileFormatError(f"patterns have not {size} bytes: {_REMEDY}")
    return patterns if network.pattern_sizes else patterns[:, :0]


def _texts_packed(characters: Numbers, network: Network) -> NDArray[np.uint8]:
    """Return packed patterns of their texts."""
    sizes = network.pattern_sizes
    length = sum(sizes) + max(0, len(sizes) - 1)
    if characters.dtype != np.uint8 or characters.shape[1:] != (length,):
        raise FileFormatError(f"patterns have not {length} characters: {_REMEDY}")
    bars = np.zeros(length, dtype=bool)
    bars[np.cumsum([size + 1 for size in sizes], dtype=np.intp)[:-1] - 1] = True
    bits = characters[:, ~bars] - ord("0")
    if np.any(bits > 1) or np.any(characters[:, bars] != ord("|")):
        raise FileFormatError(f"a pattern is no text of bits: {_REMEDY}")
    return np.packbits(bits, axis=1)


def _positions(network: Network) -> NDArray[np.int32]:
    """Return the position in the pattern of each unit of each layer, -1 where it has none."""
    widest = max(layer.units for layer in network.layers)
    positions = np.full((len(network.layers), widest), -1, dtype=np.int32)
    count = 0
    for layer, row in zip(network.layers, positions, strict=True):
        row[list(layer.relu_units)] = np.arange(count, count + len(layer.relu_units))
        count += len(layer.relu_units)
    return positions


def _hyperplanes(
    positions: NDArray[np.int32], layers: Numbers, units: Numbers, rows: Numbers
) -> NDArray[np.int32]:
    """Return the hyperplane of each facet: a unit's position in the pattern, or -1 - a row."""
    depth, widest = positions.shape
    named = (layers >= 0) & (layers < depth) & (units >= 0) & (units < widest)
    found = positions.take(layers * widest + units, mode="clip")
    found[~named] = -1
    found = np.where(rows >= 0, -1 - rows, found)
    if np.any((rows < 0) & (found < 0)):
        raise FileFormatError(f"a facet lies on no unit and no inequality: {_REMEDY}")
    return found
