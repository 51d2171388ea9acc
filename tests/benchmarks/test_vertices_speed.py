"""Regions per second of engine ``vertices``; run with ``pytest --benchmark-only -s`` on this file.

Beside each rate stands the ratio of the time to that of one NumPy float64 forward pass of the same
network over as many random points as there are regions, which travels better between machines.
"""

import time
from statistics import median

import numpy as np
import pytest

from polyregions import Layer, Network, box, montufar
from polyregions.refinement.execution import Execution
from polyregions.refinement.vertices.engine import count_cells, enumerate_cells
from polyregions.refinement.vertices.search import Search


def he_network(inputs, *widths, deviation=0.5):
    """Draw a network as the table of rates has it: seed 0, biases of deviation 1/2."""
    rng = np.random.default_rng(0)
    layers = []
    for index, units in enumerate(widths):
        weights = rng.standard_normal((units, inputs)) * np.sqrt(2 / inputs)
        bias = rng.standard_normal(units) * deviation
        activation = "relu" if index < len(widths) - 1 else "identity"
        layers.append(Layer(weights, bias, activation))
        inputs = units
    return Network(layers)


def he_case(inputs, *widths):
    return he_network(inputs, *widths), box([-1] * inputs, [1] * inputs)


def with_duplicates(network):
    """Return the network with the second unit of each layer a copy of the first."""
    layers = []
    for layer in network.layers[:-1]:
        weights, bias = layer.float_weights.copy(), layer.float_bias.copy()
        weights[1], bias[1] = weights[0], bias[0]
        layers.append(Layer(weights, bias))
    return Network([*layers, network.layers[-1]])


def montufar_case(inputs, pieces, depth):
    return montufar(inputs, pieces * inputs, depth), box([0] * inputs, [1] * inputs)


def diagonal_case(weight, bias, depth):
    """Return a deep network with as many parallel hyperplanes as layers."""
    layers = [Layer([[weight, 0], [0, weight]], [bias, 0]) for _ in range(depth)]
    return Network(layers), box([-1] * 2, [1] * 2)


def bias_free_case(inputs, *widths):
    network = he_network(inputs, *widths, deviation=0.0)
    return network, box([-1] * inputs, [1] * inputs)


CASES = {
    "6-10-10-1 without bias": (lambda: bias_free_case(6, 10, 10, 1), 22947),
    "140 layers, bias -2^-17": (lambda: diagonal_case(1, -(2.0**-17), 140), 282),
    "100 layers, weight 1 + 2^-30": (lambda: diagonal_case(1 + 2.0**-30, -(2.0**-17), 100), 202),
    "1000 layers, bias -1/10^5": (lambda: diagonal_case(1, "-1/100000", 1000), 2002),
    "2-32x20": (lambda: he_case(2, *[32] * 20, 1), 15942),
    "2-64x16": (lambda: he_case(2, *[64] * 16, 1), 115678),
    "2-32-32-32-1": (lambda: he_case(2, 32, 32, 32, 1), 1981),
    "2-64-64-64-1": (lambda: he_case(2, 64, 64, 64, 1), 8161),
    "3-32-32-32-1": (lambda: he_case(3, 32, 32, 32, 1), 54030),
    "4-16-16-1": (lambda: he_case(4, 16, 16, 1), 5231),
    "5-16-16-1": (lambda: he_case(5, 16, 16, 1), 31477),
    "6-12-12-1": (lambda: he_case(6, 12, 12, 1), 13083),
    "8-10-10-1": (lambda: he_case(8, 10, 10, 1), 11826),
    "montufar-2-5-4": (lambda: montufar_case(2, 5, 4), 15625),
    "montufar-3-2-6": (lambda: montufar_case(3, 2, 6), 32768),
}


def forward_seconds(network, points):
    """Time one forward pass over random points."""
    x = np.random.default_rng(1).random((points, network.inputs))
    times = []
    for _ in range(5):
        start = time.perf_counter()
        network(x)
        times.append(time.perf_counter() - start)
    return median(times)


def report(benchmark, network, regions):
    seconds = benchmark.stats.stats.median
    rate, ratio = regions / seconds, seconds / forward_seconds(network, regions)
    benchmark.extra_info.update(regions_per_second=round(rate), forward_passes=round(ratio, 1))
    print(f"\n{benchmark.name}: {rate:,.0f} regions/s, {ratio:.1f} forward passes")


@pytest.mark.parametrize("name", CASES)
def test_count(benchmark, name):
    build, regions = CASES[name]
    network, domain = build()
    count_cells(network, domain)
    assert benchmark(count_cells, network, domain).regions == regions
    report(benchmark, network, regions)


@pytest.mark.parametrize("name", CASES)
def test_enumerate(benchmark, name):
    build, regions = CASES[name]
    network, domain = build()
    enumerate_cells(network, domain)
    assert len(benchmark(enumerate_cells, network, domain)) == regions
    report(benchmark, network, regions)


DEEP = {
    "2-32x20": lambda: he_case(2, *[32] * 20, 1),
    "2-64x16": lambda: he_case(2, *[64] * 16, 1),
    "3-64x16": lambda: he_case(3, *[64] * 16, 1),
}
_SOME = Execution(max_regions=60_000)


@pytest.mark.parametrize("name", DEEP)
def test_deep_networks(benchmark, name):
    """At most one sign in a million is left to integers."""
    network, domain = DEEP[name]()
    count_cells(network, domain, Execution(max_regions=10))
    found = benchmark.pedantic(count_cells, (network, domain, _SOME), rounds=3)
    statistics = found.statistics
    assert statistics["rational_signs"] <= statistics["float_signs"] / 10**6
    report(benchmark, network, statistics["regions"])


@pytest.mark.parametrize("double_double", [True, False])
def test_signs_left_to_integers(benchmark, monkeypatch, double_double):
    """With units that are multiples of others, so that there are zeros; and of all open signs."""
    if not double_double:
        monkeypatch.setattr(Search, "_sharpen", Search._answer)
    network, domain = he_case(2, *[64] * 16, 1)
    network = with_duplicates(network)
    found = benchmark.pedantic(
        count_cells, (network, domain, Execution(max_regions=3000)), rounds=3, warmup_rounds=1
    )
    signs = found.statistics["rational_signs"]
    assert signs > 50
    seconds = benchmark.stats.stats.median / signs
    benchmark.extra_info.update(milliseconds_per_sign=round(1000 * seconds, 3))
    print(f"\n{benchmark.name}: {signs} signs, {1000 * seconds:.2f} ms each, with the search")
