"""One row of a batch: the function that a circuit computes of every row alike, if it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from polyregions.errors import InvalidNetworkError
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.circuit import Circuit, Tensor
from polyregions.lowering.units import Unit

__all__ = ["one_row"]

_NO_ROW, _SEVERAL_ROWS = -1, -2


def one_row(inputs: Sequence[Tensor], output: Tensor) -> Tensor:
    """Return the first row of an output as a function of the first rows of the inputs.

    The rows are the parts along the first axis, which has the same length k everywhere. They must
    be computed apart and alike: row i of the output is one function g of the rows i of the inputs,
    for every i. This is proved from the circuit: no form in row i of the output depends on a
    variable of another row, and the forms are those of row 0 once each unit is taken for the unit
    of row 0 that computes the same.

    Parameters
    ----------
    inputs
        All inputs of a circuit.
    output
        A tensor of that circuit.

    Returns
    -------
    Tensor
        Of another circuit, whose inputs are the first rows, in the same order.

    Raises
    ------
    InvalidNetworkError
        If rows are mixed, or differ in what is computed of them, or the output has no such axis.

    Notes
    -----
    Linear in the number of coefficients. The condition is sufficient: an equal function that two
    rows compute by different units counts as different.

    Examples
    --------
    >>> from polyregions.lowering import operations as ops
    >>> x = Circuit().input((5, 2))
    >>> row = one_row([x], ops.relu(ops.linear(x, [[1, -1]], [3])))
    >>> print(row.circuit.network(row))
    network 2-1
    >>> one_row([x], ops.add(x, x[::-1]))
    Traceback (most recent call last):
    polyregions.errors.InvalidNetworkError: row 0 of the output depends on other rows of the \
input: take all rows as one input
    """
    rows = inputs[0].shape[0]
    if not output.axes or output.shape[0] != rows:
        raise InvalidNetworkError(
            f"the output has shape {output.shape}, not one row for each of the {rows} rows of the "
            "input: take all rows as one input"
        )
    variables = _Variables(list(output.circuit.units))
    variables.take(inputs)
    first, *others = [part.flat for part in output]
    for i, part in enumerate([first, *others]):
        if any(variables.row(form) not in (i, _NO_ROW) for form in part):
            raise InvalidNetworkError(
                f"row {i} of the output depends on other rows of the input: take all rows as one "
                "input"
            )
    function = [variables.function(form) for form in first]
    for i, part in enumerate(others, 1):
        if [variables.function(form) for form in part] != function:
            raise InvalidNetworkError(
                f"row {i} of the output is another function than row 0: take all rows as one input"
            )
    return variables.first_row(first, output.shape[1:])


@dataclass(slots=True)
class _Variables:
    """For each variable of a circuit the row it is computed from, and what it computes of it.

    Variables have the same class if they are the same entry of two rows, or units with the same
    pre-activation in the classes of its variables.
    """

    units: list[Unit]
    rows: list[int] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)

    def take(self, inputs: Sequence[Tensor]) -> None:
        """Set the rows and classes, from the inputs on."""
        entries = {}
        for number, x in enumerate(inputs):
            length = x.size // x.shape[0]
            for place, form in enumerate(x.flat):
                entries[form.variable] = (place // length, (number, place % length))
        known: dict[object, int] = {}
        for variable, unit in enumerate(self.units):
            if unit.preactivation is None:
                row, entry = entries[variable]
                what: object = entry
            else:
                row = self.row(unit.preactivation)
                what = (unit.activation, self.function(unit.preactivation))
            self.rows.append(row)
            self.classes.append(known.setdefault(what, len(known)))

    def row(self, form: AffineForm) -> int:
        """Return the row on which a form depends, if it is one."""
        found = {self.rows[variable] for variable in form.terms} - {_NO_ROW}
        if len(found) > 1:
            return _SEVERAL_ROWS
        return found.pop() if found else _NO_ROW

    def function(self, form: AffineForm) -> tuple[Fraction, frozenset[tuple[int, Fraction]]]:
        """Return a form in the classes of its variables."""
        terms: dict[int, Fraction] = {}
        for variable, coefficient in form.terms.items():
            kind = self.classes[variable]
            terms[kind] = terms[kind] + coefficient if kind in terms else coefficient
        return form.constant, frozenset(terms.items())

    def first_row(self, output: Sequence[AffineForm], shape: Sequence[int]) -> Tensor:
        """Return forms in row 0 as a tensor of a circuit of that row alone."""
        circuit = Circuit()
        new: dict[int, int] = {}

        def moved(form: AffineForm) -> AffineForm:
            terms = {new[variable]: coefficient for variable, coefficient in form.terms.items()}
            return AffineForm(terms, form.constant, form.depth)

        needed = self._needed(output)
        for variable, unit in enumerate(self.units):
            if self.rows[variable] == 0 or variable in needed:
                new[variable] = len(new)
                form = unit.preactivation
                circuit.units.add(
                    Unit(None if form is None else moved(form), unit.depth, unit.activation)
                )
        return Tensor(circuit, [moved(form) for form in output], shape)

    def _needed(self, output: Sequence[AffineForm]) -> set[int]:
        """Return the variables of no row, which are constant, that row 0 needs."""
        forms = [unit.preactivation for v, unit in enumerate(self.units) if self.rows[v] == 0]
        waiting = [*output, *(form for form in forms if form is not None)]
        needed: set[int] = set()
        while waiting:
            for variable in waiting.pop().terms:
                form = self.units[variable].preactivation
                if self.rows[variable] == _NO_ROW and variable not in needed and form is not None:
                    needed.add(variable)
                    waiting.append(form)
        return needed
