"""Which old places the entries of a resized axis stand for, exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np

from polyregions.arithmetic import repr_of_fields
from polyregions.errors import FileFormatError
from polyregions.readers.onnx.names import quoted

__all__ = ["ResizedAxis", "checked_coordinates", "checked_rounding"]

Number = Any
"""A Fraction, or a float of 32 bits: the formulas below are for both."""


@dataclass(frozen=True, slots=True)
class ResizedAxis:
    """How one axis is resized.

    Attributes
    ----------
    length, resized
        Its length before and after.
    scale
        The quotient of the two, or the number that was given for it.
    coordinates, rounding
        The names by which ONNX calls the way from a new place to an old one, and the choice of a
        neighbour of that.

    Examples
    --------
    >>> axis = ResizedAxis(2, 5, Fraction(5, 2), "asymmetric", "floor")
    >>> axis.nearest(), axis.exact_places()[:2]
    ([0, 0, 0, 1, 1], [Fraction(0, 1), Fraction(2, 5)])
    """

    length: int
    resized: int
    scale: Fraction
    coordinates: str
    rounding: str

    __repr__ = repr_of_fields

    @property
    def changes(self) -> bool:
        """Whether the axis is resized at all."""
        return self.scale != 1 or self.length != self.resized

    def exact_places(self) -> list[Fraction]:
        """Return the old place, clipped to the axis, for each entry of the new one.

        Raises
        ------
        FileFormatError
            If programs do not agree about it.
        """
        if self.coordinates == "align_corners" and self.resized != self.length * self.scale:
            raise FileFormatError(
                f"the scale {float(self.scale)} makes no whole length of {self.length}, for which "
                "programs align corners differently: give 'sizes'"
            )
        last = Fraction(self.length - 1)
        return [min(max(place, Fraction(0)), last) for place in self._places(Fraction)]

    def nearest(self) -> list[int]:
        """Return the neighbour of the old place for each entry of the new axis.

        It is computed exactly and, to be safe, as programs do, with floats of 32 bits.

        Raises
        ------
        FileFormatError
            If the two differ, which makes the choice one of rounding errors, or programs do not
            agree about it.
        """
        exact = [self._neighbour(place, self.rounding) for place in self.exact_places()]
        with np.errstate(all="ignore"):
            floats = [self._neighbour(place, self.rounding) for place in self._places(np.float32)]
        before_version_11 = self.rounding == "" and self.scale < 1
        above = [self._neighbour(place, "ceil") for place in self.exact_places()]
        if exact != floats or (before_version_11 and exact != above):
            raise FileFormatError(
                f"which of {self.length} entries is nearest to one of {self.resized} depends on "
                "rounding errors, or on the program: choose lengths whose quotient is a power of 2"
            )
        return exact

    def _neighbour(self, place: Number, rounding: str) -> int:
        index = _ROUNDINGS[rounding](place)
        return min(max(index, 0), self.length - 1)

    def _places(self, number: Callable[[Any], Number]) -> list[Number]:
        place = _COORDINATES[self.coordinates]
        length, resized = number(self.length), number(self.resized)
        scale = number(self.scale) if number is Fraction else number(float(self.scale))
        half = number(1) / number(2)
        return [place(number(i), scale, length, resized, half) for i in range(self.resized)]


def _half_pixel(i: Number, scale: Number, length: Number, resized: Number, half: Number) -> Number:
    return (i + half) / scale - half


def _pytorch_half_pixel(
    i: Number, scale: Number, length: Number, resized: Number, half: Number
) -> Number:
    return _half_pixel(i, scale, length, resized, half) if resized > 1 else i


def _half_pixel_symmetric(
    i: Number, scale: Number, length: Number, resized: Number, half: Number
) -> Number:
    offset = length * half * (1 - resized / (scale * length))
    return offset + _half_pixel(i, scale, length, resized, half)


def _align_corners(
    i: Number, scale: Number, length: Number, resized: Number, half: Number
) -> Number:
    return i * (length - 1) / (resized - 1) if resized > 1 else i


def _asymmetric(i: Number, scale: Number, length: Number, resized: Number, half: Number) -> Number:
    return i / scale


def _tf_half_pixel(
    i: Number, scale: Number, length: Number, resized: Number, half: Number
) -> Number:
    return (i + half) / scale


_COORDINATES = {
    "align_corners": _align_corners,
    "asymmetric": _asymmetric,
    "half_pixel": _half_pixel,
    "half_pixel_symmetric": _half_pixel_symmetric,
    "pytorch_half_pixel": _pytorch_half_pixel,
    "tf_half_pixel_for_nn": _tf_half_pixel,
}
_ROUNDINGS: dict[str, Callable[[Number], int]] = {
    "": floor,  # What version 10 means and does not say.
    "ceil": ceil,
    "floor": floor,
    "round_prefer_ceil": lambda place: floor(2 * place + 1) // 2,
    "round_prefer_floor": lambda place: -(floor(-2 * place + 1) // 2),
}


def checked_coordinates(name: str) -> str:
    """Return the name of a way from new places to old ones after checking that it is known."""
    if name not in _COORDINATES:
        raise FileFormatError(
            f"the attribute 'coordinate_transformation_mode' is {quoted(name)}, which is not yet "
            f"read: {', '.join(_COORDINATES)} are"
        )
    return name


def checked_rounding(name: str) -> str:
    """Return the name of a choice of a neighbour after checking that it is known."""
    if not name or name not in _ROUNDINGS:
        raise FileFormatError(
            f"the attribute 'nearest_mode' is {quoted(name)}, which is not known: "
            f"{', '.join(filter(None, _ROUNDINGS))} are"
        )
    return name
