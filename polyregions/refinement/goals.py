"""What a search looks for: regions on which units of the last layer may reach given levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import repr_of_fields
from polyregions.errors import UnknownOptionError
from polyregions.refinement.cell_batch import CellBatch

__all__ = ["CellsInReach", "Goal"]


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """Clauses, of which one has to be reached: all its units are at their levels or above.

    A search for it may drop a cell once it is proved that in every clause some unit's
    pre-activation is below its level on the whole closed cell. It need not: what a search hands
    over is asked anew.

    Attributes
    ----------
    clauses
        Indices of units of the network's last layer, whose activation plays no part. No clauses:
        nothing is looked for. A clause without units is reached everywhere.
    levels
        One binary64 number for each unit of the last layer; -inf is reached everywhere. They may
        be raised while a search goes on: what is dropped later is compared with what they are then.
    floors
        For each of those units an exact number that it has to exceed, which may be raised too, or
        None. A search may also drop a cell where some unit of every clause is at most its floor:
        regions that only touch the best point known need not be looked at.

    Examples
    --------
    >>> Goal.of([[0, 1]], levels=[0.0, 2.5]).levels.tolist()
    [0.0, 2.5]
    """

    clauses: tuple[tuple[int, ...], ...]
    levels: NDArray[np.float64] = field(repr=False)
    floors: list[Fraction | None] = field(repr=False)

    __repr__ = repr_of_fields

    @classmethod
    def of(cls, clauses: Sequence[Sequence[int]], levels: Sequence[float]) -> Goal:
        """Return a goal, after checking that every unit has its level.

        Raises
        ------
        UnknownOptionError
            If a unit has no level, or a level is NaN.
        """
        numbers = np.array(levels, dtype=np.float64)
        units = tuple(tuple(int(unit) for unit in clause) for clause in clauses)
        if np.isnan(numbers).any() or any(
            not 0 <= unit < len(numbers) for clause in units for unit in clause
        ):
            raise UnknownOptionError(
                f"the goal {units} has {len(numbers)} levels: give a number for each unit"
            )
        return cls(units, numbers, [None] * len(numbers))


@dataclass(frozen=True, slots=True, eq=False)
class CellsInReach:
    """What a moment of a search for a goal has come to.

    Attributes
    ----------
    visited
        The number of regions visited in that moment, whether they were dropped or not.
    dropped
        The number of cells dropped before they were regions, each with all regions in it.
    cells
        The regions visited that were not dropped; None where there are none.
    """

    visited: int
    dropped: int
    cells: CellBatch | None

    __repr__ = repr_of_fields
