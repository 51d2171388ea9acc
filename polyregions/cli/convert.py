"""``polyregions convert``: a network file in another format."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.network_facts import content_rows, network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.output import network_output
from polyregions.cli.report import Report, Row
from polyregions.cli.searching import chosen_domain
from polyregions.networks import Network
from polyregions.readers import NETWORK_FORMATS, network_format, write_network

__all__ = ["convert"]

_SUFFIXES = ", ".join(known.suffixes_text for known in NETWORK_FORMATS if known.writer is not None)

Output = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help=f"The file to write: {_SUFFIXES}; or - for standard output.",
        show_default=False,
    ),
]
NewName = Annotated[
    str | None, typer.Option("--name", metavar="TEXT", help="Give the network another name.")
]


@reads_network
def convert(
    network: NetworkSource,
    output: Output,
    domain: options.DomainText = None,
    name: NewName = None,
    format: options.NetworkFormatName = None,
    as_json: options.AsJson = False,
) -> None:
    """Write a network file in another format, with the same numbers.

    With another domain, the network's claim is left out.
    """
    file = network_output(output, format)
    net = network.read()
    if domain is not None:
        polytope = chosen_domain(net, domain)
        net = net.with_domain(polytope if polytope is not None and polytope.rows else None)
    if name is not None:
        net = Network(net.layers, net.domain, name, net.claim)
    write_network(net, file, format)
    lost = _lost(net, network_format(file, format).keeps)
    Report.of(
        Row(None, "output", file),
        *network_rows(net, in_json=True),
        *content_rows(net),
        Row("not kept" if lost else None, "not_kept", lost, ", ".join(lost)),
        Row("written to", None, file),
    ).show(as_json)


def _lost(network: Network, kept: tuple[str, ...]) -> list[str]:
    """Return what the network has beside its layers and the format of the file does not keep."""
    return [
        part
        for part in ("domain", "name", "claim")
        if getattr(network, part) is not None and part not in kept
    ]
