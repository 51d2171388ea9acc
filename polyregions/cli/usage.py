"""What is said of command lines that cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from polyregions.cli.commands import no_such
from polyregions.cli.help_text import name_of, usage_of

__all__ = ["usage_message"]


def usage_message(error: Any) -> str:
    """Return the message of a usage error: what is wrong, and how the command is called."""
    context = getattr(error, "ctx", None)
    if context is None:
        return f"{_plain(error)}: see polyregions --help"
    path, command = context.command_path, context.command
    unknown, parameter = getattr(error, "option_name", None), getattr(error, "param", None)
    match type(error).__name__:
        case "NoSuchOption":
            return _no_such_option(str(unknown), context)
        case "BadOptionUsage":
            wanted = next((name_of(p) for p in command.params if unknown in p.opts), str(unknown))
            return f"{unknown} stands without a value: give {wanted}, see {path} --help"
        case "MissingParameter":
            usage = usage_of(path, command, command.params)
            return f"{name_of(parameter)} is missing: write {usage}, see {path} --help"
        case "BadParameter" if parameter is not None:
            return f"{name_of(parameter)} needs {_wanted(parameter, error)}: see {path} --help"
    extra = re.fullmatch(r"Got unexpected extra arguments?\(?s?\)? \((.*)\)", _plain(error))
    if extra is not None:
        return (
            f"there are more words than needed, {extra[1]!r}: put texts with blanks in quotes, "
            f"see {path} --help"
        )
    return f"{_plain(error)}: see {path} --help"


def _wanted(parameter: Any, error: Any) -> str:
    """Return what a parameter takes, where it was given something else."""
    kind: Any = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    what = {int: "a whole number", float: "a number"}.get(kind)
    if what is None:
        return f"another value ({_plain(error)})"
    least = "" if parameter.min is None else f" from {parameter.min} on"
    return f"{what} from {parameter.min} to {parameter.max}" if parameter.max else f"{what}{least}"


def _no_such_option(name: str, context: Any) -> str:
    path, command = context.command_path, context.command
    options = [flag for p in command.get_params(context) for flag in (*p.opts, *p.secondary_opts)]
    owners = [child for child, other in _commands(command) if name in _flags(other)]
    if owners:
        return (
            f"{name} is an option of commands, such as {owners[0]}: write it after the command, as "
            f"in {path} {owners[0]} {name}"
        )
    return str(no_such("option", name, options, path))


def _commands(command: Any) -> Iterator[tuple[str, Any]]:
    yield from getattr(command, "commands", {}).items()


def _flags(command: Any) -> set[str]:
    return {flag for p in command.params for flag in (*p.opts, *p.secondary_opts)}


def _plain(error: Any) -> str:
    return str(getattr(error, "message", error)).rstrip(".")
