"""The command check: the verdict first, counterexamples in two forms, and the exit codes."""

import json
from fractions import Fraction

import pytest

import polyregions as pr

NET = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], activation="identity")], name="size")
HEAD = "(declare-const X_0 Real)(declare-const Y_0 Real)(assert (and (<= X_0 1) (>= X_0 -1)))"


@pytest.fixture
def files(folder):
    pr.write_network(NET, "net.json")
    texts = {"holds": "(> Y_0 1)", "fails": "(>= Y_0 0.5)", "thin": "(= Y_0 (/ 1 3))"}
    for name, text in texts.items():
        (folder / f"{name}.vnnlib").write_text(f"{HEAD}(assert {text})")
    (folder / "other.vnnlib").write_text("(declare-const X_0 Real)(declare-const Y_1 Real)" + HEAD)
    return folder


def test_a_property_that_holds(run, files):
    outcome = run("check", "net.json", "holds.vnnlib", "--quiet")
    lines = outcome.out.splitlines()
    assert (outcome.code, outcome.err, lines[0]) == (0, "", "unsat")
    assert [line.split()[0] for line in lines[1:]] == [
        *("network", "widths", "regions", "cells", "seconds")
    ]
    value = json.loads(run("check", "net.json", "holds.vnnlib", "--quiet", "--json").out)
    assert value["verdict"] == "unsat"
    assert value["regions_visited"] > 0
    assert value["seconds"] > 0


def test_a_counterexample(run, files):
    outcome = run("check", "net.json", "fails.vnnlib", "--quiet")
    assert outcome.code == 1
    first, *lines = outcome.out.splitlines()
    assert first == "sat"
    (x,), (y,) = ([line for line in lines if f"({name}_0 " in line] for name in ("X", "Y"))
    assert x.startswith("((X_0 ")
    assert y.endswith("))")
    value = json.loads(run("check", "net.json", "fails.vnnlib", "--quiet", "--json").out)
    point = [Fraction(text) for text in value["decimal"]]
    assert value["verdict"] == "sat"
    assert value["decimal_confirmed"] is True
    assert NET.exact(point) == NET.exact(value["input"])
    (files / "found.txt").write_text(outcome.out)
    again = run("check", "net.json", "fails.vnnlib", "--confirm", "found.txt")
    assert again.code == 0
    assert again.out.startswith("confirmed: ")
    assert "the outputs stated are the exact ones" in again.out


def test_a_counterexample_without_a_decimal(run, files):
    outcome = run("check", "net.json", "thin.vnnlib", "--quiet")
    assert outcome.code == 1
    assert "1/3)" in outcome.out
    assert "rounded: the exact input is the counterexample" in outcome.out


def test_confirmation(run, files):
    outcome = run("check", "net.json", "fails.vnnlib", "--confirm", "0.25")
    assert outcome.code == 1
    assert outcome.out.splitlines()[0] == (
        "refuted: the input is no counterexample, neither as written nor rounded to float32"
    )
    assert "violated: Y_0 >= 0.5, by 0.25" in outcome.out
    value = json.loads(run("check", "net.json", "fails.vnnlib", "--confirm", "0.25", "--json").out)
    assert value["confirmed"] is False
    assert value["failures"] == [{"constraint": "Y_0 >= 0.5", "excess": 0.25}]
    (files / "wrong.txt").write_text("((X_0 0.75)(Y_0 0.5))")
    outcome = run("check", "net.json", "fails.vnnlib", "--confirm", "wrong.txt")
    assert outcome.code == 0
    assert "differ from the exact ones by at most 0.25, at Y_0" in outcome.out


def test_budgets(run, files):
    for words in (["--max-regions", 0], ["--max-seconds", 0]):
        outcome = run("check", "net.json", "holds.vnnlib", "--quiet", *words)
        assert outcome.code == 3
        assert outcome.out.splitlines()[0] == "unknown"
    value = json.loads(run("check", "net.json", "holds.vnnlib", "--max-seconds", 0, "--json").out)
    assert value["stopped_at"] == "max_seconds"
    words = ("check", "net.json", "holds.vnnlib", "--confirm", "0.25", "--max-seconds", 0)
    outcome = run(*words)
    assert (outcome.code, outcome.out) == (
        3,
        "stopped at  max_seconds, before the input was evaluated\n",
    )
    value = json.loads(run(*words, "--json").out)
    assert value == {"confirmed": None, "stopped_at": "max_seconds"}


def test_what_cannot_be_checked(run, files):
    (files / "bad.vnnlib").write_text(f"{HEAD}(assert (<= (* X_0 Y_0) 1))")
    for words, part in {
        ("net.json", "other.vnnlib"): "X_0 is declared twice",
        ("net.json", "missing.vnnlib"): "cannot be read",
        ("missing.json", "holds.vnnlib"): "cannot be read",
        ("net.json", "bad.vnnlib"): "not linear",
        ("net.json", "net.json"): "outside of all parentheses",
        ("net.json", "holds.vnnlib", "--confirm", "1,2"): "has 2 numbers",
        ("net.json", "holds.vnnlib", "--confirm", "1", "--run", "dir"): "leave them out",
        ("net.json", "holds.vnnlib", "--confirm", "1", "--part", "1/2"): "leave them out",
        ("net.json", "holds.vnnlib", "--engine", "none"): "is unknown",
    }.items():
        outcome = run("check", *words, "--quiet")
        assert outcome.is_one_line_error(), outcome
        assert part in outcome.err
    (files / "wide.vnnlib").write_text("(declare-const X_1 Real)" + HEAD)
    assert "about 2 inputs and 1 output where" in run("check", "net.json", "wide.vnnlib").err


def test_run_folders(run, files):
    words = ("check", "net.json", "holds.vnnlib", "--quiet", "--run", "folder")
    outcome = run(*words, "--part", "1/2")
    assert outcome.code in (0, 3)
    assert outcome.out.splitlines()[0] in ("unsat", "unknown")
    assert run(*words).out.splitlines()[0] == "unsat"
    value = json.loads(run(*words, "--json").out)
    assert value["dropped"] is None
    for status in ((), ("--status",)):
        outcome = run("count", "net.json", "--run", "folder", *status)
        assert outcome.is_one_line_error()
        assert "checks a property: go on by polyregions check" in outcome.err


def test_a_part_of_a_run_that_is_done(run, files):
    pr.write_network(pr.he_random((2, 12, 12, 1), seed=3, bias_std=0.5), "net.json")
    (files / "square.vnnlib").write_text(
        HEAD + "(declare-const X_1 Real)(assert (and (<= X_1 1) (>= X_1 -1)))(assert (>= Y_0 100))"
    )
    words = ("check", "net.json", "square.vnnlib", "--quiet", "--run", "folder", "--part", "1/9")
    assert "this part is done, others are not" in run(*words).out
    assert json.loads(run(*words, "--json").out)["stopped_at"] == "part"


def test_long_numbers_are_short_in_the_table(run, files):
    pr.write_network(pr.he_random((2, 12, 12, 1), seed=3, bias_std=0.5), "net.json")
    (files / "square.vnnlib").write_text(
        HEAD + "(declare-const X_1 Real)(assert (and (<= X_1 1) (>= X_1 -1)))(assert (>= Y_0 -100))"
    )
    outcome = run("check", "net.json", "square.vnnlib", "--quiet")
    assert outcome.code == 1
    assert max(map(len, outcome.out.splitlines())) < 200
