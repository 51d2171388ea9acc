"""``-`` in the place of a file: networks, properties and points from a pipe, and files into one."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import polyregions as pr
from polyregions.cli import streams
from tests.helpers.cases import each
from tests.helpers.extras import require_packages

ROOT = Path(pr.__file__).resolve().parents[1]
NET = pr.montufar(inputs=2, width=4, depth=3)
PROPERTY = (
    "(declare-const X_0 Real)(declare-const X_1 Real)(declare-const Y_0 Real)"
    "(assert (and (<= 0 X_0 X_1 1) (< Y_0 -1)))"
)


@pytest.fixture
def net(folder):
    pr.write_network(NET, "net.json")
    return "net.json"


@pytest.fixture
def give(monkeypatch):
    """Return a function that puts bytes into standard input."""

    def give(content):
        content = content.encode() if isinstance(content, str) else content
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return give


@pytest.fixture
def no_trace(tmp_path_factory, monkeypatch):
    """Check that nothing stays in the folder of temporary files."""
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    yield
    assert os.listdir(temporary) == []


def program(*words, given=b"", **options):
    command = [sys.executable, "-m", "polyregions", *map(str, words)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, input=given, capture_output=True, check=False, env=environment, **options
    )


# Standard input


READING = {
    "count - --json": "network",
    "info - --json": "network",
    "verify -": "network",
    "region - --at 1/8,1/4": "network",
    "region net.json --at -": "0.125\n 1/4",
    "distance net.json --at - --to facet": "[0.125, 0.25]",
    "check net.json -": PROPERTY,
    "check net.json true.vnnlib --confirm -": "0.125, 0.25",
    "count net.json --domain -": "[[0, 1], [0, 0.5]]",
    "count net.json --slice -": '{"through": [[0, 0], [1, 1]]}',
    "random-ensemble --widths 4 --samples 2 --inputs 2 --domain -": '{"A": [], "b": []}',
    "ternary-maximum 2 --domain -": "[[0, 1]]",
}


@each("words", READING)
def test_what_is_read_from_standard_input(run, net, give, no_trace, words):
    content = Path(net).read_text() if READING[words] == "network" else READING[words]
    Path("true.vnnlib").write_text(PROPERTY.replace("-1", "100"))
    Path("given").write_text(content)
    give(content)
    name = "given" if READING[words] != "network" else net
    as_file = run(*[name if word == "-" else word for word in words.split()])
    as_stream = run(*words.split())
    assert as_stream.code == as_file.code == 0
    without_times = [
        [line for line in outcome.out.splitlines() if "seconds" not in line]
        for outcome in (as_file, as_stream)
    ]
    assert without_times[0] == without_times[1]


@each("format", ["json", "npz", "onnx", "pt"])
def test_networks_of_every_format_from_standard_input(run, give, no_trace, format):
    require_packages(*{"onnx": ["onnx"], "pt": ["torch"]}.get(format, []))
    network = pr.he_random((2, 5, 1)) if format == "pt" else NET
    pr.write_network(network, "net", format)
    give(Path("net").read_bytes())
    outcome = run("info", "-", "--from", format, "--json")
    assert outcome.code == 0
    assert json.loads(outcome.out)["widths"] == list(network.widths)


WRONG_INPUT = {
    "empty": ("count -", "", "standard input: this is empty: give a JSON text"),
    "another format": ("count - --from npz", "{}", "give --from json"),
    "an array": ("count -", "\x93NUMPY", "standard input: byte 0 is no UTF-8"),
    "a region graph": (
        "count -",
        '{"format": "polyregions-graph/1", "nodes": []}',
        "standard input: this is a region graph, not a network",
    ),
    "twice": (
        "region - --at -",
        "{}",
        "standard input is asked for twice, by --at and by NETWORK: give one of them a file",
    ),
    "no point": (
        "region net.json --at -",
        "here",
        "standard input: coordinate 0 is the text 'here'",
    ),
}


@each("words, content, message", WRONG_INPUT.values(), list(WRONG_INPUT))
def test_what_is_said_of_standard_input(run, net, give, no_trace, words, content, message):
    give(content.encode("latin-1"))
    outcome = run(*words.split())
    assert outcome.is_one_line_error()
    assert message in outcome.err
    assert "temporary" not in outcome.err


def test_a_closed_standard_input(run, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    outcome = run("count", "-")
    assert "standard input is closed: give NETWORK a file" in outcome.err
    assert outcome.is_one_line_error()


# Standard output


WRITING = {
    "construct montufar --inputs 2 --width 4 --depth 3 -o -": "polyregions-network/1",
    "graph net.json -o -": "polyregions-graph/1",
    "graph net.json -o - --format graphml": "<graphml",
    "export net.json -o -": "polyregions-complex/",
    "export net.json -o - --format obj --view [[0,1],[0,1]]": "\nv ",
    "page net.json -o -": "<!doctype html>",
    "plot net.json -o - --format svg": "<svg",
    "ternarise net.json -o -": "polyregions-network/1",
    "ternary-maximum 2 -o -": "polyregions-network/1",
    "convert net.json -": "polyregions-network/1",
    "verify --claim lemma_1 --grid inputs=1 -o -": "polyregions-evidence",
}


@each("words", WRITING)
def test_what_is_written_to_standard_output(run, net, no_trace, words):
    if "plot" in words:
        require_packages("matplotlib")
    outcome = run(*words.split())
    assert outcome.code in (0, 1)
    assert WRITING[words] in outcome.out
    # The report goes elsewhere.
    assert "standard output" in outcome.err
    assert "written to" not in outcome.out
    assert sorted(os.listdir()) == [net]


@pytest.mark.skipif(sys.platform == "win32", reason="names in pipes are those of POSIX")
def test_binary_files_from_one_command_to_the_next(folder):
    format = "npz"
    pr.write_network(NET, "net.json")
    first = program("convert", "net.json", "-", "--to", format)
    assert first.returncode == 0
    Path("copy").write_bytes(first.stdout)
    assert pr.read_network("copy", format) == NET
    second = program("convert", "-", "-", "--from", format, given=first.stdout)
    assert second.returncode == 0
    assert json.loads(second.stdout)["name"] == NET.name


def test_the_report_goes_to_standard_error(run, net):
    outcome = run("graph", net, "-o", "-", "--json")
    assert json.loads(outcome.out)["format"] == "polyregions-graph/1"
    report = json.loads(outcome.err.splitlines()[-1])
    assert (report["nodes"], report["files"]) == (16, ["standard output"])


def test_an_output_is_appended_to(folder):
    words = ["construct", "montufar", "--inputs", "1", "--width", "2", "--depth", "2", "-o", "-"]
    with open("all", "ab") as file:
        file.write(b"before\n")
        file.flush()
        command = [sys.executable, "-m", "polyregions", *words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL, check=True, env=environment)
    first, rest = Path("all").read_text().split("\n", 1)
    assert first == "before"
    assert json.loads(rest)["layers"]


def test_nothing_of_what_fails_half_way_is_seen(run, net, no_trace, monkeypatch):
    def half(complex, path, *_, **__):
        Path(path).write_text("half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("polyregions.cli.graph.write_graph", half)
    outcome = run("graph", net, "-o", "-")
    assert (outcome.code, outcome.out) == (2, "")
    assert "half" not in outcome.err


def test_a_budget_leaves_standard_output_empty(run, net):
    outcome = run("graph", net, "-o", "-", "--max-regions", 3)
    assert (outcome.code, outcome.out) == (3, "")


WRONG_OUTPUT = {
    "two files": (
        "graph net.json -o - --format csv",
        "these are 2 files, and standard output takes one: give -o FILE, or another format",
    ),
    "no format": ("graph net.json -o - --format xyz", "the format 'xyz' stands for no graph"),
    "only read": ("convert net.json - --to nnet", "stands for files that are only read"),
}


@each("words, message", WRONG_OUTPUT.values(), list(WRONG_OUTPUT))
def test_what_standard_output_cannot_be(run, net, no_trace, words, message):
    outcome = run(*words.split())
    assert outcome.is_one_line_error()
    assert message in outcome.err


def test_a_terminal_gets_no_binary_file(run, net, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(streams.sys, "stdout", sys.stdout)
    outcome = run("export", net, "-o", "-", "--format", "npz")
    assert outcome.is_one_line_error()
    assert "npz is binary, and standard output is a terminal" in outcome.err
    assert run("export", net, "-o", "-").code == 0


def test_a_file_of_that_name(run, net):
    assert run("convert", net, "./-", "--to", "json").code == 0
    assert run("count", "./-", "--from", "json").code == 0
