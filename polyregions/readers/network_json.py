"""Networks as JSON files, written and read without loss.

The format, whose keys "format", "name", "domain" and "claim" may be missing::

    {"format": "polyregions-network/1", "name": text, "domain": null | [[lo, hi], ...] |
     {"A": [[...], ...], "b": [...]}, "claim": {...},
     "layers": [{"W": [[...], ...], "b": [...], "activation": "relu" | "identity" | [per unit]}]}

A number is a JSON integer, a JSON float (its exact binary64 value) or a text "p/q".
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from polyregions.arithmetic import exact_repr, shortest_number
from polyregions.budgets import checkpoint
from polyregions.errors import FileFormatError, short
from polyregions.networks import Layer, Network, check_network
from polyregions.readers.content import (
    LARGEST_FILE,
    PathLike,
    check_parameters,
    located,
    read_json,
    write_text,
)
from polyregions.readers.network_header import header_from_json, header_to_json

__all__ = [
    "FORMAT",
    "network_from_json",
    "network_to_json",
    "read_json_network",
    "write_json_network",
]

FORMAT = "polyregions-network/1"
"""The name and version of the file format."""

_KEYS = ("format", "name", "domain", "claim", "layers", "n0")


def read_json_network(path: PathLike) -> Network:
    """Read a network from a JSON file.

    Keys that are not part of the format are remarks, and not kept; a key that looks like a misspelt
    one is an error.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Network
        With the file's domain (None: all of R^n0), name and claim.

    Raises
    ------
    FileFormatError
        If the file cannot be read or is no network; the message says where and why.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> text = '{"layers": [{"W": [[1]], "b": ["1/3"], "activation": "relu"}]}'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "net.json")
    ...     _ = path.write_text(text)
    ...     read_json_network(path)
    Network([Layer([[1]], ['1/3'], 'relu')])
    """
    value = read_json(path)
    with located(repr(os.fspath(path))):
        return network_from_json(value)


def write_json_network(network: Network, path: PathLike) -> None:
    """Write a network as a JSON file that :func:`read_json_network` reads back equal.

    The file is written as a whole or not at all, one layer on a line. Name and claim are kept.

    Parameters
    ----------
    network
        The network.
    path
        Where to write it.

    Raises
    ------
    FileFormatError
        If the file would be too large to be read.
    PolyregionsError
        If the file cannot be written there.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> net = Network([Layer([["1/3", 0.5]], [2], "identity")])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_json_network(net, pathlib.Path(folder, "net.json"))
    ...     read_json_network(pathlib.Path(folder, "net.json")) == net
    True
    """
    check_network(network)
    write_text(path, _limited(_parts(network)))


def network_from_json(value: Any) -> Network:
    """Return the network that a decoded JSON value stands for.

    Raises
    ------
    FileFormatError, InvalidNetworkError, InvalidNumberError, InvalidDomainError
        If it stands for none.

    Examples
    --------
    >>> network_from_json({"layers": [{"W": [[1]], "b": [0], "activation": "identity"}]})
    Network([Layer([[1]], [0], 'identity')])
    """
    if not isinstance(value, dict):
        raise FileFormatError(
            f'this is a {type(value).__name__}: a network is an object {{"layers": [...]}}'
        )
    _check_keys(value)
    layers = _layers(value["layers"])
    inputs = layers[0].inputs if layers else 0
    if value.get("n0", inputs) != inputs:
        raise FileFormatError(
            f"n0 is {short(value['n0'])} where the first layer takes {inputs} inputs"
        )
    return Network(layers, *header_from_json(value, inputs))


def network_to_json(network: Network) -> dict[str, Any]:
    """Return the JSON value of a network, which :func:`network_from_json` reads back.

    Examples
    --------
    >>> network_to_json(Network([Layer([[1]])]))["layers"]
    [{'W': [[1]], 'b': [0], 'activation': 'relu'}]
    """
    check_network(network)
    layers = [_layer_to_json(layer) for layer in network.layers]
    return {**header_to_json(network, FORMAT), "layers": layers}


def _check_keys(value: dict[str, Any]) -> None:
    if "layers" not in value:
        raise FileFormatError(
            f"the key 'layers' is missing among {short(sorted(value))}: a network is an object "
            '{"layers": [...]}'
        )
    for key in value:
        meant = [] if key in _KEYS else get_close_matches(key.lower(), _KEYS, 1, cutoff=0.7)
        if meant:
            raise FileFormatError(
                f"the key {short(key)} is unknown: write {meant[0]!r}, or rename it if it is a "
                f"remark; the keys are {', '.join(_KEYS)}"
            )
    if value.get("format", FORMAT) != FORMAT:
        raise FileFormatError(
            f"the format is {short(value['format'])}: this version reads {FORMAT!r}"
        )


def _layers(value: Any) -> list[Layer]:
    if not isinstance(value, list):
        raise FileFormatError(f"'layers' is a {type(value).__name__}: give a list of layers")
    known: dict[str, Layer] = {}  # equal layers become one object, as the constructions make them
    layers = []
    for i, entry in enumerate(value):
        checkpoint()
        with located(f"layers[{i}]"):
            text = exact_repr(entry)
            if text not in known:
                known[text] = _layer(entry)
            layers.append(known[text])
    return layers


def _layer(value: Any) -> Layer:
    if not isinstance(value, dict):
        raise FileFormatError(
            f"this is a {type(value).__name__}: a layer is an object with W, b and activation"
        )
    for key in ("W", "b", "activation"):
        if value.get(key) is None:
            raise FileFormatError(
                f"the key {key!r} is missing: a layer has W, b and activation, here are "
                f"{short(sorted(value))}"
            )
    return Layer(value["W"], value["b"], value["activation"])


def _layer_to_json(layer: Layer) -> dict[str, Any]:
    if layer.is_sparse:
        check_parameters(layer.units * layer.inputs)  # zeros are written too
    kinds = layer.activation
    rows = [_row_to_json(layer, unit) for unit in range(layer.units)]
    return {
        "W": [row[:-1] for row in rows],
        "b": [row[-1] for row in rows],
        "activation": kinds[0] if len(set(kinds)) == 1 else list(kinds),
    }


def _row_to_json(layer: Layer, unit: int) -> list[int | float | str]:
    """Return the weights of a unit, and its bias last."""
    if unit in layer.units_beyond_floats:
        return [shortest_number(number) for number in layer.row(unit)]
    (row,) = layer.float_rows(unit, unit + 1).tolist()
    return [shortest_number(int(x)) if x.is_integer() else x for x in row]


def _parts(network: Network) -> Iterator[str]:
    """Yield the text of the file, a layer that occurs several times formatted once."""
    yield json.dumps(header_to_json(network, FORMAT))[:-1] + ', "layers": ['
    written: dict[int, str] = {}
    for i, layer in enumerate(network.layers):
        if id(layer) not in written:
            written[id(layer)] = json.dumps(_layer_to_json(layer))
        yield (",\n" if i else "\n") + written[id(layer)]
    yield "\n]}\n"


def _limited(parts: Iterable[str]) -> Iterator[str]:
    """Pass the parts of an ASCII text on, up to the size that can be read back."""
    size = 0
    for part in parts:
        size += len(part)
        if size > LARGEST_FILE:
            raise FileFormatError(
                f"the file would exceed the {LARGEST_FILE} bytes up to which files are read: "
                "keep the code that constructs the network instead"
            )
        yield part
