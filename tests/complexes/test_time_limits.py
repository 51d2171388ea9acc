"""A limit of time ends whatever is done with a complex, wherever it has come to."""

from functools import partial

import numpy as np
import pytest

import polyregions as pr
from polyregions.complexes import (
    Definition,
    RegionComplex,
    count_by_enumeration,
    density_along,
    regions_per_layer,
)
from polyregions.errors import OutOfTime
from polyregions.refinement import Execution
from tests.helpers.clocks import fake_clock, results_by_budget, stopped_everywhere
from tests.helpers.engines import ENGINE_NAMES

# Maps that recur far apart, so that residues leave them to be compared exactly; ties of outputs.
FOLDS = pr.montufar(inputs=2, width=4, depth=3)
COUNTS = dict(zip(Definition, (16, 16, 16, 16, 12, 12), strict=True))
KEPT = {Definition.ACTIVATION, Definition.CLOSED_CONNECTED, Definition.AFFINE}
BY_CELLS = (Definition.PROPER_ACTIVATION, Definition.OPEN_CONNECTED, Definition.AFFINE)
CLASSES = pr.he_random((2, 4, 3), seed=5)
LARGE = pr.montufar(inputs=2, width=10, depth=7)


def fresh(found):
    """Return a complex that has not been asked anything yet."""
    return RegionComplex(found.network, found.domain, found.engine, found.enumeration)


@pytest.mark.parametrize("definition", list(Definition))
def test_counting_by_each_definition(definition):
    found = pr.regions(FOLDS)
    fewest = 0 if definition is Definition.PROPER_ACTIVATION else 8
    count = stopped_everywhere(lambda: fresh(found).count(definition.value), fewest)
    assert count == COUNTS[definition]


@pytest.mark.parametrize("of", ["linear_regions", "activation_regions"])
def test_graphs(of):
    found = pr.regions(FOLDS)
    assert stopped_everywhere(lambda: fresh(found).graph(of).number_of_edges(), fewest=32) == 24
    assert stopped_everywhere(lambda: fresh(found).adjacency_matrix(of).nnz, fewest=0) == 48


def test_the_decision_boundary():
    found = pr.regions(CLASSES)
    pieces = stopped_everywhere(lambda: len(pr.decision_boundary(fresh(found))), fewest=20)
    assert pieces == len(pr.decision_boundary(found)) > 0


def test_counts_along_layers_and_lines():
    found = pr.regions(FOLDS)
    assert stopped_everywhere(lambda: regions_per_layer(found)) == {1: 4, 2: 16}
    segments = [([0, 0], [1, 0]), ([0, 0], [0, 1])]
    assert stopped_everywhere(lambda: density_along(FOLDS, segments)).density == 3


def test_single_regions():
    region = pr.regions(FOLDS)[3]
    for ask in (lambda: region.pattern, lambda: region.affine_map, lambda: region.facets):
        with pytest.raises(OutOfTime), pr.time_limit(0):
            ask()


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@pytest.mark.parametrize(
    ("definition", "most"),
    [
        *((definition, 16) for definition in Definition),
        *(pytest.param(definition, 10**6, marks=pytest.mark.slow) for definition in BY_CELLS),
    ],
)
def test_counts_by_enumeration_are_whole_or_say_how_far_they_came(engine, definition, most):
    """The merging that follows the search is within the budget too."""

    def counted(seconds):
        how = Execution(engine, max_seconds=seconds)
        return count_by_enumeration(FOLDS, FOLDS.domain, definition, how)

    *stopped, whole = results_by_budget(counted, most)
    true = COUNTS[definition]
    assert whole.count == true
    for result in stopped:
        if isinstance(result, pr.PartialResult):
            assert result.found <= 16
            assert result.reason == "max_seconds"
        else:
            assert result.count == true
    if definition in KEPT:  # all are found before anything else is done with them
        parts = [result for result in stopped if isinstance(result, pr.PartialResult)]
        assert parts[-1].found == 16


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_who_gave_no_budget_gets_no_part(engine):
    """An error, where the type of the result has no room for a part."""
    for search in (pr.regions, partial(pr.count_regions, method="enumeration")):
        with fake_clock(), pytest.raises(OutOfTime), pr.time_limit(1):
            search(LARGE, engine=engine)
        with fake_clock(), pr.time_limit(1):
            assert search(LARGE, engine=engine, max_regions=10**9).reason == "max_seconds"


def test_results_within_a_limit_are_those_without():
    with pr.time_limit(10**6):
        found = pr.regions(FOLDS)
        labels = found.affine_labels
    assert found == pr.regions(FOLDS)
    assert np.array_equal(labels, pr.regions(FOLDS).affine_labels)
