import random
from fractions import Fraction

import pytest

from polyregions.constructions import (
    VARIANTS,
    he_random,
    montufar,
    ternary,
    whole_space_regions,
    zigzag,
)
from polyregions.errors import InvalidDomainError
from polyregions.networks import Layer, Network
from polyregions.polytopes import box, simplex, whole_space
from polyregions.theorems.composition import (
    CompositionCount,
    CompositionRefusal,
    Way,
    count_by_composition,
    product_folds,
    split_into_blocks,
)
from polyregions.theorems.composition.simplified_layers import interned, simplified_layers
from tests.helpers.enumeration import enumerated
from tests.theorems.composition_cases import affine, count_calls, through_points, triangle_fold


def joined(split):
    """Return the network that a split one stands for."""
    net = None
    for block in split.blocks:
        for _ in range(block.repeats):
            net = block.network if net is None else block.network.compose(net)
    return split.outer if net is None else split.outer.compose(net)


def assert_same_function(left, right, seed, tries=12):
    rng = random.Random(seed)
    for _ in range(tries):
        x = [Fraction(rng.randint(-40, 60), rng.choice([1, 7, 20])) for _ in range(left.inputs)]
        assert left.exact(x) == right.exact(x)


NETWORKS = [
    montufar(1, 3, 5),
    montufar(2, 7, 4, outputs=2),
    montufar(3, 6, 2),
    zigzag(2, 3, 3),
    *[ternary(2, 24, depth, variant=variant) for depth in (3, 6, 7) for variant in VARIANTS],
    zigzag(2, 3, 2).compose(zigzag(2, 2, 3)),
    triangle_fold().compose(triangle_fold().compose(triangle_fold())),
    he_random((2, 4, 4, 1)),
]


@pytest.mark.parametrize("net", NETWORKS, ids=str)
def test_splitting_keeps_the_function(net):
    assert_same_function(net, Network(simplified_layers(net.layers)), seed=1)
    assert_same_function(net, joined(split_into_blocks(net)), seed=2)


@pytest.mark.parametrize(
    ("net", "repeats"),
    [
        (montufar(2, 6, 9), [8]),
        (zigzag(3, 2, 5), [5]),
        (ternary(2, 24, 9), [4]),
        (ternary(2, 24, 10), [4]),
        (ternary(2, 24, 9, variant="relu"), [4]),
        (ternary(2, 24, 10, variant="slim"), [4]),
        (zigzag(2, 3, 2).compose(zigzag(2, 2, 3)), [3, 2]),
        (he_random((2, 4, 4, 1)), []),
    ],
    ids=str,
)
def test_equal_blocks_are_found(net, repeats):
    assert [block.repeats for block in split_into_blocks(net).blocks] == repeats


@pytest.mark.parametrize(
    "net",
    [
        montufar(1, 3, 4),
        montufar(2, 4, 3),
        montufar(2, 5, 4),
        montufar(2, 6, 3, outputs=2),
        ternary(1, 12, 5),
        *[ternary(2, 12, 5, variant=variant) for variant in VARIANTS],
        zigzag(2, 2, 3),
        zigzag(2, 2).compose(zigzag(2, 3)),
    ],
    ids=str,
)
def test_counts_equal_enumeration(net):
    result = count_by_composition(net)
    assert isinstance(result, CompositionCount)
    assert result.count == enumerated(net)
    assert result.way is Way.PRODUCT_FOLDS


@pytest.mark.parametrize("seed", range(12))
def test_other_outer_maps(seed):
    # Behind the folds stands any map of the folded coordinates: some copies merge.
    rng = random.Random(seed)
    folds = zigzag(2, rng.choice([2, 3]), 2 if seed % 4 == 0 else 1)
    units = [[rng.randint(-1, 1) for _ in range(2)] for _ in range(2)]
    outer = Network(
        [
            Layer(units, [Fraction(rng.randint(-2, 2), 3) for _ in range(2)]),
            Layer([[1, rng.randint(0, 1)]], None, "identity"),
        ]
    )
    net = outer.compose(folds)
    result = count_by_composition(net)
    if isinstance(result, CompositionCount):
        assert result.count == enumerated(net)
    else:  # The units may be parallel: then they do not show that two numbers pass.
        (a, b), (c, d) = units
        assert a * d == b * c
        assert len(split_into_blocks(net).blocks) == 0


@pytest.mark.parametrize("branches", [1, 2, 3, 4])
@pytest.mark.parametrize("depth", [3, 4, 5])
def test_one_input_on_every_interval(branches, depth):
    net = montufar(1, branches, depth)
    whole = count_by_composition(net, [[-100, 100]])
    assert whole.way is Way.INTERVAL_MAPS
    assert whole.count == whole_space_regions(1, branches, depth - 1)
    for low, high in [("-1", "1/2"), ("1/3", "4/5"), ("0", "1/7"), ("2/3", "2")]:
        result = count_by_composition(net, [[low, high]])
        assert result.count == enumerated(net, [[low, high]])


@pytest.mark.parametrize("seed", range(20))
def test_narrow_networks_of_one_input(seed):
    rng = random.Random(seed)
    net = affine([[1]], [0])
    for _ in range(rng.randint(2, 4)):
        knots = sorted(rng.sample(range(-4, 5), rng.randint(2, 4)))
        step = through_points(knots, [rng.randint(-4, 4) for _ in knots])
        net = net.compose(step)
    net = net.with_domain(box([-5], [5]))
    result = count_by_composition(net)
    if isinstance(result, CompositionCount):
        assert result.count == enumerated(net)
    else:
        assert "passes nowhere" in result.reason


def test_triangle_folds_are_found_in_a_network():
    net = triangle_fold()
    for _ in range(4):
        net = triangle_fold().compose(net)
    result = count_by_composition(affine([[0, 1]], [0]).compose(net))
    assert result.way is Way.FULL_BRANCH_FOLDS
    assert result.count == enumerated(affine([[0, 1]], [0]).compose(net)) == 20


# Beyond enumeration


@pytest.mark.parametrize(
    "net",
    [
        montufar(2, 200, 10_001),
        montufar(3, 30, 1000),
        ternary(2, 60, 10_000),
        ternary(3, 90, 5001, variant="slim"),
    ],
    ids=lambda net: net.name,
)
def test_deep_networks_are_checked_once_for_each_different_block(net, monkeypatch):
    checks = count_calls(monkeypatch, product_folds, "coordinate_fold")
    result = count_by_composition(net)
    assert len(checks) == net.inputs * len({id(block.network) for block in result.blocks})
    assert len(result.blocks) == 1
    assert result.count == net.claim.regions
    assert "digits)" in repr(result)
    assert "Checked: block" in str(result)


def test_equal_layers_need_not_be_one_object():
    net = montufar(2, 6, 40)
    copies = [Layer(layer.weights, layer.bias, layer.activation) for layer in net.layers]
    result = count_by_composition(Network(copies, net.domain))
    assert result.count == net.claim.regions
    assert [block.repeats for block in result.blocks] == [39]


def test_layers_that_live_no_longer_than_they_are_read():
    weights = [1, 1, 2, 1, 3, 1, 4, 2, 5]
    found = interned(Layer([[w]]) for w in weights)
    assert [layer.weights[0][0] for layer in found] == weights
    assert len({id(layer) for layer in found}) == 5


def test_what_was_checked_can_be_checked_again():
    result = count_by_composition(montufar(2, 6, 4))
    (block,) = result.blocks
    assert block.branches == 9
    for j, fold in enumerate(block.witness):
        for x, (value,) in zip(fold.function.knots, fold.function.values, strict=True):
            point = [Fraction(1, 5)] * 2
            point[j] = x
            assert block.network.exact(point)[j] == value
            assert value in fold.target


# Refusals


def test_networks_without_a_block_are_refused():
    result = count_by_composition(he_random((2, 5, 5, 1)))
    assert isinstance(result, CompositionRefusal)
    assert "passes nowhere through 2 numbers" in str(result)
    assert not hasattr(result, "count")


@pytest.mark.parametrize("domain", [[[-1, 2], [0, 1]], [[0, "1/2"], [0, 1]], simplex(2)])
def test_other_domains_are_refused_where_the_hypothesis_fails(domain):
    net = montufar(2, 6, 4)
    result = count_by_composition(net, domain)
    assert isinstance(result, CompositionRefusal)
    assert result.failure is not None
    assert result.block is not None
    assert "linear region" in str(result)


def test_the_whole_space_is_refused():
    result = count_by_composition(montufar(2, 4, 4), whole_space(2))
    assert isinstance(result, CompositionRefusal)


def test_bad_domains():
    with pytest.raises(InvalidDomainError, match="dimension 1"):
        count_by_composition(montufar(2, 4, 4), [[0, 1]])
    with pytest.raises(InvalidDomainError):
        count_by_composition(montufar(1, 4, 4), [[0, 0]])
