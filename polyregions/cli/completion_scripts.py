"""The scripts for bash, zsh and fish that complete the words of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from polyregions.cli.words import Kind, Option, Place

__all__ = ["SCRIPTS"]

_HEAD = "made by polyregions completion {}; made anew after an upgrade, it knows what is new"


def _bash(places: Sequence[Place]) -> str:
    """Return the script for bash, from version 3.2 on."""
    return f"""\
# {_HEAD.format("bash")}
_polyregions() {{
    local path="" word current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}"
    local names="" several=""
    if [ "$current" = "=" ]; then current=""; elif [ "$before" = "=" ]; then
        before="${{COMP_WORDS[COMP_CWORD-2]}}"
    fi
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$path/$word" in
            {_paths(places)}) path="$path/$word" ;;
        esac
    done
    case "$path $before" in
{_cases(places, _bash_value)}
        *)
            if [ "${{current#-}}" != "$current" ]; then
                case "$path" in
{_by_path(places, _flags)}
                esac
            else
                case "$path" in
{_by_path(places, _bash_words)}
                esac
            fi ;;
    esac
    if [ -n "$several" ] && [ "${{current%,*}}" != "$current" ]; then
        COMPREPLY=($(compgen -P "${{current%,*}}," -W "$names" -- "${{current##*,}}"))
    else
        COMPREPLY=($(compgen -W "$names" -- "$current"))
    fi
    if [ -n "$several" ]; then compopt -o nospace 2>/dev/null; fi
}}
complete -o default -F _polyregions polyregions
"""


def _bash_value(option: Option) -> str:
    several = " several=yes" if option.kind is Kind.NAMES else ""
    # Nothing is a sign for bash to complete files.
    plain = "" if option.kind is not Kind.FREE else " compopt +o default 2>/dev/null"
    return f'names="{" ".join(option.names)}"{several}{";" if plain else ""}{plain}'


def _bash_words(place: Place) -> str:
    return f'names="{" ".join(_words(place))}"'


def _flags(place: Place) -> str:
    return f'names="{" ".join(flag for option in place.options for flag in option.flags)}"'


def _zsh(places: Sequence[Place]) -> str:
    """Return the script for zsh, to be put into a folder of $fpath, or sourced after compinit."""
    return f"""\
#compdef polyregions
# {_HEAD.format("zsh")}
_polyregions() {{
    local at="" word before="${{words[CURRENT-1]}}"
    local -a found
    for word in "${{(@)words[2,CURRENT-1]}}"; do
        case "$at/$word" in
            ({_paths(places)}) at="$at/$word" ;;
        esac
    done
    if [[ "$PREFIX" == --*=* ]]; then
        before="${{PREFIX%%=*}}"
        compset -P '*='
    fi
    case "$at $before" in
{_cases(places, _zsh_value, "(")}
    esac
    if [[ "$PREFIX" == -* ]]; then
        case "$at" in
{_by_path(places, _zsh_options, "(")}
        esac
        _describe -o option found
    else
        case "$at" in
{_by_path(places, _zsh_words, "(")}
        esac
        if (( ${{#found}} )); then _describe word found; else _files; fi
    fi
}}
if [ "${{funcstack[1]}}" = "_polyregions" ]; then _polyregions "$@"
else compdef _polyregions polyregions; fi
"""


def _zsh_value(option: Option) -> str:
    names = " ".join(option.names)
    match option.kind:
        case Kind.NAMES:
            return f"compset -P '*,'; compadd -S '' -- {names}; return"
        case Kind.NAME:
            return f"compadd -- {names}; return"
        case Kind.FILE:
            return "_files; return"
    return f"_message {_quoted(option.meaning)}; return"


def _zsh_options(place: Place) -> str:
    return _zsh_list((flag, o.meaning) for o in place.options for flag in o.flags)


def _zsh_words(place: Place) -> str:
    return _zsh_list(place.commands or ((word, "") for word in _words(place)))


def _zsh_list(pairs: Iterable[tuple[str, str]]) -> str:
    texts = (f"{word}:{meaning}" if meaning else word for word, meaning in pairs)
    return f"found=({' '.join(map(_quoted, texts))})"


def _fish(places: Sequence[Place]) -> str:
    """Return the script for fish."""
    lines = [f"# {_HEAD.format('fish')}", "complete -c polyregions -f"]
    for place in places:
        where = _fish_condition(place)
        for word, meaning in place.commands:
            lines.append(f"{where} -a {word} -d {_quoted(meaning)}")
        if place.argument is not None and place.argument.kind is Kind.FILE:
            lines.append(f"{where} -F")
        elif not place.commands:
            lines += [f"{where} -a {word}" for word in _words(place)]
        lines += [f"{where}{_fish_option(option)}" for option in place.options]
    return "\n".join(lines) + "\n"


def _fish_condition(place: Place) -> str:
    """Return the beginning of the lines that hold at a place."""
    seen = [f"__fish_seen_subcommand_from {word}" for word in place.path]
    following = [word for word, _ in place.commands]
    if following:
        seen.append(f"not __fish_seen_subcommand_from {' '.join(following)}")
    return f"complete -c polyregions -n {_quoted('; and '.join(seen))}"


def _fish_option(option: Option) -> str:
    flags = "".join(
        f" -l {flag[2:]}" if flag.startswith("--") else f" -s {flag[1:]}" for flag in option.flags
    )
    names = " ".join(option.names)
    value = {
        Kind.NONE: "",
        Kind.NAME: f" -x -a {_quoted(names)}",
        Kind.NAMES: f" -x -a {_quoted(f'(__fish_append , {names})')}",
        Kind.FILE: " -r -F",
        Kind.FREE: " -x",
    }[option.kind]
    return f"{flags}{value} -d {_quoted(option.meaning)}"


def _paths(places: Iterable[Place]) -> str:
    return "|".join("/" + "/".join(place.path) for place in places if place.path)


def _cases(places: Iterable[Place], text: Callable[[Option], str], opening: str = "") -> str:
    """Return what is to be done after each option that takes a value."""
    pairs = [
        (text(option), f'"{_at(place)} {flag}"')
        for place in places
        for option in place.options
        if option.kind is not Kind.NONE
        for flag in option.flags
    ]
    return "\n".join(_arms(pairs, opening, 8))


def _by_path(places: Iterable[Place], text: Callable[[Place], str], opening: str = "") -> str:
    """Return what is to be done at each place."""
    pairs = [(text(place), f'"{_at(place)}"') for place in places]
    return "\n".join(_arms(pairs, opening, 20 if not opening else 12))


def _arms(pairs: Iterable[tuple[str, str]], opening: str, indent: int) -> Iterator[str]:
    for action, group in groupby(sorted(pairs), lambda pair: pair[0]):
        patterns = "|".join(pattern for _, pattern in group)
        yield f"{' ' * indent}{opening}{patterns}) {action} ;;"


def _at(place: Place) -> str:
    return "".join(f"/{word}" for word in place.path)


def _words(place: Place) -> list[str]:
    """Return the words that are no options."""
    if place.commands:
        return [word for word, _ in place.commands]
    return [] if place.argument is None else list(place.argument.names)


def _quoted(text: str) -> str:
    """Return a text as a word of the shell."""
    return "'" + text.replace("'", "'\\''") + "'"


SCRIPTS: dict[str, Callable[[Sequence[Place]], str]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}
"""The scripts, by the names of the shells."""
