"""Distinct rows, in one part and in many."""

import random

import numpy as np
import pytest

from polyregions.budgets import time_limit
from polyregions.errors import OutOfTime
from polyregions.refinement.vertices import distinct_rows as module
from polyregions.refinement.vertices.distinct_rows import distinct_rows
from polyregions.refinement.vertices.forest import MergingForest
from tests.helpers.clocks import fake_clock


@pytest.mark.parametrize("at_a_time", [1 << 18, 5])
def test_distinct_rows(monkeypatch, at_a_time):
    monkeypatch.setattr(module, "_ROWS_AT_A_TIME", at_a_time)
    rng = random.Random(3)
    for width in (1, 7, 8, 9, 24):
        for count in (0, 1, 2, 30, 200):
            ends = [[rng.randrange(3) for _ in range(3)] for _ in range(count)]
            rows = np.zeros((count, width), dtype=np.uint8)
            for row, end in zip(rows, ends, strict=True):
                row[[0, width // 2, width - 1]] = end
            first, places = distinct_rows(rows)
            told = [row.tobytes() for row in rows]
            assert [told[k] for k in first[places]] == told
            assert sorted(first) == sorted({row: told.index(row) for row in told}.values())
            if at_a_time > count:
                assert [told[k] for k in first] == sorted(set(told))


def test_the_clock_is_asked_between_parts(monkeypatch):
    monkeypatch.setattr(module, "_ROWS_AT_A_TIME", 5)
    rows = np.arange(100, dtype=np.uint8)[:, np.newaxis]
    with fake_clock() as clock, time_limit(1000):
        distinct_rows(rows)
    assert clock.questions == 1 + 21
    with fake_clock(), time_limit(3), pytest.raises(OutOfTime):
        distinct_rows(rows)


def test_a_forest_of_many_parts(monkeypatch):
    """A path of 300 regions, its edges in any order and some of them twice, merges into one."""
    monkeypatch.setattr(module, "_ROWS_AT_A_TIME", 16)
    rng = np.random.default_rng(1)
    names = rng.permutation(300).astype(">u2").view(np.uint8).reshape(300, 2)
    forest = MergingForest()
    for k in rng.permutation(np.tile(np.arange(299), 2)):
        forest.add(names[k : k + 1], names[k + 1 : k + 2])
    assert len(forest) == 299
