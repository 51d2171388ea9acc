"""Random networks of any number of inputs: how many regions they have, and what is conjectured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from polyregions.constructions import he_random, whole
from polyregions.errors import ConstructionError, InvalidNumberError
from polyregions.one_dimension import BreakpointEnsemble, Mean, breakpoint_ensemble, checked_sample
from polyregions.polytopes import HPolytope, box_of_intervals
from polyregions.progress import Progress
from polyregions.refinement import Execution
from polyregions.theorems.many_counts import count_both

__all__ = ["RegionEnsemble", "random_ensemble"]


@dataclass(frozen=True, slots=True, eq=False)
class RegionEnsemble:
    """The numbers of regions of a sample of random networks of several inputs.

    Attributes
    ----------
    inputs
        The dimension n0.
    widths
        The hidden widths n_1, ..., n_L.
    domain
        Where regions were counted, None for all of R^n0.
    bias_std
        The standard deviation of the biases.
    activation_regions
        The proper activation regions (definition 2) of each network, shape (samples,).
    regions
        The linear regions (definition 4) of each network, shape (samples,).
    """

    inputs: int
    widths: tuple[int, ...]
    domain: HPolytope | None
    bias_std: float
    activation_regions: NDArray[np.int64]
    regions: NDArray[np.int64]

    def __repr__(self) -> str:
        sizes, mean = "-".join(map(str, (self.inputs, *self.widths, 1))), self.region_mean
        return f"<RegionEnsemble: {self.samples} networks {sizes}, {mean} linear regions>"

    @property
    def samples(self) -> int:
        """The number of networks."""
        return len(self.regions)

    @property
    def activation_region_mean(self) -> Mean:
        """The mean number of proper activation regions (definition 2)."""
        return Mean.of(self.activation_regions)

    @property
    def region_mean(self) -> Mean:
        """The mean number of linear regions (definition 4)."""
        return Mean.of(self.regions)

    @property
    def predicted_regions(self) -> float | None:
        """The sum of C(n_1 + ... + n_L, j) over j <= n0, None where the domain is not R^n0.

        So many regions has one general arrangement of all units. That the mean is as large, up to
        lower order for large widths, is a conjecture; of one hidden layer it is a theorem.
        """
        if self.domain is not None:
            return None
        return float(sum(math.comb(sum(self.widths), j) for j in range(self.inputs + 1)))


@overload
def random_ensemble(
    widths: Sequence[int],
    samples: int = 100,
    domain: Any = None,
    *,
    inputs: Literal[1] = 1,
    bias_std: float = 1.0,
    engine: str = "auto",
    seed: int = 0,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    progress: bool | Progress = False,
) -> BreakpointEnsemble: ...


@overload
def random_ensemble(
    widths: Sequence[int],
    samples: int = 100,
    domain: Any = None,
    *,
    inputs: int,
    bias_std: float = 1.0,
    engine: str = "auto",
    seed: int = 0,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    progress: bool | Progress = False,
) -> BreakpointEnsemble | RegionEnsemble: ...


def random_ensemble(
    widths: Sequence[int],
    samples: int = 100,
    domain: Any = None,
    *,
    inputs: int = 1,
    bias_std: float = 1.0,
    engine: str = "auto",
    seed: int = 0,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    progress: bool | Progress = False,
) -> BreakpointEnsemble | RegionEnsemble:
    """Draw random networks and count the regions of each, exactly.

    The networks are those of :func:`polyregions.he_random` with the sizes n0, n_1, ..., n_L, 1 and
    the seeds seed, seed + 1, ...: weights N(0, 2 / fan-in) and biases N(0, bias_std^2).

    Parameters
    ----------
    widths
        The hidden widths n_1, ..., n_L, at least one.
    samples
        The number of networks.
    domain
        Where to count: a box ``[[lower, upper], ...]`` or an H-polytope, of one input also a pair
        of ends (None: infinity); omitted: all of R^n0.
    inputs
        The number of inputs n0.
    bias_std
        The standard deviation of the biases, > 0.
    engine
        The engine that counts networks of several inputs: "auto", "lp" or "vertices".
    seed
        The seed of the first network.
    workers
        The number of processes. Scripts with more than one start their work under
        ``if __name__ == "__main__":``, as for every new process.
    executor, retries
        As for :func:`polyregions.regions`.
    progress
        Show a progress bar on stderr; a function is told the number of networks instead.

    Returns
    -------
    BreakpointEnsemble
        Of one input, with the breakpoints of each layer too.
    RegionEnsemble
        Of several.

    Raises
    ------
    InvalidNumberError
        If a size is no positive whole number, or `bias_std` is not positive.
    InvalidDomainError
        If the domain has another dimension, or no interior.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` around it is up.

    Examples
    --------
    >>> random_ensemble([20], samples=5).regions.tolist()  # n + 1 almost surely
    [21, 21, 21, 21, 21]
    >>> sample = random_ensemble([6], samples=5, inputs=2)
    >>> sample.regions.tolist(), sample.predicted_regions  # one layer: a general arrangement
    ([22, 22, 22, 22, 22], 22.0)
    """
    try:
        dimension = whole(inputs, "inputs")
    except ConstructionError as error:
        raise InvalidNumberError(str(error)) from None
    if dimension == 1:
        return breakpoint_ensemble(
            widths,
            samples,
            domain,
            bias_std=bias_std,
            seed=seed,
            workers=workers,
            executor=executor,
            retries=retries,
            progress=progress,
        )
    sizes, seeds, spread = checked_sample(widths, samples, seed, bias_std)
    place = domain if domain is None or isinstance(domain, HPolytope) else box_of_intervals(domain)
    networks = (he_random((dimension, *sizes, 1), own, spread) for own in seeds)
    execution = Execution(engine, progress, workers, executor, retries=retries)
    proper, linear = count_both(networks, place, execution=execution)
    return RegionEnsemble(dimension, sizes, place, spread, proper, linear)
