"""Weights of which most are zero: a matrix kept as the nonzero entries of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, exact_product, fraction_bits
from polyregions.budgets import checkpoint
from polyregions.errors import InvalidNetworkError, InvalidNumberError, TooLargeError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["MOST_DENSE", "ExactTerms", "SparseWeights", "is_worth_sparse", "too_large"]

MOST_DENSE = 10**8
"""The most entries that a dense matrix is made of, of 8 bytes each."""

_LEAST_ENTRIES = 1 << 20  # what is smaller takes little memory as it is
_LEAST_SHARE_OF_ZEROS = 8  # one entry of so many may be nonzero
_NONZEROS_AT_ONCE = 1 << 20
_MOST_INPUTS = 2**31 - 1  # columns are numbered by 32 bits

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Rationals = tuple[Fraction, ...]


class ExactTerms(NamedTuple):
    """The nonzero weights of a unit, by their columns, and its bias last."""

    columns: tuple[int, ...]
    values: Rationals

    @classmethod
    def of_row(cls, row: Rationals) -> ExactTerms:
        """Return the terms of the weights of a unit and its bias."""
        columns = tuple(i for i, weight in enumerate(row[:-1]) if weight)
        return cls(columns, (*(row[i] for i in columns), row[-1]))

    def row(self, inputs: int) -> Rationals:
        """Return all weights, and the bias last."""
        row = [Fraction(0)] * inputs
        for column, value in zip(self.columns, self.values, strict=False):
            row[column] = value
        return (*row, self.values[-1])


def is_worth_sparse(units: int, inputs: int, nonzeros: int) -> bool:
    """Return whether a matrix is kept as sparse rows: it is large, and few entries are not zero.

    Examples
    --------
    >>> is_worth_sparse(32768, 3072, 27 * 32768), is_worth_sparse(8, 8, 8)
    (True, False)
    """
    entries = units * inputs
    return entries > _LEAST_ENTRIES and _LEAST_SHARE_OF_ZEROS * nonzeros < entries


def too_large(units: int, inputs: int) -> TooLargeError:
    """Return the error of a layer that is needed in full and has too many weights for that."""
    return TooLargeError(
        f"a layer of {units:,} units and {inputs:,} inputs is kept as sparse rows, and this needs "
        f"all its {units * inputs:,} weights, more than {MOST_DENSE:,}: evaluation, signs and "
        "patterns at points, restriction to a slice and proper activation regions by the engine "
        "'lp' do without; for the rest give a smaller network"
    )


class SparseWeights:
    """An immutable matrix of finite floats, by the nonzero entries of its rows.

    Parameters
    ----------
    starts
        Where the entries of each row begin, and where the last ones end, shape (units + 1,).
    columns, values
        The entries, row by row, the columns of a row in increasing order.
    inputs
        The number of columns.

    Examples
    --------
    >>> weights = SparseWeights.of_dense(np.array([[0.0, 2.0], [0.5, 0.0]]))
    >>> weights.columns.tolist(), weights.values.tolist()
    ([1, 0], [2.0, 0.5])
    >>> weights.rows(1, 2).tolist()
    [[0.5, 0.0]]
    """

    __slots__ = ("__dict__", "columns", "inputs", "starts", "values")

    def __init__(self, starts: Indices, columns: Indices, values: Floats, inputs: int) -> None:
        self.starts = starts
        self.columns = columns.astype(np.int32, copy=False)
        self.values = values
        self.inputs = inputs
        for array in self._arrays:
            array.flags.writeable = False

    @classmethod
    def of_dense(cls, weights: Floats) -> SparseWeights:
        """Return the nonzero entries of a matrix."""
        rows, columns = np.nonzero(weights)
        counts = np.bincount(rows, minlength=len(weights))
        return cls(_starts(counts), columns, weights[rows, columns], weights.shape[1])

    @classmethod
    def of_matrix(cls, matrix: Any) -> SparseWeights:
        """Return the entries of a matrix or array of scipy.sparse.

        Raises
        ------
        InvalidNetworkError
            If it is no matrix, or its indices point outside of it.
        InvalidNumberError
            If two entries have one place, or an entry is no finite binary64 number.
        TooLargeError
            If it has more columns than 32 bits count.
        """
        if len(matrix.shape) != 2:
            raise InvalidNetworkError(
                f"weights have the shape {matrix.shape}: give a matrix of shape (units, inputs)"
            )
        inputs = int(matrix.shape[1])
        if inputs > _MOST_INPUTS:
            raise TooLargeError(
                f"a sparse matrix of weights has {inputs:,} columns: at most {_MOST_INPUTS:,} "
                "are numbered"
            )
        rows = matrix.tocsr(copy=True)
        rows.sort_indices()
        # Some formats add up in passing what has one place; of diagonals zeros alone are lost.
        added_up = matrix.format != "dia" and rows.nnz < matrix.nnz
        if added_up or not rows.has_canonical_format:
            raise InvalidNumberError(
                "a sparse matrix of weights has two entries in one place, whose sum may round: "
                "add them up by sum_duplicates()"
            )
        if rows.nnz and not 0 <= rows.indices.min() <= rows.indices.max() < inputs:
            raise InvalidNetworkError(
                "a sparse matrix of weights has an entry outside of it: its indices must be from "
                "0 up to the number of columns"
            )
        rows.data = _exact_floats(rows.data)
        rows.eliminate_zeros()
        return cls(rows.indptr.astype(np.int64), rows.indices, rows.data, inputs)

    def __reduce__(self) -> tuple[Any, ...]:
        return SparseWeights, (self.starts, self.columns, self.values, self.inputs)

    def __repr__(self) -> str:
        return f"<SparseWeights {len(self)} x {self.inputs}, {len(self.values)} nonzero>"

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SparseWeights):
            return NotImplemented
        return self.inputs == other.inputs and all(
            np.array_equal(mine, theirs)
            for mine, theirs in zip(self._arrays, other._arrays, strict=True)
        )

    def __hash__(self) -> int:
        return hash((self.inputs, *(array.tobytes() for array in self._arrays)))

    @property
    def _arrays(self) -> tuple[NDArray[Any], ...]:
        return self.starts, self.columns, self.values

    @property
    def shape(self) -> tuple[int, int]:
        """The number of rows, and that of columns."""
        return len(self), self.inputs

    @cached_property
    def matrix(self) -> csr_array[Any, Any]:
        """The matrix for SciPy's products, of the same arrays."""
        return self._part(0, len(self), self.values)

    def entries(self, row: int) -> tuple[NDArray[np.int32], Floats]:
        """Return the columns of the nonzero entries of one row, and these."""
        own = slice(self.starts[row], self.starts[row + 1])
        return self.columns[own], self.values[own]

    def rows(self, start: int, stop: int) -> Floats:
        """Return some rows, zeros included.

        Raises
        ------
        TooLargeError
            If they have more than ``MOST_DENSE`` entries.
        """
        stop = min(stop, len(self))
        count = max(0, stop - start)
        if count * self.inputs > MOST_DENSE:
            raise too_large(len(self), self.inputs)
        dense = np.zeros((count, self.inputs))
        own = slice(self.starts[start], self.starts[stop])
        places = np.repeat(np.arange(count), np.diff(self.starts[start : stop + 1]))
        dense[places, self.columns[own]] = self.values[own]
        return dense

    def without(self, rows: Sequence[int]) -> SparseWeights:
        """Return the matrix with zeros in some of its rows."""
        if not rows:
            return self
        counts = np.diff(self.starts)
        gone = np.zeros(len(self), dtype=bool)
        gone[rows] = True
        kept = np.repeat(~gone, counts)
        starts = _starts(np.where(gone, 0, counts))
        return SparseWeights(starts, self.columns[kept], self.values[kept], self.inputs)

    @cached_property
    def fraction_bits(self) -> int:
        """The least number b >= 0 for which ``2**b`` makes all entries integral."""
        return max((fraction_bits(part) for part in self._parts_of_values()), default=0)

    def exact_product(self, right: Sequence[IntegerVector], bits: int) -> list[IntegerVector]:
        """Return ``2**bits`` times the product with an integer matrix, row by row.

        Parameters
        ----------
        right
            As many rows as there are columns here.
        bits
            At least ``fraction_bits``.
        """
        terms = int(np.diff(self.starts).max())
        return exact_product(self._blocks(), right, bits, terms)

    def _blocks(self) -> Iterator[csr_array[Any, Any]]:
        """Yield the rows in blocks of modest size while there is time."""
        start = 0
        while start < len(self):
            checkpoint()
            limit = self.starts[start] + _NONZEROS_AT_ONCE
            stop = max(start + 1, int(np.searchsorted(self.starts, limit, side="right")) - 1)
            yield self._part(start, stop, self.values[self.starts[start] : self.starts[stop]])
            start = stop

    def _part(self, start: int, stop: int, values: Floats) -> csr_array[Any, Any]:
        from scipy.sparse import csr_array

        starts = self.starts[start : stop + 1]
        columns = self.columns[starts[0] : starts[-1]]
        return csr_array((values, columns, starts - starts[0]), shape=(stop - start, self.inputs))

    def _parts_of_values(self) -> Iterator[Floats]:
        for start in range(0, len(self.values), _NONZEROS_AT_ONCE):
            checkpoint()
            yield self.values[start : start + _NONZEROS_AT_ONCE]


def _exact_floats(numbers: NDArray[Any]) -> Floats:
    """Return numbers as floats.

    Raises
    ------
    InvalidNumberError
        If one is no finite binary64 number.
    """
    kind, number_type = numbers.dtype.kind, numbers.dtype
    with np.errstate(all="ignore"):
        floats: Floats = numbers.real.astype(np.float64)
        are_exact = kind in "biuf" and bool(np.isfinite(floats).all())
        if kind in "iu":
            # The largest ones are rounded to a power of two, which is beyond their type.
            limit = int(np.iinfo(number_type).max) + 1
            are_exact = bool(np.all(floats < float(limit)))
        if not are_exact or np.any(floats.astype(number_type) != numbers):
            raise InvalidNumberError(
                "a sparse matrix of weights has an entry that is no finite binary64 number: give "
                "finite floats"
            )
    return floats


def _starts(counts: Indices) -> Indices:
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts
