"""Many affine forms at once: the rows of a sparse matrix of floats, and their constants."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from polyregions.lowering.affine_form import AffineForm

__all__ = ["Floats", "Indices", "SparseForms"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


class SparseForms:
    """Affine forms whose coefficients are floats, each the rational that it is.

    An affine form of its own takes a Python object for each coefficient; these take 12 bytes.

    Parameters
    ----------
    starts
        Where the terms of each form begin, and where those of the last one end.
    variables, coefficients
        The terms, form by form: each variable once in a form, no coefficient zero.
    constants
        The constant of each form.
    depth
        The depth of all forms.

    Examples
    --------
    >>> forms = SparseForms.of_variables(first=3, count=2, depth=0)
    >>> forms.form(1)
    AffineForm(terms={4: Fraction(1, 1)}, constant=Fraction(0, 1), depth=0)
    """

    def __init__(
        self,
        starts: Indices,
        variables: NDArray[np.int32],
        coefficients: Floats,
        constants: Floats,
        depth: int,
    ) -> None:
        self.starts = starts
        self.variables = variables
        self.coefficients = coefficients
        self.constants = constants
        self.depth = depth
        self._known: dict[int, AffineForm] = {}

    @classmethod
    def of_variables(cls, first: int, count: int, depth: int) -> SparseForms:
        """Return some consecutive variables as forms."""
        variables = np.arange(first, first + count, dtype=np.int32)
        return cls(np.arange(count + 1), variables, np.ones(count), np.zeros(count), depth)

    @classmethod
    def of_terms(
        cls,
        counts: Indices,
        variables: NDArray[np.int32],
        coefficients: Floats,
        constants: Floats,
        depth: int,
    ) -> SparseForms:
        """Return forms by the number of terms of each, without those of coefficient zero."""
        starts = _starts(counts)
        kept = coefficients != 0.0
        if not kept.all():
            counted = np.concatenate([[0], np.cumsum(kept)])
            starts = counted[starts]
            variables, coefficients = variables[kept], coefficients[kept]
        return cls(starts, variables, coefficients, constants + 0.0, depth)

    def __len__(self) -> int:
        return len(self.constants)

    def __iter__(self) -> Iterator[AffineForm]:
        return map(self.form, range(len(self)))

    @property
    def counts(self) -> Indices:
        """The number of terms of each form."""
        return np.diff(self.starts)

    @cached_property
    def as_variables(self) -> NDArray[np.int32] | None:
        """The variables that the forms are, None if one is no variable."""
        are_variables = (
            len(self.variables) == len(self)
            and not self.constants.any()
            and bool((self.coefficients == 1.0).all())
            and bool((self.counts == 1).all())
        )
        return self.variables if are_variables else None

    def form(self, index: int) -> AffineForm:
        """Return one of the forms, each time the same object."""
        if index not in self._known:
            self._known[index] = self._form(index)
        return self._known[index]

    def _form(self, index: int) -> AffineForm:
        own = slice(self.starts[index], self.starts[index + 1])
        coefficients = map(Fraction, self.coefficients[own].tolist())
        terms = dict(zip(self.variables[own].tolist(), coefficients, strict=True))
        return AffineForm(terms, Fraction(float(self.constants[index])), self.depth)

    def taken(self, places: Indices) -> SparseForms:
        """Return the forms at some places, in their order."""
        if np.array_equal(places, np.arange(len(self))):
            return self
        counts = self.counts[places]
        starts = _starts(counts)
        terms = np.repeat(self.starts[places] - starts[:-1], counts) + np.arange(starts[-1])
        return SparseForms(
            starts,
            self.variables[terms],
            self.coefficients[terms],
            self.constants[places],
            self.depth,
        )


def _starts(counts: Indices) -> Indices:
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts
