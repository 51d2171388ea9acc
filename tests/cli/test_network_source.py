"""The options that say how a NETWORK is read, on every command that reads one."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import polyregions as pr
from tests.cli.test_exit_codes import COMMANDS
from tests.helpers.cases import each
from tests.helpers.extras import require_packages
from tests.readers.nnet_text import NNet

READERS = {name: words for name, (words, _) in COMMANDS.items() if "net.json" in words}
NNET = NNet(
    [np.array([[1, 2], [-1, 0.5]]), np.array([[1, -1]])],
    [np.array([0, 1]), np.array([0])],
    low=[-2, 0],
    high=[2, 0.5],
    means=[1, 0, 2],
    ranges=[3, 0.5, 2],
)
# What is written, and what the readers are given.
GIVEN = {
    "": {},
    "--from onnx": {"format": "onnx"},
    "--from ONNX --input-shape 1,3,8,8": {"format": "onnx", "input_shape": (1, 3, 8, 8)},
    "--input-shape (2,)": {"input_shape": (2,)},
    "--input-shape a=1,4 --input-shape b:0=1,2": {"input_shape": {"a": (1, 4), "b:0": (1, 2)}},
    "--input-name a --input-name b --output-name y": {"inputs": ["a", "b"], "output": "y"},
    "--normalise": {"normalise": True},
    "--raw": {"normalise": False},
    "--logits": {"logits": True},
}


class ReadingEndedError(Exception):
    pass


@pytest.fixture
def asked(monkeypatch):
    """Note what the readers are asked for, and let nothing be read."""
    asked = []

    def read_network(path, **options):
        asked.append((path, options))
        raise ReadingEndedError

    monkeypatch.setattr("polyregions.cli.network_source.read_network", read_network)
    return asked


@each("words", GIVEN)
def test_what_the_readers_are_given(run, asked, words):
    asked.clear()
    assert run("info", "net.json", *words.split()).code == 2
    assert asked == [("net.json", GIVEN[words])]


@each("command", READERS)
def test_every_command_hands_on_all_options(run, folder, asked, command):
    (folder / "unsat.vnnlib").write_text("")
    given = "--from onnx --input-shape 1,4 --input-name x --output-name y --raw --logits"
    asked.clear()
    assert run(*READERS[command].split(), *given.split()).code == 2
    options = {"format": "onnx", "input_shape": (1, 4), "inputs": ["x"], "output": "y"}
    assert asked == [("net.json", {**options, "normalise": False, "logits": True})]


def test_these_are_all_commands_with_a_network():
    assert {"count", "check", "verify", "convert", "region", "ternarise"} <= set(READERS)
    others = {"construct", "ternary-maximum", "random-ensemble", "help", "completion"}
    assert set(READERS) == set(COMMANDS) - others


# What comes of them


def function_at(run, point, *words):
    outcome = run("region", *words, "--at", point, "--json")
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)["outputs"]


def test_normalised_and_raw(run):
    Path("net.nnet").write_text(NNET.text())
    physical, raw = (pr.read_network("net.nnet", normalise=given) for given in (True, False))
    point = (0, Fraction(1, 4))
    assert physical.exact(point) != raw.exact(point)
    for words, network in (([], physical), (["--normalise"], physical), (["--raw"], raw)):
        value = Fraction(function_at(run, "0,0.25", "net.nnet", *words)[0])
        assert (value,) == network.exact(point)
    assert run("convert", "net.nnet", "raw.json", "--raw").code == 0
    assert pr.read_network("raw.json").layers == raw.layers


@pytest.fixture
def onnx_file(folder):
    """Return a function that writes a model of two inputs, a hidden value and a Softmax."""
    require_packages("onnx", "onnxruntime")
    from onnx import TensorProto, helper, save

    from tests.helpers.onnx_models import model, node

    def onnx_file(shape):
        constants = {"w": np.float32([[1, -1], [2, 1], [0, 3]])}
        nodes = [
            node("Concat", "x a", "xa", axis=1),
            node("MatMul", "xa w", "h"),
            node("Relu", "h", "r"),
            node("Softmax", "r", "y", axis=1),
        ]
        proto = model(nodes, shape, constants)
        other = helper.make_tensor_value_info("a", TensorProto.FLOAT, [None, 1])
        proto.graph.input.append(other)
        save(proto, "model.onnx")

    return onnx_file


def test_onnx_models(run, onnx_file):
    onnx_file([1, 2])
    assert "--logits" in run("info", "model.onnx").err
    # x is (1/2, 1), a is 1/4.
    assert function_at(run, "0.5,1,0.25", "model.onnx", "--logits") == [2.5, 1.25]
    assert function_at(run, "0.5,1,-0.25", "model.onnx", "--output-name", "h") == [2.5, -0.25]
    swapped = ["--logits", "--input-name", "a", "--input-name", "x"]
    assert function_at(run, "0.25,0.5,1", "model.onnx", *swapped) == [2.5, 1.25]


def test_shapes_of_onnx_models(run, onnx_file):
    onnx_file([None, None])
    refused = run("info", "model.onnx", "--logits")
    assert refused.is_one_line_error()
    assert "--input-shape" in refused.err
    for words in ("--input-shape 1,2", "--input-shape x=1,2", "--input-shape x=1,2 --from onnx"):
        outcome = run("info", "model.onnx", "--logits", *words.split(), "--json")
        assert json.loads(outcome.out)["inputs"] == 3


def test_a_file_of_another_suffix(run, folder):
    pr.write_network(pr.montufar(2, 4, 3), "net.bin", "npz")
    outcome = run("count", "net.bin")
    assert outcome.is_one_line_error()
    assert "or name the format, as in --from json" in outcome.err
    assert json.loads(run("count", "net.bin", "--from", "npz", "--json").out)["count"] == 16


@each("words", ["graph {} -o graph.json", "export {} -o cells.json", "export {} -o cells.npz"])
def test_results_given_as_networks(run, folder, words):
    pr.write_network(pr.montufar(2, 4, 3), "net.json")
    assert run(*words.format("net.json").split()).code == 0
    outcome = run("info", words.split()[-1])
    assert outcome.is_one_line_error()
    kind = "graph" if words.startswith("graph") else "complex"
    assert f"this is a region {kind}, not a network: give the network" in outcome.err
