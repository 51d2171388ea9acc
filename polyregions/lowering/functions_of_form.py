"""Affine forms that are piecewise linear functions of one affine form."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.bent_line import BentLine
from polyregions.lowering.constants import ZERO
from polyregions.lowering.units import Units

__all__ = ["FunctionsOfForm", "shallower_forms", "written_out"]


class FunctionsOfForm:
    """The piecewise linear functions f with which other forms are f(t), for one form t.

    A form is such a function if it is k t + c, plus multiples of ReLU units whose pre-activations
    are such functions themselves.

    Parameters
    ----------
    units
        The variables of the circuit.
    form
        The form t, which is not constant.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> x = circuit.input((2,))
    >>> [distance, *_] = ops.absolute(x).flat
    >>> functions = FunctionsOfForm(circuit.units, x.flat[0])
    >>> functions.function(distance).kinks
    ((Fraction(0, 1), Fraction(2, 1)),)
    >>> print(functions.function(x.flat[1]))
    None
    """

    def __init__(self, units: Units, form: AffineForm) -> None:
        self._units = units
        self._form = written_out(units, form)
        self._depth = max(units[variable].depth for variable in self._form.terms)

    @property
    def takes_all_values(self) -> bool:
        """Whether t is a form of the inputs, which takes all values on the whole space."""
        return self._depth == 0

    def function(self, other: AffineForm) -> BentLine | None:
        """Return the function of t that another form is, None if it is none.

        Raises
        ------
        InvalidNetworkError
            If it has more than ``MOST_KINKS`` kinks.
        """
        whole = written_out(self._units, other)
        inner = self._inner_forms(whole)
        if inner is None:
            return None
        functions: dict[int, BentLine] = {}
        for variable in sorted(inner):  # Every pre-activation is in variables made before.
            functions[variable] = self._sum(inner[variable], functions).rectified()
        return self._sum(whole, functions)

    def _inner_forms(self, whole: AffineForm) -> dict[int, AffineForm] | None:
        """Return the pre-activations of all units that a form needs, None if one is no function."""
        found: dict[int, AffineForm] = {}
        waiting = [whole]
        while waiting:
            form = waiting.pop()
            if self._multiple(form) is None:
                return None
            for variable in form.terms:
                if variable in self._form.terms or variable in found:
                    continue
                unit = self._units[variable]
                # No deeper than the deepest variable of t, it does not depend on t alone.
                if unit.preactivation is None or unit.depth <= self._depth:
                    return None
                found[variable] = written_out(self._units, unit.preactivation)
                waiting.append(found[variable])
        return found

    def _multiple(self, form: AffineForm) -> Fraction | None:
        """Return the k with which a form is k t in the variables of t, None if there is none."""
        [(first, coefficient), *_] = self._form.terms.items()
        factor = form.terms.get(first, ZERO) / coefficient
        fits = all(form.terms.get(v, ZERO) == factor * c for v, c in self._form.terms.items())
        return factor if fits else None

    def _sum(self, form: AffineForm, functions: dict[int, BentLine]) -> BentLine:
        factor = self._multiple(form)
        assert factor is not None
        total = BentLine(factor, form.constant - factor * self._form.constant)
        for variable, coefficient in form.terms.items():
            if variable not in self._form.terms:
                total = total.plus(functions[variable].times(coefficient))
        return total


def written_out(units: Units, form: AffineForm) -> AffineForm:
    """Return a form in inputs and ReLU units that are not constant: all others are replaced.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> one = ops.relu(circuit.constant([1]))
    >>> written_out(circuit.units, one.flat[0])
    AffineForm(terms={}, constant=Fraction(1, 1), depth=1)
    """
    while any(_value(units, variable) is not None for variable in form.terms):
        terms: dict[int, Fraction] = {}
        constant = form.constant
        for variable, coefficient in form.terms.items():
            value = _value(units, variable) or AffineForm.of_variable(variable, 0)
            constant += coefficient * value.constant
            for inner, factor in value.terms.items():
                terms[inner] = terms.get(inner, ZERO) + coefficient * factor
        form = AffineForm({v: c for v, c in terms.items() if c}, constant, form.depth)
    return form


def shallower_forms(units: Units, form: AffineForm) -> Iterator[AffineForm]:
    """Yield the pre-activation of the shallowest unit in a form, then that in it, and so on.

    If a form is a function of a form that is shallower than its units, then so are they.
    """
    shallowest = _shallowest(units, form)
    while shallowest is not None:
        yield shallowest
        shallowest = _shallowest(units, shallowest)


def _shallowest(units: Units, form: AffineForm) -> AffineForm | None:
    inner = [units[variable] for variable in written_out(units, form).terms]
    rectified = [unit for unit in inner if unit.preactivation is not None]
    if not rectified:
        return None
    preactivation = min(rectified, key=lambda unit: unit.depth).preactivation
    assert preactivation is not None
    return preactivation if written_out(units, preactivation).terms else None


def _value(units: Units, variable: int) -> AffineForm | None:
    """Return the form that a unit equals, None for an input or a ReLU unit that is not constant."""
    unit = units[variable]
    if unit.preactivation is None:
        return None
    if unit.activation == "identity":
        return unit.preactivation
    if unit.preactivation.terms:
        return None
    return AffineForm.of_constant(max(unit.preactivation.constant, ZERO))
