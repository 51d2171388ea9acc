"""The rows of a layer scaled to integers, made where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from math import lcm
from typing import overload

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerMatrix,
    IntegerVector,
    common_denominator,
    exact_product,
    fraction_bits,
    numerators,
)
from polyregions.budgets import checkpoint
from polyregions.networks.layer import Layer
from polyregions.networks.sparse_weights import SparseWeights, too_large

__all__ = ["IntegerRows"]

# Integers take 40 bytes each: the rows of a layer stay in memory where these are not more.
_MOST_KEPT = 1 << 18
_LEAST_EXPONENT, _GREATEST_EXPONENT = -1073, 1024  # of m 2**e, 1/2 <= |m| < 1


class IntegerRows(Sequence[IntegerVector]):
    """The rows (W_i1, ..., W_ik, b_i) of a layer times their least common denominator.

    Of narrow layers they are kept once they have been asked for; of wide ones they are made anew
    each time, and products are taken of the layer's floats.

    Parameters
    ----------
    layer
        The layer.

    Examples
    --------
    >>> rows = IntegerRows(Layer([["1/3", 0.5], [1, 2]], [0, 1]))
    >>> rows.denominator, rows[0]
    (6, (2, 3, 0))
    >>> rows @ [[1], [1], [0]]
    [(5,), (18,)]
    """

    def __init__(self, layer: Layer) -> None:
        self.layer = layer

    def __reduce__(self) -> tuple[type[IntegerRows], tuple[Layer]]:
        return IntegerRows, (self.layer,)

    def __repr__(self) -> str:
        return f"<IntegerRows {len(self)} x {self.width}>"

    def __len__(self) -> int:
        return self.layer.units

    @property
    def width(self) -> int:
        """The number of entries of a row."""
        return self.layer.inputs + 1

    @cached_property
    def denominator(self) -> int:
        """The least positive integer that makes the rows integral."""
        others = [common_denominator(values) for values in self._others()]
        return lcm(1 << self._fraction_bits, *others)

    @overload
    def __getitem__(self, index: int) -> IntegerVector: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[IntegerVector, ...]: ...

    def __getitem__(self, index: int | slice) -> IntegerVector | tuple[IntegerVector, ...]:
        if self.is_narrow:
            return self._kept[index]
        if isinstance(index, slice):
            return tuple(self[i] for i in range(len(self))[index])
        unit = range(len(self))[index]
        return self._rows(unit, unit + 1)[0]

    def are_within(self, limit: int) -> bool:
        """Return whether no entry is larger in size than a limit."""
        if self.layer.units_beyond_floats:
            return all(abs(entry) <= limit for row in self for entry in row)
        largest = max(float(np.abs(block).max(initial=0.0)) for block in self._float_entries())
        top, bottom = largest.as_integer_ratio()
        return top * self.denominator <= limit * bottom

    def check_dense(self) -> None:
        """Check, of sparse rows, that there is room for them with their zeros.

        Raises
        ------
        TooLargeError
            If there is not.
        """
        if not self.layer.fits_in_full:
            raise too_large(len(self), self.layer.inputs)

    def residues(self, prime: int) -> NDArray[np.float64]:
        """Return all entries modulo an odd prime below 2**26, the residues between -p/2 and p/2.

        Examples
        --------
        >>> IntegerRows(Layer([["1/3", 0.5], [1, 2]], [0, -1])).residues(5)
        array([[ 2., -2.,  0.],
               [ 1.,  2., -1.]])
        """
        self.check_dense()
        bits = self._fraction_bits
        factor = (self.denominator >> bits) * pow(2, bits, prime) % prime
        powers = _powers_of_two(prime)
        found = np.empty((len(self), self.width), dtype=np.int64)
        start = 0
        for block in self._float_blocks():
            # An entry is an integer below 2**53 times a power of two, of which 2 has an inverse.
            mantissas, exponents = np.frexp(block)
            integers = np.ldexp(mantissas, 53).astype(np.int64) % prime
            integers *= powers[exponents - _LEAST_EXPONENT]
            integers %= prime
            integers *= factor
            found[start : start + len(block)] = integers % prime
            start += len(block)
        for unit in self.layer.units_beyond_floats:
            found[unit] = [entry % prime for entry in self[unit]]
        found -= prime * (found > prime // 2)
        return found.astype(np.float64)

    def __matmul__(self, right: Sequence[IntegerVector]) -> list[IntegerVector]:
        """Return the product with an integer matrix, row by row."""
        if self._sparse is not None:
            return self._sparse_product(self._sparse, right)
        kept: list[IntegerVector] = []
        for matrix in self._matrices:
            kept += matrix @ right
            checkpoint()
        if self.is_narrow:
            return kept
        rows = exact_product(self._float_blocks(), right, self._fraction_bits)
        factor = self.denominator >> self._fraction_bits
        if factor != 1:
            rows = [tuple([factor * entry for entry in row]) for row in rows]
        for unit, row in zip(self._units_in_matrices, kept, strict=True):
            rows[unit] = row
        return rows

    def _sparse_product(
        self, weights: SparseWeights, right: Sequence[IntegerVector]
    ) -> list[IntegerVector]:
        """Return the product of sparse rows, term by term where floats do not hold them."""
        layer, bits = self.layer, self._fraction_bits
        *vectors, constants = right
        factor = self.denominator >> bits
        scale = Fraction(1 << bits)
        held = layer.float_bias.copy()
        held[list(layer.units_beyond_floats)] = 0.0
        biases = [int(scale * Fraction(bias)) for bias in held.tolist()]
        rows = [
            tuple([factor * (entry + bias * c) for entry, c in zip(row, constants, strict=True)])
            for row, bias in zip(weights.exact_product(vectors, bits), biases, strict=True)
        ]
        for unit in layer.units_beyond_floats:
            columns, values = layer.exact_terms(unit)
            *terms, constant = numerators(values, self.denominator)
            rows[unit] = tuple(
                [
                    sum(
                        (w * vectors[j][k] for j, w in zip(columns, terms, strict=True)),
                        constant * c,
                    )
                    for k, c in enumerate(constants)
                ]
            )
        return rows

    @cached_property
    def _sparse(self) -> SparseWeights | None:
        """The rows that floats hold, where these are kept as sparse ones."""
        weights = self.layer.sparse_weights
        return None if weights is None else weights.without(list(self.layer.units_beyond_floats))

    def _others(self) -> Iterator[Sequence[Fraction]]:
        """Yield the parameters of the units beyond floats, zeros left out where rows are sparse."""
        layer = self.layer
        for unit in layer.units_beyond_floats:
            yield layer.exact_terms(unit).values if layer.is_sparse else layer.row(unit)

    @property
    def is_narrow(self) -> bool:
        """Whether the rows are kept, once they have been asked for."""
        return len(self) * self.width <= _MOST_KEPT

    @cached_property
    def _kept(self) -> tuple[IntegerVector, ...]:
        size = 32  # their floats take room beside the integers
        starts = range(0, len(self), size)
        return tuple(row for i in starts for row in self._rows(i, min(i + size, len(self))))

    def _rows(self, start: int, stop: int) -> list[IntegerVector]:
        """Make the integers of some rows."""
        layer, denominator = self.layer, self.denominator
        with np.errstate(over="ignore"):
            entries = np.ldexp(layer.float_rows(start, stop), self._fraction_bits)
        factor = denominator >> self._fraction_bits
        others = set(layer.units_beyond_floats)
        others.update((start + np.flatnonzero(~np.isfinite(entries).all(axis=1))).tolist())
        return [
            numerators(layer.row(unit), denominator)
            if unit in others
            else tuple([factor * int(entry) for entry in row])
            for unit, row in enumerate(entries.tolist(), start)
        ]

    @property
    def _units_in_matrices(self) -> Sequence[int]:
        """The units whose products are taken of integers: of wide layers those beyond floats."""
        return range(len(self)) if self.is_narrow else list(self.layer.units_beyond_floats)

    @cached_property
    def _matrices(self) -> list[IntegerMatrix]:
        """The integer rows of these units, in blocks."""
        units = self._units_in_matrices
        matrices = []
        for start in range(0, len(units), self._rows_at_a_time):
            checkpoint()
            block = units[start : start + self._rows_at_a_time]
            matrices.append(IntegerMatrix([self[unit] for unit in block]))
        return matrices

    @property
    def _rows_at_a_time(self) -> int:
        return max(1, _MOST_KEPT // self.width)

    def _float_blocks(self) -> Iterator[NDArray[np.float64]]:
        """Yield the rows in floats while there is time, zeros for the units beyond floats."""
        for start in range(0, len(self), self._rows_at_a_time):
            checkpoint()
            block = self.layer.float_rows(start, start + self._rows_at_a_time)
            if self.layer.units_beyond_floats:
                others = [
                    i in self.layer.units_beyond_floats for i in range(start, start + len(block))
                ]
                block[others] = 0.0
            yield block

    @cached_property
    def _fraction_bits(self) -> int:
        """The bits after the binary point of the rows that floats hold."""
        if self._sparse is not None:
            others = list(self.layer.units_beyond_floats)
            bias = fraction_bits(np.delete(self.layer.float_bias, others))
            return max(bias, self._sparse.fraction_bits)
        return max(fraction_bits(block) for block in self._float_entries())

    def _float_entries(self) -> Iterator[NDArray[np.float64]]:
        """Yield the parameters that floats hold, in any order, while there is time."""
        if self._sparse is None:
            yield from (block.ravel() for block in self._float_blocks())
        else:
            yield from (self._sparse.values, self.layer.float_bias)


@lru_cache(maxsize=64)
def _powers_of_two(prime: int) -> NDArray[np.int64]:
    """Return 2**(e - 53) modulo an odd prime for all exponents e of floats, from the least on."""
    powers = [pow(2, _LEAST_EXPONENT - 53, prime)]
    for _ in range(_LEAST_EXPONENT, _GREATEST_EXPONENT):
        powers.append(2 * powers[-1] % prime)
    return np.array(powers)
