"""The fewest affine pieces, which may jump, through a tunnel.

The greedy algorithm: each piece goes as far as a line can. J. O'Rourke, "An on-line algorithm for
fitting straight lines between data ranges", Communications of the ACM 24 (1981).
"""

from __future__ import annotations

from fractions import Fraction

from polyregions.one_dimension.fewest_pieces.stabbing_lines import Line, StabbingLines
from polyregions.one_dimension.fewest_pieces.tunnel import Tunnel

__all__ = ["Segment", "fewest_segments"]

Segment = tuple[Fraction, Fraction, Line]
"""Where a piece begins and ends, and its line."""


def fewest_segments(tunnel: Tunnel) -> list[Segment]:
    """Return the pieces from left to right, each ending where the next one begins.

    Examples
    --------
    >>> zigzag = Tunnel(tuple(map(Fraction, range(4))), (0, 4, 0, 4), (1, 5, 1, 5))
    >>> len(fewest_segments(zigzag))
    3
    """
    segments: list[Segment] = []
    begin = tunnel.knots[0]
    lines = _lines_at(begin, tunnel.lower[0], tunnel.upper[0])
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
        end, _ = tunnel.exit(wall, k, line.slope, line.height)
        segments.append((begin, end, line))
        begin = end
        low, high = (tunnel.wall_at(w, k, end) for w in (tunnel.lower, tunnel.upper))
        lines = _lines_at(begin, low, high)
    return [*segments, (begin, tunnel.knots[-1], lines.some_line())]


def _lines_at(x: Fraction, lower: Fraction, upper: Fraction) -> StabbingLines:
    lines = StabbingLines()
    lines.add_upper((x, upper))
    lines.add_lower((x, lower))
    return lines
