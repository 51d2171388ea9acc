"""``polyregions convert``, and networks of every format given to the other commands."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

import polyregions as pr
from tests.readers.nnet_text import NNet

NNET = NNet(
    [np.array([[1, 2], [-1, 0.5], [0, 3], [1, -1]]), np.array([[1, -1, 2, 1]])],
    [np.array([0, 1, -1, 0.5]), np.array([0])],
    low=[-2, 0],
    high=[2, 0.5],
    means=[1, 0, 2],
    ranges=[3, 0.5, 2],
)


@pytest.fixture
def files(folder):
    """Write the same network in several formats and return the function they compute."""
    Path("net.nnet").write_text(NNET.text())
    network = pr.read_network("net.nnet")
    pr.write_network(network, "net.json")
    return network


def rows(text):
    pairs = [line.partition("  ") for line in text.splitlines()]
    return {name: value.strip() for name, _, value in pairs}


def test_convert_tells_what_was_read(run, files):
    outcome = run("convert", "net.nnet", "new.json")
    assert (outcome.code, outcome.err) == (0, "")
    table = rows(outcome.out)
    assert table == {
        "network": "(no name)",
        "widths": "2-4-1",
        "parameters": "17, rationals",
        "domain": "[-2, 2] x [0, 0.5]",
        "written to": "new.json",
    }
    assert pr.read_network("new.json") == files


def test_convert_as_json(run, folder):
    pr.write_network(pr.montufar(2, 4, 3), "net.json")
    outcome = run("convert", "net.json", "net.npz", "--json")
    assert json.loads(outcome.out) == {
        "output": "net.npz",
        "name": pr.montufar(2, 4, 3).name,
        "widths": [2, 4, 4, 1],
        "parameters": 37,
        "kind": "integers",
        "domain": [[0, 1], [0, 1]],
        "not_kept": [],
    }
    back = pr.read_network("net.npz")
    assert back == pr.montufar(2, 4, 3)
    assert back.claim == pr.montufar(2, 4, 3).claim
    assert run("verify", "net.npz").code == 0


def test_another_domain_and_name(run, folder):
    pr.write_network(pr.montufar(2, 4, 3), "net.json")
    words = ["--domain", '[[0, "1/3"], [0, 1]]', "--name", "third"]
    assert rows(run("convert", "net.json", "new.json", *words).out)["network"] == "third"
    new = pr.read_network("new.json")
    assert (new.layers, new.domain) == (pr.montufar(2, 4, 3).layers, pr.box([0, 0], ["1/3", 1]))
    assert (new.name, new.claim) == ("third", None)
    assert run("convert", "new.json", "new.json", "--domain", "none", "--name", "").code == 0
    assert pr.read_network("new.json").domain is None
    assert pr.read_network("new.json").name == ""
    assert run("convert", "net.json", "renamed.json", "--name", "x").code == 0
    assert pr.read_network("renamed.json").claim == pr.montufar(2, 4, 3).claim


def test_formats_by_name(run, files):
    os.rename("net.nnet", "network")
    assert run("convert", "network", "out", "--from", "nnet", "--to", "JSON").code == 0
    assert pr.read_network("out", "json") == files


def test_a_file_may_be_converted_onto_itself(run, folder):
    pr.write_network(pr.montufar(1, 2, 3), "net.json")
    before = Path("net.json").read_bytes()
    assert run("convert", "net.json", "net.json").code == 0
    assert Path("net.json").read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ["net.nnet", "net.npz"],  # its rationals are no binary floats
        ["net.json", "new.nnet"],
        ["net.json", "new.txt"],
        ["net.json", "new"],
        ["net.json", "new.json", "--to", "nnet"],
        ["net.json", "new.json", "--to", "tf"],
        ["net.json", "new.json", "--from", "npz"],
        ["net.json", "missing/new.json"],
        ["net.json", "."],
        ["net.txt", "new.json"],
        ["missing.nnet", "new.json"],
        ["net.json"],
        ["net.json", "new.json", "--domain", "[[0, 1]]"],
        ["net.json", "new.json", "--domain", "[[0, 0], [0, 1]]"],
        ["cut.npz", "new.json"],
        ["text.npz", "new.json"],
    ],
)
def test_convert_refuses(run, folder, files, words):
    np.savez("whole.npz", W0=[[1]])
    Path("cut.npz").write_bytes(Path("whole.npz").read_bytes()[:-30])
    Path("text.npz").write_text("{}")
    before = sorted(os.listdir(folder))
    outcome = run("convert", *words)
    assert outcome.is_one_line_error(), outcome
    assert len(outcome.err) < 600
    assert sorted(os.listdir(folder)) == before


@pytest.mark.parametrize(
    "words",
    [
        ["count", "--json"],
        ["info"],
        ["bounds", "--json"],
        ["ternarise", "-o", "ternary.json"],
        ["graph", "-o", "graph.json"],
    ],
)
def test_every_command_takes_every_format(run, files, words):
    command, *options = words
    np.savez("net.npz", W0=[[1, 2], [-1, 0.5]], b0=[0, 1], W1=[[1, 1]], b1=[0])
    pr.write_network(pr.read_network("net.npz"), "same.json")
    for first, second in (("net.nnet", "net.json"), ("net.npz", "same.json")):
        outcomes = [run(command, path, *options) for path in (first, second)]
        assert [outcome.code for outcome in outcomes] == [0, 0], outcomes
        tables = [without_seconds(outcome.out) for outcome in outcomes]
        assert tables[0] == tables[1]


def without_seconds(text):
    if text.startswith("{"):
        return {key: value for key, value in json.loads(text).items() if key != "seconds"}
    return [line for line in text.splitlines() if not line.startswith("seconds")]


def test_constructions_are_written_in_the_format_of_the_suffix(run, folder):
    words = ["--inputs", 2, "--width", 4, "--depth", 3]
    assert run("construct", "montufar", *words, "-o", "net.npz").code == 0
    assert pr.read_network("net.npz") == pr.montufar(2, 4, 3)
    assert run("construct", "montufar", *words, "-o", "net.nnet").is_one_line_error()
    assert run("ternarise", "net.npz", "-o", "net.txt").is_one_line_error()
    assert run("ternary-maximum", 2, "-o", "net.txt").is_one_line_error()
    assert os.listdir(folder) == ["net.npz"]
