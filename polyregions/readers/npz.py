"""Networks as .npz files, NumPy's archives of arrays.

The package's own layout: for every layer i the arrays ``W{i}`` of shape (units, inputs) and
``b{i}`` of shape (units,), and a text ``network``, which is a JSON object with the keys "format",
"name", "domain", "claim" and "activations", all of which may be missing. The same reader takes the
files that people make of their weights by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float, number_text
from polyregions.budgets import checkpoint
from polyregions.errors import FileFormatError, InvalidNetworkError, short
from polyregions.networks import Layer, Network, check_network
from polyregions.readers.content import (
    PathLike,
    atomic_file,
    check_parameters,
    located,
    parse_json,
    path_text,
    read_bytes,
)
from polyregions.readers.network_header import header_from_json, header_to_json
from polyregions.readers.npz_arrays import LONGEST_TEXT, arrays_of

__all__ = ["NPZ_FORMAT", "read_npz", "write_npz"]

NPZ_FORMAT = "polyregions-network-npz/1"
"""The name and version of the layout."""

_HEADER = "network"
_KEYS = ("format", "name", "domain", "claim", "activations")
_LONGEST_NUMBER = 9
_INT64 = range(-(2**63), 2**63)

_Arrays = dict[str, NDArray[Any]]
_Pair = tuple[NDArray[Any], NDArray[Any] | None]


def read_npz(path: PathLike) -> Network:
    """Read a network from an .npz file, each number as the exact rational that it is.

    The arrays are those of the package's own layout, or those that people write:

    - a matrix and a vector with the same number in their names for every layer, in the order of the
      numbers: ``W0``, ``b0``, ``W1``, ...; ``weights_1``, ``bias_1``, ...; ``0.weight``,
      ``0.bias``, ``2.weight``, ...;
    - ``arr_0``, ``arr_1``, ..., the names that numpy gives: each matrix begins a layer, and a
      vector after it is its bias.

    Matrices have the shape (units, inputs). A missing bias is zero. Unless the text ``network``
    holds the activations, all layers but the last have ReLUs.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Network
        With the domain, name and claim that the text ``network`` holds, each None if it holds none.

    Raises
    ------
    FileFormatError
        If the file cannot be read, is damaged, or is no network; the message says where and why.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "net.npz")
    ...     np.savez(path, W0=np.float32([[0.5], [1]]), b0=[0, 1], W1=[[1, 1]])
    ...     read_npz(path)
    Network([Layer([[0.5], [1]], [0, 1], 'relu'), Layer([[1, 1]], [0], 'identity')])
    """
    with located(repr(path_text(path))):
        arrays = arrays_of(read_bytes(path))
        header = _header(arrays.pop(_HEADER, None))
        pairs = _pairs(arrays)
        if "format" in header:
            _check_biases(pairs)
        _check_orientation(pairs)
        layers = _layers(pairs, header.get("activations"))
        return Network(layers, *header_from_json(header, layers[0].inputs))


def write_npz(network: Network, path: PathLike) -> None:
    """Write a network with integer or binary float parameters as an .npz file, without loss.

    Weights and biases are arrays of type int64 where all of their entries are integers of 64 bits,
    else float64. Domain, name and claim are kept. Equal networks make equal files.

    Parameters
    ----------
    network
        The network.
    path
        Where to write it.

    Raises
    ------
    FileFormatError
        If a parameter is neither such an integer nor a binary64 number, or the file would be too
        large to be read.
    PolyregionsError
        If the file cannot be written there.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> net = Network([Layer([[1, 0.5]], [2], "identity")], name="plane")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "net.npz")
    ...     write_npz(net, path)
    ...     read_npz(path) == net, np.load(path)["b0"]
    (True, array([2]))
    """
    check_network(network)
    check_parameters(sum(layer.units * (layer.inputs + 1) for layer in network.layers))
    header = header_to_json(network, NPZ_FORMAT)
    header["activations"] = [_plain(layer.activation) for layer in network.layers]
    text = json.dumps(header)
    if len(text) > LONGEST_TEXT:
        raise FileFormatError(
            f"domain, claim and activations make a text of {len(text)} characters, where "
            f"{LONGEST_TEXT} are read: write a .json file"
        )
    arrays = {_HEADER: np.array(text)}
    known: dict[int, tuple[NDArray[Any], NDArray[Any]]] = {}
    for i, layer in enumerate(network.layers):
        if id(layer) not in known:
            known[id(layer)] = _arrays_of_layer(layer, f"layers[{i}]")
        arrays[f"W{i}"], arrays[f"b{i}"] = known[id(layer)]
    with atomic_file(path) as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def _plain(activation: Sequence[str]) -> str | list[str]:
    return activation[0] if len(set(activation)) == 1 else list(activation)


def _arrays_of_layer(layer: Layer, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
    entries = [w for row in layer.weights for w in row]
    weights = _array(entries, f"{name}.weights", layer.inputs).reshape(layer.units, layer.inputs)
    return weights, _array(layer.bias, f"{name}.bias")


def _array(values: Sequence[Fraction], name: str, columns: int | None = None) -> NDArray[Any]:
    if all(value.denominator == 1 and value.numerator in _INT64 for value in values):
        return np.array([value.numerator for value in values], dtype=np.int64)
    floats = [nearest_float(value) for value in values]
    for i, (value, approximation) in enumerate(zip(values, floats, strict=True)):
        if abs(approximation) == inf or Fraction(approximation) != value:
            index = f"[{i}]" if columns is None else f"[{i // columns}][{i % columns}]"
            raise FileFormatError(
                f"{name}{index} is {number_text(value)}, which is no binary64 number: write a "
                ".json file, which holds all rationals"
            )
    return np.array(floats)


def _header(array: NDArray[Any] | None) -> dict[str, Any]:
    if array is None:
        return {}
    if array.dtype.kind != "U" or array.ndim:
        raise FileFormatError(f"the array {_HEADER!r} is no text: give a JSON object as a text")
    with located(f"the text {_HEADER!r}"):
        value = parse_json(str(array))
        if not isinstance(value, dict):
            raise FileFormatError(f"this is a {type(value).__name__}: give a JSON object")
        for key in value:
            if key not in _KEYS:
                raise FileFormatError(
                    f"the key {short(key)} is unknown: the keys are {', '.join(_KEYS)}"
                )
        if value.get("format", NPZ_FORMAT) != NPZ_FORMAT:
            raise FileFormatError(
                f"the format is {short(value['format'])}: this version reads {NPZ_FORMAT!r}"
            )
    return value


def _pairs(arrays: _Arrays) -> list[_Pair]:
    """Return the weights and biases of the layers in their order."""
    if not arrays:
        raise FileFormatError("it holds no arrays: give a matrix and a vector for every layer")
    numbered: dict[tuple[int, ...], list[str]] = {}
    for name, array in arrays.items():
        if array.dtype.kind == "U" or array.ndim not in (1, 2):
            raise FileFormatError(
                f"the array {short(name)} has {array.ndim} axes and type {array.dtype}: give "
                "matrices of weights and vectors of biases"
            )
        numbered.setdefault(_numbers(name), []).append(name)
    names = [
        sorted(numbered[numbers], key=lambda name: -arrays[name].ndim)
        for numbers in sorted(numbered)
    ]
    if len({re.sub(r"\d+", "", name, flags=re.ASCII) for name in arrays}) == 1:
        names = _in_turn([name for group in names for name in group], arrays)
    for group in names:
        if [arrays[name].ndim for name in group] not in ([2], [2, 1]):
            shapes = ", ".join(f"{short(name)} {arrays[name].shape}" for name in group)
            raise FileFormatError(
                f"these arrays make no layer: {shapes}: give one matrix and at most one vector "
                "with the same number in their names, or arr_0, arr_1, ... in turn"
            )
    return [(arrays[group[0]], arrays[group[1]] if group[1:] else None) for group in names]


def _in_turn(names: list[str], arrays: _Arrays) -> list[list[str]]:
    """Put every matrix and the vectors that follow it into one group."""
    groups: list[list[str]] = []
    for name in names:
        if arrays[name].ndim == 2 or not groups:
            groups.append([])
        groups[-1].append(name)
    return groups


def _numbers(name: str) -> tuple[int, ...]:
    digits = re.findall(r"\d+", name, flags=re.ASCII)
    if not digits or any(len(number) > _LONGEST_NUMBER for number in digits):
        raise FileFormatError(
            f"the array {short(name)} has no number in its name that tells its layer: call the "
            "arrays W0, b0, W1, b1, ..."
        )
    return tuple(map(int, digits))


def _check_biases(pairs: Sequence[_Pair]) -> None:
    """Refuse a file of the package's own that has lost an array."""
    for i, (_, bias) in enumerate(pairs):
        if bias is None:
            raise FileFormatError(f"the array 'b{i}' is missing: write the file again")


def _check_orientation(pairs: Sequence[_Pair]) -> None:
    """Refuse matrices that fit together in the other orientation only."""
    shapes = [weights.shape for weights, _ in pairs]
    biases = [None if bias is None else len(bias) for _, bias in pairs]
    transposed = [shape[::-1] for shape in shapes]
    if not _fit(shapes, biases) and _fit(transposed, biases):
        raise InvalidNetworkError(
            f"the matrices have shapes {short(shapes)}, which fit together as (inputs, units): "
            "store their transposes, of shape (units, inputs)"
        )


def _fit(shapes: Sequence[tuple[int, ...]], biases: Sequence[int | None]) -> bool:
    chained = all(shapes[i][1] == shapes[i - 1][0] for i in range(1, len(shapes)))
    return chained and all(
        bias is None or bias == shape[0] for shape, bias in zip(shapes, biases, strict=True)
    )


def _layers(pairs: Sequence[_Pair], activations: Any) -> list[Layer]:
    if activations is None:
        activations = ["relu"] * (len(pairs) - 1) + ["identity"]
    if not isinstance(activations, list) or len(activations) != len(pairs):
        raise FileFormatError(
            f"the activations are {short(activations)} for {len(pairs)} layers: give a list with "
            "'relu', 'identity', or a list of them for each layer"
        )
    known: dict[Any, Layer] = {}  # equal layers become one object, as the constructions make them
    layers = []
    for i, ((weights, bias), activation) in enumerate(zip(pairs, activations, strict=True)):
        checkpoint()
        with located(f"layers[{i}]"):
            key = (_key(weights), _key(bias), json.dumps(activation))
            if key not in known:
                known[key] = Layer(weights, bias, activation)
            layers.append(known[key])
    return layers


def _key(array: NDArray[Any] | None) -> Any:
    return None if array is None else (array.dtype.str, array.shape, array.tobytes())
