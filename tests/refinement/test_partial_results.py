"""Searches with budgets and workers against complete ones: a part never says more than the whole.

Every case draws a degenerate network, an engine, a question, a way to divide the work and a budget.
The clock is governed by the test, so a limit of time stops the search wherever the clock is asked.
"""

import multiprocessing
import random
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, nullcontext
from functools import cache

import pytest

from polyregions import PartialResult, box, count_regions, regions, whole_space
from tests.helpers.cases import each
from tests.helpers.clocks import fake_clock
from tests.helpers.definitions import OF_CELLS
from tests.helpers.engines import ENGINE_NAMES
from tests.refinement.random_networks import random_network

DEFINITIONS = [definition.value for definition in OF_CELLS]
WAYS = ["here", "at once", "threads", "fork", "spawn"]
CASES_PER_NETWORK = 8


class AtOnce(Executor):
    """Carries out each task when it is handed over, in this process."""

    def submit(self, function, /, *arguments, **named):
        """Call the function."""
        future = Future()
        try:
            future.set_result(function(*arguments, **named))
        except BaseException as error:
            future.set_exception(error)
        return future


@pytest.fixture(scope="module")
def executors():
    """Return what carries out tasks, by the name of the way."""
    with ExitStack() as stack:

        @cache
        def executor(way):
            match way:
                case "here":
                    return None
                case "at once":
                    return AtOnce()
                case "threads":
                    return stack.enter_context(ThreadPoolExecutor(2))
            context = multiprocessing.get_context(way)
            return stack.enter_context(ProcessPoolExecutor(2, mp_context=context))

        yield executor


@cache
def drawn_network(seed):
    """Return a network and its domain; the seed fixes both."""
    rng = random.Random(f"domain {seed}")
    inputs = rng.choice([1, 2, 2, 3])
    bounded = rng.random() < 0.5
    domain = box([-1] * inputs, [1] * inputs) if bounded else whole_space(inputs)
    return random_network(seed, inputs), domain


@cache
def complete_search(seed):
    """Return all regions, and their numbers by the definitions."""
    complex = regions(*drawn_network(seed), engine="vertices")
    return complex, {name: complex.count(name) for name in DEFINITIONS}


def drawn_case(number, ways, engines=ENGINE_NAMES):
    """Return the seed of a network, options of a search, a question and the limit of time."""
    rng = random.Random(f"case {number}")
    seed = number // CASES_PER_NETWORK
    options = {"engine": rng.choice(engines)}
    way = rng.choice(ways)
    if way != "here":
        options["workers"] = rng.choice([1, 2, 3])
    if rng.random() < 0.6:
        most = complete_search(seed)[1]["proper_activation"]
        options["max_regions"] = rng.choice([0, 1, most - 1, most, most + 1, rng.randint(0, most)])
    if rng.random() < 0.6:
        options["max_seconds"] = rng.choice([0, 1, 2, 5, rng.randint(1, 40), rng.randint(1, 400)])
    return seed, way, rng.choice([*DEFINITIONS, "regions"]), options


def check_case(number, executors, ways, engines=ENGINE_NAMES):
    """Carry out one search; return whether it was stopped."""
    seed, way, question, options = drawn_case(number, ways, engines)
    network, domain = drawn_network(seed)
    whole, counts = complete_search(seed)
    proper = counts["proper_activation"]
    with fake_clock() if "max_seconds" in options else nullcontext():
        if question == "regions":
            found = regions(network, domain, executor=executors(way), **options)
        else:
            found = count_regions(
                network,
                domain,
                definition=question,
                method="enumeration",
                executor=executors(way),
                **options,
            )
    most = options.get("max_regions")
    if not isinstance(found, PartialResult):
        assert most is None or most >= proper
        assert found == (whole if question == "regions" else counts[question])
        return False
    assert found.reason in options
    assert 0 <= found.found <= proper
    assert found.partial.statistics.get("regions", 0) <= proper
    if most is not None:
        assert found.found <= most + 1
    if found.reason == "max_regions":
        assert found.found == most + 1
    if question == "regions":
        assert len(set(found.patterns)) == len(found.patterns) == found.found
        assert {*found.patterns} <= {region.pattern for region in whole}
    return True


@each("start", range(0, 400, 50), size=2)
def test_a_part_never_says_more_than_the_whole(start, executors):
    stopped = sum(
        check_case(n, executors, WAYS[:3], ["vertices"]) for n in range(start, start + 50)
    )
    assert 5 < stopped < 45  # both ends are met


@each("start", range(0, 100, 25))
def test_nor_does_engine_lp(start, executors):
    for number in range(start, start + 25):
        check_case(number, executors, WAYS[:3], ["lp"])


@pytest.mark.slow
@each("start", range(400, 5400, 100), size=10)
def test_nor_do_workers(start, executors):
    for number in range(start, start + 100):
        check_case(number, executors, WAYS)
