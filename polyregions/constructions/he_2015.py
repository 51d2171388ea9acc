"""Random fully connected networks at He initialisation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from polyregions.arithmetic import exact_rational, nearest_float
from polyregions.constructions.parts import whole, whole_sizes
from polyregions.errors import ConstructionError
from polyregions.interface import parameter
from polyregions.networks import Layer, Network

__all__ = ["he_random"]


def he_random(widths: Sequence[int], seed: int = 0, bias_std: float = 0.5) -> Network:
    """Return a random ReLU network with weights N(0, 2 / fan-in) and biases N(0, bias_std^2).

    Numpy's default generator, seeded, draws for every layer, the affine output layer included, the
    weights ``rng.standard_normal((out, in)) * sqrt(2 / in)`` and then the biases
    ``rng.standard_normal(out) * bias_std``; a network is thus given by its arguments. Its
    parameters are the exact values of these binary floats.

    Parameters
    ----------
    widths
        The sizes n0, n1, ..., nL, inputs and outputs included.
    seed
        The seed, a whole number >= 0.
    bias_std
        The standard deviation of the biases; 0 makes a network without biases, whose regions are
        cones.

    Returns
    -------
    Network
        With all of R^n0 as its domain and without a claim.

    Raises
    ------
    ConstructionError
        If there are fewer than two widths, one is no positive whole number, or the seed or the
        standard deviation is negative.
    InvalidNumberError
        If the standard deviation is no finite number.

    References
    ----------
    K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", ICCV 2015.

    Examples
    --------
    >>> he_random((3, 10, 10, 1), seed=0).widths
    (3, 10, 10, 1)
    >>> he_random((2, 1), seed=0).layers[0].weights[0][0] == np.random.default_rng(0).normal()
    True
    """
    sizes = whole_sizes(widths, "widths")
    if len(sizes) < 2:
        raise ConstructionError(
            f"{len(sizes)} widths are given: give at least two, for the inputs and the outputs"
        )
    spread = nearest_float(exact_rational(bias_std, parameter("bias_std")))
    if spread < 0:
        raise ConstructionError(f"{parameter('bias_std')} is {bias_std}: give a number >= 0")
    rng = np.random.default_rng(whole(seed, "seed", least=0))
    layers = []
    for i, (fan_in, units) in enumerate(pairwise(sizes)):
        weights = rng.standard_normal((units, fan_in)) * math.sqrt(2 / fan_in)
        bias = rng.standard_normal(units) * spread
        activation = "identity" if i == len(sizes) - 2 else "relu"
        layers.append(Layer(weights, bias, activation))
    return Network(layers, name=f"he_random {'-'.join(map(str, sizes))}, seed {seed}")
