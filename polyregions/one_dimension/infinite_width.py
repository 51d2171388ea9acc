"""The covariance of the pre-activations of infinitely wide random networks of one input.

J. Kogan, H. Jananthan, J. Kepner, "Complexity of One-Dimensional ReLU DNNs" (2025),
arXiv:2512.08091; the expectation over a ReLU is that of Y. Cho, L. K. Saul, "Kernel Methods for
Deep Learning", NeurIPS 2009. Weights have the variance 2 / fan-in, biases bias_std^2.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["arc_cosine", "arc_cosine_derivative", "covariance", "covariance_derivative", "variance"]

Floats = NDArray[np.float64]


def arc_cosine(rho: ArrayLike) -> Floats:
    """Return kappa(rho) = 2 E[relu(u) relu(v)] for standard normal u, v with correlation rho.

    Examples
    --------
    >>> arc_cosine([-1, 1]).tolist()
    [0.0, 1.0]
    """
    r = np.clip(np.asarray(rho, np.float64), -1, 1)
    kappa: Floats = (np.sqrt(1 - r * r) + r * (math.pi - np.arccos(r))) / math.pi
    return kappa


def arc_cosine_derivative(rho: ArrayLike) -> Floats:
    """Return kappa'(rho) = (pi - arccos(rho)) / pi."""
    r = np.clip(np.asarray(rho, np.float64), -1, 1)
    slope: Floats = (math.pi - np.arccos(r)) / math.pi
    return slope


def variance(x: ArrayLike, layer: int, bias_std: float) -> Floats:
    """Return K_l(x, x) = 2 x^2 + l bias_std^2, the variance of a pre-activation of layer l.

    Examples
    --------
    >>> float(variance(3, layer=2, bias_std=1))
    20.0
    """
    return 2 * np.asarray(x, np.float64) ** 2 + layer * bias_std**2


def covariance(x: ArrayLike, y: ArrayLike, layer: int, bias_std: float) -> Floats:
    """Return K_l(x, y), the covariance of a pre-activation of layer l at two inputs.

    K_1 = 2 x y + b^2 and K_{l+1} = b^2 + sqrt(K_l(x, x) K_l(y, y)) kappa(rho_l), where rho_l is the
    correlation and b the standard deviation of the biases.

    Parameters
    ----------
    x, y
        Inputs, arrays of shapes that broadcast.
    layer
        The number l >= 1 of the layer.
    bias_std
        The standard deviation b > 0 of the biases.

    Examples
    --------
    >>> float(covariance(3, 3, layer=2, bias_std=1)), float(variance(3, 2, 1))
    (20.0, 20.0)
    """
    a, b = np.asarray(x, np.float64), np.asarray(y, np.float64)
    k: Floats = 2 * a * b + bias_std**2
    for level in range(1, layer):
        scale = np.sqrt(variance(a, level, bias_std) * variance(b, level, bias_std))
        k = bias_std**2 + scale * arc_cosine(k / scale)
    return k


def covariance_derivative(x: ArrayLike, y: ArrayLike, layer: int, bias_std: float) -> Floats:
    """Return the derivative of K_l(x, y) with respect to x.

    Parameters
    ----------
    x, y, layer, bias_std
        As for :func:`covariance`.

    Examples
    --------
    >>> float(covariance_derivative(3, 3, layer=2, bias_std=1))  # half of that of K_l(x, x)
    6.0
    """
    a, b = np.asarray(x, np.float64), np.asarray(y, np.float64)
    k: Floats = 2 * a * b + bias_std**2
    slope: Floats = 2 * b + 0 * a
    for level in range(1, layer):
        own, other = variance(a, level, bias_std), variance(b, level, bias_std)
        scale = np.sqrt(own * other)
        rho = np.clip(k / scale, -1, 1)
        through_variance = np.sqrt(other / own) * np.sqrt(1 - rho * rho) / (2 * math.pi) * 4 * a
        slope = arc_cosine_derivative(rho) * slope + through_variance
        k = bias_std**2 + scale * arc_cosine(rho)
    return slope
