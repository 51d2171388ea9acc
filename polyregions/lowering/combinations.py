"""Linear combinations of many affine forms at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeVar

from polyregions.arithmetic import IntegerMatrix, common_denominator, numerators
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.arrays import Constants
from polyregions.lowering.constants import ZERO
from polyregions.lowering.limits import check_terms

__all__ = ["LinearCombinations"]

Number = TypeVar("Number", int, Fraction)

IntegerTerms = tuple[dict[int, int], int]
"""The terms and the constant of a form, times a common denominator."""

# A dense product of integer matrices beats sums over terms once variables recur this often.
_DENSE_FROM = 4


class LinearCombinations:
    """The forms sum of weights[i, j] times forms[j] + bias[i], for one matrix of weights.

    Where the forms are variables, a row of weights is the result as it stands. Otherwise forms and
    weights are scaled to integers, because sums of Fractions would reduce every partial sum.

    Parameters
    ----------
    weights
        Matrix of shape (rows, inputs).
    bias
        The constants of the rows.
    forms
        The forms from which :meth:`of` picks its inputs.

    Attributes
    ----------
    terms
        How many coefficients have been made at most.

    Examples
    --------
    >>> from polyregions.lowering.constants import exact_array
    >>> x, y = AffineForm.of_variable(0, 0), AffineForm.of_variable(1, 0)
    >>> combinations = LinearCombinations(exact_array([[2, 3]]), exact_array([0]), [x, x.plus(y)])
    >>> combinations.of([0, 1])
    [AffineForm(terms={0: Fraction(5, 1), 1: Fraction(3, 1)}, constant=Fraction(0, 1), depth=0)]
    """

    def __init__(
        self, weights: Constants, bias: Iterable[Fraction], forms: Sequence[AffineForm]
    ) -> None:
        self._weights: list[list[Fraction]] = weights.tolist()
        self._bias = list(bias)
        self._forms = forms
        self.terms = 0
        variables = [form.variable for form in forms]
        self._only_variables = None not in variables and len(set(variables)) == len(variables)
        if not self._only_variables:
            self._scale_to_integers()

    def _scale_to_integers(self) -> None:
        scale = common_denominator(
            number for form in self._forms for number in (form.constant, *form.terms.values())
        )
        denominator = common_denominator(w for row in self._weights for w in row)
        self._integer_forms = [_integer_terms(form, scale) for form in self._forms]
        self._integer_weights = [numerators(row, denominator) for row in self._weights]
        self._denominator = scale * denominator
        self._quotients: dict[int, Fraction] = {0: ZERO}

    def of(self, picks: Sequence[int], columns: Sequence[int] | None = None) -> list[AffineForm]:
        """Return the combinations of some of the forms, one for each row of weights.

        Parameters
        ----------
        picks
            The positions of the forms to combine.
        columns
            The columns of the weights to use, one for each pick; all of them where None.

        Raises
        ------
        InvalidNetworkError
            If all calls together make more than ``MOST_TERMS`` coefficients.
        """
        variables = sorted(set().union(*(self._forms[i].terms for i in picks)))
        self.terms += len(variables) * len(self._weights)
        check_terms(self.terms)
        depth = max((self._forms[i].depth for i in picks), default=0)
        if self._only_variables:
            return self._of_variables(picks, columns, depth)
        recurring = sum(len(self._forms[i].terms) for i in picks)
        weights = _of_columns(self._integer_weights, columns)
        if recurring > _DENSE_FROM * len(variables):
            sums = self._dense_sums(picks, weights, variables)
        else:
            sums = [self._sparse_sum(picks, row) for row in weights]
        return [
            AffineForm(
                {variable: self._quotient(n) for variable, n in terms.items() if n},
                self._quotient(constant) + bias,
                depth,
            )
            for (terms, constant), bias in zip(sums, self._bias, strict=True)
        ]

    def _of_variables(
        self, picks: Sequence[int], columns: Sequence[int] | None, depth: int
    ) -> list[AffineForm]:
        variables = [variable for i in picks for variable in self._forms[i].terms]
        return [
            AffineForm({v: w for v, w in zip(variables, row, strict=True) if w}, bias, depth)
            for row, bias in zip(_of_columns(self._weights, columns), self._bias, strict=True)
        ]

    def _sparse_sum(self, picks: Sequence[int], weights: Sequence[int]) -> IntegerTerms:
        sums: dict[int, int] = {}
        total = 0
        for i, weight in zip(picks, weights, strict=True):
            if weight:
                terms, constant = self._integer_forms[i]
                total += weight * constant
                for variable, coefficient in terms.items():
                    sums[variable] = sums.get(variable, 0) + weight * coefficient
        return sums, total

    def _dense_sums(
        self, picks: Sequence[int], weights: Sequence[Sequence[int]], variables: Sequence[int]
    ) -> list[IntegerTerms]:
        rows = []
        for i in picks:
            terms, constant = self._integer_forms[i]
            rows.append((*(terms.get(variable, 0) for variable in variables), constant))
        products = IntegerMatrix([tuple(row) for row in weights]) @ rows
        return [(dict(zip(variables, row, strict=False)), row[-1]) for row in products]

    def _quotient(self, numerator: int) -> Fraction:
        found = self._quotients.get(numerator)
        if found is None:
            found = self._quotients[numerator] = Fraction(numerator, self._denominator)
        return found


def _of_columns(
    rows: Sequence[Sequence[Number]], columns: Sequence[int] | None
) -> Sequence[Sequence[Number]]:
    return rows if columns is None else [[row[j] for j in columns] for row in rows]


def _integer_terms(form: AffineForm, scale: int) -> IntegerTerms:
    *coefficients, constant = numerators((*form.terms.values(), form.constant), scale)
    return dict(zip(form.terms, coefficients, strict=True)), constant
