"""Piecewise linear functions on the whole line, each by its leftmost piece and its kinks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from polyregions.arithmetic import repr_of_fields
from polyregions.errors import InvalidNetworkError
from polyregions.lowering.constants import ONE, ZERO

__all__ = ["MOST_KINKS", "BentLine"]

MOST_KINKS = 100
"""The most kinks of a function: nested, a few units make many of them."""

Line = tuple[Fraction, Fraction]
"""A slope and a constant."""

FLAT: Line = (ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class BentLine:
    """The function f(t) = slope t + constant + sum of change_i max(t - place_i, 0).

    Attributes
    ----------
    slope, constant
        The affine function that it is on the far left.
    kinks
        The pairs (place_i, change_i): where its slope changes, from left to right, and by how much,
        which is never zero.

    Examples
    --------
    >>> distance = BentLine.identity().rectified().times(2).plus(BentLine.identity().times(-1))
    >>> distance.kinks, distance(Fraction(-3))
    (((Fraction(0, 1), Fraction(2, 1)),), Fraction(3, 1))
    """

    slope: Fraction = ZERO
    constant: Fraction = ZERO
    kinks: tuple[tuple[Fraction, Fraction], ...] = ()

    __repr__ = repr_of_fields

    @classmethod
    def identity(cls) -> BentLine:
        """Return the function t."""
        return cls(ONE)

    def __call__(self, t: Fraction) -> Fraction:
        """Return the value at a point."""
        bends = (change * (t - place) for place, change in self.kinks if place < t)
        return self.slope * t + self.constant + sum(bends, ZERO)

    def times(self, factor: Fraction | int) -> BentLine:
        """Return the product with a number."""
        if not factor:
            return BentLine()
        kinks = tuple((place, change * factor) for place, change in self.kinks)
        return BentLine(self.slope * factor, self.constant * factor, kinks)

    def plus(self, other: BentLine) -> BentLine:
        """Return the sum of two functions."""
        changes = dict(self.kinks)
        for place, change in other.kinks:
            changes[place] = changes.get(place, ZERO) + change
        return _of_changes(self.slope + other.slope, self.constant + other.constant, changes)

    def rectified(self) -> BentLine:
        """Return max(f, 0)."""
        result = self.where(self, at_zero=False)
        assert result is not None
        return result

    def where(self, condition: BentLine, *, at_zero: bool) -> BentLine | None:
        """Return f where a condition is positive and 0 elsewhere, None if that jumps.

        Parameters
        ----------
        condition
            Another function of the same variable.
        at_zero
            Whether f stands where the condition is zero, too.

        Raises
        ------
        InvalidNetworkError
            If there are more than ``MOST_KINKS`` kinks.

        Examples
        --------
        >>> t = BentLine.identity()
        >>> t.where(t, at_zero=True).kinks
        ((Fraction(0, 1), Fraction(1, 1)),)
        >>> print(BentLine(constant=ONE).where(t, at_zero=True))
        None
        """

        def holds(t: Fraction) -> bool:
            value = condition(t)
            return value > 0 or (at_zero and value == 0)

        places = sorted({*_places(self), *_places(condition), *condition.zeros()})
        return self._kept(holds, places)

    def zeros(self) -> Iterator[Fraction]:
        """Yield the places where the function vanishes, kinks and flat pieces left out."""
        start: Fraction | None = None
        slope, constant = self.slope, self.constant
        for place, change in (*self.kinks, (None, ZERO)):
            zero = -constant / slope if slope else None
            after = start is None or (zero is not None and zero > start)
            before = place is None or (zero is not None and zero < place)
            if zero is not None and after and before:
                yield zero
            if place is not None:
                slope, constant, start = slope + change, constant - change * place, place

    def _kept(self, holds: Callable[[Fraction], bool], places: list[Fraction]) -> BentLine | None:
        """Return f where a condition holds and 0 elsewhere, None if that jumps.

        Between the places the condition does not change, and f has no kink.
        """
        changes: dict[Fraction, Fraction] = {}
        first = previous = self._line(_left_of(places), holds)
        for i, place in enumerate(places):
            following = self._line(_right_of(places, i), holds)
            values = {slope * place + constant for slope, constant in (previous, following)}
            values.add(self(place) if holds(place) else ZERO)
            if len(values) > 1:
                return None
            changes[place] = following[0] - previous[0]
            previous = following
        return _of_changes(*first, changes)

    def _line(self, t: Fraction, holds: Callable[[Fraction], bool]) -> Line:
        """Return the affine function that is chosen around a point that is no kink."""
        if not holds(t):
            return FLAT
        slope = self.slope + sum((change for place, change in self.kinks if place < t), ZERO)
        return slope, self(t) - slope * t


def _places(line: BentLine) -> Iterator[Fraction]:
    return (place for place, _ in line.kinks)


def _left_of(places: list[Fraction]) -> Fraction:
    return places[0] - 1 if places else ZERO


def _right_of(places: list[Fraction], i: int) -> Fraction:
    """Return a point between a place and the next."""
    return (places[i] + places[i + 1]) / 2 if i + 1 < len(places) else places[i] + 1


def _of_changes(slope: Fraction, constant: Fraction, changes: dict[Fraction, Fraction]) -> BentLine:
    kinks = tuple(sorted((place, change) for place, change in changes.items() if change))
    if len(kinks) > MOST_KINKS:
        raise InvalidNetworkError(
            f"a selection depends on its condition by a function of more than {MOST_KINKS:,} "
            "kinks: write it with maxima, which need not be checked for jumps"
        )
    return BentLine(slope, constant, kinks)
