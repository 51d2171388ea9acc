"""``polyregions count``: budgets, workers, engines and counting by composition."""

import json

import pytest

import polyregions as pr


@pytest.fixture
def net(folder):
    pr.write_network(pr.montufar(inputs=2, width=6, depth=3), "net.json")
    return "net.json"


@pytest.mark.parametrize(("engine", "depth"), [("vertices", 4), ("lp", 3)])
@pytest.mark.parametrize("definition", ["proper_activation", "open_connected", "affine"])
def test_engines_and_workers_change_nothing(run, folder, engine, depth, definition):
    net = "folds.json"
    pr.write_network(pr.montufar(inputs=2, width=6, depth=depth), net)
    words = ["--definition", definition, "--method", "enumeration", "--json", "--engine", engine]
    alone = json.loads(run("count", net, *words).out)
    together = json.loads(run("count", net, *words, "--workers", 2).out)
    for value in (alone, together):
        assert value.pop("seconds") >= 0
    assert alone == together
    assert alone["complete"] is True
    regions = alone["proper_activation"]
    assert regions == 9 ** (depth - 1)
    assert alone["count"] == (regions if definition != "affine" else {3: 32, 4: 104}[depth])


@pytest.mark.parametrize("engine", ["vertices", "lp"])
@pytest.mark.parametrize("definition", ["proper_activation", "open_connected"])
@pytest.mark.parametrize("budget", [("--max-regions", 100), ("--max-seconds", 0)])
def test_a_budget_gives_no_count(run, folder, engine, definition, budget):
    net = "large.json"
    pr.write_network(pr.montufar(inputs=2, width=10, depth=7), net)
    how = ["--method", "enumeration", "--engine", engine]
    outcome = run("count", net, *how, "--definition", definition, *budget)
    assert outcome.code == 3
    assert "stopped at" in outcome.out
    words = [*how, "--definition", definition, *budget, "--json"]
    value = json.loads(run("count", net, *words).out)
    assert value["count"] is None
    assert value["complete"] is False
    assert value["stopped_at"] == budget[0].strip("-").replace("-", "_")


@pytest.mark.parametrize("engine", ["vertices", "lp"])
def test_a_budget_that_suffices(run, net, engine):
    how = ["--method", "enumeration", "--engine", engine]
    outcome = run("count", net, *how, "--max-regions", 81, "--json")
    assert outcome.code == 0
    assert json.loads(outcome.out)["count"] == 81


def test_composition_says_what_it_checked(run, folder):
    pr.write_network(pr.montufar(inputs=2, width=6, depth=200), "deep.json")
    outcome = run("count", "deep.json", "--method", "composition")
    assert outcome.code == 0
    assert str(3 ** (2 * 199)) in outcome.out
    assert "zigzag" in outcome.out
    value = json.loads(run("count", "deep.json", "--method", "composition", "--json").out)
    assert value["count"] == 3 ** (2 * 199)
    assert value["method"] == "composition"
    assert value["checked"]


def test_composition_refuses_what_it_cannot_prove(run, folder):
    pr.write_network(pr.he_random((2, 4, 4, 1)), "random.json")
    outcome = run("count", "random.json", "--method", "composition")
    assert outcome.is_one_line_error()
    assert "nothing was counted" in outcome.err


@pytest.mark.parametrize(
    "words",
    [
        ["--method", "guessing"],
        ["--method", "composition", "--definition", "affine"],
        ["--workers", "0"],
        ["--max-regions", "-1"],
        ["--max-seconds", "-1"],
        ["--engine", "best"],
    ],
)
def test_bad_options(run, net, words):
    assert run("count", net, *words).is_one_line_error()


@pytest.mark.parametrize(
    "words",
    [["count", "net.json"], ["graph", "net.json", "-o", "net.csv"], ["verify", "net.json"]],
    ids=str,
)
def test_compilation_is_announced_on_stderr(run, net, monkeypatch, words):
    from polyregions.refinement.vertices import engine

    monkeypatch.setattr(engine, "kernel_is_compiled", lambda: False)
    assert "compiling the kernel, once" in run(*words).err
    assert run(*words, "--engine", "lp").err == run(*words, "--quiet").err == ""
    monkeypatch.setattr(engine, "kernel_is_compiled", lambda: True)
    assert run(*words).err == ""


@pytest.mark.parametrize(
    "words",
    [
        ["bounds", "net.json"],
        ["random-ensemble", "--inputs", 2, "--widths", 2, "--samples", 1],
        ["ternary-maximum", 1, "--inputs", 2],
        ["ternary-maximum", 1, "--definition", "affine"],
    ],
    ids=str,
)
def test_compilation_is_announced_by_commands_that_count(run, net, monkeypatch, words):
    from polyregions.refinement.vertices import engine

    monkeypatch.setattr(engine, "kernel_is_compiled", lambda: False)
    assert "compiling the kernel, once" in run(*words).err
    if words[0] != "bounds":
        assert run(*words, "--quiet").err == ""
    assert run("ternary-maximum", 1).err == run("random-ensemble", "--widths", 2).err == ""


def test_a_fraction_without_quotes_is_told(run, net):
    error = run("count", net, "--domain", "[[0, 1], [0, 1/2]]").err
    assert error.endswith('rewrite it; a fraction stands in quotes, as in "1/2"\n')


def test_a_domain_without_interior_compiles_nothing(run, net, monkeypatch):
    from polyregions.refinement.vertices import engine

    monkeypatch.setattr(engine, "kernel_is_compiled", lambda: False)
    assert run("count", net, "--domain", "[[0, 0], [0, 1]]").is_one_line_error()
