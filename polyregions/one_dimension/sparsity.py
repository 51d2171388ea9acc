r"""Region-adaptive sparsity: the regions that a network spends against the least number needed.

J. Kogan, H. Jananthan, J. Kepner, "Complexity of One-Dimensional ReLU DNNs" (2025),
arXiv:2512.08091, Definition 3.2.

What is sourced: the definition compares the expected number of regions that networks use with the
minimal linear complexity N_f(epsilon) of Definition 3.1, and its name carries the quadruple (f,
epsilon_0, alpha, c). What is our reading: networks that approximate f are region-adaptively sparse
with exponent alpha and constant c if

    E[#regions at epsilon] <= c N_f(epsilon)^alpha    for all epsilon < epsilon_0.

alpha is fitted by least squares to log E[#regions] over log N_f, and c is then the least constant
for which the inequality holds at every epsilon given; both are floats and describe the table, they
prove nothing about other epsilon.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from polyregions.arithmetic import repr_of_fields
from polyregions.errors import InvalidFunctionError, InvalidNumberError, short
from polyregions.networks import Network, check_network
from polyregions.one_dimension.breakpoint_table import find_breakpoints
from polyregions.one_dimension.ensembles import BreakpointEnsemble
from polyregions.one_dimension.fewest_pieces import minimal_complexity
from polyregions.one_dimension.piecewise_linear import PiecewiseLinear

__all__ = ["RegionAdaptiveSparsity", "SparsityRow", "region_adaptive_sparsity"]


@dataclass(frozen=True, slots=True)
class SparsityRow:
    """One line of the table.

    Attributes
    ----------
    epsilon
        The error allowed.
    regions
        The number of linear regions used, a mean over networks where several are given.
    complexity
        N_f(epsilon), exactly.
    """

    epsilon: Fraction
    regions: float
    complexity: int

    __repr__ = repr_of_fields

    @property
    def ratio(self) -> float:
        """How many regions are used for each one needed."""
        return self.regions / self.complexity


@dataclass(frozen=True, slots=True)
class RegionAdaptiveSparsity:
    """The table with the fitted exponent and constant.

    Attributes
    ----------
    rows
        One for each epsilon, in the order given.
    alpha, c
        regions <= c complexity^alpha holds in every row, up to the rounding of c; alpha is nan if
        all complexities are equal.
    epsilon_0
        The largest epsilon of the table.
    """

    rows: tuple[SparsityRow, ...]
    alpha: float
    c: float
    epsilon_0: Fraction

    __repr__ = repr_of_fields

    def __str__(self) -> str:
        lines = [f"{'epsilon':>12}  {'regions':>10}  {'N_f':>8}  {'ratio':>8}"]
        lines += [
            f"{float(r.epsilon):12.6g}  {r.regions:10.2f}  {r.complexity:8d}  {r.ratio:8.3f}"
            for r in self.rows
        ]
        return "\n".join([*lines, f"alpha = {round(self.alpha, 3) + 0.0:.3f}, c = {self.c:.3f}"])


def region_adaptive_sparsity(
    function: PiecewiseLinear, epsilons: Iterable[Any], networks: Any
) -> RegionAdaptiveSparsity:
    """Compare the regions that networks use with the minimal linear complexity of a function.

    Parameters
    ----------
    function
        What the networks approximate: one output, on a bounded interval.
    epsilons
        The errors allowed, exact numbers > 0.
    networks
        What approximates it: one of the following for all epsilon, or a list with one for each.
        A number of regions; a network, whose linear regions on the function's interval are counted;
        an :class:`BreakpointEnsemble`, whose mean number of regions is taken.

    Raises
    ------
    InvalidNumberError
        If there are no errors, one is not positive, or there is not one network for each.
    InvalidFunctionError, InvalidDomainError
        If this is no piecewise linear function of one output on a bounded interval.

    Examples
    --------
    >>> from polyregions.constructions import zigzag
    >>> f = PiecewiseLinear.from_network(zigzag(1, 2, 3))
    >>> table = region_adaptive_sparsity(f, ["1/100", "1/3"], zigzag(1, 2, 3))
    >>> [row.ratio for row in table.rows]  # folds are region-optimal on [0, 1]
    [1.0, 1.0]
    """
    bounds = list(epsilons)
    used = networks if isinstance(networks, (list, tuple)) else [networks] * len(bounds)
    if not bounds or len(used) != len(bounds):
        raise InvalidNumberError(
            f"{len(bounds)} epsilons and {len(used)} networks are given: give at least one epsilon "
            "and one network for each, or one for all"
        )
    known = {id(item): _regions(item, function) for item in used}
    rows = []
    for epsilon, item in zip(bounds, used, strict=True):
        least = minimal_complexity(function, epsilon)
        rows.append(SparsityRow(least.epsilon, known[id(item)], least.pieces))
    alpha, c = _fitted(rows)
    return RegionAdaptiveSparsity(tuple(rows), alpha, c, max(row.epsilon for row in rows))


def _regions(item: Any, function: PiecewiseLinear) -> float:
    if isinstance(item, BreakpointEnsemble):
        return item.region_mean.value
    if isinstance(item, Network):
        return float(find_breakpoints(item, function.interval).open_connected)
    if not isinstance(item, (int, float, Fraction)):
        check_network(item)
    elif item >= 1:
        return float(item)
    raise InvalidFunctionError(
        f"{short(item)} is no number of regions >= 1, Network or BreakpointEnsemble: give one of "
        "these"
    )


def _fitted(rows: Sequence[SparsityRow]) -> tuple[float, float]:
    complexity = np.log([row.complexity for row in rows])
    regions = np.log([row.regions for row in rows])
    centred = complexity - complexity.mean()
    spread = float(centred @ centred)
    alpha = float(centred @ regions) / spread if spread else math.nan
    exponent = alpha if spread else 0.0
    return alpha, math.exp(float(np.max(regions - exponent * complexity)))
