"""The variables of a circuit: its inputs, and its units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.carrying import worth_carrying

__all__ = ["Unit", "Units"]


@dataclass(frozen=True, slots=True)
class Unit:
    """An input, or a unit with its pre-activation in shallower variables.

    Attributes
    ----------
    preactivation
        The form of which the unit takes the activation; None for an input.
    depth
        The number of its layer, counted from 1; 0 for an input.
    activation
        "relu" or "identity".
    """

    preactivation: AffineForm | None
    depth: int
    activation: str = "identity"


class Units:
    """The growing list of a circuit's variables, in which the entries of its tensors are written.

    Examples
    --------
    >>> units = Units()
    >>> x = units.add(Unit(None, 0))
    >>> [y] = units.rectified([x])
    >>> y.depth, len(list(units))
    (1, 2)
    """

    def __init__(self) -> None:
        self._units: list[Unit] = []
        self._carried: dict[object, AffineForm] = {}

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units)

    def __getitem__(self, variable: int) -> Unit:
        return self._units[variable]

    def add(self, unit: Unit) -> AffineForm:
        """Return a new variable as a form."""
        self._units.append(unit)
        return AffineForm.of_variable(len(self._units) - 1, unit.depth)

    def rectified(self, forms: Iterable[AffineForm]) -> list[AffineForm]:
        """Return the outputs of one new ReLU unit for each form, all of them in one layer."""
        [preactivations] = self.levelled(list(forms))
        depth = 1 + max(form.depth for form in preactivations)
        return [self.add(Unit(form, depth, "relu")) for form in preactivations]

    def levelled(self, *groups: list[AffineForm]) -> list[list[AffineForm]]:
        """Return forms that are about to be combined, the shallower ones through identity units.

        A form that is shallower than others of the groups must be carried past the layers between.
        Where these forms are fewer than the variables in them, each becomes an identity unit in
        the next layer, which stands for it from there on.
        """
        chosen = worth_carrying([form for group in groups for form in group])
        if not chosen:
            return list(groups)
        return [
            [self._carry(form) if id(form) in chosen else form for form in group]
            for group in groups
        ]

    def _carry(self, form: AffineForm) -> AffineForm:
        key = (frozenset(form.terms.items()), form.constant, form.depth)
        if key not in self._carried:
            self._carried[key] = self.add(Unit(form, form.depth + 1, "identity"))
        return self._carried[key]
