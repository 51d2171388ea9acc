"""What a full-branch map consists of, and how a map can fail to be one.

A facet is named by its row, the primitive integers (a, b) of a.x <= b: the same in every polytope
that has this facet, whatever the order of its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from polyregions.arithmetic import IntegerVector, decimal_text, repr_of_fields
from polyregions.networks import AffineMap
from polyregions.polytopes import HPolytope

__all__ = ["Branch", "Fold", "FullBranchMap", "HypothesisFailure", "Obstacle"]

Point = tuple[Fraction, ...]


class Obstacle(Enum):
    """Why a linear region is not mapped bijectively onto the target."""

    SINGULAR = "its affine map is not injective: it forgets the direction of the witness"
    OUTSIDE = "it leaves the target: the witness lies in the region, its image outside"
    INCOMPLETE = (
        "it does not cover the target: the witness lies on the region's boundary, its image "
        "inside the target, and the points of the target beyond it have no preimage in the region"
    )


@dataclass(frozen=True, slots=True)
class HypothesisFailure:
    """A linear region that violates the hypothesis, and the proof.

    Attributes
    ----------
    region
        The number of the linear region, as in ``regions(g).linear_region_labels``.
    interior_point
        A point strictly inside, which identifies it.
    affine_map
        g on it.
    obstacle
        What is wrong.
    witness
        The direction or the point of the input space that proves it; see :class:`Obstacle`.
    """

    region: int
    interior_point: Point
    affine_map: AffineMap
    obstacle: Obstacle
    witness: Point

    __repr__ = repr_of_fields

    def __str__(self) -> str:
        inside, witness = (
            f"({', '.join(map(decimal_text, point))})"
            for point in (self.interior_point, self.witness)
        )
        return (
            f"linear region {self.region} around {inside}: {self.obstacle.value}; witness {witness}"
        )


@dataclass(frozen=True, slots=True)
class Branch:
    """One linear region U of a full-branch map.

    Attributes
    ----------
    affine_map
        g_U.
    interior_point
        A point strictly inside U.
    boundary
        Pairs of a facet of the target and the facet of the source on which U's facet over it lies,
        by their rows, in ascending order; none for a fold.
    """

    affine_map: AffineMap
    interior_point: Point
    boundary: tuple[tuple[IntegerVector, IntegerVector], ...]

    __repr__ = repr_of_fields


@dataclass(frozen=True, slots=True)
class Fold:
    """A facet F that two branches share: g_second - g_first = c l_F, where l_F vanishes on F.

    Attributes
    ----------
    first, second
        The branches.
    facet
        The facet of the target onto which F is mapped, by its row.
    direction
        c, up to a factor, as a primitive integer vector.
    """

    first: int
    second: int
    facet: IntegerVector
    direction: IntegerVector

    __repr__ = repr_of_fields


@dataclass(frozen=True, slots=True)
class FullBranchMap:
    """A map that satisfies Lemma 1's hypothesis, with all local data of the corrected lemma.

    Attributes
    ----------
    source, target
        D1 and D2, without redundant rows.
    branches
        The linear regions, numbered as in ``regions(g).linear_region_labels``.
    folds
        The facets between them, in ascending order of their two branches.
    """

    source: HPolytope
    target: HPolytope
    branches: tuple[Branch, ...]
    folds: tuple[Fold, ...]
