"""Counts on the line agree with an independent engine, with both engines, and by every method."""

import numpy as np
import pytest
from hypothesis import given

from polyregions import regions
from polyregions.constructions import he_random, montufar, ternary, zigzag
from polyregions.one_dimension import (
    METHODS,
    BreakpointTable,
    DenseNetwork,
    PiecewiseLinear,
    find_breakpoints,
)
from tests.helpers.awkward import AWKWARD
from tests.helpers.data import golden_cases, golden_network
from tests.one_dimension.strategies import dense_networks, intervals, one_input_networks

LINES = [case for case in golden_cases() if case["n0"] == 1]
AWKWARD_LINES = [case for case in AWKWARD if case.network.inputs == 1]


def counts(function):
    return function.pieces, function.simplified().pieces, function.distinct_maps


def test_there_are_golden_cases():
    assert len(LINES) == 16
    assert len(AWKWARD_LINES) >= 20


@pytest.mark.parametrize("case", LINES, ids=lambda case: case["name"])
def test_golden_counts(case):
    network, expected = golden_network(case), case["counts"]
    assert counts(PiecewiseLinear.from_network(network)) == (
        expected["proper_activation"],
        expected["open_connected"],
        expected["affine"],
    )
    for method in METHODS:
        table = find_breakpoints(network, method=method)
        assert table.proper_activation == expected["proper_activation"]
        assert table.open_connected == expected["open_connected"]


@pytest.mark.parametrize("case", AWKWARD_LINES, ids=str)
def test_awkward_counts(case):
    expected = case.proper_activation, case.open_connected, case.affine
    assert counts(PiecewiseLinear.from_network(case.network)) == expected
    for method in METHODS:
        table = find_breakpoints(case.network, method=method)
        assert (table.proper_activation, table.open_connected) == expected[:2]


@pytest.mark.parametrize("engine", ["lp", "auto"])
@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_the_engines(engine, seed):
    network = he_random((1, 7, 7, 1), seed=seed)
    cells = regions(network, engine=engine)
    assert counts(PiecewiseLinear.from_network(network)) == (
        len(cells),
        cells.count("open_connected"),
        cells.count("affine"),
    )


@given(one_input_networks())
def test_agrees_with_engine_lp_on_degenerate_networks(network):
    cells = regions(network, engine="lp")
    assert counts(PiecewiseLinear.from_network(network)) == (
        len(cells),
        cells.count("open_connected"),
        cells.count("affine"),
    )


@pytest.mark.parametrize(
    "network",
    [montufar(1, 4, 4), ternary(1, 8, 7), ternary(1, 9, 5, variant="slim"), zigzag(1, 3, 5)],
    ids=str,
)
def test_constructions_have_the_regions_they_claim(network):
    assert PiecewiseLinear.from_network(network).simplified().pieces == network.claim.regions


def assert_same(first: BreakpointTable, second: BreakpointTable):
    assert np.array_equal(first.layers, second.layers)
    assert np.array_equal(first.bends, second.bends)
    assert np.all(first.lower <= second.upper)
    assert np.all(second.lower <= first.upper)


@given(dense_networks(), intervals())
def test_floats_and_rationals_agree(network, interval):
    exact = find_breakpoints(network, interval, method="exact")
    certified = find_breakpoints(network, interval, method="floats")
    assert_same(certified, exact)
    assert sum(certified.decided_by.values()) == len(certified)


@given(one_input_networks(), intervals())
def test_floats_and_rationals_agree_on_degenerate_networks(network, interval):
    exact = find_breakpoints(network, interval, method="exact")
    certified = find_breakpoints(network, interval, method="floats")
    assert_same(certified, exact)
    assert len(exact) + 1 == PiecewiseLinear.from_network(network, interval).pieces


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("interval", [None, (-1, 2), (0, None)])
def test_wide_networks_by_both_methods(seed, interval):
    network = DenseNetwork.he_random([60, 60, 60], seed, bias_std=1.0)
    exact = find_breakpoints(network, interval, method="exact")
    certified = find_breakpoints(network, interval, method="floats")
    assert_same(certified, exact)
    assert np.array_equal(certified.units, exact.units)
    assert certified.decided_by["rationals"] == 0
