"""Random networks of any number of inputs: how many regions they have, and what is conjectured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import repr_of_fields
from polyregions.constructions import he_random
from polyregions.errors import InternalError, InvalidNumberError, short
from polyregions.progress import Progress
from polyregions.theorems.many_counts import PartialCounts, count_many

__all__ = ["RegionEnsemble", "region_ensemble"]


@dataclass(frozen=True, slots=True, eq=False)
class RegionEnsemble:
    """The numbers of regions of a sample of random networks on all of R^n0.

    Attributes
    ----------
    inputs
        The dimension n0.
    widths
        The hidden widths n_1, ..., n_L.
    counts
        The number of regions of each network.
    """

    inputs: int
    widths: tuple[int, ...]
    counts: NDArray[np.int64]

    __repr__ = repr_of_fields

    @property
    def mean(self) -> float:
        """The mean number of regions."""
        return float(self.counts.mean())

    @property
    def standard_error(self) -> float:
        """The standard error of the mean; infinite for a single network."""
        if len(self.counts) < 2:
            return math.inf
        return float(self.counts.std(ddof=1)) / math.sqrt(len(self.counts))

    @property
    def predicted(self) -> int:
        """The sum of C(n_1 + ... + n_L, j) over j <= n0: of one general arrangement of all units.

        That the mean is so large, up to lower order for large widths, is a conjecture.
        """
        return sum(math.comb(sum(self.widths), j) for j in range(self.inputs + 1))


def region_ensemble(
    inputs: int,
    widths: Sequence[int],
    samples: int = 100,
    *,
    bias_std: float = 1.0,
    definition: str = "open_connected",
    engine: str = "auto",
    seed: int = 0,
    workers: int = 1,
    progress: bool | Progress = False,
) -> RegionEnsemble:
    """Draw random networks and count the regions of each on all of R^n0, exactly.

    The networks are those of :func:`polyregions.he_random` with the sizes n0, n_1, ..., n_L, 1 and
    the seeds seed, seed + 1, ...: weights N(0, 2 / fan-in) and biases N(0, bias_std^2).

    Parameters
    ----------
    inputs, widths
        The dimension n0 and the hidden widths.
    samples
        The number of networks.
    bias_std
        The standard deviation of the biases.
    definition, engine, workers, progress
        As for :func:`polyregions.count_many`.
    seed
        The seed of the first network.

    Raises
    ------
    InvalidNumberError
        If `samples` is no positive whole number.
    ConstructionError
        If a size, the seed or the standard deviation is none.

    Examples
    --------
    >>> sample = region_ensemble(2, [6], samples=5)
    >>> sample.counts.tolist(), sample.predicted  # one hidden layer: a general arrangement
    ([22, 22, 22, 22, 22], 22)
    """
    if isinstance(samples, bool) or not isinstance(samples, int) or samples < 1:
        raise InvalidNumberError(f"samples is {short(samples)}: give a whole number from 1 on")
    sizes = (inputs, *widths, 1)
    counts = count_many(
        (he_random(sizes, seed + number, bias_std) for number in range(samples)),
        definition=definition,
        engine=engine,
        workers=workers,
        progress=progress,
    )
    if isinstance(counts, PartialCounts):
        raise InternalError("counts without a budget have stopped")
    return RegionEnsemble(inputs, tuple(widths), counts)
