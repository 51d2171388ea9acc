"""Carrying on a run: taking pieces, writing down what they come to, and adding up in the end."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any

from polyregions.budgets import checkpoint, seconds_left, timer
from polyregions.errors import FileFormatError, OutOfTime
from polyregions.refinement import Watch, dispatched
from polyregions.runs.addresses import Address, Division, shuffled
from polyregions.runs.claims import Claims, Pace, process_name
from polyregions.runs.journal import Entry, Journal, JournalReader, Rows
from polyregions.runs.known import ContradictionError, DividedPiece, Known
from polyregions.runs.plan import Plan, Question, read_plan, write_plan
from polyregions.runs.totals import write_part
from polyregions.runs.work import Cells, Piece, PieceFound, PieceSearch, RunWork
from polyregions.workers import Pool

__all__ = ["Run", "made_plan"]

_CELLS, _PIECES = 4096, 1024  # at least of the whole, where there are so many
_PARTS = 256  # at least of a heavy piece
_KEPT_CELLS = 8  # of so many divided pieces


def made_plan(folder: Path, question: Question, search: PieceSearch) -> tuple[Plan, Cells]:
    """Cut a search in pieces, and write the plan unless another process has been faster.

    The cells of the plan are returned with it.
    """
    level, count = search.level_with(None, _CELLS)
    cells = tuple(search.cells(None, level))
    division = Division(level, count, max(1, count // _PIECES))
    write_plan(folder, Plan(question, division, _order(search, cells)))
    plan = read_plan(folder)
    if plan is None:
        raise FileNotFoundError(2, "No such file or directory")
    plan.check(question, folder)
    return plan, cells


def _order(search: PieceSearch, cells: Cells) -> str:
    digest = hashlib.sha256()
    for cell in cells:
        digest.update(hashlib.sha256(search.identity(cell)).digest())
    return digest.hexdigest()


@dataclass(slots=True)
class _UnderWay:
    """What has been found of a piece that is not done."""

    attempt: int
    regions: int = 0
    seconds: float = 0.0
    ended: Fraction = Fraction(0)
    rows: list[Rows] = field(default_factory=list)
    table: list[Any] = field(default_factory=list)


class Run:
    """The work of one process at a run.

    Parameters
    ----------
    folder, plan
        The run.
    cells
        The cells of the plan, None where they are yet to be found.
    work
        What carries out pieces.
    part
        The part of the work that is this process's, None for whatever nobody works at.
    pool, alone
        Who searches the pieces, and for how long this thread does so before.
    watch
        Is told how many regions are found, by whichever process.
    pace
        When what is done.

    Raises
    ------
    FileFormatError
        If the search does not meet the cells of the plan, or the journals contradict each other.
    """

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        cells: Cells | None,
        work: RunWork,
        part: tuple[int, int] | None,
        pool: Pool | None,
        alone: float,
        watch: Watch,
        pace: Pace,
    ) -> None:
        self._folder, self._plan, self._part = folder, plan, part
        self._work, self._search = work, work.search
        self._pool, self._alone = pool, alone
        self._watch, self._pace = watch, pace
        self._root = self._checked(cells)
        self._cells: OrderedDict[Address, Cells] = OrderedDict()
        self._process = process_name()
        self._journal = Journal(folder, self._process)
        self._reader = JournalReader(folder)
        self._known = Known(plan.division, plan.question.cases is None)
        self._is_over = False
        self._under_way: dict[Address, _UnderWay] = {}
        self._attempts = 0
        self._done: list[Address] = []  # what waits in the journal
        self._divided: deque[Address] = deque()
        self._cannot_be_divided: set[Address] = set()
        self._looked = timer(0)
        width = 1 if pool is None else pool.width
        self._claims = Claims(folder, self._process, width, pace)

    @property
    def whole(self) -> DividedPiece:
        """What is known of the whole."""
        return self._known.whole

    def carry_on(self) -> str | None:
        """Search piece after piece; return why it ends before all are done, None if they are.

        Raises
        ------
        OutOfTime
            If the time is up before.
        OSError
            If the folder cannot be written.
        """
        try:
            while True:
                self._look()
                if self.whole.is_done or self._is_over:
                    self._watch(self.whole.found)  # for those who watch: nothing is left to stop
                    return None
                if not (self._watch(self.whole.found) and self._advance()):
                    if self._watch.reason == "max_seconds":
                        raise OutOfTime
                    if self._watch.reason is not None:
                        return self._watch.reason
                    if self._part is not None:
                        return "part"
                    self._wait()
        finally:
            try:
                self._flush()
            finally:
                self._claims.leave()

    def _flush(self) -> None:
        """Let what is done stay, whatever becomes of this process."""
        self._journal.flush()
        for address in self._done:
            self._claims.keep(address)
        self._done.clear()
        if self._watch.line is not None:
            self._watch.line.estimate = self.whole.estimate()

    def _advance(self) -> bool:
        """Search pieces until none is free, and return whether there was one."""
        found = False
        slices = dispatched(
            self._work,
            self._free_pieces(),
            self._pool,
            self._watch,
            self._work.divided,
            alone=self._alone,
        )
        self._alone = 0.0
        with closing(slices):
            for _, piece in slices:
                found = True
                self._take(piece)
                if self._is_over:
                    break
                self._claims.beat()
                if self._journal.waiting_seconds >= self._pace.durable:
                    self._flush()
        self._flush()
        return found

    def _wait(self) -> None:
        """Wait for others, who have claimed all that is left."""
        checkpoint()
        time.sleep(min(self._pace.wait, seconds_left()))
        self._claims.beat()

    # What others have done

    def _look(self) -> None:
        """Read what others have written."""
        for source, entry in self._reader.news():
            if source != self._process:
                self._note(entry)
        self._looked = timer(self._pace.look)

    def _note(self, entry: Entry) -> None:
        self._is_over |= self._work.ends_with_rows and entry.rows is not None
        try:
            done = self._known.take(entry)
        except ContradictionError as error:
            self._flush()
            raise error.in_folder(self._folder) from error
        if done is not None:
            self._flush()
            self._claims.remove_below(done)

    # Taking pieces

    def _free_pieces(self) -> Iterator[Piece]:
        """Yield pieces that nobody works at, claimed, as long as there are any."""
        yield from self._below(())
        while self._divided:
            yield from self._below(self._divided.popleft())

    def _below(self, address: Address) -> Iterator[Piece]:
        division = self._division(address)
        if division is None:
            return
        order = shuffled(self._plan.seed, address, division.pieces)
        for number in self._own(order, address):
            # Those that were just divided first, so that what is done stays a fair sample.
            while self._divided:
                yield from self._below(self._divided.popleft())
            checkpoint()
            here = (*address, number)
            if self._known.is_done(here) or here in self._under_way:
                continue
            if self._known.at(here) is None and self._is_mine(here):
                yield from self._begun(here)
            if self._known.at(here) is not None:
                yield from self._below(here)

    def _own(self, order: tuple[int, ...], address: Address) -> Iterator[int]:
        """Yield the pieces that are this process's to look at, from somewhere on."""
        if self._part is not None and not address:
            number, parts = self._part
            yield from order[number - 1 :: parts]
            return
        digest = hashlib.sha256(self._process.encode()).digest()
        start = int.from_bytes(digest[:8], "big") % len(order)
        yield from order[start:]
        yield from order[:start]

    def _is_mine(self, address: Address) -> bool:
        """Claim a piece, and return whether it is this process's to do."""
        if self._part is not None:
            return True
        if not self._claims.take(address):
            return False
        if self._looked():
            self._look()
        if self._known.is_done(address):
            self._claims.release(address)
            return False
        return self._known.at(address) is None

    def _begun(self, address: Address) -> Iterator[Piece]:
        """Yield a piece unless it is divided at once: those like it have been heavy."""
        limit, most = self._pace.heavy, float(self._pace.rows)
        if address in self._cannot_be_divided:
            limit = most = inf
        else:
            known = self._known.at(address[:-1])
            if known is not None and known.done and known.seconds > known.done * limit / 4:
                self._divide(address)
                if address not in self._cannot_be_divided:
                    return
                limit = most = inf
        self._attempts += 1
        self._under_way[address] = _UnderWay(self._attempts)
        cells = self._cells_of_piece(address)
        yield self._work.begun(address, self._attempts, cells, limit, most)

    # What pieces come to

    def _take(self, found: PieceFound) -> None:
        """Take what a slice of a piece has found."""
        piece = self._under_way.get(found.address)
        if piece is None or piece.attempt != found.attempt:  # it was given up
            return
        piece.regions += found.regions
        piece.seconds += found.seconds
        piece.ended += found.ended
        piece.rows += found.rows
        piece.table += found.table
        if found.is_heavy:
            del self._under_way[found.address]
            self._divide(found.address)
        elif piece.ended == 1:
            del self._under_way[found.address]
            self._finish(found.address, piece)
            self._watch.found = self.whole.found  # reported with the next slice

    def _finish(self, address: Address, piece: _UnderWay) -> None:
        if piece.table and not self._known.is_done(address):
            write_part(self._folder, address, piece.table)
        rows = self._work.kept(piece.rows)
        entry = self._journal.add(Entry(address, piece.regions, piece.seconds), rows)
        self._done.append(address)
        self._note(entry)

    def _divide(self, address: Address) -> None:
        """Divide a heavy piece, so that others can take parts of it, if it can be divided."""
        cells = self._cells_of_piece(address)
        level, count = self._search.level_with(cells, _PARTS)
        if count < 2 or count == len(cells):
            self._cannot_be_divided.add(address)
            self._claims.release(address)
            return
        division = Division(level, count, max(1, count // _PARTS))
        entry = self._journal.add(Entry(address, division=division))
        self._done.append(address)
        self._flush()
        self._note(entry)
        self._divided.append(address)

    # Cells

    def _division(self, address: Address) -> Division | None:
        known = self._known.at(address)
        return None if known is None else known.division

    def _cells_of_piece(self, address: Address) -> Cells:
        division = self._division(address[:-1])
        assert division is not None
        cells = self._cells_below(address[:-1], division)
        own = division.range(address[-1])
        return cells[own.start : own.stop]

    def _cells_below(self, address: Address, division: Division) -> Cells:
        """Return the cells into which the whole, or a piece, is divided."""
        if not address:
            return self._root
        if address not in self._cells:
            above = self._cells_of_piece(address)
            cells = tuple(self._search.cells(above, division.level))
            if len(cells) != division.cells:
                raise self._other_cells()
            self._cells[address] = cells
            if len(self._cells) > _KEPT_CELLS:
                self._cells.popitem(last=False)
        self._cells.move_to_end(address)
        return self._cells[address]

    def _checked(self, cells: Cells | None) -> Cells:
        """Return the cells of the plan, where it is these that the search meets here."""
        division = self._plan.division
        if cells is None:
            cells = tuple(self._search.cells(None, division.level))
        if len(cells) != division.cells or _order(self._search, cells) != self._plan.order:
            raise self._other_cells()
        return cells

    def _other_cells(self) -> FileFormatError:
        return FileFormatError(
            f"the search does not meet the cells of the plan in {str(self._folder)!r} here: go on "
            "where it was begun, with the same packages, or begin anew in another folder"
        )
