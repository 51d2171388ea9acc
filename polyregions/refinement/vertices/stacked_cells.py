"""The start cells of networks of one shape, all cells of one network on a stack at once.

A pointed domain is one cell, the same for all networks. All of R^n is cut by n units of the first
layer, whose hyperplanes meet in a vertex: floats find these units and that vertex, and prove that
the units are independent. Of the generators no bound is stored, for the kernel to bound them afresh
from their hyperplanes; those of integers are exact where these stay small.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from polyregions.polytopes import HPolytope
from polyregions.refinement.vertices.kernel import arrays
from polyregions.refinement.vertices.kernel.arrays import Array, Stack, Work
from polyregions.refinement.vertices.kernel.rounding import INFLATION, INTEGER_LIMIT
from polyregions.refinement.vertices.program import domain_forms
from polyregions.refinement.vertices.stacked_networks import StackedNetworks
from polyregions.refinement.vertices.start_cells import StartCells, start_cells
from polyregions.refinement.vertices.storage import facet_set
from polyregions.refinement.vertices.stored_cells import stored_start_cells

__all__ = ["StackedCells", "stacked_cells"]

_MOST_INPUTS = 5  # of networks on all of R^n, whose 2**n cells are on one stack


@dataclass(frozen=True, slots=True, eq=False)
class StackedCells:
    """Start cells of many networks.

    Attributes
    ----------
    domain_rows
        The number of the domain's own forms.
    forms
        The forms of the domain, as :func:`.domain_forms` returns them.
    facets
        The hyperplanes of the facets of the domain.
    carriers
        For each network the units of the first layer that carry the facets after those, (N, c).
    generators
        The generators as in the kernel's pool, for each network or one for all.
    members
        For each cell the generators, by their places.
    incidence
        For each cell and generator the facets that it lies on, as bits.
    proved
        For which networks these are the start cells.
    """

    domain_rows: int
    forms: Array
    facets: tuple[int, ...]
    carriers: Array
    generators: Array
    members: Array
    incidence: Array
    proved: Array

    @property
    def facet_words(self) -> int:
        """The number of words of a facet set in which there is room for more."""
        return 1 + (len(self.facets) + int(self.carriers.shape[1]) + 16) // 64

    def put_on(self, stack: Stack, work: Work, network: int) -> None:
        """Put the start cells of a network on an empty stack."""
        cells, size = self.members.shape
        known = len(self.facets)
        facets = known + self.carriers.shape[1]
        frames, sets = stack.frames[:cells], facet_set(stack)
        frames[:] = 0
        frames[:, arrays.LAYER] = -1
        frames[:, arrays.COUNT] = size
        frames[:, arrays.START] = frames[:, arrays.RESTORE_MEMBERS] = size * np.arange(cells)
        frames[:, arrays.RESTORE_POOL] = self.generators.shape[1]
        frames[:, sets] = (1 << facets) - 1
        slots = sets + stack.words
        frames[:, slots : slots + known] = self.facets
        frames[:, slots + known : slots + facets] = self.carriers[network]
        members = stack.members[: cells * size]
        members[:] = 0
        members[:, arrays.POOL] = self.members.reshape(-1)
        members[:, arrays.MEMBER] = self.incidence.reshape(-1)
        pool = self.generators[network if len(self.generators) > 1 else 0]
        stack.pool[: len(pool)] = pool
        work.layers[:, arrays.CUTS] = 0
        counts = work.counts
        counts[: arrays.OUTPUT_REGIONS] = 0
        counts[arrays.TOP_FRAME] = cells
        counts[arrays.TOP_MEMBER] = cells * size
        counts[arrays.TOP_POOL] = len(pool)


def stacked_cells(domain: HPolytope, networks: StackedNetworks) -> StackedCells | None:
    """Return the start cells of networks; None where it takes the search of a single network.

    Raises
    ------
    InvalidDomainError
        If the domain has no interior.
    """
    if domain.rows:
        cells = start_cells(domain, [])
        return _of_domain(cells, networks) if len(cells.kept) == domain.dimension else None
    relu = np.flatnonzero(networks.bits[0] >= 0)
    if len(relu) < networks.inputs or networks.inputs > _MOST_INPUTS:
        return None
    return _of_whole_space(networks, relu)


def _of_domain(cells: StartCells, networks: StackedNetworks) -> StackedCells | None:
    (cell,) = cells.cells
    count = len(networks)
    if len(cell.facets) > 62:
        return None
    (stored,) = stored_start_cells([cell], networks.integer, len(networks.bits[0]), 1)
    return StackedCells(
        domain_rows=cells.domain_rows,
        forms=domain_forms(cells.rows, cells.kept),
        facets=cell.facets,
        carriers=np.zeros((count, 0), dtype=np.int64),
        generators=stored.generators[np.newaxis],
        members=np.arange(len(stored.generators))[np.newaxis],
        incidence=stored.facets.T,
        proved=np.ones(count, dtype=bool),
    )


def _of_whole_space(networks: StackedNetworks, relu: Array) -> StackedCells:
    rows = networks.rows[0][:, relu]
    inputs = networks.inputs
    carriers = _independent(rows[:, :, :-1])
    crossing = np.take_along_axis(rows, carriers[:, :, np.newaxis], axis=1)
    inverses, proved = _inverses(crossing[:, :, :-1], networks.integer)
    with np.errstate(all="ignore"):
        rays = inverses / np.abs(inverses).max(axis=1, keepdims=True)
        vertices = -(inverses @ crossing[:, :, -1:])
    generators = np.zeros((len(rows), 2 * inputs + 1, inputs + 3))
    generators[:, 0, :inputs] = vertices[:, :, 0]
    generators[:, 0, inputs] = 1.0
    generators[:, 1 : inputs + 1, :inputs] = rays.swapaxes(1, 2)
    generators[:, :, -2:] = np.inf, arrays.INTERPOLATED
    proved &= np.isfinite(generators[:, :, :inputs]).all(axis=(1, 2))
    if networks.integer:
        _write_integers(generators, crossing, inverses)
    generators[:, inputs + 1 :] = generators[:, 1 : inputs + 1]
    generators[:, inputs + 1 :, :inputs] *= -1.0
    generators += 0.0  # no zero is exact but by its generator's bound
    # Facet 0 is w = 0, which the rays lie on; facet 1 + j carries all but the ray j.
    on = [((1 << inputs) - 1) << 1, *(((1 << (inputs + 1)) - 1) ^ (2 << j) for j in range(inputs))]
    signs = list(product((0, 1), repeat=inputs))
    members = [[0, *(1 + j + inputs * sign for j, sign in enumerate(of_cell))] for of_cell in signs]
    infinity = (*[0] * inputs, 1)
    return StackedCells(
        domain_rows=0,
        forms=domain_forms([infinity], range(inputs)),
        facets=(-1,),
        carriers=relu[carriers],
        generators=generators,
        members=np.array(members),
        incidence=np.array([on] * len(signs)),
        proved=proved,
    )


def _independent(normals: Array) -> Array:
    """Return for each matrix n rows that are independent, if floats find any: shape (N, n)."""
    count, _, inputs = normals.shape
    left = normals.copy()
    all_of = np.arange(count)
    chosen = np.zeros((count, inputs), dtype=np.int64)
    for step in range(inputs):
        place = np.abs(left).reshape(count, -1).argmax(axis=1)
        rows, columns = place // inputs, place % inputs
        chosen[:, step] = rows
        pivots = left[all_of, rows]
        with np.errstate(all="ignore"):
            factors = left[all_of, :, columns] / pivots[all_of, columns, np.newaxis]
            left -= factors[:, :, np.newaxis] * pivots[:, np.newaxis]
        left[all_of, rows] = 0.0
        left[all_of, :, columns] = 0.0
    return chosen


def _inverses(matrices: Array, exact: bool) -> tuple[Array, Array]:
    """Return approximate inverses R of matrices A, and where |I - R A| < 1 proves these regular."""
    size = matrices.shape[1]
    identity = np.eye(size)
    regular: Array = np.asarray(np.isfinite(matrices).all(axis=(1, 2)))
    with np.errstate(all="ignore"):
        determinants = np.linalg.det(np.where(regular[:, None, None], matrices, identity))
        regular &= determinants != 0.0
        inverses = np.linalg.inv(np.where(regular[:, None, None], matrices, identity))
        sizes = np.abs(inverses) @ np.abs(matrices)
        gamma = (size + 16) * 2.0**-52 + (0.0 if exact else 2.0**-51)
        off = np.abs(identity - inverses @ matrices) + gamma * (sizes + identity)
        regular &= np.asarray(off.sum(axis=2).max(axis=1) * INFLATION < 0.5)
    return inverses, regular


def _write_integers(generators: Array, crossing: Array, inverses: Array) -> None:
    """Write the generators that hold in small integers: those of the adjugate, if that is right."""
    matrices, offsets = crossing[:, :, :-1], crossing[:, :, -1:]
    inputs = matrices.shape[1]
    with np.errstate(all="ignore"):
        determinants = np.rint(np.linalg.det(matrices))[:, np.newaxis, np.newaxis]
        adjugates = np.rint(inverses * determinants)
        sizes = np.abs(matrices) @ np.abs(adjugates)
        right = (matrices @ adjugates == determinants * np.eye(inputs)).all(axis=(1, 2))
        right &= (sizes < INTEGER_LIMIT).all(axis=(1, 2)) & (determinants[:, 0, 0] != 0.0)
        right &= (np.abs(adjugates) @ np.abs(offsets) < INTEGER_LIMIT).all(axis=(1, 2))
    chosen = np.flatnonzero(right)
    signs = np.sign(determinants[chosen])
    integers = np.zeros((len(chosen), inputs + 1, inputs + 1))
    integers[:, 0, :inputs] = -(signs * adjugates[chosen] @ offsets[chosen])[:, :, 0]
    integers[:, 0, inputs] = np.abs(determinants[chosen, 0, 0])
    integers[:, 1:, :inputs] = (signs * adjugates[chosen]).swapaxes(1, 2)
    whole = integers.astype(np.int64)
    whole //= np.gcd.reduce(whole, axis=2, keepdims=True)
    generators[chosen, : inputs + 1, : inputs + 1] = whole
    generators[chosen, : inputs + 1, -2:] = 0.0, arrays.EXACT
