"""What the shell tells of numbers that are estimated."""

import json
from functools import partial

import pytest

import polyregions as pr
from polyregions.errors import OutOfTime


@pytest.fixture
def net(folder):
    pr.write_network(pr.he_random((2, 5, 5, 1)).with_domain([[-1, 1]] * 2), "net.json")
    return "net.json"


@pytest.fixture
def large(folder):
    pr.write_network(pr.montufar(3, 12, 8), "large.json")
    return "large.json"


@pytest.fixture
def by_cells(monkeypatch):
    """Let commands draw so many cells, so that they say the same on any machine."""
    estimate = partial(pr.estimate_regions, cells=64)
    for module in ("count", "estimates"):
        name = f"polyregions.cli.{module}.estimate_regions"
        monkeypatch.setattr(name, lambda *where, seconds, **options: estimate(*where, **options))


def test_an_estimate_says_how_far_off_it_may_be(run, large, by_cells):
    outcome = run("count", large, "--estimate", 3)
    assert outcome.code == 0
    assert "estimate    about 4" in outcome.out
    assert " % (95 %), from 64 cells\n" in outcome.out
    values = json.loads(run("count", large, "--estimate", 3, "--json").out)
    low, high = values["interval"]
    assert low < values["estimate"] < high
    assert low < 64**7 < high
    assert values["standard_error"] > 0
    assert (values["count"], values["complete"]) == (None, False)
    assert values["definition"] == "proper_activation"


def test_an_estimate_of_few_regions_is_their_count(run, net):
    values = json.loads(run("count", net, "--estimate", 60, "--json").out)
    words = "--definition", "proper_activation", "--json"
    count = json.loads(run("count", net, *words).out)["count"]
    assert (values["count"], values["estimate"], values["standard_error"]) == (count, count, 0)
    assert values["complete"]


def test_estimates_that_cannot_be(run, net):
    for words in (["--workers", 2], ["--max-regions", 5], ["--engine", "lp"], ["--estimate", -1]):
        assert run("count", net, "--estimate", 1, *words).is_one_line_error()
    outcome = run("count", net, "--estimate", 1, "--definition", "affine")
    assert outcome.is_one_line_error()
    assert "leave it out with --estimate, which is of proper" in outcome.err
    pr.write_network(pr.he_random((9, 3, 1)), "nine.json")
    assert run("count", "nine.json", "--estimate", 1).is_one_line_error()
    assert run("count", net, "--estimate", 0).code == 3


def test_info_tells_about_how_many_regions_there_are(run, net, large, by_cells, monkeypatch):
    label = "proper activation regions"
    count = json.loads(run("count", net, "--definition", "proper_activation", "--json").out)[
        "count"
    ]
    assert f"{label}  exactly {count}" in run("info", net).out
    assert f"{label}  about 4" in run("info", large).out
    assert json.loads(run("info", large, "--json").out)["estimate"] > 10**11
    pr.write_network(pr.he_random((9, 3, 1)), "nine.json")
    assert f"{label}  not estimated: it has more than 8 inputs" in run("info", "nine.json").out
    assert json.loads(run("info", "nine.json", "--json").out)["estimate"] is None

    def out_of_time(*_, **__):
        raise OutOfTime

    monkeypatch.setattr("polyregions.cli.estimates.estimate_regions", out_of_time)
    assert "a second is too short: polyregions count --estimate 60" in run("info", large).out
    monkeypatch.setattr("polyregions.cli.estimates.compiles_first", lambda *_: True)
    assert "the kernel is not compiled yet" in run("info", net).out
