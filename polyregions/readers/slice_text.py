"""Slices of the input space as a user writes them: fixed coordinates, JSON, or a file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import exact_rational
from polyregions.errors import InvalidDomainError, short
from polyregions.networks import AffineSubspace, Network, check_network, through
from polyregions.polytopes import HPolytope
from polyregions.readers.content import PathLike, located, parse_json, read_json
from polyregions.readers.domain_text import DOMAIN_NAMES, domain_from_json, parse_domain

__all__ = ["parse_slice", "slice_from_json"]

_FIXED = re.compile(r"\s*x_?(?P<index>\d{1,9})\s*=\s*(?P<value>[^=,]+?)\s*", re.ASCII)
_FORMS = (
    'fix coordinates, as in "x2=0,x3=1/2", or give {"through": [points]}, {"origin": point, '
    '"directions": [vectors]}, or the path of such a JSON file'
)


def parse_slice(text: str, network: Network, domain: Any = None) -> Network:
    """Return the restriction of a network to the slice that a user means by ``text``.

    Parameters
    ----------
    text
        Fixed coordinates, counted from 0, as in ``"x2=0,x3=1/2"``: the others stay free and keep
        their order. Or a JSON object with the keys "through" (a list of points) or "origin" and
        "directions" (a point and a list of vectors), and perhaps "domain" (in slice coordinates: a
        box, inequalities or a name). Or the path of a JSON file with such an object.
    network
        The network.
    domain
        A domain in slice coordinates that comes before any other, as for :func:`parse_domain`;
        None for that of the JSON object, and where it has none the slice's part of the network's
        own.

    Returns
    -------
    Network
        The restriction, see :meth:`Network.restrict`.

    Raises
    ------
    InvalidDomainError, InvalidNumberError, FileFormatError
        If the text is no slice of the network's inputs, or a file cannot be read.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.montufar(inputs=3, width=6, depth=2)
    >>> parse_slice("x1=1/2", net).inputs
    2
    >>> parse_slice('{"through": [[0, 0, 0], [1, 1, 1]], "domain": "unit"}', net).inputs
    1
    """
    check_network(network)
    subspace, own_domain = _parts(text, network.inputs)
    chosen = own_domain if domain is None else parse_domain(domain, subspace.dimension)
    return network.restrict(subspace, domain=chosen)


def slice_from_json(value: Any) -> tuple[AffineSubspace, HPolytope | None]:
    """Return the subspace and the domain in it, None where it has none, of a JSON object.

    Parameters
    ----------
    value
        An object with the keys "through", or "origin" and "directions", and perhaps "domain"; see
        :func:`parse_slice`.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If it is no such object, or the domain does not fit.

    Examples
    --------
    >>> slice_from_json({"origin": [1, 0], "directions": [["1/2", 1]]})
    (AffineSubspace([1, 0], [[0.5, 1]]), None)
    """
    if not isinstance(value, Mapping):
        raise InvalidDomainError(f"the slice is a {type(value).__name__}: {_FORMS}")
    keys = set(value) - {"domain"}
    if keys == {"through"}:
        if not isinstance(value["through"], list):
            raise InvalidDomainError(f"through is {short(value['through'])}: give a list of points")
        subspace = through(*value["through"])
    elif keys == {"origin", "directions"}:
        subspace = AffineSubspace(value["origin"], value["directions"])
    else:
        given = short(sorted(map(str, value)))
        raise InvalidDomainError(f"the slice has the keys {given}: {_FORMS}")
    return subspace, _domain(value.get("domain"), subspace.dimension)


def _domain(value: Any, dimension: int) -> HPolytope | None:
    if value is None:
        return None
    if isinstance(value, str):
        if value not in DOMAIN_NAMES:
            raise InvalidDomainError(
                f"the slice has the domain {short(value)}: give [[lo, hi], ...], inequalities or "
                f"one of {', '.join(DOMAIN_NAMES)}"
            )
        return parse_domain(value, dimension)
    return parse_domain(domain_from_json(value, dimension), dimension)


def _parts(text: str, inputs: int) -> tuple[AffineSubspace, HPolytope | None]:
    stripped = text.strip()
    if stripped.startswith(("{", "[")):
        with located("the slice"):
            return slice_from_json(parse_json(stripped))
    if "=" in stripped and not os.path.exists(stripped):
        return _with_fixed_coordinates(stripped, inputs), None
    if not os.path.exists(stripped):
        raise InvalidDomainError(f"the slice {short(text)} is no file: {_FORMS}")
    return _from_file(stripped)


def _from_file(path: PathLike) -> tuple[AffineSubspace, HPolytope | None]:
    value = read_json(path)
    with located(repr(os.fspath(path))):
        return slice_from_json(value)


def _with_fixed_coordinates(text: str, inputs: int) -> AffineSubspace:
    values: dict[int, Fraction] = {}
    for part in text.split(","):
        match = _FIXED.fullmatch(part)
        if match is None:
            raise InvalidDomainError(f"the slice has the part {short(part)}: {_FORMS}")
        index = int(match["index"])
        if index >= inputs:
            raise InvalidDomainError(
                f"the slice fixes x{index}, and the inputs are x0 to x{inputs - 1}: count from 0"
            )
        if index in values:
            raise InvalidDomainError(f"the slice fixes x{index} twice: keep one of them")
        values[index] = exact_rational(match["value"], f"x{index}")
    free = [j for j in range(inputs) if j not in values]
    if not free:
        raise InvalidDomainError("the slice fixes every input: leave one free at least")
    origin = [values.get(j, Fraction(0)) for j in range(inputs)]
    return AffineSubspace(origin, [[int(i == j) for i in range(inputs)] for j in free])
