"""The front door for counts: one number, whatever the method, and an int for the type checker."""

import math
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions.budgets import seconds_left
from polyregions.errors import InvalidDomainError, UnknownOptionError
from polyregions.refinement import Execution
from polyregions.theorems import complete_count, counting
from polyregions.theorems.composition import CompositionRefusal
from tests.helpers.clocks import fake_clock
from tests.helpers.enumeration import enumerated

FOLDS = [
    pr.montufar(2, 6, 4),
    pr.ternary(2, 18, 5),
    pr.montufar(3, 6, 4),
    pr.ternary(1, 8, 7, variant="slim"),
]


@pytest.mark.parametrize("network", FOLDS, ids=str)
def test_folds_are_counted_by_composition(network):
    found = complete_count(network)
    assert found.method == "composition"
    assert found.definition is pr.Definition.OPEN_CONNECTED
    assert found.count == enumerated(network) == network.claim.regions
    assert pr.count_regions(network) == pr.count_regions(network, method="composition")
    assert type(pr.count_regions(network)) is int


@pytest.mark.parametrize(
    ("network", "reason"),
    [
        (pr.he_random((2, 6, 6, 1), seed=0), "narrow nowhere"),
        (pr.he_random((2, 6, 2, 6, 1), seed=1, bias_std=0.5), "narrow, but no fold"),
        (pr.montufar(2, 6, 2), "one fold alone"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_networks_are_counted_by_enumeration(network, reason):
    found = complete_count(network, [[-1, 1], [-1, 1]])
    assert found.method == "enumeration", reason
    assert found.count == enumerated(network, [[-1, 1], [-1, 1]])


def test_both_methods_agree_on_random_networks_that_pass_through_few_numbers():
    answered = set()
    for seed in range(60):
        inputs = 1 + seed % 2
        network = pr.he_random((inputs, 3, inputs, 3, inputs, 1), seed=seed, bias_std=0.5)
        domain = [[-2, 2]] * inputs
        found = complete_count(network, domain)
        answered.add(found.method)
        assert found.count == enumerated(network, domain), seed
    assert answered == {"composition", "enumeration"}


def test_definitions_that_composition_does_not_count():
    network = FOLDS[0]
    for definition in ("activation", "proper_activation", "closed_connected", "affine"):
        expected = pr.regions(network).count(definition)
        assert pr.count_regions(network, definition=definition) == expected
        with pytest.raises(UnknownOptionError, match="counts open connected regions"):
            pr.count_regions(network, definition=definition, method="composition")


def test_composition_says_why_it_refuses():
    network = pr.he_random((2, 6, 2, 6, 1), seed=1, bias_std=0.5)
    with pytest.raises(UnknownOptionError, match=r"nothing was counted: .*hypothesis"):
        pr.count_regions(network, [[-1, 1]] * 2, method="composition")
    with pytest.raises(UnknownOptionError, match="passes nowhere through 2 numbers"):
        pr.count_regions(pr.he_random((2, 6, 6, 1)), method="composition")
    with pytest.raises(InvalidDomainError, match="dimension 1"):
        pr.count_regions(network, [[-1, 1]])


def test_a_budget_stops_the_parts_of_a_composition_too():
    network = pr.he_random((2, 30, 2, 30, 2, 30, 1), seed=1, bias_std=0.5)
    refusal = pr.count_by_composition(network, max_regions=20)
    assert refusal.stopped_at == "max_regions"
    assert "the search of a part stopped at max_regions" in str(refusal)
    assert isinstance(pr.count_regions(network, max_regions=20), pr.PartialResult)


def test_both_ways_of_counting_share_one_limit_of_time(monkeypatch):
    left = []

    def count(*_):
        left.append(seconds_left())

    monkeypatch.setattr(counting, "count_by_enumeration", count)
    network = pr.he_random((2, 6, 2, 6, 1), seed=1, bias_std=0.5)
    place, how = pr.whole_space(2), Execution(max_seconds=10**6)
    with fake_clock():
        counting.counted_by("auto", network, place, pr.Definition.OPEN_CONNECTED, how)
    assert 0 < left[0] < 10**6 - 3  # the attempt by composition took some of it


def test_the_attempt_is_refused_and_not_reported():
    network = pr.he_random((2, 6, 2, 6, 1), seed=1, bias_std=0.5)
    refusal = pr.count_by_composition(network, [[-1, 1]] * 2)
    assert isinstance(refusal, CompositionRefusal)
    assert complete_count(network, [[-1, 1]] * 2).method == "enumeration"


@pytest.mark.slow
def test_a_count_is_an_int_for_the_type_checker(tmp_path):
    user = tmp_path / "user.py"
    user.write_text(
        "import polyregions as pr\n\n"
        "net = pr.montufar(inputs=2, width=6, depth=3)\n"
        "more: int = pr.count_regions(net) + 1\n"
        "within = pr.count_regions(net, max_regions=10)\n"
        "assert isinstance(within, (int, pr.PartialResult))\n"
        "found: int | pr.PartialResult = within\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), str(user)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    user.write_text(
        "import polyregions as pr\n\npr.count_regions(pr.montufar(2, 6, 3), max_regions=10) + 1\n"
    )
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout
    assert "PartialResult" in run.stdout


def test_an_unknown_engine_is_refused_where_no_engine_is_needed():
    bend = [pr.Layer([[1], [1]], [0, "-1/2"]), pr.Layer([[1, -1]], ["1/5"], "identity")]
    net = pr.Network(bend * 4, pr.box([0], [1]))
    assert pr.count_by_composition(net).count == 1
    for method in ("auto", "composition", "enumeration"):
        with pytest.raises(UnknownOptionError, match="the engine 'simplex' is unknown"):
            pr.count_regions(net, method=method, engine="simplex")


def test_numbers_that_are_none_are_refused():
    for name, least, wrong in [
        ("workers", 1, ["2", 2.0, True, None, 0]),
        ("max_regions", 0, ["3", 2.5, 3.0, True, math.inf, -1]),
    ]:
        for value in wrong:
            with pytest.raises(UnknownOptionError, match=f"give a whole number from {least} on"):
                pr.Execution(**{name: value})
    for value in ("1", math.nan, -1):
        with pytest.raises(UnknownOptionError, match="give a number from 0 on, or None"):
            pr.Execution(max_seconds=value)


def test_large_numbers_of_any_kind_are_no_budget():
    net = pr.montufar(2, 4, 2)
    most = np.iinfo(np.int64).max
    for engine in ("vertices", "lp"):
        for budget in (most, 2**70):
            assert pr.count_regions(net, engine=engine, max_regions=budget) == 4
        for seconds in (10**400, Fraction(10**400), math.inf, np.float32(1e9)):
            assert pr.count_regions(net, engine=engine, max_seconds=seconds) == 4
