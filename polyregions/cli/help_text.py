"""What ``--help`` prints: every description whole, in lines that fit the terminal.

The page of all commands in the documentation is made of the same parts.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = [
    "EXAMPLES",
    "described",
    "flags_of",
    "help_text",
    "meaning_of",
    "name_of",
    "sections",
    "usage_of",
]

_WIDEST, _NARROWEST = 80, 40
_LONGEST_NAME = 24  # longer ones have a line to themselves
_OPTIONS = "Options"
_FIRM = "\N{NO-BREAK SPACE}"  # no line ends here

EXAMPLES = (
    "polyregions construct montufar --inputs 2 --width 6 --depth 3 -o net.json",
    "polyregions count net.json --definition open-connected",
    'polyregions region net.json --at "1/3, 0.3" --neighbours',
)
"""Commands to begin with, each of which can use what those before it have made."""


def help_text(path: str, command: Any, parameters: list[Any], examples: Iterable[str] = ()) -> str:
    """Return the help of a command, or of a group of commands.

    Parameters
    ----------
    path
        The words that call it.
    command
        The command.
    parameters
        Its arguments and options, that for help included.
    examples
        Lines to be shown as they are.
    """
    width = max(min(shutil.get_terminal_size().columns, _WIDEST), _NARROWEST)
    parts: list[Iterable[str]] = [
        _wrapped(f"Usage: {usage_of(path, command, parameters)}", width, "", "       "),
        _paragraphs(command.help or "", width),
        *(
            _section(title, [(name_of(p), meaning_of(p)) for p in members], width)
            for title, members in sections(parameters)
        ),
        *(
            _section(title, [(name, described(member)) for name, member in members], width)
            for title, members in _groups(command)
        ),
    ]
    shown = [f"  {example}" for example in examples]  # whole, to be copied
    if shown:
        parts.append(["Examples:", *shown])
    return "\n\n".join("\n".join(part) for part in parts if part)


def usage_of(path: str, command: Any, parameters: list[Any]) -> str:
    """Return how a command is called: with what it needs, and what it may be given."""
    words = [path]
    for parameter in parameters:
        if parameter.param_type_name == "argument":
            name = name_of(parameter)
            words.append(name if parameter.required else f"[{name}]")
        elif parameter.required:
            words.append(f"{flags_of(parameter)[0]}{_FIRM}{_placeholder(parameter)}")
    if hasattr(command, "commands"):
        return " ".join([*words, "COMMAND ..."])
    return " ".join([*words, "[OPTIONS]"])


def name_of(parameter: Any) -> str:
    """Return how an argument or option is written."""
    if parameter.param_type_name == "argument":
        return parameter.metavar or str(parameter.name).upper()
    names = ", ".join(flags_of(parameter))
    return names if parameter.is_flag else f"{names} {_placeholder(parameter)}"


def meaning_of(parameter: Any) -> str:
    """Return what an argument or option means, and what it is where it is not given."""
    meaning = " ".join((parameter.help or "").split())
    if parameter.name == "help":
        return "Show this text."
    if parameter.max is not None:
        meaning += f" From {parameter.min} to {parameter.max}."
    if parameter.required and parameter.param_type_name == "option":
        return f"{meaning} Required."
    if isinstance(parameter.show_default, str):
        return f"{meaning} Default: {parameter.show_default}."
    if parameter.default is None or not parameter.show_default:
        return meaning
    if getattr(parameter, "is_flag", False):
        return f"{meaning} Default: {parameter.opts[0]}." if parameter.default else meaning
    return f"{meaning} Default: {parameter.default}."


def sections(parameters: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the arguments, the options of the command itself, and those that others have, too."""
    shown = [p for p in parameters if not p.hidden]
    titles = ["Arguments", _OPTIONS]
    titles += dict.fromkeys(_title(p) for p in shown if _title(p) not in titles)
    for title in titles:
        members = [p for p in shown if _title(p) == title]
        if members:
            yield title, members


def described(command: Any) -> str:
    """Return the first paragraph of what a command says of itself."""
    return " ".join((command.help or "").split("\n\n")[0].split())


def _title(parameter: Any) -> str:
    is_argument = parameter.param_type_name == "argument"
    return "Arguments" if is_argument else getattr(parameter, "rich_help_panel", None) or _OPTIONS


def _groups(command: Any) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """Yield the commands of a group by their headings, in the order of these."""
    titles: dict[str, list[tuple[str, Any]]] = {}
    for name, child in getattr(command, "commands", {}).items():
        if not child.hidden:
            titles.setdefault(child.rich_help_panel or "Commands", []).append((name, child))
    yield from titles.items()


def flags_of(option: Any) -> list[str]:
    """Return the ways in which an option is written, short ones first."""
    return [*sorted(option.opts, key=lambda flag: flag.startswith("--")), *option.secondary_opts]


def _placeholder(option: Any) -> str:
    return option.metavar or str(option.name).upper()


def _paragraphs(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for paragraph in text.strip().split("\n\n"):
        lines += [*([""] if lines else []), *_wrapped(" ".join(paragraph.split()), width, "  ")]
    return lines


def _section(title: str, pairs: list[tuple[str, str]], width: int) -> list[str]:
    """Return the lines of a list of names and what they mean, in two columns."""
    longest = max(len(name) for name, _ in pairs)
    column = 4 + min(longest, _LONGEST_NAME, width // 3)
    lines = [f"{title}:"]
    for name, meaning in pairs:
        start = f"  {name}"
        if len(start) + 2 > column:
            lines += _wrapped(start.strip(), width, "  ", "    ")
            start = ""
        lines += _wrapped(meaning, width, start.ljust(column), " " * column)
    return lines


def _wrapped(text: str, width: int, first: str, later: str | None = None) -> list[str]:
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first if later is None else later,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [line.replace(_FIRM, " ") for line in lines]
