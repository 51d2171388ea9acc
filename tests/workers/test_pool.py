"""Tasks handed to executors: what travels, what is lost and runs again, what is cancelled."""

import random
from collections import OrderedDict
from concurrent.futures import BrokenExecutor, CancelledError, Future, ThreadPoolExecutor
from functools import partial
from operator import add
from unittest.mock import patch

import pytest

from polyregions.workers import WORKER_LOST, Pool, opened_pool, travel
from tests.helpers.executors import PicklingExecutor


class Separate(PicklingExecutor):
    """Has processes that know different functions; a random one takes the next task."""

    def __init__(self, processes, seed):
        super().__init__()
        self._max_workers = processes
        self._memories = [OrderedDict() for _ in range(processes)]
        self._rng = random.Random(seed)
        self.whole = self.sent = 0

    def submit(self, fn, /, *args, **kwargs):
        self.whole += args[1] is not None
        self.sent += len(args[1] or b"")
        with patch.object(travel, "_known", self._rng.choice(self._memories)):
            return super().submit(fn, *args, **kwargs)


def test_a_function_travels_once_to_each_process():
    for seed in range(5):
        executor = Separate(4, seed)
        pool = Pool(executor)
        function = partial(add, bytes(10**6))
        futures = []
        for k in range(200):
            futures.append(pool.submit(function, bytes([k])))
            futures[-1].result(60)
        assert [future.result()[-1] for future in futures] == list(range(200))
        # The first four go whole, then some until each of the others happens to get one.
        assert 4 <= executor.whole <= 20
        assert executor.sent < 21e6


def test_processes_keep_the_functions_of_some_searches():
    executor = Separate(2, 0)
    pool = Pool(executor)
    functions = [partial(add, k) for k in range(7)]
    for _ in range(3):
        for k, function in enumerate(functions):
            assert pool.submit(function, 1).result(60) == k + 1
    assert all(len(memory) <= 4 for memory in executor._memories)
    executor.whole = 0
    for _ in range(50):
        assert pool.submit(functions[-1], 1).result(60) == 7
    assert executor.whole <= 2


def test_what_cannot_be_pickled_is_left_to_the_executor():
    with ThreadPoolExecutor(1) as executor:
        assert Pool(executor).submit(lambda x: x + 1, 1).result() == 2
    parcel = travel.Parcel.of(lambda x: x, by_value=False)
    assert parcel.pickled is None
    assert parcel.call(whole=True) == (parcel.function,)


def test_other_machines_get_functions_by_value():
    pytest.importorskip("cloudpickle")
    parcel = travel.Parcel.of(lambda x: x + 1, by_value=True)
    assert travel.carried_out(*parcel.call(whole=True)[1:], 1) == 2
    assert travel.carried_out(*parcel.call(whole=False)[1:], 2) == 3
    assert travel.carried_out(b"another digest", None, 2) is travel.Answer.UNKNOWN


class Losing(PicklingExecutor):
    """Loses a task, known by its first argument, so many times in one of the ways there are."""

    def __init__(self, way, task=0, times=1):
        super().__init__()
        self._max_workers = 2
        self._way, self._task, self.times = way, task, times

    def submit(self, fn, /, *args, **kwargs):
        if args[2] != self._task or not self.times:
            return super().submit(fn, *args, **kwargs)
        self.times -= 1
        if self._way == "refused":
            raise RuntimeError("cannot schedule new futures")
        future = Future()
        if self._way == "cancelled":
            future.cancel()
            future.set_running_or_notify_cancel()
        else:
            future.set_exception(self._way)
        return future


class KilledWorker(Exception):  # noqa: N818  # as dask calls it
    pass


WAYS = ["refused", "cancelled", BrokenExecutor("gone"), KilledWorker("gone")]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_lost_tasks_run_again(way):
    for task in (0, 1, 4):
        for retries in range(3):
            pool = Pool(Losing(way, task, retries), retries=retries)
            futures = [pool.submit(add, k, 1) for k in range(5)]
            assert [future.result(60) for future in futures] == [1, 2, 3, 4, 5]
            executor = Losing(way, task, retries + 1)
            pool = Pool(executor, retries=retries)
            futures = [pool.submit(add, k, 1) for k in range(5)]
            with pytest.raises(WORKER_LOST):
                futures.pop(task).result(60)
            assert executor.times == 0
            assert [future.result(60) for future in futures] == [
                k + 1 for k in range(5) if k != task
            ]


def test_errors_of_tasks_are_no_losses():
    executor = PicklingExecutor()
    for function, error in ((partial(divmod, 1), ZeroDivisionError), (open, FileNotFoundError)):
        executor.calls = 0
        with pytest.raises(error):
            Pool(Reporting(executor)).submit(function, 0 if function is not open else "").result()
        assert executor.calls == 1


class Reporting(PicklingExecutor):
    """Reports errors of tasks by futures."""

    def __init__(self, executor):
        super().__init__()
        self._executor = executor

    def submit(self, fn, /, *args, **kwargs):
        try:
            return self._executor.submit(fn, *args, **kwargs)
        except Exception as error:
            future = Future()
            future.set_exception(error)
            return future


def test_a_submit_that_raises_something_else_is_heard():
    executor = PicklingExecutor()
    executor.submit = partial(divmod, 1, 0)
    with pytest.raises(TypeError):
        Pool(executor).submit(add, 1, 2)


def test_another_executor_takes_the_place_of_a_broken_one():
    made = [Losing(BrokenExecutor("gone"), times=9) for _ in range(2)]
    made.append(PicklingExecutor())
    rest = iter(made[1:])
    pool = Pool(made[0], workers=3, renew=lambda _: next(rest))
    assert [pool.submit(add, k, 1).result(60) for k in range(5)] == [1, 2, 3, 4, 5]
    assert [executor.calls for executor in made] == [0, 0, 5]


def test_nothing_is_handed_on_after_the_end():
    pool = Pool(Losing(BrokenExecutor("gone")))
    pool.close()
    with pytest.raises(CancelledError):
        pool.submit(add, 0, 2).result(60)


def test_who_cancels_a_task_cancels_it_at_the_executor():
    class Silent(PicklingExecutor):
        def submit(self, fn, /, *args, **kwargs):
            self.future = Future()
            return self.future

    executor = Silent()
    task = Pool(executor).submit(add, 1, 2)
    assert task.cancel()
    assert executor.future.cancelled()


def test_the_width_is_asked_again():
    class Growing(PicklingExecutor):
        _max_workers = 2

    executor = Growing()
    with patch("polyregions.workers.pool.monotonic") as clock:
        clock.return_value = 0.0
        pool = Pool(executor, 7)
        assert pool.width == 2
        executor._max_workers = 5
        clock.return_value = 0.5
        assert pool.width == 2
        clock.return_value = 1.5
        assert pool.width == 5
        executor._max_workers, clock.return_value = 0, 3.0
        assert pool.width == 1  # until the first worker is there
    assert Pool(PicklingExecutor(), 7).width == 7


def test_own_threads_and_pools_of_pools():
    with opened_pool(None, 3, threads=True) as pool:
        assert pool.width == 3
        assert pool.submit(lambda: 1).result() == 1
        with opened_pool(pool, 1) as same:
            assert same is pool
    with opened_pool(None, 1) as nobody:
        assert nobody is None
