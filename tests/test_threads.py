"""Parts of work in threads: within the time, and none goes on where one has failed."""

import threading
from time import sleep

import pytest

from polyregions.budgets import time_limit
from polyregions.errors import OutOfTime
from polyregions.workers import do_in_threads


def test_all_parts_are_done():
    for number in (1, 2, 7):
        done = [[] for _ in range(number)]
        do_in_threads([map(done[part].append, range(part)) for part in range(number)])
        assert done == [list(range(part)) for part in range(number)]


def test_one_part_needs_no_thread_and_several_work_at_the_same_time():
    names = []
    do_in_threads([(names.append(threading.current_thread().name) for _ in range(2))])
    assert names == 2 * [threading.current_thread().name]
    barrier = threading.Barrier(3)
    do_in_threads([(barrier.wait(10) for _ in range(2)) for _ in range(3)])


def long(steps):
    """Work for some seconds, and tell how far it has come."""
    for step in range(4000):
        sleep(1 / 1024)
        steps.append(step)
        yield


@pytest.mark.parametrize("number", [1, 3])
def test_the_time_of_the_caller_ends_them(number):
    with time_limit(0.01), pytest.raises(OutOfTime):
        do_in_threads([long([]) for _ in range(number)])


def test_none_goes_on_where_one_has_failed():
    def failing():
        yield
        raise ValueError("a part")

    steps = []
    for parts in ([failing(), long(steps)], [long(steps), failing()]):
        with pytest.raises(ValueError, match="a part"):
            do_in_threads(parts)
    assert len(steps) < 1000
