"""Writes the page of all commands from the commands themselves.

    python docs/generate/command_reference.py

The part of the page before the first command is kept in command_reference_head.md, beside this
file; a test compares the page with what this program would write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from polyregions.cli.application import application
from polyregions.cli.help_text import meaning_of, name_of, sections, usage_of

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "command_reference.md"
READING = "Reading NETWORK"


def page() -> str:
    """Return the page as Markdown."""
    head = (HERE / "command_reference_head.md").read_text(encoding="utf-8")
    root = typer.main.get_command(application)
    return head + _reading(root) + "".join(_sections("polyregions", root))


def _reading(root: Any) -> str:
    """Return the section on the options that all commands with a NETWORK have in common."""
    options = dict(sections(root.commands["info"].params))[READING]
    return f"\n## {READING}\n\n{_table(options)}\n"


def _sections(path: str, command: Any) -> Iterator[str]:
    for name, child in command.commands.items():
        full = f"{path} {name}"
        if hasattr(child, "commands"):
            yield from _sections(full, child)
        elif not child.hidden:
            yield f"\n## {full.removeprefix('polyregions ')}\n\n{_description(full, child)}"


def _description(path: str, command: Any) -> str:
    parts = [f"`{usage_of(path, command, command.params)}`", command.help.strip()]
    by_title = dict(sections(command.params))
    reads = by_title.pop(READING, None)
    parts.append(_table([p for members in by_title.values() for p in members]))
    if reads:
        anchor = READING.lower().replace(" ", "-")
        parts.append(f"And the options for [{READING}](#{anchor}).")
    return "\n\n".join(parts) + "\n"


def _table(parameters: Iterable[Any]) -> str:
    rows = [f"| `{name_of(p)}` | {_cell(meaning_of(p))} |" for p in parameters]
    return "\n".join(["| | |", "|---|---|", *rows])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
