"""The words that a command line can have at each of its places, as completion needs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from polyregions.cli.help_text import described, flags_of, meaning_of

__all__ = ["Kind", "Option", "Place", "places"]

_FILES = ("NETWORK", "PROPERTY", "FILE", "DIR", "DOMAIN", "SLICE", "POINT")
"""What stands for a path, or can be one."""


class Kind(Enum):
    """What a value can be."""

    NONE = "none"
    """There is none: the option says it all."""
    NAME = "name"
    """One of some names."""
    NAMES = "names"
    """Some of some names, with commas."""
    FILE = "file"
    """The path of a file."""
    FREE = "free"
    """Anything, such as a number."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option, or all arguments of a command: how it is written, and what its value can be."""

    flags: tuple[str, ...]
    meaning: str
    kind: Kind
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """What can stand after the words of a command.

    Attributes
    ----------
    path
        The words, without that of the program.
    commands
        The words that may follow, with what they mean.
    options
        The options.
    argument
        What the arguments are; None if there are none.
    """

    path: tuple[str, ...]
    commands: tuple[tuple[str, str], ...]
    options: tuple[Option, ...]
    argument: Option | None


def places(context: Any, command: Any, path: tuple[str, ...] = ()) -> Iterator[Place]:
    """Yield what can stand at the place of a command, and at those below it."""
    children = {
        name: child for name, child in getattr(command, "commands", {}).items() if not child.hidden
    }
    parameters = [p for p in command.get_params(context) if not p.hidden]
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    options = [_option(context, p) for p in parameters if p not in arguments]
    first = _option(context, arguments[0]) if arguments else None
    listed = tuple((name, described(child)) for name, child in children.items())
    yield Place(path, listed, tuple(options), first)
    for name, child in children.items():
        yield from places(context, child, (*path, name))


def _option(context: Any, parameter: Any) -> Option:
    flags = tuple(flags_of(parameter)) if parameter.param_type_name == "option" else ()
    names = tuple(item.value for item in parameter.shell_complete(context, ""))
    if getattr(parameter, "is_flag", False):
        kind = Kind.NONE
    elif names:
        kind = Kind.NAMES if parameter.metavar == "NAMES" else Kind.NAME
    else:
        kind = Kind.FILE if parameter.metavar in _FILES else Kind.FREE
    meaning = meaning_of(parameter)
    if names:  # which are shown anyway
        meaning = meaning.replace(f": {', '.join(names)}", "")
    return Option(flags, meaning.split(". ")[0].rstrip("."), kind, names)
