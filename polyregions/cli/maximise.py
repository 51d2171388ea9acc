"""``polyregions maximise``: the exact maximum, or minimum, of a combination of outputs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.cli.searching import Search, point_rows
from polyregions.errors import PolyregionsError
from polyregions.networks import Network
from polyregions.questions import (
    Extremum,
    PartialExtremum,
    UnboundedExtremum,
    brief_point,
    brief_text,
    found_extremum,
)
from polyregions.refinement import chosen_engine

__all__ = ["maximise"]

Minimise = Annotated[bool, typer.Option("--minimise", help="Find the minimum instead.")]


@reads_network
@bounded("value", "kind", "best", "bound", "point", "pattern", "regions_visited", "dropped")
def maximise(
    network: NetworkSource,
    of: options.OfOutputs = None,
    minimise: Minimise = False,
    domain: options.DomainText = None,
    slice: options.SliceText = None,
    engine: options.EngineName = "auto",
    workers: options.Workers = 1,
    dask: options.Dask = None,
    max_regions: options.MaxRegions = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = True,
    as_json: options.AsJson = False,
) -> None:
    """Find the exact maximum of a combination of a network's outputs, and where it is attained.

    Long fractions are printed as the nearest decimals; --json has them exactly.

    Exit code 3: a budget ended the search; the best value found is printed, and what the maximum is
    at most, where the time sufficed for that.
    """
    search = Search.of(
        network, domain, slice, engine, workers, progress, max_regions, max_seconds, dask
    )
    search.announce()
    outputs, objective = search.network.outputs, options.outputs_of(of)
    if objective is None and outputs > 1:
        raise PolyregionsError(
            f"the network has {outputs} outputs: say by --of which of them is meant, such as 0, or "
            "a number for each, such as 1,-1"
        )
    row = 0 if objective is None else objective
    found, seconds = timed(
        lambda: found_extremum(
            search.network, row, search.domain, search.execution, minimise=minimise
        )
    )
    rows = (
        *network_rows(search.network),
        *_told(found, search.network),
        Row("regions visited", None, found.regions),
        Row("cells dropped", None, found.dropped),
        Row("engine", "engine", chosen_engine(engine, search.network.inputs)),
        seconds_row(seconds),
    )
    if as_json:
        print(json.dumps({**found.to_json(), **Report.of(*rows).values()}))
    else:
        Report.of(*rows).show()
    if isinstance(found, PartialExtremum):
        raise typer.Exit(ExitCode.STOPPED)


def _told(found: Extremum | UnboundedExtremum | PartialExtremum, network: Network) -> Iterator[Row]:
    match found:
        case Extremum():
            yield Row(found.kind, None, brief_text(found.value))
        case UnboundedExtremum():
            yield Row(found.kind, None, "none: the values go on without end")
        case PartialExtremum():
            yield Row("stopped at", None, found.reason)
            yield Row(found.kind, None, "unknown")
            if found.value is not None:
                yield Row("best found", None, brief_text(found.value))
            if found.bound is not None:
                yield Row("bound", None, brief_text(found.bound))
    if found.point is not None:
        yield from point_rows(network, found.point)
    if isinstance(found, UnboundedExtremum):
        ray, slope = found.step
        yield Row("along", None, brief_point(ray))
        yield Row("change a step", None, brief_text(slope))
    if found.pattern is not None:
        yield Row("pattern", None, str(found.pattern))
