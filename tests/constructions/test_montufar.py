"""The Montufar network against the published layers, the zigzag, and its claim."""

import random
import re
from fractions import Fraction

import pytest

from polyregions.constructions import montufar
from polyregions.errors import ConstructionError
from polyregions.polytopes import box
from tests.helpers.cases import each


def zigzag_value(x: Fraction, p: int) -> Fraction:
    """Return the zigzag with p branches, extended as its ReLU formula does, from its definition."""
    if x < 0:
        return Fraction(0)
    branch = min(int(p * x), p - 1)
    return p * x - branch if branch % 2 == 0 else branch + 1 - p * x


def test_layers_are_the_papers():
    net = montufar(inputs=2, width=7, depth=4, outputs=2)
    assert net.widths == (2, 7, 7, 7, 2)
    first, second, third, last = net.layers
    assert first.weights == ((3, 0), (0, 3), (6, 0), (0, 6), (6, 0), (0, 6), (0, 0))
    assert first.bias == (0, 0, -2, -2, -4, -4, 0)
    s1, s2 = (1, 0, -1, 0, 1, 0, 0), (0, 1, 0, -1, 0, 1, 0)
    factors = (3, 3, 6, 6, 6, 6)
    signals = (s1, s2) * 3
    rows = tuple(tuple(f * e for e in s) for f, s in zip(factors, signals, strict=True))
    assert second.weights == (*rows, (0,) * 7)
    assert second.bias == first.bias
    assert third is second
    assert last.weights == ((1, 1, -1, -1, 1, 1, 0),) * 2
    assert last.bias == (0, 0)
    assert set(last.activation) == {"identity"}
    assert all(set(layer.activation) == {"relu"} for layer in net.layers[:-1])


@each("inputs", [1, 2, 3])
@each("p", [1, 2, 3, 4])
@each("depth", [2, 3, 4])
def test_computes_the_composed_zigzags(inputs, p, depth):
    net = montufar(inputs, p * inputs + inputs - 1, depth)
    rng = random.Random(f"{inputs} {p} {depth}")
    for _ in range(20):
        point = [Fraction(rng.randint(-24, 48), rng.randint(1, 24)) for _ in range(inputs)]
        values = point
        for _ in range(depth - 1):
            values = [zigzag_value(x, p) for x in values]
        assert net.exact(point) == (sum(values),)


@each(("width", "depth"), [(1, 3), (2, 2), (2, 6), (3, 5), (5, 4), (7, 3)])
def test_one_dimensional_pieces_equal_the_claim(affine_pieces, width, depth):
    net = montufar(1, width, depth)
    assert len(affine_pieces(net, 0, 1)) == net.claim.regions == width ** (depth - 1)


def test_claim_and_domain():
    net = montufar(inputs=2, width=6, depth=3)
    assert net.claim.regions == 81
    assert net.claim.definition == "open_connected"
    assert net.claim.domain == net.domain == box([0, 0], [1, 1])
    assert "p**(n0*(L-1))" in net.claim.formula
    assert "Proposition 1" in net.claim.source
    assert montufar(3, 8, 4).claim.regions == 2**9


def test_depth_is_cheap():
    net = montufar(2, 200, 10_001)
    assert len(net.layers) == 10_001
    assert len({id(layer) for layer in net.layers}) == 3
    assert net.claim.regions == 100**20_000


@each(
    ("arguments", "message"),
    [
        ((3, 2, 3), "width is 2, below the 3 inputs.*give a width of at least 3"),
        ((2, 4, 1), "depth is 1.*give at least 2"),
        ((0, 4, 2), "inputs is 0: give at least 1"),
        ((2, 4, 2, 0), "outputs is 0: give at least 1"),
        ((2, -4, 2), "width is -4: give at least 1"),
        ((2, 4.0, 2), "width is 4.0: give a whole number"),
        ((True, 4, 2), "inputs is True: give a whole number"),
        (("2", 4, 2), re.escape("inputs is '2': give a whole number")),
    ],
)
def test_bad_sizes(arguments, message):
    with pytest.raises(ConstructionError, match=message):
        montufar(*arguments)
