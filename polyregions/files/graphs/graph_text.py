"""The attributes of region graphs as text and as JSON, without loss."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from polyregions.arithmetic import decimal_text, exact_vector
from polyregions.budgets import checkpoint
from polyregions.networks import AffineMap, Pattern
from polyregions.readers.content import parse_json

__all__ = ["from_json", "from_text", "to_json", "to_text"]

Attributes = Mapping[str, Any]


def to_json(attributes: Attributes) -> dict[str, Any]:
    """Return the attributes of a node or an edge as JSON values, exact numbers as texts.

    Examples
    --------
    >>> from fractions import Fraction
    >>> to_json({"interior_point": (Fraction(1, 3),), "units": ((0, 2),)})
    {'interior_point': ['1/3'], 'units': [[0, 2]]}
    """
    checkpoint()
    return {name: _value_to_json(name, value) for name, value in attributes.items()}


def from_json(attributes: Attributes) -> dict[str, Any]:
    """Return the attributes that :func:`to_json` has written; those it does not know stay.

    Examples
    --------
    >>> from_json({"interior_point": ["1/3"], "units": [[0, 2]]})
    {'interior_point': (Fraction(1, 3),), 'units': ((0, 2),)}
    """
    checkpoint()
    return {name: _value_from_json(name, value) for name, value in attributes.items()}


def to_text(attributes: Attributes) -> dict[str, str | int]:
    """Return the attributes of a node or an edge as texts, for formats without lists.

    Examples
    --------
    >>> to_text({"patterns": (Pattern("01|1"), Pattern("11|1")), "facets": 2})
    {'patterns': '01|1 11|1', 'facets': 2}
    >>> from fractions import Fraction
    >>> to_text({"interior_point": (Fraction(1, 3), Fraction(2)), "units": ((0, 2), (1, 0))})
    {'interior_point': '1/3 2', 'units': '0:2 1:0'}
    """
    texts: dict[str, str | int] = {}
    for name, value in to_json(attributes).items():
        if name == "units":
            texts[name] = " ".join(f"{layer}:{unit}" for layer, unit in value)
        elif name in ("patterns", "interior_point"):
            texts[name] = " ".join(value)
        elif name == "affine_map":
            texts[name] = json.dumps(value)
        else:
            texts[name] = value
    return texts


def from_text(attributes: Attributes) -> dict[str, Any]:
    """Return the attributes that :func:`to_text` has written; those it does not know stay.

    Examples
    --------
    >>> from_text({"patterns": "01|1", "units": "", "facets": 2})
    {'patterns': (Pattern('01|1'),), 'units': (), 'facets': 2}
    """
    values: dict[str, Any] = {}
    for name, text in attributes.items():
        if name == "units":
            values[name] = [pair.split(":") for pair in text.split()]
        elif name == "patterns":
            values[name] = text.split(" ")  # a network without ReLU has the empty pattern
        elif name == "interior_point":
            values[name] = text.split()
        elif name == "affine_map":
            values[name] = parse_json(text)
        else:
            values[name] = text
    return from_json(values)


def _value_to_json(name: str, value: Any) -> Any:
    if name == "patterns":
        return [str(pattern) for pattern in value]
    if name == "interior_point":
        return [decimal_text(x) for x in value]
    if name == "affine_map":
        return {
            "W": [[decimal_text(w) for w in row] for row in value.weights],
            "b": [decimal_text(b) for b in value.bias],
        }
    if name == "units":
        return [list(unit) for unit in value]
    return value


def _value_from_json(name: str, value: Any) -> Any:
    if name == "patterns":
        return tuple(Pattern(text) for text in value)
    if name == "interior_point":
        return exact_vector(value, name)
    if name == "affine_map":
        return AffineMap(value["W"], value["b"])
    if name == "units":
        return tuple((int(layer), int(unit)) for layer, unit in value)
    return value
