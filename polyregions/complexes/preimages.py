"""The points whose outputs lie in a polytope, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, exact_points, rank, sum_of_fractions
from polyregions.budgets import in_time
from polyregions.complexes.affine_columns import rounded_maps
from polyregions.complexes.cell_complex import CellComplex
from polyregions.complexes.facet_forms import RegionPolytopes
from polyregions.complexes.locating import admits
from polyregions.complexes.places import places_of
from polyregions.errors import InvalidDomainError, OutOfTime, UnboundedError
from polyregions.networks import Layer, Network, SharedForms
from polyregions.polytopes import (
    Generators,
    HPolytope,
    box_of_intervals,
    generators,
    is_empty,
    volume,
)
from polyregions.refinement import (
    CellBatch,
    Execution,
    Goal,
    Partial,
    cells_in_reach,
    chosen_engine,
)

__all__ = ["Preimage", "PreimagePiece", "preimage"]

# What floats lose in a sum, for each term; what underflows is less than the other one.
_ROUNDOFF: Final = 2.0**-51
_UNDERFLOW: Final = 2.0**-1000


@dataclass(frozen=True)
class PreimagePiece:
    """The points of one region whose outputs lie in the polytope.

    Attributes
    ----------
    region
        The index of the region.
    polytope
        The points: without redundant rows where the piece is of full dimension.
    is_full_dimensional
        Whether it has an interior.
    """

    region: int
    polytope: HPolytope
    is_full_dimensional: bool

    @property
    def volume(self) -> Fraction:
        """The exact volume: zero where it is flat; see :func:`polyregions.polytopes.volume`."""
        return volume(self.polytope) if self.is_full_dimensional else Fraction(0)

    @cached_property
    def generators(self) -> Generators:
        """Vertices, rays and lines; see :func:`polyregions.polytopes.generators`."""
        return generators(self.polytope)

    @property
    def vertices(self) -> tuple[tuple[Fraction, ...], ...]:
        """The vertices, exact and sorted."""
        return self.generators.vertices


@dataclass(frozen=True, eq=False, repr=False)
class Preimage:
    """The points of a domain whose outputs lie in a polytope: a sequence of its pieces.

    Each region has at most one piece, which is convex. The sequence holds those of full dimension,
    in the order of the regions; together with :attr:`flat_pieces` they are all points.

    Attributes
    ----------
    complex
        The regions.
    polytope
        The polytope of outputs.
    pieces
        The pieces of full dimension.
    """

    complex: CellComplex
    polytope: HPolytope
    pieces: tuple[PreimagePiece, ...]

    def __len__(self) -> int:
        return len(self.pieces)

    def __getitem__(self, index: int) -> PreimagePiece:
        return self.pieces[index]

    def __iter__(self) -> Iterator[PreimagePiece]:
        return iter(self.pieces)

    def __repr__(self) -> str:
        return f"<Preimage in {self.complex!r}: {len(self)} pieces of full dimension>"

    @property
    def volume(self) -> Fraction:
        """The exact volume of all points.

        It may have as many digits as those of all pieces together, and Python prints no fraction of
        more than 4,300: print ``float(found.volume)``, which is the nearest float.

        Raises
        ------
        UnboundedError
            If a piece is unbounded.
        """
        try:
            return sum_of_fractions(piece.volume for piece in in_time(self.pieces))
        except UnboundedError:
            raise UnboundedError(
                "the preimage is unbounded and has no volume: give a box as the domain"
            ) from None

    @property
    def is_empty(self) -> bool:
        """Whether no point of the domain has outputs in the polytope."""
        return not self.pieces and not self.flat_pieces

    @cached_property
    def flat_pieces(self) -> tuple[PreimagePiece, ...]:
        """The pieces without an interior that are no part of another piece.

        Such are the points where an output only touches a bound, or takes a given value. Of pieces
        that are the same for several regions the first one is here.
        """
        return _flat_pieces(self)


def preimage(complex: CellComplex, polytope: Any) -> Preimage:
    """Return the points whose outputs lie in a polytope, as exact polytopes in each region.

    Parameters
    ----------
    complex
        The regions of a network with m outputs.
    polytope
        An :class:`HPolytope` of dimension m, or a box as ``[[lower, upper], ...]``.

    Returns
    -------
    Preimage
        A sequence of pieces of full dimension; the others are made when they are asked for.

    Raises
    ------
    InvalidDomainError
        If the polytope has another dimension.
    OutOfTime
        If the time is up before.

    Notes
    -----
    The rows of the polytope become ReLU units behind the network, and the engine finds the regions
    of the longer network: a piece is one on which none of these units is active. Regions that
    bounds exclude are passed over by the search.

    Examples
    --------
    >>> import polyregions as pr
    >>> size = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], None, "identity")])
    >>> found = pr.regions(size, [[-3, 2]]).preimage([[1, 5]])
    >>> [piece.region for piece in found], found[0].vertices, found.volume
    ([0, 1], ((Fraction(-3, 1),), (Fraction(-1, 1),)), Fraction(3, 1))
    """
    outputs = polytope if isinstance(polytope, HPolytope) else box_of_intervals(polytope)
    if outputs.dimension != complex.network.outputs:
        raise InvalidDomainError(
            f"the polytope has dimension {outputs.dimension} where the network has "
            f"{complex.network.outputs} outputs: give one of that dimension"
        )
    if not outputs.rows:
        whole = [PreimagePiece(i, complex.polytope(i), True) for i in range(len(complex))]
        return Preimage(complex, outputs, tuple(whole))
    network = _with_constraints(complex.network, outputs)
    count = len(outputs.rows)
    goal = Goal.of([range(count, 2 * count)], [-np.inf] * count + [0.0] * count)
    polytope_of = RegionPolytopes(network.integer_form, complex.domain)
    pieces: list[PreimagePiece] = []
    for found in cells_in_reach(network, complex.domain, Execution(complex.engine), goal):
        if isinstance(found, Partial):  # without a budget the time of a limit around is up
            raise OutOfTime
        if found.cells is not None:
            pieces += _pieces(complex, network, found.cells, polytope_of)
    pieces.sort(key=lambda piece: piece.region)
    return Preimage(complex, outputs, tuple(pieces))


def _with_constraints(network: Network, outputs: HPolytope) -> Network:
    """Return the network followed by a - b for each row a <= b by ReLU units, then b - a."""
    excess = [(*row[:-1], -row[-1]) for row in outputs.rows]
    slack = [tuple(-x for x in row) for row in excess]
    rows = [*excess, *slack]
    kinds = ["relu"] * len(excess) + ["identity"] * len(slack)
    behind = Layer([row[:-1] for row in rows], [row[-1] for row in rows], kinds)
    return Network([*network.layers, behind], network.domain)


def _pieces(
    complex: CellComplex, network: Network, cells: CellBatch, polytope_of: RegionPolytopes
) -> Iterator[PreimagePiece]:
    """Yield the pieces among cells of the network with constraints."""
    form, units = network.integer_form, complex.integer_form.units
    bits = np.unpackbits(cells.patterns, axis=1, count=form.units)
    inside = np.flatnonzero(~bits[:, units:].any(axis=1))
    own = np.packbits(bits[inside, :units], axis=1)
    regions = places_of(complex.enumeration.patterns, own)
    for cell, region in in_time(zip(inside.tolist(), regions.tolist(), strict=True)):
        begin, end = cells.facet_offsets[cell : cell + 2].tolist()
        hyperplanes = cells.facet_hyperplanes[begin:end].tolist()
        yield PreimagePiece(region, polytope_of(bits[cell].tolist(), hyperplanes), True)


def _flat_pieces(found: Preimage) -> tuple[PreimagePiece, ...]:
    """Return the pieces without an interior that no other one contains.

    The piece of a region R is a face of that of each region that contains one of its points inside
    (relatively): for R meets the other region in a face of both, and outputs are continuous. So one
    point tells in which other pieces a piece lies, and it is one of them iff the dimensions agree.
    """
    complex = found.complex
    full = {piece.region for piece in found.pieces}
    polytopes: dict[int, HPolytope] = {}
    points: dict[int, tuple[Fraction, ...]] = {}
    dimensions: dict[int, int] = {}
    if len(full) == len(complex):
        return ()
    shared = SharedForms(complex.integer_form)
    for region in in_time(_perhaps_touching(complex, found.polytope).tolist()):
        if region in full:
            continue
        forms = shared.outputs(complex.bits(region))
        rows = _pulled_back(found.polytope, forms, complex.integer_form.scales[-1])
        part = HPolytope(complex.network.inputs, [*complex.polytope(region).rows, *rows])
        if not is_empty(part):
            polytopes[region] = part
            points[region], dimensions[region] = _inside(generators(part))
    kept = []
    for region, point in points.items():
        signs = np.array(complex.network.signs(point), dtype=np.int8)
        around = np.flatnonzero(admits(complex.enumeration.patterns, signs)).tolist()
        if not any(
            other in full or (dimensions[other], -other) > (dimensions[region], -region)
            for other in around
            if other != region
        ):
            kept.append(PreimagePiece(region, polytopes[region], False))
    return tuple(kept)


def _pulled_back(
    outputs: HPolytope, forms: list[IntegerVector], scale: int
) -> Iterator[IntegerVector]:
    """Yield the rows of a polytope of outputs as rows of inputs, where outputs are these forms."""
    for *normal, offset in outputs.rows:
        sums = [
            sum(a * form[k] for a, form in zip(normal, forms, strict=True))
            for k in range(len(forms[0]))
        ]
        yield (*sums[:-1], offset * scale - sums[-1])


def _inside(found: Generators) -> tuple[tuple[Fraction, ...], int]:
    """Return a point relatively inside of a polytope, and its dimension."""
    inputs, count = len(found.vertices[0]), len(found.vertices)
    point = tuple(
        sum((vertex[i] for vertex in found.vertices), Fraction(0)) / count
        + sum(ray[i] for ray in found.rays)
        for i in range(inputs)
    )
    homogeneous = exact_points(found.vertices, inputs).homogeneous(range(count))
    directions = [(*direction, 0) for direction in (*found.rays, *found.lines)]
    return point, rank([*homogeneous, *directions]) - 1


def _perhaps_touching(complex: CellComplex, outputs: HPolytope) -> NDArray[np.int64]:
    """Return the regions that floats do not prove to stay outside: by their bounding boxes."""
    if chosen_engine("auto", complex.network.inputs, complex.network.layers) != "vertices":
        return np.arange(len(complex))
    normals = [row[:-1] for row in outputs.rows]
    offsets = [-row[-1] for row in outputs.rows]
    excess = Network([*complex.network.layers, Layer(normals, offsets, "identity")])
    maps = rounded_maps(excess.integer_form, complex.enumeration.patterns)
    boxes = complex.bounding_boxes[:, np.newaxis]
    with np.errstate(all="ignore"):
        ends = maps[:, :, :-1, np.newaxis] * boxes
        least = ends.min(axis=3).sum(axis=2) + maps[:, :, -1]
        farthest = np.abs(boxes).max(axis=3)
        size = ((np.abs(maps[:, :, :-1]) + _UNDERFLOW) * farthest).sum(axis=2)
        size += np.abs(maps[:, :, -1])
        errors = size * (complex.network.inputs + 4) * _ROUNDOFF + _UNDERFLOW
        outside = (least - errors > 0).any(axis=1)
    found: NDArray[np.int64] = np.flatnonzero(~outside)
    return found
