"""The command distance."""

import json

import pytest

import polyregions as pr


@pytest.fixture
def net(folder):
    """Write net.json, |x| + y with one output on [-2, 2] x [-2, 2]."""
    layers = [
        pr.Layer([[1, 0], [-1, 0], [0, 1], [0, -1]]),
        pr.Layer([[1, 1, 1, -1]], None, "identity"),
    ]
    pr.write_network(pr.Network(layers, [[-2, 2], [-2, 2]]), "net.json")
    return "net.json"


def test_distances(run, net):
    outcome = run("distance", net, "--at", "0,1", "--norm", "linf")
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert lines[2:4] == ["to               the decision boundary", "distance (linf)  1"]
    assert [line.split("  ")[0] for line in lines[4:]] == [
        *("point", "there", "pattern", "regions visited", "seconds")
    ]
    facts = json.loads(run("distance", net, "--at", "1,1", "--level", "1/2", "--json").out)
    assert facts["square"] == 1.125
    assert facts["point"] == [0.25, 0.25]
    assert facts["classes"] == [0, 1]
    assert facts["complete"]
    facts = json.loads(run("distance", net, "--at", "1,1/3", "--to", "facet", "--json").out)
    assert (facts["to"], facts["units"], facts["square"]) == ("facet", [[0, 2], [0, 3]], "1/9")
    facts = json.loads(run("distance", net, "--at", "1,1", "--to", "1", "--json").out)
    assert (facts["to"], facts["target"], facts["distance"]) == ("class", 1, 0)
    outcome = run("distance", net, "--at", "1,1", "--level", "9")
    assert outcome.code == 0
    assert "infinite: the class does not change in the domain\n" in outcome.out
    assert "units 0:2 and 0:3 vanish" in run("distance", net, "--at=1,1/3", "--to=facet").out


def test_a_slice(run, net):
    words = ["distance", net, "--at", "1", "--slice", "x0=-1"]
    facts = json.loads(run(*words, "--level", "-1/2", "--json").out)
    assert (facts["point"], facts["point_in_inputs"]) == ([-1.5], [-1, -1.5])
    assert "point in inputs  (-1, -1.5)" in run(*words, "--level", "-1/2").out


def test_a_budget_that_ends_it(run, net):
    outcome = run("distance", net, "--at", "1,1", "--max-regions", "1", "--json")
    assert outcome.code == 3
    facts = json.loads(outcome.out)
    assert (facts["complete"], facts["stopped_at"]) == (False, "max_regions")
    assert 0 < facts["at_least"] <= 1.42
    assert "at least 1" in run("distance", net, "--at", "1,1", "--max-regions", "1").out
    outcome = run("distance", net, "--at", "1,1", "--max-seconds", "0")
    assert (outcome.code, outcome.out) == (3, "stopped at  max_seconds, with nothing found\n")
    outcome = run("distance", net, "--at", "1,1", "--max-seconds", "0", "--json")
    known = json.loads(outcome.out)
    assert known.pop("stopped_at") == "max_seconds"
    assert known.pop("complete") is False
    assert {*known} <= {*facts, "distance"}
    assert {*known.values()} == {None}


def test_bad_input(run, net):
    for words in (
        ["--at", "1"],
        ["--at", "1,1,1"],
        ["--at", "9,9"],
        ["--at", "1,1", "--norm", "l0"],
        ["--at", "1,1", "--to", "2"],
        ["--at", "1,1", "--to", "nowhere"],
        ["--at", "1,1", "--to", "facet", "--level", "1"],
        ["--at", "1,1", "--domain", "[[0, 1]]"],
    ):
        assert run("distance", net, *words).is_one_line_error(), words
