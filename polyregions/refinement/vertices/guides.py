"""What the kernel drops cells by where a goal is searched for."""

from __future__ import annotations

import threading
from functools import cache
from typing import Protocol
from weakref import WeakKeyDictionary

import numpy as np

from polyregions.refinement.goals import Goal
from polyregions.refinement.vertices.float_parameters import Scale, float_parts
from polyregions.refinement.vertices.kernel.arrays import (
    Array,
    Guide,
    NetworkArrays,
    Stack,
    Work,
)
from polyregions.refinement.vertices.kernel.calls import address_of
from polyregions.refinement.vertices.kernel.out_of_reach import is_out_of_reach

__all__ = ["guide_of", "level_scales", "no_guide"]


class _Problem(Protocol):
    """What is needed of a :class:`.search.Problem`."""

    @property
    def arrays(self) -> NetworkArrays: ...

    @property
    def scales(self) -> Array: ...

    @property
    def goal(self) -> Goal | None: ...


class _Kept(threading.local):
    """The guides of a thread, to be used by one search of a problem after the other."""

    def __init__(self) -> None:
        self.guides: WeakKeyDictionary[_Problem, Guide] = WeakKeyDictionary()


_kept = _Kept()


def guide_of(problem: _Problem, work: Work, stack: Stack) -> Guide:
    """Return what cells are dropped by in a search for a problem's goal, if it has one.

    Parameters
    ----------
    problem
        The problem; its goal's levels are shared.
    work, stack
        The arrays of the search.
    """
    if problem.goal is None:
        return no_guide()
    guide = _kept.guides.get(problem)
    if guide is None:
        net, goal = problem.arrays, problem.goal
        widest = net.bias.shape[1]
        guide = _guide(net.depth, widest, net.dimension, goal.clauses, goal.levels, problem.scales)
        call = address_of(is_out_of_reach, (net, work, stack, guide, 0))
        guide = _kept.guides[problem] = guide._replace(call=call)
    return guide


@cache
def no_guide() -> Guide:
    """Return what stands for a guide where no goal is searched for."""
    return _guide(0, 0, 0, (), np.zeros(0), np.zeros((0, 2)))


def _guide(
    depth: int,
    widest: int,
    dimension: int,
    clauses: tuple[tuple[int, ...], ...],
    levels: Array,
    scales: Array,
) -> Guide:
    return Guide(
        call=0,
        clauses=np.array([unit for clause in clauses for unit in clause], dtype=np.int64),
        ends=np.cumsum([len(clause) for clause in clauses], dtype=np.int64),
        levels=levels,
        scales=scales,
        waits=np.zeros((2, depth), dtype=np.int64),
        states=np.zeros(widest, dtype=np.int64),
        forms=np.zeros((2, 2, dimension, widest)),
        slacks=np.zeros((2, 2, widest)),
        sizes=np.zeros((2, widest)),
        bounds=np.zeros((2, widest)),
        extents=np.zeros((4, dimension)),
        passed=np.zeros((5, widest)),
        values=np.zeros((2, widest)),
        point=np.zeros(dimension),
    )


def level_scales(scale: Scale) -> Array:
    """Return m and e for each unit, where what is stored of it is m 2**e times its value."""
    multiple, exponents = scale
    mantissa, exponent = float_parts(multiple, 1)
    return np.stack([np.full(len(exponents), mantissa), exponents + exponent], axis=1)
