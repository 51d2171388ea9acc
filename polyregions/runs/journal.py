"""The journals of a run: what pieces have come to, in a file of each process that only grows.

A line is a JSON object, of a finished piece ``{"piece": "17.3", "regions": 81, "seconds": 0.5}``,
of a divided one ``{"piece": "17", "level": [3, 2], "cells": 300, "size": 1}``. What is kept of the
regions, rows of bytes, stands in another file of the process, and the line says where:
``"rows": [offset, count, checksum]``. The rows are there before the line is, so that a line can be
relied on; one that is torn is no JSON, and its piece is done again.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.errors import FileFormatError
from polyregions.runs.addresses import Address, Division, address_of, text_of
from polyregions.runs.shared_files import sync

__all__ = [
    "JOURNALS",
    "ROWS",
    "Entry",
    "Journal",
    "JournalReader",
    "Rows",
    "read_rows",
    "sources_of",
]

JOURNALS, ROWS = "journal", "rows"
"""The folders of the files, within the run folder."""

Rows = NDArray[np.uint8]
"""Packed patterns that are kept of a piece, shape (count, bytes)."""

_LINES_AT_ONCE = 1 << 12
_MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line of a journal says.

    Attributes
    ----------
    address
        The piece.
    regions
        How many regions it has; 0 where it is divided.
    seconds
        How long a process has searched it.
    rows
        Where its rows begin, how many there are, and their checksum.
    division
        How it is divided, if it is.
    """

    address: Address
    regions: int = 0
    seconds: float = 0.0
    rows: tuple[int, int, int] | None = None
    division: Division | None = None

    def line(self) -> str:
        """Return the line."""
        value: dict[str, Any] = {"piece": text_of(self.address)}
        if self.division is not None:
            value |= self.division.to_json()
        else:
            value |= {"regions": self.regions, "seconds": round(self.seconds, 6)}
        if self.rows is not None:
            value["rows"] = list(self.rows)
        return json.dumps(value) + "\n"

    @classmethod
    def of_line(cls, line: bytes) -> Entry | None:
        """Return what a line says, None where it is torn."""
        try:
            value = json.loads(line)
            address = address_of(value["piece"])
            if "level" in value:
                return cls(address, division=Division.of_json(value))
            regions, seconds = value["regions"], float(value["seconds"])
            if type(regions) is not int or not (0 <= regions <= _MOST and 0 <= seconds < inf):
                return None
            rows = value.get("rows")
            if rows is not None:
                offset, count, checksum = map(int, rows)
                if not (0 <= offset <= _MOST and 0 <= count <= _MOST):
                    return None
                rows = offset, count, checksum
            return cls(address, regions, seconds, rows)
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
            return None


class Journal:
    """The journal of this process, made with its first line.

    Lines wait until they are flushed: then they stay, whatever becomes of the process.

    Parameters
    ----------
    folder
        The run folder.
    process
        The name of the process, which no other has.
    """

    def __init__(self, folder: Path, process: str) -> None:
        self._lines = folder / JOURNALS / f"{process}.jsonl"
        self._rows = folder / ROWS / f"{process}.bin"
        self._waiting: list[Entry] = []
        self._waiting_rows: list[bytes] = []
        self._offset = 0  # of the rows that wait
        self._waiting_seconds = 0.0
        self._is_torn = False

    @property
    def waiting_seconds(self) -> float:
        """The work that would be lost with the process."""
        return self._waiting_seconds

    def add(self, entry: Entry, rows: Rows | None = None) -> Entry:
        """Add a line, with the rows that are to be kept; return it with their place."""
        if rows is not None:
            content = rows.tobytes()
            place = self._offset, len(rows), zlib.crc32(content)
            entry = Entry(entry.address, entry.regions, entry.seconds, place)
            self._waiting_rows.append(content)
            self._offset += len(content)
        self._waiting.append(entry)
        self._waiting_seconds += entry.seconds
        return entry

    def flush(self) -> None:
        """Write what waits, rows before lines.

        Raises
        ------
        OSError
            If it cannot be written: what was written before stays, and what waits goes on waiting.
        """
        if not self._waiting:
            return
        content = b"".join(self._waiting_rows)
        if content:
            _write(self._rows, content, self._offset - len(content))
            self._waiting_rows = []
        text = "".join(entry.line() for entry in self._waiting)
        # A line that an error has torn before ends here.
        text, self._is_torn = "\n" * self._is_torn + text, True
        _write(self._lines, text.encode(), None)
        self._waiting, self._waiting_seconds, self._is_torn = [], 0.0, False


def _write(path: Path, content: bytes, offset: int | None) -> None:
    """Write bytes at an offset, or at the end, and see that they stay."""
    is_new = not path.exists()
    flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if offset is None else 0)
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o666)
    try:
        if offset is not None:
            os.lseek(descriptor, offset, os.SEEK_SET)
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        sync(path.parent)


class JournalReader:
    """Reads the lines of all journals as they grow, each once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / JOURNALS
        self._read: dict[str, int] = {}

    def news(self) -> Iterator[tuple[str, Entry]]:
        """Yield what lines say that were not there before, with the name of their journal.

        Raises
        ------
        OutOfTime
            If the time is up before; the next call goes on.
        """
        for path in sorted(self._folder.glob("*.jsonl")):
            start = self._read.get(path.name, 0)
            if path.stat().st_size <= start:
                continue
            with open(path, "rb") as file:
                file.seek(start)
                for number, line in enumerate(file):
                    if number % _LINES_AT_ONCE == 0:
                        checkpoint()
                    if not line.endswith(b"\n"):  # it is being written
                        break
                    self._read[path.name] = start = start + len(line)
                    entry = Entry.of_line(line)
                    if entry is not None:
                        yield path.stem, entry


def sources_of(folder: Path, address: Address) -> list[str]:
    """Return the names of the journals with a result, or a division, of a piece."""
    return sorted(
        {source for source, entry in JournalReader(folder).news() if entry.address == address}
    )


def read_rows(folder: Path, process: str, entry: Entry, width: int) -> Rows:
    """Return the rows that a journal's line speaks of, each of so many bytes.

    Raises
    ------
    FileFormatError
        If they are damaged.
    """
    offset, count, checksum = entry.rows or (0, 0, 0)
    content = b""
    path = folder / ROWS / f"{process}.bin"
    if count * width:
        # A file that is missing is damaged, and one that is too short is not asked for more memory.
        with suppress(FileNotFoundError), open(path, "rb") as file:
            if offset + count * width <= os.fstat(file.fileno()).st_size:
                file.seek(offset)
                content = file.read(count * width)
    if len(content) != count * width or zlib.crc32(content) != checksum:
        journal = folder / JOURNALS / f"{process}.jsonl"
        raise FileFormatError(
            f"the file {str(path)!r} is damaged: remove it with {str(journal)!r}, and give the "
            "same call or command to do its pieces again"
        )
    return np.frombuffer(content, dtype=np.uint8).reshape(count, width)
