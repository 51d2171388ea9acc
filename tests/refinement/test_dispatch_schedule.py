"""How well workers are occupied: searches of lopsided trees by any number of them, in no time."""

import random
from unittest.mock import patch

from polyregions.refinement.dispatch import Slice, dispatched
from polyregions.refinement.execution import Watch
from tests.helpers.virtual_workers import VirtualPool

STEP = 1 / 1024  # seconds


class Clock:
    """A clock that work moves on."""

    def __init__(self):
        self.time = 0.0

    def __call__(self):
        return self.time


class TreeSearch:
    """Searches trees of so many leaves, which are lopsided the more the larger `skew` is.

    A task is a stack of their roots. As in a search of cells, the lowest are mostly the largest.
    """

    def __init__(self, skew, step=STEP, overhead=0.0):
        self.clock = Clock()
        self.given = []
        self._rng = random.Random(skew)
        self._skew, self._step, self._overhead = skew, step, overhead

    def __call__(self, task, seconds, regions):
        self.given.append(seconds)
        stack, found = list(task), 0
        end = self.clock.time + seconds
        self.clock.time += self._overhead
        while stack:
            leaves = stack.pop()
            self.clock.time += self._step
            if leaves == 1:
                found += 1
            else:
                part = max(1, int(leaves * self._rng.random() ** self._skew / 2))
                stack += sorted((part, leaves - part), reverse=self._rng.random() < 0.8)
            if self.clock.time >= end:
                break
        return Slice(found, None, tuple(stack) or None)


def lowest_given(task):
    """Give a quarter of a stack away."""
    given = max(1, len(task) // 4)
    return None if len(task) < 2 else (task[given:], task[:given])


def schedule(width, leaves, skew, **options):
    return _schedule(TreeSearch(skew, **options), width, leaves)


def _schedule(search, width, leaves):
    pool, watch = VirtualPool(width, search.clock), Watch(None, None)
    with patch("polyregions.budgets.monotonic", search.clock), pool.waited_for():
        slices = sum(1 for _ in dispatched(search, [(leaves,)], pool, watch, lowest_given))
    assert watch.found == leaves
    return pool, slices


def test_the_time_is_little_more_than_the_work_shared_equally():
    for skew, width, leaves, most in (
        (1, 2, 1000, 1.1),
        (8, 2, 1000, 1.1),
        (8, 16, 1000, 2),  # an eighth of a second for each
        (1, 16, 20_000, 1.3),
        (3, 16, 20_000, 1.3),
        (8, 16, 20_000, 1.3),
        (3, 16, 100_000, 1.05),  # less than one worker more or less
        (8, 64, 50_000, 1.3),
    ):
        pool, slices = schedule(width, leaves, skew)
        assert pool.makespan_over_ideal <= most, (skew, width, leaves)
        # Nor does the dispatcher have much to do.
        assert slices / pool.now <= 256 * width, (skew, width, leaves)


def test_slices_that_cost_something_are_few():
    """Here each takes a moment before it begins, as where tasks travel to other processes."""
    for width in (2, 16):
        pool, slices = schedule(width, 20_000, 8, overhead=1 / 512)
        assert pool.makespan_over_ideal <= 1.2
        assert slices / 512 <= 0.12 * pool.busy


def test_slices_grow_and_those_of_many_workers_are_longer():
    for width, shortest, longest in ((2, 1 / 128, 1 / 4), (64, 1 / 128, 1 / 4), (1024, 1 / 8, 4)):
        search = TreeSearch(1)
        _schedule(search, width, 20_000)
        given = search.given
        assert given[0] == min(given) == shortest, width
        assert max(given) <= longest
        assert width > 2 or max(given) == longest


def test_a_small_search_is_done_alone():
    for width in (2, 16):
        search = TreeSearch(1)
        pool = VirtualPool(width, search.clock)
        with patch("polyregions.budgets.monotonic", search.clock), pool.waited_for():
            for leaves, shared in ((4, False), (400, True)):
                watch, submitted = Watch(None, None), pool.submitted
                list(dispatched(search, [(leaves,)], pool, watch, lowest_given, alone=1 / 64))
                assert watch.found == leaves
                assert (pool.submitted > submitted) == shared
                assert search.given[0] == 1 / 64
                search.given.clear()
