"""Searches whose progress is shown: in pieces of random order, with the same result."""

import io

import numpy as np
import pytest

import polyregions as pr
from polyregions import progress
from polyregions.complexes import checked_domain
from polyregions.refinement import Execution, count_cells, enumerate_cells
from polyregions.refinement.vertices import pieces
from tests.helpers.clocks import stopped_everywhere

NETWORK = pr.he_random((2, 12, 12, 1), seed=2, bias_std=0.3).with_domain([[-1, 1]] * 2)


class Line(progress.ProgressLine):
    """Remembers all that it was told."""

    def __init__(self):
        super().__init__(io.StringIO(), "regions")
        self.told = []

    def __call__(self, done):
        super().__call__(done)
        self.told.append((done, self.estimate))


@pytest.fixture(autouse=True)
def few_cells(monkeypatch):
    monkeypatch.setattr(pieces, "_CELLS", 40)


def count(line, **options):
    domain = checked_domain(NETWORK, None)
    return count_cells(NETWORK, domain, Execution(progress=line, **options)).regions


def test_the_estimate_becomes_the_count():
    line = Line()
    total = count(line)
    assert total == count(False)
    estimates = [estimate for _, estimate in line.told if estimate is not None]
    assert len({estimate.cells for estimate in estimates}) >= 30
    assert not any(estimate.is_exact for estimate in estimates)
    assert line.estimate.is_exact
    assert line.estimate.value == total
    inside = [low <= total <= high for low, high in (e.interval for e in estimates)]
    assert np.mean(inside) > 0.8
    assert [done for done, _ in line.told] == sorted(done for done, _ in line.told)


def test_pieces_grow_only_where_many_are_left(monkeypatch):
    for longest, fewest in [(0, 64), (1e9, 10)]:
        monkeypatch.setattr(pieces, "_LONG", longest)
        monkeypatch.setattr(pieces, "_FEWEST", 8)
        line = Line()
        count(line)
        ends = {estimate.cells for _, estimate in line.told if estimate is not None}
        assert len(ends) >= min(fewest, line.estimate.cells - 2)


@pytest.mark.parametrize("workers", [1, 2])
def test_results_are_the_same_whatever_is_shown(workers):
    domain = checked_domain(NETWORK, None)
    plain, shown = (
        enumerate_cells(NETWORK, domain, Execution(progress=line, workers=workers))
        for line in (False, Line())
    )
    for name in ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours"):
        assert np.array_equal(getattr(plain, name), getattr(shown, name)), name
    linear = [
        count_cells(NETWORK, domain, Execution(progress=line, workers=workers), linear_regions=True)
        for line in (False, Line())
    ]
    assert linear[0].linear_regions == linear[1].linear_regions


def test_functions_are_told_numbers_and_get_the_plain_search():
    told = []
    assert count(told.append) == told[-1]
    assert all(type(number) is int for number in told)
    line = Line()
    count_cells(NETWORK, checked_domain(NETWORK, None), Execution(progress=line, max_regions=50))
    assert line.estimate is None


def test_few_regions_are_one_piece(monkeypatch):
    monkeypatch.setattr(pieces, "_CELLS", 10**6)
    line = Line()
    assert count(line) == line.told[-1][0]
    assert line.estimate is None


def test_a_level_that_takes_long_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(pieces, "_LOOKING", 0)
    line = Line()
    assert count(line) == line.told[-1][0]
    assert line.estimate is None


def test_the_time_ends_it_anywhere():
    total = count(False)
    assert (
        stopped_everywhere(
            lambda: pr.count_regions(
                NETWORK, definition="proper_activation", method="enumeration", progress=Line()
            ),
            most=60,
        )
        == total
    )


def test_pieces_know_what_vanishes_on_facets_though_cells_before_were_passed(monkeypatch):
    """On facets of the folds units of several layers vanish, which tell them from other facets."""
    monkeypatch.setattr(pieces, "_CELLS", 600)
    monkeypatch.setattr(pieces, "_LOOKING", 60)
    network = pr.montufar(inputs=2, width=4, depth=6)
    for workers in (1, 2):
        assert pr.regions(network, progress=True, workers=workers) == pr.regions(network)
