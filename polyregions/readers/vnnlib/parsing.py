"""The commands and expressions of a VNN-LIB text, taken from the inside out without recursion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from polyregions.budgets import checkpoint
from polyregions.errors import FileFormatError, InvalidNumberError, short
from polyregions.readers.vnnlib.declarations import Declarations
from polyregions.readers.vnnlib.expressions import (
    Brackets,
    Expressions,
    Item,
    Part,
    check_comparisons,
)
from polyregions.readers.vnnlib.formulas import Formula
from polyregions.readers.vnnlib.tokens import COMMENT, error_at, tokens

__all__ = ["parsed"]

_INDICES = re.compile(r"(?:0|[1-9][0-9]{0,8})(?: ?, ?(?:0|[1-9][0-9]{0,8}))*", re.ASCII)
_VERSION = re.compile(r"<([0-9]{1,4})\.[0-9]{1,4}>", re.ASCII)
_NEWEST = 2
# What is too long is refused before it is read.
_COMPARISON = re.compile(r"\([ \t]*(?:[<>=]|!=)")

# Commands that ask a solver for what it is asked anyway.
_WITHOUT_MEANING = ("set-logic", "set-info", "set-option", "check-sat", "get-model", "exit")
_STEPS = 1 << 14


def parsed(text: str) -> tuple[Declarations, list[Formula]]:
    """Return what a text declares and asserts.

    Raises
    ------
    FileFormatError
        If it is no VNN-LIB text, with the line.
    OutOfTime
        If the time is up before.
    """
    check_comparisons(sum(1 for _ in _COMPARISON.finditer(COMMENT.sub("", text))))
    commands = _Commands()
    frames: list[tuple[list[Item], int]] = []
    bracket: list[str] | None = None
    for count, (token, place) in enumerate(tokens(text)):
        if count % _STEPS == 0:
            checkpoint()
        try:
            if bracket is not None:
                if token == "]":
                    frames[-1][0].append(_brackets(bracket))
                    bracket = None
                else:
                    bracket.append(token)
            elif token == "(":
                frames.append(([], place))
            elif not frames:
                raise FileFormatError(
                    f"{short(token)} stands outside of all parentheses: a VNN-LIB file is a list "
                    "of commands, such as (assert (<= X_0 1))"
                )
            elif token == ")":
                items, place = frames.pop()
                if frames:
                    frames[-1][0].append(commands.expressions.value(items))
                else:
                    commands.take(items)
            elif token == "[":
                bracket = []
            else:
                frames[-1][0].append(token)
        except (FileFormatError, InvalidNumberError) as error:
            raise error_at(text, place, str(error)) from error
    if frames:
        raise error_at(
            text, frames[-1][1], "a parenthesis is open until the end: the file is cut short"
        )
    return commands.declarations, commands.assertions


def _brackets(words: Sequence[str]) -> Brackets:
    text = " ".join(words).replace(" ,", ",").replace(", ", ",")
    if text and _INDICES.fullmatch(text) is None:
        raise FileFormatError(
            f"{short(f'[{text}]')} is no list of indices: give whole numbers with commas"
        )
    return Brackets(tuple(map(int, text.split(","))) if text else ())


@dataclass(slots=True)
class _Commands:
    """What the commands so far have declared and asserted."""

    declarations: Declarations
    expressions: Expressions
    assertions: list[Formula]

    def __init__(self) -> None:
        self.declarations = Declarations()
        self.expressions = Expressions(self.declarations)
        self.assertions = []

    def take(self, items: Sequence[Item]) -> None:
        """Carry out a command."""
        match items:
            case ["assert", asserted]:
                self.assertions.append(self.expressions.formula(asserted))
            case ["declare-const", str(name), str(kind)]:
                self.declarations.declare_constant(name, kind)
            case ["declare-fun", str(name), Part(()), str(kind)]:
                self.declarations.declare_constant(name, kind)
            case ["declare-network", str(name), *parts]:
                self._declare_network(name, parts)
            case ["vnnlib-version", str(version)]:
                match = _VERSION.fullmatch(version)
                if match is None or not 1 <= int(match[1]) <= _NEWEST:
                    raise FileFormatError(
                        f"it has the version {short(version)}: versions <1.0> and <2.0> are read"
                    )
            case [str(head), *_] if head in _WITHOUT_MEANING:
                pass
            case [str(head), *_]:
                raise FileFormatError(
                    f"the command {short(head)} is unknown, or lacks its parts: use (declare-const "
                    "X_0 Real), (declare-network NAME ...), (assert ...)"
                )
            case _:
                raise FileFormatError("a command has no name: begin it with assert, for example")

    def _declare_network(self, name: str, parts: Sequence[Item]) -> None:
        declarations = self.declarations
        declarations.begin_network(name)
        for part in parts:
            words = part.words if isinstance(part, Part) else (part,)
            match words:
                case ["declare-input" | "declare-output" as head, str(tensor), str(kind), *rest]:
                    shape, onnx_name = _shape_and_name(tensor, rest)
                    is_output = head == "declare-output"
                    declarations.declare_tensor(tensor, kind, shape, is_output, onnx_name)
                case ["declare-hidden", *_]:
                    raise FileFormatError(
                        "it declares hidden tensors, of which nothing can be asked: state the "
                        "property by inputs and outputs"
                    )
                case _:
                    raise FileFormatError(
                        f"the network {name} has a part that is no declaration: use "
                        "(declare-input X Real [1,5]) and (declare-output Y Real [1,5])"
                    )


def _shape_and_name(tensor: str, rest: Sequence[object]) -> tuple[tuple[int, ...], str | None]:
    match rest:
        case [Brackets(shape)]:
            return shape, None
        case [Brackets(shape), str(name)] if name.startswith('"'):
            return shape, name
    raise FileFormatError(
        f"the declaration of {tensor} is not complete: give its type and shape, as in "
        "(declare-input X Real [1,5])"
    )
