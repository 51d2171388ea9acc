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
    assert [line.split()[:2] for line in out.splitlines()[2:4]] == [
        ["maximum", "1"],
        ["point", "(1)"],
    ]
    code, out, _ = run(TENT, "--domain", "[[0, 3]]", "--json")
    values = json.loads(out)
    assert (values["value"], values["point"], values["complete"]) == (1, [1], True)


def test_combinations_and_minima(run):
    code, out, _ = run(PAIR, "--of", "1,-1", "--domain", "[[-2, 3]]", "--minimise", "--json")
    values = json.loads(out)
    assert (code, values["kind"], values["value"], values["point"]) == (0, "minimum", "-2/3", [-2])
    long = pr.Network([pr.Layer([[Fraction(10**30, 3**70)]], [0], "identity")], [[0, 1]])
    _, out, _ = run(long)
    assert "about 0.000399" in out


def test_no_maximum(run):
    code, out, _ = run(PAIR, "--of", "0")
    assert code == 0
    assert "none: the values go on without end" in out
    code, out, _ = run(PAIR, "--of", "1,0", "--json")
    values = json.loads(out)
    assert (values["value"], values["bounded"], values["ray"]) == (None, False, [1])


def test_budgets(run):
    hard = pr.he_random((6, 12, 12, 1), seed=0, bias_std=0.5).with_domain([[-4, 4]] * 6)
    with fake_clock():
        code, out, _ = run(hard, "--max-seconds", "600", "--json")
    values = json.loads(out)
    assert (code, values["value"], values["complete"]) == (3, None, False)
    assert values["stopped_at"] == "max_seconds"
    assert exact_rational(values["best"]) < exact_rational(values["bound"])
    code, out, _ = run(hard, "--max-seconds", "0")
    assert code == 3
    assert out == "stopped at  max_seconds, with nothing found\n"
    _, out, _ = run(hard, "--max-seconds", "0", "--json")
    assert {"value": None, "best": None, "bound": None, "complete": False}.items() <= {
        *json.loads(out).items()
    }


def test_a_slice(run):
    wide = pr.Network([pr.Layer([[1, 2]], None, "identity")], [[0, 1]] * 2)
    _, out, _ = run(wide, "--slice", "x0=1/2")
    assert "point            (1)\npoint in inputs  (0.5, 1)\n" in out
    _, out, _ = run(wide, "--slice", "x0=1/2", "--json")
    assert json.loads(out)["point_in_inputs"] == [0.5, 1]


@pytest.mark.parametrize(
    ("network", "options", "message"),
    [
        (PAIR, [], "2 outputs: say by --of"),
        (PAIR, ["--of", "1,2,3"], "3 numbers where the network has 2 outputs"),
        (PAIR, ["--of", "2"], "output 2 of 2"),
        (PAIR, ["--of", "1,one"], "number 1 of --of, counted from 0, is the text 'one'"),
        (TENT, ["--domain", "[[1, 1]]"], "no interior"),
    ],
)
def test_bad_input(run, network, options, message):
    code, out, error = run(network, *options)
    assert (code, out) == (2, "")
    assert message in error
    assert error.count("\n") == 1
