"""The attributes of region graphs as texts and as JSON, without loss.

Those that region graphs have by themselves are written in a form of their own; all others, which
somebody has added, as :mod:`polyregions.files.graphs.plain_text` says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from operator import index
from typing import Any

from polyregions.arithmetic import decimal_text, exact_rational, exact_vector
from polyregions.budgets import checkpoint
from polyregions.errors import PolyregionsError, short
from polyregions.files.graphs.plain_text import plain_text, value_of_text
from polyregions.networks import AffineMap, Pattern
from polyregions.readers.content import parse_json

__all__ = ["AS_NUMBERS", "KNOWN", "from_json", "from_text", "to_json", "to_text"]

Attributes = Mapping[str, Any]

_EMPTY = '""'  # as an empty cell of a table, and no text in XML, is a missing attribute

AS_NUMBERS = ("members", "facets")
"""The attributes of region graphs that are whole numbers."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How the values of an attribute are written."""

    to_json: Callable[[Any], Any]
    from_json: Callable[[Any], Any]
    to_text: Callable[[Any], str]
    from_text: Callable[[str], Any]


def _exact_map(value: Any) -> dict[str, Any]:
    return {
        "W": [[decimal_text(w) for w in row] for row in value.weights],
        "b": [decimal_text(b) for b in value.bias],
    }


def _joined(values: Any) -> str:
    return " ".join(map(str, values))


def _pattern_text(value: Any) -> str:
    text = str(value)
    if text.strip("01|"):
        raise ValueError
    return text


def _whole_numbers(values: Any) -> list[int]:
    return list(map(int, values))


def _floats(values: Any) -> tuple[float, ...]:
    return tuple([float(exact_rational(v)) if "/" in str(v) else float(v) for v in values])


def _finite_or_text(values: Any) -> list[float | str]:
    """Return floats for JSON, which knows no infinity."""
    return list(map(_float_or_text, values))


def _float_or_text(value: float) -> float | str:
    return value if isfinite(value) else str(value)


def _rows(values: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(map(_floats, values))


def _units(values: Any) -> tuple[tuple[int, int], ...]:
    return tuple([(int(layer), int(unit)) for layer, unit in values])


def _patterns(values: Any) -> tuple[Pattern, ...]:
    return tuple(map(Pattern, values))


def _exact_point(values: Any) -> tuple[Fraction, ...]:
    return exact_vector(values, "exact_interior_point")


def _affine_map(value: Any) -> AffineMap:
    return AffineMap(value["W"], value["b"])


def _coordinates(values: Any) -> list[str]:
    return [decimal_text(x) for x in values]


def _whole_number(value: Any) -> int:
    return int(index(value))


_WHOLE = _Form(_whole_number, _whole_number, lambda value: str(_whole_number(value)), int)
_FLOATS = _Form(
    _finite_or_text,
    _floats,
    lambda values: _joined(map(float, values)),
    lambda text: _floats(text.split()),
)
_ROWS = _Form(
    lambda rows: list(map(_finite_or_text, rows)),
    _rows,
    lambda rows: json.dumps(list(map(_finite_or_text, rows))),
    lambda text: _rows(json.loads(text)),
)

KNOWN: Mapping[str, _Form] = {
    "pattern": _Form(
        _pattern_text,
        lambda text: str(Pattern(text)),
        _pattern_text,
        lambda text: str(Pattern(text)),
    ),
    "patterns": _Form(
        lambda patterns: list(map(_pattern_text, patterns)),
        _patterns,
        lambda patterns: " ".join(map(_pattern_text, patterns)),
        lambda text: _patterns(text.split(" ")),  # a network without ReLU has the empty pattern
    ),
    "members": _WHOLE,
    "regions": _Form(
        _whole_numbers,
        lambda values: tuple(map(int, values)),
        lambda values: _joined(map(int, values)),
        lambda text: tuple(map(int, text.split())),
    ),
    "interior_point": _FLOATS,
    "exact_interior_point": _Form(
        _coordinates,
        _exact_point,
        lambda point: " ".join(_coordinates(point)),
        lambda text: _exact_point(text.split()),
    ),
    "gradient": _ROWS,
    "offset": _FLOATS,
    "volume": _Form(_float_or_text, float, lambda value: str(float(value)), float),
    "centroid": _FLOATS,
    "bounding_box": _ROWS,
    "affine_map": _Form(
        _exact_map,
        _affine_map,
        lambda value: json.dumps(_exact_map(value)),
        lambda text: _affine_map(parse_json(text)),
    ),
    "units": _Form(
        lambda units: [[int(layer), int(unit)] for layer, unit in units],
        _units,
        lambda units: " ".join([f"{int(layer)}:{int(unit)}" for layer, unit in units]),
        lambda text: _units([pair.split(":") for pair in text.split()]),
    ),
    "facets": _WHOLE,
}
"""The attributes that nodes and edges of region graphs have by themselves."""


def to_json(attributes: Attributes) -> dict[str, Any]:
    """Return the attributes of a node or an edge as JSON values, exact numbers as texts.

    Raises
    ------
    PolyregionsError
        If a value is none of JSON's, or none of the attribute of that name.

    Examples
    --------
    >>> from fractions import Fraction
    >>> to_json({"exact_interior_point": (Fraction(1, 3),), "units": ((0, 2),), "own": 1})
    {'exact_interior_point': ['1/3'], 'units': [[0, 2]], 'own': 1}
    """
    checkpoint()
    return {name: _json(name, value) for name, value in attributes.items()}


def from_json(attributes: Attributes) -> dict[str, Any]:
    """Return the attributes that :func:`to_json` has written; those it does not know stay.

    Examples
    --------
    >>> from_json({"exact_interior_point": ["1/3"], "units": [[0, 2]]})
    {'exact_interior_point': (Fraction(1, 3),), 'units': ((0, 2),)}
    """
    checkpoint()
    return {
        name: KNOWN[name].from_json(value) if name in KNOWN else value
        for name, value in attributes.items()
    }


def to_text(attributes: Attributes) -> dict[str, str]:
    """Return the attributes of a node or an edge as texts, none of them empty.

    Raises
    ------
    PolyregionsError
        If a value is of no plain kind, or none of the attribute of that name.

    Examples
    --------
    >>> to_text({"patterns": (Pattern("01|1"), Pattern("11|1")), "facets": 2, "own": "3"})
    {'patterns': '01|1 11|1', 'facets': '2', 'own': '"3"'}
    >>> from fractions import Fraction
    >>> to_text({"exact_interior_point": (Fraction(1, 3), Fraction(2)), "units": ((0, 2), (1, 0))})
    {'exact_interior_point': '1/3 2', 'units': '0:2 1:0'}
    """
    checkpoint()
    return {name: _text(name, value) for name, value in attributes.items()}


def from_text(attributes: Attributes) -> dict[str, Any]:
    """Return the attributes for which :func:`to_text` has made texts; numbers stay what they are.

    Examples
    --------
    >>> from_text({"patterns": "01|1", "units": '""', "facets": 2, "own": '"3"'})
    {'patterns': (Pattern('01|1'),), 'units': (), 'facets': 2, 'own': '3'}
    """
    checkpoint()
    return {
        name: _value(name, text) if isinstance(text, str) else text
        for name, text in attributes.items()
    }


def _json(name: str, value: Any) -> Any:
    if name in KNOWN:
        return _written(name, value, KNOWN[name].to_json)
    if isinstance(value, str):
        return value
    return json.loads(plain_text(value, f"the attribute {name!r}"))


def _text(name: str, value: Any) -> str:
    if name in KNOWN:
        return _written(name, value, KNOWN[name].to_text) or _EMPTY
    return plain_text(value, f"the attribute {name!r}")


def _value(name: str, text: str) -> Any:
    if name in KNOWN:
        return KNOWN[name].from_text("" if text == _EMPTY else text)
    return value_of_text(text)


def _written(name: str, value: Any, write: Callable[[Any], Any]) -> Any:
    try:
        return write(value)
    except (AttributeError, TypeError, ValueError):
        raise PolyregionsError(
            f"the attribute {name!r}, which region graphs have, is {short(value)}, which is no "
            "value of it: give an attribute of your own another name"
        ) from None
