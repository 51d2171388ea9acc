"""Domains as JSON and as a user writes them: a box, inequalities, a name, or a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from polyregions.arithmetic import exact_matrix, shortest_number
from polyregions.errors import FileFormatError, InvalidDomainError, nearest_name, short
from polyregions.interface import option
from polyregions.polytopes import (
    HPolytope,
    box,
    from_inequalities,
    is_full_dimensional,
    whole_space,
)
from polyregions.readers.content import PathLike, located, parse_json, read_json

__all__ = [
    "DOMAIN_NAMES",
    "domain_from_json",
    "domain_to_json",
    "inequalities_to_json",
    "parse_domain",
]

DOMAIN_NAMES = {
    "unit": "the unit cube [0, 1]^n0",
    "cube": "the cube [-1, 1]^n0",
    "none": "all of R^n0",
}
"""The domains that go by a name, and what each of them is."""


def parse_domain(domain: Any, dimension: int) -> HPolytope:
    """Return the H-polytope that a user means by ``domain``.

    Parameters
    ----------
    domain
        An HPolytope; a box ``[[lo, hi], ...]``; inequalities ``{"A": ..., "b": ...}``; either of
        them as JSON text; None or "none" for R^n0, "unit" for [0, 1]^n0, "cube" for [-1, 1]^n0; or
        the path of a JSON file that holds a box, inequalities, or a network with its domain.
    dimension
        The dimension n0 that it must have.

    Returns
    -------
    HPolytope
        A polytope of full dimension.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If it is no domain, has another dimension, or has no interior.
    FileFormatError
        If a text is no JSON, or a file cannot be read or holds no such domain.

    Examples
    --------
    >>> parse_domain("[[0, 1]]", dimension=1) == parse_domain("unit", dimension=1)
    True
    >>> parse_domain({"A": [[1, 1]], "b": ["1/2"]}, dimension=2)
    HPolytope(2, ((2, 2, 1),))
    """
    try:
        polytope = _polytope(domain, dimension)
    except RecursionError as error:
        raise InvalidDomainError("the domain is nested too deeply: give [[lo, hi], ...]") from error
    if polytope.dimension != dimension:
        raise _wrong_dimension(polytope.dimension, dimension)
    if polytope.rows and not is_full_dimensional(polytope):
        raise InvalidDomainError(
            "the domain has no interior, so it holds no region: give one of full dimension, or fix "
            f"inputs by a slice: {option('network.restrict', '--slice')}"
        )
    return polytope


def _polytope(domain: Any, dimension: int) -> HPolytope:
    if isinstance(domain, HPolytope):
        return domain
    if isinstance(domain, os.PathLike):
        return _from_file(domain, dimension)
    if isinstance(domain, str):
        return _from_text(domain.strip(), dimension)
    return domain_from_json(domain, dimension)


def _from_text(text: str, dimension: int) -> HPolytope:
    if text == "none":
        return whole_space(dimension)
    if text in ("unit", "cube"):
        return box([0 if text == "unit" else -1] * dimension, [1] * dimension)
    if text.startswith(("[", "{")):
        with located("the domain"):
            try:
                value = parse_json(text)
            except FileFormatError as error:
                hint = '; a fraction stands in quotes, as in "1/2"' if "/" in text else ""
                raise FileFormatError(f"{error}{hint}") from error
        return domain_from_json(value, dimension)
    if not os.path.exists(text):
        near = nearest_name(text, DOMAIN_NAMES)
        meant = "" if near is None else f" (did you mean {near}?)"
        raise InvalidDomainError(
            f"the domain {short(text)} is no box, no name and no file{meant}: give [[lo, hi], "
            f"...], {', '.join(DOMAIN_NAMES)}, or the path of a JSON file"
        )
    return _from_file(text, dimension)


def _from_file(path: PathLike, dimension: int) -> HPolytope:
    value = read_json(path)
    if isinstance(value, dict) and "layers" in value:
        value = value.get("domain")
    with located(repr(os.fspath(path))):
        return domain_from_json(value, dimension)


def domain_from_json(value: Any, dimension: int) -> HPolytope:
    """Return the domain that a decoded JSON value stands for, be it of full dimension or not.

    Parameters
    ----------
    value
        None for R^n0, a box ``[[lo, hi], ...]``, or inequalities ``{"A": ..., "b": ...}``.
    dimension
        The dimension n0 that it must have.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If the value is none of them, or has another dimension.

    Examples
    --------
    >>> domain_from_json([[0, "1/2"]], dimension=1)
    HPolytope(1, ((2, 1), (-1, 0)))
    """
    if value is None:
        return whole_space(dimension)
    if isinstance(value, dict):
        if set(value) != {"A", "b"}:
            raise InvalidDomainError(
                f"the domain has the keys {short(sorted(map(str, value)))}: inequalities A x <= b "
                "have the keys A and b"
            )
        normals = exact_matrix(value["A"], "A")
        if normals and len(normals[0]) != dimension:
            raise _wrong_dimension(len(normals[0]), dimension)
        return from_inequalities(normals, value["b"], dimension)
    if isinstance(value, str) or not isinstance(value, (Sequence, np.ndarray)):
        raise InvalidDomainError(
            f"the domain is a {type(value).__name__}: give a box [[lo, hi], ...] or inequalities "
            '{"A": ..., "b": ...}'
        )
    bounds = exact_matrix(value, "domain")
    if len(bounds) != dimension:
        raise _wrong_dimension(len(bounds), dimension)
    if len(bounds[0]) != 2:
        raise InvalidDomainError(
            f"the domain has {len(bounds[0])} numbers for a coordinate: give [lo, hi] for each"
        )
    return box([low for low, _ in bounds], [high for _, high in bounds])


def domain_to_json(domain: HPolytope | None) -> Any:
    """Return the JSON value of a domain: a box where it is one, else primitive inequalities.

    Examples
    --------
    >>> domain_to_json(box([0], ["1/3"])), domain_to_json(whole_space(1)), domain_to_json(None)
    ([[0, '1/3']], {'A': [], 'b': []}, None)
    """
    if domain is None:
        return None
    bounds = _bounds(domain)
    if bounds is not None:
        return [[shortest_number(low), shortest_number(high)] for low, high in bounds]
    return inequalities_to_json(domain)


def inequalities_to_json(domain: HPolytope) -> dict[str, Any]:
    """Return the JSON value of a domain by its inequalities, in their order.

    Examples
    --------
    >>> inequalities_to_json(box([0], ["1/3"]))
    {'A': [[3], [-1]], 'b': [1, 0]}
    """
    rows = [list(map(shortest_number, row)) for row in domain.rows]
    return {"A": [row[:-1] for row in rows], "b": [row[-1] for row in rows]}


def _bounds(domain: HPolytope) -> list[tuple[Fraction, Fraction]] | None:
    """Return the lower and upper bound of every coordinate, None if the rows are no box's."""
    bounds: dict[tuple[int, int], Fraction] = {}
    for *normal, offset in domain.rows:
        axes = [j for j, entry in enumerate(normal) if entry]
        if len(axes) != 1:
            return None
        entry = normal[axes[0]]
        bounds[axes[0], 1 if entry > 0 else -1] = Fraction(offset, entry)
    if len(bounds) != 2 * domain.dimension:
        return None
    pairs = [(bounds[j, -1], bounds[j, 1]) for j in range(domain.dimension)]
    return pairs if all(low <= high for low, high in pairs) else None


def _wrong_dimension(given: int, needed: int) -> InvalidDomainError:
    return InvalidDomainError(
        f"the domain has dimension {given} where the network takes {needed} inputs: give a domain "
        "of that dimension"
    )
