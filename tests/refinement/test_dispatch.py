"""Tasks in slices: nothing lost, nothing twice, in order, within budgets, whoever works."""

import random
import weakref
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from types import SimpleNamespace

import pytest

from polyregions.budgets import checkpoint, time_limit, timer
from polyregions.errors import OutOfTime
from polyregions.refinement import dispatch
from polyregions.refinement.dispatch import Slice, dispatched
from polyregions.refinement.execution import Watch
from polyregions.workers import Pool
from tests.helpers.clocks import fake_clock
from tests.helpers.executors import PicklingExecutor


def count_up(task, seconds, regions):
    """Find the numbers of an interval, three a slice."""
    start, end = task
    found = min(end - start, 3, end if regions is None else regions)
    rest = (start + found, end) if start + found < end else None
    return Slice(found, list(range(start, start + found)), rest)


def halved(task):
    start, end = task
    middle = (start + end + 1) // 2
    return None if middle == end else ((start, middle), (middle, end))


TASKS = [(0, 7), (7, 8), (8, 30), (30, 33)]


def pool_of(executor, workers):
    return None if executor is None else Pool(executor, workers)


def in_order(pieces):
    return [n for _, found in sorted(pieces, key=lambda piece: piece[0]) for n in found]


@pytest.mark.parametrize("divide", [None, halved])
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_all_is_found_once_and_in_order(workers, divide):
    for executor in (None, PicklingExecutor()):
        for tasks in (TASKS, [(0, 33)], [(k, k + 1) for k in range(33)]):
            watch = Watch(None, None)
            pieces = list(dispatched(count_up, tasks, pool_of(executor, workers), watch, divide))
            assert in_order(pieces) == list(range(33)), tasks
            assert watch.found == 33


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_with_real_workers(kind):
    watch = Watch(None, None)
    with kind(2) as executor:
        pieces = list(dispatched(count_up, [(0, 500)], pool_of(executor, 2), watch, halved))
    assert in_order(pieces) == list(range(500))
    assert watch.found == 500


@pytest.mark.parametrize("workers", [None, 2])
def test_the_end_of_a_task_is_that_of_its_last_part(workers):
    """Once all that was found in it has been yielded, and once for each task."""
    pool = None if workers is None else pool_of(PicklingExecutor(), workers)
    tasks = [(0, 30), (30, 31), (31, 90)]
    found = {index: [] for index in range(len(tasks))}
    ended = []

    def end(index):
        ended.append(index)
        assert sorted(found[index]) == [*range(*tasks[index])]

    for place, numbers in dispatched(count_up, tasks, pool, Watch(None, None), halved, ended=end):
        found[place[0]] += numbers
    assert sorted(ended) == [0, 1, 2]


def test_work_is_divided_only_while_workers_are_idle():
    def places(tasks, **options):
        executor = PicklingExecutor()
        found = dispatched(count_up, tasks, pool_of(executor, 2), Watch(None, None), **options)
        return {place for place, _ in found}

    assert places([(0, 60)], divide=halved) >= {(0,), (0, -1), (0, -2), (0, -1, -1)}
    many = [(10 * k, 10 * k + 10) for k in range(50)]
    assert places(many) == {(k,) for k in range(50)}
    # Only when the last tasks are taken do workers wait for more.
    assert {place for place in places(many, divide=halved) if place[0] < 46} == {
        (k,) for k in range(46)
    }


@pytest.mark.parametrize("executor", [None, PicklingExecutor()], ids=["here", "workers"])
def test_no_region_beyond_those_wanted_is_counted(executor):
    for most in range(33):
        watch = Watch(None, most)
        pieces = list(dispatched(count_up, TASKS, pool_of(executor, 2), watch, halved))
        assert (watch.found, watch.reason) == (most + 1, "max_regions")
        assert len(in_order(pieces)) >= watch.found
    watch = Watch(None, 33)
    list(dispatched(count_up, TASKS, pool_of(executor, 2), watch, halved))
    assert (watch.found, watch.reason) == (33, None)


@pytest.mark.parametrize("executor", [None, PicklingExecutor()], ids=["here", "workers"])
def test_the_time_ends_it_anywhere(executor):
    complete = 0
    for limit in range(1, 200):
        watch, pieces = Watch(None, None), []
        with fake_clock() as clock, time_limit(limit):
            try:
                pieces.extend(dispatched(count_up, TASKS, pool_of(executor, 2), watch, halved))
                complete += 1
            except OutOfTime:
                assert clock.questions <= limit + 8  # one a worker, and a few
        assert len(in_order(pieces)) == watch.found
        if complete:
            assert watch.found == 33
            break
    assert complete


def test_making_tasks_is_within_the_time_and_as_they_are_taken():
    made = []

    def tasks():
        for k in range(1000):
            checkpoint()
            made.append(k)
            yield (k, k + 1)

    for executor, most in ((None, 1), (PicklingExecutor(), 4)):
        made.clear()
        begun = dispatched(count_up, tasks(), pool_of(executor, 2), Watch(None, None))
        next(begun)
        assert len(made) == most
        with fake_clock(), time_limit(20), pytest.raises(OutOfTime):
            list(dispatched(count_up, tasks(), pool_of(executor, 2), Watch(None, None)))


def test_slices_are_short_and_end_with_the_search(monkeypatch):
    given = []

    def work(task, seconds, regions):
        given.append(seconds)
        return count_up(task, seconds, regions)

    list(dispatched(work, TASKS, None, Watch(None, None)))
    assert set(given) == {dispatch._SECONDS}
    given.clear()
    for limit in range(3, 12):
        with fake_clock(), time_limit(limit + 1 / 8), pytest.raises(OutOfTime):
            list(dispatched(work, TASKS, None, Watch(None, None)))
    assert set(given) == {dispatch._SECONDS, 1 / 8}


def test_work_has_the_limit_of_the_search_in_any_process():
    with ThreadPoolExecutor(1) as executor, time_limit(1000):
        list(dispatched(_has_a_limit, [0], pool_of(executor, 1), Watch(None, None)))
    list(dispatched(_has_none, [0], Pool(PicklingExecutor(), 1), Watch(None, None)))


def _has_a_limit(task, seconds, regions):
    from polyregions.budgets import seconds_left

    assert 900 < seconds_left() <= 1000
    return Slice(0, None, None)


def _has_none(task, seconds, regions):
    with fake_clock() as clock:
        checkpoint()
        assert clock.questions == 0
    return Slice(0, None, None)


class Silent(Executor):
    """Has workers that never answer."""

    def __init__(self):
        self.futures = []

    def submit(self, fn, /, *args, **kwargs):
        self.futures.append(Future())
        return self.futures[-1]


def test_workers_that_do_not_answer_are_not_waited_for():
    silent = Silent()
    with time_limit(0.01), pytest.raises(OutOfTime):
        list(dispatched(count_up, TASKS, Pool(silent, 1), Watch(None, None)))
    assert [future.cancelled() for future in silent.futures] == [True, True]


def test_a_lost_worker_ends_the_search_and_what_was_found_is_known():
    for lost in range(1, 12):
        watch = Watch(None, None)
        executor = PicklingExecutor(lost, BrokenProcessPool("gone"))
        pool, pieces = Pool(executor, 2, retries=0), []
        with pytest.raises(BrokenProcessPool):
            pieces.extend(dispatched(count_up, TASKS, pool, watch, halved))
        assert len(in_order(pieces)) == watch.found < 33


def test_nothing_is_lost_with_a_worker_whose_tasks_run_again():
    for lost in range(1, 20):
        watch = Watch(None, None)
        pool = Pool(PicklingExecutor(lost, BrokenProcessPool("gone")), 2, retries=1)
        pieces = list(dispatched(count_up, TASKS, pool, watch, halved))
        assert in_order(pieces) == list(range(33)), lost
        assert watch.found == 33


def test_nothing_of_a_slice_is_kept():
    class Thing:
        pass

    things = []

    def work(task, seconds, regions):
        thing = Thing()
        things.append(weakref.ref(thing))
        return Slice(1, thing, task - 1 if task else None)

    for executor in (None, ThreadPoolExecutor(2)):
        del things[:]
        for _, found in dispatched(work, [200, 200], pool_of(executor, 2), Watch(None, None)):
            del found
            assert sum(thing() is not None for thing in things) <= 5
    executor.shutdown()


def test_a_timer_asks_the_clock_of_budgets():
    with fake_clock() as clock:
        is_over = timer(2)
        assert [is_over() for _ in range(3)] == [False, True, True]
        assert clock.questions == 4


class Deferring(Executor):
    """Does what is submitted when it is waited for: some of it, in any order.

    Parameters
    ----------
    seed
        Of the order.
    most
        How many tasks may end before the dispatcher hears of it.
    """

    def __init__(self, seed, most):
        self.submitted, self.largest = [], 0
        self._rng, self._most = random.Random(seed), most

    def submit(self, fn, /, *args, **kwargs):
        self.submitted.append((Future(), partial(fn, *args, **kwargs)))
        self.largest = max(self.largest, len(self.submitted))
        return self.submitted[-1][0]

    def wait(self, futures, *_):
        self._rng.shuffle(self.submitted)
        for _ in range(self._rng.randint(1, min(self._most, len(self.submitted)))):
            future, call = self.submitted.pop()
            future.set_result(call())
        done = {future for future in futures if future.done()}
        return SimpleNamespace(done=done)


def test_in_whatever_order_workers_answer(monkeypatch):
    for seed in range(40):
        rng = random.Random(seed)
        width, most = rng.choice([1, 2, 3, 16]), rng.choice([1, 3, 100])
        executor, watch = Deferring(seed, most), Watch(None, None)
        monkeypatch.setattr(dispatch, "wait", executor.wait)
        pieces = list(dispatched(count_up, TASKS, Pool(executor, width), watch, halved))
        where = seed, width, most
        assert in_order(pieces) == list(range(33)), where
        assert executor.largest <= 2 * width, where
        assert executor.largest > width or width == 16, where


def test_a_moment_alone():
    """What is small never gets to the workers; what takes longer does, and nothing twice."""
    for alone, task, shared in ((1000, (0, 50), False), (0, (0, 50), True)):
        executor = PicklingExecutor()
        pool = pool_of(executor, 2)
        pieces = list(dispatched(count_up, [task], pool, Watch(None, None), halved, alone=alone))
        assert in_order(pieces) == list(range(50))
        assert (executor.calls > 0) == shared
    executor = PicklingExecutor()
    with fake_clock():
        slices = dispatched(count_up, [(0, 50)], pool_of(executor, 2), Watch(None, None), alone=9)
        assert in_order(slices) == list(range(50))
    assert 0 < executor.calls < 50 / 3
