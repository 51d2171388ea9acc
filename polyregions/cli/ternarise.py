"""``polyregions ternarise``: a network with weights -1, 0, 1 that computes the same function."""

from __future__ import annotations

from typing import Annotated

from polyregions.cli import options
from polyregions.cli.choices import one_of
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.output import network_output
from polyregions.cli.report import Columns, Report, Row
from polyregions.constructions import ternarise as ternarised
from polyregions.constructions.ternarisation import INTERMEDIATES, SCHEMES
from polyregions.readers import write_network

__all__ = ["ternarise"]

SchemeName = Annotated[str, one_of("--scheme", SCHEMES, "The scheme: {}.")]
IntermediateName = Annotated[
    str,
    one_of("--intermediate", INTERMEDIATES, "The activation of the intermediate layers: {}."),
]


@reads_network
def ternarise(
    network: NetworkSource,
    output: options.OutputPath,
    format: options.NetworkFormatName = None,
    scheme: SchemeName = "edgewise",
    intermediate: IntermediateName = "identity",
    as_json: options.AsJson = False,
) -> None:
    """Write a ternary network with the function of a network, up to a positive output scale."""
    file = network_output(output, format)
    result = ternarised(network.read(), scheme, intermediate)
    write_network(result.network, file, format)
    layers = [
        [layer.source, "-".join(map(str, layer.widths)) or "none", layer.nodes, layer.predicted]
        for layer in result.layers
    ]
    Report.of(
        *network_rows(result.network),
        Row(None, "widths", list(result.network.widths)),
        Row("output scale", None, result.output_scale),
        Row("intermediate units", "nodes", result.nodes),
        Row("by the formula", "predicted", result.predicted),
        Row(None, "output_scale", result.output_scale),
        Row("formula", None, result.layers[0].formula),
        Row(None, "scheme", scheme),
        Row(None, "intermediate", intermediate),
        "",
        Columns(["layer", "widths", "units", "by the formula"], layers),
        Row("written to", "output", file),
    ).show(as_json)
