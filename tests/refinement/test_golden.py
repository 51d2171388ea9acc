"""Counts that an independent engine found in rational arithmetic."""

import pytest

from polyregions import regions
from tests.helpers.cases import each
from tests.helpers.data import golden_cases, golden_network
from tests.helpers.engines import ENGINE_NAMES

CASES = golden_cases()
# What engine lp does with more regions, its slow tests say.
FAST_FOR_LP = 40


def test_there_are_eighty():
    assert len({case["name"] for case in CASES}) == 80


def fast_and_slow():
    for engine in ENGINE_NAMES:
        for case in CASES:
            many = engine == "lp" and case["counts"]["proper_activation"] > FAST_FOR_LP
            marks = [pytest.mark.slow] if many else []
            yield pytest.param(engine, case, marks=marks, id=f"{case['name']}-{engine}")


@each(("engine", "case"), sorted(fast_and_slow(), key=lambda case: len(case.marks)), size=20)
def test_counts(engine, case):
    complex = regions(golden_network(case), engine=engine)
    linear, activation = complex.graph(), complex.graph(of="activation_regions")
    assert {
        "proper_activation": complex.count("proper_activation"),
        "facets": len(complex.adjacent_pairs[0]),
        "open_connected": complex.count("open_connected"),
        "affine": complex.count("affine"),
    } == case["counts"]
    assert activation.number_of_nodes() == case["counts"]["proper_activation"]
    assert activation.number_of_edges() == case["counts"]["facets"]
    assert linear.number_of_nodes() == case["counts"]["open_connected"]
