"""Exact pre-activations of units on the branches of a search, from one branch to the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from operator import eq, mul

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, negated
from polyregions.budgets import checkpoint
from polyregions.networks import IntegerForm

__all__ = ["BranchForms"]

Columns = list[tuple[int, ...]]


class BranchForms:
    """The integer forms of units where those before them have the activations of a branch.

    A form is made when it is asked for, of those of the units that are active in the layer before,
    and kept.  When another branch is followed, the forms that are known are moved along, layer by
    layer as they are asked for: a unit with form v that becomes active adds W_ij v to unit i of the
    layer after, and to later layers multiples of v: a rank-one update of each layer for each unit
    that changes.  Where more units change than a form has coefficients, forms are made anew.

    Parameters
    ----------
    network
        The network in integers.

    Notes
    -----
    Where forms of a layer are known, so are those of all active units of the layer before.
    """

    def __init__(self, network: IntegerForm) -> None:
        self._network = network
        self._layers = network.layers
        self._scales = network.scales
        self._size = network.inputs + 1
        self._rows: dict[int, Sequence[IntegerVector] | None] = {}
        self._old = self._new = [b""] * len(self._layers)
        self._forms: list[dict[int, IntegerVector]] = [{} for _ in self._layers]
        # Of each layer that is reached the active units of the layer before, and the columns of
        # their forms.  Forms of the other layers are still those of the branch before.
        self._inputs: list[tuple[list[int], Columns]] = [([], [])]
        self._moves: list[IntegerVector] = []
        # By which multiples of the moves the forms of the last layer that is reached have changed.
        self._multiples: dict[int, list[int]] = {}

    def follow(self, bits: NDArray[np.uint8]) -> None:
        """Go to the branch on which the ReLU units have these bits."""
        reached = len(self._inputs)
        self._forms[reached:] = [{} for _ in self._layers[reached:]]
        groups = [
            bits[layer.offset : layer.offset + len(layer.relu_units)].tobytes()
            for layer in self._layers
        ]
        self._old, self._new = self._new, groups
        same = sum(1 for _ in takewhile(bool, map(eq, self._old, self._new)))
        del self._inputs[same + 1 :]
        self._moves, self._multiples = [], {}

    def form(self, index: int, unit: int) -> IntegerVector:
        """Return the form of a unit of layer ``index``.

        Raises
        ------
        OutOfTime
            If the time is up; what is known by then stays right.
        """
        for after in range(len(self._inputs), index + 1):
            checkpoint()
            self._reach(after)
        return self._form(index, unit)

    def _form(self, index: int, unit: int) -> IntegerVector:
        known = self._forms[index]
        if unit not in known:
            rows = self._narrow_rows(index)
            if rows is None:
                known.update(enumerate(self._layers[index].preactivations(self._all_inputs(index))))
            elif index == 0:
                known[unit] = rows[unit]
            else:
                active, columns = self._inputs[index]
                row = rows[unit]
                factors = [row[j] for j in active]
                entries = [sum(map(mul, factors, column)) for column in columns]
                entries[-1] += row[-1] * self._scales[index]
                known[unit] = tuple(entries)
        return known[unit]

    def _narrow_rows(self, index: int) -> Sequence[IntegerVector] | None:
        """Return the rows of a layer; None of a wide one, of which all forms are made at once."""
        if index not in self._rows:
            rows = self._layers[index].rows
            self._rows[index] = rows[:] if rows.is_narrow else None
        return self._rows[index]

    def _all_inputs(self, index: int) -> list[IntegerVector]:
        """Return the inputs of a layer, those of inactive units and the constant 1 too."""
        if index == 0:
            return self._network.input_forms()
        active, columns = self._inputs[index]
        zero = (0,) * self._size
        inputs = [zero] * len(self._layers[index - 1].rows)
        for unit, form in zip(active, zip(*columns, strict=True), strict=True):
            inputs[unit] = form
        return [*inputs, (*zero[:-1], self._scales[index])]

    def _reach(self, index: int) -> None:
        """Put together the inputs of a layer, and move those of its forms that are known."""
        layer = self._layers[index - 1]
        bits = dict(zip(layer.relu_units, self._new[index - 1], strict=True))
        active = [unit for unit in range(len(layer.rows)) if bits.get(unit, 1)]
        columns = list(zip(*[self._form(index - 1, unit) for unit in active], strict=True))
        self._inputs.append((active, columns or [()] * self._size))
        if not self._forms[index]:
            return
        changed = self._changed(index - 1)
        if len(self._moves) + len(changed) > self._size or self._narrow_rows(index) is None:
            self._forms[index:] = [{} for _ in self._forms[index:]]
        elif self._moves or changed:
            self._move(index, self._changes_of_outputs(index - 1, active, changed))

    def _changed(self, index: int) -> dict[int, int]:
        """Return the units of a layer that become active, as 1, and inactive, as 0."""
        bits = zip(self._layers[index].relu_units, self._new[index], self._old[index], strict=True)
        return {unit: bit for unit, bit, before in bits if bit != before}

    def _changes_of_outputs(
        self, index: int, active: list[int], changed: dict[int, int]
    ) -> dict[int, list[int]]:
        """Return by which multiples of the moves the outputs of a layer change.

        The units whose activations change make moves of their own: the new form comes in, or the
        old one goes out, which is the new one less what it has changed by.
        """
        own = [0] * len(changed)
        unmoved = [0] * len(self._moves)
        changes = {}
        if self._moves:
            changes = {u: self._multiples[u] + own for u in active if u not in changed}
        for place, (unit, bit) in enumerate(changed.items()):
            own[place] = 1
            changes[unit] = (unmoved if bit else self._multiples.get(unit, unmoved)) + own
            own[place] = 0
        for unit, bit in changed.items():
            form = self._form(index, unit)
            self._moves.append(form if bit else negated(form))
        return changes

    def _move(self, index: int, changes: dict[int, list[int]]) -> None:
        """Move the known forms of a layer whose inputs change by multiples of the moves."""
        factors = list(zip(*changes.values(), strict=True))
        moves = list(zip(*self._moves, strict=True))
        forms, rows = self._forms[index], self._narrow_rows(index)
        assert rows is not None
        self._multiples = {}
        for unit, form in forms.items():
            row = rows[unit]
            weights = [row[j] for j in changes]
            multiples = [sum(map(mul, weights, column)) for column in factors]
            self._multiples[unit] = multiples
            forms[unit] = tuple(
                [c + sum(map(mul, multiples, m)) for c, m in zip(form, moves, strict=True)]
            )
