"""All bounds for one shape, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from polyregions.arithmetic import repr_of_fields
from polyregions.errors import InvalidNetworkError, short
from polyregions.networks import Network
from polyregions.theorems.bound_formulas.arora_2018 import arora_2018_lower
from polyregions.theorems.bound_formulas.hinz_van_de_geer_2019 import hinz_van_de_geer_2019_upper
from polyregions.theorems.bound_formulas.montufar_2014 import (
    montufar_2014_lower,
    montufar_2014_simple,
)
from polyregions.theorems.bound_formulas.montufar_2017 import montufar_2017_upper
from polyregions.theorems.bound_formulas.nakahara_2025 import nakahara_2025_lower
from polyregions.theorems.bound_formulas.pascanu_2013 import pascanu_2013_lower
from polyregions.theorems.bound_formulas.serra_2018 import (
    serra_2018_theorem_1,
    serra_2018_theorem_5,
    serra_2018_theorem_6,
    serra_2018_theorem_7,
)
from polyregions.theorems.bound_formulas.shape import BoundNotApplicableError, Shape
from polyregions.theorems.bound_formulas.slim_ternary import slim_ternary_lower
from polyregions.theorems.bound_formulas.trivial import trivial_upper
from polyregions.theorems.bound_formulas.zaslavsky_1975 import zaslavsky_1975_maximum

__all__ = ["Bound", "BoundKind", "bounds"]


class BoundKind(StrEnum):
    """What a bound says about the networks of a shape."""

    LOWER = "lower"
    """Some network of the shape has at least so many linear regions (definition 4)."""

    MAXIMUM = "maximum"
    """Some network of the shape has so many regions, and none has more."""

    UPPER = "upper"
    """No network of the shape has more regions, by definition 2 and hence by 4."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound for one shape.

    Attributes
    ----------
    name
        The bound's name.
    kind
        What it says.
    value
        The number, None where the bound is not stated for the shape.
    reason
        Why it is not stated; empty where it is.
    source
        The publication.
    """

    name: str
    kind: BoundKind
    value: int | None
    reason: str
    source: str

    __repr__ = repr_of_fields


def bounds(network_or_shape: Network | Shape | tuple[int, Sequence[int]]) -> tuple[Bound, ...]:
    """Evaluate every published bound for a shape.

    Lower bounds and maxima speak of the best network of the shape on all of R^n0, not of the given
    one; upper bounds hold for every network of the shape on every convex domain.

    Parameters
    ----------
    network_or_shape
        A network, a :class:`Shape`, or a pair (n0, widths of the hidden layers). Identity layers
        of a network are left out; see :meth:`Shape.of`.

    Returns
    -------
    tuple of Bound
        Lower bounds, then maxima, then upper bounds.

    Raises
    ------
    InvalidNetworkError
        If the argument is none of these, or a size is no positive whole number.

    Examples
    --------
    >>> [(b.name, b.value) for b in bounds((2, [6, 6])) if b.kind == "upper"][:2]
    [('Serra 2018, Theorem 1', 484), ('Hinz, van de Geer 2019', 484)]
    """
    shape = _shape(network_or_shape)
    return tuple(_bound(shape, *entry) for entry in _FORMULAS)


Formula = Callable[[int, Sequence[int]], int]


def _shape(given: Any) -> Shape:
    if isinstance(given, Shape):
        return given
    if not isinstance(given, (tuple, list)):
        return Shape.of(given)
    try:
        inputs, widths = given
        return Shape(inputs, tuple(widths))
    except (TypeError, ValueError) as error:
        if isinstance(error, InvalidNetworkError):
            raise
        raise InvalidNetworkError(
            f"{short(given)} is no shape: give a network or a pair (n0, widths of the hidden "
            "layers)"
        ) from None


def _bound(shape: Shape, name: str, kind: BoundKind, formula: Formula, source: str) -> Bound:
    try:
        return Bound(name, kind, formula(shape.inputs, shape.widths), "", source)
    except BoundNotApplicableError as error:
        return Bound(name, kind, None, str(error), source)


_LOWER, _MAXIMUM, _UPPER = BoundKind.LOWER, BoundKind.MAXIMUM, BoundKind.UPPER
_NAKAHARA = "Nakahara, Kobayashi, Matsushima, arXiv:2507.16079"
_MONTUFAR = "Montufar, Pascanu, Cho, Bengio, NeurIPS 2014"
_SERRA = "Serra, Tjandraatmadja, Ramalingam, ICML 2018"

_FORMULAS: tuple[tuple[str, BoundKind, Formula, str], ...] = (
    ("ternary, Theorem 1", _LOWER, nakahara_2025_lower, _NAKAHARA),
    ("ternary, slim", _LOWER, slim_ternary_lower, f"sharpens {_NAKAHARA}"),
    ("Pascanu 2013", _LOWER, pascanu_2013_lower, "Pascanu, Montufar, Bengio, arXiv:1312.6098"),
    ("Montufar 2014, p^(n0 L)", _LOWER, montufar_2014_simple, _MONTUFAR),
    ("Montufar 2014", _LOWER, montufar_2014_lower, _MONTUFAR),
    ("Arora 2018", _LOWER, arora_2018_lower, "Arora, Basu, Mianjy, Mukherjee, ICLR 2018"),
    ("Serra 2018, Theorem 6", _LOWER, serra_2018_theorem_6, _SERRA),
    ("Serra 2018, Theorem 7", _LOWER, serra_2018_theorem_7, _SERRA),
    ("Zaslavsky 1975", _MAXIMUM, zaslavsky_1975_maximum, "Zaslavsky, Memoirs of the AMS 154, 1975"),
    ("Serra 2018, Theorem 5", _MAXIMUM, serra_2018_theorem_5, _SERRA),
    ("Serra 2018, Theorem 1", _UPPER, serra_2018_theorem_1, _SERRA),
    (
        "Hinz, van de Geer 2019",
        _UPPER,
        hinz_van_de_geer_2019_upper,
        "Hinz, van de Geer, IEEE TIT 2019",
    ),
    ("Montufar 2017", _UPPER, montufar_2017_upper, "Montufar, SampTA 2017"),
    ("2^units", _UPPER, trivial_upper, _MONTUFAR),
)
