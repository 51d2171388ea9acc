"""``polyregions completion``: the shells themselves are asked what they complete."""

import shutil
import subprocess

import pytest

from polyregions.refinement import ENGINES
from tests.cli.test_help import PATHS
from tests.helpers.cases import each

COMMANDS = sorted(path for path in PATHS if path and " " not in path and not PATHS[path].hidden)


@pytest.fixture
def script(run, folder):
    """Return a function that writes the script of a shell, where that is installed."""

    def script(shell):
        if shutil.which(shell) is None:
            pytest.skip(f"needs {shell}")
        outcome = run("completion", shell)
        assert (outcome.code, outcome.err) == (0, "")
        (folder / "script").write_text(outcome.out)

    return script


def asked(*command):
    """Return the lines that a shell prints, which may say nothing on stderr."""
    done = subprocess.run([*command], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


def of_bash(*words):
    lines = (
        "source ./script",
        'COMP_WORDS=("$@")',
        "COMP_CWORD=$(( $# - 1 ))",
        "_polyregions",
        'printf "%s\\n" "${COMPREPLY[@]}"',
    )
    text = "; ".join(lines)
    # Outside of a completion bash cannot say how the word is to be finished.
    quiet = f"compopt() {{ :; }}; {text}"
    return [line for line in asked("bash", "--norc", "-c", quiet, "bash", *words) if line]


def of_fish(*words):
    text = "source ./script; complete -C $argv[1]"
    return [
        line.split("\t")[0] for line in asked("fish", "--no-config", "-c", text, " ".join(words))
    ]


# The words before, the beginning of the one to be completed, and what there is for it.
CASES = {
    "commands": (["co"], ["completion", "construct", "convert", "count"]),
    "commands of a group": (["construct", ""], ["he-random", "montufar", "ternary"]),
    "options": (["count", "net.json", "--en"], ["--engine"]),
    "options of a group's command": (["construct", "montufar", "--wi"], ["--width"]),
    "options of the readers": (["lipschitz", "--input-"], ["--input-name", "--input-shape"]),
    "names": (["count", "--engine", ""], sorted(ENGINES)),
    "the beginning of a name": (["graph", "--of", "l"], ["linear_regions"]),
    "definitions": (["ternary-maximum", "--definition", "a"], ["activation", "affine"]),
    "definitions of numbers": (["ternary-maximum", "--definition", "c"], ["closed_connected"]),
    "sets": (["topology", "--set", "de"], ["decision_boundary", "decision_region"]),
    "statements": (["verify", "--claim", "lemma-1"], ["lemma-1", "lemma-1-corrected"]),
    "a list of names": (["count", "--columns", "pattern,vol"], ["pattern,volume"]),
    "an argument": (["completion", ""], ["bash", "fish", "zsh"]),
    "commands to be helped with": (["help", "ma"], ["maximise"]),
    "a number": (["count", "net.json", "--workers", ""], []),
    "a file": (["count", "scr"], ["script"]),
    "a file of an option": (["graph", "net.json", "-o", "scr"], ["script"]),
}


@pytest.mark.parametrize("ask", [of_bash, of_fish])
def test_completion(script, ask):
    script(ask.__name__.removeprefix("of_"))
    for name, (words, expected) in CASES.items():
        # Bash completes files itself where it is told of no word.
        wanted = [] if ask is of_bash and expected == ["script"] else expected
        assert sorted(ask("polyregions", *words)) == wanted, name


def test_bash_splits_words_at_equal_signs(script):
    script("bash")
    assert of_bash("polyregions", "count", "--engine", "=", "l") == ["lp"]
    assert sorted(of_bash("polyregions", "count", "--engine", "=")) == sorted(ENGINES)


def test_every_option_of_every_command_is_completed(script):
    script("bash")
    for path, command in PATHS.items():
        if not command.hidden:
            flags = [
                f for p in command.params for f in (*getattr(p, "secondary_opts", []), *p.opts)
            ]
            wanted = {flag for flag in flags if flag.startswith("-")} | {"-h", "--help"}
            assert set(of_bash("polyregions", *path.split(), "-")) == wanted, path
    assert sorted(of_bash("polyregions", "")) == COMMANDS


def test_zsh_takes_the_script(script):
    script("zsh")
    assert asked("zsh", "-n", "./script") == []
    text = "autoload -Uz compinit; compinit -u -D; source ./script; print $_comps[polyregions]"
    assert asked("zsh", "-f", "-c", text) == ["_polyregions"]


@each("shell", ["bash", "zsh", "fish"])
def test_nothing_is_started_while_one_types(run, shell):
    text = run("completion", shell).out
    for line in text.splitlines():
        assert "python" not in line
        assert not line.strip().startswith("polyregions ")
        assert "$(polyregions" not in line


def test_an_unknown_shell(run):
    outcome = run("completion", "tcsh")
    assert outcome.is_one_line_error()
    assert "the shell 'tcsh' is unknown" in outcome.err
    assert "bash, zsh, fish" in outcome.err
