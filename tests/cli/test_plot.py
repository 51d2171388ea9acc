"""The command plot, as a user meets it."""

import json
import re
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

import polyregions as pr
from polyregions.constructions import max_min
from polyregions.drawing.palettes import CLASS_COLORS, PALETTE
from tests.helpers.data import NETWORKS
from tests.helpers.extras import require_packages

require_packages("matplotlib", "plotly")

from matplotlib.colors import to_rgb
from matplotlib.image import imread

FLOWER = NETWORKS / "flower_2d_2x50.json"
SPACE = NETWORKS / "torus_3d_3x16.json"


@pytest.fixture
def nets(folder):
    """Write one small network for each number of inputs."""
    for inputs in (1, 2, 3, 4):
        net = pr.he_random((inputs, 5, 5, 2), seed=inputs).with_domain([[-1, 1]] * inputs)
        pr.write_network(net, folder / f"{inputs}.json")
    return folder


def colors_of(path):
    """Return the share of the pixels that has each colour."""
    image = np.rint(imread(path)[:, :, :3] * 255).astype(int)
    numbers, counts = np.unique(image @ [1 << 16, 1 << 8, 1], return_counts=True)
    colors = zip(numbers >> 16, numbers >> 8 & 255, numbers & 255, strict=True)
    return {(*map(int, c),): n / counts.sum() for c, n in zip(colors, counts, strict=True)}


def rgb(color):
    return tuple(round(c * 255) for c in to_rgb(color))


def texts(path):
    """Return the words of an SVG picture, which are kept as comments beside their outlines."""
    return [text.strip() for text in re.findall(r"<!--(.*?)-->", path.read_text(), re.DOTALL)]


def test_the_partition(run, folder):
    outcome = run("plot", FLOWER, "-o", "regions.png")
    assert outcome.code == 0
    assert re.search(r"linear regions +2012\n", outcome.out)
    assert outcome.out.endswith("written to          regions.png\n")
    shares = colors_of(folder / "regions.png")
    assert sum(shares.get(rgb(color), 0) for color in PALETTE) > 0.3
    assert all(shares.get(rgb(color), 0) > 0.005 for color in PALETTE)


def test_json(run, nets):
    outcome = run("plot", "2.json", "-o", "a.svg", "--json")
    values = json.loads(outcome.out)
    cells = pr.regions(pr.read_network("2.json"))
    assert values["proper_activation"] == len(cells)
    assert values["open_connected"] == cells.count()
    assert values["complete"] is True
    assert values["files"] == ["a.svg"]


@pytest.mark.parametrize(
    ("inputs", "suffix"), [(1, "png"), (1, "svg"), (2, "png"), (2, "pdf"), (3, "svg"), (3, "pdf")]
)
def test_every_dimension_and_format(run, nets, inputs, suffix):
    outcome = run("plot", f"{inputs}.json", "-o", f"a.{suffix}")
    assert outcome.code == 0, outcome.err
    assert (nets / f"a.{suffix}").stat().st_size > 1000


def test_title_and_names(run, nets):
    cells = pr.regions(pr.read_network("2.json"))
    run("plot", "2.json", "-o", "a.svg", "--color", "gradient", "--network-output", "1")
    words = texts(nets / "a.svg")
    assert f"{cells.count():,} linear regions" in " ".join(words)
    assert "$x_0$" in words
    assert "direction of the gradient of output 1 (degrees)" in words
    run("plot", "3.json", "-o", "b.svg", "--slice", "x1=1/2")
    words = texts(nets / "b.svg")
    assert "$t_0$" in words
    assert "$t_1$" in words


def test_boundary_and_graph(run, nets):
    run("plot", "2.json", "-o", "a.svg", "--boundary")
    assert {"class 0", "class 1"} <= set(texts(nets / "a.svg"))
    run("plot", "2.json", "-o", "plain.png", "--color", "plain")
    run("plot", "2.json", "-o", "graph.png", "--graph", "activation_regions")
    plain, graph = colors_of(nets / "plain.png"), colors_of(nets / "graph.png")
    ink = rgb("#332288")
    assert graph.get(ink, 0) > 0.003 > plain.get(ink, 0)
    classes = colors_of_class(run, nets)
    assert min(classes) > 0.01


def colors_of_class(run, nets):
    run("plot", "2.json", "-o", "class.png", "--color", "class")
    shares = colors_of(nets / "class.png")
    return [shares.get(rgb(color), 0) for color in CLASS_COLORS[:2]]


def test_betti_numbers_of_the_boundary(run, nets):
    outcome = run("plot", "2.json", "-o", "a.svg", "--boundary", "--betti")
    assert outcome.code == 0, outcome.err
    cells = pr.regions(pr.read_network("2.json"))
    for name, topology in (
        ("class 1", cells.topology("decision_region", label=1)),
        ("boundary", cells.topology("decision_boundary")),
    ):
        numbers = ", ".join(map(str, topology.betti_numbers))
        assert f"{name}: b = ({numbers})" in texts(nets / "a.svg")


def test_faces_with_their_signs(run, nets):
    pr.write_network(max_min(), "max_min.json")
    outcome = run("plot", "max_min.json", "-o", "a.svg", "--kind", "faces", "--signs")
    assert outcome.code == 0, outcome.err
    words = texts(nets / "a.svg")
    assert {"dimension 0: 1", "dimension 1: 5", "dimension 2: 5"} <= set(words)
    assert words.count("000") >= 2  # the origin, where all six units of both layers are zero


def test_level_sets(run, nets):
    command = ["plot", "2.json", "-o", "a.svg", "--kind", "level-set"]
    outcome = run(*command, "--level", "1/4", "--network-output", "1")
    assert outcome.code == 0, outcome.err
    cells = pr.regions(pr.read_network("2.json"))
    topology = cells.topology("level", level="1/4", output=1, closed=True)
    numbers = ", ".join(map(str, topology.betti_numbers))
    assert f"F_1 = 1/4: b = ({numbers})" in texts(nets / "a.svg")


@pytest.mark.parametrize("kind", ["persistence", "barcode"])
def test_persistence(run, nets, kind):
    """It has a picture in any dimension."""
    for inputs in (1, 4):
        outcome = run("plot", f"{inputs}.json", "-o", "a.svg", "--kind", kind)
        assert outcome.code == 0, outcome.err
        diagram = pr.regions(pr.read_network(f"{inputs}.json")).persistence()
        count = sum(bar.multiplicity for bar in diagram.bars(0))
        assert f"$H_0$: {count} (1 forever)" in texts(nets / "a.svg")


def test_definitions(run, nets):
    pr.write_network(max_min(), "max_min.json")
    outcome = run("plot", "max_min.json", "-o", "a.svg", "--kind", "definitions")
    assert outcome.code == 0, outcome.err
    titles = {"1 activation: 7", "2 proper activation: 5", "3 convex: 4", "4 open connected: 3"}
    assert titles | {"5 closed connected: 3", "6 affine: 3"} <= set(texts(nets / "a.svg"))


@pytest.mark.parametrize("kind", ["faces", "level_set"])
def test_space_is_drawn_still_and_interactive(run, nets, kind):
    for name in ("a.png", "a.html"):
        outcome = run("plot", "3.json", "-o", name, "--kind", kind)
        assert outcome.code == 0, outcome.err
    text = (nets / "a.html").read_text(encoding="utf-8")
    assert {"faces": "dimension 2: ", "level_set": "b = ("}[kind] in text


def test_counts_per_layer(run, nets):
    outcome = run("plot", "4.json", "-o", "a.svg", "--per-layer")
    assert outcome.code == 0, outcome.err
    net = pr.read_network("4.json")
    first = len(pr.regions(pr.Network(net.layers[:1], net.domain)))
    words = texts(nets / "a.svg")
    assert str(first) in words
    assert f"{len(pr.regions(net)):,}" in words
    assert "activation regions" in words


def test_size_resolution_and_view(run, nets):
    outcome = run(
        "plot", "2.json", "-o", "a.png", "--size", "4,3", "--dpi", "50", "--view", "[[0,1],[0,1]]"
    )
    assert outcome.code == 0, outcome.err
    assert imread(nets / "a.png").shape[:2] == (150, 200)
    run("plot", "2.json", "-o", "a.svg", "--view", '[["1/4", "1/2"], [0, "1/4"]]')
    ticks = [word.replace("\N{MINUS SIGN}", "-") for word in texts(nets / "a.svg")]
    numbers = [float(word) for word in ticks if re.fullmatch(r"-?\d+\.\d+", word)]
    assert max(numbers) == 0.5
    assert min(numbers) == 0


def test_the_interactive_figure(run, nets):
    outcome = run("plot", "3.json", "-o", "a.html", "--color", "volume")
    assert outcome.code == 0, outcome.err
    text = (nets / "a.html").read_text(encoding="utf-8")
    assert "Plotly.newPlot" in text
    assert "volume (cubic input units)" in text


def test_a_network_from_a_slice_and_a_domain(run, nets):
    outcome = run("plot", "4.json", "-o", "a.png", "--slice", "x0=0,x1=0", "--domain", "unit")
    assert outcome.code == 0, outcome.err
    net = pr.read_network("4.json").restrict([0, 0, 0, 0], [[0, 0, 1, 0], [0, 0, 0, 1]])
    count = len(pr.regions(net, pr.box([0, 0], [1, 1])))
    assert re.search(rf"activation regions +{count}\n", outcome.out)


def test_the_svg_is_well_formed(run, nets):
    run("plot", "2.json", "-o", "a.svg", "--color", "area")
    assert ElementTree.parse(nets / "a.svg").getroot().tag.endswith("svg")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["2.json", "-o", "a.jpg"], "no suffix of a picture"),
        (["2.json", "-o", "a"], "no suffix of a picture"),
        (["2.json", "-o", "no/a.png"], "cannot be written"),
        (["2.json", "-o", "a.html"], "three inputs, and the network has 2"),
        (["3.json", "-o", "a.html", "--per-layer"], "still picture"),
        (["4.json", "-o", "a.png"], "--slice"),
        (["2.json", "-o", "a.png", "--color", "blue"], "colouring 'blue' is unknown"),
        (["2.json", "-o", "a.png", "--color", "volume"], "their size is their area"),
        (["2.json", "-o", "a.png", "--graph", "x"], "graph of 'x' is unknown"),
        (["3.json", "-o", "a.png", "--graph", "linear_regions"], "drawn in the plane"),
        (["1.json", "-o", "a.png", "--boundary"], "drawn in the plane"),
        (["2.json", "-o", "a.png", "--per-layer", "--color", "area"], "without --color"),
        (["2.json", "-o", "a.png", "--per-layer", "--boundary"], "without --color"),
        (["2.json", "-o", "a.png", "--kind", "x"], "the kind of picture 'x' is unknown"),
        (["2.json", "-o", "a.png", "--kind", "faces", "--color", "area"], "nothing by --color"),
        (["2.json", "-o", "a.png", "--kind", "barcode", "--view", "[[0,1],[0,1]]"], "by --view"),
        (["2.json", "-o", "a.png", "--kind", "definitions", "--per-layer"], "by --per-layer"),
        (["2.json", "-o", "a.png", "--signs"], "draws nothing by --signs"),
        (["2.json", "-o", "a.png", "--level", "1"], "draws nothing by --level"),
        (["2.json", "-o", "a.png", "--betti"], "add --boundary"),
        (["2.json", "-o", "a.png", "--kind", "level_set", "--level", "x"], "level"),
        (["1.json", "-o", "a.png", "--kind", "faces"], "the network has 1: choose another --kind"),
        (
            ["3.json", "-o", "a.png", "--kind", "definitions"],
            "the network has 3: cut it by --slice",
        ),
        (["4.json", "-o", "a.png", "--kind", "level_set"], "--slice"),
        (["2.json", "-o", "a.html", "--kind", "faces"], "three inputs, and the network has 2"),
        (["3.json", "-o", "a.html", "--kind", "barcode"], "--kind barcode makes a still picture"),
        (["2.json", "-o", "a.png", "--view", "[[0,1]"], "--view"),
        (["2.json", "-o", "a.png", "--view", "[[0,1]]"], "the view is no box"),
        (["2.json", "-o", "a.png", "--view", "3"], "view"),
        (["2.json", "-o", "a.png", "--view", "{}"], "view"),
        (["2.json", "-o", "a.png", "--size", "3"], "width and height"),
        (["2.json", "-o", "a.png", "--size", "3,-1"], "width and height"),
        (["2.json", "-o", "a.png", "--size", "3,1e9"], "width and height"),
        (["2.json", "-o", "a.png", "--dpi", "1"], "dpi"),
        (["2.json", "-o", "a.png", "--color", "gradient", "--network-output", "7"], "output 7"),
        (["1.json", "-o", "a.png", "--view", "3"], "view"),
        (["none.json", "-o", "a.png"], "none.json"),
    ],
)
def test_bad_commands_fail_in_one_line_and_leave_nothing(run, nets, words, message):
    outcome = run("plot", *words)
    assert outcome.is_one_line_error(), outcome
    assert message in outcome.err
    assert sorted(p.name for p in nets.iterdir()) == [f"{n}.json" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(("missing", "file"), [("matplotlib", "a.png"), ("plotly", "a.html")])
def test_a_missing_package_is_told_before_the_search(run, monkeypatch, missing, file):
    searched = []
    monkeypatch.setattr(
        "polyregions.cli.searching.found_regions", lambda *_, **__: searched.append(1)
    )
    monkeypatch.setitem(sys.modules, missing, None)
    pr.write_network(pr.montufar(inputs=3, width=6, depth=2), "net.json")
    result = run("plot", "net.json", "-o", file)
    assert result.is_one_line_error()
    assert f"{missing} is missing" in result.err
    assert not searched
