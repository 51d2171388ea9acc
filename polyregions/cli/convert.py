"""``polyregions convert``: a network file in another format."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli.network_facts import domain_text, kind_of_parameters, number_of_parameters
from polyregions.cli.options import AsJson, DomainText, NetworkPath, chosen_domain
from polyregions.cli.output import check_network_output, network_rows, print_json, print_table
from polyregions.networks import Network
from polyregions.readers import (
    NETWORK_FORMATS,
    domain_to_json,
    network_format,
    read_network,
    write_network,
)

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
    network: NetworkPath,
    output: Output,
    domain: DomainText = None,
    name: NewName = None,
    input_format: InputFormat = None,
    output_format: OutputFormat = None,
    as_json: AsJson = False,
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
    parameters, kind = number_of_parameters(net), kind_of_parameters(net)
    if as_json:
        print_json(
            {
                "output": output,
                "name": net.name,
                "widths": list(net.widths),
                "parameters": parameters,
                "kind": kind,
                "domain": domain_to_json(net.domain),
                "not_kept": lost,
            }
        )
        return
    rows: list[tuple[str, object]] = [
        *network_rows(net),
        ("parameters", f"{parameters}, {kind}"),
        ("domain", domain_text(net)),
    ]
    if lost:
        rows.append(("not kept", ", ".join(lost)))
    print_table([*rows, ("written to", output)])


def _lost(network: Network, kept: tuple[str, ...]) -> list[str]:
    """Return what the network has beside its layers and the format of the file does not keep."""
    return [
        part
        for part in ("domain", "name", "claim")
        if getattr(network, part) is not None and part not in kept
    ]
