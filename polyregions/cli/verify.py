"""``polyregions verify``: whether a network's claim holds, or published statements do."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli.options import (
    NETWORK_HELP,
    AsJson,
    EngineName,
    Progress,
    Workers,
    announce_compilation,
    wants_progress,
)
from polyregions.cli.output import network_rows, print_json, print_table
from polyregions.cli.verify_statements import (
    AllStatements,
    EvidencePath,
    GridWords,
    ListStatements,
    StatementName,
    print_statements,
    verify_statements,
)
from polyregions.errors import PolyregionsError
from polyregions.io import read_network
from polyregions.theorems import verify_claim

__all__ = ["verify"]

REFUTED = 1


OptionalNetworkPath = Annotated[str | None, typer.Argument(metavar="NETWORK", help=NETWORK_HELP)]


def verify(
    network: OptionalNetworkPath = None,
    statement: StatementName = None,
    grid: GridWords = None,
    everything: AllStatements = False,
    listing: ListStatements = False,
    output: EvidencePath = None,
    engine: EngineName = "auto",
    workers: Workers = 1,
    progress: Progress = None,
    as_json: AsJson = False,
) -> None:
    """Compare what is claimed with what is computed.

    Of a NETWORK, the region count that its file claims, by the claim's definition and on its
    domain. With --statement or --all, published statements at the points of a grid; some are
    known to be false. Exit code 0: it holds (--all: every verdict is the known one); 1: it is
    refuted; 2: the check could not run.
    """
    if sum([network is not None, statement is not None, everything, listing]) != 1:
        raise PolyregionsError(
            "it is unclear what to verify: give a NETWORK, --statement NAME or --all"
        )
    if network is not None:
        if grid or output is not None:
            raise PolyregionsError(
                "--grid and --output are for --statement and --all: leave them out"
            )
        _verify_network(network, engine, workers, progress, as_json)
    elif workers != 1:
        raise PolyregionsError("--workers is for a NETWORK: leave it out")
    elif listing:
        print_statements()
    elif not verify_statements(statement, grid, output, engine, wants_progress(progress), as_json):
        raise typer.Exit(REFUTED)


def _verify_network(
    network: str, engine: str, workers: int, progress: bool | None, as_json: bool
) -> None:
    net = read_network(network)
    if net.claim is not None:
        announce_compilation(engine, net, net.claim.domain)
    verification = verify_claim(net, engine, wants_progress(progress), workers)
    claim = verification.claim
    if as_json:
        print_json(
            {
                "holds": verification.holds,
                "claimed": claim.regions,
                "computed": verification.computed,
                "definition": claim.definition,
                "formula": claim.formula,
                "source": claim.source,
                "complete": True,
                "method": verification.method,
                "proper_activation": verification.proper_activation,
                "engine": verification.engine,
                "seconds": round(verification.seconds, 6),
            }
        )
    else:
        print_table(
            [
                *network_rows(net),
                ("claimed", claim.regions),
                ("computed", verification.computed),
                ("verdict", "the claim holds" if verification.holds else "the claim is refuted"),
                ("formula", claim.formula),
                ("definition", claim.definition),
                ("source", claim.source),
                ("method", verification.method),
                ("engine", verification.engine),
                ("seconds", f"{verification.seconds:.3f}"),
            ]
        )
    if not verification.holds:
        raise typer.Exit(REFUTED)
