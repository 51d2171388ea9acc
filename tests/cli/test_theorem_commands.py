"""The commands bounds, ternarise, ternary-maximum, and verify of published statements."""

import json

import pytest

import polyregions as pr
from polyregions.constructions import is_ternary
from polyregions.theorems.statements import STATEMENTS, registry
from polyregions.theorems.statements.statement import Outcome, Publication, Statement


@pytest.fixture
def net(folder):
    pr.write_network(pr.montufar(inputs=2, width=4, depth=3), "net.json")
    return "net.json"


def test_bounds(run, net):
    outcome = run("bounds", net)
    assert outcome.code == 0
    lines = [line.split() for line in outcome.out.splitlines()]
    assert ["linear", "regions", "16"] in lines
    assert any(line[:4] == ["Montufar", "2014", "lower", "44"] for line in lines)
    assert outcome.out.endswith("the most regions of any network of this shape: 44 to 121\n")


def test_bounds_as_json(run, net):
    value = json.loads(run("bounds", net, "--domain", "none", "--json").out)
    assert (value["inputs"], value["widths"]) == (2, [4, 4])
    assert (value["count"], value["proper_activation"], value["complete"]) == (36, 36, True)
    rows = {row["name"]: row for row in value["bounds"]}
    assert rows["Serra 2018, Theorem 1"]["value"] == 121
    assert rows["Serra 2018, Theorem 6"]["value"] is None
    assert "narrower" in rows["Serra 2018, Theorem 6"]["reason"]


@pytest.mark.parametrize("budget", [0, 15])
def test_bounds_within_a_budget(run, net, budget):
    outcome = run("bounds", net, "--budget", budget)
    assert outcome.code == 0
    assert "not counted" in outcome.out
    value = json.loads(run("bounds", net, "--budget", budget, "--json").out)
    assert value["count"] is None
    assert value["complete"] is False


def test_bounds_of_deep_networks_stay_on_the_screen(run, folder):
    pr.write_network(pr.montufar(inputs=2, width=8, depth=2000), "deep.json")
    outcome = run("bounds", "deep.json", "--budget", 0)
    assert outcome.code == 0
    assert max(map(len, outcome.out.splitlines()[5:])) < 130
    assert "about 10^" in outcome.out
    json.loads(run("bounds", "deep.json", "--budget", 0, "--json").out)


def test_verify_a_statement_over_a_grid(run, folder):
    words = ["--statement", "proposition-1", "--grid", "inputs=1,2 width=4", "--grid", "depth=2..3"]
    outcome = run("verify", *words, "-o", "evidence.json")
    assert outcome.code == 0
    assert "verdict  holds" in outcome.out
    value = json.loads((folder / "evidence.json").read_text())
    computed = [case["computed"] for case in value["statements"][0]["cases"]]
    assert computed == [4, 16, 4, 16]
    assert json.loads(run("verify", *words, "--json").out)["as_expected"] is True


def test_verify_a_false_statement(run):
    outcome = run("verify", "--statement", "lemma-1", "--grid", "inputs=1 branches=2 outer=hinge")
    assert outcome.code == 1
    assert "refuted, as it is known to be" in outcome.out
    harmless = run("verify", "--statement", "lemma-1", "--grid", "inputs=1 branches=2 outer=sum")
    assert harmless.code == 0
    assert "holds, against expectation" in harmless.out


def test_the_options_former_name(run):
    words = ["proposition-1", "--grid", "inputs=1 width=2 depth=2"]
    assert run("verify", "--claim", *words).code == 0


def test_verify_says_what_only_a_sample_supports(run):
    outcome = run("verify", "--statement", "breakpoints-reach-the-output", "--grid", "samples=20")
    assert outcome.code == 0
    assert "verdict  consistent with the sample\n" in outcome.out


def test_a_deep_claim_is_verified_by_composition(run, folder):
    pr.write_network(pr.ternary(inputs=3, width=40, depth=7), "deep.json")
    value = json.loads(run("verify", "deep.json", "--json").out)
    assert (value["holds"], value["computed"]) == (True, 5**9)
    assert (value["method"], value["proper_activation"]) == ("composition", None)


def test_verify_all(run, folder, monkeypatch):
    few = {name: STATEMENTS[name] for name in ("lemma-1", "average-degree-one-layer")}
    monkeypatch.setattr("polyregions.cli.verify_statements.STATEMENTS", few)
    outcome = run("verify", "--all", "-o", "all.json")
    assert outcome.code == 0
    assert "2 of 2 verdicts are as expected" in outcome.out
    assert "inputs = 1, branches = 2, outer = zero: claimed 2, computed 1" in outcome.out
    assert len(json.loads((folder / "all.json").read_text())["statements"]) == 2


def test_verify_ends_with_1_where_a_statement_fails(run, monkeypatch):
    wrong = Statement(
        "wrong",
        "Two is three.",
        Publication("nobody"),
        "nowhere",
        lambda execution, n: Outcome.of_counts(3, n),
        ({"n": 2},),
    )
    monkeypatch.setattr(registry, "STATEMENTS", {"wrong": wrong})
    outcome = run("verify", "--statement", "wrong")
    assert outcome.code == 1
    assert "refuted, against expectation" in outcome.out
    assert run("verify", "--statement", "wrong", "--grid", "n=3").code == 0


def test_list_of_statements(run):
    outcome = run("verify", "--list")
    assert outcome.code == 0
    for name in STATEMENTS:
        assert name in outcome.out
    listed = json.loads(run("verify", "--list", "--json").out)["statements"]
    assert [entry["statement"] for entry in listed] == list(STATEMENTS)
    assert listed[0]["parameters"] == ["inputs", "width", "depth"]


@pytest.mark.parametrize(
    ("name", "grid"),
    [
        ("activation-patterns", "inputs=1"),
        ("activation-patterns", "samples=1"),
        ("breakpoint-density", "samples=1"),
        ("breakpoints-reach-the-output", "samples=0"),
        ("expected-regions", "samples=0"),
        ("like-one-arrangement", "samples=1 widths=3"),
        ("one-breakpoint-a-unit", "samples=1"),
    ],
)
def test_samples_that_say_nothing(run, name, grid):
    outcome = run("verify", "--statement", name, "--grid", grid)
    assert outcome.code == 2
    assert "says nothing at any point of the grid" in outcome.err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--statement", "nothing"],
        ["--statement", "lemma-1", "--all"],
        ["--all", "--grid", "inputs=1"],
        ["--statement", "proposition-1", "--grid", "inputs"],
        ["--statement", "proposition-1", "--grid", "inputs=9 width=2 depth=2"],
        ["--statement", "proposition-1", "-o", "no/such/folder/evidence.json"],
        ["--statement", "proposition-1", "--engine", "steam"],
        ["net.json", "--grid", "inputs=1"],
        ["net.json", "--statement", "lemma-1"],
    ],
)
def test_verify_says_what_is_wrong(run, net, words):
    assert run("verify", *words).is_one_line_error()


@pytest.mark.parametrize("scheme", ["edgewise", "shared", "logarithmic"])
def test_ternarise(run, net, scheme):
    outcome = run("ternarise", net, "--scheme", scheme, "--intermediate", "relu", "-o", "t.json")
    assert outcome.code == 0
    ternary = pr.read_network("t.json")
    assert is_ternary(ternary)
    assert pr.count_regions(ternary) == 16
    words = ["--scheme", scheme, "-o", "t.json", "--json"]
    value = json.loads(run("ternarise", net, *words).out)
    assert value["nodes"] == value["predicted"]
    assert value["output_scale"] == 1


def test_ternarise_says_what_is_wrong(run, net):
    assert run("ternarise", net, "--scheme", "fat", "-o", "t.json").is_one_line_error()
    assert run("ternarise", net, "--intermediate", "tanh", "-o", "t.json").is_one_line_error()


def test_ternary_maximum(run, folder):
    outcome = run("ternary-maximum", 2, 2, "--state", "state.json", "-o", "best.json")
    assert outcome.code == 0
    best = pr.read_network("best.json")
    assert best.widths == (1, 2, 2, 1)
    assert pr.count_regions(best) == 5
    value = json.loads(run("ternary-maximum", 2, 2, "--state", "state.json", "--json").out)
    assert value["regions"] == 5
    value = json.loads(run("ternary-maximum", 2, 2, "--domain", "unit", "--json").out)
    assert value["regions"] == 2


def test_ternary_maximum_of_two_inputs(run, folder):
    words = ["ternary-maximum", 3, "--inputs", 2, "--definition", "proper_activation"]
    assert run(*words, "-o", "best.json").code == 0
    best = pr.read_network("best.json")
    assert best.widths == (2, 3, 1)
    assert pr.count_regions(best, definition="proper_activation") == 7
    value = json.loads(run("ternary-maximum", "1,1", "--inputs", 2, "--json").out)
    assert (value["inputs"], value["definition"], value["regions"]) == (2, "open_connected", 3)


@pytest.mark.parametrize(
    "words",
    [
        [],
        [0],
        ["two"],
        [2, "--workers", 0],
        [2, "--domain", "2"],
        [2, "--inputs", 0],
        [2, "--inputs", 2, "--domain", "[[0, 1]]"],
        [2, "--definition", "all"],
    ],
)
def test_ternary_maximum_says_what_is_wrong(run, words):
    assert run("ternary-maximum", *words).is_one_line_error()


def test_random_networks_of_several_inputs(run):
    words = ["random-ensemble", "--inputs", 2, "--widths", "4", "--samples", 3]
    outcome = run(*words)
    assert outcome.code == 0
    assert "predicted 11.00" in outcome.out
    value = json.loads(run(*words, "--json").out)
    assert (value["inputs"], value["open_connected"], value["predicted"]) == (2, 11, 11)
    value = json.loads(run(*words, "--domain", "cube", "--json").out)
    assert value["predicted"] is None
    assert value["domain"] == [[-1, 1], [-1, 1]]


@pytest.mark.parametrize(
    "words",
    [
        ["--inputs", 2, "--interval=0,1"],
        ["--inputs", 2, "--plot", "out.png"],
        ["--inputs", 2, "--domain", "[[0, 1]]"],
        ["--domain", "cube", "--interval=0,1"],
        ["--inputs", 0],
    ],
)
def test_random_networks_that_cannot_be(run, words):
    assert run("random-ensemble", "--widths", 4, "--samples", 2, *words).is_one_line_error()
