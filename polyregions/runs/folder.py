"""A run folder: where it is, and which part of its work is wanted."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from numbers import Integral
from pathlib import Path
from typing import Any

from polyregions.complexes import Definition, chosen_columns
from polyregions.errors import FileFormatError, UnknownOptionError, short
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.runs.claims import CLAIMS, WORKERS
from polyregions.runs.journal import JOURNALS, ROWS
from polyregions.runs.plan import PLAN, Plan, Question, read_plan
from polyregions.runs.shared_files import TEMPORARY, clear_errors
from polyregions.runs.status import RunStatus, status_of
from polyregions.runs.totals import TABLE
from polyregions.runs.work import TABLE_COLUMNS

__all__ = ["RunFolder", "make_folders", "opened_plan"]

_PARTS = (CLAIMS, WORKERS, JOURNALS, ROWS, TABLE)


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A folder in which a count goes on whenever it is asked for, from any number of machines.

    Parameters
    ----------
    path
        The folder, which is made if there is none. All who take part in the run see the same one,
        on a file system with hard links, as NFS.
    part
        The two numbers (k, n), 1 <= k <= n, of whoever does the k-th of n parts of the work and
        nothing else, as in the jobs of an array. Omitted: whatever nobody is working at.
    columns
        The columns of a table of the regions, of ``pattern``, ``interior_point``, ``gradient``,
        ``offset``, ``facets``, ``volume``, ``centroid`` and ``bounding_box``, that is written in
        the folder ``table`` within, a Parquet file for each piece. Omitted: no table.

    Raises
    ------
    UnknownOptionError
        If there is no such part or column.

    Examples
    --------
    >>> import tempfile
    >>> import polyregions as pr
    >>> net = pr.montufar(inputs=2, width=6, depth=3)
    >>> with tempfile.TemporaryDirectory() as path:
    ...     first = pr.count_regions(net, run=RunFolder(path, part=(1, 2)))
    ...     print(first)
    ...     print(RunFolder(path).status().complete)
    ...     pr.count_regions(net, run=RunFolder(path, part=(2, 2)))
    <PartialRun: its part is done, with ... proper activation regions found, ... pieces done: ...>
    False
    81
    """

    path: str | os.PathLike[str]
    part: tuple[int, int] | None = None
    columns: Iterable[str] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.path, str | os.PathLike) or not os.fspath(self.path):
            raise UnknownOptionError(f"the run folder is {short(self.path)}: give a path")
        if self.part is not None:
            object.__setattr__(self, "part", _checked_part(self.part))
        if self.columns is not None:
            chosen = chosen_columns(self.columns, TABLE_COLUMNS)
            if not chosen:
                raise UnknownOptionError("a table needs columns: name some, or give None")
            object.__setattr__(self, "columns", chosen)

    @classmethod
    def of(cls, run: RunFolder | str | os.PathLike[str]) -> RunFolder:
        """Return the run folder that is meant by its path, or by itself."""
        return run if isinstance(run, RunFolder) else cls(run)

    def status(
        self,
        network: Network | None = None,
        domain: HPolytope | None = None,
        definition: Definition | None = None,
    ) -> RunStatus:
        """Return how far the run has come; nothing is written.

        Parameters
        ----------
        network, domain, definition
            What it should count: what is given of them is checked, a network with its domain.

        Raises
        ------
        FileFormatError
            If there is no such run in the folder, or it is damaged.
        """
        folder = Path(self.path)
        with clear_errors(folder):
            plan = read_plan(folder)
            if plan is None:
                raise FileFormatError(
                    f"there is no run in {str(folder)!r}: give the folder of one, or begin it"
                )
            own = plan.question
            if definition is not None:
                plan.check(replace(own, definition=definition), folder)
            if network is not None and domain is not None:
                plan.check(Question.of(network, domain, own.definition, own.columns), folder)
            return status_of(folder, plan)


def _checked_part(part: Any) -> tuple[int, int]:
    if isinstance(part, tuple | list) and len(part) == 2:
        number, parts = part
        whole = all(isinstance(n, Integral) and not isinstance(n, bool) for n in part)
        if whole and 1 <= number <= parts:
            return int(number), int(parts)
    raise UnknownOptionError(
        f"the part is {short(part)}: give two numbers, the first from 1 to the second, as (3, 64)"
    )


def opened_plan(folder: Path, question: Question) -> Plan | None:
    """Return the plan of the run that is in a folder, None where it is yet to be begun.

    Raises
    ------
    FileFormatError
        If the run is another one, or the folder holds other files.
    """
    plan = read_plan(folder)
    if plan is not None:
        plan.check(question, folder)
    elif folder.exists():
        others = [
            name
            for name in sorted(os.listdir(folder))
            if name not in _PARTS and not name.endswith(TEMPORARY)
        ]
        if others and not (folder / PLAN).exists():
            raise FileFormatError(
                f"the folder {str(folder)!r} holds other files ({short(others[0])}): give that of "
                "a run, an empty one, or none yet"
            )
    return plan


def make_folders(folder: Path) -> None:
    """Make the folder and those within it, where they are missing."""
    for name in _PARTS:
        (folder / name).mkdir(parents=True, exist_ok=True)
