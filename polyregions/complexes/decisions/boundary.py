"""The decision boundary of a network: where its largest output changes, in exact pieces."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import exact_rational, nearest_sum_of_roots, shortest_number
from polyregions.complexes.checked import check_complex
from polyregions.complexes.decisions.assembly import flat_pieces, tied_regions
from polyregions.complexes.decisions.cells import DecisionCells
from polyregions.complexes.decisions.pieces import BoundaryPiece, TiedRegion
from polyregions.complexes.region_complex import RegionComplex
from polyregions.errors import InvalidNetworkError, UnboundedError
from polyregions.networks import Layer, Network

__all__ = ["DecisionBoundary", "decision_boundary"]


@dataclass(frozen=True, eq=False, repr=False)
class DecisionBoundary:
    """Where outputs tie and no other is larger: a sequence of :class:`BoundaryPiece`.

    The pieces are in ascending order of their regions and classes. They are made when the first of
    them is asked for; a picture takes the cells alone.

    Attributes
    ----------
    complex
        The complex.
    level
        The level that the output is compared with; None if several outputs are compared.
    cells
        The regions cut by the outputs that tie.
    """

    complex: RegionComplex
    level: Fraction | None
    cells: DecisionCells

    @cached_property
    def pieces(self) -> tuple[BoundaryPiece, ...]:
        """The pieces, of dimension n0 - 1."""
        return flat_pieces(self.complex, self.cells)

    @cached_property
    def ties(self) -> tuple[TiedRegion, ...]:
        """The parts of regions, of full dimension, in which outputs tie."""
        return tied_regions(self.complex, self.cells)

    def __len__(self) -> int:
        return len(self.pieces)

    def __getitem__(self, index: int) -> BoundaryPiece:
        return self.pieces[index]

    def __iter__(self) -> Iterator[BoundaryPiece]:
        return iter(self.pieces)

    def __repr__(self) -> str:
        level = "" if self.level is None else f" at level {shortest_number(self.level)}"
        return (
            f"<DecisionBoundary of {self.complex.network}{level}: {len(self)} pieces, "
            f"{len(self.ties)} tied regions>"
        )

    @cached_property
    def separating(self) -> tuple[BoundaryPiece, ...]:
        """The pieces across which the largest outputs change: the boundary as it is drawn."""
        return tuple(piece for piece in self.pieces if piece.separates)

    @cached_property
    def measure(self) -> float:
        """How large the boundary is: its length in the plane, its area in space.

        That is the (n0-1)-dimensional volume of the set across which the largest outputs change, a
        sum of square roots of rationals, correctly rounded; the number of its points for n0 = 1,
        infinite where a piece is unbounded. On a slice it is measured in the slice's coordinates.

        Examples
        --------
        >>> import polyregions as pr
        >>> size = pr.Layer([[1, 0], [-1, 0], [0, 1], [0, -1]])
        >>> net = pr.Network([size, pr.Layer([[1, 1, 1, 1]], [-1], "identity")])  # |x| + |y| - 1
        >>> pr.decision_boundary(pr.regions(net)).measure == 4 * 2**0.5
        True
        """
        # Where three outputs tie throughout, several pairs of them have one polytope.
        parts = {(piece.regions, piece.polytope): piece for piece in self.separating}
        try:
            return nearest_sum_of_roots(piece.squared_measure for piece in parts.values())
        except UnboundedError:
            return math.inf

    @property
    def refinement(self) -> RegionComplex:
        """A complex that refines the regions: in each of its cells the largest outputs are fixed.

        It is that of the network followed by layers that find the largest output.
        """
        return self.cells.refinement

    @property
    def cell_classes(self) -> NDArray[np.int64]:
        """int64 array: the largest output in each cell of the refinement, of ties the first."""
        return self.cells.tournament.winner

    @property
    def cell_winners(self) -> NDArray[np.bool_]:
        """Which outputs, bool array (N, m), are largest throughout each cell of the refinement."""
        return self.cells.largest

    @property
    def cell_regions(self) -> NDArray[np.int64]:
        """int64 array: the region of the complex in which each cell of the refinement lies."""
        return self.cells.regions


def decision_boundary(complex: RegionComplex, level: Any = None) -> DecisionBoundary:
    """Return where outputs tie and no other is larger, exactly.

    Parameters
    ----------
    complex
        The regions of a network with m outputs; of a slice of one, for a boundary in the slice.
    level
        For a network with one output f: the pieces are those of {f = level}, and the two classes
        are 0 where f is less than the level and 1 where it is larger. Omitted: 0. It has no meaning
        for networks with several outputs, whose classes are the outputs, counted from 0.

    Returns
    -------
    DecisionBoundary
        All pieces of dimension n0 - 1, each once, as well as the parts of regions in which outputs
        tie throughout.

    Raises
    ------
    InvalidNetworkError
        If a level is given for several outputs.

    Notes
    -----
    The outputs are compared by a tournament of ReLU units behind the network, max(a, b) being
    a + relu(b - a), and the engine finds the regions of the longer network: so every decision is as
    exact as the regions are, in any dimension.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.Network([pr.Layer([[1, 0], [0, 1]]), pr.Layer([[1, 0], [0, 1]], None, "identity")])
    >>> boundary = decision_boundary(pr.regions(net, pr.box([-1, -1], [1, 1])))
    >>> [piece.vertices for piece in boundary if len(piece.regions) == 1]
    [((Fraction(0, 1), Fraction(0, 1)), (Fraction(1, 1), Fraction(1, 1)))]
    >>> [tie.classes for tie in boundary.ties]
    [(0, 1)]
    """
    check_complex(complex)
    network, threshold = _compared(complex.network, level)
    return DecisionBoundary(complex, threshold, DecisionCells.of(complex, network))


def _compared(network: Network, level: Any) -> tuple[Network, Fraction | None]:
    """Return the network whose outputs are to be compared, and the level if there is one."""
    if network.outputs > 1:
        if level is not None:
            raise InvalidNetworkError(
                f"a level is given, and the network has {network.outputs} outputs, which are "
                "compared with one another: leave the level out"
            )
        return network, None
    threshold = exact_rational(0 if level is None else level, "level")
    beside = Layer([[0], [1]], [threshold, 0], "identity")
    return Network([*network.layers, beside], network.domain), threshold
