"""Truth values that depend on the input, and values chosen by them that jump on their own.

No network jumps, but a whole may be continuous whose parts are not, such as x sign(x) or a product
with a mask of zeros and ones. What jumps is kept as it was written until a tensor is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from polyregions.errors import FileFormatError, InvalidNetworkError
from polyregions.lowering import Tensor, checked_shape
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.values import Value, broadcast_shape
from polyregions.readers.refusals import refusal

__all__ = [
    "MOST_COMPARISONS",
    "Combination",
    "Comparison",
    "Condition",
    "Jumping",
    "NodeValue",
    "chosen",
    "combined",
    "mapped",
]

MOST_COMPARISONS = 64
"""The most comparisons in one condition, or in one value that is chosen by them."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether entries are positive.

    Attributes
    ----------
    difference
        The entries.
    at_zero
        Whether the truth value at zero is true.
    operator
        The operator that compares.
    """

    difference: Tensor
    at_zero: bool
    operator: str

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the truth values."""
        return self.difference.shape

    @property
    def tensors(self) -> list[Tensor]:
        """The entries of all comparisons, one alone here."""
        return [self.difference]

    def negated(self) -> Comparison:
        """Return where the condition does not hold."""
        return Comparison(ops.negate(self.difference), not self.at_zero, self.operator)

    def choice(self, a: Value | ops.Choice, b: Value | ops.Choice) -> ops.Choice:
        """Return the choice of a where the condition holds and of b elsewhere."""
        return ops.Choice(self.difference, self.at_zero, a, b)


@dataclass(frozen=True, slots=True)
class Combination:
    """Two conditions joined: that both hold, or that one of them does.

    Attributes
    ----------
    first, second
        The conditions.
    needs_both
        Whether both must hold.
    """

    first: Condition
    second: Condition
    needs_both: bool

    @property
    def operator(self) -> str:
        """The operator that joins them."""
        return "And" if self.needs_both else "Or"

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the truth values."""
        return broadcast_shape(self.first, self.second)

    @property
    def tensors(self) -> list[Tensor]:
        """The entries of all comparisons."""
        return [*self.first.tensors, *self.second.tensors]

    def negated(self) -> Combination:
        """Return where the condition does not hold, by the rule of De Morgan."""
        return Combination(self.first.negated(), self.second.negated(), not self.needs_both)

    def choice(self, a: Value | ops.Choice, b: Value | ops.Choice) -> ops.Choice:
        """Return the choice of a where the condition holds and of b elsewhere."""
        inner = self.second.choice(a, b)
        return self.first.choice(inner, b) if self.needs_both else self.first.choice(a, inner)


Condition = Comparison | Combination


@dataclass(frozen=True, slots=True)
class Jumping:
    """A value that is chosen by conditions and jumps, or cannot be told not to.

    Attributes
    ----------
    choice
        How it is chosen.
    operator
        The operator that made it.
    """

    choice: ops.Choice
    operator: str

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value."""
        return broadcast_shape(*self.choice.operands)

    @property
    def tensors(self) -> list[Tensor]:
        """All tensors that it is chosen from and by."""
        return [operand for operand in self.choice.operands if isinstance(operand, Tensor)]

    def refused(self) -> FileFormatError:
        """Return the error that says why there is no tensor of these values."""
        try:
            ops.choose(self.choice)
        except InvalidNetworkError as error:
            sentence = str(error) if self.operator == "Where" else refusal(self.operator)
            return FileFormatError(sentence)
        raise AssertionError("a value that does not jump is a tensor")


NodeValue = Value | Condition | Jumping
"""What a node may make."""


def combined(first: Condition, second: Condition, needs_both: bool) -> Combination:
    """Return two conditions joined.

    Raises
    ------
    FileFormatError
        If there are more than ``MOST_COMPARISONS`` in it, or shapes do not go together.
    """
    joined = Combination(first, second, needs_both)
    broadcast_shape(first, second)
    _check_count(len(joined.tensors))
    return joined


def chosen(
    condition: Condition, a: Value | Jumping, b: Value | Jumping, operator: str
) -> Tensor | Jumping:
    """Return a where a condition holds and b elsewhere."""
    branches = [value.choice if isinstance(value, Jumping) else value for value in (a, b)]
    return _settled(condition.choice(branches[0], branches[1]), operator)


def mapped(
    function: Callable[[Value, Value], Value], a: Value | Jumping, b: Value | Jumping
) -> Value | Jumping:
    """Return a function of two values, applied to each of those that jumping ones choose from."""
    if not isinstance(a, Jumping) and not isinstance(b, Jumping):
        return function(a, b)
    operators = [x.operator for x in (a, b) if isinstance(x, Jumping)]
    first, second = (x.choice if isinstance(x, Jumping) else x for x in (a, b))
    _check_count(_leaves(first) * _leaves(second) - 1)
    result = _on_leaves(function, first, second)
    assert isinstance(result, ops.Choice)
    return _settled(result, operators[0])


def _on_leaves(
    function: Callable[[Value, Value], Value], a: Value | ops.Choice, b: Value | ops.Choice
) -> Value | ops.Choice:
    if isinstance(a, ops.Choice):
        branches = [_on_leaves(function, branch, b) for branch in (a.a, a.b)]
        return ops.Choice(a.difference, a.at_zero, *branches)
    if isinstance(b, ops.Choice):
        branches = [_on_leaves(function, a, branch) for branch in (b.a, b.b)]
        return ops.Choice(b.difference, b.at_zero, *branches)
    return function(a, b)


def _leaves(value: Value | ops.Choice) -> int:
    """Return the number of values that are chosen from."""
    return len(value.operands) // 2 + 1 if isinstance(value, ops.Choice) else 1


def _settled(choice: ops.Choice, operator: str) -> Tensor | Jumping:
    """Return the tensor that a choice makes, or the choice itself where it jumps."""
    _check_count(len(choice.operands) // 2)
    checked_shape(broadcast_shape(*choice.operands))
    try:
        return ops.choose(choice)
    except InvalidNetworkError:
        return Jumping(choice, operator)


def _check_count(comparisons: int) -> None:
    if comparisons > MOST_COMPARISONS:
        raise FileFormatError(
            f"a value by more than {MOST_COMPARISONS} comparisons is not supported: choose by "
            "fewer of them"
        )
