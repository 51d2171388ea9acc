"""Counting with engine ``vertices``: linear regions, workers, budgets, interrupts, memory."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from polyregions import (
    Layer,
    Network,
    box,
    montufar,
    regions,
    whole_space,
)
from polyregions.constructions import cancelling_facet, max_min, three_lines, zigzag
from polyregions.lowering import Circuit, operations
from polyregions.polytopes import is_bounded, volume
from polyregions.refinement.execution import Execution, Partial
from polyregions.refinement.vertices.engine import count_cells
from tests.helpers.cases import each
from tests.helpers.data import crossing_ships, golden_cases, golden_network
from tests.helpers.processes import HERE, started
from tests.refinement.random_networks import random_network


def domain_of(network):
    return whole_space(network.inputs) if network.domain is None else network.domain


def linear_regions(network, domain, **execution):
    return count_cells(network, domain, Execution(**execution), linear_regions=True)


def assert_streaming_agrees(network, domain):
    counted, stored = linear_regions(network, domain), regions(network, domain, engine="vertices")
    assert (counted.regions, counted.linear_regions) == (len(stored), stored.count())
    return counted


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: case["name"])
def test_golden_linear_regions(case):
    network = golden_network(case)
    counted = linear_regions(network, domain_of(network))
    assert counted.regions == case["counts"]["proper_activation"]
    assert counted.linear_regions == case["counts"]["open_connected"]


@pytest.mark.parametrize("inputs", [1, 2, 3])
@pytest.mark.parametrize("seed", range(12))
def test_streaming_agrees_with_the_complex(seed, inputs):
    network = random_network(seed, inputs)
    assert_streaming_agrees(network, whole_space(inputs))
    assert_streaming_agrees(network, box([-1] * inputs, ["1/2"] * inputs))


def test_on_boxes_most_regions_are_counted_where_they_are_found():
    """Small integers let coefficients cancel for some of the units that cut a cell."""
    rng = np.random.default_rng(3)
    merged = 0
    for case in range(30):
        inputs = int(rng.integers(1, 4))
        widths = [inputs, *rng.integers(2, 5, rng.integers(1, 4)).tolist(), rng.integers(1, 3)]
        layers = [
            Layer(
                rng.integers(-1, 2, (after, before)).tolist(),
                rng.integers(-2, 3, after).tolist(),
                "relu" if k < len(widths) - 2 else "identity",
            )
            for k, (before, after) in enumerate(pairwise(widths))
        ]
        network, domain = Network(layers), box([-3] * inputs, ["7/2"] * inputs)
        counted, stored = linear_regions(network, domain), regions(network, domain, engine="lp")
        assert counted.regions == len(stored), case
        assert counted.linear_regions == stored.count(), case
        merged += counted.regions - counted.linear_regions
    assert merged > 70


def test_units_of_the_last_layer_that_cancel_only_together():
    """Two have one hyperplane, or three one after the other; each alone reaches the output."""
    square = box([-1, -1], [1, 1])
    crossing = Layer([[1, 0], [0, 1]], None, "identity")
    for rows, out, expected in (
        ([[1, 1], [1, 1], [1, -1]], [1, -1, 1], 2),
        ([[1, 1], [2, 2], [1, -1]], [2, -1, 1], 2),
        ([[1, 1], [-1, -1], [1, -1]], [1, 1, 1], 4),
        ([[1, 1], [-1, -1], [1, -1]], [1, -1, 1], 2),
        ([[1, 1], [1, -1], [1, -1]], [1, -1, 1], 2),
        ([[1, 1], [1, -1], [1, "-1.0000000001"]], [1, -1, 1], 6),
    ):
        network = Network([crossing, Layer(rows), Layer([out], None, "identity")])
        assert assert_streaming_agrees(network, square).linear_regions == expected, rows


def test_two_of_many_units_that_cancel_only_together():
    """Far apart in the list of the units that cut the line: more than one word holds them."""
    for units, one, other in ((139, 0, 100), (139, 65, 138), (66, 62, 65)):
        bias = [Fraction(-k, units + 1) for k in range(1, units + 1)]
        bias[other] = bias[one]
        out = [3**k for k in range(units)]
        out[other] = -out[one]
        network = Network([Layer([[1]] * units, bias), Layer([out], None, "identity")])
        counted = linear_regions(network, box([0], [1]))
        assert (counted.regions, counted.linear_regions) == (units, units - 1), (units, one)


def test_a_unit_that_reaches_the_output_unless_one_of_the_last_layer_is_active():
    """The line x = 0 is a crease where y < 1/2 alone; the first layer's unit cannot tell before."""
    first = Layer([[1, 0], [0, 1], [0, -1]])
    second = Layer([[1, 0, 0], [-1, 4, -4]], [0, -2])
    third = Layer([[1, 0], [1, 1]], [0, 0], "relu")
    for out in ([1, 0], [0, 1], [1, -1], [1, 1], [2, -1]):
        for last in (None, third):
            layers = [first, second, *([third] if last else []), Layer([out], None, "identity")]
            assert_streaming_agrees(Network(layers), box([-1, -1], [1, 1]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12, 112))
def test_streaming_agrees_with_the_complex_on_many_networks(seed):
    for inputs in (1, 2, 3):
        assert_streaming_agrees(random_network(seed, inputs), whole_space(inputs))


@pytest.mark.parametrize(
    ("network", "expected"),
    [(max_min(), (5, 3)), (cancelling_facet(), (5, 4)), (three_lines(), (6, 6))],
)
def test_fixtures(network, expected):
    counted = linear_regions(network, domain_of(network))
    assert (counted.regions, counted.linear_regions) == expected


@pytest.mark.parametrize(("pieces", "blocks"), [(2, 1), (2, 2), (3, 2), (2, 3)])
def test_montufar_linear_regions(pieces, blocks):
    network = montufar(2, 2 * pieces, blocks + 1)
    assert linear_regions(network, box([0, 0], [1, 1])).linear_regions == pieces ** (2 * blocks)
    branches = pieces**blocks
    expected = (branches + 1) ** 2 if pieces % 2 or blocks == 1 else (branches + 2) ** 2
    assert linear_regions(network, whole_space(2)).linear_regions == expected


def test_outputs_that_cancel_in_a_sum_still_differ():
    hidden = Layer([[1, 0], [0, 1]])
    cancelling = Network([hidden, Layer([[1, 1], [-1, -1]], activation="identity")])
    assert assert_streaming_agrees(cancelling, whole_space(2)).linear_regions == 4
    constant = Network([hidden, Layer([[0, 1], [0, -1]], activation="identity")])
    assert assert_streaming_agrees(constant, whole_space(2)).linear_regions == 2


def test_facets_that_merge_only_in_exact_arithmetic():
    """What crosses a facet cancels up to 2**-70, or exactly, which floats cannot tell apart."""
    for gap, expected in ((0, 2), ("1/1180591620717411303424", 4)):
        crossing = Layer([[1, 0], [0, 1]])
        twice = Layer([["1/3", 0], ["1/7", 0], [0, 1]], [1, 1, 0])
        total = Layer([[3, -7, 1], [gap, 0, 0]], [0, 0], activation="identity")
        network = Network([crossing, twice, total])
        assert assert_streaming_agrees(network, whole_space(2)).linear_regions == expected


@pytest.mark.parametrize("seed", range(6))
def test_units_of_pooling_layers_are_active_in_vain(seed):
    """Where one of two maxima wins, what the other passes on cancels, in exact arithmetic only."""
    rng = np.random.default_rng(seed)
    circuit = Circuit()
    signals = operations.relu(
        operations.linear(circuit.input((2,)), rng.normal(size=(6, 2)), rng.normal(size=6))
    )
    pooled = operations.max_pool(signals.reshape((1, 1, 6)), (4,), (2,), ((0, 0),), (1,), False)
    output = operations.linear(pooled.reshape((2,)), rng.normal(size=(1, 2)), None)
    counted = assert_streaming_agrees(circuit.network(output), whole_space(2))
    assert counted.linear_regions < counted.regions
    assert counted.statistics["rational_merges"] > 0


def test_linear_regions_with_workers():
    network, domain = zigzag(2, 4, 2), whole_space(2)
    alone = linear_regions(network, domain)
    with ThreadPoolExecutor(2) as executor:
        for workers in (1, 2, 3):
            together = linear_regions(network, domain, executor=executor, workers=workers)
            assert (together.regions, together.linear_regions) == (
                alone.regions,
                alone.linear_regions,
            )


@pytest.mark.slow
def test_linear_regions_in_worker_processes():
    network = crossing_ships()
    alone = linear_regions(network, network.domain)
    with ProcessPoolExecutor(2) as executor:
        together = linear_regions(network, network.domain, executor=executor, workers=2)
    assert (together.regions, together.linear_regions) == (alone.regions, alone.linear_regions)


def test_statistics_of_a_count():
    counted = count_cells(montufar(2, 6, 3), box([0, 0], [1, 1]))
    assert counted.regions == 81
    assert counted.linear_regions is None
    assert counted.statistics["integer_signs"] > 0
    assert counted.statistics["float_signs"] == counted.statistics["rational_signs"] == 0


@pytest.mark.slow
def test_a_slice_of_a_trained_network():
    network = crossing_ships()
    assert count_cells(network, network.domain).regions == 25676


BOUNDED = [
    case
    for case in golden_cases()
    if case["domain"] is not None and is_bounded(golden_network(case).domain)
]
MARKS = [(), pytest.mark.slow]


@each(
    "case",
    [pytest.param(case, marks=MARKS[k], id=case["name"]) for k in (0, 1) for case in BOUNDED[k::2]],
)
def test_volumes_add_up(case):
    network = golden_network(case)
    cells = regions(network, engine="vertices")
    assert sum(region.volume for region in cells) == volume(network.domain)


def test_a_budget_of_regions_holds_even_for_a_short_search():
    network, domain = montufar(2, 4, 2), box([0, 0], [1, 1])
    assert count_cells(network, domain, Execution(max_regions=4)).regions == 4
    stopped = count_cells(network, domain, Execution(max_regions=3))
    assert isinstance(stopped, Partial)
    assert stopped.reason == "max_regions"


def test_a_budget_of_seconds_stops_a_search_of_a_billion_regions():
    network, domain = montufar(3, 12, 6), box([0] * 3, [1] * 3)
    with ThreadPoolExecutor(2) as executor:
        for options in ({}, {"executor": executor, "workers": 2}):
            stopped = count_cells(network, domain, Execution(max_seconds=0.2, **options))
            assert isinstance(stopped, Partial)
            assert stopped.reason == "max_seconds"
            assert 0 < stopped.regions < 4**15


INTERRUPTED = """
import polyregions as pr
from polyregions.refinement.execution import Execution
from polyregions.refinement.vertices.engine import count_cells

def report(found):
    print(found, flush=True)

network, domain = pr.montufar(3, 12, 6), pr.box([0] * 3, [1] * 3)
try:
    count_cells(network, domain, Execution(progress=report, workers={workers}))
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends signals to a process group")
@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_stops_the_search_and_its_workers(workers):
    process = started([sys.executable, "-c", INTERRUPTED.format(workers=workers)], HERE)
    assert process.stdout.readline().strip().isdigit()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    output, errors = process.communicate(timeout=20)
    assert output.splitlines()[-1] == "interrupted"
    assert errors == ""
    assert process.returncode == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


COUNTED = """
import resource
import polyregions as pr
from polyregions.refinement.execution import Execution
from polyregions.refinement.vertices.engine import count_cells

def most():
    who = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return [resource.getrusage(w).ru_maxrss // 1024 for w in who]

domain = pr.box([0, 0], [1, 1])
count_cells(pr.montufar(2, 8, 3), domain)
imports, _ = most()
counted = count_cells(pr.montufar(2, 8, 7), domain, Execution(workers=2))
print(counted.regions, imports, *most())
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="asks the system for its resource usage")
def test_counting_takes_little_memory():
    run = subprocess.run(
        [sys.executable, "-c", COUNTED], capture_output=True, text=True, check=True
    )
    count, imports, here, workers = map(int, run.stdout.split())
    assert count == 4**12
    assert max(here, workers) - imports < 300  # megabytes
