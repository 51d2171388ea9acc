"""The network of Montufar, Pascanu, Cho and Bengio that folds the unit cube onto itself."""

from __future__ import annotations

from polyregions.arithmetic import number_text
from polyregions.constructions.parts import (
    alternating_sums,
    coordinates,
    fold_layer,
    sum_layer,
    whole,
)
from polyregions.errors import ConstructionError
from polyregions.networks import Claim, Network
from polyregions.polytopes import box

__all__ = ["montufar"]


def montufar(inputs: int, width: int, depth: int, outputs: int = 1) -> Network:
    """Return the integer network that folds the unit cube p^(L-1) times along every axis.

    With p = floor(width / inputs), every hidden layer maps each coordinate z_j to the units p z_j
    and 2 p z_j - 2 (i - 1), i = 2..p, whose alternating sum s_j is a zigzag with p branches; the
    remaining units vanish. Every output is s_1 + ... + s_n0.

    Parameters
    ----------
    inputs
        The dimension n0 >= 1.
    width
        The number of units of every hidden layer, at least ``inputs``.
    depth
        The number L >= 2 of layers, output layer included.
    outputs
        The number of outputs, all equal.

    Returns
    -------
    Network
        With the unit cube as its domain, and the claim that this has p^(n0 (L-1)) linear regions.

    Raises
    ------
    ConstructionError
        If a size is no positive whole number, the width is below the number of inputs, or there is
        no hidden layer.

    Notes
    -----
    Equal hidden layers are one object, so that depth costs next to nothing.

    References
    ----------
    G. Montufar, R. Pascanu, K. Cho, Y. Bengio, "On the Number of Linear Regions of Deep Neural
    Networks", NeurIPS 2014; in the form of Y. Nakahara, M. Kobayashi, T. Matsushima,
    arXiv:2507.16079, equations (5) to (7) and Proposition 1.

    Examples
    --------
    >>> net = montufar(inputs=2, width=6, depth=3)
    >>> net.widths, net.claim.regions
    ((2, 6, 6, 1), 81)
    >>> montufar(inputs=1, width=3, depth=2).layers[0]
    Layer([[3], [6], [6]], [0, -2, -4], 'relu')
    """
    n0, n = whole(inputs, "inputs"), whole(width, "width")
    layer_count, output_count = whole(depth, "depth"), whole(outputs, "outputs")
    if n < n0:
        raise ConstructionError(
            f"width is {number_text(n)}, below the {number_text(n0)} inputs, and every input needs "
            f"a unit: give a width of at least {number_text(n0)}"
        )
    if layer_count < 2:
        raise ConstructionError(
            f"depth is {layer_count}, and it counts the output layer, which leaves no hidden "
            "layer: give at least 2"
        )
    p = n // n0
    folded = alternating_sums(n0, p, n)
    layers = [fold_layer(coordinates(n0), p, n)]
    if layer_count > 2:
        layers += [fold_layer(folded, p, n)] * (layer_count - 2)
    layers.append(sum_layer(folded, output_count))
    cube = box([0] * n0, [1] * n0)
    claim = Claim(
        regions=p ** (n0 * (layer_count - 1)),
        formula=f"p**(n0*(L-1)) with p = {p}, n0 = {n0}, L = {layer_count}",
        definition="open_connected",
        domain=cube,
        source="Proposition 1 of Nakahara, Kobayashi, Matsushima, arXiv:2507.16079",
    )
    return Network(layers, cube, f"montufar {n0} inputs, width {n}, depth {layer_count}", claim)
