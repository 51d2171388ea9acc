"""Compositions by local data on small cases: every condition of the theorems decides in one."""

import random
from fractions import Fraction
from itertools import product

import pytest

from polyregions.complexes import regions
from polyregions.constructions import he_random, zigzag
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope, box, contains, simplex
from polyregions.theorems.composition import (
    Block,
    CompositionRefusal,
    FullBranchMap,
    Obstacle,
    Way,
    check_lemma1,
    count_by_composition,
    count_chain,
    count_power,
    full_branch_map,
    passes_narrow_layers,
    split_into_blocks,
)
from polyregions.theorems.composition.affine_maps import image, preimage_rows, unoriented
from polyregions.theorems.composition.full_branch_maps import image_of_first_branch
from polyregions.theorems.composition.gradients import gradient_classes
from polyregions.theorems.composition.pieces import linear_pieces
from polyregions.theorems.composition.relative_interior import point_on_facet
from polyregions.theorems.composition.simplified_layers import simplified_layers
from polyregions.theorems.composition.transfer_matrix import PieceState, Transfer, state_counts
from tests.helpers.enumeration import enumerated
from tests.theorems.composition_cases import (
    affine,
    off_centre_triangle_fold,
    side_by_side,
    through_points,
    triangle_fold,
)

INTERVAL, SQUARE = box([0], [1]), box([0, 0], [1, 1])
HALF = Fraction(1, 2)

ON_THE_INTERVAL = {
    "y": affine([[1]], [0]),
    "0": affine([[0]], [0]),
    "(0, y)": affine([[0], [1]], [0, 0]),
    "flat below": Network([Layer([[1]], ["-3/4"])]),
    "flat above": Network([Layer([[-1]], ["1/4"])]),
    "flat between": Network([Layer([[-1], [1]], ["1/3", "-2/3"])]),
}


def composed(outer, blocks, domain):
    net = affine([[int(i == j) for j in range(outer.inputs)] for i in range(outer.inputs)], None)
    for block in blocks:
        for _ in range(block.repeats):
            net = block.network.compose(net)
    return outer.compose(net).with_domain(domain)


# The lemma


@pytest.mark.parametrize(
    ("outer", "claimed", "corrected", "merging"),
    [
        ("y", 2, 2, 0),
        ("0", 2, 1, 1),
        ("(0, y)", 2, 2, 0),
        ("flat below", 4, 4, 0),
        ("flat above", 4, 3, 1),
        ("flat between", 6, 6, 0),
    ],
)
def test_what_merges_in_a_tent(outer, claimed, corrected, merging):
    report = check_lemma1(zigzag(1, 2), ON_THE_INTERVAL[outer].with_domain(INTERVAL))
    assert (report.product, report.corrected) == (claimed, corrected)
    assert report.merging_facets == merging
    assert report.agree == (report.merge is None) == (not merging)


def test_where_copies_merge():
    report = check_lemma1(zigzag(1, 3), ON_THE_INTERVAL["flat below"].with_domain(INTERVAL))
    assert report.corrected == 5
    assert report.merge.inner_regions == (1, 2)
    assert (report.merge.point, report.merge.image) == ((Fraction(2, 3),), (0,))


def test_a_point_in_the_relative_interior_of_a_facet():
    for polytope in (SQUARE, simplex(3), HPolytope(2, [(-1, 0, 0), (0, -1, 0)])):
        for row in polytope.rows:
            point = point_on_facet(polytope, row)
            assert contains(polytope, point).witness == (polytope.rows.index(row),)


def test_pieces_touch_the_boundary_of_the_domain():
    between = ON_THE_INTERVAL["flat between"].with_domain(INTERVAL)
    touched = [sorted(piece.touched) for piece in linear_pieces(regions(between))]
    assert sorted(touched) == [[], [(-1, 0)], [(1, 1)]]


# The hypothesis


def test_a_branch_of_two_regions_that_touch_the_target_in_corners():
    idle = Network(
        [
            Layer([[1, 0], [0, 1], [1, 1]], [0, 0, -1]),
            affine([[1, 0, 0], [0, 1, 0]], None).layers[0],
        ]
    )
    assert len(regions(idle, SQUARE)) == 2
    found = full_branch_map(idle, SQUARE, source=SQUARE)
    assert isinstance(found, FullBranchMap)
    assert (len(found.branches), found.folds) == (1, ())
    assert found.branches[0].boundary == tuple(sorted((row, row) for row in SQUARE.rows))


def test_redundant_rows_carry_no_facets():
    more = HPolytope(2, [(1, 1, 2), *reversed(SQUARE.rows), (1, 2, 4)])
    found = full_branch_map(zigzag(2, 3), more, source=more)
    assert found.source.rows == found.target.rows == tuple(reversed(SQUARE.rows))
    assert (len(found.branches), len(found.folds)) == (9, 12)
    result = count_power(affine([[1, 0]], [0]), zigzag(2, 3).with_domain(more), 2)
    assert (result.way, result.count) == (Way.PRODUCT_FOLDS, 9)


def test_a_witness_far_along_a_ray():
    for row in [(1, 5), (-1, 5), (2, 7)]:
        found = full_branch_map(affine([[1]], [0]), HPolytope(1, [row]))
        assert found.obstacle is Obstacle.OUTSIDE
        assert not contains(HPolytope(1, [row]), found.witness)


def test_a_region_around_a_hole_is_no_branch():
    sizes = Layer([[1, 0], [-1, 0], [0, 1], [0, -1]])
    hill = Layer(
        [[1, -1, 0, 0], [0, 0, 1, -1], [-1, -1, -1, -1]],
        [0, 0, 1],
        ["identity", "identity", "relu"],
    )
    net = Network([sizes, hill, Layer([[1, 0, 0], [0, 1, 1]], None, "identity")])
    assert isinstance(count_chain(net, [Block(net, 2)], box([-2, -2], [2, 2])), CompositionRefusal)


def test_images_and_preimages_under_an_affine_map():
    move = affine([[1, 1], [0, 1]], [1, -1]).layers[0]
    source = HPolytope(2, [(-1, -1, 1), (0, -1, -1), (1, 2, 1)])
    affine_map = regions(Network([move]))[0].affine_map
    assert image(affine_map, source) == simplex(2)
    assert preimage_rows(affine_map, simplex(2)) == source.rows
    blocks = [Block(Network([move]), 1), Block(triangle_fold(), 2)]
    for outer in ON_THE_TRIANGLE.values():
        result = count_chain(outer, blocks, source)
        assert result.count == enumerated(composed(outer, blocks, source))


# States of pieces


ON_THE_TRIANGLE = {
    "y": affine([[0, 1]], [0]),
    "x + y": affine([[1, 1]], [0]),
    "0": affine([[0, 0]], [0]),
    "flat at a corner": Network([Layer([[2, -1]], ["-1/3"])]),
}


def test_powers_of_triangle_folds():
    folds = [triangle_fold(), off_centre_triangle_fold(Fraction(1, 3), 1)]
    for inner, (name, outer), exponent in product(folds, ON_THE_TRIANGLE.items(), (1, 2, 3)):
        result = count_power(outer, inner, exponent)
        assert result.way is Way.FULL_BRANCH_FOLDS
        expected = enumerated(composed(outer, [Block(inner, exponent)], simplex(2)))
        assert result.count == expected, (name, exponent)


def test_powers_of_the_matrix_are_single_steps():
    folding = full_branch_map(triangle_fold(), simplex(2))
    directions = [fold.direction for fold in folding.folds]
    classes = gradient_classes(2, directions, [b.affine_map.weights for b in folding.branches])
    assert sorted(classes.directions) == [(0, 1), (1, -1), (1, 0), (1, 1)]
    transfer = Transfer(folding, classes)
    counts = stepped = state_counts(
        linear_pieces(regions(ON_THE_TRIANGLE["y"], folding.target)), classes
    )
    small = []
    for _ in range(205):
        small.append(stepped.total())
        stepped = transfer.apply(stepped)
    assert small[:6] == [1, 2, 4, 6, 12, 20]
    assert +transfer.apply_power(counts, 205) == +stepped


def test_a_copy_touches_what_lies_over_the_touched_facets():
    folding = full_branch_map(triangle_fold(), simplex(2))
    directions = [fold.direction for fold in folding.folds]
    gradients = [branch.affine_map.weights for branch in folding.branches]
    transfer = Transfer(folding, gradient_classes(2, directions, gradients))
    assert transfer.successors(PieceState(frozenset(), None)) == {PieceState(frozenset(), None): 2}
    for row in folding.target.rows:
        steep = PieceState(frozenset([row]), frozenset())  # no direction vanishes: nothing merges
        over = [{own for other, own in b.boundary if other == row} for b in folding.branches]
        touched = [state.touched for state in transfer.successors(steep).elements()]
        assert sorted(map(sorted, touched)) == sorted(map(sorted, over))


def test_different_folds_in_a_chain():
    blocks = [Block(triangle_fold(), 2), Block(off_centre_triangle_fold(Fraction(1, 4)), 1)]
    for chain in (blocks, blocks[::-1]):
        for outer in ON_THE_TRIANGLE.values():
            expected = enumerated(composed(outer, chain, simplex(2)))
            assert count_chain(outer, chain, simplex(2)).count == expected


def test_directions_have_one_orientation():
    assert unoriented([Fraction(0), Fraction(-2, 3), Fraction(1, 3)]) == (0, 2, -1)


# Product folds


def shape(branches, first, high=1):
    knots = [Fraction(i * high, branches) for i in range(branches + 1)]
    return through_points(knots, [(first + i) % 2 for i in range(branches + 1)])


def test_chains_of_zigzags():
    shapes = [(2, 0), (2, 1), (3, 0), (3, 1)]
    for (first, second), (name, outer) in product(
        zip(shapes, [shapes[3], shapes[0], shapes[1], shapes[1]], strict=True),
        ON_THE_INTERVAL.items(),
    ):
        blocks = [Block(shape(*first, HALF), 1), Block(shape(*second), 1)]
        result = count_chain(outer, blocks, box([0], [HALF]))
        assert result.way is Way.PRODUCT_FOLDS
        assert result.count == enumerated(composed(outer, blocks, box([0], [HALF]))), (
            first,
            second,
            name,
        )


def test_products_of_different_zigzags():
    inner = side_by_side(shape(2, 1), shape(3, 0))
    for weights, bias in [([[1, 0]], [0]), ([[1, 0], [0, -1]], ["-1/3", "1/2"]), ([[0, 0]], [1])]:
        outer = Network([Layer(weights, bias)])
        for exponent in (1, 2):
            expected = enumerated(composed(outer, [Block(inner, exponent)], SQUARE))
            assert count_power(outer, inner.with_domain(SQUARE), exponent).count == expected


def test_a_block_that_returns_on_its_image():
    size = Network([Layer([[1], [-1]]), Layer([[1, 1]], None, "identity")])
    assert image_of_first_branch(regions(size, box([-1], [1]))) == INTERVAL
    result = count_chain(affine([[1]], [0]), [Block(size, 3)], box([-1], [1]))
    assert result.count == 2
    assert [block.repeats for block in result.blocks] == [1, 2]
    net = Network(
        [size.layers[0], *[Layer([[1, 1], [-1, -1]])] * 2, Layer([[1, 1]], None, "identity")]
    )
    assert count_by_composition(net, [[-1, 1]]).count == 2


# Networks cut into blocks


def rejoined(split):
    return composed(split.outer, split.blocks, None)


def assert_same_function(first, second, case):
    for x in product([-2, Fraction(-1, 3), HALF, 3], repeat=first.inputs):
        assert first.exact(x) == second.exact(x), (case, x)


def random_layer(rng, inputs, outputs, most_rank):
    rank = rng.randint(1, most_rank)
    left = [[rng.randint(-1, 2) for _ in range(rank)] for _ in range(outputs)]
    right = [[rng.randint(-2, 2) for _ in range(inputs)] for _ in range(rank)]
    weights = [
        [sum(a * b for a, b in zip(u, v, strict=True)) for v in zip(*right, strict=True)]
        for u in left
    ]
    return Layer(weights, [Fraction(rng.randint(-2, 2), 2) for _ in range(outputs)])


def test_networks_cut_where_they_are_narrow():
    cut = 0
    for seed in range(60):
        rng = random.Random(seed)
        layers = [random_layer(rng, 2, 3, 2)]
        bank = [random_layer(rng, 3, 3, rng.choice([1, 2, 2, 3])) for _ in range(3)]
        layers += [rng.choice(bank) for _ in range(rng.randint(2, 5))]
        net = Network([*layers, random_layer(rng, 3, 2, 2)])
        split = split_into_blocks(net)
        cut += bool(split.blocks)
        assert_same_function(rejoined(split), net, seed)
    assert cut > 30


def test_equal_layers_between_different_cuts():
    fold = Layer([[1, 0], [1, 0], [0, 1]], [0, "-1/2", 0])
    net = Network([fold, Layer([[2, -4, 0], [0, 0, 1]]), fold, Layer([[1, 0, 1], [0, 3, 0]])])
    assert_same_function(rejoined(split_into_blocks(net)), net, "fold")


def test_layers_that_pass_few_numbers():
    rows = [(1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 0, 1)]
    first, last = Layer([[1, 0], [0, 1], [1, 1]]), Layer([[1, 0, 0, 0]])
    wide, narrow = Layer(rows), Layer([*rows[:3], (2, 0, 0)])
    back = Layer([[1, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0]])
    assert not passes_narrow_layers(Network([first, wide]))
    assert not passes_narrow_layers(
        Network([first, wide, Layer([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]), wide, last])
    )
    assert passes_narrow_layers(Network([first, narrow, back]))
    assert not passes_narrow_layers(he_random((2, 5, 5, 1)))


def test_simplified_layers_compute_the_same():
    fewer = 0
    for seed in range(150):
        rng = random.Random(seed)
        kinds = ["relu", "relu", "identity"]
        bank = [
            Layer(
                [[rng.choice([0, 0, 1, 1, HALF, -1]) for _ in range(2)] for _ in range(2)],
                [rng.choice([0, 0, HALF, -1]) for _ in range(2)],
                rng.choice([["relu"] * 2, ["identity"] * 2, [rng.choice(kinds) for _ in range(2)]]),
            )
            for _ in range(3)
        ]
        layers = [rng.choice(bank) for _ in range(6)]
        simple = simplified_layers(layers)
        fewer += len(simple) < 6
        assert_same_function(Network(simple), Network(layers), seed)
    assert fewer > 75


def test_a_layer_that_is_inert_once():
    once = Layer([[2]])
    layers = [Layer([[1]]), once, Layer([[-1]], [1], "identity"), once]
    assert_same_function(Network(simplified_layers(layers)), Network(layers), "inert")
