"""``polyregions info``: what is in a network file."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from polyregions.arithmetic import shortest_number
from polyregions.cli.options import AsJson, NetworkPath
from polyregions.cli.output import network_rows, print_json, print_table, whole_text
from polyregions.io import domain_to_json, read_network
from polyregions.networks import Network

__all__ = ["info"]


def info(network: NetworkPath, as_json: AsJson = False) -> None:
    """Describe a network file: sizes, parameters, domain and claim."""
    net = read_network(network)
    claim = net.claim
    kind, parameters = _kind_of_parameters(net), _number_of_parameters(net)
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
        ("domain", _domain_text(net)),
    ]
    if claim is None:
        rows.append(("claim", "(none)"))
    else:
        text = f"{whole_text(claim.regions)} = {claim.formula}"
        rows += [("claim", text), ("definition", claim.definition), ("source", claim.source)]
    print_table(rows)


def _number_of_parameters(network: Network) -> int:
    return sum(layer.units * (layer.inputs + 1) for layer in network.layers)


def _kind_of_parameters(network: Network) -> str:
    """Return the smallest of the usual sets in which all parameters lie."""
    distinct = set(_parameters(network))
    if all(value in (-1, 0, 1) for value in distinct):
        return "ternary"
    if all(value.denominator == 1 for value in distinct):
        return "integers"
    if all(not isinstance(shortest_number(value), str) for value in distinct):
        return "binary floats"
    return "rationals"


def _parameters(network: Network) -> Iterable[Fraction]:
    for layer in set(network.layers):
        for row in layer.weights:
            yield from row
        yield from layer.bias


def _domain_text(network: Network) -> str:
    domain = network.domain
    if domain is None or not domain.rows:
        return f"all of R^{network.inputs}"
    value = domain_to_json(domain)
    if isinstance(value, list):
        return " x ".join(f"[{low}, {high}]" for low, high in value)
    return f"{len(domain.rows)} inequalities in R^{domain.dimension}"
