"""Executors that will not do are refused in one line, before any work."""

import os
import signal
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.pool import ThreadPool
from types import SimpleNamespace

import pytest

import polyregions as pr
from polyregions.errors import UnknownOptionError
from polyregions.one_dimension import breakpoint_ensemble
from polyregions.theorems import random_ensemble, ternary_maximum
from polyregions.workers import Pool
from tests.helpers.executors import PicklingExecutor


def client():
    """Return what looks like the client of a cluster of dask."""
    return SimpleNamespace(submit=print, get_executor=print, status="running")


def shut_down(executor):
    executor.shutdown()
    return executor


def of_a_closed_client():
    executor = PicklingExecutor()
    executor._client = SimpleNamespace(status="closed")
    return executor


def broken():
    executor = ProcessPoolExecutor(1, get_context("fork"))
    with suppress(BrokenExecutor):
        executor.submit(die).result()
    return executor


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def refused():
    yield "processes", "give one of concurrent.futures"
    yield 4, "give one of concurrent.futures"
    yield ThreadPool(1), "give ProcessPoolExecutor() of concurrent.futures"
    yield ThreadPoolExecutor, "a class: call it, as in ThreadPoolExecutor()"
    yield client(), "get_executor(pure=False)"
    yield shut_down(ThreadPoolExecutor(1)), "has been shut down: give a new one"
    yield shut_down(ProcessPoolExecutor(1)), "has been shut down: give a new one"
    yield of_a_closed_client(), "has been shut down: give a new one"
    if os.name == "posix":
        yield broken(), "has lost its workers: give a new one"


QUESTIONS = (
    pr.regions,
    pr.count_regions,
    pr.verify_claim,
    lambda net, **options: pr.count_many([net], **options),
    lambda net, **options: next(pr.region_batches(net, **options)),
    lambda net, **options: pr.reduce_regions(net, len, 0, max, **options),
    lambda _, **options: ternary_maximum([2], **options),
    lambda _, **options: breakpoint_ensemble([3], **options),
    lambda _, **options: random_ensemble([3], inputs=2, **options),
)


def test_what_is_no_executor_is_refused_before_any_work():
    net = pr.montufar(inputs=2, width=4, depth=2)
    for executor, message in refused():
        for question in QUESTIONS:
            with pytest.raises(UnknownOptionError) as raised:
                question(net, executor=executor)
            assert message in str(raised.value)
            assert "\n" not in str(raised.value)


def test_threads_of_an_executor_do_not_wait_for_it():
    net = pr.montufar(inputs=2, width=4, depth=2)
    for width in (1, 2):
        with ThreadPoolExecutor(width) as executor:
            how = {"method": "enumeration", "executor": executor}
            nested = executor.submit(pr.count_regions, net, **how)
            with pytest.raises(UnknownOptionError, match="wait for itself for ever: give another"):
                nested.result(60)
            assert pr.count_regions(net, **how) == 4


def test_retries_are_a_number():
    net = pr.montufar(inputs=2, width=4, depth=2)
    for retries in (-1, 1.5, "2", None, True):
        with pytest.raises(UnknownOptionError, match=r"retries is .*: give a whole number"):
            pr.count_regions(net, retries=retries)


def test_executors_tell_their_width():
    with ThreadPoolExecutor(3) as threads, ProcessPoolExecutor(2) as processes:
        assert (Pool(threads).width, Pool(processes, 9).width) == (3, 2)
    cluster = PicklingExecutor()
    cluster._client = SimpleNamespace(nthreads=lambda: {"a": 4, "b": 8})
    assert Pool(cluster).width == 12
    cluster._client.nthreads = partial(open, "")
    with pytest.raises(BrokenExecutor):
        _ = Pool(cluster).width


def test_workers_more_than_tasks_and_one_worker_with_an_executor():
    net = pr.montufar(inputs=2, width=4, depth=2)
    for workers, threads in ((1, 1), (1, 3), (50, 1), (50, 50)):
        with ThreadPoolExecutor(threads) as executor:
            for engine in ("vertices", "lp"):
                options = {"engine": engine, "workers": workers, "executor": executor}
                assert pr.count_regions(net, method="enumeration", **options) == 4


def test_a_function_that_processes_cannot_pickle_is_refused():
    net = pr.montufar(inputs=2, width=4, depth=2)
    with (
        ProcessPoolExecutor(1) as executor,
        pytest.raises(UnknownOptionError, match="cannot be sent to processes: define it by name"),
    ):
        pr.reduce_regions(net, lambda batch: 1, 0, max, executor=executor)
    with ThreadPoolExecutor(2) as executor:
        assert pr.reduce_regions(net, lambda batch: 1, 0, max, executor=executor) == 1
