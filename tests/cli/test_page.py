"""``polyregions page``."""

import json
import os
import re

import pytest

import polyregions as pr
from polyregions.page import page_text


@pytest.fixture
def net(folder):
    """A network with three inputs, on a box."""
    network = pr.he_random((3, 6, 2), seed=1).with_domain([[-1, 1], [-1, 1], [0, 1]])
    pr.write_network(network, "net.json")
    return pr.read_network("net.json")


@pytest.fixture
def plane(folder):
    pr.write_network(pr.montufar(inputs=2, width=4, depth=3), "plane.json")
    return pr.read_network("plane.json")


def test_a_page_of_a_network(run, plane):
    outcome = run("page", "plane.json", "-o", "regions.html")
    assert outcome.code == 0
    assert outcome.err == ""
    rows = dict(re.split(r"  +", line, maxsplit=1) for line in outcome.out.splitlines())
    counts = (rows["activation regions"], rows["linear regions"], rows["affine maps"])
    assert counts == ("16", "16", "12")
    assert rows["written to"] == "regions.html"
    with open("regions.html", encoding="utf-8") as file:
        assert file.read() == page_text(plane)


def test_a_page_of_a_slice(run, net):
    words = ["--slice", "x1=1/2", "--title", "A <slice>", "--engine", "lp"]
    outcome = run("page", "net.json", "-o", "slice.html", *words, "--json")
    assert outcome.code == 0
    found = json.loads(outcome.out)
    cells = pr.regions(net.restrict(["0", "1/2", "0"], [[1, 0, 0], [0, 0, 1]]))
    assert found["proper_activation"] == len(cells)
    assert found["open_connected"] == cells.count()
    assert found["affine"] == cells.count("affine")
    assert found["complete"] is True
    assert found["engine"] == "lp"
    assert found["files"] == ["slice.html"]
    assert found["bytes"] == os.path.getsize("slice.html")
    with open("slice.html", encoding="utf-8") as file:
        assert "<title>A &lt;slice&gt;</title>" in file.read()


def test_domain_and_boundary(run, net):
    words = ["--slice", "x0=0", "--domain", "[[0, 1], [0, 1]]", "--no-boundary"]
    assert run("page", "net.json", "-o", "page.html", *words).code == 0
    with open("page.html", encoding="utf-8") as file:
        text = file.read()
    assert "domain [0, 1] \N{MULTIPLICATION SIGN} [0, 1]" in text
    assert '"boundary_x":' not in text


def test_three_inputs_need_a_slice(run, net):
    outcome = run("page", "net.json", "-o", "page.html")
    assert outcome.is_one_line_error()
    assert "3 inputs" in outcome.err
    assert "slice" in outcome.err
    assert not os.path.exists("page.html")


@pytest.mark.parametrize(
    "words",
    [
        ["plane.json", "-o", "missing/page.html"],
        ["plane.json", "-o", "."],
        ["missing.json", "-o", "page.html"],
        ["plane.json", "-o", "page.html", "--domain", "[[0, 0], [0, 1]]"],
        ["plane.json", "-o", "page.html", "--slice", "x0=0"],
        ["plane.json", "-o", "page.html", "--engine", "magic"],
        ["plane.json"],
    ],
)
def test_errors(run, plane, words):
    assert run("page", *words).is_one_line_error()
    assert sorted(os.listdir()) == ["plane.json"]
