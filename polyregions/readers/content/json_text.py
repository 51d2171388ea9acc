"""Reading JSON strictly: every number finite and unrounded beyond binary64, every key once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from polyregions.arithmetic import integer_of_text
from polyregions.errors import FileFormatError, OutOfTime, PolyregionsError, short
from polyregions.readers.content.file_content import read_bytes
from polyregions.readers.content.paths import PathLike, path_text

__all__ = ["located", "parse_json", "read_json"]


def read_json(path: PathLike) -> Any:
    """Return the content of a UTF-8 JSON file.

    Raises
    ------
    FileFormatError
        If there is no such file, it is larger than ``LARGEST_FILE``, no UTF-8 or no JSON.
    """
    with located(repr(path_text(path))):
        return parse_json(_text(read_bytes(path)))


def parse_json(text: str) -> Any:
    """Return the value of a JSON text, numbers as ints and floats.

    Raises
    ------
    FileFormatError
        If the text is no JSON, nested too deeply, holds NaN, an infinity, a number outside the
        range of binary64, or a key twice in one object.

    Examples
    --------
    >>> parse_json('{"b": [1, 0.5, "1/3"]}')
    {'b': [1, 0.5, '1/3']}
    """
    if not text.strip():
        raise FileFormatError("this is empty: give a JSON text")
    try:
        return json.loads(
            text,
            parse_float=_float,
            parse_int=integer_of_text,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise FileFormatError(
            f"this is no JSON, or only a part of it ({error.msg}, line {error.lineno}, column "
            f"{error.colno}): repair or rewrite it"
        ) from error
    except RecursionError as error:
        raise FileFormatError(_TOO_DEEP) from error


@contextmanager
def located(place: str) -> Iterator[None]:
    """Turn every error of the block into a FileFormatError that names the place first.

    Examples
    --------
    >>> with located("layers[2]"):
    ...     raise PolyregionsError("no units: give at least one")
    Traceback (most recent call last):
    polyregions.errors.FileFormatError: layers[2]: no units: give at least one
    """
    try:
        yield
    except OutOfTime:
        raise
    except PolyregionsError as error:
        raise FileFormatError(f"{place}: {error}") from error
    except RecursionError as error:
        raise FileFormatError(f"{place}: {_TOO_DEEP}") from error


_TOO_DEEP = "the JSON is nested too deeply: numbers, lists of them and matrices are expected"


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileFormatError(
            f"byte {error.start} is no UTF-8: give a JSON text in that encoding"
        ) from error


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise FileFormatError(
            f"the number {_clipped(text)} overflows binary64: write it as a text, "
            f'"{_clipped(text)}", to have its exact value'
        )
    if value == 0 and any(digit in "123456789" for digit in text.lower().split("e")[0]):
        raise FileFormatError(
            f"the number {_clipped(text)} is rounded to zero in binary64: write it as a text, "
            f'"{_clipped(text)}", to have its exact value'
        )
    return value


def _constant(text: str) -> NoReturn:
    raise FileFormatError(f"{text} is no number to compute with: every number must be finite")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise FileFormatError(
            f"the key {short(twice)} stands twice in one object: keep one of them"
        )
    return value


def _clipped(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
