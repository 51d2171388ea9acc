"""Who works at which piece: claims of processes that give signs of life.

A process has a file, which it touches now and then, and a claim is a hard link to that file under
the piece's address: so it is made by one process alone, and is as old as the last sign of life of
its process. Ages are differences of times that the folder's own file system has set, whatever the
clocks of machines say. A claim that is taken over while its process still lives costs work that is
done twice, and nothing else.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from polyregions.budgets import timer
from polyregions.runs.addresses import Address, text_of

__all__ = ["CLAIMS", "WORKERS", "Claims", "Pace", "RunWorker", "process_name", "seen_workers"]

CLAIMS, WORKERS = "claims", "workers"
"""The folders of the files, within the run folder."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take before something is done about it, in seconds.

    Attributes
    ----------
    beat
        Between two signs of life.
    stale
        Without a sign of life a process is dead after so long.
    look
        Between two looks at what others have done.
    wait
        Between two looks where there is nothing else to do.
    heavy
        Pieces that take longer are divided.
    durable
        Work that may be lost with the process, beside the pieces under way.
    rows
        A piece with more rows of a table than this is divided.
    """

    beat: float = 5.0
    stale: float = 60.0
    look: float = 1.0
    wait: float = 1.0
    heavy: float = 60.0
    durable: float = 0.25
    rows: int = 1 << 20


@dataclass(frozen=True, slots=True)
class RunWorker:
    """A process that works on a run.

    Attributes
    ----------
    name
        Its machine and its number there, and something that sets it apart.
    workers
        How many pieces it works at at a time.
    last_seen
        Seconds since its last sign of life, by this machine's clock.
    """

    name: str
    workers: int
    last_seen: float


def process_name() -> str:
    """Return a name for this process that no other has."""
    host = "".join(c if c.isalnum() or c in "-_" else "_" for c in socket.gethostname())
    return f"{host[:40]}-{os.getpid()}-{secrets.token_hex(4)}"


class Claims:
    """The claims of this process.

    Parameters
    ----------
    folder
        The run folder.
    process
        The name of the process.
    workers
        How many pieces it works at at a time.
    pace
        When a claim is stale.
    """

    def __init__(self, folder: Path, process: str, workers: int, pace: Pace) -> None:
        self._claims = folder / CLAIMS
        self._own = folder / WORKERS / process
        self._pace = pace
        self._content = json.dumps({"process": process, "workers": workers}) + "\n"
        self._held: set[Address] = set()
        self._own.write_text(self._content, encoding="utf-8")
        self._rests = timer(pace.beat)

    def beat(self) -> None:
        """Give a sign of life, if it is time."""
        if self._rests():
            self._now()
            self._rests = timer(self._pace.beat)

    def _now(self) -> float:
        """Return what the folder's file system calls now, and give a sign of life."""
        try:
            os.utime(self._own)
        except FileNotFoundError:  # who has finished the run has tidied up
            self._own.write_text(self._content, encoding="utf-8")
        return self._own.stat().st_mtime

    def take(self, address: Address) -> bool:
        """Claim a piece; return whether it is this process's, for nobody alive has claimed it."""
        path = self._path(address)
        if not self._linked(path):
            with suppress(FileNotFoundError):
                if path.samefile(self._own):  # a server has answered twice, the second time so
                    self._held.add(address)
                    return True
                # A sign of life that is yet to come is from before the clock was set back.
                if abs(self._now() - path.stat().st_mtime) < self._pace.stale:
                    return False
                path.unlink()
            if not self._linked(path):
                return False
        self._held.add(address)
        return True

    def _linked(self, path: Path) -> bool:
        try:
            os.link(self._own, path)
        except FileExistsError:
            return False
        except FileNotFoundError:  # who has finished the run has tidied up
            self._now()
            os.link(self._own, path)
        return True

    def release(self, address: Address) -> None:
        """Let others have a piece that is not done."""
        self._held.discard(address)
        with suppress(FileNotFoundError):
            self._path(address).unlink()

    def keep(self, address: Address) -> None:
        """Leave a claim where it is, for the piece is done: others need not look at journals."""
        self._held.discard(address)

    def remove_below(self, address: Address) -> None:
        """Remove the claims of the parts of a piece that is done."""
        for path in self._claims.glob(f"{text_of(address)}.*"):
            path.unlink(missing_ok=True)

    def leave(self) -> None:
        """Take back all that this process claims, and its file."""
        for address in list(self._held):
            self.release(address)
        with suppress(FileNotFoundError):
            self._own.unlink()

    def _path(self, address: Address) -> Path:
        return self._claims / text_of(address)


def seen_workers(folder: Path) -> tuple[RunWorker, ...]:
    """Return the processes that have not taken their leave, dead or alive."""
    found = []
    for path in sorted((folder / WORKERS).glob("*")):
        with suppress(
            FileNotFoundError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError
        ):
            value: dict[str, Any] = json.loads(path.read_bytes())
            age = max(0.0, time.time() - path.stat().st_mtime)
            found.append(RunWorker(str(value["process"]), int(value["workers"]), age))
    return tuple(found)
