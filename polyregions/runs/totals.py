"""What all pieces of a run add up to, once they are done; and the parts of its table."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np

from polyregions.complexes import Definition, arrow_table, distinct_maps, package
from polyregions.errors import FileFormatError, UnknownOptionError, short
from polyregions.networks import IntegerForm
from polyregions.refinement import merging_forest
from polyregions.runs.addresses import Address
from polyregions.runs.claims import CLAIMS, WORKERS
from polyregions.runs.journal import JournalReader, Rows, read_rows
from polyregions.runs.shared_files import TEMPORARY, put_there, write_once

__all__ = [
    "TABLE",
    "check_adds_up",
    "check_table",
    "combined",
    "read_result",
    "total",
    "write_part",
    "write_result",
]

TABLE = "table"
"""The folder of the parts of the table, within the run folder."""

_ADDED_UP = (Definition.PROPER_ACTIVATION, Definition.OPEN_CONNECTED, Definition.AFFINE)
_RESULT = "result.json"
_MOST_PENDING = 1 << 17


def check_adds_up(definition: Definition) -> None:
    """Check that the regions by a definition can be counted from what single pieces keep.

    Patterns of lower dimension, convex and closed connected regions need the faces of all cells,
    across the pieces.

    Raises
    ------
    UnknownOptionError
        If they cannot.
    """
    if definition not in _ADDED_UP:
        known = ", ".join(f"{known.value} ({known.number})" for known in _ADDED_UP)
        raise UnknownOptionError(
            f"the pieces of a run folder do not add up to {definition.value} regions "
            f"(definition {definition.number}): count them without a run folder, or use {known}"
        )


def total(folder: Path, definition: Definition, network: IntegerForm, regions: int) -> int:
    """Return the number of regions by a definition, in memory for what merges or differs alone.

    Parameters
    ----------
    folder
        A run folder all of whose pieces are done.
    definition, network
        What is counted.
    regions
        The number of proper activation regions.

    Raises
    ------
    FileFormatError
        If the rows of a piece are damaged.
    """
    if definition is Definition.PROPER_ACTIVATION:
        return regions
    kept = _rows(folder, -(-network.units // 8))
    if definition is Definition.OPEN_CONNECTED:
        forest = merging_forest()
        for rows in kept:
            forest.add(*np.split(rows, 2))
        return regions - len(forest)
    pending: list[Rows] = []
    count, maps = 0, 0
    for rows in kept:
        pending.append(rows)
        count += len(rows)
        if count > max(_MOST_PENDING, 2 * maps):
            pending = [distinct_maps(network, np.concatenate(pending))]
            count = maps = len(pending[0])
    return len(distinct_maps(network, np.concatenate(pending)))


def _rows(folder: Path, width: int) -> Iterator[Rows]:
    # What a piece has kept that was done twice joins and names nothing new.
    for source, entry in JournalReader(folder).news():
        if entry.rows is not None:
            yield read_rows(folder, source, entry, width)


def combined(definition: Definition, rows: Sequence[Rows]) -> Rows | None:
    """Return the rows that a piece keeps, from those of its slices; None where it keeps none."""
    if definition is Definition.PROPER_ACTIVATION or not rows:
        return None
    if definition is Definition.AFFINE:
        every = np.concatenate(rows)
        return np.unique(every, axis=0) if every.shape[1] else every[:1]
    forest = merging_forest()
    for here, there in zip(rows[::2], rows[1::2], strict=True):
        forest.add(here, there)
    edges = forest.edges()
    return None if edges is None else np.concatenate(edges)


def read_result(folder: Path) -> tuple[int, int] | None:
    """Return the numbers of regions by definition 2 and by that of the run, if it is done.

    Raises
    ------
    FileFormatError
        If the file is damaged.
    """
    path = folder / _RESULT
    with suppress(FileNotFoundError):
        try:
            value = json.loads(path.read_bytes())
            regions, count = value["regions"], value["count"]
            if type(regions) is not int or type(count) is not int:
                raise TypeError(f"{short(value)} holds no counts")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise FileFormatError(
                f"the file {str(path)!r} is damaged ({error}): remove it, and give the same call "
                "or command again"
            ) from error
        return regions, count
    return None


def write_result(folder: Path, regions: int, count: int, numbers_agree: bool = True) -> None:
    """Write the numbers down, and remove what only work under way needs.

    Where numbers of regions need not agree, the first ones stand.

    Raises
    ------
    FileFormatError
        If another process has come to other numbers.
    """
    write_once(folder / _RESULT, json.dumps({"regions": regions, "count": count}) + "\n")
    known = read_result(folder)
    if known != (regions, count) and (numbers_agree or known is None or known[1] != count):
        raise FileFormatError(
            f"the run folder {str(folder)!r} has the result {known}, and its pieces add up to "
            f"{(regions, count)}: begin anew in another folder"
        )
    for name in (CLAIMS, WORKERS):
        rmtree(folder / name, ignore_errors=True)
    for temporary in (*folder.glob(f".*{TEMPORARY}"), *(folder / TABLE).glob(f".*{TEMPORARY}")):
        temporary.unlink(missing_ok=True)


def write_part(folder: Path, address: Address, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the rows of a piece's regions as a part of the table."""
    pyarrow = package("pyarrow")
    from pyarrow import parquet

    content = io.BytesIO()
    table = pyarrow.concat_tables(map(arrow_table, rows))
    parquet.write_table(table, content, compression="zstd")
    put_there(_part(folder, address), content.getvalue())


def _part(folder: Path, address: Address) -> Path:
    return folder / TABLE / f"part-{'-'.join(f'{number:05}' for number in address)}.parquet"


def check_table(folder: Path) -> None:
    """Leave one part of the table for each piece where some were done both whole and in parts.

    Raises
    ------
    FileFormatError
        If a part is missing.
    """
    done = {entry.address for _, entry in JournalReader(folder).news() if entry.division is None}
    whole = {a for a in done if not any(a[:k] in done for k in range(1, len(a)))}
    parts = {_part(folder, address) for address in whole}
    for path in (folder / TABLE).glob("*.parquet"):
        if path not in parts:
            path.unlink(missing_ok=True)
    missing = [path.name for path in parts if not path.exists()]
    if missing:
        raise FileFormatError(
            f"the table in {str(folder)!r} lacks {min(missing)!r}: begin anew in another folder"
        )
