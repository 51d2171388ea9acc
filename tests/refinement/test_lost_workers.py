"""Executors whose workers are lost, or that take nothing more; interruptions; ways to start."""

import errno
import os
import signal
import struct
import subprocess
import sys
import threading
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

import pytest

from polyregions import count_regions, he_random, regions
from polyregions.budgets import time_limit
from polyregions.errors import WorkerLostError
from polyregions.refinement.execution import Execution
from polyregions.theorems import random_ensemble, ternary_maximum
from polyregions.workers import WORKER_LOST, starting
from polyregions.workers.processes import worker_pool

NETWORK = he_random((2, 8, 8, 1), seed=1, bias_std=0.5)
BOX = [[-1, 1]] * 2


class TerminatedWorkerError(BrokenExecutor):
    """What loky raises: a subclass of its own."""


def left_by(error):
    """Leave a search by an error after 7 regions."""
    with Execution().limited() as watch:
        watch(7)
        raise error


@pytest.mark.parametrize("error", [BrokenExecutor, CancelledError, TerminatedWorkerError])
def test_a_lost_worker_says_what_was_found(error):
    with pytest.raises(WorkerLostError, match="after 7 regions") as raised:
        left_by(error)
    assert raised.value.found == 7
    assert isinstance(raised.value.__cause__, error)


def test_an_interruption_says_what_was_found():
    with pytest.raises(KeyboardInterrupt) as raised:
        left_by(KeyboardInterrupt)
    assert raised.value.__notes__ == ["after 7 regions had been found"]


def cancelling():
    """Return an executor that cancels all tasks, as another thread may."""
    executor = ThreadPoolExecutor(1)

    def submit(*_, **__):
        future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future

    executor.submit = submit
    return executor


@pytest.mark.parametrize("engine", ["lp", "vertices"])
def test_an_executor_that_does_not_work(compiled_kernel, engine):
    for question in (count_regions, regions):
        with pytest.raises(WorkerLostError) as raised:
            question(NETWORK, BOX, engine=engine, workers=2, executor=cancelling())
        assert raised.value.found == raised.value.partial.found == 0
        assert raised.value.partial.reason == "worker_lost"


@pytest.mark.skipif(os.name != "posix", reason="forks")
@pytest.mark.parametrize("first", [True, False])
def test_processes_that_cannot_be_started(monkeypatch, first):
    fork, started = os.fork, []

    def forked():
        if first or started:
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        started.append(fork())
        return started[-1]

    def search():
        with Execution(workers=2).limited(), worker_pool(2, get_context("fork")) as pool:
            pool.submit(signal.pause)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fork", forked)
        with pytest.raises(WorkerLostError, match="could not be started"):
            search()
    assert len(started) == 1 - first
    for process in started:
        with suppress(ChildProcessError):  # it has been waited for
            assert os.waitpid(process, 0)[1] == signal.SIGKILL


def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)


def half_sent(size):
    """Return what breaks off on its way, since the worker is killed in the midst of it."""

    def send(connection, message):
        os.write(connection.fileno(), struct.pack("!i", len(message)) + bytes(message[:1000]))
        killed()

    Connection._send_bytes = send
    return bytes(size)


METHODS = ["fork", *(pytest.param(m, marks=pytest.mark.slow) for m in ("spawn", "forkserver"))]


@pytest.mark.skipif(os.name != "posix", reason="starts processes in all ways")
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("task", [killed, half_sent])
def test_no_death_of_a_worker_is_waited_for(method, task):
    with worker_pool(3, get_context(method)) as pool:
        assert list(pool.map(abs, range(-9, 0))) == [9, 8, 7, 6, 5, 4, 3, 2, 1]
        with pytest.raises(WORKER_LOST):
            pool.submit(task, 10**6).result()


@pytest.mark.skipif(os.name != "posix", reason="forks")
def test_cancelled_tasks_of_a_broken_pool_are_no_matter(monkeypatch):
    errors = []
    monkeypatch.setattr(threading, "excepthook", errors.append)
    with worker_pool(2, get_context("fork")) as pool:
        futures = [pool.submit(signal.pause) for _ in range(20)]
        assert futures[-1].cancel()
        pool.end_tasks()
        with pytest.raises(WORKER_LOST):
            futures[0].result()
    assert futures[-2].done()
    assert errors == []  # of the thread that ends the pool


@pytest.mark.skipif(os.name != "posix", reason="forks")
def test_an_error_ends_the_tasks():
    futures = []

    def wait_for_ever():
        with worker_pool(2, get_context("fork")) as pool:
            futures.append(pool.submit(signal.pause))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        wait_for_ever()
    assert futures[0].done()


@pytest.mark.skipif(os.name != "posix", reason="forks")
def test_a_lost_worker_of_the_ternary_search(monkeypatch):
    monkeypatch.setattr(starting, "threads_running", lambda: 1)  # processes are copies of this one
    monkeypatch.setattr(
        "polyregions.theorems.ternary_search.question.best_with_first_layer", killed
    )
    with pytest.raises(WorkerLostError, match="for lack of memory: give"):
        ternary_maximum([2], workers=2)


@pytest.mark.slow
def test_a_lost_worker_of_an_ensemble(monkeypatch):
    monkeypatch.setattr("polyregions.one_dimension.ensembles._breakpoints_of_samples", killed)
    with pytest.raises(WorkerLostError, match="for lack of memory: give"):
        random_ensemble([4], samples=2, workers=2)


COUNTED = """
import multiprocessing, sys, threading
import polyregions as pr

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    network = pr.he_random((2, 8, 8, 1), seed=1, bias_std=0.5)
    for engine in ("vertices", "lp"):
        print(pr.count_regions(network, [[-1, 1]] * 2, engine=engine, workers=2))
        print(pr.regions(network, [[-1, 1]] * 2, engine=engine, workers=2).count())
"""


@pytest.mark.skipif(os.name != "posix", reason="starts processes in all ways")
@pytest.mark.parametrize("method", METHODS)
def test_every_way_to_start_processes_counts(tmp_path, method):
    script = tmp_path / "script.py"
    script.write_text(COUNTED)
    expected = str(count_regions(NETWORK, BOX))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)}
    words = [sys.executable, str(script), method]
    run = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert (run.stdout.split(), run.stderr) == ([expected] * 4, "")


@pytest.mark.skipif(os.name != "posix", reason="starts processes in all ways")
@pytest.mark.parametrize("method", METHODS)
def test_executors_of_every_kind_count_again_and_again(compiled_kernel, method):
    expected = count_regions(NETWORK, BOX)
    for executor in (ProcessPoolExecutor(2, get_context(method)), ThreadPoolExecutor(2)):
        with executor:
            with time_limit(0):  # which those that start now shall not keep
                executor.submit(abs, 1).result()
            for engine in ("vertices", "lp"):
                options = {"engine": engine, "workers": 2, "executor": executor}
                assert count_regions(NETWORK, BOX, max_seconds=600, **options) == expected
