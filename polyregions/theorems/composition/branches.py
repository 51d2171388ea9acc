"""What a full-branch map consists of, and how a map can fail to be one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from polyregions.arithmetic import IntegerVector
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

    def __str__(self) -> str:
        inside, witness = (
            f"({', '.join(map(str, point))})" for point in (self.interior_point, self.witness)
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
        For each facet of the target: the facet of the source on which U's facet over it lies, or
        None where it is a fold.
    """

    affine_map: AffineMap
    interior_point: Point
    boundary: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """A facet F that two branches share: g_second - g_first = c l_F, where l_F vanishes on F.

    Attributes
    ----------
    first, second
        The branches.
    facet
        The facet of the target onto which F is mapped.
    direction
        c, up to a factor, as a primitive integer vector.
    """

    first: int
    second: int
    facet: int
    direction: IntegerVector


@dataclass(frozen=True, slots=True)
class FullBranchMap:
    """A map that satisfies Lemma 1's hypothesis, with all local data of the corrected lemma.

    Attributes
    ----------
    source, target
        D1 and D2, without redundant rows; facets are counted in the order of the rows.
    branches
        The linear regions, numbered as in ``regions(g).linear_region_labels``.
    folds
        The facets between them.
    """

    source: HPolytope
    target: HPolytope
    branches: tuple[Branch, ...]
    folds: tuple[Fold, ...]
