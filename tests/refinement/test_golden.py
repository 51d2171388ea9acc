"""Counts that an independent engine found in rational arithmetic."""

import pytest

from polyregions import regions
from tests.helpers.cases import each
from tests.helpers.data import golden_cases, golden_network
from tests.helpers.engines import ENGINE_NAMES

CASES = golden_cases()


def test_there_are_eighty():
    assert len({case["name"] for case in CASES}) == 80


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@each("case", CASES, ids=lambda case: case["name"], size=20)
def test_counts(case, engine):
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
