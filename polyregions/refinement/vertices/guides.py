"""What the kernel drops cells by where a goal is searched for."""

from __future__ import annotations

from functools import cache

import numpy as np

from polyregions.refinement.goals import Goal
from polyregions.refinement.vertices.float_parameters import Scale, float_parts
from polyregions.refinement.vertices.kernel.arrays import Array, Guide, NetworkArrays, Stack, Work
from polyregions.refinement.vertices.kernel.calls import address_of
from polyregions.refinement.vertices.kernel.out_of_reach import is_out_of_reach

__all__ = ["guide_of", "level_scales", "no_guide", "with_call"]


@cache
def no_guide() -> Guide:
    """Return what stands for a guide where no goal is searched for."""
    return _guide(0, 0, (), np.zeros(0), np.zeros((0, 2)))


def guide_of(goal: Goal, scales: Array, net: NetworkArrays) -> Guide:
    """Return the guide to a goal, with room for the bounds of a network's units.

    Parameters
    ----------
    goal
        The goal, whose levels are shared.
    scales
        As :func:`level_scales` returns them.
    net
        The network.
    """
    return _guide(net.bias.shape[1], net.dimension, goal.clauses, goal.levels, scales)


def _guide(
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
        states=np.zeros(widest, dtype=np.int64),
        forms=np.zeros((2, 2, dimension, widest)),
        slacks=np.zeros((2, 2, widest)),
        sizes=np.zeros((2, widest)),
        bounds=np.zeros((2, widest)),
        extents=np.zeros((4, dimension)),
        passed=np.zeros((5, widest)),
        values=np.zeros((2, widest)),
    )


def with_call(guide: Guide, net: NetworkArrays, work: Work, stack: Stack) -> Guide:
    """Return a guide by which the kernel drops cells, compiling what it takes where need be."""
    guide = guide._replace(call=0)
    return guide._replace(call=address_of(is_out_of_reach, (net, work, stack, guide, 0)))


def level_scales(scale: Scale) -> Array:
    """Return m and e for each unit, where what is stored of it is m 2**e times its value."""
    multiple, exponents = scale
    mantissa, exponent = float_parts(multiple, 1)
    return np.stack([np.full(len(exponents), mantissa), exponents + exponent], axis=1)
