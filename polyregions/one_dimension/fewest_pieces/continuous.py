"""The fewest links of a continuous path through a tunnel.

H. Imai, M. Iri, "An optimal algorithm for approximating a piecewise linear function", Journal of
Information Processing 9 (1986); S. Suri, "A linear time algorithm for minimum link paths inside a
simple polygon", Computer Vision, Graphics and Image Processing 35 (1986).

The first link runs along the line that reaches furthest: it touches one wall at a point u for the
last time, and ends at the other wall in a point e. Beyond, whatever one link can reach lies on the
near side of the segment from u to e, so the second link starts on it: it leaves the first line on
the side away from e. That is, it passes u on the inner side and e on the inner side too, and u and
e replace all that came before.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from polyregions.one_dimension.fewest_pieces.stabbing_lines import Line, StabbingLines
from polyregions.one_dimension.fewest_pieces.tunnel import Point, Tunnel

__all__ = ["fewest_links"]


def fewest_links(tunnel: Tunnel) -> list[Point]:
    """Return the corners of a path with the fewest links, both ends included.

    Examples
    --------
    >>> tent = Tunnel((Fraction(0), Fraction(1), Fraction(2)), (0, 1, 0), (1, 2, 1))
    >>> len(fewest_links(tent)) - 1
    1
    """
    lines = _furthest_lines(tunnel)
    first, last = tunnel.knots[0], tunnel.knots[-1]
    corners = [(first, lines[0].at(first))]
    for line, following in pairwise(lines):
        x = (following.height - line.height) / (line.slope - following.slope)
        corners.append((x, line.at(x)))
    return [*corners, (last, lines[-1].at(last))]


def _furthest_lines(tunnel: Tunnel) -> list[Line]:
    """Return the line of each link."""
    found: list[Line] = []
    start = tunnel.knots[0]
    lines = _lines_from(tunnel, (start, tunnel.upper[0]), (start, tunnel.lower[0]), 1)
    k = 1
    while k < len(tunnel.knots):
        x = tunnel.knots[k]
        upper, lower = (x, tunnel.upper[k]), (x, tunnel.lower[k])
        if not lines.passes_above(lower):
            line, wall = lines.steepest, tunnel.lower
        elif not lines.passes_below(upper):
            line, wall = lines.flattest, tunnel.upper
        else:
            lines.add_upper(upper)
            lines.add_lower(lower)
            k += 1
            continue
        assert line is not None
        found.append(line)
        end = tunnel.exit(wall, k, line.slope, line.height)
        if wall is tunnel.lower:
            lines = _lines_from(tunnel, line.contact, end, k)
        else:
            lines = _lines_from(tunnel, end, line.contact, k)
    return [*found, lines.some_line()]


def _lines_from(tunnel: Tunnel, upper: Point, lower: Point, k: int) -> StabbingLines:
    """Return the lines below a point and above another, and within the walls between them."""
    end = max(upper[0], lower[0])
    points: list[tuple[Fraction, bool, Point]] = [(upper[0], True, upper), (lower[0], False, lower)]
    j = k - 1
    while tunnel.knots[j] > min(upper[0], lower[0]):
        x = tunnel.knots[j]
        if upper[0] < x <= end:
            points.append((x, True, (x, tunnel.upper[j])))
        if lower[0] < x <= end:
            points.append((x, False, (x, tunnel.lower[j])))
        j -= 1
    lines = StabbingLines()
    for _, is_upper, point in sorted(points, key=lambda entry: entry[0]):
        (lines.add_upper if is_upper else lines.add_lower)(point)
    return lines
