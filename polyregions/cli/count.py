"""``polyregions count``: how many regions a network has."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated, Any

import typer

from polyregions.cli.options import (
    AsJson,
    DefinitionName,
    DomainText,
    EngineName,
    NetworkPath,
    Progress,
    SliceText,
    Workers,
    announce_compilation,
    chosen_domain,
    sliced,
    wants_progress,
)
from polyregions.cli.output import network_rows, print_json, print_table
from polyregions.complexes import Definition, PartialResult, counted_within
from polyregions.counting import METHODS, count_regions
from polyregions.errors import PolyregionsError
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.readers import read_network
from polyregions.refinement import Execution
from polyregions.theorems import CompositionCount, CompositionRefusal

__all__ = ["count"]

STOPPED = 3

MethodName = Annotated[
    str,
    typer.Option("--method", metavar="NAME", help=f"How to count: {' or '.join(METHODS)}."),
]
MaxRegions = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", help="Stop once more activation regions are found."),
]
MaxSeconds = Annotated[
    float | None, typer.Option(min=0, metavar="SECONDS", help="Stop after so long.")
]


def count(
    network: NetworkPath,
    domain: DomainText = None,
    slice: SliceText = None,
    definition: DefinitionName = "open_connected",
    method: MethodName = "enumeration",
    engine: EngineName = "auto",
    workers: Workers = 1,
    max_regions: MaxRegions = None,
    max_seconds: MaxSeconds = None,
    progress: Progress = None,
    as_json: AsJson = False,
) -> None:
    """Count the regions of a network, exactly.

    Exit code 3: a budget stopped the search, and nothing is known but how many regions were found.
    """
    Definition.of(definition)
    net = sliced(read_network(network), slice, domain)
    polytope = chosen_domain(net, domain)
    if method != "enumeration":
        _count_by_composition(net, polytope, definition, method, engine, as_json)
        return
    announce_compilation(engine, net, polytope)
    start = perf_counter()
    execution = Execution(workers=workers, max_regions=max_regions, max_seconds=max_seconds)
    counted = counted_within(net, polytope, definition, engine, wants_progress(progress), execution)
    seconds = perf_counter() - start
    if isinstance(counted, PartialResult):
        _print_stopped(net, counted, definition, seconds, as_json)
        raise typer.Exit(STOPPED)
    _print_count(
        net,
        counted.count,
        definition,
        counted.proper_activation,
        as_json,
        {"engine": counted.engine},
        seconds,
    )


def _count_by_composition(
    net: Network,
    polytope: HPolytope | None,
    definition: str,
    method: str,
    engine: str,
    as_json: bool,
) -> None:
    start = perf_counter()
    result = count_regions(net, polytope, definition=definition, method=method, engine=engine)
    seconds = perf_counter() - start
    if isinstance(result, CompositionRefusal):
        raise PolyregionsError(f"nothing was counted: {result}")
    assert isinstance(result, CompositionCount)
    checked = [str(block) for block in result.blocks]
    _print_count(
        net,
        result.count,
        definition,
        None,
        as_json,
        {"method": method, "hypothesis": result.way.value, "checked": checked},
        seconds,
    )


def _print_count(
    net: Network,
    number: int,
    definition: str,
    proper_activation: int | None,
    as_json: bool,
    how: dict[str, Any],
    seconds: float,
) -> None:
    if as_json:
        print_json(
            {
                "count": number,
                "definition": definition,
                "complete": True,
                "proper_activation": proper_activation,
                **how,
                "seconds": round(seconds, 6),
            }
        )
        return
    chosen = Definition.of(definition)
    rows: list[tuple[str, Any]] = [
        *network_rows(net),
        ("count", number),
        ("definition", f"{chosen.value} (definition {chosen.number})"),
    ]
    if proper_activation is not None:
        rows.append(("proper activation", proper_activation))
    rows += [(name, "; ".join(v) if isinstance(v, list) else v) for name, v in how.items()]
    print_table([*rows, ("seconds", f"{seconds:.3f}")])


def _print_stopped(
    net: Network, stopped: PartialResult, definition: str, seconds: float, as_json: bool
) -> None:
    if as_json:
        print_json(
            {
                "count": None,
                "definition": definition,
                "complete": False,
                "proper_activation": None,
                "found": stopped.found,
                "stopped_at": stopped.reason,
                "engine": stopped.engine,
                "seconds": round(seconds, 6),
            }
        )
        return
    print_table(
        [
            *network_rows(net),
            ("count", f"unknown: stopped at {stopped.reason}"),
            ("found", f"{stopped.found} proper activation regions, and there may be more"),
            ("engine", stopped.engine),
            ("seconds", f"{seconds:.3f}"),
        ]
    )
