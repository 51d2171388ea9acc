"""The formats of network files as the conformance suite sees them.

A kind says which networks it holds, how a test makes a file of one, and how to spoil a weight.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from polyregions import write_network
from polyregions.readers import domain_to_json
from tests.helpers.extras import require_packages
from tests.readers.nnet_text import nnet_of_network


@dataclass(frozen=True)
class Kind:
    """A format: its suffix, the package it needs, and what its files hold."""

    suffix: str
    package: str | None
    write: Callable  # (network, path)
    spoil: Callable  # (path, number): puts the number in the place of a weight
    rationals: bool = False
    mixed_activations: bool = True
    all_domains: bool = True
    keeps: tuple = ()

    def __str__(self):
        return self.suffix

    def require(self):
        """Skip the test that calls this unless the format's package is installed."""
        if self.package is not None:
            require_packages(self.package)

    def holds(self, network):
        """Return whether a file of this kind can hold the network."""
        return (
            (self.rationals or all(is_float(value) for value in parameters(network)))
            and (self.mixed_activations or is_plain(network))
            and (self.all_domains or network.domain is None or is_float_box(network.domain))
        )


def is_float(value):
    return abs(value) <= sys.float_info.max and Fraction(float(value)) == value


def is_float_box(domain):
    bounds = domain_to_json(domain)
    return isinstance(bounds, list) and all(is_float(Fraction(x)) for pair in bounds for x in pair)


def parameters(network):
    for layer in network.layers:
        yield from layer.bias
        for row in layer.weights:
            yield from row


def is_plain(network):
    """Return whether all layers but the last have ReLUs, and the last has none."""
    *hidden, last = (set(layer.activation) for layer in network.layers)
    return all(kinds == {"relu"} for kinds in hidden) and last == {"identity"}


def spoil_json(path, number):
    value = json.loads(path.read_text())
    value["layers"][-1]["W"][0][0] = number
    path.write_text(json.dumps(value))


def spoil_npz(path, number):
    with np.load(path) as arrays:
        named = dict(arrays)
    last = max(name for name in named if name.startswith("W"))
    named[last] = named[last].astype(float)
    named[last][0, 0] = number
    np.savez(path, **named)


def write_nnet(network, path):
    path.write_text(nnet_of_network(network).text())


def spoil_nnet(path, number):
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:-1], f"{number},"]))


def spoil_onnx(path, number):
    import onnx
    from onnx import numpy_helper

    model = onnx.load(path)
    tensor = model.graph.initializer[-1]
    values = numpy_helper.to_array(tensor).copy()
    values.flat[0] = number
    tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
    onnx.save(model, path)


def spoil_state_dict(path, number):
    import torch

    state = torch.load(path, weights_only=True)
    last = [value for value in state.values() if isinstance(value, torch.Tensor)][-1]
    last.view(-1)[0] = number
    torch.save(state, path)


ALL = ("domain", "name", "claim")

KINDS = (
    Kind("json", None, write_network, spoil_json, rationals=True, keeps=ALL),
    Kind("npz", None, write_network, spoil_npz, keeps=ALL),
    Kind(
        "nnet",
        None,
        write_nnet,
        spoil_nnet,
        mixed_activations=False,
        all_domains=False,
        keeps=("domain",),
    ),
    Kind("onnx", "onnx", write_network, spoil_onnx, keeps=ALL),
    Kind("pt", "torch", write_network, spoil_state_dict, mixed_activations=False),
    Kind("pth", "torch", write_network, spoil_state_dict, mixed_activations=False),
)
