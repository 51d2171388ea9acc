"""Writes the units of a circuit as a chain of layers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from polyregions.errors import InvalidNetworkError
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.layer_rows import layer_of_forms
from polyregions.lowering.limits import check_weights
from polyregions.lowering.units import Unit
from polyregions.networks import Layer

__all__ = ["layers_of"]

Row = tuple[AffineForm, str]
"""A pre-activation and its activation."""


def layers_of(units: Sequence[Unit], outputs: Sequence[AffineForm]) -> list[Layer]:
    """Return the layers of the network with these units and outputs.

    Layer d holds, in this order, the ReLU units of depth d, the identity units of depth d that are
    needed, and one identity unit for each shallower variable that a layer beyond d needs. The
    outputs are a layer of identity units, save where the deepest ReLU units are all among them:
    then they are that layer, so that a network may end in ReLU units.

    Parameters
    ----------
    units
        The variables, by number.
    outputs
        The affine forms in them that the network returns.
    """
    relu_units = _relu_units_by_depth(units)
    deepest = max(relu_units, default=0)
    last = _joined_with_the_deepest(units, relu_units.get(deepest, []), outputs)
    hidden = deepest if last is None else deepest - 1
    final: list[Row] = [(form, "identity") for form in outputs] if last is None else last

    columns: list[list[int]] = []  # The variables that the layers hold, from the last to the first.
    needed = _variables_of(final)
    for depth in range(hidden, 0, -1):
        rectified = relu_units.get(depth, [])
        columns.append([*rectified, *sorted(needed.difference(rectified))])
        needed = _variables_of(_row(units, variable, depth) for variable in columns[-1])
    columns.append(_inputs(units))
    columns.reverse()
    rows = [
        [_row(units, variable, depth) for variable in columns[depth]]
        for depth in range(1, hidden + 1)
    ]
    rows.append(final)
    check_weights(
        [
            (len(of_layer), len(inputs), sum(len(form.terms) for form, _ in of_layer))
            for of_layer, inputs in zip(rows, columns, strict=True)
        ]
    )
    return [_layer(of_layer, inputs) for of_layer, inputs in zip(rows, columns, strict=True)]


def _relu_units_by_depth(units: Sequence[Unit]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for variable, unit in enumerate(units):
        if unit.activation == "relu":
            found.setdefault(unit.depth, []).append(variable)
    return found


def _inputs(units: Sequence[Unit]) -> list[int]:
    inputs = [variable for variable, unit in enumerate(units) if unit.preactivation is None]
    if not inputs:
        raise InvalidNetworkError("the circuit has no input: make one with circuit.input(shape)")
    return inputs


def _row(units: Sequence[Unit], variable: int, depth: int) -> Row:
    """Return the unit that holds a variable in the layer of this depth."""
    unit = units[variable]
    if unit.preactivation is not None and unit.depth == depth:
        return unit.preactivation, unit.activation
    return AffineForm.of_variable(variable, unit.depth), "identity"


def _variables_of(rows: Iterable[Row]) -> set[int]:
    return set().union(*(form.terms for form, _ in rows))


def _joined_with_the_deepest(
    units: Sequence[Unit], relu_units: list[int], outputs: Sequence[AffineForm]
) -> list[Row] | None:
    """Return the outputs as units of the deepest ReLU layer, or None if they are not."""
    wanted = set(relu_units)
    found = [v for form in outputs if (v := form.variable) is not None and v in wanted]
    if not relu_units or sorted(found) != relu_units:
        return None
    depth = units[relu_units[0]].depth
    rows: list[Row] = []
    for form in outputs:
        if all(units[variable].depth < depth for variable in form.terms):
            rows.append((form, "identity"))
        elif form.variable is not None:
            rows.append(_row(units, form.variable, depth))
        else:
            return None
    return rows


def _layer(rows: Sequence[Row], columns: Sequence[int]) -> Layer:
    return layer_of_forms([form for form, _ in rows], columns, [kind for _, kind in rows])
