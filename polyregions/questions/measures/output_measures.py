"""Integrals and the distribution of an output over a bounded domain, exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from polyregions.arithmetic import exact_rational, repr_of_fields
from polyregions.budgets import in_time
from polyregions.complexes import ExactOutputs, RegionComplex, check_complex
from polyregions.polytopes import volume
from polyregions.questions.combinations import single_output
from polyregions.questions.measures.asking import (
    bounded_domain,
    checked_bits,
)
from polyregions.questions.measures.simplex_formulas import (
    Values,
    mean,
    mean_absolute,
    mean_square,
    share_at_most,
)
from polyregions.questions.measures.totals import share, total

__all__ = ["OutputMeasures"]


class OutputMeasures:
    """What an output is on average over the domain, and how it is distributed there.

    The domain is bounded, and a point of it is drawn uniformly. All numbers are exact: each region
    is cut into simplices, on which the output is affine. They are computed when they are asked for,
    the simplices once for a complex, about a thousand regions a second.

    Parameters
    ----------
    complex
        The regions.
    of
        The output: its index; or m coefficients of a combination of the m outputs, such as [1, -1].
        None where there is one output.

    Raises
    ------
    InvalidNetworkError, InvalidNumberError, UnknownOptionError
        If these are no regions, or there is no such output.

    Notes
    -----
    The digits of an exact sum are about as many as those of all its terms: millions for thousands
    of regions of a network with binary floats, and hardly any for a construction in integers.
    Python prints no fraction of more than 4,300 digits: print ``float(measures.mean())``, which is
    the nearest float. Or give the methods ``bits``: then they return a rational with few digits
    that differs from the exact number by at most ``2**-bits``.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.Network([pr.Layer([[1], [1]], [0, -1]), pr.Layer([[2, -4]], [0], "identity")])
    >>> tent = pr.OutputMeasures(pr.regions(net, [[0, 2]]))
    >>> tent.integral(), tent.mean(), tent.square_integral()
    (Fraction(2, 1), Fraction(1, 1), Fraction(8, 3))
    >>> tent.cumulative("1/2"), float(tent.cumulative("1/3"))
    (Fraction(1, 4), 0.16666666666666666)
    """

    def __init__(self, complex: RegionComplex, of: Any = None) -> None:
        self.complex = check_complex(complex)
        self.network = single_output(complex.network, of)

    def __repr__(self) -> str:
        return f"<OutputMeasures of {self.complex!r}>"

    @cached_property
    def domain_volume(self) -> Fraction:
        """The exact volume of the domain."""
        return volume(bounded_domain(self.complex))

    def integral(self, bits: int | None = None) -> Fraction:
        """Return the integral of the output.

        Parameters
        ----------
        bits
            None for the exact number, which may be too long for `print`, so that `float` is needed;
            else it may be off by ``2**-bits``, and has few digits.

        Raises
        ------
        UnboundedError
            If the domain is unbounded.
        OutOfTime
            If the time is up before.
        """
        return self._total(mean, bits)

    def mean(self, bits: int | None = None) -> Fraction:
        """Return the mean of the output; parameters and errors are those of :meth:`integral`."""
        return self._total(mean, bits, 1 / self.domain_volume)

    def absolute_integral(self, bits: int | None = None) -> Fraction:
        """Return the integral of the output's absolute value; see :meth:`integral`."""
        return self._total(mean_absolute, bits)

    def square_integral(self, bits: int | None = None) -> Fraction:
        """Return the integral of the output's square; see :meth:`integral`."""
        return self._total(mean_square, bits)

    def cumulative(
        self, level: Any, *, strictly: bool = False, bits: int | None = None
    ) -> Fraction:
        """Return the probability that the output is at most a level, from 0 to 1.

        Parameters
        ----------
        level
            An exact number.
        strictly
            That it is less: another number where the output equals the level on whole regions.
        bits
            As for :meth:`integral`.

        Raises
        ------
        UnboundedError
            If the domain is unbounded.
        InvalidNumberError
            If the level is no finite rational number.

        Notes
        -----
        Where the output is not constant on a region, the probability is a polynomial of degree n0
        between the values at the corners of a simplex.

        Examples
        --------
        >>> import polyregions as pr
        >>> net = pr.Network([pr.Layer([[1]])])
        >>> positive_part = pr.OutputMeasures(pr.regions(net, [[-1, 3]]))
        >>> positive_part.cumulative(0), positive_part.cumulative(0, strictly=True)
        (Fraction(1, 4), Fraction(0, 1))
        """
        number = exact_rational(level, "the level")

        def terms() -> Iterator[Fraction]:
            for piece in in_time(self._pieces):
                yield from piece.parts_at_most(number, strictly)

        return share(terms(), self._count, checked_bits(bits), self.domain_volume)

    def atoms(self) -> dict[Fraction, Fraction]:
        """Return the values that the output has on whole regions, with their probabilities.

        Sorted; elsewhere the distribution is continuous.

        Examples
        --------
        >>> import polyregions as pr
        >>> pr.OutputMeasures(pr.regions(pr.Network([pr.Layer([[1]])]), [[-1, 3]])).atoms()
        {Fraction(0, 1): Fraction(1, 4)}
        """
        volumes: dict[Fraction, list[Fraction]] = {}
        for piece in in_time(self._pieces):
            if piece.least == piece.greatest:
                volumes.setdefault(piece.least, []).extend(piece.volumes)
        whole = self.domain_volume
        return {
            value: share(volumes[value], len(volumes[value]), None, whole)
            for value in sorted(volumes)
        }

    def _total(
        self, of_simplex: Callable[[Values], Fraction], bits: int | None, factor: Fraction | int = 1
    ) -> Fraction:
        def terms() -> Iterator[Fraction]:
            for piece in in_time(self._pieces):
                for size, values in piece.simplices():
                    yield size * of_simplex(values)

        precision = checked_bits(bits)
        return total(terms(), self._count, precision, Fraction(factor))

    @cached_property
    def _pieces(self) -> list[_Piece]:
        """What is known of each region."""
        bounded_domain(self.complex)
        parts = self.complex.triangulations
        found: list[_Piece] = []
        form = self.network.integer_form
        for forms in ExactOutputs(form)(self.complex.enumeration.patterns):
            for (row,) in in_time(forms.tolist()):
                part = parts[len(found)]
                values = [
                    Fraction(
                        sum(c * x for c, x in zip(row, vertex, strict=True)),
                        form.scales[-1] * vertex[-1],
                    )
                    for vertex in part.vertices
                ]
                found.append(_Piece(values, part.simplices, part.volumes()))
        return found

    @property
    def _count(self) -> int:
        return sum(len(piece.corners) for piece in self._pieces)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A region in simplices, with the values of an output at its vertices."""

    values: list[Fraction]
    corners: Sequence[Sequence[int]]
    volumes: list[Fraction]

    __repr__ = repr_of_fields

    @property
    def least(self) -> Fraction:
        return min(self.values)

    @property
    def greatest(self) -> Fraction:
        return max(self.values)

    def simplices(self) -> Iterator[tuple[Fraction, list[Fraction]]]:
        """Yield the volumes of the simplices with the values at their corners."""
        for size, corners in zip(self.volumes, self.corners, strict=True):
            yield size, [self.values[k] for k in corners]

    def parts_at_most(self, level: Fraction, strictly: bool) -> Iterator[Fraction]:
        """Yield the volumes of the parts where the output is at most a level, or less."""
        least, greatest = self.least, self.greatest
        if least == greatest:
            if least < level or (least == level and not strictly):
                yield from self.volumes
        elif greatest <= level:
            yield from self.volumes
        elif least < level:
            for size, values in self.simplices():
                yield size * share_at_most(values, level)
