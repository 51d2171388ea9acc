"""Rows modulo a prime are those of the exact integers, whatever the layer's numbers are."""

import random
from fractions import Fraction

from polyregions import Layer
from polyregions.networks import IntegerRows


def number(rng):
    return rng.choice(
        [
            0,
            rng.randint(-(10**6), 10**6),
            rng.uniform(-1, 1) * 2.0 ** rng.randint(-40, 40),
            rng.choice([5e-324, 1.7e308, 2.0**-1022, -1e-300]),
            Fraction(rng.randint(-9, 9), rng.choice([3, 7, 10**30])),
        ]
    )


def test_residues_of_rows():
    rng = random.Random(4)
    for case in range(150):
        kinds = rng.choice([lambda: rng.randint(-9, 9), lambda: number(rng), rng.random])
        units, inputs = rng.randint(1, 4), rng.randint(1, 4)
        rows = IntegerRows(
            Layer([[kinds() for _ in range(inputs)] for _ in range(units)], [kinds()] * units)
        )
        prime = rng.choice([3, 101, 2**23 - 15, 2**25 - 39])
        found = rows.residues(prime)
        assert found.shape == (units, inputs + 1)
        for row, own in zip(rows, found.tolist(), strict=True):
            for entry, residue in zip(row, own, strict=True):
                assert (entry - int(residue)) % prime == 0, case
                assert abs(residue) <= prime // 2, case
