"""``polyregions verify``: whether a network's claim holds, or published statements do."""

from __future__ import annotations

from concurrent.futures import Executor

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.cluster import executor_at
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.cli.searching import announce_compilation
from polyregions.cli.verify_statements import (
    AllStatements,
    EvidencePath,
    GridWords,
    ListStatements,
    StatementName,
    print_statements,
    verify_statements,
)
from polyregions.complexes import PartialResult
from polyregions.errors import PolyregionsError
from polyregions.networks import Network
from polyregions.questions import counted
from polyregions.refinement import Execution
from polyregions.theorems import verify_claim

__all__ = ["verify"]


@reads_network
@bounded("holds")
def verify(
    network: NetworkSource | None = None,
    statement: StatementName = None,
    grid: GridWords = None,
    everything: AllStatements = False,
    listing: ListStatements = False,
    output: EvidencePath = None,
    engine: options.EngineName = "auto",
    workers: options.Workers = 1,
    dask: options.Dask = None,
    max_regions: options.MaxRegions = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = True,
    as_json: options.AsJson = False,
) -> None:
    """Compare what is claimed with what is computed.

    Of a NETWORK, the region count that its file claims, by the claim's definition and on its
    domain. With --statement or --all, published statements at the points of a grid; some are
    known to be false. Exit code 0: it holds (--all: every verdict is the known one); 1: it is
    refuted; 2: the check could not run; 3: a budget ended it, nothing was written, and what was not
    refuted before is unknown.
    """
    asked = sum([network is not None, statement is not None, everything, listing])
    if asked != 1:
        found = "there is nothing to verify" if asked == 0 else "it is unclear what to verify"
        raise PolyregionsError(f"{found}: give a NETWORK, --statement NAME, --all or --list")
    if network is not None:
        if grid or output is not None:
            raise PolyregionsError(
                "--grid and --output are for --statement and --all: leave them out"
            )
        executor = executor_at(dask)
        execution = Execution(engine, progress, workers, executor, max_regions, max_seconds)
        _verify_network(network, execution, executor, as_json)
    elif workers != 1 or dask is not None or max_regions is not None:
        raise PolyregionsError(
            "--workers, --dask and --max-regions are for a NETWORK: leave them out"
        )
    elif listing:
        print_statements(as_json)
    else:
        code = verify_statements(statement, grid, output, engine, progress, max_seconds, as_json)
        raise typer.Exit(code)


def _verify_network(
    network: NetworkSource, how: Execution, executor: Executor | None, as_json: bool
) -> None:
    net = network.read()
    if net.claim is not None and how.progress:
        announce_compilation(how.engine, net.inputs, net.claim.domain)
    verification, seconds = timed(
        lambda: verify_claim(
            net,
            how.engine,
            how.progress,
            how.workers,
            executor=executor,
            max_regions=how.max_regions,
            max_seconds=how.max_seconds,
        )
    )
    if isinstance(verification, PartialResult):
        _stopped(net, verification, seconds).show(as_json)
        raise typer.Exit(ExitCode.STOPPED)
    claim = verification.claim
    verdict = "the claim holds" if verification.holds else "the claim is refuted"
    Report.of(
        *network_rows(net),
        Row(None, "holds", verification.holds),
        Row("claimed", "claimed", claim.regions),
        Row("computed", "computed", verification.computed),
        Row("verdict", None, verdict),
        Row(None, "definition", claim.definition),
        Row("formula", "formula", claim.formula),
        Row("definition", None, claim.definition),
        Row("source", "source", claim.source),
        Row(None, "complete", True),
        Row(None, "proper_activation", verification.proper_activation),
        Row("method", "method", verification.method),
        Row("engine", "engine", verification.engine),
        seconds_row(verification.seconds),
    ).show(as_json)
    if not verification.holds:
        raise typer.Exit(ExitCode.REFUTED)


def _stopped(network: Network, stopped: PartialResult, seconds: float) -> Report:
    found = f"{counted(stopped.found, 'proper activation region')}, and there may be more"
    return Report.of(
        *network_rows(network),
        Row(None, "holds", None),
        Row("verdict", None, f"unknown: stopped at {stopped.reason}"),
        Row(None, "complete", False),
        Row("found", "found", stopped.found, found),
        Row(None, "stopped_at", stopped.reason),
        Row("engine", "engine", stopped.engine),
        seconds_row(seconds),
    )
