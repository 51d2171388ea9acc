"""What commands tell of a network beside its name and widths: its parameters and its domain."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from polyregions.arithmetic import shortest_number
from polyregions.networks import Network
from polyregions.readers import domain_to_json

__all__ = ["domain_text", "kind_of_parameters", "number_of_parameters"]


def number_of_parameters(network: Network) -> int:
    """Return the number of weights and biases."""
    return sum(layer.units * (layer.inputs + 1) for layer in network.layers)


def kind_of_parameters(network: Network) -> str:
    """Return the smallest of the usual sets in which all parameters lie.

    Examples
    --------
    >>> from polyregions.networks import Layer
    >>> kind_of_parameters(Network([Layer([[1, 0.5]])]))
    'binary floats'
    """
    distinct = set(_parameters(network))
    if all(value in (-1, 0, 1) for value in distinct):
        return "ternary"
    if all(value.denominator == 1 for value in distinct):
        return "integers"
    if all(not isinstance(shortest_number(value), str) for value in distinct):
        return "binary floats"
    return "rationals"


def domain_text(network: Network) -> str:
    """Return the domain in a few words.

    Examples
    --------
    >>> from polyregions.networks import Layer
    >>> domain_text(Network([Layer([[1, 1]])], [[0, 1], [0, "1/2"]]))
    '[0, 1] x [0, 0.5]'
    """
    domain = network.domain
    if domain is None or not domain.rows:
        return f"all of R^{network.inputs}"
    value = domain_to_json(domain)
    if isinstance(value, list):
        return " x ".join(f"[{low}, {high}]" for low, high in value)
    return f"{len(domain.rows)} inequalities in R^{domain.dimension}"


def _parameters(network: Network) -> Iterable[Fraction]:
    for layer in set(network.layers):
        for row in layer.weights:
            yield from row
        yield from layer.bias
