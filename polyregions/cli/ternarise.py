"""``polyregions ternarise``: a network with weights -1, 0, 1 that computes the same function."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli.columns import print_columns
from polyregions.cli.options import AsJson, NetworkPath, OutputPath
from polyregions.cli.output import check_network_output, network_rows, print_json, print_table
from polyregions.constructions import ternarise as ternarised
from polyregions.constructions.ternarisation import INTERMEDIATES, SCHEMES
from polyregions.readers import read_network, write_network

__all__ = ["ternarise"]

SchemeName = Annotated[
    str, typer.Option("--scheme", metavar="NAME", help=f"The scheme: {', '.join(SCHEMES)}.")
]
IntermediateName = Annotated[
    str,
    typer.Option(
        "--intermediate",
        metavar="NAME",
        help=f"The activation of the intermediate layers: {', '.join(INTERMEDIATES)}.",
    ),
]


def ternarise(
    network: NetworkPath,
    output: OutputPath,
    scheme: SchemeName = "edgewise",
    intermediate: IntermediateName = "identity",
    as_json: AsJson = False,
) -> None:
    """Write a ternary network with the function of a network, up to a positive output scale."""
    check_network_output(output)
    result = ternarised(read_network(network), scheme, intermediate)
    write_network(result.network, output)
    if as_json:
        print_json(
            {
                "widths": list(result.network.widths),
                "nodes": result.nodes,
                "predicted": result.predicted,
                "output_scale": result.output_scale,
                "scheme": scheme,
                "intermediate": intermediate,
                "output": output,
            }
        )
        return
    print_table(
        [
            *network_rows(result.network),
            ("output scale", result.output_scale),
            ("intermediate units", result.nodes),
            ("by the formula", result.predicted),
            ("formula", result.layers[0].formula),
        ]
    )
    print()
    print_columns(
        ["layer", "widths", "units", "by the formula"],
        [
            [layer.source, "-".join(map(str, layer.widths)) or "none", layer.nodes, layer.predicted]
            for layer in result.layers
        ],
    )
    print_table([("written to", output)])
