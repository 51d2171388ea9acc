"""How fast engine lp finds regions, facets included, and how it decides.

Run with ``pytest tests/benchmarks --benchmark-only -s``.
"""

import pytest

from polyregions import box, he_random, montufar, read_network, regions
from tests.helpers.data import NETWORKS


def cube(n):
    return box([-1] * n, [1] * n)


def he(*widths):
    return he_random(widths, seed=0, bias_std=0.5).with_domain(cube(widths[0]))


CASES = {
    "he_random 3-10-10-1": (lambda: he(3, 10, 10, 1), 251),
    "flower_2d_2x50": (lambda: read_network(NETWORKS / "flower_2d_2x50.json"), 2012),
    "he_random 5-8-8-1": (lambda: he(5, 8, 8, 1), 476),
    "he_random 9-5-5-1": (lambda: he(9, 5, 5, 1), 78),
    "he_random 20-5-5-1": (lambda: he(20, 5, 5, 1), 210),
    "he_random 64-4-4-1": (lambda: he(64, 4, 4, 1), 87),
    "montufar 2-6-6-6-1": (lambda: montufar(2, 6, 4), 729),
}


@pytest.mark.parametrize("name", CASES)
def test_regions_per_second(benchmark, capsys, name):
    build, expected = CASES[name]
    network = build()
    complex = benchmark.pedantic(
        regions, args=(network,), kwargs={"engine": "lp"}, rounds=3, warmup_rounds=1
    )
    assert len(complex) == expected
    figures = {
        "regions": expected,
        "regions per second": round(expected / benchmark.stats.stats.median),
        **_decisions(complex.statistics),
    }
    benchmark.extra_info.update(figures)
    with capsys.disabled():
        print(f"\n{name}: " + ", ".join(f"{label} {value}" for label, value in figures.items()))


def _decisions(statistics):
    regions, questions = statistics["regions"], statistics["questions"]
    share = 1 - (statistics["decided_by_floats"] + statistics["decided_by_lp"]) / questions
    return {
        "float programs per region": round(statistics["float_programs"] / regions, 2),
        "exact programs per region": round(statistics["linear_programs"] / regions, 2),
        "of them for facets": round(statistics["facet_lps"] / regions, 2),
        "linprog calls per region": round(statistics["linprog_calls"] / regions, 2),
        "share of questions without an LP": f"{share:.1%}",
    }
