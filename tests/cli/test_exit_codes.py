"""How commands end: 0 done and true, 1 refuted, 2 could not run, 3 a budget, above by a signal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import polyregions as pr
from polyregions.cli.application import application, main
from polyregions.errors import PolyregionsError, WorkerLostError
from tests.helpers.extras import require_packages

# Each command: words that work, and the function in which it spends its time.
COMMANDS = {
    "construct": (
        "construct montufar --inputs 1 --width 2 --depth 2 -o made.json",
        "construct.write_network",
    ),
    "count": ("count net.json", "searching.counted_by"),
    "graph": ("graph net.json -o graph.csv", "searching.found_regions"),
    "export": ("export net.json -o cells.json", "searching.found_regions"),
    "page": ("page net.json -o page.html", "searching.found_regions"),
    "plot": ("plot net.json -o plot.svg", "searching.found_regions"),
    "verify": ("verify net.json", "verify.verify_claim"),
    "check": ("check net.json unsat.vnnlib", "check.searched"),
    "maximise": ("maximise net.json", "maximise.found_extremum"),
    "distance": ("distance net.json --at 1/8,1/4 --to facet", "distance.distance_to_facet"),
    "lipschitz": ("lipschitz net.json", "lipschitz.found_constant"),
    "topology": ("topology net.json", "searching.found_regions"),
    "info": ("info net.json", "network_source.read_network"),
    "convert": ("convert net.json new.npz", "convert.write_network"),
    "bounds": ("bounds net.json", "bounds.count_by_enumeration"),
    "ternarise": ("ternarise net.json -o ternary.json", "ternarise.ternarised"),
    "ternary-maximum": ("ternary-maximum 2", "ternary_maximum.searched"),
    "region": ("region net.json --at 1/8,1/4", "region.regions_at"),
    "random-ensemble": ("random-ensemble --widths 4 --samples 2", "random_ensemble.drawn"),
    "help": ("help count", "commands.help_text"),
    "completion": ("completion bash", "completion.places"),
}
# They print one text, which is no object.
WITHOUT_JSON = ("help", "completion")


class PanicError(BaseException):
    """An error that is no Exception."""


ENDS = [
    (KeyboardInterrupt(), 130),
    (PolyregionsError("there is no answer: ask another question"), 2),
    (OSError(28, "No space left on device"), 2),
    (MemoryError(), 2),
    (RecursionError(), 2),
    (OSError(12, "Cannot allocate memory"), 2),
    (WorkerLostError(3), 2),
    (BrokenPipeError(32, "Broken pipe"), 2),
    (ModuleNotFoundError("No module named 'numba'"), 2),
    (ZeroDivisionError("nobody foresaw it"), 2),
    (PanicError("as extensions in Rust raise"), 2),
    (GeneratorExit(), 2),
    (SystemExit(1), 2),
]


@pytest.fixture
def net(folder):
    pr.write_network(pr.montufar(inputs=2, width=4, depth=3), "net.json")
    names = "".join(f"(declare-const {name} Real)" for name in ("X_0", "X_1", "Y_0"))
    (folder / "unsat.vnnlib").write_text(f"{names}(assert (and (<= 0 X_0 X_1 1) (< Y_0 -1)))")
    return "net.json"


def test_every_command_is_here():
    commands = typer.main.get_command(application).commands
    assert {name for name, command in commands.items() if not command.hidden} == set(COMMANDS)


@pytest.mark.parametrize(
    "which", [slice(0, 3), pytest.param(slice(3, None), marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("command", COMMANDS)
def test_ends(run, net, monkeypatch, command, which):
    words, function = COMMANDS[command]
    if command == "plot":
        require_packages("matplotlib")
    assert run(*words.split()).code == 0
    assert run(*words.split(), "--json").code == (2 if command in WITHOUT_JSON else 0)
    assert run(*words.split(), "--nonsense").code == 2
    assert run(*words.replace("net.json", "no.json").split()).code == (2 if net in words else 0)
    first = [*COMMANDS].index(command)  # other errors for every command
    for error, code in [*ENDS[first:], *ENDS[:first]][which]:

        def fails(*arguments, error=error, **options):
            raise error

        monkeypatch.setattr(f"polyregions.cli.{function}", fails)
        outcome = run(*words.split())
        assert (outcome.code, outcome.out) == (code, ""), error


def test_an_error_that_nobody_foresaw_is_one_line_that_says_where(run, net, monkeypatch):
    monkeypatch.setattr("polyregions.cli.network_source.read_network", lambda path: 1 // 0)
    outcome = run("info", net)
    assert outcome.is_one_line_error()
    assert "ZeroDivisionError (integer division or modulo by zero) in " in outcome.err
    assert "test_exit_codes.py, line " in outcome.err


def test_what_is_refuted_ends_with_1(run, folder):
    pr.write_network(pr.montufar(inputs=1, width=2, depth=2), "true.json")
    text = (folder / "true.json").read_text()
    (folder / "false.json").write_text(text.replace('"regions": 2', '"regions": 3'))
    assert run("verify", "true.json").code == 0
    assert run("verify", "false.json").code == 1
    assert run("verify", "--claim", "lemma-1", "--grid", "inputs=1 branches=2 outer=zero").code == 1


def test_a_budget_ends_with_3(run, net):
    assert run("count", net, "--method", "enumeration", "--max-regions", 15).code == 3
    assert run("count", net, "--method", "enumeration", "--max-regions", 16).code == 0


def test_an_output_that_nobody_reads_ends_with_2(net, folder):
    reading, writing = os.pipe()
    os.close(reading)
    program = [sys.executable, "-m", "polyregions", "info", str(folder / net)]
    here = Path(pr.__file__).resolve().parents[1]
    outcome = subprocess.run(program, stdout=writing, stderr=subprocess.PIPE, cwd=here, check=False)
    os.close(writing)
    assert (outcome.returncode, outcome.stderr) == (2, b"")


def test_an_output_that_was_closed_before_the_start(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["construct", "montufar", "--help"]) == 0
    assert capsys.readouterr().err == ""
