"""Coordinatewise zigzags, and how many regions the fold networks have."""

from __future__ import annotations

from polyregions.constructions.parts import alternating_sums, coordinates, fold_layer, whole
from polyregions.networks import Claim, Layer, Network
from polyregions.polytopes import box

__all__ = ["affine_regions_on_cube", "whole_space_regions", "zigzag"]


def zigzag(inputs: int, branches: int, blocks: int = 1) -> Network:
    """Return the network that folds the unit cube onto itself, coordinate by coordinate.

    It computes (h(x_1), ..., h(x_n0)), h on [0, 1] being the zigzag through 0, 1, 0, ... at 0, 1/N,
    2/N, ..., with N = branches^blocks branches. Two branches and one block make the tent map.

    Parameters
    ----------
    inputs
        The dimension n0 >= 1, of the outputs too.
    branches
        The number p >= 1 of branches of one hidden layer.
    blocks
        The number k >= 1 of hidden layers.

    Returns
    -------
    Network
        With the unit cube as its domain, and the claim that this has p^(n0 k) linear regions.

    Raises
    ------
    ConstructionError
        If a size is no positive whole number.

    References
    ----------
    G. Montufar, R. Pascanu, K. Cho, Y. Bengio, "On the Number of Linear Regions of Deep Neural
    Networks", NeurIPS 2014.

    Examples
    --------
    >>> tent = zigzag(inputs=1, branches=2)
    >>> tent.exact(["1/4"]), tent.exact(["3/4"])
    ((Fraction(1, 2),), (Fraction(1, 2),))
    """
    n0, p, k = whole(inputs, "inputs"), whole(branches, "branches"), whole(blocks, "blocks")
    folded = alternating_sums(n0, p, p * n0)
    layers = [fold_layer(coordinates(n0), p, p * n0)]
    if k > 1:
        layers += [fold_layer(folded, p, p * n0)] * (k - 1)
    layers.append(Layer(folded, None, "identity"))
    cube = box([0] * n0, [1] * n0)
    claim = Claim(
        regions=p ** (n0 * k),
        formula=f"p**(n0*k) with p = {p}, n0 = {n0}, k = {k}",
        definition="open_connected",
        domain=cube,
        source="Montufar, Pascanu, Cho, Bengio, NeurIPS 2014",
    )
    return Network(layers, cube, f"zigzag {n0} inputs, {p} branches, {k} blocks", claim)


def whole_space_regions(inputs: int, branches: int, blocks: int) -> int:
    """Return the number of linear regions (definition 4) of a fold network on all of R^n0.

    With N = branches^blocks this is (N + 1)^n0 if the branches are odd in number or there is one
    block, else (N + 2)^n0: outside the unit cube h has one piece below 0, and above 1 another one
    unless the last branch goes on.

    Parameters
    ----------
    inputs
        The dimension n0.
    branches
        The number of branches of one block: p of :func:`montufar`, q of :func:`ternary`.
    blocks
        The number of blocks: L - 1 for :func:`montufar`, floor((L - 1) / 2) for :func:`ternary`.

    Raises
    ------
    ConstructionError
        If a size is no positive whole number.

    Examples
    --------
    >>> whole_space_regions(inputs=2, branches=2, blocks=2)
    36
    """
    n0, p, k = whole(inputs, "inputs"), whole(branches, "branches"), whole(blocks, "blocks")
    outside = 1 if p % 2 or k == 1 else 2
    return int((p**k + outside) ** n0)


def affine_regions_on_cube(inputs: int, branches: int, blocks: int) -> int:
    """Return the number of affine regions (definition 6) of a fold network on the unit cube.

    With N = branches^blocks >= 2 these are 2^(n0-1) (n0 (N - 2) + 2) affine maps: the cells of one
    gradient have the same map iff the numbers of their branches have the same sum.

    Parameters
    ----------
    inputs
        The dimension n0.
    branches
        The number of branches of one block: p of :func:`montufar`, q of :func:`ternary`.
    blocks
        The number of blocks: L - 1 for :func:`montufar`, floor((L - 1) / 2) for :func:`ternary`.

    Raises
    ------
    ConstructionError
        If a size is no positive whole number.

    Examples
    --------
    >>> affine_regions_on_cube(inputs=2, branches=3, blocks=2)
    32
    """
    n0, p, k = whole(inputs, "inputs"), whole(branches, "branches"), whole(blocks, "blocks")
    n = int(p**k)
    return 1 if n == 1 else int(2 ** (n0 - 1)) * (n0 * (n - 2) + 2)
