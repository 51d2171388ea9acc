"""Continuous piecewise linear functions of one variable, exactly."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from polyregions.networks import Layer, Network

__all__ = ["PiecewiseLinear", "piecewise_linear"]

Vector = tuple[Fraction, ...]
Nodes = list[tuple[Fraction, Vector]]


@dataclass(frozen=True, slots=True)
class PiecewiseLinear:
    """A continuous piecewise linear function on a closed interval, with values in R^m.

    Attributes
    ----------
    knots
        The ends of the interval and all points between at which the function is not affine.
    values
        The value at each knot.
    """

    knots: tuple[Fraction, ...]
    values: tuple[Vector, ...]

    def piece(self, x: Fraction, side: int = 1) -> int:
        """Return the number of the piece at x; at a knot, that on the right (+1) or left (-1)."""
        right = bisect_right(self.knots, x) - 1
        on_knot = self.knots[right] == x
        piece = right - 1 if on_knot and side < 0 else right
        return min(max(piece, 0), len(self.knots) - 2)

    def slope(self, piece: int) -> Vector:
        """Return the derivative on a piece."""
        width = self.knots[piece + 1] - self.knots[piece]
        rises = zip(self.values[piece], self.values[piece + 1], strict=True)
        return tuple((b - a) / width for a, b in rises)

    def __call__(self, x: Fraction) -> Vector:
        """Return the value at a point of the interval."""
        piece = self.piece(x)
        step = x - self.knots[piece]
        return tuple(
            v + step * s for v, s in zip(self.values[piece], self.slope(piece), strict=True)
        )


def piecewise_linear(network: Network, low: Fraction, high: Fraction) -> PiecewiseLinear:
    """Return the function that a network of one input computes on an interval.

    Examples
    --------
    >>> from polyregions.constructions import zigzag
    >>> tent = piecewise_linear(zigzag(1, 2), Fraction(0), Fraction(1))
    >>> [str(x) for x in tent.knots], [str(y) for (y,) in tent.values]
    (['0', '1/2', '1'], ['0', '1', '0'])
    """
    nodes: Nodes = [(low, (low,)), (high, (high,))]
    for layer in network.layers:
        nodes = _through(layer, nodes)
    kept = nodes[:1]
    for node, following in pairwise(nodes[1:]):
        if _turns(kept[-1], node, following):
            kept.append(node)
    kept.append(nodes[-1])
    return PiecewiseLinear(tuple(x for x, _ in kept), tuple(values for _, values in kept))


def _through(layer: Layer, nodes: Nodes) -> Nodes:
    """Return the nodes of the layer's outputs: a new one where a ReLU changes sign between two."""
    mapped = [(x, layer.preactivations(values)) for x, values in nodes]
    refined = mapped[:1]
    for (x, z), (y, w) in pairwise(mapped):
        for t in sorted({z[i] / (z[i] - w[i]) for i in layer.relu_units if z[i] * w[i] < 0}):
            crossing = tuple(a + t * (b - a) for a, b in zip(z, w, strict=True))
            refined.append((x + t * (y - x), crossing))
        refined.append((y, w))
    return [(x, layer.activate(z)) for x, z in refined]


def _turns(
    before: tuple[Fraction, Vector], node: tuple[Fraction, Vector], after: tuple[Fraction, Vector]
) -> bool:
    (x, u), (y, v), (z, w) = before, node, after
    pairs = zip(u, v, w, strict=True)
    return any((b - a) * (z - y) != (c - b) * (y - x) for a, b, c in pairs)
