"""The files under tests/data."""

import json
from pathlib import Path

from polyregions import Layer, Network, box, read_network

DATA = Path(__file__).parents[1] / "data"
NETWORKS = DATA / "networks"


def crossing_ships():
    """Read the network of five inputs, on the plane of the other ship's place."""
    network = read_network(NETWORKS / "keep_clear_5d_6x50.json")
    return network.restrict([0] * 5, [[1, 0, 0, 0, 0], [0, 1, 0, 0, 0]])


def golden_cases():
    """Read the counts that an independent rational engine found, one case a line."""
    lines = (DATA / "golden" / "cases.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def golden_network(case):
    """Build the network of a golden case with its domain."""
    layers = [Layer(layer["W"], layer["b"], layer["activation"]) for layer in case["layers"]]
    intervals = case["domain"]
    if intervals is None:
        return Network(layers)
    domain = box([low for low, _ in intervals], [high for _, high in intervals])
    return Network(layers, domain)
