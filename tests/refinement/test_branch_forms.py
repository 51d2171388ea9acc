"""Forms along the branches of a search: those that `IntegerForm` makes anew for each pattern."""

import random
from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest

from polyregions import Layer, Network
from polyregions.budgets import time_limit
from polyregions.errors import OutOfTime
from polyregions.networks import integer_rows
from polyregions.refinement.vertices import branch_forms
from polyregions.refinement.vertices.branch_forms import BranchForms
from tests.helpers.clocks import fake_clock


def random_network(rng, inputs):
    """Return a network some of whose units have no ReLU and some of whose layers have one unit."""
    layers = []
    for _ in range(rng.randint(1, 6)):
        units = rng.randint(1, 5)
        rows = [
            [Fraction(rng.randint(-9, 9), rng.choice([1, 1, 3, 64])) for _ in range(inputs + 1)]
            for _ in range(units)
        ]
        kinds = [rng.choice(["relu", "relu", "identity"]) for _ in range(units)]
        layers.append(Layer([row[:-1] for row in rows], [row[-1] for row in rows], kinds))
        inputs = units
    return Network(layers)


def places(form):
    return [(i, unit) for i, layer in enumerate(form.layers) for unit in range(len(layer.rows))]


def next_bits(rng, bits):
    """Return other bits, most often with few changes; at times a layer's worth of zeros."""
    bits = bits.copy()
    for _ in range(rng.choice([0, 1, 1, 2, 9])):
        if len(bits):
            start = rng.randrange(len(bits))
            bits[start : start + rng.choice([1, 1, 5])] = rng.randint(0, 1)
    return bits


def check_walk(rng, network, branches):
    form = network.integer_form
    forms, bits = BranchForms(form), np.zeros(form.units, dtype=np.uint8)
    for _ in range(branches):
        bits = next_bits(rng, bits)
        expected = list(form.walk(bits.tolist()))
        forms.follow(bits)
        for index, unit in rng.choices(places(form), k=rng.randint(0, 6)):
            assert forms.form(index, unit) == expected[index][unit], (network, bits, index, unit)


@pytest.mark.parametrize("wide", [False, True])
def test_forms_are_those_made_anew(monkeypatch, wide):
    if wide:
        monkeypatch.setattr(integer_rows, "_MOST_KEPT", 12)  # some layers keep their rows
    for seed in range(40):
        rng = random.Random(seed)
        check_walk(rng, random_network(rng, rng.randint(1, 3)), 30)


def test_known_forms_are_moved(monkeypatch):
    """Where one unit changes, forms are changed by a multiple of one form, not made anew."""
    rng = np.random.default_rng(0)
    layers = [Layer(rng.integers(-9, 9, (6, n)), rng.integers(-9, 9, 6)) for n in (2, 6, 6, 6)]
    form = Network(layers).integer_form
    forms, bits = BranchForms(form), np.ones(form.units, dtype=np.uint8)
    products = []

    def counted(a, b):
        products.append((a, b))
        return a * b

    monkeypatch.setattr(branch_forms, "mul", counted)
    anew, update = 6 * 6 * 3, 6 * 3
    for changed, most in (
        ([], 3 * anew),
        ([], 0),
        ([17], 6 + update),  # in the layer before the last one
        ([11], 6 + update + 6 * 6 + update),
        ([11, 17], 6 + update + 6 * 2 * 6 + 2 * update),
        ([5, 6, 7, 17], 3 * anew),
    ):
        for unit in changed:
            bits[unit] = 1 - bits[unit]
        forms.follow(bits)
        products.clear()
        expected = list(form.walk(bits.tolist()))
        assert [forms.form(3, k) for k in range(6)] == expected[3]
        assert len(products) <= most, changed


def test_out_of_time():
    """Wherever the time is up, the next branch is followed from what is right."""
    rng = random.Random(3)
    network = random_network(rng, 2)
    while len(network.integer_form.layers) < 6:
        network = random_network(rng, 2)
    form = network.integer_form
    last, stopped = len(form.layers) - 1, 0
    for seconds in range(1, 30):
        forms, bits = BranchForms(form), np.ones(form.units, dtype=np.uint8)
        with suppress(OutOfTime), fake_clock(), time_limit(seconds):
            for _ in range(4):
                bits = next_bits(rng, bits)
                forms.follow(bits)
                forms.form(last, 0)
            stopped -= 1
        stopped += 1
        bits = next_bits(rng, bits)
        forms.follow(bits)
        expected = list(form.walk(bits.tolist()))
        for index, unit in places(form):
            assert forms.form(index, unit) == expected[index][unit], seconds
    assert stopped > 5
