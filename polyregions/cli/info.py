"""``polyregions info``: what is in a network file."""

from __future__ import annotations

from polyregions.cli.network_facts import domain_text, kind_of_parameters, number_of_parameters
from polyregions.cli.options import AsJson, NetworkPath
from polyregions.cli.output import network_rows, print_json, print_table, whole_text
from polyregions.readers import domain_to_json, read_network

__all__ = ["info"]


def info(network: NetworkPath, as_json: AsJson = False) -> None:
    """Describe a network file: sizes, parameters, domain and claim."""
    net = read_network(network)
    claim = net.claim
    kind, parameters = kind_of_parameters(net), number_of_parameters(net)
    units = sum(net.pattern_sizes)
    if as_json:
        print_json(
            {
                "name": net.name,
                "inputs": net.inputs,
                "outputs": net.outputs,
                "widths": list(net.widths),
                "relu_units": units,
                "parameters": parameters,
                "kind": kind,
                "domain": domain_to_json(net.domain),
                "claim": None if claim is None else claim.regions,
                "claim_definition": None if claim is None else claim.definition,
            }
        )
        return
    rows: list[tuple[str, object]] = [
        *network_rows(net),
        ("ReLU units", units),
        ("parameters", f"{parameters}, {kind}"),
        ("domain", domain_text(net)),
    ]
    if claim is None:
        rows.append(("claim", "(none)"))
    else:
        text = f"{whole_text(claim.regions)} = {claim.formula}"
        rows += [("claim", text), ("definition", claim.definition), ("source", claim.source)]
    print_table(rows)
