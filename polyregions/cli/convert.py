"""``polyregions convert``: a network file in another format."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.network_facts import content_rows, network_rows
from polyregions.cli.output import check_network_output
from polyregions.cli.report import Report, Row
from polyregions.cli.searching import chosen_domain
from polyregions.networks import Network
from polyregions.readers import NETWORK_FORMATS, network_format, read_network, write_network

__all__ = ["convert"]

_NAMES = ", ".join(known.name for known in NETWORK_FORMATS)
_WRITABLE = [known for known in NETWORK_FORMATS if known.writer is not None]
_WRITABLE_NAMES = ", ".join(known.name for known in _WRITABLE)
_WRITABLE_SUFFIXES = ", ".join(known.suffixes_text for known in _WRITABLE)

Output = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help=f"The file to write: {_WRITABLE_SUFFIXES}.", show_default=False
    ),
]
NewName = Annotated[
    str | None, typer.Option("--name", metavar="TEXT", help="Give the network another name.")
]
InputFormat = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="FORMAT", help=f"What NETWORK is: {_NAMES}. Default: by its suffix."
    ),
]
OutputFormat = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="FORMAT",
        help=f"What FILE is to be: {_WRITABLE_NAMES}. Default: by its suffix.",
    ),
]


def convert(
    network: options.NetworkPath,
    output: Output,
    domain: options.DomainText = None,
    name: NewName = None,
    input_format: InputFormat = None,
    output_format: OutputFormat = None,
    as_json: options.AsJson = False,
) -> None:
    """Write a network file in another format, with the same numbers.

    With another domain, the network's claim is left out.
    """
    check_network_output(output, output_format)
    net = read_network(network, input_format)
    if domain is not None:
        polytope = chosen_domain(net, domain)
        net = net.with_domain(polytope if polytope is not None and polytope.rows else None)
    if name is not None:
        net = Network(net.layers, net.domain, name, net.claim)
    write_network(net, output, output_format)
    lost = _lost(net, network_format(output, output_format).keeps)
    Report.of(
        Row(None, "output", output),
        *network_rows(net, in_json=True),
        *content_rows(net),
        Row("not kept" if lost else None, "not_kept", lost, ", ".join(lost)),
        Row("written to", None, output),
    ).show(as_json)


def _lost(network: Network, kept: tuple[str, ...]) -> list[str]:
    """Return what the network has beside its layers and the format of the file does not keep."""
    return [
        part
        for part in ("domain", "name", "claim")
        if getattr(network, part) is not None and part not in kept
    ]
