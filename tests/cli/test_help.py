"""``--help`` of every command: all of it, in lines of 80 columns."""

import shlex
import textwrap

import pytest
import typer

from polyregions.cli.application import application
from polyregions.cli.help_text import EXAMPLES, described, flags_of, meaning_of
from tests.helpers.cases import each

ROOT = typer.main.get_command(application)


def all_commands(command=ROOT, path=()):
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from all_commands(child, (*path, name))


PATHS = {" ".join(path): command for path, command in all_commands()}


@pytest.fixture
def help_of(run, monkeypatch):
    def help_of(path, columns=80, flag="--help"):
        monkeypatch.setenv("COLUMNS", str(columns))
        outcome = run(*path.split(), flag)
        assert (outcome.code, outcome.err) == (0, "")
        return outcome.out

    return help_of


def flat(text):
    return " ".join(text.split())


@each("path", PATHS)
def test_help_at_80_columns(help_of, path):
    text, command = help_of(path), PATHS[path]
    lines = text.splitlines()
    assert text.startswith(f"Usage: polyregions {path}".rstrip())
    assert max(map(len, lines)) <= 80
    assert not any(line.rstrip().endswith(("…", "...")) for line in lines[1:])
    assert not any(line.endswith(" ") for line in lines)
    for parameter in command.params:
        names = [] if parameter.param_type_name == "argument" else parameter.opts
        for name in [*names, *getattr(parameter, "secondary_opts", [])]:
            assert any(name in line.replace(",", " ").split()[:6] for line in lines), name
        assert flat(meaning_of(parameter)) in flat(text)
        assert len(meaning_of(parameter)) > 5
    assert flat(command.help) in flat(text)
    for name, child in getattr(command, "commands", {}).items():
        shown = f"{name} {described(child)}"
        assert (flat(shown) in flat(text)) != child.hidden


@each("path", PATHS)
def test_h_is_help(help_of, path):
    assert help_of(path, flag="-h") == help_of(path)


@each("columns", [20, 50, 79, 200])
def test_help_at_other_widths(help_of, columns):
    lines = help_of("count", columns).splitlines()
    assert max(map(len, lines)) <= max(40, min(columns, 80))


def test_all_help_by_words(run, help_of):
    for path in ("", "count", "construct", "construct he-random"):
        assert run("help", *path.split()).out == help_of(path)
    assert run().out == help_of("")
    assert run("construct").out == help_of("construct")


def test_commands_stand_in_groups(help_of):
    text = help_of("")
    headings = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert headings[1:] == [
        *("Options:", "Regions:", "Pictures:", "Questions:", "Theorems:", "Networks:"),
        *("This program:", "Examples:"),
    ]


def test_the_examples_run(run, help_of):
    text = help_of("")
    assert len(EXAMPLES) == 3
    for example in EXAMPLES:
        assert textwrap.indent(example, "  ") in text.splitlines()
        program, *words = shlex.split(example)
        assert program == "polyregions"
        assert run(*words).code == 0


def test_short_names_come_first():
    """Typer holds the two names of the help option in a set, whose order changes."""

    class Option:
        opts = ("--output", "-o", "--out")
        secondary_opts = ("--none",)

    assert flags_of(Option()) == ["-o", "--output", "--out", "--none"]
