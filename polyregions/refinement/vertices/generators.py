"""The generators of regions and the facets they lie on, as a search meets them."""

from __future__ import annotations

from collections.abc import Iterator

from polyregions.budgets import checkpoint
from polyregions.refinement.generators_of_parts import RegionGenerators
from polyregions.refinement.vertices.kernel import arrays, outcomes
from polyregions.refinement.vertices.kernel.arrays import Output, Work
from polyregions.refinement.vertices.search import Branch, Problem, Search, begun
from polyregions.refinement.vertices.storage import new_output
from polyregions.refinement.vertices.tasks import ANY_NUMBER, QUANTUM, Task

__all__ = ["region_generators"]

_REGIONS_AT_ONCE = 2048


def region_generators(
    problem: Problem, task: Task, most: int = ANY_NUMBER
) -> Iterator[RegionGenerators]:
    """Search for regions, and yield some of them after the other.

    None of those that a start cell cuts in pieces: see :mod:`.start_cells`.

    Parameters
    ----------
    problem
        What is searched.
    task
        Below which cells; the arrays of a search under way are used up.
    most
        How many regions there shall be.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    if problem.cuts_regions:
        return
    output = new_output(problem.arrays, _REGIONS_AT_ONCE, with_generators=True)
    for branch in _branches(problem, task):
        search = Search(problem, branch)
        reason = outcomes.PAUSED
        while reason != outcomes.FINISHED and most > 0:
            checkpoint()
            counts = search.work.counts
            counts[arrays.REGIONS : arrays.OUTPUT_REGIONS] = 0
            reason = search.run(output, outcomes.MEASURING, QUANTUM, most)
            most -= int(counts[arrays.REGIONS])
            if reason == outcomes.OUTPUT_FULL and counts[arrays.OUTPUT_REGIONS] == 0:
                size = 2 * len(output.patterns)
                output = new_output(problem.arrays, size, with_generators=True)
            elif reason == outcomes.OUTPUT_FULL or counts[arrays.OUTPUT_REGIONS]:
                yield _drained(output, search.work, problem.kept)


def _branches(problem: Problem, task: Task) -> Iterator[Branch]:
    if task.branch is not None:
        yield task.branch
    for cell in reversed(task.cells):
        yield begun(problem, cell)


def _drained(output: Output, work: Work, kept: tuple[int, ...]) -> RegionGenerators:
    """Copy what the kernel has written, and let it start anew."""
    counts = work.counts
    regions, facets = (int(counts[arrays.OUTPUT_REGIONS + k]) for k in range(2))
    generators, incidences = (int(counts[arrays.OUTPUT_GENERATORS + k]) for k in range(2))
    counts[arrays.OUTPUT_REGIONS : arrays.OUTPUT_INCIDENCES + 1] = 0
    return RegionGenerators(
        kept=kept,
        patterns=output.patterns[:regions].copy(),
        facet_offsets=output.facet_offsets[: regions + 1].copy(),
        facet_hyperplanes=output.facet_hyperplanes[:facets].copy(),
        generator_offsets=output.generator_offsets[: regions + 1].copy(),
        points=output.generators[:generators, :-1].copy(),
        errors=output.generators[:generators, -1].copy(),
        incidence_offsets=output.incidence_offsets[: generators + 1].copy(),
        incidences=output.incidences[:incidences].copy(),
    )
