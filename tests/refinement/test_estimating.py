"""Estimates by cells drawn at random: without bias, with errors that hold, exact where they can."""

import math
from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest

import polyregions as pr
from polyregions.complexes import checked_domain
from polyregions.errors import InvalidDomainError, OutOfTime, UnknownOptionError
from polyregions.refinement.vertices import levels, tasks
from polyregions.refinement.vertices.levels import Level, cells_of, count_of, level_after
from polyregions.refinement.vertices.sampling import (
    Sample,
    Stage,
    Subtrees,
    planned,
)
from polyregions.refinement.vertices.tasks import prepared
from tests.helpers.awkward import AWKWARD
from tests.helpers.clocks import fake_clock


def he(*widths, seed=0, **options):
    box = [[-1, 1]] * widths[0]
    return pr.he_random(widths, seed=seed, bias_std=0.3, **options).with_domain(box)


def begun(network):
    return prepared(network, checked_domain(network, None))


class EachOutcome(Random):
    """Takes every number that might be drawn, one after the other: see :func:`expectation`."""

    def __init__(self, choices):
        super().__init__()
        self.choices, self.sizes = choices, []

    def randrange(self, size):
        if len(self.sizes) == len(self.choices):
            self.choices.append(0)
        self.sizes.append(size)
        return self.choices[len(self.sizes) - 1]


def expectation(value):
    """Return the exact mean of a function of a source of random numbers, over all it can draw."""
    total, choices = Fraction(0), []
    while True:
        random = EachOutcome(choices)
        total += Fraction(value(random), math.prod(random.sizes))
        while choices and choices[-1] + 1 == random.sizes[len(choices) - 1]:
            choices.pop()
        if not choices:
            return total
        choices[-1] += 1


@pytest.mark.parametrize("intervals", [(1, 1), (2, 1), (3, 2), (2, 3), (5, 1)])
def test_stages_have_no_bias(intervals):
    """By the exact expectation over all that can be drawn."""
    network = he(2, 3, 3, 1, seed=1)
    problem, task = begun(network)
    stages = [Stage(Level(0), intervals[0]), Stage(Level(1, 1), intervals[1])]
    subtrees = Subtrees(problem, stages)
    count = pr.count_regions(network, definition="proper_activation", method="enumeration")
    assert count > count_of(problem, task, Level(1, 1)) > count_of(problem, task, Level(0)) > 4
    assert expectation(lambda random: subtrees(task.cells, random)) == count


def test_a_sample_is_each_cell_once_in_random_order(monkeypatch):
    monkeypatch.setattr("polyregions.refinement.vertices.sampling._AT_FIRST", 3)
    problem, task = begun(he(2, 6, 6, 1))
    level = Level(0)
    cells = [cell.generators.tobytes() for cell in cells_of(problem, task, level)]
    total = count_of(problem, task, level)
    assert len(set(cells)) == total == len(cells)
    orders = set()
    for seed in range(20):
        sample = Sample(problem, task, level, total, 5, Random(seed))
        drawn = [cells.index(cell.generators.tobytes()) for cell in sample]
        assert len(set(drawn)) == len(sample) == 5
        orders.add(tuple(drawn))
    assert len(orders) > 15
    # Also those that are drawn in one pass come in any order.
    assert len({tuple(np.argsort(order[:3])) for order in orders}) == 6
    everything = Sample(problem, task, level, total, 10**6, Random(0))
    assert sorted(cells.index(cell.generators.tobytes()) for cell in everything) == [*range(total)]


def test_the_first_level_with_so_many_cells_is_found():
    problem, task = begun(he(2, 8, 8, 1))
    counts = {
        level: count_of(problem, task, level)
        for level in [*(Level(k, d) for k in (0, 1) for d in range(1, 8)), Level(0), Level(1)]
    }
    for after in (Level(-1), Level(0, 3), Level(0), Level(1, 2)):
        least = 1 if after.layer < 0 else counts[after]
        for wanted in range(least + 1, counts[Level(1)] + 2):
            found = level_after(problem, task.cells, after, wanted)
            later = [level for level in counts if level > after and counts[level] >= wanted]
            assert found == min(later, default=None), (after, wanted)


def test_stages_are_planned_where_much_lies_below():
    problem, task = begun(pr.montufar(2, 8, 9))  # 16 times as many cells with each layer
    cells = [*cells_of(problem, task, Level(0))]
    stages = planned(problem, cells, Level(0), 16, Random(0))
    assert stages[0].level > Level(0)
    assert all(first.level < second.level for first, second in pairwise(stages))
    assert {stage.interval for stage in stages} == {16}
    assert Subtrees(problem, stages)(cells, Random(0)) == 16**8
    few, begin = begun(he(2, 4, 4, 1))
    assert planned(few, begin.cells, Level(-1), 16, Random(0)) == []


def test_few_regions_are_counted():
    network = he(3, 8, 8, 1)
    count = pr.count_regions(network, definition="proper_activation")
    for options in ({"cells": count}, {"seconds": 1000}, {"cells": count + 7, "seconds": 1000}):
        estimate = pr.estimate_regions(network, **options)
        assert (estimate.value, estimate.standard_error) == (count, 0)
        assert estimate.is_exact
        assert str(estimate) == f"exactly {count}"
    assert not pr.estimate_regions(network, cells=count // 4).is_exact


def test_awkward_networks():
    """All of them have few regions: they are counted, and not far off where few are drawn."""
    for case in AWKWARD:
        if case.network.inputs > 4:
            continue
        if begun(case.network)[0].cuts_regions:
            with pytest.raises(InvalidDomainError, match="give a bounded domain"):
                pr.estimate_regions(case.network)
            continue
        estimate = pr.estimate_regions(case.network, cells=10**4)
        assert (estimate.value, estimate.is_exact) == (case.proper_activation, True), case
        few = pr.estimate_regions(case.network, cells=3)
        assert few.value > 0, case


def test_the_same_seed_gives_the_same_estimate():
    network = he(3, 24, 24, 1)
    first, again, other = (pr.estimate_regions(network, cells=150, seed=seed) for seed in (3, 3, 4))
    assert first == again
    assert first.value != other.value
    assert 0 < first.standard_error < first.value / 4


def test_montufars_numbers_are_met():
    """Counts by composition of more regions than can be enumerated: 64**7 and 256**7."""
    for inputs, width, depth, seed in [(3, 12, 8, 0), (4, 16, 8, 1)]:
        network = pr.montufar(inputs, width, depth)
        count = pr.count_regions(network, method="composition")
        estimate = pr.estimate_regions(network, cells=128, seed=seed)
        assert abs(estimate.value - count) < 3 * estimate.standard_error + count / 10**9
        assert estimate.standard_error < count / 4
        assert not estimate.is_exact


def coverage(network, count, cells, seeds):
    """Return how often intervals of 95 % hold a count, and the mean error in standard errors."""
    found = [pr.estimate_regions(network, cells=cells, seed=seed) for seed in range(seeds)]
    held = sum(low <= count <= high for low, high in (estimate.interval for estimate in found))
    values = np.array([estimate.value for estimate in found])
    return held, (values.mean() - count) / (values.std(ddof=1) / math.sqrt(seeds))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("network", "cells"),
    [
        (he(3, 32, 32, 1), 100),
        (he(2, 32, 32, 32, 32, 1), 200),
        (he(4, 12, 12, 12, 1), 60),
        (pr.montufar(3, 12, 8), 64),
    ],
    ids=str,
)
def test_intervals_hold_the_count_so_often(network, cells):
    """60 seeds: fewer than 52 hits of 95 % have a probability of 1 %, a mean beyond 3 of 0.3 %."""
    # Those of a construction are as many, and counted by composition.
    definition = "open_connected" if network.claim else "proper_activation"
    count = pr.count_regions(network, definition=definition)
    held, mean = coverage(network, count, cells, 60)
    assert held >= 52
    assert abs(mean) < 3


def test_the_time_ends_it_anywhere(monkeypatch):
    """With an estimate or nothing; and with all regions counted where there is time."""
    for module in (levels, tasks):
        monkeypatch.setattr(module, "QUANTUM", 50_000)
    network = he(3, 10, 10, 10, 1)
    count = pr.count_regions(network, definition="proper_activation")
    found = []
    for seconds in [*range(1, 60, 3), *range(60, 200, 7), 10**5]:
        with fake_clock() as clock:
            try:
                found.append(pr.estimate_regions(network, seconds=seconds))
            except OutOfTime:
                found.append(None)
        assert clock.questions <= seconds + 8, seconds
    assert found[0] is None
    assert found[-1].is_exact
    assert found[-1].value == count
    known = [estimate for estimate in found if estimate is not None]
    assert any(not estimate.is_exact for estimate in known)
    assert all(count / 5 < estimate.value < 5 * count for estimate in known)


def test_bad_input():
    network = he(2, 4, 1)
    for options, told in [
        ({"seconds": -1}, "seconds is -1: give a number from 0 on"),
        ({"seconds": "soon"}, "seconds is 'soon': give"),
        ({"cells": 0}, "cells is 0: give a whole number from 1 on"),
        ({"cells": 2.5}, "cells is 2.5: give"),
        ({"seed": -1}, "seed is -1: give a whole number from 0 on"),
        ({"engine": "lp"}, "estimates are made by engine 'vertices'"),
        ({"engine": "fast"}, "the engine"),
        ({"domain": [[0, 1]]}, "the domain has dimension 1"),
    ]:
        with pytest.raises((UnknownOptionError, InvalidDomainError)) as error:
            pr.estimate_regions(network, **options)
        assert told in str(error.value)
    with pytest.raises(UnknownOptionError, match="this network has 9: cut its input space"):
        pr.estimate_regions(pr.he_random((9, 3, 1)))
    with pytest.raises(OutOfTime):
        pr.estimate_regions(network, seconds=0)
    skips = pr.Network(
        [pr.Layer([[1, 0], [0, 1]], activation=["relu", "identity"]), pr.Layer([[1, 1]])]
    )
    with pytest.raises(InvalidDomainError, match="give a bounded domain"):
        pr.estimate_regions(skips)
