"""The search of engine lp: depth first, small, and the same however it pauses and is divided."""

import pickle
import random
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

import polyregions as pr
from polyregions.refinement import Execution, count_cells, enumerate_cells
from polyregions.refinement.lp.search import Search, Task, divided, root_task, searched
from polyregions.refinement.lp.statistics import LpStatistics
from tests.refinement.test_lp_budgets import IDENTITY

CUBE = [[-1, 1]] * 3
NETWORKS = [
    IDENTITY.with_domain([[-1, 1], [-1, 1]]),
    pr.montufar(2, 4, 3),
    pr.Network([pr.Layer([[1, 2], [1, 2], [0, 0], [-2, -4]], [1, 1, 0, 5])], domain=CUBE[:2]),
    pr.he_random((3, 5, 3, 1), seed=2, bias_std=0.5).with_domain(CUBE),
    pr.he_random((3, 4, 4, 1), seed=1).with_domain(CUBE),
]


def root_of(network):
    return root_task(network.integer_form, network.domain, LpStatistics())


def uninterrupted(network, lists=True):
    return searched(network.integer_form, lists, root_of(network), 10**9, None)


@pytest.mark.parametrize("lists", [True, False])
def test_pauses_and_divisions_change_nothing(lists):
    """Regions with their points and facets, their order, and all counts of decisions."""
    for number, network in enumerate(NETWORKS):
        whole = uninterrupted(network, lists)
        for seed in range(2):
            rng = random.Random(seed)
            waiting, parts, statistics = [((), root_of(network), 0)], [], LpStatistics()
            while waiting:
                place, task, given = waiting.pop(rng.randrange(len(waiting)))
                cut = divided(task) if rng.random() < 0.5 else None
                if cut is not None:
                    task, given = cut[0], given + 1
                    waiting.append(((*place, -given), cut[1], 0))
                task = pickle.loads(pickle.dumps(task))
                seconds, most = rng.choice([(0, None), (0, 2), (10**9, rng.randint(1, 5))])
                piece = searched(network.integer_form, lists, task, seconds, most)
                parts.append((place, piece.found.regions))
                statistics.add(piece.found.statistics)
                if piece.rest is not None:
                    waiting.append((place, piece.rest, given))
            parts.sort(key=lambda part: part[0])
            regions = [region for _, part in parts for region in part]
            assert regions == whole.found.regions, (number, seed)
            assert statistics.as_mapping() == whole.found.statistics.as_mapping(), (number, seed)


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_real_workers_change_nothing(kind):
    network = NETWORKS[3]
    alone = enumerate_cells(network, network.domain, Execution(engine="lp"))
    with kind(2) as pool:
        execution = Execution(engine="lp", executor=pool, workers=2)
        shared = enumerate_cells(network, network.domain, execution)
        counted = count_cells(network, network.domain, execution)
    for name in ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours"):
        assert np.array_equal(getattr(alone, name), getattr(shared, name))
    assert alone.interior_points == shared.interior_points
    assert alone.statistics == shared.statistics
    assert counted.regions == len(alone)


def test_the_stack_holds_a_cell_a_unit_and_regions_come_soon():
    network = pr.he_random((9, 32, 16, 10), seed=0, bias_std=0.5)
    network, form = network.with_domain([[0, 1]] * 9), network.integer_form
    search = Search(form, False, root_of(network))
    while not search.findings.statistics.regions:
        search.advance()
    assert search.findings.statistics.oracle.programs < 2 * form.units
    for _ in range(30):
        search.advance()
        assert len(search.stack) <= form.units
    assert len(pickle.dumps(Task(tuple(search.stack)))) < 50_000 * form.units


def test_depth_first_in_a_deep_network():
    network = pr.montufar(2, 4, 12)
    search = Search(network.integer_form, True, root_of(network))
    deepest = 0
    while not search.findings.regions:
        search.advance()
        deepest = max(deepest, len(search.stack))
    assert deepest <= network.integer_form.units


def test_what_travels_is_small():
    network = NETWORKS[3]
    listed, counted = uninterrupted(network).found, uninterrupted(network, lists=False).found
    assert len(pickle.dumps(listed.regions)) < 200 * len(listed.regions)
    assert counted.regions == []
    assert counted.statistics.regions == len(listed.regions)


def test_a_single_cell_is_not_divided():
    assert divided(root_of(NETWORKS[0])) is None
