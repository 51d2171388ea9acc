"""Piecewise linear functions on the whole line, each by its leftmost piece and its kinks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from polyregions.arithmetic import repr_of_fields
from polyregions.errors import InvalidNetworkError
from polyregions.lowering.constants import ONE, ZERO

__all__ = ["MOST_KINKS", "BentLine", "Decision", "decided"]

MOST_KINKS = 100
"""The most kinks of a function: nested, a few units make many of them."""

Line = tuple[Fraction, Fraction]
"""A slope and a constant."""


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
        result = decided((self, False, self, BentLine()))
        assert result is not None
        return result

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

    def line_at(self, t: Fraction) -> Line:
        """Return the affine function that it is around a point that is no kink."""
        slope = self.slope + sum((change for place, change in self.kinks if place < t), ZERO)
        return slope, self(t) - slope * t


Decision = BentLine | tuple[BentLine, bool, "Decision", "Decision"]
"""A function, or a condition with whether it holds at zero, a decision where it holds (where the
condition is positive), and another where it does not."""


def decided(decision: Decision) -> BentLine | None:
    """Return the function that a decision makes, None if it jumps.

    Raises
    ------
    InvalidNetworkError
        If there are more than ``MOST_KINKS`` kinks.

    Examples
    --------
    >>> t, one = BentLine.identity(), BentLine(constant=ONE)
    >>> decided((t, True, t, BentLine())).kinks
    ((Fraction(0, 1), Fraction(1, 1)),)
    >>> print(decided((t, True, one, BentLine())))
    None
    """
    # Between these places no condition changes, and no function has a kink.
    places = sorted(set(_places(decision)))
    changes: dict[Fraction, Fraction] = {}
    left = places[0] - 1 if places else ZERO
    first = previous = _chosen(decision, left).line_at(left)
    for i, place in enumerate(places):
        right = (place + places[i + 1]) / 2 if i + 1 < len(places) else place + 1
        following = _chosen(decision, right).line_at(right)
        values = {slope * place + constant for slope, constant in (previous, following)}
        values.add(_chosen(decision, place)(place))
        if len(values) > 1:
            return None
        changes[place] = following[0] - previous[0]
        previous = following
    return _of_changes(*first, changes)


def _places(decision: Decision) -> Iterator[Fraction]:
    if isinstance(decision, BentLine):
        yield from (place for place, _ in decision.kinks)
        return
    condition, _, *branches = decision
    yield from _places(condition)
    yield from condition.zeros()
    for branch in branches:
        yield from _places(branch)


def _chosen(decision: Decision, t: Fraction) -> BentLine:
    """Return the function that is chosen at a point."""
    while not isinstance(decision, BentLine):
        condition, at_zero, where, elsewhere = decision
        value = condition(t)
        decision = where if value > 0 or (at_zero and value == 0) else elsewhere
    return decision


def _of_changes(slope: Fraction, constant: Fraction, changes: dict[Fraction, Fraction]) -> BentLine:
    kinks = tuple(sorted((place, change) for place, change in changes.items() if change))
    if len(kinks) > MOST_KINKS:
        raise InvalidNetworkError(
            f"a selection depends on its condition by a function of more than {MOST_KINKS:,} "
            "kinks: write it with maxima, which need not be checked for jumps"
        )
    return BentLine(slope, constant, kinks)
