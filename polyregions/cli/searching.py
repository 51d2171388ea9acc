"""The search for the regions of a network, with which several commands begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from polyregions.cli.budget import all_regions
from polyregions.cli.cluster import executor_at
from polyregions.cli.network_source import NetworkSource
from polyregions.cli.output import print_note
from polyregions.cli.report import Row
from polyregions.cli.rows import timed
from polyregions.complexes import (
    Definition,
    EnumerationBounds,
    PartialResult,
    RegionComplex,
    checked_domain,
    found_regions,
)
from polyregions.networks import Network
from polyregions.polytopes import HPolytope, interior_point
from polyregions.questions import brief_point, json_point
from polyregions.readers import parse_domain, parse_slice
from polyregions.refinement import Execution, compiles_first
from polyregions.runs import RunFolder
from polyregions.theorems import Count, counted_by

__all__ = ["Search", "announce_compilation", "chosen_domain", "point_rows", "sliced_network"]


@dataclass(frozen=True, slots=True)
class Search:
    """What the options say of a search: where it looks, and how it is carried out."""

    network: Network
    domain: HPolytope
    execution: Execution

    @classmethod
    def of(
        cls,
        source: NetworkSource,
        domain: str | None,
        slice: str | None,
        engine: str,
        workers: int,
        progress: bool,
        max_regions: int | None = None,
        max_seconds: float | None = None,
        dask: str | None = None,
    ) -> Search:
        """Read the network and the texts of the options."""
        network = sliced_network(source, slice, domain)
        place = checked_domain(network, chosen_domain(network, domain))
        executor = executor_at(dask)
        execution = Execution(engine, progress, workers, executor, max_regions, max_seconds)
        return cls(network, place, execution)

    def regions(self) -> tuple[RegionComplex, float]:
        """Return all regions, and the seconds that the search took; a budget ends the command."""
        self.announce()
        found, seconds = timed(lambda: found_regions(self.network, self.domain, self.execution))
        return all_regions(found), seconds

    def count(
        self, method: str, definition: Definition, run: RunFolder | None
    ) -> tuple[Count | EnumerationBounds | PartialResult, float]:
        """Return the number of regions, bounds, or what a budget left, and the seconds it took."""
        self.announce()
        place, how = self.domain, self.execution
        try:
            return timed(lambda: counted_by(method, self.network, place, definition, how, run))
        except KeyboardInterrupt as interruption:
            if run is not None:
                interruption.remains = "the same command goes on"  # type: ignore[attr-defined]
            raise

    def announce(self) -> None:
        """Say that the kernel is about to be compiled, if so and progress is to be shown."""
        if self.execution.progress:
            announce_compilation(self.execution.engine, self.network.inputs, self.domain)


def sliced_network(source: NetworkSource, slice: str | None, domain: str | None) -> Network:
    """Read a network, and restrict it as ``--slice`` asks for."""
    network = source.read()
    # The domain is needed for slices outside of the network's own.
    return network if slice is None else parse_slice(slice, network, domain)


def point_rows(network: Network, point: Sequence[Fraction]) -> Iterator[Row]:
    """Return the rows for a point that an answer has found, as JSON has it apart from these.

    On a slice the point is told in the inputs of the whole network, too.
    """
    yield Row("point", None, brief_point(point))
    if network.subspace is not None:
        inputs = network.subspace.point(point)
        yield Row("point in inputs", "point_in_inputs", json_point(inputs), brief_point(inputs))


def chosen_domain(network: Network, text: str | None) -> HPolytope | None:
    """Return the domain that ``--domain`` asks for, the network's own if it is missing."""
    return network.domain if text is None else parse_domain(text, network.inputs)


def announce_compilation(engine: str, inputs: int, domain: HPolytope | None) -> None:
    """Say on stderr that the kernel of engine ``vertices`` is about to be compiled, if it is.

    Raises
    ------
    InvalidDomainError
        If the domain has no interior: then nothing will be compiled.
    """
    if compiles_first(engine, inputs):
        if domain is not None:
            interior_point(domain)
        print_note("compiling the kernel, once (about 45 s)")
