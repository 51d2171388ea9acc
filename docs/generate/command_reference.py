"""Writes the page of all commands from the commands themselves.

    python docs/generate/command_reference.py

The part of the page before the first command is kept in command_reference_head.md, beside this
file; a test compares the page with what this program would write.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from polyregions.cli.application import application

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "command_reference.md"


def page() -> str:
    """Return the page as Markdown."""
    head = (HERE / "command_reference_head.md").read_text(encoding="utf-8")
    root = typer.main.get_command(application)
    return head + "".join(_sections("polyregions", root))


def _sections(path: str, command: Any) -> Iterator[str]:
    for name, child in command.commands.items():
        full = f"{path} {name}"
        if hasattr(child, "commands"):
            yield from _sections(full, child)
        elif not child.hidden:
            yield f"\n## {full.removeprefix('polyregions ')}\n\n{_description(full, child)}"


def _description(path: str, command: Any) -> str:
    parameters = [p for p in command.params if p.name != "help"]
    rows = [f"| `{_name(p)}` | {_meaning(p)} |" for p in parameters]
    table = "\n".join(["| | |", "|---|---|", *rows])
    return f"`{_usage(path, parameters)}`\n\n{command.help.strip()}\n\n{table}\n"


def _usage(path: str, parameters: list[Any]) -> str:
    words = [path]
    for parameter in parameters:
        if parameter.required or parameter.param_type_name == "argument":
            word = (
                _name(parameter) if parameter.param_type_name == "argument" else _short(parameter)
            )
            words.append(word if parameter.required else f"[{word}]")
    optional = any(not p.required and p.param_type_name == "option" for p in parameters)
    return " ".join([*words, "[OPTIONS]"] if optional else words)


def _short(option: Any) -> str:
    return f"{min(option.opts, key=len)} {_placeholder(option)}"


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return parameter.metavar or parameter.name.upper()
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    return names if parameter.is_flag else f"{names} {_placeholder(parameter)}"


def _placeholder(option: Any) -> str:
    return option.metavar or option.name.upper()


def _meaning(parameter: Any) -> str:
    meaning = " ".join(parameter.help.split())
    if parameter.required and parameter.param_type_name == "option":
        meaning += " Required."
    elif isinstance(parameter.show_default, str):
        meaning += f" Default: `{parameter.show_default}`."
    elif parameter.default not in (None, False, ()) and parameter.show_default:
        meaning += f" Default: `{parameter.default}`."
    return meaning.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
