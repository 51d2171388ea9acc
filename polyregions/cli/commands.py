"""The kinds of commands that the program is made of, with help and errors of their own."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from polyregions.cli.help_text import EXAMPLES, help_text
from polyregions.errors import UnknownOptionError

__all__ = ["SETTINGS", "Command", "Group", "Program", "UsageError", "no_such"]

# The base class of all usage errors, which typer exports by its subclasses only.
UsageError: type[Exception] = next(
    base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"
)


def _with_dashes(name: str) -> str:
    return name.replace("_", "-")


SETTINGS = {"help_option_names": ["-h", "--help"], "token_normalize_func": _with_dashes}
"""What is common to all commands: how help is asked for, and that names take either dash."""


class Command(TyperCommand):
    """A command whose help is whole."""

    def get_help(self, ctx: Any) -> str:
        """Return the text that ``--help`` prints."""
        return help_text(ctx.command_path, self, self.get_params(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the words of the command line; what is wrong with them is said of this command."""
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = getattr(error, "ctx", None) or ctx  # type: ignore[attr-defined]
            raise


class Group(TyperGroup):
    """Commands with a first word in common."""

    def get_help(self, ctx: Any) -> str:
        """Return the text that ``--help`` prints."""
        return help_text(ctx.command_path, self, self.get_params(ctx))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of a name, which may be written with either dash."""
        return super().get_command(ctx, cmd_name.replace("_", "-"))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command that is called, with its name and the words after it.

        Raises
        ------
        UnknownOptionError
            If there is none of this name.
        """
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            known = [name for name, command in self.commands.items() if not command.hidden]
            flags = [flag for parameter in self.params for flag in parameter.opts]
            raise no_such(
                "command", name, [f"--{name}"] if f"--{name}" in flags else known, ctx.command_path
            )
        return super().resolve_command(ctx, args)


class Program(Group):
    """The program as a whole."""

    def get_help(self, ctx: Any) -> str:
        """Return the text that ``--help`` prints, with examples."""
        return help_text(ctx.command_path, self, self.get_params(ctx), EXAMPLES)


def no_such(what: str, name: str, known: Sequence[str], path: str) -> UnknownOptionError:
    """Return the error that says that there is no command or option of a name.

    Examples
    --------
    >>> print(no_such("command", "cuont", ["count", "check"], "polyregions"))
    there is no command 'cuont' (did you mean count?): see polyregions --help
    """
    # The dashes, which all options share, would make unlike names alike.
    plain = {flag.lstrip("-"): flag for flag in known}
    near = get_close_matches(name.lstrip("-"), plain, n=1)
    meant = f" (did you mean {plain[near[0]]}?)" if near else ""
    return UnknownOptionError(f"there is no {what} {name!r}{meant}: see {path} --help")
