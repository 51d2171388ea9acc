"""A count in a run folder, from the network to the number or to what is known so far."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from polyregions.complexes import Definition, EnumerationCount, PartialResult, package
from polyregions.errors import UnknownOptionError
from polyregions.interface import option
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement import Execution, Partial, chosen_engine, search_in_pieces
from polyregions.runs.carrying_on import Progress, carried_on
from polyregions.runs.claims import Pace
from polyregions.runs.folder import RunFolder, opened_plan
from polyregions.runs.plan import Question
from polyregions.runs.shared_files import clear_errors
from polyregions.runs.totals import check_adds_up, check_table, read_result, total, write_result
from polyregions.runs.work import PieceWork

__all__ = ["PartialRun", "count_in_folder"]

_PACE = Pace()


@dataclass(frozen=True, eq=False, repr=False)
class PartialRun(PartialResult):
    """A count in a run folder that is not done: the same call goes on with it.

    Its ``reason`` is that of a budget, or "part" where its part of the work is done and others are
    not. What it has ``found`` is in the folder, by whichever process.

    Attributes
    ----------
    folder
        The run folder.
    pieces_done, pieces
        How many pieces of the run are done, of how many.
    """

    folder: str
    pieces_done: int
    pieces: int

    def __repr__(self) -> str:
        ended = "its part is done," if self.reason == "part" else f"stopped at {self.reason}"
        return (
            f"<{type(self).__name__}: {ended} with {self.found:,} proper activation regions found, "
            f"{self.pieces_done:,} of {self.pieces:,} pieces done: run={self.folder!r} goes on>"
        )


def count_in_folder(
    network: Network,
    domain: HPolytope,
    definition: Definition,
    execution: Execution,
    run: RunFolder,
    pace: Pace = _PACE,
) -> EnumerationCount | PartialRun:
    """Count regions by enumeration in a run folder: begin, go on, or join others.

    Parameters
    ----------
    network, domain, definition
        What is counted.
    execution
        How. The greatest number of regions is that of all that is found in the folder.
    run
        The folder, and the part of the work.
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
        If the engine, or the search on this domain, is none that can be cut in pieces, or what
        pieces find does not add up to regions by this definition.
    """
    check_adds_up(definition)
    name = chosen_engine(execution.engine, network.inputs, network.layers)
    if name != "vertices":
        wanted = option("engine='vertices'", "--engine vertices")
        raise UnknownOptionError(
            f"a run folder is for engine 'vertices', not {name!r}: give {wanted}, "
            "which takes longer the more inputs there are, or count without a run folder"
        )
    columns = None if run.columns is None else tuple(run.columns)
    if columns is not None:
        package("pyarrow")
    with clear_errors(Path(run.path)):
        folder = Path(run.path).absolute()  # whatever becomes of the working directory
    question = Question.of(network, domain, definition, columns)
    counts: list[int] = []

    def begun() -> PieceWork:
        return PieceWork(search_in_pieces(network, domain), definition, domain, columns)

    def ended(progress: Progress) -> None:
        if columns is not None:
            check_table(folder)
        counts.append(total(folder, definition, network.integer_form, progress.found))
        write_result(folder, progress.found, counts[0])

    with clear_errors(folder):
        plan = opened_plan(folder, question)
        result = None if plan is None else read_result(folder)
        if result is not None:
            return EnumerationCount(result[1], definition, result[0], name)
        progress = carried_on(folder, question, plan, begun, ended, execution, run, pace)
    if progress.reason is None:
        return EnumerationCount(counts[0], definition, progress.found, name)
    none = np.zeros((0, 0), dtype=np.uint8)
    partial = Partial(progress.found, progress.reason, none, {})
    done, pieces = progress.done, progress.pieces
    return PartialRun(network, domain, name, partial, os.fspath(run.path), done, pieces)
