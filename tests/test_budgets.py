"""Limits of time: they end the work at a checkpoint, nest, and belong to their thread."""

import math
import os
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from polyregions import count_regions, he_random
from polyregions.budgets import checkpoint, seconds_left, time_is_up, time_limit
from polyregions.errors import OutOfTime, UnknownOptionError, WorkerLostError
from tests.helpers.clocks import fake_clock


def test_without_a_limit_the_clock_is_not_even_asked():
    with fake_clock() as clock, time_limit(None):
        checkpoint()
        assert seconds_left() == math.inf
        assert not time_is_up()
    assert clock.questions == 0


def test_no_limit_is_too_large_and_none_that_is_no_number_holds():
    for seconds in (10**400, math.inf):
        with time_limit(seconds):
            assert seconds_left() == math.inf
    for seconds in (math.nan, -1, "1"):
        with (
            pytest.raises(UnknownOptionError, match="give a number from 0 on"),
            time_limit(seconds),
        ):
            pytest.fail("the block began")


def test_the_work_ends_at_the_first_checkpoint_after_its_time():
    with fake_clock(), time_limit(3):
        checkpoint()
        checkpoint()
        with pytest.raises(OutOfTime, match="give more seconds"):
            checkpoint()


def test_of_nested_limits_the_nearest_counts_and_the_outer_one_comes_back():
    with fake_clock(), time_limit(100):
        with time_limit(1), pytest.raises(OutOfTime):
            checkpoint()
        checkpoint()
        with time_limit(1000):
            assert seconds_left() < 100


def test_a_limit_is_taken_back_after_an_error():
    with pytest.raises(ZeroDivisionError), time_limit(0):
        raise ZeroDivisionError
    checkpoint()


@pytest.mark.parametrize("seconds", ["1", math.nan])
def test_a_limit_is_a_number(seconds):
    with pytest.raises(UnknownOptionError, match="give a number from 0 on"), time_limit(seconds):
        pass


def test_another_thread_has_no_limit_of_ours():
    with time_limit(0), ThreadPoolExecutor(1) as pool:
        assert pool.submit(seconds_left).result() == math.inf


@pytest.mark.skipif(os.name != "posix", reason="forks")
def test_a_process_that_is_forked_within_a_limit_is_not_bound_by_it():
    with time_limit(0), ProcessPoolExecutor(1, get_context("fork")) as pool:
        assert pool.submit(seconds_left).result() == math.inf
        assert seconds_left() == 0


def test_the_errors_travel_between_processes():
    assert isinstance(pickle.loads(pickle.dumps(OutOfTime())), OutOfTime)
    assert pickle.loads(pickle.dumps(WorkerLostError(7))).found == 7


def test_workers_that_began_in_an_earlier_limit_take_the_limits_of_their_tasks():
    network = he_random((2, 6, 6, 1), seed=1, bias_std=0.5)
    whole = count_regions(network)
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        with time_limit(0):  # the worker starts as a copy of this process
            assert pool.submit(abs, -1).result() == 1
        for engine in ("lp", "vertices"):
            found = count_regions(network, executor=pool, engine=engine, method="enumeration")
            assert found == whole
