"""The check of a property in run folders: it survives its processes, and any number share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import Definition
from polyregions.errors import FileFormatError, UnknownOptionError
from polyregions.interface import option
from polyregions.networks import Network
from polyregions.questions import (
    GroupSearch,
    Holds,
    Property,
    Unknown,
    Verdict,
    Violated,
    check_dimensions,
    groups_of,
    search_of,
    surely_violated,
    tried,
)
from polyregions.refinement import Execution, Slice, chosen_engine, search_in_pieces
from polyregions.runs.addresses import Address
from polyregions.runs.carrying_on import Progress, carried_on
from polyregions.runs.claims import Pace
from polyregions.runs.folder import RunFolder, opened_plan
from polyregions.runs.journal import JournalReader, read_rows
from polyregions.runs.plan import Question
from polyregions.runs.shared_files import clear_errors
from polyregions.runs.totals import read_result, write_result
from polyregions.runs.work import Cells, Piece, PieceFound, PieceSearch

__all__ = ["check_in_folder"]

_PACE = Pace()


@dataclass(frozen=True, slots=True, eq=False)
class _CheckWork:
    """Searches pieces for regions with a counterexample, whose patterns are what they keep."""

    search: PieceSearch
    group: GroupSearch
    ends_with_rows: bool = True

    def begun(
        self, address: Address, attempt: int, cells: Cells, limit: float, most: float
    ) -> Piece:
        """Return a piece before its first step."""
        return Piece(address, attempt, self.search.task(cells), None, limit, most)

    def __call__(self, piece: Piece, seconds: float, regions: int | None) -> Slice[Any, PieceFound]:
        """Carry on a piece for about so many seconds, or until it has a counterexample."""
        start = perf_counter()
        seconds = min(seconds, max(0.0, piece.limit - piece.spent))
        moments, rest = self.search.in_reach(piece.task, seconds)
        rows: list[NDArray[np.uint8]] = []
        for moment in moments:
            found = None if moment.cells is None else self.group.region_in(moment.cells)
            if found is not None and moment.cells is not None:
                rows, rest = [moment.cells.patterns[found : found + 1]], None
                break
        took = perf_counter() - start
        visited = sum(moment.visited for moment in moments)
        left = replace(piece, task=rest, spent=piece.spent + took, found=piece.found + visited)
        is_heavy = rest is not None and left.spent >= left.limit
        ended = piece.share if rest is None else Fraction(0)
        made = PieceFound(piece.address, piece.attempt, visited, took, rows, [], ended, is_heavy)
        return Slice(0, made, None if rest is None or is_heavy else left)

    def divided(self, piece: Piece) -> tuple[Piece, Piece] | None:
        """Cut a piece in two parts."""
        parts = self.search.divided(piece.task)
        if parts is None:
            return None
        first, second = (replace(piece, task=task, share=piece.share / 2) for task in parts)
        return first, second

    def kept(self, rows: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8] | None:
        """Return the pattern of a region with a counterexample."""
        return rows[0] if rows else None


def check_in_folder(
    network: Network,
    property: Property,
    execution: Execution,
    run: RunFolder,
    pace: Pace = _PACE,
) -> Verdict:
    """Check a property in a run folder: begin, go on, or join others.

    Parameters
    ----------
    network, property, execution
        As for :func:`polyregions.check_property`. The greatest number of regions is that of all
        that are visited in a folder.
    run
        The folder, and the part of the work; where cases are about different inputs, each set of
        inputs has a folder within.
    pace
        When what is done.

    Raises
    ------
    FileFormatError
        If the folder holds another run, or is damaged.
    OutOfTime
        If the time is up, and the execution has no budget.
    PolyregionsError
        If the folder cannot be read or written.
    UnknownOptionError
        If the engine, or the search on these inputs, is none that can be cut in pieces.
    """
    check_dimensions(network, property)
    if run.columns is not None:
        raise UnknownOptionError("a table of regions is for counts: give no columns")
    groups = groups_of(property)
    found = tried(network, property, groups)
    if found is not None:
        return found
    visited, unknown = 0, None
    searches = [search_of(network, property, group) for group in groups]
    for index, search in enumerate(searches):
        if search is None:
            continue
        if not isinstance(search, GroupSearch):
            return surely_violated(network, property, search)
        path = Path(run.path)
        own = replace(run, path=path if len(searches) == 1 else path / f"inputs-{index}")
        verdict = _checked(network, property, search, execution, own, pace)
        visited += verdict.visited
        if isinstance(verdict, Violated):
            return replace(verdict, visited=visited)
        if isinstance(verdict, Unknown):
            unknown = verdict
            if verdict.reason != "part":
                break
    return Holds(visited, None) if unknown is None else replace(unknown, visited=visited)


def _checked(
    network: Network,
    property: Property,
    search: GroupSearch,
    execution: Execution,
    run: RunFolder,
    pace: Pace,
) -> Verdict:
    """Check the cases on one set of inputs."""
    made = search.made
    if chosen_engine(execution.engine, made.network.inputs) != "vertices":
        wanted = option("engine='vertices'", "--engine vertices")
        raise UnknownOptionError(
            f"a run folder is for engine 'vertices': give {wanted}, "
            "which takes longer the more inputs there are, or check without a run folder"
        )
    with clear_errors(Path(run.path)):
        folder = Path(run.path).absolute()  # whatever becomes of the working directory
    # The last units are those of shifted slacks: other constraints may have the same.
    sought = search.cases, made.constraints, made.shifts
    question = Question.of(made.network, made.domain, Definition.PROPER_ACTIVATION, None, sought)

    def begun() -> _CheckWork:
        return _CheckWork(search_in_pieces(made.network, made.domain, search.goal), search)

    def ended(progress: Progress) -> None:
        is_violated = _pattern(folder, made.network) is not None
        write_result(folder, progress.found, int(is_violated), numbers_agree=False)

    with clear_errors(folder):
        plan = opened_plan(folder, question)
        if plan is None or read_result(folder) is None:
            progress = carried_on(folder, question, plan, begun, ended, execution, run, pace)
            if progress.reason is not None:
                return Unknown(progress.reason, progress.found, None)
        known = read_result(folder)
        assert known is not None
        visited, violated = known
        if not violated:
            return Holds(visited, None)
        pattern = _pattern(folder, made.network)
    point = None if pattern is None else search.point_of_pattern(pattern)
    if point is None:
        raise FileFormatError(
            f"the run folder {str(folder)!r} has no counterexample where its result says so: begin "
            "anew in another folder"
        )
    return replace(surely_violated(network, property, point), visited=visited, dropped=None)


def _pattern(folder: Path, network: Network) -> NDArray[np.uint8] | None:
    """Return the packed pattern of a region with a counterexample, None where none is known."""
    width = -(-network.integer_form.units // 8)
    for source, entry in JournalReader(folder).news():
        if entry.rows is not None:
            row: NDArray[np.uint8] = read_rows(folder, source, entry, width)[0]
            return row
    return None
