"""Lemma 1's hypothesis: every linear region is mapped bijectively onto one polytope.

A piecewise affine g: D1 -> D2 is a full-branch map if g_U: U -> D2 is an affine bijection for every
linear region U of g. Then the closure of U is the convex polytope g_U^{-1}(D2), its facets
correspond to those of D2, and each lies on the boundary of D1 or is a facet of exactly one other
linear region U', folded onto U: both are mapped onto the same facet of D2.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from polyregions.arithmetic import IntegerVector
from polyregions.budgets import in_time
from polyregions.complexes import Region, RegionComplex, regions
from polyregions.errors import InternalError, InvalidNetworkError
from polyregions.networks import AffineMap, Network
from polyregions.polytopes import HPolytope, irredundant
from polyregions.polytopes.linear_programs import Optimal, Unbounded, maximise
from polyregions.theorems.composition.affine_maps import (
    forgotten_direction,
    image,
    preimage_rows,
    unoriented,
)
from polyregions.theorems.composition.branches import (
    Branch,
    Fold,
    FullBranchMap,
    HypothesisFailure,
    Obstacle,
)
from polyregions.theorems.composition.relative_interior import point_on_facet

__all__ = ["full_branch_map", "image_of_first_branch", "match_branches"]

Point = tuple[Fraction, ...]


def full_branch_map(
    network: Network, target: HPolytope, *, source: HPolytope | None = None, engine: str = "auto"
) -> FullBranchMap | HypothesisFailure:
    """Decide whether every linear region of a network is mapped bijectively onto a polytope.

    Parameters
    ----------
    network
        g, with as many outputs as inputs.
    target
        D2, a full-dimensional polytope, bounded or not.
    source
        D1; the network's domain where None.
    engine
        The engine that finds the regions of g.

    Returns
    -------
    FullBranchMap or HypothesisFailure
        The map's branches and folds, or the first region that fails, with a witness. Exact.

    Raises
    ------
    InvalidNetworkError
        If inputs, outputs and target have different dimensions: no region is then mapped
        bijectively, and the lemma says nothing.

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.constructions import zigzag
    >>> tent = zigzag(inputs=1, branches=2)
    >>> full_branch_map(tent, pr.box([0], [1])).folds
    (Fold(first=0, second=1, facet=(1, 1), direction=(1,)),)
    >>> full_branch_map(tent, pr.box([0], [2])).obstacle.name
    'INCOMPLETE'
    """
    if not network.inputs == network.outputs == target.dimension:
        raise InvalidNetworkError(
            f"the network maps dimension {network.inputs} to {network.outputs} and the target has "
            f"dimension {target.dimension}: a bijection needs equal dimensions"
        )
    return match_branches(regions(network, source, engine=engine), target)


def match_branches(cells: RegionComplex, target: HPolytope) -> FullBranchMap | HypothesisFailure:
    """Decide the same as :func:`full_branch_map` on regions that are known already."""
    return _Matching(cells, irredundant(cells.domain), irredundant(target)).result()


def image_of_first_branch(cells: RegionComplex) -> HPolytope | None:
    """Return the only target for which a map can be full-branch: the image of a linear region.

    Returns
    -------
    HPolytope or None
        None where the first linear region is not convex, or is mapped to something flat.
    """
    labels = cells.linear_region_labels.tolist()
    members = [region for region, label in zip(cells, labels, strict=True) if label == labels[0]]
    rows = [
        facet.row
        for region in members
        for facet, _, neighbour in cells.one_sided_facets(region.index)
        if neighbour is None or labels[neighbour] != labels[0]
    ]
    hull = HPolytope(cells.network.inputs, rows)
    for region in members:
        own = region.polytope.rows
        if any(row not in own and _point_beyond(own, row) is not None for row in hull.rows):
            return None
    return image(members[0].affine_map, hull)


class _Matching:
    """The facets of all linear regions, matched with those of the target and of the source."""

    def __init__(self, cells: RegionComplex, source: HPolytope, target: HPolytope) -> None:
        self.source, self.target = source, target
        self.labels: list[int] = cells.linear_region_labels.tolist()
        self.members: list[list[Region]] = [[] for _ in range(cells.count())]
        for region, label in zip(cells, self.labels, strict=True):
            self.members[label].append(region)
        self.maps = [members[0].affine_map for members in self.members]
        self.preimages = [preimage_rows(m, target) for m in self.maps]

    def result(self) -> FullBranchMap | HypothesisFailure:
        for label in in_time(range(len(self.members))):
            failure = self._failure(label)
            if failure is not None:
                return failure
        neighbours = [self._neighbours(label) for label in range(len(self.members))]
        branches = tuple(
            Branch(
                self.maps[u],
                self.members[u][0].interior_point,
                tuple(sorted((over, own) for over, (own, v) in across.items() if v is None)),
            )
            for u, across in enumerate(neighbours)
        )
        folds = tuple(
            Fold(u, v, over, _fold_direction(self.maps[u], self.maps[v]))
            for u, across in enumerate(neighbours)
            for v, over in sorted((v, over) for over, (_, v) in across.items() if v is not None)
            if u < v
        )
        return FullBranchMap(self.source, self.target, branches, folds)

    # The three ways to fail

    def _failure(self, label: int) -> HypothesisFailure | None:
        direction = forgotten_direction(self.maps[label].weights)
        if direction is not None:
            return self._failed(label, Obstacle.SINGULAR, tuple(map(Fraction, direction)))
        outside = self._point_with_image_outside(label)
        if outside is not None:
            return self._failed(label, Obstacle.OUTSIDE, outside)
        hole = self._boundary_point_with_image_inside(label)
        if hole is not None:
            return self._failed(label, Obstacle.INCOMPLETE, hole)
        return None

    def _failed(self, label: int, obstacle: Obstacle, witness: Point) -> HypothesisFailure:
        inside = self.members[label][0].interior_point
        return HypothesisFailure(label, inside, self.maps[label], obstacle, witness)

    def _point_with_image_outside(self, label: int) -> Point | None:
        for region in self.members[label]:
            own = region.polytope.rows
            for row in self.preimages[label]:
                point = None if row in own else _point_beyond(own, row)
                if point is not None:
                    return point
        return None

    def _boundary_point_with_image_inside(self, label: int) -> Point | None:
        """Look for an outer facet of the region that no facet of the target explains.

        The region lies in the preimage P of the target. If it were smaller, it would have an outer
        facet through the interior of P; if it is P, all its outer facets lie on those of P.
        """
        for region in self.members[label]:
            for row, _ in self._outer_facets(region):
                if row not in self.preimages[label]:
                    return point_on_facet(region.polytope, row)
        return None

    # Facets

    def _outer_facets(self, region: Region) -> list[tuple[IntegerVector, int | None]]:
        """Return the facets that do not separate the linear region from itself."""
        label = self.labels[region.index]
        sides = (
            (facet.row, None if neighbour is None else self.labels[neighbour])
            for facet, _, neighbour in region.complex.one_sided_facets(region.index)
        )
        return [(row, across) for row, across in sides if across != label]

    def _neighbours(self, label: int) -> dict[IntegerVector, tuple[IntegerVector, int | None]]:
        """Return for each facet of the target the branch's own facet over it, and what is across.

        That is another branch, or None on the source's boundary.
        """
        across: dict[IntegerVector, int | None] = {}
        for region in self.members[label]:
            for row, neighbour in self._outer_facets(region):
                if across.setdefault(row, neighbour) != neighbour:
                    raise InternalError("a facet of a branch has two branches across")
        facets = zip(self.target.rows, self.preimages[label], strict=True)
        return {over: (own, across[own]) for over, own in facets}


def _point_beyond(rows: Sequence[IntegerVector], row: IntegerVector) -> Point | None:
    """Return a point of {rows} that violates ``row``, or None where there is none."""
    *normal, offset = row
    match maximise(rows, tuple(normal)):
        case Optimal(value=value, point=point):
            return point if value > offset else None
        case Unbounded(point=point, ray=ray):
            value = sum((a * x for a, x in zip(normal, point, strict=True)), Fraction(0))
            speed = sum(a * r for a, r in zip(normal, ray, strict=True))
            steps = max(Fraction(0), (offset - value) / speed) + 1
            return tuple(x + steps * r for x, r in zip(point, ray, strict=True))
        case _:
            raise InternalError("a region is empty")


def _fold_direction(first: AffineMap, second: AffineMap) -> IntegerVector:
    """Return c, given the maps g and g + c l with an affine functional l that is not constant."""
    for ours, theirs in zip(
        zip(*first.weights, strict=True), zip(*second.weights, strict=True), strict=True
    ):
        difference = [b - a for a, b in zip(ours, theirs, strict=True)]
        if any(difference):
            return unoriented(difference)
    raise InternalError("two neighbouring linear regions have the same gradient")
