"""Seeded random networks, degenerate in many ways, for comparison with brute force."""

import random
from fractions import Fraction
from itertools import pairwise

from polyregions import Layer, Network

THIRDS = [Fraction(k, 3) for k in range(-4, 5)]
FLAVOURS = {
    "ternary": [-1, 0, 1],
    "integers": [-3, -2, -1, 0, 1, 2, 3],
    "thirds": THIRDS,
    "floats": [0.1, -0.3, 0.7, 1.1, -1.3, 0.2, -0.6],
}


def random_network(seed, inputs):
    """Draw a network of one to three hidden layers; the seed fixes everything."""
    rng = random.Random(f"{seed} {inputs}")
    entries = FLAVOURS[rng.choice(sorted(FLAVOURS))]
    central = rng.random() < 0.2
    widths = [rng.randint(2, 6 if inputs == 1 else 4) for _ in range(rng.choice([1, 2, 2, 3]))]
    layers, width = [], inputs
    for units in widths:
        layers.append(_layer(rng, entries, width, units, central, ["relu"] * 6 + ["identity"]))
        width = units
    kinds = [rng.choice(["identity", "identity", "relu"])]
    layers.append(_layer(rng, entries, width, rng.choice([1, 1, 2]), central, kinds))
    return Network(layers)


def _layer(rng, entries, inputs, units, central, kinds):
    rows = []
    for _ in range(units):
        row = [Fraction(rng.choice(entries)) for _ in range(inputs + 1)]
        if central:
            row[-1] = Fraction(0)
        event = rng.random()
        if event < 0.1:
            row = [Fraction(0)] * inputs + row[-1:]
        elif event < 0.3 and rows:
            factor = rng.choice([1, -1, 2, Fraction(-1, 3)])
            row = [factor * entry for entry in rng.choice(rows)]
            if event < 0.2:
                row[rng.randrange(len(row))] += Fraction(rng.choice([-1, 1]), 2**70)
        rows.append(row)
    activation = [rng.choice(kinds) for _ in range(units)]
    return Layer([row[:-1] for row in rows], [row[-1] for row in rows], activation)


def random_network_of(rng, number):
    """Draw a network with up to four inputs and up to four layers, some units without a ReLU."""
    widths = [rng.randint(1, 4) for _ in range(rng.randint(2, 5))]
    layers = []
    for before, after in pairwise(widths):
        kinds = [rng.choice(["relu", "relu", "identity"]) for _ in range(after)]
        rows = [[number() for _ in range(before)] for _ in range(after)]
        layers.append(Layer(rows, [number() for _ in range(after)], kinds))
    return Network(layers)
