"""Blocks that return on an equal polytope whose rows stand in another order."""

import random
from collections import Counter

import pytest

from polyregions.complexes import regions
from polyregions.networks import Layer, Network
from polyregions.polytopes import box
from polyregions.theorems.composition import (
    Block,
    CompositionCount,
    CompositionRefusal,
    Way,
    check_lemma1,
    count_by_composition,
    count_chain,
    full_branch_map,
    verify_lemma1,
)
from tests.theorems.composition_cases import affine
from tests.theorems.random_chains import SHAPES, disordered, random_chain

SQUARE = box([0, 0], [1, 1])


def test_a_network_whose_block_returns_on_a_turned_square():
    fold = [
        Layer([[1, 0], [1, 0], [0, 1]], [0, "-1/2", 0]),
        Layer([[0, 0, 1], [2, -4, 0]]),
    ]
    net = Network([*fold, *fold, Layer([[0, 1]], None, "identity")], SQUARE)
    assert count_by_composition(net).count == 2


def test_a_chain_whose_block_returns_on_a_turned_square():
    fold = Network(
        [
            Layer([[1, 0], [1, 0], [0, 1]], [0, "-1/2", 0]),
            Layer([[1, -2, 0], [0, 0, 1]], None, "identity"),
        ]
    )
    turn = affine([[0, 1], [2, 0]], [0, 0])
    last = Network([Layer([[1, 0]], ["-1/4"])])
    chain = [Block(fold, 1), Block(turn, 1), Block(fold, 1)]
    assert count_chain(last, chain, SQUARE).count == 4


def chain_of(seed):
    rng = random.Random(seed)
    return rng, random_chain(rng, SHAPES[seed % len(SHAPES)], 2 + seed // len(SHAPES) % 2)


def case(seed, chain):
    return f"seed {seed}, shape {SHAPES[seed % len(SHAPES)]}: {chain}"


def assert_chain_is_counted(seed, ways):
    rng, chain = chain_of(seed)
    net = chain.outer.compose(chain.inner)
    expected = regions(net).count()
    found = count_chain(chain.outer, chain.blocks, chain.domain)
    assert isinstance(found, CompositionCount), (str(found), case(seed, chain))
    assert found.count == expected, (found, expected, case(seed, chain))
    ways[found.way] += 1
    check = CHECKS[seed // 2 % len(CHECKS)]
    assert check(rng, chain, net, expected), (check.__name__, expected, case(seed, chain))


def the_network_is_counted(rng, chain, net, expected):
    found = count_by_composition(net)
    return isinstance(found, CompositionRefusal) or found.count == expected


def both_lemmas_are_evaluated(rng, chain, net, expected):
    found = verify_lemma1(chain.inner, chain.outer.with_domain(chain.target))
    return found.report.corrected == found.enumerated == expected


def the_order_of_the_rows_does_not_matter(rng, chain, net, expected):
    domain, target = disordered(rng, chain.domain), disordered(rng, chain.target)
    again = count_chain(chain.outer, chain.blocks, domain)
    inner, outer = chain.inner, chain.outer.with_domain(target)
    reports = check_lemma1(inner, outer), check_lemma1(inner.with_domain(domain), outer)
    maps = full_branch_map(inner, chain.target), full_branch_map(inner.with_domain(domain), target)
    counts, structures = map(numbers, reports), map(structure, maps)
    return again.count == expected and equal(counts) and equal(structures)


CHECKS = [
    the_network_is_counted,
    both_lemmas_are_evaluated,
    the_order_of_the_rows_does_not_matter,
]


def numbers(report):
    merge = report.merge and (report.merge.inner_regions, report.merge.outer_region)
    return report.corrected, report.product, report.merging_facets, merge


def structure(folding):
    branches = [(branch.affine_map, branch.boundary) for branch in folding.branches]
    return folding.source, folding.target, branches, folding.folds


def equal(pair):
    first, second = pair
    return first == second


def test_random_chains_equal_enumeration():
    ways = Counter()
    for seed in range(8):
        assert_chain_is_counted(seed, ways)
    assert ways[Way.FULL_BRANCH_FOLDS] > 4


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_hundreds_of_random_chains_equal_enumeration(part):
    for seed in range(100 + 100 * part, 200 + 100 * part):
        assert_chain_is_counted(seed, Counter())
