"""Counts of many networks are those of the networks one by one, in whatever way they are found."""

import random
from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions import HPolytope, Layer, Network
from polyregions.errors import (
    InvalidDomainError,
    InvalidNetworkError,
    OutOfTime,
    UnknownOptionError,
)
from polyregions.refinement import UNDECIDED, count_alike, shape_of
from polyregions.refinement.vertices.kernel import arrays
from polyregions.refinement.vertices.stacked_cells import _inverses, _write_integers
from tests.helpers.awkward import AWKWARD
from tests.helpers.clocks import results_by_budget
from tests.helpers.definitions import CERTAIN, OF_CELLS

ENTRIES = {
    "ternary": [-1, 0, 1],
    "integers": range(-5, 6),
    "long integers": range(-(2**18), 2**18, 4097),
    "quarters": [-1, 0, 1, 0.5, -0.25, 3],
    "tenths": [0.1, 0.2, 0.3, -0.1, 1.0, 0.0, 1 / 3],
    "extreme": [1e-300, 1e300, -1e200, 1.0, 0.0, 5e-324, -2.0],
}


def drawn_layer(rng, entries, units, inputs, activation, bias):
    def entry():
        return rng.gauss(0, 1) if entries is None else rng.choice(entries)

    rows = [[entry() for _ in range(inputs + 1)] for _ in range(units)]
    event = rng.random()
    if units > 1 and event < 0.25:  # a unit twice, or its opposite
        rows[1] = [(1 if event < 0.15 else -1) * entry for entry in rows[0]]
    elif event < 0.35:
        rows[0] = [0.0] * (inputs + 1)
    return Layer([row[:-1] for row in rows], [bias * row[-1] for row in rows], activation)


def drawn_networks(rng, count):
    """Draw networks of one shape, degenerate in many ways."""
    inputs = rng.choice([1, 2, 2, 2, 3, 4])
    widths = [inputs, *(rng.randint(1, 4 if inputs < 4 else 3) for _ in range(rng.randint(1, 3)))]
    entries = ENTRIES.get(rng.choice([*ENTRIES, "ternary", "normal"]))
    activations = [["relu"] * width for width in widths[1:]]
    if rng.random() < 0.2:
        activations[0][-1] = "identity"
    if rng.random() < 0.7:
        widths.append(rng.randint(1, 2))
        activations.append(["identity"] * widths[-1])
    bias = int(rng.random() < 0.8)
    shape = [*zip(widths[1:], widths, activations, strict=False)]
    networks = [
        Network([drawn_layer(rng, entries, *one, bias) for one in shape]) for _ in range(count)
    ]
    domains = [
        pr.whole_space(inputs),
        pr.whole_space(inputs),
        pr.box([-1] * inputs, ["7/3"] * inputs),
        pr.simplex(inputs),
        HPolytope(inputs, [(*(-int(i == j) for j in range(inputs)), 0) for i in range(inputs)]),
        HPolytope(inputs, [(1,) * (inputs + 1)]),
    ]
    return networks, rng.choice(domains)


def check_families(seed, families):
    """Return for how many networks floats and small integers decided."""
    rng = random.Random(seed)
    decided = 0
    for family in range(families):
        networks, domain = drawn_networks(rng, 12)
        for definition in ("proper_activation", "open_connected"):
            expected = [
                pr.count_regions(network, domain, definition=definition, method="enumeration")
                for network in networks
            ]
            found = pr.count_many(networks, domain, definition=definition)
            assert found.tolist() == expected, (seed, family, networks, domain, definition)
        if shape_of(networks[0]) is not None:
            _, merged = count_alike(networks, domain, linear_regions=True)
            decided += np.count_nonzero(merged != UNDECIDED)
    return decided


def test_counts_are_those_of_single_networks():
    assert check_families(seed=1, families=12) > 50


@pytest.mark.slow
def test_thousands_of_counts():
    assert check_families(seed=2, families=150) > 800


@pytest.mark.slow
def test_all_that_is_ternary_and_small():
    """All layers of two ternary units behind some first ones, on a square and on all of R^2."""
    rows = [[a, b, c] for a in (-1, 0, 1) for b in (-1, 0, 1) for c in (-1, 0, 1)]
    seconds = [Layer([r[:2], s[:2]], [r[2], s[2]]) for r in rows for s in rows][::7]
    for first in (Layer([[1, 1], [1, -1]], [0, 1]), Layer([[1, 1], [-1, -1]], [1, -1])):
        networks = [Network([first, second]) for second in seconds]
        for domain in (pr.whole_space(2), pr.box([-2, -2], [2, 2])):
            expected = [pr.count_regions(network, domain) for network in networks]
            assert pr.count_many(networks, domain).tolist() == expected


def test_biases_behind_fractions():
    """Layers behind fractions are taken as multiples of what they are, their biases as well."""
    rng = random.Random(3)
    networks = []
    for _ in range(12):
        rows = [[rng.choice([0.5, 0.25, -1, 1.5]) for _ in range(3)] for _ in range(5)]
        networks.append(
            Network(
                [
                    Layer([row[:2] for row in rows[:3]], [row[2] for row in rows[:3]]),
                    Layer(rows[3:], [rng.choice([0.5, 1, -1, -0.25]) for _ in range(2)]),
                ]
            )
        )
    assert pr.count_many(networks).tolist() == [pr.count_regions(n) for n in networks]


def test_what_cancels_where_floats_cannot_tell():
    """A third and a third less two thirds: no output depends on the first layer where all pass."""
    third = 1 / 3
    networks = [
        Network(
            [
                Layer([[1, third], [third, -1]], [0.1, shift]),
                Layer([[1, third]] * 3, [third, 2 * third, 3 * third]),
                Layer([[third, third, -2 * third]], None, "identity"),
            ]
        )
        for shift in (0.1, 0.2)
    ]
    expected = [pr.count_regions(n) for n in networks]
    assert expected < [pr.count_regions(n, definition="proper_activation") for n in networks]
    assert pr.count_many(networks).tolist() == expected


def test_awkward_networks():
    for definition in OF_CELLS:
        expected = [getattr(case, definition.value) for case in AWKWARD]
        networks = [case.network for case in AWKWARD]
        assert pr.count_many(networks, definition=definition.value).tolist() == expected


def test_networks_of_all_kinds_together():
    """Thirds, a layer to be composed, ten inputs, many units, and a count beyond 64 bits."""
    linear = Layer([[1, 2], [3, 4]], None, "identity")
    networks = [
        pr.he_random((2, 3, 1), seed=0),
        Network([Layer([[Fraction(1, 3), 1], [1, Fraction(1, 7)]]), Layer([[1, 1]])]),
        Network([linear, Layer([[1, 0], [0, 1]]), Layer([[1, 1]], None, "identity")]),
        pr.he_random((10, 2, 1), seed=0),
        pr.he_random((2, 130, 130, 1), seed=0).with_domain([[0, "1/64"], [0, "1/64"]]),
        pr.montufar(inputs=2, width=4, depth=40),
        Network([linear]),
    ]
    expected = [pr.count_regions(network) for network in networks]
    found = pr.count_many(networks)
    assert found.tolist() == expected
    assert (found.dtype, max(expected)) == (object, 4**39)
    assert pr.count_many(networks[:4]).dtype == np.int64
    for workers in (1, 2):
        networks = [pr.he_random((2, 4, 4, 1), seed=seed) for seed in range(600)]
        found = pr.count_many(networks, workers=workers)
        assert found[::97].tolist() == [pr.count_regions(network) for network in networks[::97]]
    assert pr.count_many(networks[:9], engine="lp").tolist() == found[:9].tolist()
    assert pr.count_many([]).tolist() == []


def test_each_network_has_its_own_domain():
    networks = [pr.he_random((2, 5, 1), seed=1).with_domain(d) for d in (None, [[-1, 1]] * 2)] * 2
    expected = [pr.count_regions(network) for network in networks]
    assert len(set(expected)) == 2
    assert pr.count_many(networks).tolist() == expected


def test_networks_are_taken_as_they_are_counted():
    taken = []

    def networks():
        for seed in range(1000):
            taken.append(seed)
            yield pr.he_random((2, 3, 1), seed=seed)

    told = []
    partial = pr.count_many(networks(), max_regions=100, progress=told.append)
    assert isinstance(partial, pr.PartialCounts)
    assert len(taken) < 1000
    assert (partial.found, partial.reason, told[-1]) == (101, "max_regions", 101)
    counts = [pr.count_regions(pr.he_random((2, 3, 1), seed=k)) for k in partial.places[::50]]
    assert partial.counts[::50].tolist() == counts
    with pytest.raises(TypeError, match="partial counts"):
        bool(partial)


@pytest.mark.parametrize("definition", CERTAIN)
def test_the_time_ends_it_anywhere(definition):
    """Some are counted together, one is in thirds, and one is left to all workers."""
    networks = [pr.he_random((2, 2, 1), seed=seed) for seed in range(4)]
    networks.append(Network([Layer([[Fraction(1, 3), 1]]), Layer([[1]], None, "identity")]))
    networks.append(pr.he_random((2, 130, 130, 1), 0).with_domain([[0, "1/99"], [0, "1/99"]]))
    whole = [pr.count_regions(network, definition=definition.value) for network in networks]
    proper = [pr.count_regions(network, definition="proper_activation") for network in networks]

    def within(seconds):
        return pr.count_many(networks, definition=definition.value, max_seconds=seconds)

    *stopped, last = results_by_budget(within, most=60)
    assert last.tolist() == whole
    assert len(stopped) > 5
    for partial in stopped:
        if not isinstance(partial, pr.PartialCounts):
            assert partial.tolist() == whole
            continue
        assert partial.reason == "max_seconds"
        assert partial.counts.tolist() == [whole[place] for place in partial.places]
        assert sum(proper[place] for place in partial.places) <= partial.found <= sum(proper)


def test_a_limit_of_time_around_it():
    networks = [pr.he_random((2, 3, 1), seed=0)]
    with pytest.raises(OutOfTime), pr.time_limit(0):
        pr.count_many(networks)


def test_bad_input():
    network = pr.he_random((2, 3, 1), seed=0)
    for networks in (network, 3):
        with pytest.raises(InvalidNetworkError, match="give a sequence of networks"):
            pr.count_many(networks)
    with pytest.raises(InvalidNetworkError, match=r"networks\[1\] is 'net', which is no network"):
        pr.count_many([network, "net"])
    with pytest.raises(InvalidDomainError, match="dimension 1 where the network takes 2"):
        pr.count_many([network], [[0, 1]])
    with pytest.raises(InvalidDomainError, match="no interior"):
        pr.count_many([network], [[0, 0], [0, 1]])
    with pytest.raises(UnknownOptionError, match="the definition"):
        pr.count_many([network], definition="regions")
    with pytest.raises(UnknownOptionError, match=r"counting many networks needs numbers, .*: use"):
        pr.count_many([network], definition="convex")


def test_singular_matrices_are_never_proved_regular():
    """One row is the sum of the others, which no elimination in floats sees."""
    rng = np.random.default_rng(1)
    rows = rng.integers(-(2**30), 2**30, (500, 3, 3)) / 2**20
    rows[:, 2] = rows[:, 0] + rows[:, 1]
    _, regular = _inverses(rows, exact=True)
    assert np.count_nonzero(np.linalg.det(rows)) > 100
    assert not regular.any()
    rows[:, 2, 2] += 1
    assert _inverses(rows, exact=True)[1].all()
    rows = rng.integers(-(2**30), 2**30, (5000, 2, 2)) / 2**20
    rows[:, 1] = 3 * rows[:, 0]  # for some of which floats find an inverse that looks right
    assert not _inverses(rows, exact=True)[1].any()


def test_integer_generators_are_exact():
    """Where the last row is nearly a sum of the others, floats do not round to the adjugate."""
    rng = np.random.default_rng(1)
    matrices = rng.integers(-(2**17), 2**17, (2000, 3, 3)).astype(float)
    matrices[:, 2] = matrices[:, 0] + matrices[:, 1]
    matrices[:, 2, 2] += 1
    offsets = rng.integers(-9, 9, (2000, 3, 1)).astype(float)
    generators = np.zeros((2000, 4, 6))
    inverses, _ = _inverses(matrices, exact=True)
    _write_integers(generators, np.concatenate([matrices, offsets], axis=2), inverses)
    written = generators[:, 0, -1] == arrays.EXACT
    assert written.sum() > 1000
    for place in np.flatnonzero(written):
        rows = np.hstack([matrices[place], offsets[place]]).astype(int).astype(object)
        vertex = generators[place, 0, :4].astype(int)
        assert not (rows @ vertex).any(), place
