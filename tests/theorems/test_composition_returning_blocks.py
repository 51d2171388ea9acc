"""Blocks that return on an equal polytope whose rows stand in another order."""

from polyregions.networks import Layer, Network
from polyregions.polytopes import box
from polyregions.theorems.composition import Block, count_by_composition, count_chain
from tests.theorems.composition_cases import affine

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
