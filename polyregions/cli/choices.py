"""Options whose values are names: listed in the help, completed, and taken with either dash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import typer

from polyregions.complexes import Definition

__all__ = ["definition_option", "one_of", "several_of", "spelt"]


def one_of(flags: str | Sequence[str], names: Iterable[str], help: str, **settings: Any) -> Any:
    """Return the option whose value is one of some names.

    Parameters
    ----------
    flags
        The option, or how it may be written.
    names
        The names.
    help
        What the option means, with ``{}`` where the names are to be listed.
    settings
        Further settings of ``typer.Option``.
    """
    known = list(names)
    return _option(flags, known, help, lambda text: spelt(text, known), **settings)


def several_of(flag: str, names: Iterable[str], help: str, **settings: Any) -> Any:
    """Return the option whose value lists some of the names, separated by commas."""
    known = list(names)

    def listed(text: str) -> str:
        return ",".join(spelt(word, known) for word in text.split(","))

    return _option(flag, known, help, listed, **{"metavar": "NAMES", **settings})


def definition_option(definitions: Iterable[Definition] = Definition, **settings: Any) -> Any:
    """Return the option for a definition, whose value is a name or a number."""
    offered = list(definitions)
    named = ", ".join(f"{definition.value} ({definition.number})" for definition in offered)

    return _option(
        "--definition",
        [definition.value for definition in offered],
        f"What counts as one region, by name or number: {named}.",
        lambda text: Definition.of(text).value,
        **settings,
    )


def spelt(text: str, names: Iterable[str]) -> str:
    """Return the name that a text means, however dashes and capitals are written; else the text.

    Examples
    --------
    >>> spelt("Linear-Regions", ["linear_regions", "activation_regions"]), spelt("ring", [])
    ('linear_regions', 'ring')
    """
    return next((name for name in names if _folded(name) == _folded(text)), text)


def _option(
    flags: str | Sequence[str],
    names: list[str],
    help: str,
    meaning: Callable[[str], str],
    **settings: Any,
) -> Any:
    def chosen(value: str | None) -> str | None:
        return None if value is None else meaning(value)

    return typer.Option(
        *([flags] if isinstance(flags, str) else flags),
        help=help.replace("{}", ", ".join(names)),
        callback=chosen,
        autocompletion=lambda: names,
        **{"metavar": "NAME", **settings},
    )


def _folded(name: str) -> str:
    return name.strip().lower().replace("-", "_")
