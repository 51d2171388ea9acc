"""What floats leave of the exact parameters: pairs within 2**-103, and searches with them."""

import math
import random
from fractions import Fraction
from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from polyregions import Layer, Network, box, he_random, montufar
from polyregions.polytopes import HPolytope
from polyregions.refinement.vertices import search
from polyregions.refinement.vertices.composed_layers import composed_layers
from polyregions.refinement.vertices.engine import count_cells, enumerate_cells
from polyregions.refinement.vertices.kernel import arrays
from polyregions.refinement.vertices.program import network_arrays
from polyregions.refinement.vertices.remainders import remainder, sharp_planes, with_rests

VALUE, ERROR, REST = arrays.VALUE, arrays.ERROR, arrays.REST


def is_near(value, rest, exact):
    """Return whether a pair is the exact value up to 2**-103 of it."""
    return abs(Fraction(value) + Fraction(rest) - exact) <= abs(Fraction(value)) / 2**103


def long_integer(rng, bits):
    return rng.choice([-1, 1]) * rng.getrandbits(bits) | 1


def test_remainders_of_quotients():
    rng = random.Random(1)
    for _ in range(500):
        top = long_integer(rng, rng.choice([3, 60, 900, 1100, 3000]))
        bottom = abs(long_integer(rng, rng.choice([1, 60, 900, 1100, 3000])))
        quotient = Fraction(top, bottom)
        size = top.bit_length() - bottom.bit_length()
        for shift in (0, 7, -90):
            scaled = quotient * Fraction(2) ** (shift - size)
            value = float(scaled)
            assert is_near(value, remainder(top, bottom, value), scaled), (top, bottom, shift)
    assert remainder(3, 4, 0.75) == remainder(0, 5, 0.0) == 0.0
    assert remainder(1, 3, math.nan) == remainder(1, 3, math.inf) == 0.0


def rational_network(rng, sizes, identity=False):
    layers = []
    for index, (n, m) in enumerate(pairwise(sizes)):
        weights = [
            [Fraction(rng.randint(-99, 99), rng.choice([1, 3, 7, 64, 10**9 + 7])) for _ in range(n)]
            for _ in range(m)
        ]
        bias = [Fraction(rng.randint(-99, 99), rng.choice([1, 3, 10**9 + 7])) for _ in range(m)]
        kind = "identity" if identity and index == 1 else "relu"
        layers.append(Layer(weights, bias, kind))
    return Network(layers)


@pytest.mark.parametrize("identity", [False, True])
def test_pairs_are_the_exact_parameters(identity):
    """Layer by layer, up to the powers of two by which units are scaled."""
    for seed in range(6):
        rng = random.Random(seed)
        form = rational_network(rng, (2, 3, 4, 3), identity).integer_form
        rows = ((1, 0, 3), (-(10**30) - 1, 7, 10**40 + 1), (0, 0, 1))
        layers = composed_layers(form)
        net = network_arrays(layers, rows, (0, 1), 2)
        sharp = sharp_planes(layers, net, rows, (0, 1))
        net = with_rests(layers, net)
        scales = []
        for index, layer in enumerate(layers):
            before, scales_before = len(scales) and scales[-1], scales[-1] if scales else [1, 1]
            assert bool(before) == bool(index)
            scales.append([])
            for unit, row in enumerate(layer.rows):
                if index:
                    own = slice(net.starts[index] + unit, None, len(layer.rows))
                    stored = [
                        [*part[own][: len(row) - 1].tolist(), bias[index, unit]]
                        for part, bias in (
                            (net.weights, net.bias), (net.weight_rests, net.bias_rests),
                        )
                    ]  # fmt: skip
                else:
                    stored = [sharp[VALUE, 0, :, unit], sharp[REST, 0, :, unit]]
                exact = [Fraction(entry, layer.denominator) for entry in row]
                exact = [e / s for e, s in zip(exact, [*scales_before, 1], strict=True)]
                k = next(i for i, e in enumerate(exact) if e)
                scale = Fraction(2) ** round(math.log2(abs(stored[0][k] / float(exact[k]))))
                scales[-1].append(scale)
                for value, rest, e in zip(*stored, exact, strict=True):
                    assert is_near(value, rest, e * scale), (seed, index, unit)
                if not index:
                    check_errors(sharp[:, 0, :, unit], [e * scale for e in exact])
        for k, row in enumerate(rows):
            scale = Fraction(1, 2 ** max(map(abs, row)).bit_length()) if k == 1 else 1
            check_errors(sharp[:, -1, :, k], [e * scale for e in row])
            assert bool(sharp[ERROR, -1, :, k].any()) == (k == 1)  # floats hold the others


def check_errors(parts, exact):
    for value, error, rest, e in zip(*parts, exact, strict=True):
        off = abs(Fraction(value) + Fraction(rest) - e)
        assert off <= Fraction(error) <= Fraction(abs(value)) / 2**103


def test_long_biases_of_small_integers():
    """Of networks of small integers only a bias can have a rest."""
    powers = [3**9, 5**6, 7**5, 11**4, 13**4, 17**4]
    layers = [Layer([[1, 0], [1, 1]], [1, Fraction(1, power)]) for power in powers]
    form = Network(layers).integer_form
    layers = composed_layers(form)
    net = with_rests(layers, network_arrays(layers, ((0, 0, 1),), (0, 1), 0))
    assert net.integer
    assert not net.weight_rests.any()
    assert net.bias_rests.any()
    for power, row, rests in zip(powers, net.bias, net.bias_rests, strict=True):
        ratio = Fraction(row[1]) + Fraction(rests[1])
        ratio /= Fraction(row[0]) + Fraction(rests[0])
        assert abs(ratio * power - 1) < Fraction(1, 2**100)


def test_what_floats_hold_has_no_rests():
    form = he_random((2, 9, 9, 1)).integer_form
    layers = composed_layers(form)
    net = with_rests(layers, network_arrays(layers, ((0, 0, 1),), (0, 1), 0))
    assert not net.weight_rests.any()
    assert not net.bias_rests.any()
    assert not sharp_planes(layers, net, ((0, 0, 1),), (0, 1))[[ERROR, REST]].any()


# searches


def in_integers(self):
    """Answer what the kernel asks without double-double."""
    if np.any(self.stack.queries[: self.work.counts[arrays.TOP_QUERY], arrays.QUERY_UNIT] < 0):
        self._answer_point()
    else:
        self._answer()


def integer_chain(inputs, units, depth, size, seed):
    rng = np.random.default_rng(seed)
    sizes = [inputs, *[units] * depth]
    return Network(
        [
            Layer(rng.integers(-size, size, (m, n)), rng.integers(-size, size, m))
            for n, m in pairwise(sizes)
        ]
    )


def quantised_chain(inputs, units, depth, denominator, seed):
    """Return a network with two units that are multiples of the first in each layer."""
    rng = np.random.default_rng(seed)
    sizes, layers = [inputs, *[units] * depth], []
    for n, m in pairwise(sizes):
        rows = [
            [Fraction(int(v), denominator) for v in row] for row in rng.integers(-3, 4, (m, n + 1))
        ]
        rows[1] = rows[0]
        rows[2] = [-v / 3 for v in rows[0]]
        layers.append(Layer([row[:-1] for row in rows], [row[-1] for row in rows]))
    return Network(layers)


SEARCHES = {
    "He, 40 layers": (partial(he_random, (2, *[16] * 40, 1), 1), box([-1, -1], [1, 1])),
    "He, plane": (partial(he_random, (2, *[8] * 25, 1), 1), HPolytope(2)),
    "He, cones": (partial(he_random, (3, *[6] * 16, 1), 2, 0), HPolytope(3)),
    "integers of 40 bits": (partial(integer_chain, 2, 6, 5, 2**40, 1), box([-1, -1], [1, 1])),
    "integers of 20 bits": (partial(integer_chain, 2, 6, 6, 2**20 - 1, 2), box([-1, -1], [1, 1])),
    "integers, plane": (partial(integer_chain, 2, 5, 5, 10**6, 3), HPolytope(2)),
    "sevenths": (partial(quantised_chain, 2, 6, 8, 7, 1), box([-1, -1], [1, 1])),
    "thirds in space": (partial(quantised_chain, 3, 5, 6, 3, 2), HPolytope(3)),
    "windows of montufar": (
        partial(montufar, 1, 2, 60),
        box([Fraction(2**55 - 1, 2**56)], [Fraction(2**55 + 7, 2**56)]),
    ),
}


@pytest.mark.slow
def test_double_double_decides_as_integers_do(monkeypatch):
    decided = 0
    for name, (build, domain) in SEARCHES.items():
        network = build()
        sharp = enumerate_cells(network, domain)
        with monkeypatch.context() as patch:
            patch.setattr(search.Search, "_sharpen", in_integers)
            plain = enumerate_cells(network, domain)
        assert plain.statistics["double_double_signs"] == 0, name
        for column in ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours"):
            assert np.array_equal(getattr(sharp, column), getattr(plain, column)), (name, column)
        decided += sharp.statistics["double_double_signs"]
        assert sharp.statistics["rational_signs"] <= plain.statistics["rational_signs"], name
    assert decided > 100


def test_deep_networks_need_no_rationals():
    """Floats alone leave thousands of signs of these networks open."""
    for width, depth, seed in ((16, 30, 2), (16, 40, 0), (12, 40, 2)):
        network = he_random((2, *[width] * depth, 1), seed)
        statistics = count_cells(network, box([-1, -1], [1, 1])).statistics
        assert statistics["double_double_signs"] > 30, (width, depth)
        assert statistics["rational_signs"] == 0, (width, depth)


def test_rests_are_made_only_when_a_sign_is_open(monkeypatch):
    monkeypatch.setattr(search, "with_rests", None)
    network, domain = he_random((2, 16, 16, 1)), box([-1, -1], [1, 1])
    found = enumerate_cells(network, domain)
    assert found.statistics["double_double_signs"] == found.statistics["rational_signs"] == 0
