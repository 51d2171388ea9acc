"""The variables of a circuit: its inputs, and its units."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.carrying import worth_carrying
from polyregions.lowering.sparse_forms import SparseForms

__all__ = ["Block", "Unit", "Units"]


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


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Consecutive variables made at once: inputs, or the ReLU units of as many forms.

    Attributes
    ----------
    first, count
        The first of the variables, and their number.
    depth
        The depth of all of them.
    preactivations
        The forms of which the units take the ReLU; None for inputs.
    """

    first: int
    count: int
    depth: int
    preactivations: SparseForms | Sequence[AffineForm] | None

    @property
    def variables(self) -> SparseForms:
        """The variables as forms."""
        return SparseForms.of_variables(self.first, self.count, self.depth)

    def unit(self, index: int) -> Unit:
        """Return one of the variables."""
        forms = self.preactivations
        if forms is None:
            return Unit(None, self.depth)
        form = forms.form(index) if isinstance(forms, SparseForms) else forms[index]
        return Unit(form, self.depth, "relu")


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
        self._parts: list[Unit | Block] = []
        self._firsts: list[int] = []  # the first variable of each
        self._count = 0
        self._carried: dict[object, AffineForm] = {}

    def __iter__(self) -> Iterator[Unit]:
        for part in self._parts:
            if isinstance(part, Block):
                yield from map(part.unit, range(part.count))
            else:
                yield part

    @property
    def blocks(self) -> Sequence[Block] | None:
        """The blocks in which all variables were made, None if some were made one by one."""
        blocks = [part for part in self._parts if isinstance(part, Block)]
        return blocks if len(blocks) == len(self._parts) else None

    def __getitem__(self, variable: int) -> Unit:
        place = bisect_right(self._firsts, variable) - 1
        part = self._parts[place]
        return part.unit(variable - part.first) if isinstance(part, Block) else part

    def add(self, unit: Unit) -> AffineForm:
        """Return a new variable as a form."""
        self._parts.append(unit)
        self._firsts.append(self._count)
        self._count += 1
        return AffineForm.of_variable(self._count - 1, unit.depth)

    def add_inputs(self, count: int) -> SparseForms:
        """Return new inputs as forms."""
        return self._add_block(Block(self._count, count, 0, None))

    def rectified(self, forms: SparseForms | list[AffineForm]) -> SparseForms:
        """Return the outputs of one new ReLU unit for each form, all of them in one layer."""
        if isinstance(forms, SparseForms):
            return self._add_block(Block(self._count, len(forms), forms.depth + 1, forms))
        [preactivations] = self.levelled(forms)
        depth = 1 + max(form.depth for form in preactivations)
        return self._add_block(Block(self._count, len(preactivations), depth, preactivations))

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

    def _add_block(self, block: Block) -> SparseForms:
        self._parts.append(block)
        self._firsts.append(block.first)
        self._count += block.count
        return block.variables

    def _carry(self, form: AffineForm) -> AffineForm:
        key = (frozenset(form.terms.items()), form.constant, form.depth)
        if key not in self._carried:
            self._carried[key] = self.add(Unit(form, form.depth + 1, "identity"))
        return self._carried[key]
