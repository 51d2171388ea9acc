"""The equations that say which indices a sum of products runs over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from polyregions.errors import InvalidNetworkError, short

__all__ = ["EinsumEquation", "Label"]

Label = str | int
"""A letter, or for an axis under an ellipsis its number, -1 for the last of them."""

# At most one ellipsis among letters.
_TERM = re.compile(r"([A-Za-z]*)(\.\.\.)?([A-Za-z]*)")


@dataclass(frozen=True, slots=True)
class EinsumEquation:
    """The labels of the axes of all operands and of the result.

    Attributes
    ----------
    operands
        For each operand a label for each of its axes.
    result
        The labels of the axes of the result, each of them once.
    lengths
        The length of the axis with each label; an operand of length 1 there is repeated.

    Examples
    --------
    >>> equation = EinsumEquation.parsed("ij,...j->...i", [(2, 3), (4, 3)])
    >>> equation.operands, equation.result
    ((('i', 'j'), (-1, 'j')), (-1, 'i'))
    """

    operands: tuple[tuple[Label, ...], ...]
    result: tuple[Label, ...]
    lengths: dict[Label, int]

    @classmethod
    def parsed(cls, equation: str, shapes: Sequence[tuple[int, ...]]) -> EinsumEquation:
        """Return what an equation says about operands of some shapes.

        Raises
        ------
        InvalidNetworkError
            If the equation is not well formed, or does not fit the shapes.
        """
        left, arrow, right = equation.replace(" ", "").partition("->")
        terms = left.split(",")
        if len(terms) != len(shapes):
            raise _misfit(equation, f"it has {len(terms)} operands, not {len(shapes)}")
        operands = tuple(
            _labels(equation, term, len(shape)) for term, shape in zip(terms, shapes, strict=True)
        )
        lengths = _lengths(equation, operands, shapes)
        under_ellipsis = sorted(label for label in lengths if isinstance(label, int))
        if arrow:
            before, ellipsis, after = _split(equation, right)
            result = (*before, *(under_ellipsis if ellipsis else ()), *after)
        else:
            letters = [label for labels in operands for label in labels if isinstance(label, str)]
            once = sorted(label for label in set(letters) if letters.count(label) == 1)
            result = (*under_ellipsis, *once)
        if len(set(result)) < len(result) or not set(result) <= set(lengths):
            raise _misfit(equation, "an index of the result is not one of an operand, or is twice")
        return cls(operands, result, lengths)


def _labels(equation: str, term: str, axes: int) -> tuple[Label, ...]:
    before, ellipsis, after = _split(equation, term)
    hidden = axes - len(before) - len(after)
    if hidden < 0 or (hidden and not ellipsis):
        raise _misfit(equation, f"the operand {short(term)!r} has {axes} axes")
    return (*before, *range(-hidden, 0), *after)


def _split(equation: str, term: str) -> tuple[str, bool, str]:
    """Return the letters before an ellipsis, whether there is one, and those after it."""
    match = _TERM.fullmatch(term)
    if match is None:
        raise _misfit(equation, "an operand is made of letters and one ellipsis at most")
    before, ellipsis, after = match.groups()
    return before, bool(ellipsis), after


def _lengths(
    equation: str, operands: Sequence[Sequence[Label]], shapes: Sequence[Sequence[int]]
) -> dict[Label, int]:
    lengths: dict[Label, int] = {}
    for labels, shape in zip(operands, shapes, strict=True):
        for label, length in zip(labels, shape, strict=True):
            known = lengths.setdefault(label, length)
            if known == 1:
                lengths[label] = length
            elif length not in (1, known):
                raise _misfit(equation, f"an index stands for the lengths {known} and {length}")
    return lengths


def _misfit(equation: str, reason: str) -> InvalidNetworkError:
    return InvalidNetworkError(
        f"the equation {short(equation)!r} does not fit its operands: {reason}"
    )
