"""An independent exact count of the affine pieces of networks on the line."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import pytest

from polyregions.networks import Network

Piece = tuple[Fraction, Fraction]


def affine_pieces(network: Network, low: int, high: int) -> list[Piece]:
    """Return (slope, intercept) of the maximal affine pieces of a 1 -> 1 network on [low, high].

    Nodes carry the exact values of all units of a layer; every sign change of a ReLU's
    pre-activation between two nodes adds one. Nothing of the package but its parameters is used.
    """
    nodes = [(Fraction(low), [Fraction(low)]), (Fraction(high), [Fraction(high)])]
    for layer in network.layers:
        nodes = [
            (
                x,
                [
                    sum((w * v for w, v in zip(row, values, strict=True)), bias)
                    for row, bias in zip(layer.weights, layer.bias, strict=True)
                ],
            )
            for x, values in nodes
        ]
        relu = [i for i, name in enumerate(layer.activation) if name == "relu"]
        refined = [nodes[0]]
        for (x0, z0), (x1, z1) in pairwise(nodes):
            cuts = {z0[i] / (z0[i] - z1[i]) for i in relu if z0[i] * z1[i] < 0}
            for t in sorted(cuts):
                mixed = [a + t * (b - a) for a, b in zip(z0, z1, strict=True)]
                refined.append((x0 + t * (x1 - x0), mixed))
            refined.append((x1, z1))
        nodes = [
            (x, [max(z, Fraction(0)) if i in relu else z for i, z in enumerate(values)])
            for x, values in refined
        ]
    pieces: list[Piece] = []
    for (x0, y0), (x1, y1) in pairwise(nodes):
        slope = (y1[0] - y0[0]) / (x1 - x0)
        piece = (slope, y0[0] - slope * x0)
        if not pieces or pieces[-1] != piece:
            pieces.append(piece)
    return pieces


@pytest.fixture(name="affine_pieces")
def _affine_pieces() -> Callable[[Network, int, int], list[Piece]]:
    return affine_pieces
