"""Runs of a search without geometry: interrupted anywhere, in parts, by several at a time."""

import errno
import os
import random
import resource
import time

import pytest

from polyregions.budgets import time_limit
from polyregions.complexes import Definition
from polyregions.errors import FileFormatError, OutOfTime
from polyregions.refinement import Watch
from polyregions.runs import claims as claims_module
from polyregions.runs import running
from polyregions.runs.claims import Claims, Pace, seen_workers
from polyregions.runs.folder import RunFolder, make_folders
from polyregions.runs.journal import Entry, Journal, JournalReader
from polyregions.runs.plan import Question, read_plan
from polyregions.runs.running import Run, made_plan
from polyregions.runs.status import status_of
from polyregions.runs.work import PieceWork
from tests.helpers.clocks import fake_clock
from tests.runs.fake_search import FakeSearch

QUESTION = Question("network", "domain", Definition.PROPER_ACTIVATION, None)
NEVER = 10**6


@pytest.fixture
def small(monkeypatch):
    """Let few cells be many."""
    monkeypatch.setattr(running, "_CELLS", 30)
    monkeypatch.setattr(running, "_PIECES", 12)
    monkeypatch.setattr(running, "_PARTS", 6)


def begun(folder, search, part=None, pace=None, max_regions=None, progress=None):
    """Return the run in a folder, begun if it is not."""
    make_folders(folder)
    plan, cells = read_plan(folder), None
    if plan is None:
        plan, cells = made_plan(folder, QUESTION, search)
    watch = Watch(progress, max_regions)
    work = PieceWork(search, Definition.PROPER_ACTIVATION, None, None)
    return Run(folder, plan, cells, work, part, None, 0.0, watch, pace or Pace(wait=0.01))


def left_behind(folder):
    """Return the names of claims, of processes, and of files not yet under their own name."""
    names = [path.name for name in ("claims", "workers") for path in (folder / name).iterdir()]
    return names + [path.name for path in folder.rglob("*.tmp")]


def test_a_run_finds_all(tmp_path, small):
    for heavy in (NEVER, 0):
        for seed in range(4):
            folder = tmp_path / f"{heavy}-{seed}"
            search = FakeSearch([5, 5, 3 + seed, 4, 2], leaves=1 + seed % 2)
            run = begun(folder, search, pace=Pace(heavy=heavy))
            assert run.carry_on() is None
            assert run.whole.found == search.count(), (heavy, seed)
            divided = [e for _, e in JournalReader(folder).news() if e.division is not None]
            assert bool(divided) == (heavy == 0)
            again = begun(folder, search)
            assert again.carry_on() is None
            assert again.whole.found == search.count()


def test_an_interruption_anywhere_loses_at_most_the_piece_under_way(tmp_path, small):
    class Interrupted(FakeSearch):
        left = NEVER

        def slice(self, *arguments):
            self.left -= 1
            if not self.left:
                raise KeyboardInterrupt
            return super().slice(*arguments)

    for heavy in (NEVER, 0):
        folder = tmp_path / str(heavy)
        search, interrupted = Interrupted([4, 4, 3, 3], leaves=5), 0
        total = search.count()
        plan = None
        while True:
            search.left = 1 + interrupted % 9
            run = begun(folder, search, pace=Pace(heavy=heavy))
            plan = plan or read_plan(folder)
            assert plan == read_plan(folder)
            before = run.whole.found
            try:
                assert run.carry_on() is None
                break
            except KeyboardInterrupt:
                interrupted += 1
            assert before <= run.whole.found < total
            done = status_of(folder, plan)
            assert done.found == run.whole.found
            assert not done.complete
            assert not [n for n in left_behind(folder) if n.endswith(".tmp")]
            assert not list((folder / "workers").iterdir())
        assert run.whole.found == total
        assert interrupted > 5


def test_parts_are_disjoint_and_together_all(tmp_path, small):
    search = FakeSearch([5, 4, 4, 3])
    total = search.count()
    for parts in (1, 2, 3, 50):
        folder = tmp_path / str(parts)
        runs = [begun(folder, search, part=(k, parts)) for k in range(1, parts + 1)]
        pieces = [piece.address for run in runs for piece in run._free_pieces()]
        assert sorted(pieces) == [(k,) for k in range(runs[0].whole.division.pieces)]
        searched = 0
        for number in range(1, parts + 1):
            search.searched = 0
            run = begun(folder, search, part=(number, parts))
            reason = run.carry_on()
            assert (reason is None) == (run.whole.found == total)
            assert reason in (None, "part")
            searched += search.searched
            # The same job again finds nothing to do.
            search.searched = 0
            assert begun(folder, search, part=(number, parts)).carry_on() == reason
            assert search.searched == 0
        assert searched == total, parts


def test_a_budget_of_regions_counts_what_others_have_found(tmp_path, small):
    search = FakeSearch([5, 4, 4, 3])
    seen = []
    run = begun(tmp_path, search, max_regions=50, progress=seen.append)
    assert run.carry_on() == "max_regions"
    found = run.whole.found
    assert 50 < found < search.count()
    assert seen == sorted(seen)
    assert seen[-1] == found
    assert begun(tmp_path, search, max_regions=50).carry_on() == "max_regions"
    assert begun(tmp_path, search, max_regions=search.count()).carry_on() is None


def test_the_time_may_be_up_at_any_question_to_the_clock(tmp_path, small):
    search = FakeSearch([4, 4, 3], leaves=4)
    total, stopped = search.count(), 0
    for seconds in range(1, 400):
        folder = tmp_path / str(seconds)
        with fake_clock() as clock, time_limit(seconds):
            try:
                run = begun(folder, search)
                assert run.carry_on() is None
                assert run.whole.found == total
                break
            except OutOfTime:
                stopped += 1
            assert clock.questions <= seconds + 8
        assert not folder.exists() or not list((folder / "workers").iterdir())
        plan = read_plan(folder)
        if plan is not None:  # what is left is exact
            run = begun(folder, search)
            assert run.carry_on() is None
            assert run.whole.found == total
    assert stopped > 20


# Several processes


def test_pieces_of_the_living_are_left_alone_and_those_of_the_dead_taken_over(tmp_path, small):
    search = FakeSearch([5, 4, 4, 3])
    run = begun(tmp_path, search, pace=Pace(heavy=NEVER))
    division = run.whole.division
    other = Claims(tmp_path, "other", 1, Pace())
    theirs = [(k,) for k in range(0, division.pieces, 2)]
    assert all(other.take(address) for address in theirs)
    with time_limit(0.2), pytest.raises(OutOfTime):
        run.carry_on()
    done = {entry.address for _, entry in JournalReader(tmp_path).news()}
    assert done == {(k,) for k in range(division.pieces)} - {*theirs}
    # The other has died, by the times of the folder.
    path = tmp_path / "workers" / "other"
    past = path.stat().st_mtime - Pace().stale - 1
    os.utime(path, (past, past))
    run = begun(tmp_path, search)
    assert run.carry_on() is None
    assert run.whole.found == search.count()


def test_a_claim_from_the_future_is_from_before_a_clock_was_set_back(tmp_path):
    make_folders(tmp_path)
    dead, other = Claims(tmp_path, "dead", 1, Pace()), Claims(tmp_path, "other", 1, Pace())
    assert dead.take((1,))
    for ahead, is_free in ((Pace().stale - 30, False), (10**8, True)):
        future = time.time() + ahead
        os.utime(tmp_path / "workers" / "dead", (future, future))
        assert other.take((1,)) == is_free


def test_clocks_that_differ_take_no_piece_from_the_living(tmp_path, monkeypatch):
    make_folders(tmp_path)
    one = Claims(tmp_path, "one", 1, Pace())
    assert one.take((1,))
    for hours in (-5, 5):
        now = time.time() + 3600 * hours
        monkeypatch.setattr(claims_module.time, "time", lambda now=now: now)
        other = Claims(tmp_path, f"other{hours}", 1, Pace())
        assert not other.take((1,))
        assert other.take((2,))
        other.release((2,))
    one.leave()
    assert other.take((1,))


def test_a_sign_of_life_is_one_for_all_claims(tmp_path):
    make_folders(tmp_path)
    pace = Pace(beat=0)
    one, other = Claims(tmp_path, "one", 1, pace), Claims(tmp_path, "other", 1, pace)
    assert one.take((1,))
    assert one.take((2, 5))
    path = tmp_path / "workers" / "one"
    past = path.stat().st_mtime - 2 * pace.stale
    os.utime(path, (past, past))
    assert not (tmp_path / "claims" / "1").stat().st_mtime > past
    one.beat()
    assert not other.take((1,))
    assert not other.take((2, 5))
    assert [worker.name for worker in seen_workers(tmp_path)] == ["one", "other"]


def test_runs_that_take_turns_do_nothing_twice(tmp_path, small):
    search = FakeSearch([5, 4, 4, 3], leaves=7)
    runs = [begun(tmp_path, search, pace=Pace(look=0, heavy=NEVER)) for _ in range(3)]
    generators = [run._free_pieces() for run in runs]
    rng = random.Random(0)
    taken = []
    while generators:
        k = rng.randrange(len(generators))
        piece = next(generators[k], None)
        if piece is None:
            del generators[k]
        else:
            taken.append(piece.address)
    assert sorted(taken) == [(k,) for k in range(runs[0].whole.division.pieces)]


# What goes wrong


def test_contradicting_results_name_both(tmp_path, small):
    search = FakeSearch([5, 4, 4, 3])
    run = begun(tmp_path, search)
    for name, regions in (("mine-1", 5), ("yours-2", 6)):
        journal = Journal(tmp_path, name)
        journal.add(Entry((3,), regions, 1.0))
        journal.flush()
    both = r"piece 3 .* has 6 .* 5 .*mine-1 and yours-2\): remove .*, or begin anew"
    with pytest.raises(FileFormatError, match=both):
        run.carry_on()
    with pytest.raises(FileFormatError, match=both):
        RunFolder(tmp_path).status()


def test_a_full_disk_keeps_what_is_finished(tmp_path, small, monkeypatch):
    search = FakeSearch([5, 4, 4, 3])
    write = os.write
    for room in range(0, 500, 30):
        folder = tmp_path / str(room)
        run = begun(folder, search, pace=Pace(durable=0))
        left = room

        def full(descriptor, content):
            nonlocal left
            if left <= 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            written = write(descriptor, bytes(content)[:left])
            left -= written
            return written

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full)
            with pytest.raises(OSError, match="No space left"):
                run.carry_on()
        kept = [entry for _, entry in JournalReader(folder).news()]
        assert len(kept) >= room // 60 - 1
        run = begun(folder, search)
        assert run.carry_on() is None
        assert run.whole.found == search.count()


def test_another_order_of_cells_is_refused(tmp_path, small):
    begun(tmp_path, FakeSearch([5, 4, 4, 3])).carry_on()

    class Otherwise(FakeSearch):
        def children(self, cell):
            return super().children(cell)[::-1]

    for other in (Otherwise([5, 4, 4, 3]), FakeSearch([4, 5, 4, 3])):
        with pytest.raises(FileFormatError, match="does not meet the cells of the plan"):
            begun(tmp_path, other)


def test_heavy_pieces_that_cannot_be_divided_are_searched_whole(tmp_path, small):
    search = FakeSearch([40], leaves=1)
    run = begun(tmp_path, search, pace=Pace(heavy=0))
    assert run.carry_on() is None
    assert run.whole.found == search.count()


@pytest.mark.slow
def test_memory_does_not_grow_with_a_million_pieces(tmp_path, monkeypatch):
    """Every piece of the whole is divided, so that there are a thousand times as many."""

    def peak(pieces, parts):
        folder = tmp_path / f"{pieces}-{parts}"
        monkeypatch.setattr(running, "_CELLS", pieces)
        monkeypatch.setattr(running, "_PIECES", pieces)
        make_folders(folder)

        class Wide(FakeSearch):
            def children(self, cell):
                return [(*cell, k) for k in range(self.fans[len(cell)])]

        begun(folder, Wide([pieces]))
        lines = folder / "journal" / "other.jsonl"
        with open(lines, "w") as file:
            for number in range(pieces):
                start = f'{{"piece": "{number}'
                file.write(f'{start}", "level": [2, 0], "cells": {parts}, "size": 1}}\n')
                file.writelines(
                    f'{start}.{k}", "regions": 2, "seconds": 1.0}}\n' for k in range(parts)
                )
        run = begun(folder, Wide([pieces]))
        assert run.carry_on() is None
        assert run.whole.found == 2 * pieces * parts
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    few = peak(1000, 10)
    assert peak(1000, 1000) - few < 16 * 1024  # kilobytes, for 60 MB of lines
