"""Sparse affine forms in the variables of a circuit, with rational coefficients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from polyregions.arithmetic import repr_of_fields
from polyregions.lowering.constants import ONE, ZERO

__all__ = ["AffineForm"]


@dataclass(frozen=True, slots=True)
class AffineForm:
    """The form c + sum of terms[v] times v over some variables v of a circuit.

    Attributes
    ----------
    terms
        The nonzero coefficients by variable.
    constant
        The constant c.
    depth
        The depth of the layer whose outputs the form was made from: at least that of every
        variable, and more where the coefficients of deeper ones vanish.

    Examples
    --------
    >>> x = AffineForm.of_variable(0, depth=0)
    >>> x.times(Fraction(2)).plus(AffineForm.of_constant(Fraction(3)))
    AffineForm(terms={0: Fraction(2, 1)}, constant=Fraction(3, 1), depth=0)
    """

    terms: Mapping[int, Fraction]
    constant: Fraction
    depth: int = field(compare=False)

    __repr__ = repr_of_fields

    @classmethod
    def of_variable(cls, variable: int, depth: int) -> AffineForm:
        """Return the form that is a variable."""
        return cls({variable: ONE}, ZERO, depth)

    @classmethod
    def of_constant(cls, constant: Fraction) -> AffineForm:
        """Return the form without variables."""
        return cls({}, constant, 0)

    @property
    def variable(self) -> int | None:
        """The variable that the form is, or None if it is none."""
        if len(self.terms) != 1 or self.constant:
            return None
        [(variable, coefficient)] = self.terms.items()
        return variable if coefficient == ONE else None

    def times(self, factor: Fraction) -> AffineForm:
        """Return the product with a number."""
        if factor == ONE:
            return self
        if not factor:
            return AffineForm({}, ZERO, self.depth)
        terms = {v: factor if c is ONE else c * factor for v, c in self.terms.items()}
        return AffineForm(terms, self.constant * factor, self.depth)

    def plus(self, other: AffineForm) -> AffineForm:
        """Return the sum of two forms."""
        constant = self.constant + other.constant if other.constant else self.constant
        depth = max(self.depth, other.depth)
        if not other.terms:
            return AffineForm(self.terms, constant, depth)
        terms = dict(self.terms)
        for variable, coefficient in other.terms.items():
            total = terms[variable] + coefficient if variable in terms else coefficient
            if total:
                terms[variable] = total
            else:
                del terms[variable]
        return AffineForm(terms, constant, depth)
