"""What a network file holds beside the layers, as JSON: name, domain and claim."""

from __future__ import annotations

from typing import Any

from polyregions.errors import FileFormatError, short
from polyregions.networks import Claim, Network
from polyregions.polytopes import HPolytope
from polyregions.readers.content import located
from polyregions.readers.domain_text import domain_from_json, domain_to_json

__all__ = ["header_from_json", "header_to_json"]

_CLAIM_KEYS = ("regions", "formula", "definition", "domain", "source")
# Whole numbers up to here are written in decimal whatever limit Python has on printing them.
_DECIMAL_BITS = 2000


def header_from_json(
    value: dict[str, Any], inputs: int
) -> tuple[HPolytope | None, str | None, Claim | None]:
    """Return the domain, name and claim in a decoded JSON object, each None where it is missing.

    Parameters
    ----------
    value
        An object; its other keys play no part.
    inputs
        The dimension n0 that the domains must have.

    Raises
    ------
    FileFormatError, InvalidNumberError, InvalidDomainError
        If one of them is not what it should be.

    Examples
    --------
    >>> header_from_json({"name": "tent", "domain": [[0, 1]]}, inputs=1)
    (HPolytope(1, ((1, 1), (-1, 0))), 'tent', None)
    """
    name = value.get("name")
    if name is not None and not isinstance(name, str):
        raise FileFormatError(f"the name is a {type(name).__name__}: give a text or null")
    domain, claim = value.get("domain"), value.get("claim")
    return (
        None if domain is None else domain_from_json(domain, inputs),
        name,
        None if claim is None else _claim(claim, inputs),
    )


def header_to_json(network: Network, format: str) -> dict[str, Any]:
    """Return all of a network but its layers as a JSON object that bears the name of a format.

    Examples
    --------
    >>> from polyregions.networks import Layer
    >>> header_to_json(Network([Layer([[1]])], [[0, 1]], "ramp"), "example/1")
    {'format': 'example/1', 'name': 'ramp', 'domain': [[0, 1]]}
    """
    header: dict[str, Any] = {"format": format}
    if network.name is not None:
        header["name"] = network.name
    header["domain"] = domain_to_json(network.domain)
    if network.claim is not None:
        header["claim"] = _claim_to_json(network.claim)
    return header


def _claim(value: Any, inputs: int) -> Claim:
    if not isinstance(value, dict) or set(value) != set(_CLAIM_KEYS):
        raise FileFormatError(f"a claim is an object with the keys {', '.join(_CLAIM_KEYS)}")
    for key in ("formula", "definition", "source"):
        if not isinstance(value[key], str):
            raise FileFormatError(f"the claim's {key} is {short(value[key])}: give a text")
    with located("the claim's domain"):
        domain = domain_from_json(value["domain"], inputs)
    regions = _regions(value["regions"])
    return Claim(regions, value["formula"], value["definition"], domain, value["source"])


def _regions(value: Any) -> int:
    """Return a claimed count: a JSON integer or, where long, a hexadecimal text."""
    regions = value
    if isinstance(value, str) and value.startswith("0x"):
        try:
            regions = int(value, 16)
        except ValueError:
            regions = None
    if isinstance(regions, bool) or not isinstance(regions, int) or regions < 0:
        raise FileFormatError("the claim's regions are no count: give a whole number >= 0")
    return regions


def _claim_to_json(claim: Claim) -> dict[str, Any]:
    long = claim.regions.bit_length() > _DECIMAL_BITS
    return {
        "regions": hex(claim.regions) if long else claim.regions,
        "formula": claim.formula,
        "definition": claim.definition,
        "domain": domain_to_json(claim.domain) if claim.domain.rows else None,
        "source": claim.source,
    }
