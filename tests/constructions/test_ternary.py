"""The ternary networks against the Montufar function, at exact points on and off folds."""

import random
from fractions import Fraction

import pytest

from polyregions.constructions import VARIANTS, montufar, ternary
from polyregions.errors import ConstructionError, UnknownOptionError
from polyregions.polytopes import box
from tests.helpers.cases import each


def least_width(variant, inputs, q):
    return (2 * q - 1) * inputs if variant == "slim" else 2 * q * (inputs + 1)


def awkward_points(inputs, q, blocks, seed):
    """Return points in and out of the cube, half of them on the folds themselves."""
    rng = random.Random(seed)
    n = q**blocks
    for _ in range(2):
        yield [Fraction(rng.randint(-2 * n, 3 * n), n) for _ in range(inputs)]
        yield [Fraction(rng.randint(-97, 194), 97) for _ in range(inputs)]
        yield [Fraction(rng.randint(-(10**6), 10**6), rng.randint(1, 99)) for _ in range(inputs)]


@pytest.mark.parametrize("variant", VARIANTS)
@each("inputs", [1, 2, 3])
@each("q", [1, 2, 3, 4])
@each("depth", [3, 4, 5, 6])
def test_equals_the_montufar_function(variant, inputs, q, depth):
    width = least_width(variant, inputs, q) + (q + depth) % 2
    blocks = (depth - 1) // 2
    net = ternary(inputs, width, depth, outputs=2, variant=variant)
    folds = montufar(inputs, q * inputs, blocks + 1, outputs=2)
    assert net.widths == (inputs, *[width] * (depth - 1), 2)
    for point in awkward_points(inputs, q, blocks, f"{variant} {inputs} {q} {depth}"):
        assert net.exact(point) == folds.exact(point)
    assert net.claim.regions == folds.claim.regions == q ** (inputs * blocks)


@pytest.mark.parametrize("variant", VARIANTS)
def test_affine_maps_equal_the_montufar_networks(variant):
    net = ternary(2, least_width(variant, 2, 3), 5, variant=variant)
    folds = montufar(2, 6, 3)
    rng = random.Random(variant)
    for _ in range(30):
        point = [Fraction(rng.randint(-101, 202), 101) for _ in range(2)]
        assert net.affine_map(net.pattern(point)) == folds.affine_map(folds.pattern(point))


@each("variant", VARIANTS)
@each("inputs", [1, 4])
@each("q", [1, 2, 3, 6])
@each("depth", [3, 6])
def test_every_parameter_is_ternary(variant, inputs, q, depth):
    net = ternary(inputs, least_width(variant, inputs, q), depth, variant=variant)
    parameters = {w for layer in net.layers for row in layer.weights for w in row}
    parameters |= {b for layer in net.layers for b in layer.bias}
    assert parameters <= {-1, 0, 1}


def test_paper_layers_are_those_of_the_equations():
    net = ternary(inputs=1, width=9, depth=3)
    copies, fold, last = net.layers
    assert copies.weights == ((1,),) * 4 + ((0,),) * 5
    assert copies.bias == (0, 0, 0, 0, 1, 1, 1, 1, 0)
    assert set(copies.activation) == {"identity"}
    assert fold.weights[:2] == ((1, 1, 0, 0, 0, 0, 0, 0, 0), (1, 1, 1, 1, -1, -1, 0, 0, 0))
    assert set(fold.weights[2:]) == {(0,) * 9}
    assert not any(fold.bias)
    assert last.weights == ((1, -1, 0, 0, 0, 0, 0, 0, 0),)


def test_activations():
    paper = ternary(2, 12, 6)
    kinds = [set(layer.activation) for layer in paper.layers]
    identity, relu = {"identity"}, {"relu"}
    assert kinds == [identity, relu, identity, relu, identity, identity]
    for variant in ("relu", "slim"):
        kinds = [set(layer.activation) for layer in ternary(2, 12, 6, variant=variant).layers]
        assert kinds == [relu] * 5 + [identity]


def test_only_one_unit_less_loses_a_branch():
    for variant in VARIANTS:
        for inputs in (1, 2, 3):
            for q in (2, 3):
                width = least_width(variant, inputs, q)
                assert ternary(inputs, width, 3, variant=variant).claim.regions == q**inputs
                narrower = ternary(inputs, width - 1, 3, variant=variant)
                assert narrower.claim.regions == (q - 1) ** inputs


@pytest.mark.parametrize("variant", VARIANTS)
@each(("q", "depth"), [(1, 5), (2, 3), (2, 9), (3, 6), (5, 5)])
def test_one_dimensional_pieces_equal_the_claim(affine_pieces, variant, q, depth):
    net = ternary(1, least_width(variant, 1, q), depth, variant=variant)
    assert len(affine_pieces(net, 0, 1)) == net.claim.regions == q ** ((depth - 1) // 2)


@pytest.mark.parametrize("variant", VARIANTS)
def test_claim(variant):
    net = ternary(2, 18, 5, variant=variant)
    assert net.claim.definition == "open_connected"
    assert net.claim.domain == net.domain == box([0, 0], [1, 1])
    assert "q**(n0*floor((L-1)/2))" in net.claim.formula
    assert "Theorem 1" in net.claim.source


@pytest.mark.parametrize("variant", VARIANTS)
def test_deep_networks_share_their_layers(variant):
    net = ternary(2, 60, 10_000, variant=variant)
    assert len(net.layers) == 10_000
    assert len({id(layer) for layer in net.layers}) == 5


@each(
    ("arguments", "variant", "message"),
    [
        ((2, 5, 3), "paper", "width is 5.*at least 6"),
        ((2, 5, 3), "relu", "width is 5.*at least 6"),
        ((3, 2, 3), "slim", "width is 2.*at least 3"),
        ((2, 6, 2), "paper", "depth is 2.*give at least 3"),
        ((2, 6, 0), "slim", "depth is 0: give at least 1"),
        ((0, 6, 3), "slim", "inputs is 0: give at least 1"),
        ((2, 6, 3, 0), "paper", "outputs is 0: give at least 1"),
    ],
)
def test_bad_sizes(arguments, variant, message):
    with pytest.raises(ConstructionError, match=message):
        ternary(*arguments, variant=variant)


def test_unknown_variant():
    with pytest.raises(UnknownOptionError, match="'fat' is unknown: use paper, relu, slim"):
        ternary(2, 6, 3, variant="fat")
