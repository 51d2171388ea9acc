"""The cases of a property on the same inputs, and the search that is made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import repr_of_fields
from polyregions.budgets import in_time
from polyregions.errors import TooLargeError
from polyregions.networks import Network
from polyregions.questions.properties.candidates import (
    SoughtCase,
    point_of_case,
    point_of_inputs,
    regions_of_cases,
)
from polyregions.questions.properties.constraint import Constraint
from polyregions.questions.properties.constraint_network import (
    ConstraintNetwork,
    constraint_network,
)
from polyregions.questions.properties.input_sets import InputSet, input_set
from polyregions.questions.properties.property import Property
from polyregions.refinement import CellBatch, Goal

__all__ = ["Group", "GroupSearch", "groups_of", "search_of"]

_UNITS_TOGETHER = 24
_MOST_UNITS = 1 << 13


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of a property on the same inputs, by their indices."""

    inputs: InputSet
    cases: tuple[int, ...]

    __repr__ = repr_of_fields


@dataclass(frozen=True, slots=True, eq=False)
class GroupSearch:
    """What is searched for the cases of a group.

    Attributes
    ----------
    made
        The network with the constraints on outputs at its end.
    inputs
        The inputs.
    cases
        What is sought.
    """

    made: ConstraintNetwork
    inputs: InputSet
    cases: tuple[SoughtCase, ...]

    __repr__ = repr_of_fields

    @property
    def goal(self) -> Goal:
        """The goal of the search: in some case all units are active."""
        levels = [0.0] * len(self.made.constraints)
        return Goal.of([case.units for case in self.cases], levels)

    def point_in(self, cells: CellBatch) -> tuple[Fraction, ...] | None:
        """Return an input in some of the regions that satisfies a case, None if there is none."""
        found = self._found(cells)
        return None if found is None else found[1]

    def region_in(self, cells: CellBatch) -> int | None:
        """Return the first of the regions that has such an input, None if none does."""
        found = self._found(cells)
        return None if found is None else found[0]

    def point_of_pattern(self, pattern: NDArray[np.uint8]) -> tuple[Fraction, ...] | None:
        """Return such an input in the region with a packed pattern, None if there is none."""
        form = self.made.network.integer_form
        hyperplanes = [*range(form.units), *(-1 - k for k in range(len(self.made.domain.rows)))]
        offsets = np.array([0, len(hyperplanes)])
        units = np.array(hyperplanes, dtype=np.int32)
        return self.point_in(CellBatch(pattern[None], (), offsets, units, None))

    def _found(self, cells: CellBatch) -> tuple[int, tuple[Fraction, ...]] | None:
        form, constraints = self.made.network.integer_form, len(self.made.constraints)
        for region, case in regions_of_cases(form.units, self.cases, cells, constraints):
            point = point_of_case(self.made, self.inputs, case, cells, region)
            if point is not None:
                return region, point
        return None


def groups_of(property: Property) -> list[Group]:
    """Return the cases by their sets of inputs, without those whose set is empty.

    Many cases on the same inputs make several groups.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    indices: dict[frozenset[tuple[tuple[tuple[int, int], ...], int]], list[int]] = {}
    constraints: list[list[Constraint]] = []
    for index, case in enumerate(in_time(property.cases)):
        own = [c for c in case if c.largest_variable < property.inputs]
        constraints.append(own)
        indices.setdefault(frozenset((c.terms, c.bound) for c in own), []).append(index)
    groups = []
    for members in in_time(indices.values()):
        inputs = input_set(property.inputs, constraints[members[0]])
        if inputs is not None:
            groups += [Group(inputs, part) for part in _searched_together(property, members)]
    return groups


def _searched_together(property: Property, members: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield the cases in parts, so that regions are not cut by too many units of others.

    Cases of one constraint on outputs cut nothing that matters: where theirs is active, the search
    is at its end.
    """
    part: list[int] = []
    units: set[Constraint] = set()
    for index in members:
        own = {c for c in property.cases[index] if c.largest_variable >= property.inputs}
        if len(own) > 1 and units and len(units | own) > _UNITS_TOGETHER:
            yield tuple(part)
            part, units = [], set()
        part.append(index)
        if len(own) > 1:
            units |= own
    yield tuple(part)


def search_of(
    network: Network, property: Property, group: Group
) -> GroupSearch | tuple[Fraction, ...] | None:
    """Return the search that decides the cases of a group.

    Returns
    -------
    GroupSearch
        The search for those cases that are about outputs.
    tuple of Fraction
        An input that violates a case that is about inputs alone.
    None
        Nothing is left to be searched: there is but a single input, which has been tried, or no
        input satisfies the strict constraints.

    Raises
    ------
    TooLargeError
        If there are too many constraints.
    """
    if group.inputs.domain is None:
        return None
    positions: dict[Constraint, int] = {}
    sought = []
    for index in group.cases:
        case = property.cases[index]
        units = [c for c in case if c.largest_variable >= property.inputs]
        strict = [c for c in case if c.largest_variable < property.inputs and c.is_strict]
        places = tuple(positions.setdefault(unit, len(positions)) for unit in units)
        own = SoughtCase(index, places, tuple(strict))
        if units:
            sought.append(own)
            continue
        point = point_of_inputs(group.inputs, own)
        if point is not None:
            return point
    if not sought:
        return None
    if len(positions) > _MOST_UNITS:
        raise TooLargeError(
            f"the property has {len(positions)} different constraints on the outputs for the same "
            f"inputs, and up to {_MOST_UNITS} are checked together: divide it in several"
        )
    made = constraint_network(network, group.inputs, tuple(positions))
    return GroupSearch(made, group.inputs, tuple(sought))
