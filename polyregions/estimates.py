"""Numbers that samples tell about, each with its standard error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

__all__ = ["Estimate", "about", "estimate_of_total"]

_LONGEST = 1e6  # numbers below are written out
# Pieces: if all are of two kinds, half and half, so many are alike 3 times in 100.
_FEWEST_ALIKE = 6
_NORMAL = 1.959964  # the quantile that leaves 5 % on both sides together


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a sample tells about a number of regions: no count, but with a known error.

    Attributes
    ----------
    value
        The estimate; NaN where no cell was searched.
    standard_error
        The estimated standard deviation of `value` over samples; infinite where one piece alone
        does not tell it.
    cells
        How many cells were drawn and searched.
    all_cells
        How many they were drawn from; None where that is unknown.
    degrees
        The degrees of freedom of the standard error, from which Student's t makes intervals.

    Examples
    --------
    >>> estimate = Estimate(1.234e9, 2.5e7, cells=431, all_cells=5000, degrees=430)
    >>> print(estimate)
    about 1.23e9 ± 4 % (95 %), from 431 of 5,000 cells
    >>> low, high = estimate.interval
    >>> round(low / 1e9, 2), round(high / 1e9, 2)
    (1.18, 1.28)
    """

    value: float
    standard_error: float
    cells: int
    all_cells: int | None = None
    degrees: float = math.inf

    @property
    def is_exact(self) -> bool:
        """Whether all cells were searched, so that the value is the number itself."""
        return self.cells == self.all_cells

    @property
    def margin(self) -> float:
        """What to add and subtract for the interval that holds the number 95 times in 100.

        It is infinite where nothing but a few pieces that are alike tell it.
        """
        if not self.standard_error and not self.is_exact and self.degrees < _FEWEST_ALIKE - 1:
            return math.inf
        if not 0 < self.standard_error < math.inf:
            return self.standard_error
        return _quantile(self.degrees) * self.standard_error

    @property
    def interval(self) -> tuple[float, float]:
        """The interval that holds the number in 95 of 100 samples, from below 0 cut off."""
        return max(0.0, self.value - self.margin), self.value + self.margin

    def __str__(self) -> str:
        if self.cells == 0:
            return "unknown: no cell was searched"
        if self.is_exact:
            return about(self)
        of = "" if self.all_cells is None else f" of {self.all_cells:,}"
        return f"{about(self)} (95 %), from {self.cells:,}{of} cells"

    def __int__(self) -> NoReturn:
        raise TypeError("an estimate is no count: take round(estimate.value) if you must")


def _quantile(degrees: float) -> float:
    """Return Student's quantile that leaves 5 % on both sides together, to 1 %.

    It is exact for one degree of freedom and two, else three terms of the expansion in their
    inverse (R. A. Fisher and E. A. Cornish, "The percentile points of distributions having known
    cumulants", Technometrics, 1960).
    """
    if degrees <= 2:
        return 12.7062 if degrees <= 1 else 4.30265
    z = _NORMAL**2
    first, second = (z + 1) / 4, ((5 * z + 16) * z + 3) / 96
    third = (((3 * z + 19) * z + 17) * z - 15) / 384
    return _NORMAL * (1 + (first + (second + third / degrees) / degrees) / degrees)


def about(estimate: Estimate) -> str:
    """Return an estimate in a few characters, with the digits that its error leaves.

    Examples
    --------
    >>> about(Estimate(1.234e9, 6e7, cells=40))
    'about 1.2e9 ± 10 %'
    >>> about(Estimate(81, 0, cells=9, all_cells=9))
    'exactly 81'
    """
    if estimate.is_exact:
        return f"exactly {estimate.value:,.0f}"
    if math.isnan(estimate.value):
        return "unknown"
    share = estimate.margin / estimate.value if estimate.value else math.inf
    digits = 2 if share > 0.05 else 3 if share > 0.005 else 4
    if estimate.value < _LONGEST:
        places = digits - len(f"{estimate.value:.0f}")
        number = f"{round(estimate.value, min(places, 0)):,.0f}"
    else:
        number = f"{estimate.value:.{digits - 1}e}".replace("e+0", "e").replace("e+", "e")
    return f"about {number} ± {_percent(share)}"


def _percent(share: float) -> str:
    if math.isinf(share):
        return "?"
    return f"{100 * share:.0f} %" if share >= 0.095 else f"{100 * share:.2g} %"


def estimate_of_total(
    regions: Sequence[int], cells: Sequence[int], all_cells: int, *, are_counted: bool = True
) -> Estimate:
    """Return what pieces searched in random order tell about the number of regions in all.

    Parameters
    ----------
    regions
        The number of regions found in each piece.
    cells
        The number of cells of each piece, at least 1: the pieces part all cells.
    all_cells
        The number of cells of all pieces, searched or not.
    are_counted
        Whether the regions of pieces are counted, or are estimates without bias themselves, made
        independently. Then no share of the cells makes the estimate exact.

    Returns
    -------
    Estimate
        The regions per cell times all cells. It is the number itself where all cells were searched.

    Notes
    -----
    The pieces that were searched are a simple random sample without replacement of all pieces, if
    their order is random. Pieces of as many cells each: the estimate is unbiased, and so is its
    variance (1 - f) s^2 / n, where f is the share that was searched. Of unequal sizes, it is the
    ratio estimator, whose bias is of the order 1 / n of its standard error squared (W. G. Cochran,
    "Sampling Techniques", 3rd ed., 1977, sections 2.5 to 2.8 and 6.3 to 6.8).

    Examples
    --------
    >>> estimate_of_total([9, 11, 10, 14], [1, 1, 1, 1], all_cells=4).value
    44.0
    >>> print(estimate_of_total([9, 11, 10, 14], [1, 1, 1, 1], all_cells=400))
    about 4,400 ± 31 % (95 %), from 4 of 400 cells
    """
    found, sizes = np.array(regions, dtype=np.float64), np.array(cells, dtype=np.float64)
    pieces, searched = len(found), sum(cells)
    if pieces == 0:
        return Estimate(math.nan, math.inf, 0, all_cells, 0)
    if searched == all_cells and are_counted:
        return Estimate(float(sum(regions)), 0.0, searched, all_cells)
    ratio = found.sum() / searched
    error = math.inf
    if pieces > 1:
        deviations = found - ratio * sizes
        variance = float(deviations @ deviations) / (pieces - 1)
        # The share that was searched leaves no doubt, if it was counted.
        unsearched = 1 - searched / all_cells if are_counted else 1.0
        error = all_cells * pieces / searched * math.sqrt(unsearched * variance / pieces)
    value = float(ratio * all_cells)
    return Estimate(value, error, searched, all_cells if are_counted else None, pieces - 1)
