"""One linear inequality with rational data, in its primitive integer form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from polyregions.arithmetic import (
    IntegerVector,
    exact_rational,
    exact_vector,
    primitive_from_rationals,
    repr_of_fields,
)
from polyregions.errors import InvalidDomainError

__all__ = ["Halfspace"]


@dataclass(frozen=True, slots=True)
class Halfspace:
    """The set {x : normal . x <= offset}; ``normal`` points out of it.

    Numbers of any exact kind are accepted; they are stored as the primitive integer vector
    (normal, offset), so that equal halfspaces compare equal.

    Raises
    ------
    InvalidDomainError
        If the normal is zero: then the inequality is no halfspace.

    Examples
    --------
    >>> Halfspace(["1/2", 1], 3)
    Halfspace(normal=(1, 2), offset=6)
    """

    normal: IntegerVector
    offset: int

    __repr__ = repr_of_fields

    def __init__(self, normal: Sequence[Any], offset: Any) -> None:
        exact = (*exact_vector(normal, "normal"), exact_rational(offset, "offset"))
        *direction, level = primitive_from_rationals(exact)
        if not any(direction):
            raise InvalidDomainError("a halfspace has a zero normal: give a nonzero one")
        object.__setattr__(self, "normal", tuple(direction))
        object.__setattr__(self, "offset", level)

    @property
    def row(self) -> IntegerVector:
        """The primitive integer row ``(a_1, ..., a_n, b)``."""
        return (*self.normal, self.offset)
