"""``polyregions help``: what ``--help`` prints."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from polyregions.cli.commands import no_such

__all__ = ["help"]


def _commands(context: typer.Context) -> list[str]:
    root: Any = context.command
    return [name for name, command in root.commands.items() if not command.hidden]


Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="COMMAND",
        help="The command; without one, the list of all.",
        show_default=False,
        autocompletion=_commands,
    ),
]


def help(context: typer.Context, words: Words = None) -> None:
    """Print the help of a command, as --help after it does."""
    at = context.find_root()
    for word in words or []:
        group: Any = at.command
        known = getattr(group, "commands", {})
        command = group.get_command(at, word) if known else None
        if command is None:
            raise no_such("command", word, list(known), at.command_path)
        at = type(at)(command, info_name=command.name, parent=at)
    print(at.get_help())
