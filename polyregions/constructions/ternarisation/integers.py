"""Networks whose parameters are integers: which are ternary, and how to scale others."""

from __future__ import annotations

from polyregions.arithmetic import common_denominator
from polyregions.networks import Layer, Network, check_network

__all__ = ["integer_network", "is_ternary"]


def is_ternary(network: Network) -> bool:
    """Return whether every parameter, biases included, is -1, 0 or 1.

    Examples
    --------
    >>> import polyregions as pr
    >>> is_ternary(pr.ternary(inputs=2, width=12, depth=3)), is_ternary(pr.montufar(2, 4, 2))
    (True, False)
    """
    check_network(network)
    return all(
        entry in (-1, 0, 1)
        for layer in set(network.layers)
        for row in (*layer.weights, layer.bias)
        for entry in row
    )


def integer_network(network: Network) -> tuple[Network, int]:
    """Scale a network to integer parameters.

    Layer l becomes D_l W_l and D_1 ... D_l b_l for the least D_l > 0 that make these integral;
    since ReLU and identity commute with positive factors, its outputs are D_1 ... D_l times what
    they were. No region changes.

    Parameters
    ----------
    network
        Any network.

    Returns
    -------
    (Network, int)
        The integer network and the positive factor by which its outputs are scaled: the network
        itself and 1 if its parameters are integers.

    Examples
    --------
    >>> scaled, factor = integer_network(Network([Layer([["1/2"]], ["1/3"]), Layer([[1]], [1])]))
    >>> scaled, factor
    (Network([Layer([[3]], [2], 'relu'), Layer([[1]], [6], 'relu')]), 6)
    """
    check_network(network)
    scale, layers = 1, []
    for layer in network.layers:
        bias = [b * scale for b in layer.bias]
        factor = common_denominator([*bias, *(w for row in layer.weights for w in row)])
        if factor == scale == 1:
            layers.append(layer)
            continue
        weights = [[w * factor for w in row] for row in layer.weights]
        layers.append(Layer(weights, [b * factor for b in bias], layer.activation))
        scale *= factor
    if scale == 1:
        return network, 1
    return Network(layers, network.domain, network.name), scale
