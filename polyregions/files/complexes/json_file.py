"""Complexes as JSON, every number exact: one region on a line, to be read by anybody.

The format::

    {"format": "polyregions-complex/1", "network": {...}, "domain": {"A": [[...], ...], "b": [...]},
     "engine": text, "regions": [
      {"pattern": "01|1", "interior_point": [number, ...],
       "facets": [{"unit": [layer, unit], "neighbour": index} | {"domain_row": row}, ...]},
     ...],
     "sha256": text}

A number is a JSON integer, a JSON float (its exact binary64 value) or a text "p/q"; everything is
counted from 0. A facet lies on the hyperplane of a unit, the first of those that vanish on it, or
on the domain's boundary. The last key, which may be missing, is the check sum of all that stands
before the end of the regions in the file as it was written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from typing import Any

import numpy as np

from polyregions.arithmetic import (
    IntegerVector,
    exact_vector,
    shortest_number,
)
from polyregions.budgets import in_time
from polyregions.complexes import Region, RegionComplex
from polyregions.errors import FileFormatError, short
from polyregions.files.complexes.checked_columns import complex_of_columns
from polyregions.files.complexes.header import header_from_json, header_text, header_to_json
from polyregions.files.complexes.points import homogeneous
from polyregions.networks import Network, Pattern
from polyregions.readers.content import LARGEST_FILE, located

__all__ = ["complex_from_json", "complex_json_parts"]

_Facet = tuple[int, int]

# No less than the bytes of the line with the check sum.
_LAST_LINE = 128


def complex_json_parts(complex: RegionComplex) -> Iterator[str]:
    """Yield the text of the JSON file, region by region.

    Raises
    ------
    FileFormatError
        If the text is too long to be read.

    Examples
    --------
    >>> import polyregions as pr
    >>> tent = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], [0], "identity")])
    >>> _, first, *_ = complex_json_parts(pr.regions(tent))
    >>> print(first.strip())
    {"pattern": "01", "interior_point": [-1], "facets": [{"unit": [0, 0], "neighbour": 1}]}
    """
    size, check_sum = 0, sha256()
    for part in _parts(complex):
        size += len(part)
        if size > LARGEST_FILE - _LAST_LINE:
            raise FileFormatError(
                f"the file would exceed the {LARGEST_FILE} bytes up to which JSON is read: write "
                "an .npz file"
            )
        check_sum.update(part.encode("ascii"))
        yield part
    yield f'\n],\n"sha256": "{check_sum.hexdigest()}"}}\n'


def _parts(complex: RegionComplex) -> Iterator[str]:
    yield header_text(header_to_json(complex))[:-1] + ', "regions": ['
    for region in complex:
        text = json.dumps(_region_to_json(region))
        yield (",\n" if region.index else "\n") + text


def complex_from_json(value: Any, *, verify: bool = False) -> RegionComplex:
    """Return the complex that a decoded JSON value stands for.

    Parameters
    ----------
    value
        The value.
    verify
        Whether to compare the check sum, if there is one.

    Raises
    ------
    FileFormatError
        If it stands for none, or contradicts itself.
    """
    network, domain, engine = header_from_json(value)
    entries = value.get("regions")
    if not isinstance(entries, list) or not entries:
        raise FileFormatError("'regions' is no list with a region: give a file of a complex")
    reader = _RegionReader(network, len(domain.rows), len(entries))
    patterns, points, facets = [], [], []
    for i, entry in enumerate(in_time(entries)):
        with located(f"regions[{i}]"):
            bits, point, own_facets = reader.read(entry)
        patterns.append(bits)
        points.append(point)
        facets.append(own_facets)
    table = np.array(list(chain.from_iterable(facets)), dtype=np.int32).reshape(-1, 2)
    complex = complex_of_columns(
        network,
        domain,
        engine,
        np.frombuffer(b"".join(patterns), dtype=np.uint8).reshape(len(patterns), -1),
        tuple(points),
        np.concatenate([[0], np.cumsum([len(own) for own in facets])]).astype(np.int64),
        np.ascontiguousarray(table[:, 0]),
        np.ascontiguousarray(table[:, 1]),
    )
    if verify and "sha256" in value and value["sha256"] != _check_sum(complex):
        raise FileFormatError(
            "the check sum differs, so the file was changed or damaged: write it anew, or leave "
            "out the key 'sha256' if the change is meant"
        )
    return complex


def _check_sum(complex: RegionComplex) -> str:
    """Return the check sum that stands in the JSON file of a complex."""
    check_sum = sha256()
    for part in _parts(complex):
        check_sum.update(part.encode("ascii"))
    return check_sum.hexdigest()


def _region_to_json(region: Region) -> dict[str, Any]:
    complex, index = region.complex, region.index
    carriers = complex.facet_column("facet_hyperplanes", index)
    neighbours = complex.facet_column("facet_neighbours", index)
    return {
        "pattern": str(region.pattern),
        "interior_point": [shortest_number(x) for x in region.interior_point],
        "facets": [
            {"domain_row": -1 - carrier}
            if carrier < 0
            else {"unit": list(complex.unit_names[carrier]), "neighbour": neighbour}
            for carrier, neighbour in zip(carriers, neighbours, strict=True)
        ],
    }


class _RegionReader:
    """Turns the entries of ``regions`` into rows of the columns."""

    def __init__(self, network: Network, rows: int, regions: int) -> None:
        self._network = network
        self._rows = rows
        self._regions = regions
        names = ((i, unit) for i, layer in enumerate(network.layers) for unit in layer.relu_units)
        self._carriers = {name: carrier for carrier, name in enumerate(names)}

    def read(self, entry: Any) -> tuple[bytes, IntegerVector, list[_Facet]]:
        """Return the packed pattern, the homogeneous interior point and the facets of a region."""
        if not isinstance(entry, dict):
            raise FileFormatError(f"this is a {type(entry).__name__}: a region is an object")
        for key in ("pattern", "interior_point", "facets"):
            if key not in entry:
                raise FileFormatError(f"the key {key!r} is missing: it belongs to every region")
        return (
            self._pattern(entry["pattern"]),
            self._point(entry["interior_point"]),
            self._facets(entry["facets"]),
        )

    def _pattern(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise FileFormatError(f"the pattern is {short(value)}: write bits as in '0110|101'")
        bits = self._network.checked_pattern(Pattern(value)).bits
        return np.packbits(np.array(bits, dtype=np.uint8)).tobytes()

    def _point(self, value: Any) -> IntegerVector:
        return homogeneous(exact_vector(value, "interior_point"), self._network.inputs)

    def _facets(self, value: Any) -> list[_Facet]:
        if not isinstance(value, list):
            raise FileFormatError(f"facets is a {type(value).__name__}: give a list")
        facets = []
        for k, facet in enumerate(value):
            with located(f"facets[{k}]"):
                facets.append(self._facet(facet))
        return facets

    def _facet(self, value: Any) -> _Facet:
        match value:
            case {"domain_row": int(row), **rest} if (
                not rest and not isinstance(row, bool) and 0 <= row < self._rows
            ):
                return -1 - row, -1
            case {"unit": [int(layer), int(unit)], "neighbour": int(neighbour), **rest} if (
                not rest
                and (layer, unit) in self._carriers
                and 0 <= neighbour < self._regions
                and not any(isinstance(number, bool) for number in (layer, unit, neighbour))
            ):
                return self._carriers[layer, unit], neighbour
        raise FileFormatError(
            f'{short(value)} is no facet: write {{"unit": [layer, unit], "neighbour": region}} or '
            '{"domain_row": row}, with a unit, region or inequality that is there'
        )
