"""The command lipschitz: what it prints, its JSON, and its exit codes."""

import json

import pytest

import polyregions as pr

NET = pr.Network([pr.Layer([[1, 2], [3, 4]]), pr.Layer([[1, 0], [0, 1]], None, "identity")])


@pytest.fixture
def net(folder):
    pr.write_network(NET.with_domain([[-1, 1]] * 2), "net.json")
    return "net.json"


def test_a_constant(run, net):
    outcome = run("lipschitz", net, "--norm", "linf", "--quiet")
    assert (outcome.code, outcome.err) == (0, "")
    lines = {line.split("  ")[0]: line.split("  ")[-1].strip() for line in outcome.out.splitlines()}
    assert (lines["constant (linf)"], lines["pattern"]) == ("7", "01")
    value = json.loads(run("lipschitz", net, "--norm", "linf", "--quiet", "--json").out)
    assert (value["value"], value["pattern"], value["complete"]) == (7, "01", True)
    assert "square" not in value
    assert len(value["point"]) == 2


def test_functions_and_classes(run, net):
    assert "constant (l1)  4\n" in run("lipschitz", net, "--norm=l1", "--of", "1", "--quiet").out
    combined = run("lipschitz", net, "--norm=linf", "--of", "1/2,-1", "--quiet", "--json")
    assert json.loads(combined.out)["value"] == 7
    table = run("lipschitz", net, "--classes", "--quiet").out
    assert "0 - 1    5  " in table
    value = json.loads(run("lipschitz", net, "--classes", "--quiet", "--json").out)
    assert value["classes"]["0-1"]["square"] == 25
    algebraic = json.loads(run("lipschitz", net, "--quiet", "--json").out)
    assert algebraic["square"]["polynomial"] == [4, -30, 1]
    assert algebraic["value"] is None
    assert len(algebraic["square"]["interval"]) == 2


def test_a_budget(run, net):
    for words in ([], ["--classes"]):
        outcome = run("lipschitz", net, "--max-regions", "0", "--norm", "l1", "--quiet", *words)
        assert outcome.code == 3
        assert "stopped at" in outcome.out
        assert "at least" in outcome.out
    stopped = run("lipschitz", net, "--max-seconds", "0", "--quiet", "--json")
    assert (stopped.code, json.loads(stopped.out)["complete"]) == (3, False)


def test_bad_input(run, net):
    for words, message in (
        (["--norm", "l3"], "the norm 'l3' is unknown"),
        (["--of", "2"], "no output 2 of 2"),
        (["--of", "a,b"], "number 0 of --of, counted from 0, is the text 'a'"),
        (["--of", "0", "--classes"], "--of and --classes are both given"),
    ):
        outcome = run("lipschitz", net, "--quiet", *words)
        assert outcome.code == 2
        assert message in outcome.err
        assert outcome.err.count("\n") == 1
