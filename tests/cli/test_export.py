"""The command ``export``: every format, its options, and how it refuses."""

import json
import os
from pathlib import Path

import pytest

import polyregions as pr
from tests.helpers.extras import require_packages

require_packages("pyarrow")

FORMATS = ("json", "npz", "parquet", "csv", "obj", "ply")


@pytest.fixture
def net(run):
    """Write net.json, which has 16 regions on the unit square."""
    made = run("construct", "montufar", "--inputs", 2, "--width", 4, "--depth", 3, "-o", "net.json")
    assert made.code == 0
    return "net.json"


def files(format):
    if format in ("parquet", "csv"):
        return [f"cells.regions.{format}", f"cells.facets.{format}"]
    return [f"cells.{format}"]


@pytest.mark.parametrize("format", FORMATS)
def test_every_format(run, net, format):
    outcome = run("export", net, "-o", f"cells.{format}")
    assert (outcome.code, outcome.err) == (0, "")
    assert "regions     16\n" in outcome.out
    assert outcome.out.endswith(f"written to  {', '.join(files(format))}\n")
    assert sorted(os.listdir()) == sorted([*files(format), net])
    if format in ("json", "npz"):
        assert pr.read_complex(f"cells.{format}") == pr.regions(pr.read_network(net))


def test_json_report(run, net):
    outcome = run("export", net, "-o", "cells.csv", "--json")
    report = json.loads(outcome.out)
    assert report.pop("seconds") >= 0
    assert report.pop("seconds_writing") >= 0
    assert report == {
        "format": "csv",
        "regions": 16,
        "facets": 64,
        "complete": True,
        "engine": "vertices",
        "files": files("csv"),
    }


def test_options_reach_the_complex(run, net):
    words = ["--domain", "cube", "--engine", "lp", "--workers", 2, "--format", "json"]
    assert run("export", net, "-o", "cells.dat", *words, "--no-progress").code == 0
    cells = pr.read_complex("cells.dat", "json")
    assert cells.engine == "lp"
    assert cells == pr.regions(pr.read_network(net), [[-1, 1], [-1, 1]])


def test_progress(run, net, eager_progress):
    outcome = run("export", net, "-o", "cells.npz", "--progress")
    assert outcome.code == 0
    assert "regions" in outcome.err


def test_added_columns(run, net):
    from pyarrow import parquet

    columns = "interior_point_exact,bias"
    assert run("export", net, "-o", "cells.parquet", "--columns", columns).code == 0
    table = parquet.read_table("cells.regions.parquet")
    assert table.column_names[-2:] == ["bias", "interior_point_exact"]
    assert table["interior_point_exact"][0].as_py() == ["1/8", "1/8"]


def test_a_slice(run):
    run("construct", "montufar", "--inputs", 3, "--width", 6, "--depth", 2, "-o", "net.json")
    outcome = run("export", "net.json", "-o", "cells.json", "--slice", "x1=1/4")
    assert outcome.code == 0
    expected = pr.regions(
        pr.read_network("net.json").restrict([0, "1/4", 0], [[1, 0, 0], [0, 0, 1]])
    )
    assert pr.read_complex("cells.json") == expected


def test_meshes(run, net):
    assert run("export", net, "-o", "cells.obj", "--lift", 0).code == 0
    lines = Path("cells.obj").read_text(encoding="ascii").splitlines()
    heights = {line.split()[3] for line in lines if line.startswith("v ")}
    assert heights == {"0.0", "1.0", "2.0"}
    wide = ["--domain", "none"]
    assert run("export", net, "-o", "wide.ply", *wide, "--view", "[[-2, 2], [-2, 2]]").code == 0
    outcome = run("export", net, "-o", "other.ply", *wide)
    assert outcome.is_one_line_error()
    assert "unbounded: cut the mesh off by a box, --view BOX" in outcome.err
    assert sorted(os.listdir()) == ["cells.obj", net, "wide.ply"]


def test_level_sets(run, net):
    pr.write_network(pr.montufar(inputs=3, width=6, depth=2), "space.json")
    outcome = run("export", "space.json", "-o", "level.obj", "--level", "1/2")
    assert outcome.code == 0, outcome.err
    lines = Path("level.obj").read_text(encoding="ascii").splitlines()
    assert sum(line.startswith("f ") for line in lines) == 8
    for words, message in (
        ([net, "--level", "1"], "the network has 2"),
        (["space.json", "--level", "x"], "level"),
        (["space.json", "--level", "1", "--network-output", "2"], "output 2"),
        (["space.json", "--level", "1", "--lift", "0"], "leave lift out"),
    ):
        outcome = run("export", *words, "-o", "other.ply")
        assert outcome.is_one_line_error()
        assert message in outcome.err
    assert not os.path.exists("other.ply")


@pytest.mark.parametrize(
    "words",
    [
        ["-o", "cells.txt"],
        ["-o", "cells.json", "--level", "1"],
        ["-o", "cells"],
        ["-o", "cells.json", "--format", "xml"],
        ["-o", "cells.json", "--columns", "bias"],
        ["-o", "cells.npz", "--view", "unit"],
        ["-o", "cells.parquet", "--lift", "0"],
        ["-o", "cells.obj", "--columns", "bias"],
        ["-o", "cells.csv", "--columns", "bias,biases"],
        ["-o", "cells.csv", "--columns", "bias,bias"],
        ["-o", "cells.parquet", "--columns", ""],
        ["-o", "cells.obj", "--lift", "1"],
        ["-o", "cells.obj", "--lift", "x"],
        ["-o", "cells.ply", "--view", "none"],
        ["-o", "cells.ply", "--view", "[[0, 1]]"],
        ["-o", "cells.ply", "--slice", "x0=0"],
        ["-o", "missing/cells.json"],
        ["-o", "."],
        ["-o", "cells.json", "--slice", "x9=0"],
        ["-o", "cells.json", "--domain", "[[0, 1]]"],
        ["-o", "cells.json", "--engine", "fast"],
        ["-o", "cells.json", "--workers", "0"],
        [],
    ],
)
def test_what_it_refuses(run, net, words):
    outcome = run("export", net, *words)
    assert outcome.is_one_line_error()
    assert os.listdir() == [net]


def test_three_inputs_and_more(run):
    run("construct", "montufar", "--inputs", 4, "--width", 4, "--depth", 2, "-o", "net.json")
    outcome = run("export", "net.json", "-o", "cells.obj")
    assert outcome.is_one_line_error()
    assert "two or three" in outcome.err
    assert run("export", "net.json", "-o", "cells.obj", "--slice", "x3=0").code == 0


def test_an_older_file_stays_after_an_error(run, net):
    assert run("export", net, "-o", "cells.ply").code == 0
    before = Path("cells.ply").read_bytes()
    far = json.dumps([[0, 1], [0, str(10**400)]])
    assert run("export", net, "-o", "cells.ply", "--domain", far).is_one_line_error()
    assert Path("cells.ply").read_bytes() == before
