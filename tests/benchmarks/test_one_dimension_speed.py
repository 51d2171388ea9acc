"""How fast breakpoints are found; run with ``pytest tests/benchmarks --benchmark-only -s``.

The largest case takes minutes and 3 GB: add ``-m slow`` for it alone.
"""

import resource
from time import process_time

import pytest

from polyregions.constructions import zigzag
from polyregions.one_dimension import DenseNetwork, PiecewiseLinear, find_breakpoints


@pytest.mark.parametrize(
    ("width", "seconds"),
    [(200, 1), (1000, 2), pytest.param(10_000, 600, marks=pytest.mark.slow)],
)
def test_certified_breakpoints_of_three_wide_layers(benchmark, capsys, width, seconds):
    network = DenseNetwork.he_random([width] * 3, seed=0, bias_std=1.0)
    rounds = 3 if width <= 1000 else 1
    start = process_time()
    table = benchmark.pedantic(find_breakpoints, args=(network,), rounds=rounds)
    assert abs(len(table) - 3 * width) < 0.05 * 3 * width + 30
    assert (
        len({(layer, unit) for layer, unit in zip(table.layers, table.units, strict=True)}) > width
    )
    figures = {
        "breakpoints": len(table),
        "seconds": round(benchmark.stats.stats.min, 2),
        "processor seconds": round((process_time() - start) / rounds, 2),
        "rational windows": table.rational_windows,
        "decided by": table.decided_by,
        "peak GB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
    }
    benchmark.extra_info.update(figures)
    with capsys.disabled():
        print(f"\nwidth {width}: {figures}")
    assert benchmark.stats.stats.min < seconds


def test_a_zigzag_of_four_million_pieces(benchmark, capsys):
    network = zigzag(inputs=1, branches=2, blocks=22)
    function = benchmark.pedantic(PiecewiseLinear.from_network, args=(network,), rounds=1)
    assert function.pieces == 2**22
    with capsys.disabled():
        print(f"\n2^22 pieces: {benchmark.stats.stats.min:.2f} s")
    assert benchmark.stats.stats.min < 20
