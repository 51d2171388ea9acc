"""Partial results are values of their own, and are never taken for counts."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import polyregions as pr
from polyregions.errors import UnknownOptionError
from tests.helpers.engines import ENGINE_NAMES

LARGE = pr.montufar(inputs=2, width=10, depth=7)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@pytest.mark.parametrize("budget", [{"max_regions": 60}, {"max_seconds": 0}], ids=str)
def test_regions_within_a_budget(engine, budget):
    result = pr.regions(LARGE, engine=engine, **budget)
    assert isinstance(result, pr.PartialResult)
    assert [result.reason] == list(budget)
    assert len(set(result.patterns)) == len(result.patterns) == result.found < 5**12
    for pattern in result.patterns[:20]:
        LARGE.checked_pattern(pattern)
    assert not hasattr(result, "count")
    for conversion in (int, float, len, bool, iter):
        with pytest.raises(TypeError):
            conversion(result)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@pytest.mark.parametrize("definition", ["proper_activation", "open_connected", "affine"])
def test_counts_within_a_budget(engine, definition):
    small = pr.montufar(inputs=2, width=4, depth=3)
    options = {"definition": definition, "engine": engine, "method": "enumeration"}
    for budget in (15, 0):
        partial = pr.count_regions(small, max_regions=budget, **options)
        assert isinstance(partial, pr.PartialResult)
        assert budget < partial.found <= 16
    enough = pr.count_regions(small, max_regions=16, max_seconds=3600, **options)
    assert enough == pr.count_regions(small, **options)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_an_executor_changes_nothing(engine):
    network = pr.he_random((2, 6, 5, 1), seed=3)
    alone = pr.regions(network, engine=engine).enumeration
    with ThreadPoolExecutor(2) as executor:
        for workers in (1, 3):
            shared = pr.regions(network, engine=engine, executor=executor, workers=workers)
            for name in ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours"):
                assert np.array_equal(getattr(alone, name), getattr(shared.enumeration, name))
            assert alone.statistics["regions"] == shared.statistics["regions"]


@pytest.mark.parametrize(
    "options",
    [{"workers": 0}, {"workers": 1.5}, {"workers": True}, {"max_regions": -1}, {"max_seconds": -1}],
    ids=str,
)
def test_options_out_of_range(options):
    with pytest.raises(UnknownOptionError, match="give"):
        pr.regions(LARGE, **options)


@pytest.mark.parametrize(
    "options",
    [
        {"method": "guessing"},
        {"method": "composition", "definition": "affine"},
    ],
    ids=str,
)
def test_methods_refuse_what_they_cannot_do(options):
    with pytest.raises(UnknownOptionError, match="use"):
        pr.count_regions(LARGE, **options)
