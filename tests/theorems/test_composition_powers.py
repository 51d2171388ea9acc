import random
from fractions import Fraction
from itertools import pairwise

import pytest

from polyregions import regions
from polyregions.arithmetic import decimal_text
from polyregions.constructions import zigzag
from polyregions.errors import InvalidNetworkError
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope, box, irredundant
from polyregions.theorems.composition import (
    Block,
    CompositionCount,
    CompositionRefusal,
    Obstacle,
    Way,
    count_chain,
    count_power,
    full_branch_map,
    markov_maps,
    product_folds,
)
from polyregions.theorems.composition.gradients import (
    RowSpaces,
    VanishingDirections,
    gradient_classes,
)
from polyregions.theorems.composition.interval_maps import interval_map
from polyregions.theorems.composition.markov_maps import (
    apply_map,
    apply_power,
    invariant_points,
    kinks_of,
)
from polyregions.theorems.composition.pieces import linear_pieces
from polyregions.theorems.composition.product_folds import (
    coordinate_networks,
    count_after_product_fold,
    product_fold,
)
from polyregions.theorems.composition.transfer_matrix import Transfer, state_counts
from polyregions.theorems.composition.zigzags import Zigzag, coordinate_fold
from tests.helpers.enumeration import enumerated
from tests.theorems.composition_cases import (
    affine,
    count_calls,
    off_centre_triangle_fold,
    random_outer,
    random_zigzag,
    side_by_side,
    through_points,
    triangle_fold,
)


def power(outer, inner, exponent):
    net = Network(outer.layers, inner.domain)
    for _ in range(exponent):
        net = net.compose(inner)
    return net


def pieces_1d(network, low, high):
    """Count linear pieces without any composition theorem."""
    return len(interval_map(network, Fraction(low), Fraction(high)).knots) - 1


# Zigzags


@pytest.mark.parametrize("seed", range(20))
def test_shapes_of_composed_zigzags(seed):
    rng = random.Random(seed)
    unit = (Fraction(0), Fraction(1))
    parts = [
        through_points(
            [Fraction(i, n) for i in range(n + 1)], [(i + first) % 2 for i in range(n + 1)]
        )
        for n, first in [(rng.randint(1, 4), rng.randint(0, 1)) for _ in range(3)]
    ]
    first, second, third = (coordinate_fold(part, unit).zigzag for part in parts)
    whole = parts[2].compose(parts[1].compose(parts[0]))
    assert coordinate_fold(whole, unit).zigzag == first.then(second).then(third)
    for exponent in (1, 2, 3, 4):
        repeated = power(affine([[1]], [0]), parts[0], exponent)
        fold = coordinate_fold(repeated, unit)
        assert fold.zigzag == first**exponent
        knots = zip(fold.function.knots[1:-1], fold.function.values[1:-1], strict=True)
        upper = sum(value == 1 for _, (value,) in knots)
        assert (fold.zigzag.folds_at_upper, fold.zigzag.folds_at_lower) == (
            upper,
            fold.zigzag.branches - 1 - upper,
        )


def test_what_is_no_zigzag():
    unit = (Fraction(0), Fraction(1))
    assert coordinate_fold(through_points([0, 1, 2], [0, 2, 1]), (Fraction(0), Fraction(2))) is None
    assert coordinate_fold(affine([[0]], [1]), unit) is None
    assert product_fold(affine([[1, 1], [0, 1]], [0, 0]), box([0, 0], [1, 1])) is None
    assert product_fold(zigzag(2, 2), irredundant(triangle_fold().domain)) is None
    assert product_fold(zigzag(1, 2), HPolytope(1, [(-1, 0)])) is None
    assert coordinate_networks(affine([[1, 1]], [0])) is None


# Product folds


@pytest.mark.parametrize("seed", range(25))
def test_product_folds_equal_enumeration(seed):
    rng = random.Random(seed)
    sizes = rng.choice([(2, 2), (2, 1), (3, 2), (1, 3), (2, 3)])
    parts = []
    for n in sizes:
        first = rng.randint(0, 1)
        knots = sorted(
            {Fraction(0), Fraction(1), *(Fraction(rng.randint(1, 6), 7) for _ in range(n - 1))}
        )
        parts.append(through_points(knots, [(i + first) % 2 for i in range(len(knots))]))
    inner = side_by_side(*parts)
    outer = random_outer(rng, box([0, 0], [1, 1]))
    for exponent in (0, 1, 2):
        result = count_power(outer, inner, exponent)
        assert result.way is Way.PRODUCT_FOLDS
        assert result.count == enumerated(power(outer, inner, exponent))


def test_product_folds_in_three_dimensions_and_by_the_transfer_matrix():
    rng = random.Random(5)
    cube = irredundant(box([0] * 3, [1] * 3))
    inner = zigzag(3, 2)
    folding = full_branch_map(inner, cube)
    classes = gradient_classes(
        3, {f.direction for f in folding.folds}, [b.affine_map.weights for b in folding.branches]
    )
    assert isinstance(classes, VanishingDirections)
    for _ in range(4):
        outer = random_outer(rng, cube)
        pieces = linear_pieces(regions(outer, folding.target))
        transfer = Transfer(folding, classes)
        for exponent in (1, 2, 5, 1000):
            by_formula = count_after_product_fold(pieces, [Zigzag(2, False) ** exponent] * 3)
            counts = transfer.apply_power(state_counts(pieces, classes), exponent)
            assert counts.total() == by_formula
        assert count_power(outer, inner, 1).count == enumerated(power(outer, inner, 1))


def test_the_printed_formula_for_product_folds():
    # f = max(0, 1/2 - y) on the iterated tent: V = [0, 1/2] is sloped, V = [1/2, 1] is flat.
    hinge = Network([Layer([[-1]], ["1/2"])])
    for k in range(1, 8):
        assert count_power(hinge, zigzag(1, 2), k).count == 2**k + (2**k - 2**k // 2)


def test_a_million_folds(monkeypatch):
    checks = count_calls(monkeypatch, product_folds, "coordinate_fold")
    hinge = Network([Layer([[-1, 2]], ["1/2"]), Layer([[1]], None, "identity")])
    result = count_power(hinge, zigzag(2, 2), 10**6)
    assert len(checks) == 2
    assert result.count.bit_length() > 2 * 10**6
    assert "digits)" in repr(result)
    assert "digits) linear regions" in str(result)


# General full-branch folds


OUTERS = {
    "x": affine([[1, 0]], [0]),
    "y": affine([[0, 1]], [0]),
    "x + y": affine([[1, 1]], [0]),
    "0": affine([[0, 0]], [0]),
    "identity": affine([[1, 0], [0, 1]], [0, 0]),
    "two lines": Network(
        [Layer([[2, -1], [1, 1]], ["-1/3", "-1/2"]), Layer([[1, 1]], None, "identity")]
    ),
}


@pytest.mark.parametrize("name", OUTERS)
def test_triangle_fold_equals_enumeration(name):
    inner, outer = triangle_fold(), OUTERS[name]
    assert count_power(outer, inner, 0).count == enumerated(power(outer, inner, 0))
    for exponent in range(1, 6):
        result = count_power(outer, inner, exponent)
        assert result.way is Way.FULL_BRANCH_FOLDS
        assert result.count == enumerated(power(outer, inner, exponent))


def test_triangle_fold_as_described():
    folding = full_branch_map(triangle_fold(), triangle_fold().domain)
    y_axis, x_axis, hypotenuse = folding.source.rows
    assert folding.source.rows == ((-1, 0, 0), (0, -1, 0), (1, 1, 1))
    (fold,) = folding.folds
    assert (fold.facet, fold.direction) == (x_axis, (0, 1))
    boundaries = [dict(branch.boundary) for branch in folding.branches]
    assert sorted(boundary[hypotenuse] for boundary in boundaries) == [y_axis, x_axis]
    assert [boundary[y_axis] for boundary in boundaries] == [hypotenuse] * 2
    assert all(x_axis not in boundary for boundary in boundaries)


def test_huge_powers_of_the_triangle_fold(monkeypatch):
    steps = count_calls(monkeypatch, Transfer, "apply")
    states = count_calls(monkeypatch, Transfer, "_copies")
    result = count_power(OUTERS["y"], triangle_fold(), 10**6)
    assert not steps
    assert len(states) < 20
    assert len(decimal_text(result.count)) > 3 * 10**5
    small = [count_power(OUTERS["y"], triangle_fold(), k).count for k in range(40)]
    assert small[:6] == [1, 2, 4, 6, 12, 20]
    # Every step at most doubles the number of pieces.
    assert all(a <= b <= 2 * a for a, b in pairwise(small))


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize("name", ["x", "y", "two lines"])
def test_off_centre_triangle_folds_equal_enumeration(turn, name):
    inner, outer = off_centre_triangle_fold(Fraction(1, 3), turn), OUTERS[name]
    for exponent in range(1, 5):
        result = count_power(outer, inner, exponent)
        assert result.way is Way.FULL_BRANCH_FOLDS
        assert result.count == enumerated(power(outer, inner, exponent))


def test_row_spaces_where_directions_do_not_close():
    folding = full_branch_map(off_centre_triangle_fold(Fraction(1, 3), 1), triangle_fold().domain)
    folds = [fold.direction for fold in folding.folds]
    branches = [branch.affine_map.weights for branch in folding.branches]
    classes = gradient_classes(2, folds, branches)
    assert isinstance(classes, RowSpaces)


@pytest.mark.parametrize("name", OUTERS)
def test_both_descriptions_of_gradients_count_alike(name):
    folding = full_branch_map(triangle_fold(), triangle_fold().domain)
    branches = [branch.affine_map.weights for branch in folding.branches]
    closed = gradient_classes(2, [fold.direction for fold in folding.folds], branches)
    assert isinstance(closed, VanishingDirections)
    assert len(closed.directions) == 4
    pieces = linear_pieces(regions(OUTERS[name], folding.target))
    for exponent in (1, 7, 60):
        first, second = (
            Transfer(folding, classes).apply_power(state_counts(pieces, classes), exponent)
            for classes in (closed, RowSpaces(2))
        )
        assert first.total() == second.total()


def test_chains_of_different_full_branch_folds():
    blocks = [
        Block(triangle_fold(), 2),
        Block(off_centre_triangle_fold(Fraction(1, 4)), 1),
        Block(triangle_fold(), 1),
    ]
    for outer in OUTERS.values():
        net = outer
        for block in reversed(blocks):
            net = power(net, block.network, block.repeats)
        result = count_chain(outer, blocks, triangle_fold().domain)
        assert result.count == enumerated(net)
        assert [block.repeats for block in result.blocks] == [2, 1, 1]


def test_the_target_of_a_block_is_found():
    # |x|, |y| on a triangle around the origin's corner: the image is another triangle.
    inner = Network(
        [
            Layer([[1, 0], [-1, 0], [0, 1]], None, ["relu", "relu", "identity"]),
            Layer([[1, 1, 0], [0, 0, 1]], [0, 0], "identity"),
        ],
        HPolytope(2, [(1, 1, 1), (-1, 1, 1), (0, -1, 0)]),
    )
    for outer in OUTERS.values():
        result = count_chain(outer, [Block(inner, 1), Block(triangle_fold(), 3)], inner.domain)
        assert result.count == enumerated(power(outer, triangle_fold(), 3).compose(inner))


# Markov maps


def random_markov(rng):
    n = rng.choice([2, 3, 4, 6])
    knots = [Fraction(i, n) for i in range(n + 1)]
    inner = through_points(knots, [Fraction(rng.randint(0, n), n) for _ in knots])
    outer = through_points(knots, [rng.randint(0, 2) for _ in knots])
    return inner, outer


@pytest.mark.parametrize("seed", range(60))
def test_markov_maps_equal_enumeration(seed):
    inner, outer = random_markov(random.Random(seed))
    for exponent in range(5):
        result = count_power(outer, inner, exponent)
        assert isinstance(result, CompositionCount)
        assert result.count == pieces_1d(power(outer, inner, exponent), 0, 1)


@pytest.mark.parametrize("seed", range(3))
def test_markov_maps_equal_the_region_complex(seed):
    inner, outer = random_markov(random.Random(1000 + seed))
    assert count_power(outer, inner, 2).count == enumerated(power(outer, inner, 2))


@pytest.mark.parametrize("seed", range(10))
def test_matrix_powers_equal_single_steps(seed):
    inner, outer = random_markov(random.Random(seed))
    h, f = (interval_map(net, Fraction(0), Fraction(1)) for net in (inner, outer))
    points = invariant_points(h, {*h.knots, *f.knots})
    counts = stepped = kinks_of(f, points)
    exponent = 50 * len(points) + 7
    for _ in range(exponent):
        stepped = apply_map(h, points, stepped)
    assert apply_power(h, counts, exponent) == stepped


def test_a_million_steps_of_a_markov_map(monkeypatch):
    # Slopes 2 and 1: the golden mean shift, whose pieces are Fibonacci numbers.
    inner = through_points([0, Fraction(1, 2), 1], [0, 1, Fraction(1, 2)])
    counts = [count_power(affine([[1]], [0]), inner, k).count for k in range(1, 12)]
    assert counts == [pieces_1d(power(affine([[1]], [0]), inner, k), 0, 1) for k in range(1, 12)]
    steps = count_calls(monkeypatch, markov_maps, "apply_map")
    result = count_power(affine([[1]], [0]), inner, 10**6)
    assert isinstance(result, CompositionCount)
    assert len(steps) < 100


def test_maps_without_finite_invariant_sets():
    # Slopes of 3/2 and -3/2 give 3/4 an endless orbit: followed for some steps, refused beyond.
    inner = through_points([0, Fraction(1, 2), 1], [0, Fraction(3, 4), 0])
    outer = through_points([0, Fraction(1, 5), 1], [0, 1, 0])
    for exponent in (3, 6):
        expected = pieces_1d(power(outer, inner, exponent), 0, 1)
        assert count_power(outer, inner, exponent).count == expected
    refusal = count_power(outer, inner, 10**6)
    assert isinstance(refusal, CompositionRefusal)
    assert "no Markov map" in str(refusal)


def test_constant_maps():
    constant = affine([[0]], [1])
    inner = Network(constant.layers, box([0], [1]))
    assert count_power(zigzag(1, 3), inner, 5).count == 1
    half = through_points([0, 1, 2], [0, 1, 1])
    assert count_power(zigzag(1, 2), half, 3).count == pieces_1d(power(zigzag(1, 2), half, 3), 0, 2)


# Refusals


def test_refusals_count_nothing():
    inner = Network([Layer([[1, 1], [1, 1]], None, "identity")], box([0, 0], [1, 1]))
    refusal = count_power(affine([[1, 0]], [0]), inner, 2)
    assert isinstance(refusal, CompositionRefusal)
    assert not hasattr(refusal, "count")
    assert refusal.failure.obstacle is Obstacle.SINGULAR
    assert "violates the hypothesis" in str(refusal)


@pytest.mark.slow
def test_images_that_never_settle_are_refused():
    inner = Network([Layer([[2, 0], [1, 2]], None, "identity")], box([0, 0], [1, 1]))
    refusal = count_power(affine([[1, 0]], [0]), inner, 10**6)
    assert isinstance(refusal, CompositionRefusal)
    assert "still new ones" in str(refusal)


def test_bad_arguments():
    with pytest.raises(InvalidNetworkError, match="exponent is -1"):
        count_power(zigzag(1, 2), zigzag(1, 2), -1)
    with pytest.raises(InvalidNetworkError, match="blocks from R"):
        count_power(zigzag(2, 2), zigzag(1, 2), 1)


def test_unequal_branches_do_not_matter():
    rng = random.Random(3)
    inner = random_zigzag(rng, 3)
    outer = random_outer(rng, box([0], [1]))
    assert count_power(outer, inner, 1).count == enumerated(power(outer, inner, 1))
