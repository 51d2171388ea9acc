"""Every command, its options and its exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import polyregions as pr
from polyregions.constructions import max_min
from polyregions.files import read_graph

DATA = Path(__file__).resolve().parent.parent / "data" / "networks"


@pytest.fixture
def net(run):
    """Write net.json, whose 16 linear regions on the unit square have 12 affine maps."""
    made = run("construct", "montufar", "--inputs", 2, "--width", 4, "--depth", 3, "-o", "net.json")
    assert made.code == 0
    return "net.json"


def rows(text):
    """Return an aligned table as a mapping, after checking that it is aligned."""
    pairs = [line.partition("  ") for line in text.splitlines()]
    starts = {len(a) + len(b) + len(c) - len(c.lstrip()) for a, b, c in pairs}
    assert len(starts) == 1
    return {a: c.strip() for a, _, c in pairs}


# construct


@pytest.mark.parametrize("variant", ["paper", "relu", "slim"])
def test_construct_ternary(run, variant):
    words = ["--inputs", 2, "--width", 13, "--depth", 5, "--outputs", 2, "--variant", variant]
    outcome = run("construct", "ternary", *words, "-o", "net.json")
    assert outcome.code == 0
    assert outcome.err == ""
    assert pr.read_network("net.json") == pr.ternary(2, 13, 5, 2, variant)
    assert rows(outcome.out)["written to"] == "net.json"


def test_construct_he_random(run):
    words = ["--widths", "3,10,10,1", "--seed", 7, "--bias-std", 0.25]
    outcome = run("construct", "he-random", *words, "-o", "net.json", "--json")
    assert json.loads(outcome.out) == {
        "output": "net.json",
        "name": "he_random 3-10-10-1, seed 7",
        "widths": [3, 10, 10, 1],
        "claim": None,
    }
    assert pr.read_network("net.json") == pr.he_random((3, 10, 10, 1), 7, 0.25)


def test_construct_with_a_claim_beyond_printing(run):
    words = ["--inputs", 2, "--width", 6, "--depth", 4000]
    outcome = run("construct", "montufar", *words, "-o", "net.json")
    assert rows(outcome.out)["claim"] == "an integer of about 3816 digits"
    made = json.loads(run("construct", "montufar", *words, "-o", "net.json", "--json").out)
    assert int(made["claim"], 16) == 3 ** (2 * 3999)
    assert run("info", "net.json").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["montufar", "--inputs", 3, "--width", 2, "--depth", 3],
        ["montufar", "--inputs", 0, "--width", 2, "--depth", 3],
        ["montufar", "--inputs", 1, "--width", 2, "--depth", 1],
        ["montufar", "--inputs", 1, "--width", 2, "--depth", 2, "--outputs", 0],
        ["montufar", "--inputs", "two", "--width", 2, "--depth", 2],
        ["ternary", "--inputs", 2, "--width", 5, "--depth", 3],
        ["ternary", "--inputs", 2, "--width", 6, "--depth", 2],
        ["ternary", "--inputs", 2, "--width", 6, "--depth", 3, "--variant", "wide"],
        ["he-random", "--widths", "3"],
        ["he-random", "--widths", "3,x"],
        ["he-random", "--widths", "3,0,1"],
        ["he-random", "--widths", "3,1", "--seed", -1],
        ["he-random", "--widths", "3,1", "--bias-std", "nan"],
        ["he-random", "--widths", "3,1", "--bias-std", -1],
        ["montufar", "--width", 2, "--depth", 2],
        ["zaslavsky"],
    ],
)
def test_construct_refuses(run, folder, words):
    assert run("construct", *words, "-o", "net.json").is_one_line_error()
    assert os.listdir(folder) == []


# count


def test_count(run, net):
    outcome = run("count", net)
    assert (outcome.code, outcome.err) == (0, "")
    table = rows(outcome.out)
    assert table["count"] == "16"
    assert table["definition"] == "open_connected (definition 4)"


@pytest.mark.parametrize(
    ("definition", "count"),
    [
        ("activation", 16),
        ("proper_activation", 16),
        ("open_connected", 16),
        ("closed_connected", 12),
        ("affine", 12),
    ],
)
def test_count_as_json(run, net, definition, count):
    words = ["--definition", definition, "--method", "enumeration", "--json"]
    outcome = run("count", net, *words)
    assert outcome.out.count("\n") == 1
    values = json.loads(outcome.out)
    seconds, engine = values.pop("seconds"), values.pop("engine")
    assert seconds > 0
    assert isinstance(engine, str)
    assert values == {
        "count": count,
        "definition": definition,
        "complete": True,
        "proper_activation": 16,
        "method": "enumeration",
    }


def test_all_six_definitions_by_their_numbers(run, folder):
    pr.write_network(max_min(), "net.json")
    words = ["count", "net.json", "--method", "enumeration", "--json", "--definition"]
    found = [json.loads(run(*words, number).out) for number in range(1, 7)]
    assert [values["definition"] for values in found] == [d.value for d in pr.Definition]
    assert [values["count"] for values in found] == [7, 5, 4, 3, 3, 3]
    assert (found[2]["lower"], found[2]["upper"]) == (4, 4)
    assert all("lower" not in values for values in [*found[:2], *found[3:]])


def test_bounds_of_convex_regions_are_no_count(run, folder):
    network = pr.he_random((3, 3, 2, 1), seed=0)
    bounds = pr.count_regions(network, definition="convex")
    assert isinstance(bounds, pr.CountBounds)
    pr.write_network(network, "net.json")
    outcome = run("count", "net.json", "--definition", "convex")
    assert outcome.code == 0
    table = rows(outcome.out)
    assert table["count"] == str(bounds) == f"{bounds.lower}..{bounds.upper}"
    assert table["at least"] == f"{bounds.lower}: {bounds.lower_reason}"
    assert table["at most"] == f"{bounds.upper}: {bounds.upper_reason}"
    assert table["definition"] == "convex (definition 3)"
    values = json.loads(run("count", "net.json", "--definition", 3, "--json").out)
    del values["seconds"], values["engine"]
    assert values == {
        "count": None,
        **bounds.to_json(),
        "definition": "convex",
        "complete": True,
        "proper_activation": 22,
        "method": "enumeration",
    }


def test_the_count_says_which_method_answered(run, net):
    linear, affine = (
        json.loads(run("count", net, "--definition", definition, "--json").out)
        for definition in ("open_connected", "affine")
    )
    assert (linear["method"], linear["count"]) == ("composition", 16)
    assert linear["proper_activation"] is None
    assert linear["checked"]
    assert (affine["method"], affine["count"]) == ("enumeration", 12)
    assert "\nmethod      composition\n" in run("count", net).out


@pytest.mark.parametrize(
    ("domain", "count"),
    [
        ("unit", 16),
        ("[[0, 1], [0, 1]]", 16),
        ('[[0, "1/2"], [0, 1]]', 8),
        ('{"A": [[1, 1], [-1, 0], [0, -1]], "b": [1, 0, 0]}', 10),
        ("none", 36),
        ("cube", 25),
        ("domain.json", 4),
        ("other.json", 4),
    ],
)
def test_count_on_a_domain(run, net, domain, count):
    quarter = pr.box([0, 0], ["1/2", "1/2"])
    Path("domain.json").write_text('[[0, 0.5], [0, "1/2"]]')
    pr.write_network(pr.he_random((2, 1)).with_domain(quarter), "other.json")
    assert json.loads(run("count", net, "--domain", domain, "--json").out)["count"] == count


def test_count_with_the_engine_and_progress(run, net, eager_progress):
    words = ["--method", "enumeration", "--engine", "lp"]
    outcome = run("count", net, *words, "--json", "--progress")
    assert json.loads(outcome.out)["engine"] == "lp"
    assert "regions" in outcome.err
    assert "regions" in run("count", net, *words).err
    for silent in ("--no-progress", "--quiet"):
        assert run("count", net, *words, silent).err == ""


@pytest.mark.parametrize(
    "words",
    [
        ["--definition", "closed"],
        ["--engine", "float"],
        ["--domain", "[[0, 1]]"],
        ["--domain", "[[1, 0], [0, 1]]"],
        ["--domain", "[[0, 0], [0, 1]]"],
        ["--domain", "[[0, 1], [0, 1"],
        ["--domain", "[[0, 1], [0, NaN]]"],
        ["--domain", '[[0, 1], [0, "1/0"]]'],
        ["--domain", "square"],
        ["--domain", ""],
        ["--domain", "."],
        ["--domain", '{"A": [[1, 1], [-1, -1]], "b": [0, 0]}'],
        ["--domain", "[" * 100_000],
        ["--unknown"],
        ["--domain"],
        ["another.json"],
    ],
)
def test_count_refuses(run, net, words):
    assert run("count", net, *words).is_one_line_error()


# graph


@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json", "csv", "gml"])
@pytest.mark.parametrize("of", ["linear_regions", "activation_regions"])
def test_graph(run, net, suffix, of):
    outcome = run("graph", net, "--of", of, "-o", f"graph.{suffix}", "--json")
    values = json.loads(outcome.out)
    assert (values["nodes"], values["edges"], values["of"]) == (16, 24, of)
    assert all(os.path.exists(file) for file in values["files"])
    graph = read_graph(f"graph.{suffix}")
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (16, 24)
    assert list(graph.nodes[0]) == ["pattern", "interior_point", "members"]


@pytest.mark.parametrize("names", ["none", "affine_map", "gradient,exact_interior_point"])
def test_graph_with_other_attributes(run, net, names):
    assert run("graph", net, "-o", "graph.json", "--attributes", names).code == 0
    expected = [] if names == "none" else names.split(",")
    assert [list(data) for _, data in read_graph("graph.json").nodes(data=True)] == [expected] * 16


def test_graph_in_words(run, net):
    outcome = run("graph", net, "-o", "graph.txt", "--format", "graphml", "--domain", "none")
    assert rows(outcome.out)["nodes"] == "36"
    assert read_graph("graph.txt", "graphml").number_of_nodes() == 36


@pytest.mark.parametrize(
    "words",
    [
        ["-o", "graph.txt"],
        ["-o", "graph"],
        ["-o", "missing/graph.json"],
        ["-o", "."],
        ["-o", "graph.json", "--format", "xml"],
        ["-o", "graph.json", "--attributes", "color"],
        ["-o", "graph.json", "--attributes", ""],
        ["-o", "graph.json", "--of", "regions"],
        ["-o", "graph.json", "--engine", "float"],
        ["-o", "graph.json", "--domain", "[[0, 1]]"],
        [],
    ],
)
def test_graph_refuses(run, net, folder, words):
    assert run("graph", net, *words).is_one_line_error()
    assert os.listdir(folder) == [net]


# verify


def test_verify_holds(run, net):
    outcome = run("verify", net)
    assert outcome.code == 0
    assert rows(outcome.out)["verdict"] == "the claim holds"
    values = json.loads(run("verify", net, "--json").out)
    assert (values["holds"], values["claimed"], values["computed"]) == (True, 16, 16)


def test_verify_ignores_the_domain_of_the_network(run, net):
    value = json.loads(Path(net).read_text())
    Path("elsewhere.json").write_text(json.dumps(value | {"domain": [[0, 0.25], [0, 0.25]]}))
    assert run("verify", "elsewhere.json").code == 0


@pytest.mark.parametrize("change", [{"regions": 15}, {"definition": "affine"}, {"domain": None}])
def test_verify_refutes(run, net, change):
    value = json.loads(Path(net).read_text())
    value["claim"] |= change
    Path("wrong.json").write_text(json.dumps(value))
    outcome = run("verify", "wrong.json")
    assert (outcome.code, outcome.err) == (1, "")
    assert rows(outcome.out)["verdict"] == "the claim is refuted"
    assert run("verify", "wrong.json", "--json").code == 1


def test_verify_could_not_run(run, net):
    value = json.loads(Path(net).read_text())
    Path("none.json").write_text(json.dumps({"layers": value["layers"]}))
    value["claim"]["definition"] = "closed"
    Path("unknown.json").write_text(json.dumps(value))
    assert run("verify", "none.json").is_one_line_error()
    assert run("verify", "unknown.json").is_one_line_error()
    assert run("verify", net, "--engine", "float").is_one_line_error()


# info


def test_info(run, net):
    table = rows(run("info", net).out)
    assert table["widths"] == "2-4-4-1"
    assert table["parameters"] == "37, integers"
    assert table["domain"] == "[0, 1] x [0, 1]"
    assert table["claim"].startswith("16 = p**(n0*(L-1))")


@pytest.mark.parametrize(
    ("file", "widths", "units"),
    [
        ("flower_2d_2x50", [2, 50, 50, 1], 100),
        ("torus_3d_3x16", [3, 16, 16, 16, 1], 48),
        ("keep_clear_5d_6x50", [5, 50, 50, 50, 50, 50, 50, 5], 300),
    ],
)
def test_info_on_trained_networks(run, file, widths, units):
    path = DATA / f"{file}.json"
    values = json.loads(run("info", path, "--json").out)
    assert (values["widths"], values["relu_units"], values["kind"]) == (
        widths,
        units,
        "binary floats",
    )
    assert rows(run("info", path).out)["claim"] == "(none)"


@pytest.mark.parametrize(
    ("weight", "kind"),
    [(-1, "ternary"), (2, "integers"), (0.5, "binary floats"), ("1/3", "rationals")],
)
def test_info_names_the_kind_of_parameters(run, weight, kind):
    pr.write_network(pr.Network([pr.Layer([[weight]])]), "net.json")
    values = json.loads(run("info", "net.json", "--json").out)
    assert (values["kind"], values["domain"], values["claim"]) == (kind, None, None)
    assert rows(run("info", "net.json").out)["domain"] == "all of R^1"


def test_names_leave_the_terminal_alone(run):
    net = pr.Network([pr.Layer([[1]])], name="red\x1b[31m\nand\ud800 more")
    pr.write_network(net, "net.json")
    name = rows(run("info", "net.json").out)["network"]
    assert name == r"red\x1b[31m and\ud800 more"
    assert run("count", "net.json").code == 0


# The program itself


def test_version(run):
    assert run("--version").out == f"polyregions {pr.__version__}\n"


@pytest.mark.parametrize("words", [[], ["--help"], ["construct"], ["count", "--help"]])
def test_help(run, words):
    outcome = run(*words)
    assert outcome.code == 0
    assert "Usage: polyregions" in outcome.out


@pytest.mark.parametrize("words", [["cuont"], ["--verbose"], ["count"], ["info", "a", "b"]])
def test_usage_errors(run, words):
    outcome = run(*words)
    assert outcome.is_one_line_error()
    assert "--help" in outcome.err


def test_an_interruption_is_one_line(run, net, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("polyregions.cli.searching.found_regions", interrupted)
    outcome = run("graph", net, "-o", "graph.json")
    assert outcome.code == 130
    assert outcome.err == "polyregions: error: interrupted: nothing was written\n"
    assert not os.path.exists("graph.json")


def test_a_lack_of_memory_is_one_line(run, net, monkeypatch):
    def too_large(*arguments, **options):
        raise MemoryError

    monkeypatch.setattr("polyregions.cli.searching.counted_by", too_large)
    assert run("count", net).is_one_line_error()


def test_as_a_program_of_its_own(folder):
    words = ["construct", "montufar", "--inputs", "1", "--width", "2", "--depth", "2"]
    program = [sys.executable, "-m", "polyregions"]
    made = subprocess.run([*program, *words, "-o", "net.json"], capture_output=True, check=False)
    assert (made.returncode, made.stderr) == (0, b"")
    failed = subprocess.run([*program, "count", "nothing.json"], capture_output=True, check=False)
    assert failed.returncode == 2
    assert failed.stderr.count(b"\n") == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_one_line(run, net):
    assert run("graph", net, "-o", "/dev/full", "--format", "json").is_one_line_error()
    with open("/dev/full", "w") as full:
        words = [sys.executable, "-m", "polyregions", "info", net]
        outcome = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    assert outcome.returncode == 2
    assert outcome.stderr.count(b"\n") == 1
