"""When the components, holes and voids of a growing set appear and disappear: exact bars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    exact_rational,
    nearest_float,
    number_text,
    repr_of_fields,
    shortest_number,
    whole_number,
)
from polyregions.complexes.data_frames import package
from polyregions.complexes.topology.bottleneck import bottleneck
from polyregions.errors import UnknownOptionError, short

if TYPE_CHECKING:
    import pandas

__all__ = ["SUBLEVEL", "SUPERLEVEL", "PersistenceBar", "PersistenceDiagram", "check_diagram"]

SUBLEVEL, SUPERLEVEL = "sublevel", "superlevel"

_MOST_SHOWN = 8  # bars of a dimension that are written out
_LONGEST_SHOWN = 64  # bits of a level that is written out


@dataclass(frozen=True, slots=True)
class PersistenceBar:
    """A class of homology over GF(2), from the level at which it appears to that where it ends.

    Attributes
    ----------
    dimension
        0 for a component, 1 for a hole, 2 for a void, ...
    birth
        The level at which it appears; of sublevel sets the least, of superlevel sets the greatest
        one that has it.
    death
        The level at which it ends, the first one that lacks it; None if it never does.
    multiplicity
        How many classes do the same.
    """

    dimension: int
    birth: Fraction
    death: Fraction | None
    multiplicity: int = 1

    __repr__ = repr_of_fields

    @property
    def length(self) -> Fraction | None:
        """How far apart birth and death are; None if the class never ends."""
        return None if self.death is None else abs(self.death - self.birth)

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {
            "dimension": self.dimension,
            "birth": shortest_number(self.birth),
            "death": None if self.death is None else shortest_number(self.death),
            "multiplicity": self.multiplicity,
        }


@dataclass(frozen=True, slots=True, repr=False)
class PersistenceDiagram:
    """The bars of a function's sublevel or superlevel sets, each a :class:`PersistenceBar`.

    Equal bars are one with its multiplicity. The first is that of the domain, which never ends; the
    others are sorted by dimension, and by birth and death in the order in which levels are passed.
    Diagrams of two functions are equal iff no homology of their sets tells them apart.

    Attributes
    ----------
    of
        "sublevel" or "superlevel": which sets grow.
    dimensions
        The number n0 of dimensions of the space. Classes have dimensions below it.
    all_bars
        The bars of positive length.
    instant_counts
        For each dimension how many pairs of faces begin and end a class at one level. Unlike the
        bars they depend on the cells, not on the function alone; hence they do not count when
        diagrams are compared.

    Examples
    --------
    >>> import polyregions as pr
    >>> zigzag = pr.regions(pr.montufar(inputs=1, width=2, depth=3))  # 0, 1, 0, 1, 0
    >>> diagram = zigzag.persistence()
    >>> print(diagram)
    H0: 3 bars: [0, inf), 2 x [0, 1)
    >>> diagram.betti_numbers("1/2"), diagram.betti_numbers(1)
    ((3,), (1,))
    """

    of: str
    dimensions: int
    all_bars: tuple[PersistenceBar, ...]
    instant_counts: tuple[int, ...]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PersistenceDiagram):
            return NotImplemented
        return (self.of, self.dimensions, self.all_bars) == (
            other.of,
            other.dimensions,
            other.all_bars,
        )

    def __hash__(self) -> int:
        return hash((self.of, self.dimensions, self.all_bars))

    def __len__(self) -> int:
        """Return the number of different bars."""
        return len(self.all_bars)

    def __iter__(self) -> Iterator[PersistenceBar]:
        return iter(self.all_bars)

    @overload
    def __getitem__(self, index: int) -> PersistenceBar: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[PersistenceBar, ...]: ...
    def __getitem__(self, index: int | slice) -> PersistenceBar | tuple[PersistenceBar, ...]:
        return self.all_bars[index]

    def bars(self, dimension: int) -> tuple[PersistenceBar, ...]:
        """Return the bars of one dimension.

        Raises
        ------
        UnknownOptionError
            If the dimension is no whole number from 0 on.
        """
        dimension = whole_number(dimension, "the dimension", least=0)
        return tuple(bar for bar in self.all_bars if bar.dimension == dimension)

    def betti_numbers(self, level: Any) -> tuple[int, ...]:
        """Return the Betti numbers of the closed set at a level.

        Parameters
        ----------
        level
            An exact number t: the set is {F <= t}, of superlevel sets {F >= t}.

        Returns
        -------
        tuple of int
            Those of dimensions 0 to n0 - 1, over GF(2): the set is a compact polyhedron in R^n0, so
            that all others are zero.

        Raises
        ------
        InvalidNumberError
            If the level is no finite number.
        """
        threshold = exact_rational(level, "level")
        found = [0] * self.dimensions
        for bar in self.all_bars:
            if self._is_alive(bar, threshold):
                found[bar.dimension] += bar.multiplicity
        return tuple(found)

    def _is_alive(self, bar: PersistenceBar, level: Fraction) -> bool:
        if self.of == SUBLEVEL:
            return bar.birth <= level and (bar.death is None or level < bar.death)
        return bar.birth >= level and (bar.death is None or level > bar.death)

    def bottleneck_distance(self, other: PersistenceDiagram) -> Fraction:
        """Return how far two diagrams are apart.

        That of functions F and G on one domain is at most the greatest value of |F - G| (D.
        Cohen-Steiner, H. Edelsbrunner, J. Harer, "Stability of persistence diagrams", 2007).

        Returns
        -------
        Fraction
            The least e for which the bars can be matched such that births and deaths of matched
            ones differ by e at most, and those left alone are no longer than 2 e.

        Raises
        ------
        UnknownOptionError
            If the other is no diagram, or one is of sublevel sets and the other of superlevel sets.
        OutOfTime
            If the time is up before.

        Examples
        --------
        >>> import polyregions as pr
        >>> one, two = (pr.regions(pr.montufar(1, 2, depth)).persistence() for depth in (2, 3))
        >>> one.bottleneck_distance(two)
        Fraction(1, 2)
        """
        check_diagram(other)
        if self.of != other.of:
            raise UnknownOptionError(
                f"a diagram of {self.of} sets is compared with one of {other.of} sets: give two of "
                "the same"
            )
        distances = [abs(self.all_bars[0].birth - other.all_bars[0].birth)]
        for dimension in range(max(self.dimensions, other.dimensions)):
            distances.append(bottleneck(self._points(dimension), other._points(dimension)))
        return max(distances)

    def _points(self, dimension: int) -> list[tuple[Fraction, Fraction]]:
        """Return the births and deaths of the bars that end, each as often as it is there."""
        return [
            (bar.birth, bar.death)
            for bar in self.bars(dimension)
            if bar.death is not None
            for _ in range(bar.multiplicity)
        ]

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the columns of a table with a row for each different bar.

        Returns
        -------
        dict
            "dimension" (int64), "birth" and "death" (float64, correctly rounded; the death of a
            class that never ends is infinite, of superlevel sets minus infinity) and "multiplicity"
            (int64).
        """
        never = np.inf if self.of == SUBLEVEL else -np.inf
        deaths = [never if bar.death is None else nearest_float(bar.death) for bar in self]
        return {
            "dimension": np.array([bar.dimension for bar in self], dtype=np.int64),
            "birth": np.array([nearest_float(bar.birth) for bar in self], dtype=np.float64),
            "death": np.array(deaths, dtype=np.float64),
            "multiplicity": np.array([bar.multiplicity for bar in self], dtype=np.int64),
        }

    def to_pandas(self) -> pandas.DataFrame:
        """Return a table with a row for each different bar, of the columns of :meth:`to_arrays`.

        Raises
        ------
        PolyregionsError
            If pandas is not installed.
        """
        table: pandas.DataFrame = package("pandas").DataFrame(self.to_arrays())
        return table

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {
            "of": self.of,
            "dimensions": self.dimensions,
            "bars": [bar.to_json() for bar in self.all_bars],
            "instant_counts": list(self.instant_counts),
        }

    def __repr__(self) -> str:
        counts = (f"{self._count(k)} of dimension {k}" for k in range(self.dimensions))
        return f"<PersistenceDiagram of {self.of} sets, bars: {', '.join(counts)}>"

    def __str__(self) -> str:
        return "\n".join(map(self._line, range(self.dimensions)))

    def _count(self, dimension: int) -> int:
        return sum(bar.multiplicity for bar in self.bars(dimension))

    def _line(self, dimension: int) -> str:
        """Return the longest bars of a dimension as text."""
        longest = sorted(self.bars(dimension), key=_by_length, reverse=True)
        texts = [self._text(bar) for bar in longest[:_MOST_SHOWN]]
        others = sum(bar.multiplicity for bar in longest[_MOST_SHOWN:])
        if others:
            texts.append(f"and {others} shorter")
        count = self._count(dimension)
        total = f"{count} bar{'s' * (count != 1)}"
        return f"H{dimension}: {total}{': ' * bool(texts)}{', '.join(texts)}"

    def _text(self, bar: PersistenceBar) -> str:
        birth = _level_text(bar.birth)
        if self.of == SUBLEVEL:
            text = f"[{birth}, {'inf' if bar.death is None else _level_text(bar.death)})"
        else:
            text = f"({'-inf' if bar.death is None else _level_text(bar.death)}, {birth}]"
        return text if bar.multiplicity == 1 else f"{bar.multiplicity} x {text}"


def check_diagram(value: object) -> PersistenceDiagram:
    """Return the value, a persistence diagram; refuse all else.

    Raises
    ------
    UnknownOptionError
        If it is none.
    """
    if not isinstance(value, PersistenceDiagram):
        raise UnknownOptionError(
            f"{short(value)} is no persistence diagram: give what cells.persistence() returns"
        )
    return value


def _by_length(bar: PersistenceBar) -> tuple[bool, Fraction]:
    return bar.length is None, bar.length or Fraction(0)


def _level_text(value: Fraction) -> str:
    """Return a level for the eye: one of many digits by the float nearest to it, if it has one."""
    is_short = max(value.numerator.bit_length(), value.denominator.bit_length()) <= _LONGEST_SHOWN
    nearest = nearest_float(value)
    if is_short or nearest == 0 or abs(nearest) == float("inf"):
        return number_text(value)
    return f"about {nearest!r}"
