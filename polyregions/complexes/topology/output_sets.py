"""The sets of inputs whose topology is asked for, and which units tell their faces apart."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import exact_rational, number_text, repr_of_fields, whole_number
from polyregions.errors import UnknownOptionError, check_choice, short
from polyregions.interface import parameter
from polyregions.networks import Layer, Network

__all__ = ["SETS", "OutputSet"]

SETS = ("superlevel", "sublevel", "level", "decision_region", "decision_boundary")
"""What ``set=`` accepts."""

_SIGNS = {
    ("superlevel", False): ">",
    ("superlevel", True): ">=",
    ("sublevel", False): "<",
    ("sublevel", True): "<=",
    ("level", False): "=",
    ("level", True): "=",
}


@dataclass(frozen=True, slots=True, repr=False)
class OutputSet:
    """A set of inputs x that is told by comparisons of the outputs F_0(x), F_1(x), ...

    Attributes
    ----------
    name
        One of :data:`SETS`; of one output always that of a set of a level.
    outputs
        The number of outputs of the network.
    output, level
        What is compared, and with which number; None for decisions.
    label
        The output that is largest in a decision region; None for all other sets.
    closed
        Whether it is a closed set in the domain, boundary included; else it is what is taken in the
        inside of the domain, where regions and sets above or below a level are open.
    """

    name: str
    outputs: int
    output: int | None
    level: Fraction | None
    label: int | None
    closed: bool

    __repr__ = repr_of_fields

    @classmethod
    def of(
        cls, network: Network, name: str, output: Any, level: Any, label: Any, closed: bool
    ) -> OutputSet:
        """Return the set that the arguments of :func:`set_topology` mean.

        Raises
        ------
        UnknownOptionError, InvalidNumberError
            If there is no such set, output or label, or the level is no number; or an argument is
            given that has no meaning for the set.
        """
        check_choice("the set", name, SETS)
        if not isinstance(closed, (bool, np.bool_)):
            raise UnknownOptionError(f"closed is {short(closed)}: give True or False")
        outputs, is_closed = network.outputs, bool(closed)
        if outputs == 1 and name.startswith("decision"):
            name, label = _by_level(name, label)
        if name in ("superlevel", "sublevel", "level"):
            if label is not None:
                raise _meaningless(name, "label", label)
            chosen = _index(output, "output", outputs)
            return cls(name, outputs, chosen, exact_rational(level, "level"), None, is_closed)
        if _is_given(output):
            raise _meaningless(name, "output", output)
        if _is_given(level):
            raise _meaningless(name, "level", level)
        if name == "decision_boundary":
            if label is not None:
                raise _meaningless(name, "label", label)
            return cls(name, outputs, None, None, None, is_closed)
        return cls(name, outputs, None, None, _class(label, outputs), is_closed)

    def __str__(self) -> str:
        where = "the domain" if self.closed else "the inside of the domain"
        return f"{self.condition} in {where}"

    @property
    def condition(self) -> str:
        """What holds in the set, such as "F > 1/2"."""
        if self.name == "decision_boundary":
            return "several outputs are largest"
        if self.name == "decision_region":
            others = "at least all others" if self.closed else "larger than all others"
            return f"F_{self.label} is {others}"
        assert self.level is not None
        function = "F" if self.outputs == 1 else f"F_{self.output}"
        return f"{function} {_SIGNS[self.name, self.closed]} {number_text(self.level)}"

    @property
    def is_relatively_closed(self) -> bool:
        """Whether it is closed in the inside of the domain, and not in the domain."""
        return not self.closed and self.name in ("level", "decision_boundary")

    def comparisons(self) -> Layer:
        """Return the layer behind the network whose units are the comparisons that tell the set.

        Whatever the signs of its units on a relatively open face, all of the face lies in the set
        or none of it.
        """
        if self.level is not None:
            row = [int(i == self.output) for i in range(self.outputs)]
            return Layer([row], [-self.level])
        rows = [
            [int(k == first) - int(k == second) for k in range(self.outputs)]
            for first, second in self._compared()
        ]
        return Layer(rows)

    def members(self, signs: NDArray[np.int8]) -> NDArray[np.bool_]:
        """Return which faces lie in the set, given the signs of the comparisons on each.

        Parameters
        ----------
        signs
            int8 array (k, units of the layer).
        """
        found: NDArray[np.bool_]
        if self.name == "decision_boundary":
            # As many outputs are largest as are less than no other.
            largest = np.ones((len(signs), self.outputs), dtype=np.bool_)
            for unit, (first, second) in enumerate(self._compared()):
                largest[:, first] &= signs[:, unit] >= 0
                largest[:, second] &= signs[:, unit] <= 0
            found = np.count_nonzero(largest, axis=1) > 1
        elif self.name == "level":
            found = signs[:, 0] == 0
        else:
            upward = -signs if self.name == "sublevel" else signs
            found = np.all(upward >= 0 if self.closed else upward > 0, axis=1)
        return found

    def _compared(self) -> list[tuple[int, int]]:
        """Return the pairs of outputs whose differences the units are."""
        if self.label is None:
            return [*combinations(range(self.outputs), 2)]
        return [(self.label, other) for other in range(self.outputs) if other != self.label]


def _by_level(name: str, label: Any) -> tuple[str, Any]:
    """Return the set of a level that one output decides: class 0 is below it, class 1 above."""
    if name == "decision_boundary":
        return "level", label
    return ("sublevel", "superlevel")[_class(label, 2)], None


def _class(label: Any, classes: int) -> int:
    """Return the class of a decision region."""
    if label is None:
        raise UnknownOptionError(
            f"a decision region is that of a class: give {parameter('label')} from 0 to "
            f"{classes - 1}"
        )
    return _index(label, "label", classes)


def _is_given(value: Any) -> bool:
    """Return whether an argument is something else than its default, which is zero."""
    return not (isinstance(value, (int, Fraction)) and value == 0)


def _meaningless(name: str, argument: str, value: Any) -> UnknownOptionError:
    shown = number_text(value) if isinstance(value, Fraction) else short(value)
    return UnknownOptionError(
        f"{parameter(argument)} is {shown}, which has no meaning for the set {name!r}: leave it out"
    )


def _index(value: Any, what: str, outputs: int) -> int:
    """Return the index of an output."""
    index = whole_number(value, what, 0)
    if index >= outputs:
        raise UnknownOptionError(
            f"there is no {what} {short(index)} of {outputs}: they are counted from 0 to "
            f"{outputs - 1}"
        )
    return index
