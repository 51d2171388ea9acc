"""Whether two networks compute the same function: decided on their common refinement.

The question is about networks, but its answer needs an engine, which networks may not import.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import repr_of_fields
from polyregions.complexes import Region, regions
from polyregions.errors import InvalidNetworkError
from polyregions.networks import AffineMap, Layer, Network, check_network

__all__ = ["Equality", "equal_functions", "side_by_side"]


@dataclass(frozen=True, slots=True)
class Equality:
    """Whether two functions are equal, and why.

    Attributes
    ----------
    holds
        The answer; the value itself is true or false as this is.
    cells
        The number of cells of the common refinement, on all of which the maps agree if it holds.
    witness
        A point at which the functions differ, None if they are equal.
    """

    holds: bool
    cells: int
    witness: tuple[Fraction, ...] | None

    __repr__ = repr_of_fields

    def __bool__(self) -> bool:
        return self.holds


def equal_functions(
    first: Network, second: Network, domain: Any = None, *, engine: str = "auto"
) -> Equality:
    """Decide whether two networks are the same function on a domain, exactly.

    Both are put side by side in one network, whose regions are the cells of their common
    refinement; on each, the two affine maps are compared.

    Parameters
    ----------
    first, second
        Networks with equally many inputs and equally many outputs.
    domain, engine
        As for :func:`polyregions.regions`; the domain omitted is that of the first network.

    Returns
    -------
    Equality
        True with the number of cells, or false with a point at which they differ.

    Raises
    ------
    InvalidNetworkError
        If the numbers of inputs or outputs differ.

    Examples
    --------
    >>> import polyregions as pr
    >>> tent = pr.montufar(inputs=1, width=2, depth=2)
    >>> bool(equal_functions(tent, pr.ternary(inputs=1, width=8, depth=3), pr.whole_space(1)))
    True
    >>> identity = pr.Network([pr.Layer([[1]], activation="identity")])
    >>> equal_functions(tent, identity).witness is None
    False
    """
    both = side_by_side(first, second)
    cells = regions(both, domain, engine=engine)
    for region in cells:
        difference = _difference(region.affine_map, first.outputs)
        if any(any(row) for row in difference.weights) or any(difference.bias):
            return Equality(False, len(cells), _nonzero_point(region, difference))
    return Equality(True, len(cells), None)


def side_by_side(first: Network, second: Network) -> Network:
    """Return the network that computes the outputs of both, on the first one's domain.

    Examples
    --------
    >>> double, negative = (Network([Layer([[w]], activation="identity")]) for w in (2, -1))
    >>> side_by_side(double, negative).exact([3])
    (Fraction(6, 1), Fraction(-3, 1))
    """
    check_network(first)
    check_network(second)
    for what, here, there in (
        ("inputs", first.inputs, second.inputs),
        ("outputs", first.outputs, second.outputs),
    ):
        if here != there:
            raise InvalidNetworkError(
                f"the networks have {here} and {there} {what}: functions are compared between "
                "the same spaces"
            )
    depth = max(len(first.layers), len(second.layers))
    pairs = list(zip(_lengthened(first, depth), _lengthened(second, depth), strict=True))
    layers = [_stacked(*pairs[0], shared_inputs=True)]
    layers += [_stacked(*pair, shared_inputs=False) for pair in pairs[1:]]
    return Network(layers, first.domain)


def _lengthened(network: Network, depth: int) -> list[Layer]:
    size = network.outputs
    identity = Layer([[int(i == j) for j in range(size)] for i in range(size)], None, "identity")
    return [*network.layers, *[identity] * (depth - len(network.layers))]


def _stacked(upper: Layer, lower: Layer, shared_inputs: bool) -> Layer:
    if shared_inputs:
        weights = [*upper.weights, *lower.weights]
    else:
        weights = [(*row, *[Fraction(0)] * lower.inputs) for row in upper.weights]
        weights += [(*[Fraction(0)] * upper.inputs, *row) for row in lower.weights]
    return Layer(weights, upper.bias + lower.bias, upper.activation + lower.activation)


def _difference(both: AffineMap, outputs: int) -> AffineMap:
    rows = [(*w, b) for w, b in zip(both.weights, both.bias, strict=True)]
    pairs = zip(rows[:outputs], rows[outputs:], strict=True)
    gaps = [[p - q for p, q in zip(*pair, strict=True)] for pair in pairs]
    return AffineMap([gap[:-1] for gap in gaps], [gap[-1] for gap in gaps])


def _nonzero_point(region: Region, difference: AffineMap) -> tuple[Fraction, ...]:
    """Return a point of the region at which a map that is not zero everywhere is not zero."""
    center = region.interior_point
    if any(difference(center)):
        return center
    gradient = next(row for row in difference.weights if any(row))
    step = Fraction(1)
    while True:
        point = tuple(x + step * g for x, g in zip(center, gradient, strict=True))
        if region.contains(point):
            return point
        step /= 2
