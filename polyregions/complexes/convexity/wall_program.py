"""The coarser complex with the fewest cells, as an integer program over the walls it keeps.

The number of cells of a complex is, by Euler's relation on the open domain,

    1 + f_(n-1) - f_(n-2) + f_(n-3) - ...

where f_d is the number of faces of dimension d of the finest complex that lie in walls. One
variable says of each facet whether it is a wall, further ones follow from these: of each ridge
inside of a linear region which walls go on around it, of each smaller face whether it lies in any.
Walls that are required, and all that is settled, are constants; what is left falls into parts that
do not touch each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint, seconds_left
from polyregions.complexes.convexity.crossings import Crossing, Surroundings, are_settled

__all__ = ["Part", "fewest_walls"]

Flags = NDArray[np.bool_]

_MOST_NODES = 1000
"""The nodes of the search tree of one part, after which the best walls found are taken."""


@dataclass(frozen=True, slots=True)
class Part:
    """Facets whose being walls depends on each other, and on nothing else.

    Attributes
    ----------
    facets
        The facets, by their numbers.
    around
        The ridges around which they depend on each other.
    smaller
        For each dimension from n0 - 3 down, for each face of it inside of a linear region the
        facets that it lies in.
    """

    facets: tuple[int, ...]
    around: tuple[Surroundings, ...]
    smaller: tuple[tuple[tuple[int, ...], ...], ...] = ()


def fewest_walls(part: Part, count: int) -> tuple[Flags, bool]:
    """Choose walls of one part so that a complex has as few cells as possible.

    Parameters
    ----------
    part
        The part.
    count
        The number of facets of the complex.

    Returns
    -------
    ndarray of bool, shape (count,)
        Which facets of the part are walls; they are walls of a complex in any case.
    bool
        Whether the solver, which computes in floats, takes them for the best.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    checkpoint()
    program = _Program.of(part)
    found = milp(
        np.array(program.costs),
        integrality=np.array(program.are_whole),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(program.matrix(), program.lower, program.upper),
        options={"mip_rel_gap": 0.0, "node_limit": _MOST_NODES, "time_limit": seconds_left()},
    )
    walls = np.zeros(count, dtype=bool)
    facets = list(part.facets)
    if found.x is not None:
        walls[facets] = found.x[: len(facets)] > 0.5
    with_required = walls.copy()
    for near in part.around:
        with_required[[near.fan.facets[i] for i in near.required]] = True
    if found.x is None or not all(are_settled(near.fan, with_required) for near in part.around):
        walls[facets] = True
        return walls, False
    return walls, found.status == 0


@dataclass(slots=True)
class _Program:
    """An integer program, row by row: all variables lie between 0 and 1."""

    costs: list[float] = field(default_factory=list)
    are_whole: list[int] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)

    @classmethod
    def of(cls, part: Part) -> _Program:
        program = cls()
        walls = {facet: program.variable(1.0, is_whole=True) for facet in part.facets}
        for near in part.around:
            match near.crossing:
                case Crossing.FREE:
                    program.add_free(near, walls)
                case Crossing.STRAIGHT:
                    program.add_straight(near, walls)
                case Crossing.WIDE:
                    for turn in near.open_half_turns:
                        program.at_least(1, [walls[near.fan.facets[i]] for i in turn])
        for k, faces in enumerate(part.smaller):
            for facets in faces:
                program.add_smaller([walls[facet] for facet in facets], counts_cells=k % 2 == 0)
        return program

    def matrix(self) -> Any:
        """Return the rows as a sparse matrix."""
        from scipy.sparse import csr_array

        rows, columns, values = zip(*self.entries, strict=True)
        shape = (len(self.lower), len(self.costs))
        return csr_array((np.array(values), (np.array(rows), np.array(columns))), shape=shape)

    def variable(self, cost: float, is_whole: bool = False) -> int:
        self.costs.append(cost)
        self.are_whole.append(int(is_whole))
        return len(self.costs) - 1

    def row(self, terms: Mapping[int, float], lower: float, upper: float = inf) -> None:
        self.entries += [(len(self.lower), column, value) for column, value in terms.items()]
        self.lower.append(lower)
        self.upper.append(upper)

    def at_least(self, constant: float, some: Iterable[int], other: Sequence[int] = ()) -> None:
        """Let the sum of some variables be at least a constant and that of the others."""
        self.row({**dict.fromkeys(some, 1.0), **dict.fromkeys(other, -1.0)}, constant)

    def add_free(self, near: Surroundings, walls: Mapping[int, int]) -> None:
        """Let there be no wall, or one straight on, or an angle below half a turn after each."""
        fan = near.fan
        around = [walls[facet] for facet in fan.facets]
        # Walls save the ridge; each ridge is saved once.
        turning = self.variable(-1.0)
        through: list[list[int]] = [[turning] for _ in around]
        straight = []
        for i, wall in enumerate(around):
            j = fan.opposite(i)
            if j is not None and i < j:
                straight.append(self.variable(-1.0))
                through[i].append(straight[-1])
                through[j].append(straight[-1])
                self.at_least(0, [wall], [straight[-1]])
                self.at_least(0, [around[j]], [straight[-1]])
        if straight:
            self.row(dict.fromkeys([turning, *straight], 1.0), -inf, 1)
        for i, wall in enumerate(around):
            self.at_least(0, through[i], [wall])
            self.at_least(0, [around[j] for j in fan.half_turn(i)], [turning])

    def add_straight(self, near: Surroundings, walls: Mapping[int, int]) -> None:
        """Let a wall that ends on one side of a straight one go on on the other."""
        fan = near.fan
        sides = [fan.half_turn(position) for position in near.required]
        for here, there in (sides, sides[::-1]):
            beyond = [walls[fan.facets[j]] for j in there]
            for i in here:
                self.at_least(0, beyond, [walls[fan.facets[i]]])

    def add_smaller(self, walls: Sequence[int], counts_cells: bool) -> None:
        """Count a face that lies in a wall: it adds a cell, or saves one."""
        lies_in_wall = self.variable(1.0 if counts_cells else -1.0)
        if counts_cells:
            for wall in walls:
                self.at_least(0, [lies_in_wall], [wall])
        else:
            self.at_least(0, walls, [lies_in_wall])
