"""Means of seeded random samples beside what a statement says they are."""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import NormalDist, fmean, stdev

from polyregions.errors import ConstructionError
from polyregions.theorems.statements.statement import Outcome

__all__ = ["CONFIDENCE", "LIMIT", "mean_at_most", "mean_near"]

LIMIT = 4.0
"""The number of standard errors beyond which a deviation is no chance."""

CONFIDENCE = 2 * NormalDist().cdf(LIMIT) - 1
"""The probability that the mean of a large sample lies within the limit, some 99.994 %."""


def mean_near(claimed: float, values: Iterable[float]) -> Outcome:
    """Compare a mean that is claimed with that of a sample.

    Parameters
    ----------
    claimed
        The mean.
    values
        The sample, at least two numbers.

    Examples
    --------
    >>> outcome = mean_near(2.0, [1, 2, 3, 4])
    >>> outcome.holds, outcome.computed, outcome.remark
    (True, '2.5 +- 0.65', 'n = 4, z = +0.8 of at most 4')
    """
    return _outcome(f"{claimed:.5g}", claimed, list(values), two_sided=True)


def mean_at_most(bound: float, values: Iterable[float]) -> Outcome:
    """Compare a bound of a mean that is claimed with the mean of a sample.

    Parameters
    ----------
    bound
        The bound.
    values
        The sample, at least two numbers.

    Examples
    --------
    >>> mean_at_most(10, [1, 2, 3]).holds, mean_at_most(1, [3, 3.1, 3.2]).holds
    (True, False)
    """
    return _outcome(f"<= {bound:.5g}", bound, list(values), two_sided=False)


def _outcome(text: str, claimed: float, values: list[float], *, two_sided: bool) -> Outcome:
    if len(values) < 2:
        raise ConstructionError(f"samples is {len(values)}: give at least 2")
    mean, error = fmean(values), stdev(values) / math.sqrt(len(values))
    gap = mean - claimed
    z = gap / error if error else math.copysign(math.inf, gap) if gap else 0.0
    holds = (abs(z) if two_sided else z) <= LIMIT
    remark = f"n = {len(values)}, z = {z:+.1f} of at most {LIMIT:.0f}"
    return Outcome(text, f"{mean:.5g} +- {error:.2g}", holds, remark, sampled=True)
