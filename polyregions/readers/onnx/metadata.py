"""What an ONNX file keeps of a network beside its function: domain, name and claim."""

from __future__ import annotations

import json
from typing import Any

from polyregions.errors import FileFormatError
from polyregions.networks import Claim, Network
from polyregions.polytopes import HPolytope
from polyregions.readers.content import located, parse_json
from polyregions.readers.network_header import header_from_json, header_to_json

__all__ = ["ONNX_HEADER", "header_of", "header_text"]

ONNX_HEADER = "polyregions-network-onnx/1"
"""The key of the entry among a model's metadata, and the name of its format."""


def header_text(network: Network) -> str:
    """Return the entry of a network: a JSON object.

    Examples
    --------
    >>> from polyregions.networks import Layer
    >>> header_text(Network([Layer([[1]])], [[0, 1]], "ramp"))
    '{"format": "polyregions-network-onnx/1", "name": "ramp", "domain": [[0, 1]]}'
    """
    return json.dumps(header_to_json(network, ONNX_HEADER))


def header_of(model: Any, inputs: int) -> tuple[HPolytope | None, str | None, Claim | None]:
    """Return the domain, name and claim that an ``onnx.ModelProto`` keeps, None where it does not.

    Raises
    ------
    FileFormatError
        If the entry is there but cannot be read.
    """
    texts = [entry.value for entry in model.metadata_props if entry.key == ONNX_HEADER]
    if not texts:
        return None, None, None
    with located(f"the metadata {ONNX_HEADER!r}"):
        value = parse_json(texts[-1])
        if not isinstance(value, dict):
            raise FileFormatError(f"this is a {type(value).__name__}: a JSON object is needed")
        return header_from_json(value, inputs)
