"""The lines that pass below some points and above others, added from left to right.

All such lines form a convex set; beyond the last point those that reach highest and lowest are the
steepest and the flattest one. Each touches one point of either kind. J. O'Rourke, "An on-line
algorithm for fitting straight lines between data ranges", Communications of the ACM 24 (1981).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from polyregions.arithmetic import repr_of_fields
from polyregions.one_dimension.fewest_pieces.tunnel import Point

__all__ = ["Line", "StabbingLines"]


@dataclass(frozen=True, slots=True)
class Line:
    """The line y = slope x + height, and the last point that it touches."""

    slope: Fraction
    height: Fraction
    contact: Point

    __repr__ = repr_of_fields

    def at(self, x: Fraction) -> Fraction:
        """Return y at x."""
        return self.slope * x + self.height

    def mirrored(self) -> Line:
        """Return the line reflected in the x-axis."""
        x, y = self.contact
        return Line(-self.slope, -self.height, (x, -y))


class StabbingLines:
    """The lines below all upper points and above all lower points added so far.

    Adding n points takes O(n) steps in all.

    Examples
    --------
    >>> lines = StabbingLines()
    >>> for x in map(Fraction, range(3)):
    ...     lines.add_upper((x, x + 1))
    ...     lines.add_lower((x, x - 1))
    >>> lines.steepest.slope, lines.flattest.slope
    (Fraction(2, 1), Fraction(0, 1))
    """

    __slots__ = ("_above", "_below", "flattest", "steepest")

    def __init__(self) -> None:
        self.steepest: Line | None = None
        self.flattest: Line | None = None
        self._above = _LowerHull()  # of the upper points
        self._below = _LowerHull()  # of the lower points, reflected in the x-axis

    def passes_below(self, point: Point) -> bool:
        """Return whether some line passes below a point further right, or through it."""
        return self.flattest is None or self.flattest.at(point[0]) <= point[1]

    def passes_above(self, point: Point) -> bool:
        """Return whether some line passes above a point further right, or through it."""
        return self.steepest is None or self.steepest.at(point[0]) >= point[1]

    def add_upper(self, point: Point) -> None:
        """Demand that the lines pass below a point, where some do."""
        if self.steepest is None or self.steepest.at(point[0]) > point[1]:
            self.steepest = self._below.tangent(point)
        self._above.add(point)

    def add_lower(self, point: Point) -> None:
        """Demand that the lines pass above a point, where some do."""
        x, y = point
        if self.flattest is None or self.flattest.at(x) < y:
            tangent = self._above.tangent((x, -y))
            self.flattest = tangent.mirrored() if tangent else None
        self._below.add((x, -y))

    def some_line(self) -> Line:
        """Return the line halfway between the extreme ones, both of which exist."""
        assert self.steepest is not None
        assert self.flattest is not None
        return Line(
            (self.steepest.slope + self.flattest.slope) / 2,
            (self.steepest.height + self.flattest.height) / 2,
            self.steepest.contact,
        )


class _LowerHull:
    """The lower convex hull of points added from left to right.

    It meets lines from the other side only: a tangent through a point (x, y) is steepest subject to
    passing above (v, -w) for all (v, w) of the hull. As these tangents become flatter, what lies
    left of the last contact is forgotten.
    """

    __slots__ = ("_points", "_start")

    def __init__(self) -> None:
        self._points: list[Point] = []
        self._start = 0

    def add(self, point: Point) -> None:
        points = self._points
        while len(points) - self._start >= 2 and not _turns_left(points[-2], points[-1], point):
            points.pop()
        points.append(point)

    def tangent(self, point: Point) -> Line | None:
        """Return the steepest line through a point that passes above the reflected hull."""
        best: Fraction | None = None
        x, y = point
        for k in range(self._start, len(self._points)):
            v, w = self._points[k]
            if v >= x:
                break
            slope = (y + w) / (x - v)
            if best is not None and slope > best:
                break
            best, self._start = slope, k
        return None if best is None else Line(best, y - best * x, point)


def _turns_left(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])
