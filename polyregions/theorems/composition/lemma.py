"""Lemma 1 of Nakahara, Kobayashi and Matsushima, and the lemma that replaces it.

Printed: if g_U: U -> D2 is bijective for every linear region U of g, then f o g has |L(f)| |L(g)|
linear regions. That is false, because two copies of a region V of f merge across a facet of U where
f has no slope along the fold. Corrected, with the proof in docs/theorems.md: |L(f o g)| is the sum
over V of the number of components of the graph G_V on L(g) that joins U and U' iff they share a
facet F, V meets g(F) in dimension n - 1, and D A_V c = 0 where g_U' - g_U = c l_F.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from polyregions.arithmetic import common_denominator, decimal_text, repr_of_fields, solve
from polyregions.budgets import in_time
from polyregions.complexes import checked_domain, regions
from polyregions.errors import InternalError, InvalidNetworkError
from polyregions.networks import AffineMap, Network, check_network
from polyregions.refinement import component_labels
from polyregions.theorems.composition.affine_maps import vanishes
from polyregions.theorems.composition.branches import Fold, FullBranchMap, HypothesisFailure
from polyregions.theorems.composition.full_branch_maps import full_branch_map
from polyregions.theorems.composition.pieces import Piece, linear_pieces
from polyregions.theorems.composition.relative_interior import point_on_facet

__all__ = [
    "Lemma1Report",
    "Lemma1Verification",
    "Merge",
    "check_lemma1",
    "verify_lemma1",
]

Point = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """A facet across which f o g stays affine, although g does not.

    Attributes
    ----------
    inner_regions
        The linear regions U and U' of g on its two sides, by their numbers in ``regions(g)``.
    outer_region
        The linear region V of f whose copies in U and U' are one, by its number in ``regions(f)``.
    point
        A point in the relative interior of the facet between the two copies.
    image
        Its image under g, in the relative interior of a facet of V on the boundary of D2.
    direction
        c, up to a factor: g_U' - g_U = c l_F with l_F = 0 on the facet, and D A_V c = 0.
    """

    inner_regions: tuple[int, int]
    outer_region: int
    point: Point
    image: Point
    direction: tuple[int, ...]

    __repr__ = repr_of_fields


@dataclass(frozen=True, slots=True)
class Lemma1Report:
    """What Lemma 1 and the corrected lemma say about f o g, where the hypothesis holds.

    Attributes
    ----------
    inner_regions, outer_regions
        |L(g)| and |L(f)|.
    corrected
        The number of linear regions of f o g, by the corrected lemma.
    merging_facets
        The number of pairs of a fold {U, U'} and a region V whose copies merge across it.
    merge
        One of them, None where there is none.
    """

    inner_regions: int
    outer_regions: int
    corrected: int
    merging_facets: int
    merge: Merge | None

    __repr__ = repr_of_fields

    @property
    def product(self) -> int:
        """The number that Lemma 1 claims."""
        return self.inner_regions * self.outer_regions

    @property
    def agree(self) -> bool:
        """Whether Lemma 1 gives the right number: it does iff nothing merges."""
        return self.product == self.corrected

    def __str__(self) -> str:
        text = (
            f"Lemma 1: {decimal_text(self.inner_regions)} * {decimal_text(self.outer_regions)} = "
            f"{decimal_text(self.product)}; corrected: {decimal_text(self.corrected)}"
        )
        if self.merge is None:
            return text
        u, v = self.merge.inner_regions
        return (
            f"{text}; the copies of V{self.merge.outer_region} in U{u} and U{v} merge at "
            f"({', '.join(map(str, self.merge.point))})"
        )


@dataclass(frozen=True, slots=True)
class Lemma1Verification:
    """The two lemmas beside the enumeration of f o g.

    Attributes
    ----------
    report
        What the lemmas say.
    enumerated
        The number of linear regions of f o g, found by enumeration; None where f o g was taken to
        be too large.
    """

    report: Lemma1Report
    enumerated: int | None

    @property
    def corrected_holds(self) -> bool | None:
        """Whether the corrected lemma gives the enumerated number; None where it is unknown."""
        return None if self.enumerated is None else self.report.corrected == self.enumerated

    @property
    def printed_holds(self) -> bool | None:
        """Whether Lemma 1 as printed gives the enumerated number; None where it is unknown."""
        return None if self.enumerated is None else self.report.product == self.enumerated


def check_lemma1(
    inner: Network, outer: Network, *, engine: str = "auto"
) -> Lemma1Report | HypothesisFailure:
    """Evaluate Lemma 1 and its correction for outer o inner, without enumerating it.

    Parameters
    ----------
    inner
        g: D1 -> D2, D1 being its domain.
    outer
        f on D2, which is its domain (R^n where it has none).
    engine
        The engine that finds the regions of g and of f.

    Returns
    -------
    Lemma1Report or HypothesisFailure
        The report, or the linear region of g that is not mapped bijectively onto D2, and why.

    Raises
    ------
    InvalidNetworkError
        If the dimensions of D1, the outputs of g and D2 differ.

    References
    ----------
    Y. Nakahara, M. Kobayashi, T. Matsushima, "A Lower Bound for the Number of Linear Regions of
    Ternary ReLU Regression Neural Networks", arXiv:2507.16079, Lemma 1.

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.constructions import zigzag
    >>> hinge = pr.Network([pr.Layer([[-1]], ["1/2"])], pr.box([0], [1]))
    >>> print(check_lemma1(zigzag(inputs=1, branches=2), hinge))
    Lemma 1: 2 * 2 = 4; corrected: 3; the copies of V0 in U0 and U1 merge at (1/2)
    """
    check_network(inner)
    check_network(outer)
    if inner.outputs != outer.inputs:
        raise InvalidNetworkError(
            f"the inner network has {inner.outputs} outputs where the outer one takes "
            f"{outer.inputs} inputs: make them equal"
        )
    folding = full_branch_map(inner, checked_domain(outer, None), engine=engine)
    if isinstance(folding, HypothesisFailure):
        return folding
    return _report(folding, linear_pieces(regions(outer, folding.target, engine=engine)))


def verify_lemma1(
    inner: Network, outer: Network, *, most_regions: int = 2000, engine: str = "auto"
) -> Lemma1Verification | HypothesisFailure:
    """Compare Lemma 1 and its correction with the enumeration of outer o inner.

    Parameters
    ----------
    inner, outer, engine
        As for :func:`check_lemma1`.
    most_regions
        f o g is enumerated where Lemma 1's product is at most this.

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.constructions import zigzag
    >>> constant = pr.Network([pr.Layer([[0]])], pr.box([0], [1]))
    >>> result = verify_lemma1(zigzag(inputs=1, branches=2), constant)
    >>> result.report.product, result.report.corrected, result.enumerated
    (2, 1, 1)
    """
    report = check_lemma1(inner, outer, engine=engine)
    if isinstance(report, HypothesisFailure):
        return report
    if report.product > most_regions:
        return Lemma1Verification(report, None)
    return Lemma1Verification(report, regions(outer.compose(inner), engine=engine).count())


def _report(folding: FullBranchMap, pieces: tuple[Piece, ...]) -> Lemma1Report:
    size = len(folding.branches)
    corrected, merging, merge = 0, 0, None
    for piece in in_time(pieces):
        folds = [fold for fold in folding.folds if _merges(fold, piece)]
        corrected += _components(size, folds)
        merging += len(folds)
        if folds and merge is None:
            merge = _merge(folding, folds[0], piece)
    return Lemma1Report(size, len(pieces), corrected, merging, merge)


def _components(size: int, folds: Sequence[Fold]) -> int:
    labels = component_labels(size, [f.first for f in folds], [f.second for f in folds])
    return int(labels.max()) + 1


def _merges(fold: Fold, piece: Piece) -> bool:
    return fold.facet in piece.touched and vanishes(piece.gradient, fold.direction)


def _merge(folding: FullBranchMap, fold: Fold, piece: Piece) -> Merge:
    touch = next(touch for touch in piece.touches if touch.facet == fold.facet)
    image = point_on_facet(touch.polytope, fold.facet)
    point = _preimage(folding.branches[fold.first].affine_map, image)
    return Merge((fold.first, fold.second), piece.region, point, image, fold.direction)


def _preimage(affine_map: AffineMap, point: Point) -> Point:
    right = [y - b for y, b in zip(point, affine_map.bias, strict=True)]
    rows = [(*row, value) for row, value in zip(affine_map.weights, right, strict=True)]
    scale = common_denominator(entry for row in rows for entry in row)
    integral = [[int(entry * scale) for entry in row] for row in rows]
    solution = solve([row[:-1] for row in integral], [row[-1] for row in integral])
    if solution is None:
        raise InternalError("a branch of a full-branch map is singular")
    return solution
