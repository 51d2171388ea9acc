"""Budgets of commands: exit code 3, a line that says how far they came, and no file."""

import json

import pytest

import polyregions as pr
from tests.helpers.clocks import fake_clock
from tests.helpers.extras import require_packages

COMMANDS = {
    "count": [],
    "verify": [],
    "graph": ["-o", "out.json"],
    "export": ["-o", "out.npz"],
    "plot": ["-o", "out.svg"],
    "page": ["-o", "out.html"],
    "topology": [],
}
WITH_FILES = [name for name, words in COMMANDS.items() if words]


@pytest.fixture
def net(folder):
    pr.write_network(pr.montufar(inputs=2, width=6, depth=3), "net.json")
    return "net.json"


def in_seconds(run, seconds, *words):
    """Run a command in so many seconds of a clock that tests govern."""
    with fake_clock() as clock:
        outcome = run(*words, "--max-seconds", seconds, "--json")
    return outcome, clock.questions


@pytest.mark.parametrize("command", COMMANDS)
def test_in_every_place(run, folder, net, command):
    if command == "plot":
        require_packages("matplotlib")
    words = [command, net, *COMMANDS[command]]
    whole, total = in_seconds(run, 10**9, *words)
    assert whole.code == 0
    for file in folder.glob("out*"):
        file.unlink()
    before, codes = set(folder.iterdir()), set()
    for seconds in [0, 1, *range(2, total, 1 + total // 5)]:
        outcome, questions = in_seconds(run, seconds, *words)
        codes.add(outcome.code)
        if outcome.code == 3:
            value = json.loads(outcome.out)
            assert value["complete"] is False
            assert value["stopped_at"] == "max_seconds"
            assert 0 <= value["found"] <= 81
            assert value.get("count") is None
            assert value.get("betti_numbers") is None
            assert value.get("holds") is None
            assert set(folder.iterdir()) == before
            assert questions <= seconds + 10
        else:
            assert outcome.code == 0
            assert json.loads(outcome.out)["complete"] is True
            for file in folder.glob("out*"):
                file.unlink()
        assert outcome.err == ""
    assert 3 in codes


@pytest.mark.parametrize("command", WITH_FILES)
def test_a_number_of_regions(run, folder, net, command):
    if command == "plot":
        require_packages("matplotlib")
    words = [command, net, *COMMANDS[command]]
    (folder / words[-1]).write_text("older")
    before = set(folder.iterdir())
    outcome = run(*words, "--max-regions", 10)
    assert outcome.code == 3
    [line] = outcome.out.splitlines()
    assert "stopped at" in line
    assert "regions found; nothing was written" in line
    assert set(folder.iterdir()) == before
    assert (folder / words[-1]).read_text() == "older"
    assert run(*words, "--max-regions", 81).code == 0


def test_what_is_found_is_told_after_the_search_too(run, folder, net):
    words = ["graph", net, "-o", "out.json"]
    _, total = in_seconds(run, 10**9, *words)
    outcome, _ = in_seconds(run, total - 5, *words)
    assert outcome.code == 3
    assert json.loads(outcome.out)["found"] == 81


def test_statements(run, folder):
    grid = ["--grid", "inputs=1 branches=2 outer=sum,zero,hinge", "-o", "out.json"]
    words = ["verify", "--statement", "lemma-1", *grid]
    _, total = in_seconds(run, 10**9, *words)
    (folder / "out.json").unlink()
    codes = []
    for seconds in range(0, total, 1 + total // 12):
        outcome, _ = in_seconds(run, seconds, *words)
        codes.append(outcome.code)
        assert not (folder / "out.json").exists()
    assert codes == sorted(codes, reverse=True)
    assert {*codes} == {3, 1}


def test_all_statements_with_no_time_are_unknown(run, folder):
    outcome = run("verify", "--all", "--max-seconds", 0, "--json")
    assert outcome.code == 3
    value = json.loads(outcome.out)
    assert {e["verdict"] for e in value["statements"]} == {"stopped at max_seconds"}
    assert value["as_expected"] is None
    assert (value["complete"], value["stopped_at"]) == (False, "max_seconds")
    last = run("verify", "--all", "--max-seconds", 0).out.splitlines()[-1]
    all_of_them = len(value["statements"])
    assert last == (
        f"0 of {all_of_them} verdicts are as expected; {all_of_them} are unknown, for the time was "
        "up"
    )


def test_a_ternary_search_keeps_its_state(run, folder):
    words = ["ternary-maximum", 2, 2, "--state", "state.json", "-o", "out.json"]
    outcome, _ = in_seconds(run, 150, *words)
    assert outcome.code == 3
    value = json.loads(outcome.out)
    assert value["regions"] is None
    assert 0 < value["found"] <= 5
    assert (folder / "state.json").exists()
    assert not (folder / "out.json").exists()
    assert run(*words, "--json").code == 0


def test_bounds_and_random_networks(run, folder, net):
    outcome = run("bounds", net, "--max-seconds", 0)
    assert outcome.code == 3
    words = ["random-1d", "--widths", "5,5", "--samples", 20]
    assert in_seconds(run, 10, *words)[0].code == 3
    assert in_seconds(run, 10**9, *words)[0].code == 0


def test_options_that_have_no_meaning(run, folder):
    outcome = run("verify", "--statement", "lemma-1", "--max-regions", 5)
    assert outcome.is_one_line_error()
    assert "for a NETWORK" in outcome.err
