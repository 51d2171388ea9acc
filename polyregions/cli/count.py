"""``polyregions count``: how many regions a network has."""

from __future__ import annotations

from time import perf_counter

from polyregions.cli.options import (
    AsJson,
    DefinitionName,
    DomainText,
    EngineName,
    NetworkPath,
    Progress,
    chosen_domain,
    wants_progress,
)
from polyregions.cli.output import network_rows, print_json, print_table
from polyregions.io import read_network
from polyregions.regions import Definition, regions

__all__ = ["count"]


def count(
    network: NetworkPath,
    domain: DomainText = None,
    definition: DefinitionName = "open_connected",
    engine: EngineName = "auto",
    progress: Progress = None,
    as_json: AsJson = False,
) -> None:
    """Count the regions of a network, exactly."""
    chosen = Definition.of(definition)
    net = read_network(network)
    polytope = chosen_domain(net, domain)
    start = perf_counter()
    complex = regions(net, polytope, engine=engine, progress=wants_progress(progress))
    number = complex.count(chosen.value)
    seconds = perf_counter() - start
    if as_json:
        print_json(
            {
                "count": number,
                "definition": chosen.value,
                "complete": True,
                "proper_activation": len(complex),
                "engine": complex.engine,
                "seconds": round(seconds, 6),
            }
        )
        return
    print_table(
        [
            *network_rows(net),
            ("count", number),
            ("definition", f"{chosen.value} (definition {chosen.number})"),
            ("proper activation", len(complex)),
            ("engine", complex.engine),
            ("seconds", f"{seconds:.3f}"),
        ]
    )
