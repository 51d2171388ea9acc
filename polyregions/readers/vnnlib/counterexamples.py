"""Counterexamples as verifiers write them: ((X_0 0.1) ... (Y_0 2.5) ...)."""

from __future__ import annotations

import os
import re
from fractions import Fraction

from polyregions.arithmetic import exact_rational
from polyregions.errors import FileFormatError, PolyregionsError
from polyregions.readers.content import PathLike, read_bytes
from polyregions.readers.point_text import read_point

__all__ = ["read_counterexample"]

_OUTPUT = re.compile(rb"\(\s*Y_(\d{1,9})\s+([^\s()]+)\s*\)")
_LONGEST = 1 << 26

Point = tuple[Fraction, ...]


def read_counterexample(source: PathLike, inputs: int, outputs: int) -> tuple[Point, Point | None]:
    """Return an input of R^n0 that a text or a file holds, and the outputs beside it, if any.

    Parameters
    ----------
    source
        As for :func:`read_point`.
    inputs, outputs
        How many there have to be.

    Raises
    ------
    FileFormatError, InvalidNumberError, InvalidDomainError
        If it is none, or has another number of inputs or outputs.
    """
    point = read_point(source, inputs)
    is_file = os.path.exists(source)
    content = read_bytes(source) if is_file else os.fspath(source).encode()
    found = _OUTPUT.findall(content[:_LONGEST])
    if not found:
        return point, None
    place = repr(os.fspath(source)) if is_file else "the point"
    try:
        values = {int(index): exact_rational(word.decode(), "Y") for index, word in found}
    except (PolyregionsError, UnicodeDecodeError) as error:
        raise FileFormatError(f"{place}: an output is no number: give decimals") from error
    if len(found) != outputs or sorted(values) != list(range(outputs)):
        raise FileFormatError(
            f"{place} has {len(found)} values of outputs, not one of each from Y_0 to "
            f"Y_{outputs - 1}: give each one value, or none"
        )
    return point, tuple(values[k] for k in range(outputs))
