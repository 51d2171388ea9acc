"""How many regions a network has along segments of its input space, exactly counted.

A. Goujon, A. Etemadi, M. Unser, "On the number of regions of piecewise linear neural networks",
Journal of Computational and Applied Mathematics 441, 2024: the expected density of linear regions
along one-dimensional paths, which grows with depth and width no faster than their product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_root, repr_of_fields, whole_number
from polyregions.budgets import in_time
from polyregions.errors import InvalidDomainError, short
from polyregions.networks import Network, check_network, through
from polyregions.one_dimension import find_breakpoints

__all__ = [
    "LineDensity",
    "SegmentRegions",
    "density_along",
    "random_segments",
    "segment_pairs",
    "segment_regions",
    "segments_between",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SegmentRegions:
    """What a network does along one segment.

    Attributes
    ----------
    open_connected
        The number of its linear regions on the segment (definition 4): the pieces on which
        t -> network(p + t (q - p)) is affine.
    proper_activation
        The number of its activation regions on the segment (definition 2).
    squared_length
        The square of the segment's Euclidean length, exact.

    Examples
    --------
    >>> counts = SegmentRegions(open_connected=4, proper_activation=5, squared_length=Fraction(4))
    >>> counts.density, counts.activation_density
    (1.5, 2.0)
    """

    open_connected: int
    proper_activation: int
    squared_length: Fraction

    __repr__ = repr_of_fields

    @property
    def length(self) -> float:
        """The Euclidean length of the segment."""
        return nearest_root(self.squared_length)

    @property
    def density(self) -> float:
        """The breakpoints of the function, by which linear regions change, for unit length."""
        return (self.open_connected - 1) / self.length

    @property
    def activation_density(self) -> float:
        """The changes of the activation pattern for unit length."""
        return (self.proper_activation - 1) / self.length


@dataclass(frozen=True, slots=True)
class LineDensity:
    """What a network does along several segments.

    Attributes
    ----------
    segments
        The counts of each segment.

    Examples
    --------
    >>> LineDensity((SegmentRegions(4, 4, Fraction(1)), SegmentRegions(2, 3, Fraction(4)))).density
    1.3333333333333333
    """

    segments: tuple[SegmentRegions, ...]

    @property
    def length(self) -> float:
        """The length of all segments together."""
        return sum(segment.length for segment in self.segments)

    @property
    def density(self) -> float:
        """The breakpoints of the function on all segments, divided by their length."""
        return sum(segment.open_connected - 1 for segment in self.segments) / self.length

    @property
    def activation_density(self) -> float:
        """The changes of the pattern on all segments, divided by their length."""
        return sum(segment.proper_activation - 1 for segment in self.segments) / self.length

    @property
    def standard_error(self) -> float:
        """The standard error of the density, if the segments are a random sample.

        That of a ratio of two sums, to first order; NaN for a single segment.
        """
        count = len(self.segments)
        if count < 2:
            return float("nan")
        density = self.density
        residuals = [s.open_connected - 1 - density * s.length for s in self.segments]
        variance = sum(r * r for r in residuals) / (count - 1)
        return sqrt(count * variance) / self.length

    def __str__(self) -> str:
        return (
            f"{self.density:.4g} +- {self.standard_error:.2g} breakpoints for unit length on "
            f"{len(self.segments)} segments"
        )


def segment_regions(network: Network, start: Any, end: Any) -> SegmentRegions:
    """Count the regions of a network on the segment between two points, exactly.

    The network's own domain plays no part.

    Parameters
    ----------
    network
        A network with n0 inputs.
    start, end
        Two different points, n0 exact numbers each, or arrays such as images with so many entries.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If the points are equal, or none of R^n0.

    Notes
    -----
    The restriction to the line through the points is exact, and so are the counts; see
    :func:`polyregions.one_dimension.find_breakpoints`.

    Examples
    --------
    >>> import polyregions as pr
    >>> folds = pr.montufar(inputs=2, width=4, depth=3)
    >>> segment_regions(folds, [0, 0], [1, 0])
    SegmentRegions(open_connected=4, proper_activation=4, squared_length=Fraction(1, 1))
    """
    check_network(network)
    line = through(start, end)
    table = find_breakpoints(network.restrict(line, domain=[[0, 1]]))
    (direction,) = line.directions
    squared_length = sum((entry * entry for entry in direction), Fraction(0))
    return SegmentRegions(table.open_connected, table.proper_activation, squared_length)


def density_along(network: Network, segments: Iterable[tuple[Any, Any]]) -> LineDensity:
    """Count the regions of a network on many segments.

    Parameters
    ----------
    network
        A network with n0 inputs.
    segments
        Pairs of different points; :func:`random_segments` and :func:`segments_between` draw some.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If there are no segments, or one is no pair of different points of R^n0.

    Examples
    --------
    >>> import polyregions as pr
    >>> folds = pr.montufar(inputs=2, width=8, depth=2)
    >>> print(density_along(folds, [([0, "1/8"], [1, "1/8"]), (["1/8", 0], ["1/8", 1])]))
    3 +- 0 breakpoints for unit length on 2 segments
    """
    check_network(network)
    pairs = segment_pairs(segments)
    counts = tuple(segment_regions(network, start, end) for start, end in in_time(pairs))
    if not counts:
        raise InvalidDomainError("there are no segments: give at least one pair of points")
    return LineDensity(counts)


def segment_pairs(segments: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Yield segments as they come, each as its two ends.

    Raises
    ------
    InvalidDomainError
        If they are no sequence, or one is no pair.

    Examples
    --------
    >>> list(segment_pairs([[0, 1], 2]))
    Traceback (most recent call last):
    polyregions.errors.InvalidDomainError: segments[1] is 2: give a pair of points
    """
    if not isinstance(segments, Iterable):
        raise InvalidDomainError(
            f"segments is {short(segments)}: give pairs of points, as random_segments draws them"
        )
    for k, segment in enumerate(segments):
        try:
            start, end = segment
        except (TypeError, ValueError):
            raise InvalidDomainError(
                f"segments[{k}] is {short(segment)}: give a pair of points"
            ) from None
        yield start, end


def random_segments(intervals: Any, count: int, seed: int) -> list[tuple[Floats, Floats]]:
    """Draw segments with ends that are independent and uniform in a box.

    Parameters
    ----------
    intervals
        The box, as ``[[lower, upper], ...]``.
    count
        The number of segments.
    seed
        The seed of the random numbers.

    Returns
    -------
    list of pairs
        The two ends of each segment, float64 arrays (n0,).

    Raises
    ------
    InvalidDomainError
        If the intervals are no box, or one of them has no length.
    UnknownOptionError
        If the count or the seed is no whole number from 0 on.

    Examples
    --------
    >>> [(start.shape, end.shape) for start, end in random_segments([[0, 1]] * 3, 2, seed=0)]
    [((3,), (3,)), ((3,), (3,))]
    """
    bounds = np.asarray(intervals, dtype=np.float64)
    if bounds.ndim != 2 or bounds.shape[1] != 2 or not np.all(bounds[:, 0] < bounds[:, 1]):
        raise InvalidDomainError("the box is none: give [[lower, upper], ...] with lower < upper")
    generator = np.random.default_rng(whole_number(seed, "seed", 0))
    count = whole_number(count, "count", 0)
    ends = generator.uniform(bounds[:, 0], bounds[:, 1], size=(count, 2, len(bounds)))
    return [(start, end) for start, end in ends]


def segments_between(points: Sequence[Any], count: int, seed: int) -> list[tuple[Any, Any]]:
    """Draw segments between data points, each time two at random.

    Parameters
    ----------
    points
        At least two points, all different.
    count
        The number of segments.
    seed
        The seed of the random numbers.

    Returns
    -------
    list of pairs
        Two of the points for each segment, as they were given.

    Raises
    ------
    InvalidDomainError
        If there are fewer than two points.
    UnknownOptionError
        If the count or the seed is no whole number from 0 on.

    Examples
    --------
    >>> len(segments_between([[0, 0], [1, 0], [0, 1]], 5, seed=0))
    5
    """
    if len(points) < 2:
        raise InvalidDomainError(f"{len(points)} points have no segments between: give two or more")
    generator = np.random.default_rng(whole_number(seed, "seed", 0))
    count = whole_number(count, "count", 0)
    pairs = (generator.choice(len(points), size=2, replace=False) for _ in range(count))
    return [(points[int(i)], points[int(j)]) for i, j in pairs]
