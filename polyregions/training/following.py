"""The regions of a network over the epochs of its training."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any, overload

from polyregions.budgets import time_limit
from polyregions.complexes import certain_definition, segment_pairs
from polyregions.errors import OutOfTime, WorkerLostError
from polyregions.networks import AffineSubspace, Network
from polyregions.progress import Progress, progress_bar
from polyregions.refinement import Execution
from polyregions.training.checkpoints import Epoch, number_of, numbered
from polyregions.training.history import Evolution, PartialEvolution
from polyregions.training.measuring import Measurement
from polyregions.training.snapshot import Snapshot

__all__ = ["evolution"]

Checkpoints = Mapping[Any, Network] | Iterable[Network] | Iterable[tuple[Epoch, Network]]


@overload
def evolution(
    checkpoints: Checkpoints,
    domain: Any = None,
    *,
    subspace: AffineSubspace | None = None,
    segments: Iterable[tuple[Any, Any]] | None = None,
    boundary: bool = True,
    level: Any = None,
    definition: str = "open_connected",
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
) -> Evolution: ...


@overload
def evolution(
    checkpoints: Checkpoints,
    domain: Any = None,
    *,
    subspace: AffineSubspace | None = None,
    segments: Iterable[tuple[Any, Any]] | None = None,
    boundary: bool = True,
    level: Any = None,
    definition: str = "open_connected",
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_seconds: float | None = None,
) -> Evolution | PartialEvolution: ...


def evolution(
    checkpoints: Checkpoints,
    domain: Any = None,
    *,
    subspace: AffineSubspace | None = None,
    segments: Iterable[tuple[Any, Any]] | None = None,
    boundary: bool = True,
    level: Any = None,
    definition: str = "open_connected",
    engine: str = "auto",
    progress: bool | Progress = False,
    workers: int = 1,
    executor: Executor | None = None,
    retries: int = 2,
    max_seconds: float | None = None,
) -> Evolution | PartialEvolution:
    """Follow the regions of a network over its training: how many, how dense, how long a boundary.

    The checkpoints are measured one after the other, all in the same way. Counts are exact, and so
    are those along the segments; the size of the boundary is correctly rounded.

    Parameters
    ----------
    checkpoints
        The networks in the order of the training, with n0 inputs each: a mapping from epochs to
        networks, an iterable of pairs (epoch, network), or one of networks, whose epochs are then
        0, 1, 2, ... A generator may train between them: each is taken when the one before has been
        measured. Epochs are ascending numbers.
    domain
        As for :func:`polyregions.regions`; in slice coordinates where a subspace is given.
    subspace
        A slice such as :func:`polyregions.through` makes: the regions and the boundary on it are
        measured, for networks of many inputs.
    segments
        Pairs of points of R^n0, along which regions are counted whatever the domain and the slice
        are: :func:`polyregions.complexes.segments_between` draws some between data points. Omitted:
        no densities.
    boundary
        Whether to measure the decision boundary; it takes a second search of the regions.
    level
        The level of the boundary for networks with one output, as for
        :func:`polyregions.decision_boundary`; omitted: 0.
    definition
        What ``regions`` counts: "activation" (definition 1), "proper_activation" (2),
        "open_connected" (4), "closed_connected" (5) or "affine" (6). Densities are of breakpoints
        of the function, whatever is counted.
    engine, workers, executor, retries
        As for :func:`polyregions.regions`: for the regions of each checkpoint.
    progress
        Show a progress bar on stderr; a function is told the number of checkpoints measured.
    max_seconds
        Stop after so many seconds in all, the training of a generator among them.

    Returns
    -------
    Evolution
        A snapshot of each checkpoint, in columns.
    PartialEvolution
        Where the time was up before: with the evolution of the checkpoints that were whole by then.

    Raises
    ------
    InvalidNetworkError
        If there are no checkpoints, one is no network, or one takes another number of inputs than
        those before it.
    InvalidDomainError, InvalidNumberError, UnknownOptionError
        If the domain, the slice, a segment or an option is none, or epochs do not ascend.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` around it is up, and no budget is given.
    WorkerLostError
        If workers were lost: with a :class:`PartialEvolution` as its ``partial``.

    References
    ----------
    X. Qi, Y. Wei, "The Evolution of the Interplay Between Input Distributions and Linear
    Regions in Networks", 2023, arXiv:2310.18725, ask how the regions around the data change while
    a network learns. Densities along lines between data points: A. Goujon, A. Etemadi, M. Unser,
    "On the number of regions of piecewise linear neural networks", 2024.

    Examples
    --------
    >>> import polyregions as pr
    >>> nets = {10 * k: pr.he_random((2, 4 * k, 2), seed=0, bias_std=1) for k in (1, 2, 3)}
    >>> history = pr.evolution(nets, [[-1, 1], [-1, 1]], boundary=False)
    >>> print(history)
    epoch  regions
       10        4
       20       15
       30       48
    >>> len(history), history[0].regions, history.epochs
    (3, 4, array([10, 20, 30]))
    """
    asked = Measurement(
        domain,
        subspace,
        None if segments is None else tuple(segment_pairs(segments)),
        boundary,
        level,
        certain_definition(definition, "an evolution"),
        Execution(engine, False, workers, executor, retries=retries),
    )
    limit = Execution(progress=progress, max_seconds=max_seconds)
    taken: list[Snapshot] = []
    total = number_of(checkpoints)
    with (
        time_limit(limit.max_seconds),
        progress_bar(limit.progress, "checkpoints", total) as report,
        _noted(taken),
    ):
        try:
            for epoch, network in numbered(checkpoints):
                taken.append(asked.of(epoch, network))
                if report is not None:
                    report(len(taken))
        except OutOfTime:
            if not limit.has_budget:
                raise
            return PartialEvolution(Evolution(tuple(taken), asked.definition), "max_seconds")
        except WorkerLostError as error:
            known = Evolution(tuple(taken), asked.definition)
            error.partial = PartialEvolution(known, "worker_lost")
            raise
    return Evolution(tuple(taken), asked.definition)


@contextmanager
def _noted(taken: list[Snapshot]) -> Iterator[None]:
    """Let an interruption leave the block with a note of how many snapshots had been taken."""
    try:
        yield
    except KeyboardInterrupt as interruption:
        interruption.add_note(f"after {len(taken)} checkpoints had been measured")
        raise
