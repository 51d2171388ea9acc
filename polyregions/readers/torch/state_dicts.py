"""State dicts of multilayer perceptrons: the weights and biases alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from polyregions.errors import FileFormatError
from polyregions.networks import Layer, Network, check_network
from polyregions.readers.content import (
    PathLike,
    announce_assumptions,
    atomic_file,
    check_parameters,
    located,
)
from polyregions.readers.torch.archives import load_state_dict
from polyregions.readers.torch.constants import constant_array
from polyregions.readers.torch.package import torch_package
from polyregions.readers.torch.writing import to_torch

__all__ = ["read_state_dict", "write_state_dict"]


def read_state_dict(path: PathLike, *, domain: Any = None, name: str | None = None) -> Network:
    """Read the state dict of a multilayer perceptron as a ReLU network.

    A state dict holds no activations. It is read as the chain of its linear maps in the order of
    the file, with a ReLU after each of them but the last. Where that is not the module that was
    saved, use :func:`from_torch` with the module. Nothing in the file is run.

    Names such as ``0.weight`` and ``2.weight``, as a Sequential has, leave room for the ReLU.
    Where others do not, as ``fc1.weight`` and ``fc2.weight``, an
    :class:`~polyregions.errors.AssumptionWarning` tells what was assumed.

    Parameters
    ----------
    path
        A file that ``torch.save(module.state_dict(), path)`` wrote.
    domain, name
        As in :class:`polyregions.Network`.

    Raises
    ------
    FileFormatError
        If the file cannot be read, or holds anything but matrices called ``weight`` or
        ``*.weight``, each perhaps followed by the vector ``bias`` beside it, whose sizes make a
        chain.
    PolyregionsError
        If torch is not installed.
    """
    state = load_state_dict(path)
    with located(repr(os.fspath(path))):
        check_parameters(sum(tensor.numel() for tensor in state.values()))
        pairs = _linear_maps(state)
        layers = []
        for i, (weight, bias) in enumerate(pairs):
            activation = "identity" if i == len(pairs) - 1 else "relu"
            numbers = None if bias is None else constant_array(state[bias])
            with located(f"the linear map {weight!r}"):
                layers.append(Layer(constant_array(state[weight]), numbers, activation))
        network = Network(layers, domain, name)
    announce_assumptions(repr(os.fspath(path)), _assumed([weight for weight, _ in pairs]))
    return network


def _assumed(weights: list[str]) -> list[str]:
    """Return what is assumed of a chain: ReLUs for which the names of the weights leave no room."""
    near = [(a, b) for a, b in pairwise(weights) if not _leave_room(a, b)]
    if not near:
        return []
    first, second = near[0]
    others = f", and between {len(near) - 1} more" if near[1:] else ""
    return [
        f"it holds no activations, and a ReLU is taken to stand between {first!r} and {second!r}"
        f"{others} (from_torch reads what the module has)"
    ]


def _leave_room(first: str, second: str) -> bool:
    """Return whether two linear maps are parts of one Sequential with a module between them.

    Examples
    --------
    >>> _leave_room("net.0.weight", "net.2.weight"), _leave_room("0.weight", "1.weight")
    (True, False)
    """
    (place, before), (other_place, after) = (
        name.removesuffix(".weight").rpartition(".")[::2] for name in (first, second)
    )
    numbers = before.isdecimal() and after.isdecimal()
    return place == other_place and numbers and int(after) - int(before) >= 2


def write_state_dict(network: Network, path: PathLike) -> None:
    """Write the weights and biases of a ReLU network as a file of torch.save.

    The keys are those of :func:`to_torch`, whose module takes them back. The file is written as a
    whole or not at all; it keeps neither the domain nor the name.

    Parameters
    ----------
    network
        A network of ReLU layers, the last one of identity units: what :func:`read_state_dict`
        takes it for.
    path
        Where to write it.

    Raises
    ------
    FileFormatError
        If a layer has other activations, or a parameter fits no float of torch.
    PolyregionsError
        If torch is not installed, or the file cannot be written there.
    """
    check_network(network)
    torch = torch_package()
    for i, layer in enumerate(network.layers):
        wanted = "identity" if i == len(network.layers) - 1 else "relu"
        if set(layer.activation) != {wanted}:
            raise FileFormatError(
                f"layers[{i}] has other units than {wanted}, and a state dict, which holds no "
                "activations, is read with a ReLU after every layer but the last: write the "
                "network as .json or .onnx, or save to_torch(network).state_dict() yourself"
            )
    state = to_torch(network).state_dict()
    with atomic_file(path) as file:
        torch.save(state, file)


def _linear_maps(state: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """Return the keys of the weights in a state dict, with those of their biases."""
    pairs: list[tuple[str, str | None]] = []
    for key, tensor in state.items():
        prefix, _, kind = key.rpartition(".")
        if kind == "weight" and tensor.ndim == 2 and tensor.numel():
            pairs.append((key, None))
        elif (
            kind == "bias"
            and pairs
            and pairs[-1] == (f"{prefix}.weight" if prefix else "weight", None)
            and tuple(tensor.shape) == tuple(state[pairs[-1][0]].shape[:1])
        ):
            pairs[-1] = (pairs[-1][0], key)
        else:
            raise _no_perceptron(
                f"its entry {key!r} of shape {tuple(tensor.shape)} is neither the matrix of a "
                "linear map nor the bias of the one before it"
            )
    if not pairs:
        raise _no_perceptron("it is empty")
    for (first, _), (second, _) in pairwise(pairs):
        if state[first].shape[0] != state[second].shape[1]:
            raise _no_perceptron(
                f"{second!r} takes {state[second].shape[1]} inputs where {first!r} has "
                f"{state[first].shape[0]} outputs"
            )
    return pairs


def _no_perceptron(reason: str) -> FileFormatError:
    return FileFormatError(
        f"{reason}: a state dict alone is read where it holds a chain of linear maps and nothing "
        "else; build the module, and give it to from_torch(module, input_shape, state_dict=path)"
    )
