"""``polyregions maximise``: values, places, rays and budgets, as a table and as JSON."""

import json
from fractions import Fraction

import pytest

import polyregions as pr
from polyregions.arithmetic import exact_rational
from polyregions.cli import main
from tests.helpers.clocks import fake_clock

TENT = pr.Network([pr.Layer([[1], [1]], [0, -1]), pr.Layer([[1, -2]], [0], "identity")])
PAIR = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 0], [0, "1/3"]], None, "identity")])


@pytest.fixture
def run(tmp_path, capsys):
    def run(network, *options):
        path = tmp_path / "net.json"
        pr.write_network(network, path)
        code = main(["maximise", str(path), "--engine", "lp", *options])
        return code, *capsys.readouterr()

    return run


def test_a_maximum(run):
    code, out, _ = run(TENT, "--domain", "[[0, 3]]")
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()[2:4]] == [["maximum", "1"], ["at", "(1)"]]
    code, out, _ = run(TENT, "--domain", "[[0, 3]]", "--json")
    values = json.loads(out)
    assert (values["value"], values["point"], values["complete"]) == (1, [1], True)


def test_combinations_and_minima(run):
    code, out, _ = run(PAIR, "--objective", "1,-1", "--domain", "[[-2, 3]]", "--minimise", "--json")
    values = json.loads(out)
    assert (code, values["kind"], values["value"], values["point"]) == (0, "minimum", "-2/3", [-2])
    long = pr.Network([pr.Layer([[Fraction(10**30, 3**70)]], [0], "identity")], [[0, 1]])
    _, out, _ = run(long)
    assert "about 0.000399" in out


def test_no_maximum(run):
    code, out, _ = run(PAIR, "--objective", "1,0")
    assert code == 0
    assert "none: the values go on without end" in out
    code, out, _ = run(PAIR, "--objective", "1,0", "--json")
    values = json.loads(out)
    assert (values["value"], values["bounded"], values["ray"]) == (None, False, [1])


def test_budgets(run):
    hard = pr.he_random((6, 12, 12, 1), seed=0, bias_std=0.5).with_domain([[-4, 4]] * 6)
    with fake_clock():
        code, out, _ = run(hard, "--max-seconds", "600", "--json")
    values = json.loads(out)
    assert (code, values["value"], values["complete"]) == (3, None, False)
    assert values["stopped_at"] == "max_seconds"
    assert exact_rational(values["found"]) < exact_rational(values["bound"])
    code, out, _ = run(hard, "--max-seconds", "0")
    assert code == 3
    assert "stopped at" in out


@pytest.mark.parametrize(
    ("network", "options", "message"),
    [
        (PAIR, [], "2 outputs: say by --objective"),
        (PAIR, ["--objective", "1"], "give one for each"),
        (PAIR, ["--objective", "1,one"], "write an integer"),
        (TENT, ["--domain", "[[1, 1]]"], "no interior"),
    ],
)
def test_bad_input(run, network, options, message):
    code, out, error = run(network, *options)
    assert (code, out) == (2, "")
    assert message in error
    assert error.count("\n") == 1
