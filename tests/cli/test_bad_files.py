"""Bad network files and bad places to write to: one line on stderr, exit code 2, no file."""

import json
import os
from pathlib import Path

import pytest

from polyregions.files.graphs import graph_files

GOOD = {"layers": [{"W": [[1, 2]], "b": [0], "activation": "relu"}]}


def with_layer(**changes):
    return json.dumps({"layers": [GOOD["layers"][0] | changes]})


BAD = {
    "nan": '{"layers": [{"W": [[NaN]], "b": [0], "activation": "relu"}]}',
    "infinite": '{"layers": [{"W": [[-Infinity]], "b": [0], "activation": "relu"}]}',
    "overflowing": '{"layers": [{"W": [[1e999]], "b": [0], "activation": "relu"}]}',
    "ragged": with_layer(W=[[1, 2], [3]], b=[0, 0]),
    "bias of another length": with_layer(b=[0, 0]),
    "layers that do not fit": json.dumps({"layers": GOOD["layers"] * 2}),
    "unknown activation": with_layer(activation="tanh"),
    "activations of another number": with_layer(activation=["relu", "relu"]),
    "empty layer": with_layer(W=[], b=[]),
    "no inputs": with_layer(W=[[]]),
    "no layers": '{"layers": []}',
    "no layers at all": "{}",
    "layers of another kind": '{"layers": 3}',
    "a layer of another kind": '{"layers": [3]}',
    "a list": "[]",
    "a number": "3",
    "a missing key": '{"layers": [{"W": [[1]], "b": [0]}]}',
    "p/0": with_layer(b=["1/0"]),
    "no number": with_layer(b=["one"]),
    "a truth value": with_layer(b=[True]),
    "null": with_layer(b=[None]),
    "a huge exponent": with_layer(b=["1e999999999"]),
    "a domain of another dimension": json.dumps(GOOD | {"domain": [[0, 1]]}),
    "a domain upside down": json.dumps(GOOD | {"domain": [[1, 0], [0, 1]]}),
    "a domain without interior": json.dumps(GOOD | {"domain": [[0, 0], [0, 1]]}),
    "an empty domain": json.dumps(
        GOOD | {"domain": {"A": [[1, 0], [-1, 0]], "b": [0, -1]}},
    ),
    "a domain of another kind": json.dumps(GOOD | {"domain": 7}),
    "a claim of another kind": json.dumps(GOOD | {"claim": 7}),
    "another format": json.dumps(GOOD | {"format": "polyregions-network/9"}),
    "truncated": json.dumps(GOOD)[:-10],
    "nothing": "",
    "deeply nested": "[" * 200_000,
    "deeply nested weights": '{"layers": [{"W": ' + "[" * 900 + "1" + "]" * 900 + "}]}",
    "no JSON": "W = [[1]]",
    "line ends": "\r\n\x00\x1b[31m",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_networks(run, folder, name):
    Path("net.json").write_text(BAD[name])
    for command in (["count", "net.json"], ["graph", "net.json", "-o", "graph.json"]):
        outcome = run(*command)
        assert outcome.is_one_line_error(), outcome
        assert len(outcome.err) < 500
    assert run("verify", "net.json").is_one_line_error()
    assert os.listdir(folder) == ["net.json"]


@pytest.mark.parametrize("command", ["count", "info", "verify"])
def test_files_that_cannot_be_read(run, folder, command):
    Path("binary.json").write_bytes(bytes(range(256)))
    for path in ("missing.json", ".", "binary.json", "missing/net.json", "", "a\nb\x1b"):
        assert run(command, path).is_one_line_error(), path


@pytest.mark.parametrize("path", ["missing/net.json", ".", "", "file/net.json", "n" * 300])
def test_paths_that_cannot_be_written(run, folder, path):
    Path("file").write_text("not a folder")
    words = ["--inputs", 1, "--width", 2, "--depth", 2]
    assert run("construct", "montufar", *words, "-o", path).is_one_line_error()
    Path("net.json").write_text(json.dumps(GOOD))
    assert run("graph", "net.json", "-o", path, "--format", "gexf").is_one_line_error()
    assert sorted(os.listdir(folder)) == ["file", "net.json"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_write_protected_folder(run, folder):
    folder.chmod(0o500)
    try:
        words = ["--inputs", 1, "--width", 2, "--depth", 2, "-o", "net.json"]
        assert run("construct", "montufar", *words).is_one_line_error()
    finally:
        folder.chmod(0o700)


def test_an_error_while_writing_keeps_the_older_file(run, folder, monkeypatch):
    Path("net.json").write_text(json.dumps(GOOD))
    Path("graph.json").write_text("older")

    def fails(records):
        yield from (str(node) for node in records.nodes())
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(graph_files._WRITERS, "json", fails)
    outcome = run("graph", "net.json", "-o", "graph.json")
    assert outcome.is_one_line_error()
    assert Path("graph.json").read_text() == "older"
    assert sorted(os.listdir(folder)) == ["graph.json", "net.json"]
