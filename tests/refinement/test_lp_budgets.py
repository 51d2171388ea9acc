"""Engine lp within budgets: wherever it is stopped, it hands back a part of the complete result."""

import itertools
import sys

import pytest

import polyregions as pr
from polyregions.refinement import Execution, Partial, count_cells, enumerate_cells
from tests.helpers.clocks import fake_clock
from tests.helpers.executors import PicklingExecutor

IDENTITY = pr.Network(
    [
        pr.Layer([[1, 1], [1, -1]], None, "identity"),
        pr.Layer([[1, 1], [1, -1]], [0, -1]),
        pr.Layer([[1, 1]], None, "identity"),
    ]
)
NETWORKS = {
    "montufar": pr.montufar(2, 4, 3),
    "identity units": IDENTITY,
    "no units": pr.Network([pr.Layer([[1, 2]], [0], "identity")], domain=[[0, 1]] * 2),
    "two inputs": pr.he_random((2, 4, 3, 1), seed=2, bias_std=0.5).with_domain([[-1, 1]] * 2),
    "three inputs": pr.he_random((3, 5, 3, 1), seed=2, bias_std=0.5).with_domain([[-1, 1]] * 3),
}
# The time runs out at every question to the clock, or every so manieth.
STRIDES = [
    ("identity units", 1),
    ("no units", 1),
    ("montufar", 67),
    ("two inputs", 97),
    pytest.param("three inputs", 61, marks=pytest.mark.slow),
]
EXECUTORS = {"here": lambda: {}, "shared": lambda: {"executor": PicklingExecutor(), "workers": 2}}


def domain_of(network):
    return network.domain if network.domain is not None else pr.whole_space(network.inputs)


def found(question, network, **budget):
    return question(network, domain_of(network), Execution(engine="lp", **budget))


def rows(patterns):
    return {row.tobytes() for row in patterns}


def check_part(part, complete, question):
    """Check that what was found are distinct regions of the complete result."""
    assert part.statistics["regions"] == part.regions <= len(complete)
    if question is enumerate_cells:
        assert len(part.patterns) == len(rows(part.patterns)) == part.regions
        assert rows(part.patterns) <= rows(complete.patterns)
    else:
        assert len(part.patterns) == 0


@pytest.mark.parametrize("question", [count_cells, enumerate_cells])
@pytest.mark.parametrize("executor", EXECUTORS)
@pytest.mark.parametrize(("name", "stride"), STRIDES)
def test_the_time_ends_it_anywhere(name, stride, executor, question):
    network, last = NETWORKS[name], 0
    complete = found(enumerate_cells, network)
    for limit in itertools.count(0, stride):
        with fake_clock() as clock:
            part = found(question, network, max_seconds=limit, **EXECUTORS[executor]())
        if not isinstance(part, Partial):
            assert limit > 5
            assert part.statistics["regions"] == len(complete)
            break
        assert part.reason == "max_seconds"
        assert clock.questions <= limit + 10, limit
        check_part(part, complete, question)
        if executor == "here":
            assert part.regions >= last, limit
            last = part.regions


@pytest.mark.parametrize("question", [count_cells, enumerate_cells])
@pytest.mark.parametrize("executor", EXECUTORS)
def test_at_most_one_region_more_than_asked_for(executor, question):
    for name, _ in STRIDES[:4]:
        network = NETWORKS[name]
        complete = found(enumerate_cells, network)
        for most in range(0, len(complete), 3):
            part = found(question, network, max_regions=most, **EXECUTORS[executor]())
            assert isinstance(part, Partial)
            assert (part.regions, part.reason) == (most + 1, "max_regions")
            check_part(part, complete, question)
        whole = found(question, network, max_regions=len(complete), **EXECUTORS[executor]())
        assert whole.statistics["regions"] == len(complete)


def test_little_is_done_between_two_questions_to_the_clock():
    """Search and assembly alike; as the number of calls of Python functions shows."""
    network = NETWORKS["three inputs"]
    most, calls, since = 0, 0, 0

    def count(frame, event, argument):
        nonlocal calls, since, most
        calls += event == "call"
        since += event == "call"
        if frame.f_code.co_name == "seconds_left":
            most, since = max(most, since), 0

    sys.setprofile(count)
    try:
        found(enumerate_cells, network, max_seconds=10**9)
    finally:
        sys.setprofile(None)
    assert most < 3000
    assert calls > 30 * most


def test_all_patterns_are_the_result_where_the_time_ends_in_the_assembly():
    network = NETWORKS["identity units"]
    complete, parts = found(enumerate_cells, network), []
    for limit in itertools.count():
        with fake_clock():
            part = found(enumerate_cells, network, max_seconds=limit)
        if not isinstance(part, Partial):
            break
        parts.append(part)
    in_assembly = [part for part in parts if part.regions == len(complete)]
    assert len(in_assembly) >= len(complete)
    assert all(rows(part.patterns) == rows(complete.patterns) for part in in_assembly)


@pytest.mark.parametrize("widths", [(9, 32, 16, 10), (64, 32, 16, 10), (8, 10, 1), (4, 150, 4, 1)])
def test_networks_of_many_inputs_stop_in_time(widths):
    network = pr.he_random(widths, seed=0, bias_std=0.5)
    told = []
    for limit in (1, 10, 40):
        for more in ({}, EXECUTORS["shared"]()):
            with fake_clock() as clock:
                part = pr.count_regions(
                    network,
                    [[0, 1]] * widths[0],
                    definition="proper_activation",
                    engine="lp",
                    max_seconds=limit,
                    progress=told.append,
                    **more,
                )
            assert isinstance(part, pr.PartialResult)
            assert clock.questions <= limit + 10
    assert told


def test_the_number_of_regions_is_told_as_they_are_found():
    told = []
    with fake_clock():
        found(count_cells, NETWORKS["montufar"], max_seconds=10**9, progress=told.append)
    assert told == sorted(told)
    assert len(set(told)) > 5
    assert told[-1] == 16


def test_counting_keeps_no_facets_and_lists_nothing():
    network = NETWORKS["three inputs"]
    counted, listed = found(count_cells, network), found(enumerate_cells, network)
    assert counted.regions == len(listed)
    assert counted.statistics["facet_lps"] < 0.7 * listed.statistics["facet_lps"]
    assert counted.statistics["questions"] == listed.statistics["questions"]


def test_patterns_are_in_the_order_of_the_search_whoever_searches():
    network = NETWORKS["three inputs"]
    alone = found(enumerate_cells, network, max_regions=37).patterns
    order = {row.tobytes(): place for place, row in enumerate(alone)}
    assert len(order) == 38
    for most in (10, 20, 37):
        part = found(enumerate_cells, network, max_regions=most, **EXECUTORS["shared"]())
        places = [order[row.tobytes()] for row in part.patterns]
        assert places == sorted(places)
