"""What counting small networks costs; ``pytest --benchmark-only -s`` on this file.

Each network is counted once, as in samples and exhaustive searches: nothing of it is known before.
"""

import pytest

import polyregions as pr

SIZES = {"2-3-3-1": (2, 3, 3, 1), "2-16-16-1": (2, 16, 16, 1)}
DOMAINS = {"box": [[-1, 1], [-1, 1]], "R^2": None}
DEFINITIONS = ["proper_activation", "open_connected"]


def drawn(sizes, count):
    return [pr.he_random(sizes, seed, bias_std=1.0) for seed in range(count)]


def report(benchmark, count):
    seconds = benchmark.stats.stats.min
    benchmark.extra_info.update(per_second=round(count / seconds))
    each = 1e3 * seconds / count
    print(f"\n{benchmark.name}: {count / seconds:,.0f} networks/s, {each:.3f} ms each")


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("sizes", SIZES)
def test_one_by_one(benchmark, sizes, domain, definition):
    def count(networks):
        return [pr.count_regions(net, DOMAINS[domain], definition=definition) for net in networks]

    count(drawn(SIZES[sizes], 1))
    benchmark.pedantic(count, setup=lambda: ((drawn(SIZES[sizes], 200),), {}), rounds=5)
    report(benchmark, 200)


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("sizes", SIZES)
def test_together(benchmark, sizes, domain, definition):
    networks = drawn(SIZES[sizes], 2048 if sizes == "2-3-3-1" else 512)
    pr.count_many(networks[:2], DOMAINS[domain])
    benchmark.pedantic(
        lambda: pr.count_many(networks, DOMAINS[domain], definition=definition), rounds=5
    )
    report(benchmark, len(networks))
