"""What commands tell of a network: its name, widths, parameters and domain."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from polyregions.arithmetic import exact_rational, number_text, shortest_number
from polyregions.cli.report import Row
from polyregions.networks import Network
from polyregions.readers import domain_to_json

__all__ = ["content_rows", "network_rows"]


def network_rows(network: Network, in_json: bool = False) -> tuple[Row, Row]:
    """Return the rows by which every table says what network it is about.

    Examples
    --------
    >>> from polyregions.cli.report import Report
    >>> from polyregions.constructions import he_random
    >>> Report.of(*network_rows(he_random((2, 8, 1)))).show()
    network  he_random 2-8-1, seed 0
    widths   2-8-1
    """
    name, widths = ("name", "widths") if in_json else (None, None)
    return (
        Row("network", name, network.name, network.name or "(no name)"),
        Row("widths", widths, list(network.widths), network.widths_text),
    )


def content_rows(network: Network) -> tuple[Row, ...]:
    """Return the rows for the parameters and the domain.

    Examples
    --------
    >>> from polyregions.cli.report import Report
    >>> from polyregions.networks import Layer
    >>> Report.of(*content_rows(Network([Layer([[1, 1]])], [[0, 1], [0, "1/2"]]))).show()
    parameters  3, ternary
    domain      [0, 1] x [0, 0.5]
    """
    parameters = sum(layer.units * (layer.inputs + 1) for layer in network.layers)
    kind = _kind_of_parameters(network)
    return (
        Row("parameters", "parameters", parameters, f"{parameters}, {kind}"),
        Row(None, "kind", kind),
        Row("domain", "domain", domain_to_json(network.domain), _domain_text(network)),
    )


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


def _domain_text(network: Network) -> str:
    domain = network.domain
    if domain is None or not domain.rows:
        return f"all of R^{network.inputs}"
    value = domain_to_json(domain)
    if isinstance(value, list):
        return " x ".join(f"[{_end_text(low)}, {_end_text(high)}]" for low, high in value)
    return f"{len(domain.rows)} inequalities in R^{domain.dimension}"


def _end_text(value: float | str) -> str:
    return number_text(exact_rational(value)) if isinstance(value, str) else str(value)


def _parameters(network: Network) -> Iterable[Fraction]:
    for layer in set(network.layers):
        yield from layer.bias
        if not layer.is_sparse:
            for row in layer.weight_rows():
                yield from row
        elif layer.units_beyond_floats:
            for unit in range(layer.units):
                yield from layer.exact_terms(unit).values
        else:  # the same numbers recur all over a convolution
            yield from map(Fraction, np.unique(layer.float_entries).tolist())
