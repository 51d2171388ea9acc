"""Values of any plain kind as texts that tell their kind: what stands in cells and attributes.

A text stands for itself, unless it could be taken for something else: then, and for every other
value, its JSON stands there. So ``3`` is a number, ``"3"`` in quotes a text, and ``abc`` a text.
"""

from __future__ import annotations

import json
from typing import Any

from polyregions.errors import PolyregionsError, short

__all__ = ["plain_name", "plain_text", "value_of_name", "value_of_text"]

_KINDS = "texts, finite numbers, truth values, None, and lists or dictionaries of these"


def plain_text(value: Any, place: str = "the value") -> str:
    r"""Return the text that stands for a value.

    Raises
    ------
    PolyregionsError
        If it is of no plain kind.

    Examples
    --------
    >>> [plain_text(value) for value in ("abc", "3", 3, 0.5, True, None, "", [1, "a"], "a\nb")]
    ['abc', '"3"', '3', '0.5', 'true', 'null', '""', '[1, "a"]', '"a\\nb"']
    """
    if isinstance(value, str) and _stands_for_itself(value):
        return str(value)
    try:
        return json.dumps(_python(value), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise PolyregionsError(
            f"{place} is {short(value)}, which no file of a graph can hold: use {_KINDS}"
        ) from None


def value_of_text(text: str) -> Any:
    """Return the value for which :func:`plain_text` has made a text.

    Tuples have become lists.

    Examples
    --------
    >>> [value_of_text(text) for text in ("abc", '"3"', "3", "[1, 2]", "1.5e3")]
    ['abc', '3', 3, [1, 2], 1500.0]
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def plain_name(node: Any) -> str:
    """Return the text for a node's name: a text, a number, or a tuple of such.

    Raises
    ------
    PolyregionsError
        If it is something else.
    """
    return plain_text(node, "a node")


def value_of_name(text: str) -> Any:
    """Return the node that :func:`plain_name` has named.

    Examples
    --------
    >>> value_of_name("7"), value_of_name("[1, [0, 2]]"), value_of_name("a")
    (7, (1, (0, 2)), 'a')
    """
    return _hashable(value_of_text(text))


def _stands_for_itself(text: str) -> bool:
    clean = bool(text) and text.isprintable() and text == text.strip()
    return clean and value_of_text(text) == text


def _python(value: Any) -> Any:
    """Return NumPy's numbers as Python's."""
    if isinstance(value, (list, tuple)):
        return [_python(entry) for entry in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys of JSON are texts")
        return {key: _python(entry) for key, entry in value.items()}
    return value.item() if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0 else value


def _hashable(value: Any) -> Any:
    return tuple(map(_hashable, value)) if isinstance(value, list) else value
