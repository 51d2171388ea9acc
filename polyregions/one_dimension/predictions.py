"""What theory predicts for the breakpoints of wide random networks of one input.

J. Kogan, H. Jananthan, J. Kepner, "Complexity of One-Dimensional ReLU DNNs" (2025),
arXiv:2512.08091, Theorem 4.2: E[#regions] = sum n_l + 1 + o(sum n_l) on all of R. Sharper, by the
Kac-Rice formula for the Gaussian process of the pre-activations with the covariance of
:mod:`polyregions.one_dimension.infinite_width`: every unit has one breakpoint in the mean, and
those of layer l are Cauchy distributed around 0 with the scale bias_std sqrt(l / 2).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from polyregions.arithmetic import nearest_float
from polyregions.errors import InvalidNumberError
from polyregions.one_dimension.dense_network import Floats
from polyregions.one_dimension.interval import Interval

__all__ = [
    "breakpoint_density",
    "breakpoint_scale",
    "expected_breakpoints",
    "expected_regions",
]


def breakpoint_scale(layer: int, bias_std: float) -> float:
    """Return the scale of the Cauchy distribution of the breakpoints of a layer.

    Raises
    ------
    InvalidNumberError
        If the standard deviation is not positive: without biases all breakpoints are at 0.

    Examples
    --------
    >>> breakpoint_scale(layer=2, bias_std=1.0)
    1.0
    """
    if not bias_std > 0:
        raise InvalidNumberError(f"bias_std is {bias_std}: the prediction needs a positive one")
    return bias_std * math.sqrt(layer / 2)


def breakpoint_density(x: ArrayLike, layer: int, bias_std: float) -> Floats:
    """Return the expected number of breakpoints per unit of a layer and per length, at x.

    Examples
    --------
    >>> float(breakpoint_density(0, 2, 1.0)) == 1 / math.pi
    True
    """
    scale = breakpoint_scale(layer, bias_std)
    places = np.asarray(x, np.float64)
    density: Floats = scale / (math.pi * (scale**2 + places**2))
    return density


def expected_breakpoints(widths: Sequence[int], interval: Any, bias_std: float) -> list[float]:
    """Return the expected number of breakpoints that each layer has in an interval.

    (n_l / pi) (arctan(b / s_l) - arctan(a / s_l)) with s_l = bias_std sqrt(l / 2): the limit for
    large widths, exact for the first layer.

    Parameters
    ----------
    widths
        The hidden widths n_1, ..., n_L.
    interval
        An :class:`Interval` or a pair (a, b) of ends, None: infinity.
    bias_std
        The standard deviation of the biases.

    Examples
    --------
    >>> [round(n, 1) for n in expected_breakpoints([200, 200, 200], (-1, 2), 1.0)]
    [139.2, 120.5, 108.6]
    """
    domain = Interval.of(interval)
    low = -math.inf if domain.lower is None else nearest_float(domain.lower)
    high = math.inf if domain.upper is None else nearest_float(domain.upper)
    expected = []
    for layer, width in enumerate(widths, start=1):
        scale = breakpoint_scale(layer, bias_std)
        expected.append(width / math.pi * (math.atan(high / scale) - math.atan(low / scale)))
    return expected


def expected_regions(widths: Sequence[int], interval: Any, bias_std: float) -> float:
    """Return the expected number of regions in an interval, in the limit of large widths.

    Examples
    --------
    >>> expected_regions([50, 50], (None, None), 1.0)
    101.0
    """
    return sum(expected_breakpoints(widths, interval, bias_std)) + 1
