"""What a file of a complex holds beside regions and facets: network, domain and engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from polyregions.complexes import RegionComplex
from polyregions.errors import FileFormatError, short
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.readers import (
    domain_from_json,
    inequalities_to_json,
    network_from_json,
    network_to_json,
)
from polyregions.readers.content import located

__all__ = ["FORMAT", "header_from_json", "header_text", "header_to_json"]

FORMAT = "polyregions-complex/1"
"""The name and version of the file formats that hold a whole complex."""


def header_to_json(complex: RegionComplex) -> dict[str, Any]:
    """Return network, domain and engine of a complex as JSON values.

    The domain is always written by its inequalities: facets refer to them by their numbers.

    Examples
    --------
    >>> import polyregions as pr
    >>> header = header_to_json(pr.regions(pr.Network([pr.Layer([[1]])], [[0, "1/2"]])))
    >>> header["domain"], header["engine"]
    ({'A': [[2], [-1]], 'b': [1, 0]}, 'vertices')
    """
    return {
        "format": FORMAT,
        "network": network_to_json(complex.network),
        "domain": inequalities_to_json(complex.domain),
        "engine": complex.engine,
    }


def header_text(header: Mapping[str, Any]) -> str:
    """Return a header as ASCII text of one line."""
    return json.dumps(header)


def header_from_json(value: Any) -> tuple[Network, HPolytope, str]:
    """Return the network, the domain and the name of the engine in a decoded header.

    Raises
    ------
    FileFormatError
        If one of them is missing or not what it should be.
    """
    if not isinstance(value, dict):
        raise FileFormatError(
            f"this is a {type(value).__name__}: a complex is an object with the format {FORMAT!r}"
        )
    if value.get("format") != FORMAT:
        raise FileFormatError(
            f"the format is {short(value.get('format'))}: this version reads {FORMAT!r}"
        )
    for key in ("network", "domain", "engine"):
        if key not in value:
            raise FileFormatError(
                f"the key {key!r} is missing among {short(sorted(value))}: give a file that "
                "polyregions has written"
            )
    with located("the network"):
        network = network_from_json(value["network"])
    with located("the domain"):
        domain = _domain(value["domain"], network.inputs)
    engine = value["engine"]
    if not isinstance(engine, str):
        raise FileFormatError(f"the engine is a {type(engine).__name__}: give its name")
    return network, domain, engine


def _domain(value: Any, inputs: int) -> HPolytope:
    if not isinstance(value, dict):
        raise FileFormatError(
            f"this is a {type(value).__name__}: facets count the inequalities of a domain "
            '{"A": ..., "b": ...}'
        )
    domain = domain_from_json(value, inputs)
    if len(domain.rows) != len(value["b"]):
        raise FileFormatError(
            f"it has {len(value['b'])} inequalities, {len(domain.rows)} of which say all: leave "
            "the others out, as facets count them"
        )
    return domain
