"""Residues computed in binary64 are exact, however large their sums become."""

import random

import numpy as np
import pytest

from polyregions import Layer, Network
from polyregions.arithmetic import primes_of_sums
from polyregions.complexes.residues import OutputResidues, UnitResidues


def exact_forms(network, bits):
    """Return the pre-activations of the ReLU units and the outputs, in integers."""
    form = network.integer_form
    forms = [[int(i == k) for k in range(network.inputs + 1)] for i in range(network.inputs + 1)]
    units = []
    for layer, scale in zip(form.layers, form.scales[1:], strict=True):
        forms = [
            [sum(w * f[k] for w, f in zip(row, forms, strict=True)) for k in range(len(forms[0]))]
            for row in layer.rows
        ]
        for place, unit in enumerate(layer.relu_units):
            units.append(forms[unit])
            if not bits[layer.offset + place]:
                forms[unit] = [0] * len(forms[unit])
        outputs = forms
        forms = [*forms, [0] * network.inputs + [scale]]
    return units, outputs


def check(network, bits):
    units, outputs = exact_forms(network, bits)
    residues = UnitResidues(network.integer_form)
    expected = [[entry % residues.prime for entry in form] for form in units]
    assert residues(np.array([bits], np.uint8))[0].tolist() == expected
    found = OutputResidues(network.integer_form)
    packed = np.packbits(np.array([bits], np.uint8), axis=1)
    primes = [modulus.prime for modulus in found._moduli]
    assert len(set(primes)) == 2
    flat = [entry % prime for prime in primes for form in outputs for entry in form]
    assert found(packed)[0].tolist() == flat


@pytest.mark.parametrize("width", [1, 3, 30, 63, 127, 500])
def test_the_largest_sums_that_occur_are_exact(width):
    """All residues are (p - 1) / 2 in size, of one sign: no sum can be larger."""
    prime = next(primes_of_sums(width + 1))
    for shift in (0, 1):
        large = (prime - 1) // 2 + shift
        network = Network(
            [
                Layer([[large]] * width, [large] * width),
                Layer([[large] * width] * 2, [large, 1]),
                Layer([[large, large - 1]], [1], "identity"),
            ]
        )
        check(network, [1] * (width + 2))


def test_random_networks_have_exact_residues():
    for seed in range(60):
        rng = random.Random(seed)
        widths = [2, rng.randint(1, 40), rng.randint(1, 9), 2]
        layers = [
            Layer(
                [[rng.randint(-(10**40), 10**40) for _ in range(m)] for _ in range(n)],
                [rng.randint(-9, 9) for _ in range(n)],
                kind,
            )
            for m, n, kind in zip(widths, widths[1:], ["relu", "relu", "identity"], strict=False)
        ]
        check(Network(layers), [rng.randint(0, 1) for _ in range(sum(widths[1:3]))])


def test_opposite_ends_of_the_residues_are_one_class():
    """Sums that are an odd multiple of p / 2 up to a half are rounded one way or the other."""
    prime = next(primes_of_sums(2))
    half = (prime - 1) // 2
    for factor in (1, 2, 3, half, half - 1, prime // 3):
        for offset in (half, half + 1, -half, -half - 1):
            check(Network([Layer([[factor]], [offset]), Layer([[1]], None, "identity")]), [1])


def test_primes_leave_room_for_sums():
    for terms in (1, 2, 3, 7, 8, 100, 10**4, 10**6):
        for _, prime in zip(range(3), primes_of_sums(terms), strict=False):
            assert terms * (prime // 2 + 1) ** 2 + prime < 2**53
            assert prime > 2**12
            assert all(prime % d for d in range(2, int(prime**0.5) + 1))
