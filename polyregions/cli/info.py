"""``polyregions info``: what is in a network file."""

from __future__ import annotations

from polyregions.cli import options
from polyregions.cli.estimates import rough_rows
from polyregions.cli.network_facts import content_rows, network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.output import whole_text
from polyregions.cli.report import Report, Row
from polyregions.networks import Network

__all__ = ["info"]


@reads_network
def info(network: NetworkSource, as_json: options.AsJson = False) -> None:
    """Describe a network file: sizes, parameters, domain, claim, and about how many regions.

    Their number is estimated for a second, or for two, where engine vertices can.
    """
    net = network.read()
    name, widths = network_rows(net, in_json=True)
    Report.of(
        name,
        Row(None, "inputs", net.inputs),
        Row(None, "outputs", net.outputs),
        widths,
        Row("ReLU units", "relu_units", sum(net.pattern_sizes)),
        *content_rows(net),
        *_claim_rows(net),
        *rough_rows(net),
    ).show(as_json)


def _claim_rows(network: Network) -> tuple[Row, ...]:
    claim = network.claim
    if claim is None:
        return Row("claim", "claim", None, "(none)"), Row(None, "claim_definition", None)
    text = f"{whole_text(claim.regions)} = {claim.formula}"
    return (
        Row("claim", "claim", claim.regions, text),
        Row("definition", "claim_definition", claim.definition),
        Row("source", None, claim.source),
    )
