"""``polyregions lipschitz``: how steep a network is, exactly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Annotated, cast

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.choices import one_of
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.report import Columns, Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.cli.searching import Search, point_rows
from polyregions.errors import UnknownOptionError
from polyregions.networks import Network
from polyregions.questions import (
    ClassConstants,
    LipschitzConstant,
    PartialLipschitz,
    brief_pattern,
)
from polyregions.questions import lipschitz as found_constant
from polyregions.questions.steepness import NORMS

__all__ = ["lipschitz"]

NormName = Annotated[
    str,
    one_of("--norm", NORMS, "In which inputs and outputs are measured: {}."),
]

OfClasses = Annotated[
    bool, typer.Option("--classes", help="Of the difference of each pair of outputs.")
]


@reads_network
@bounded("value", "norm", "at_least", "regions_visited")
def lipschitz(
    network: NetworkSource,
    norm: NormName = "l2",
    of: options.OfOutputs = None,
    classes: OfClasses = False,
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
    """Find the Lipschitz constant of a network on a domain, exactly, and where it is attained.

    Exit code 3: a budget ended the search; what is printed is a lower bound.
    """
    if of is not None and classes:
        raise UnknownOptionError("--of and --classes are both given: leave one of them out")
    outputs = options.outputs_of(of)
    search = Search.of(
        network, domain, slice, engine, workers, progress, max_regions, max_seconds, dask
    )
    search.announce()
    how = search.execution
    # A pool is for searches within a search.
    executor = cast("Executor | None", how.executor)
    found, seconds = timed(
        lambda: found_constant(
            search.network,
            norm,
            of=outputs,
            classes=classes,
            domain=search.domain,
            engine=how.engine,
            progress=how.progress,
            workers=how.workers,
            executor=executor,
            max_regions=how.max_regions,
            max_seconds=how.max_seconds,
        )
    )
    is_partial = isinstance(found, PartialLipschitz)
    rows = (
        *network_rows(search.network),
        Row(None, "complete", not is_partial),
        *_told(found, search.network),
        seconds_row(seconds),
    )
    if as_json:
        print(json.dumps({**Report.of(*rows).values(), **found.to_json()}))
    else:
        Report.of(*rows).show()
    if is_partial:
        raise typer.Exit(ExitCode.STOPPED)


def _told(
    found: LipschitzConstant | ClassConstants | PartialLipschitz,
    network: Network,
    label: str = "constant",
) -> Iterator[Row | Columns | str]:
    match found:
        case PartialLipschitz():
            yield Row("stopped at", None, found.reason)
            yield Row("regions visited", None, found.found)
            if found.at_least is not None:
                yield from _told(found.at_least, network, "at least")
        case ClassConstants():
            lines = [
                [f"{i} - {j}", constant.number_text, brief_pattern(constant.pattern)]
                for (i, j), constant in found.constants.items()
            ]
            yield ""
            yield Columns(["classes", f"{label} ({found.largest.norm})", "pattern"], lines)
            yield ""
        case LipschitzConstant():
            yield Row(f"{label} ({found.norm})", None, found.number_text)
            yield from point_rows(network, found.interior_point)
            yield Row("pattern", None, str(found.pattern))
