"""Checks of properties stop at budgets in every place, and say no more than they know."""

import pytest

import polyregions as pr
from polyregions.budgets import time_limit
from polyregions.errors import OutOfTime
from polyregions.questions.properties import searching
from tests.helpers.clocks import results_by_budget

NET = pr.he_random((2, 5, 4, 2), seed=3, bias_std=0.5)
SQUARE = [[-1, 1], [-1, 1]]
HOLDS = pr.Property.always(SQUARE, [[1, 0], [0, 1]], [50, 50])
TIED = pr.Property.never(  # inputs by inequalities that force an equation, and touching outputs
    pr.from_inequalities([[1, 1], [-1, -1], [1, 0], [-1, 0]], [0, 0, 1, 1]),
    [[1, 0], [-1, 0]],
    [-50, 50],
)


@pytest.fixture
def by_search(monkeypatch):
    monkeypatch.setattr(searching, "promising_points", lambda network, inputs, cases: [])


@pytest.mark.parametrize("prop", [HOLDS, TIED], ids=["holds", "tied"])
@pytest.mark.parametrize("engine", ["vertices", "lp"])
def test_stopped_in_every_place(by_search, prop, engine):
    whole = pr.check_property(NET, prop, engine=engine)
    results = results_by_budget(
        lambda seconds: pr.check_property(NET, prop, engine=engine, max_seconds=seconds),
        most=60 if engine == "vertices" else 6,
    )
    assert type(results[-1]) is type(whole)
    for result in results[:-1]:
        assert isinstance(result, pr.Unknown | type(whole))
        if isinstance(result, pr.Unknown):
            assert result.reason == "max_seconds"
            assert 0 <= result.visited <= whole.visited


def test_numbers_of_regions(by_search):
    bound = pr.check_property(NET, pr.Property.never(SQUARE, [[0, 0]], [-1]))
    assert bound == pr.Holds(0, 0)
    prop = pr.Property.never(SQUARE, [[1, 0], [-1, 0]], [100, 100])
    assert isinstance(pr.check_property(NET, prop, max_regions=10**6), pr.Violated)
    many = pr.Property.never(SQUARE, [[1, 0], [-1, 0], [0, 1]], ["1/7", "-1/7", -20])
    whole = pr.check_property(NET, many)
    assert isinstance(whole, pr.Holds)
    for most in range(whole.visited):
        stopped = pr.check_property(NET, many, max_regions=most)
        assert isinstance(stopped, pr.Unknown)
        assert (stopped.reason, stopped.visited) == ("max_regions", most + 1)
    assert pr.check_property(NET, many, max_regions=whole.visited) == whole


def test_a_limit_around_it():
    with pytest.raises(OutOfTime), time_limit(0):
        pr.check_property(NET, HOLDS)


def test_unknown_is_no_truth_value():
    unknown = pr.check_property(NET, HOLDS, max_seconds=0)
    assert unknown == pr.Unknown("max_seconds", 0, 0)
    assert str(unknown) == "unknown: stopped at max_seconds; 0 regions visited"
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(unknown)


def test_workers_and_executors_agree(by_search):
    prop = pr.Property.never(SQUARE, [[1, -1], [-1, 1]], ["1/1000", "-1/1001"])
    verdicts = [pr.check_property(NET, prop, workers=workers) for workers in (1, 2)]
    assert len({type(verdict) for verdict in verdicts}) == 1
