"""The upper bounds of Hinz and van de Geer: histograms of image dimensions pushed through layers.

P. Hinz, S. van de Geer, "A Framework for the Construction of Upper Bounds on the Number of Affine
Linear Regions of ReLU Feed-Forward Neural Networks", IEEE Transactions on Information Theory 2019,
arXiv:1806.01918.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import comb

from polyregions.errors import check_choice
from polyregions.theorems.bound_formulas.shape import arrangement_regions, checked_shape

__all__ = ["HISTOGRAMS", "hinz_van_de_geer_2019_upper"]

Histogram = list[int]
"""Entry d counts the regions whose image has dimension at most d."""


def hinz_van_de_geer_2019_upper(
    inputs: int, widths: Sequence[int], histogram: str = "active_units"
) -> int:
    """Return the upper bound by a histogram recursion.

    A histogram v counts, for every d, regions whose image under the layers so far has dimension d;
    it starts with one region of dimension n0. A layer of n units turns v into
    sum_d v_d clip_{min(d, n)}(gamma_{min(d, n), n}), where gamma_{d, n} bounds the regions that
    n units make of a d-dimensional one, by their active units, and clip_d counts dimensions above d
    as d. The bound is the sum of the last histogram. No network of the shape has more proper
    activation regions (definition 2).

    Parameters
    ----------
    inputs
        The dimension n0.
    widths
        The widths n_1, ..., n_L of the hidden layers.
    histogram
        The choice of gamma_{d, n}; e_k counts one region of k active units.
        "patterns": 2^n e_n, the trivial bound. "arrangement": sum_{j <= d} C(n, j) e_n, the bound
        of Montufar 2017. "active_units": sum_{j <= d} C(n, j) e_{n-j}, that of Serra 2018.

    Raises
    ------
    BoundNotApplicableError
        If there is no hidden layer.
    UnknownOptionError
        If the histogram is unknown.

    Examples
    --------
    >>> [hinz_van_de_geer_2019_upper(2, [2, 8], name) for name in HISTOGRAMS]
    [1024, 148, 56]
    """
    shape = checked_shape(inputs, widths)
    gamma = HISTOGRAMS[check_choice("the histogram", histogram, HISTOGRAMS)]
    counts = [0] * inputs + [1]
    for width in shape.widths:
        counts = _pushed(counts, width, gamma)
    return sum(counts)


def _pushed(counts: Histogram, width: int, gamma: Callable[[int, int], Histogram]) -> Histogram:
    """Return the histogram behind a layer."""
    pushed = [0] * len(counts)
    for dimension, regions in enumerate(counts):
        if not regions:
            continue
        d = min(dimension, width)
        for active, made in enumerate(gamma(d, width)):
            pushed[min(active, d)] += regions * made
    return pushed


def _by_patterns(dimension: int, width: int) -> Histogram:
    return [0] * width + [1 << width]


def _by_arrangement(dimension: int, width: int) -> Histogram:
    return [0] * width + [arrangement_regions(width, dimension)]


def _by_active_units(dimension: int, width: int) -> Histogram:
    return [comb(width, width - k) if width - k <= dimension else 0 for k in range(width + 1)]


HISTOGRAMS: Mapping[str, Callable[[int, int], Histogram]] = {
    "patterns": _by_patterns,
    "arrangement": _by_arrangement,
    "active_units": _by_active_units,
}
"""The choices of gamma by name."""
