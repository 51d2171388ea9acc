"""Folds that act on each coordinate of a box alone, and the closed formula for their compositions.

Let H map the box onto a box, its j-th coordinate being a zigzag of x_j with P_j branches. With
z_j = 1 iff f has no slope along y_j on its linear region V, and t_{j,e} = 1 iff V meets the side
y_j = e of the box in a facet,

    |L(f o H)| = sum over V of prod_j [P_j - z_j (t_{j,low} L_j + t_{j,high} U_j)],

L_j and U_j being the numbers of inner folds of the j-th zigzag over the two ends; if its first
branch rises, U_j = floor(P_j / 2) and L_j = ceil(P_j / 2) - 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from polyregions.budgets import in_time
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope
from polyregions.theorems.composition.pieces import Piece
from polyregions.theorems.composition.zigzags import CoordinateFold, Zigzag, coordinate_fold

__all__ = [
    "box_intervals",
    "coordinate_networks",
    "count_after_product_fold",
    "product_fold",
]

Interval = tuple[Fraction, Fraction]


def product_fold(network: Network, source: HPolytope) -> tuple[CoordinateFold, ...] | None:
    """Return the zigzags that a network is on a box, one a coordinate, None where it is no such.

    Parameters
    ----------
    network
        A map R^n -> R^n.
    source
        A polytope without redundant rows.

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.constructions import zigzag
    >>> folds = product_fold(zigzag(inputs=2, branches=3), pr.box([0, 0], [1, 1]))
    >>> [fold.zigzag.branches for fold in folds]
    [3, 3]
    """
    intervals = box_intervals(source)
    parts = None if intervals is None else coordinate_networks(network)
    if intervals is None or parts is None:
        return None
    folds: list[CoordinateFold] = []
    for part, interval in in_time(zip(parts, intervals, strict=True)):
        fold = coordinate_fold(part, interval)
        if fold is None:
            return None
        folds.append(fold)
    return tuple(folds)


def count_after_product_fold(pieces: Iterable[Piece], zigzags: Sequence[Zigzag]) -> int:
    """Return the number of linear regions of f o H by the closed formula.

    Parameters
    ----------
    pieces
        The linear regions of f on the box onto which H maps each of its linear regions.
    zigzags
        The shapes of H's coordinates.

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.theorems.composition.pieces import linear_pieces
    >>> interval = pr.box([0], [1])
    >>> hinge = pr.Network([pr.Layer([[-1]], ["1/2"])], interval)
    >>> count_after_product_fold(linear_pieces(pr.regions(hinge)), [Zigzag(2, False)])
    3
    """
    shapes = Counter(
        (
            piece.touched,
            tuple(not any(row[j] for row in piece.gradient) for j in range(len(zigzags))),
        )
        for piece in pieces
    )
    total = 0
    for (touched, flat), number in shapes.items():
        copies = number
        for j, zigzag in enumerate(zigzags):
            merged = 0
            if flat[j]:
                sides = {row[j] for row in touched}
                merged += zigzag.folds_at_upper if any(side > 0 for side in sides) else 0
                merged += zigzag.folds_at_lower if any(side < 0 for side in sides) else 0
            copies *= zigzag.branches - merged
        total += copies
    return total


def box_intervals(polytope: HPolytope) -> tuple[Interval, ...] | None:
    """Return the intervals whose product a polytope without redundant rows is, if it is a box.

    Examples
    --------
    >>> import polyregions as pr
    >>> [tuple(map(str, interval)) for interval in box_intervals(pr.box([0], ["1/2"]))]
    [('0', '1/2')]
    """
    lower: dict[int, Fraction] = {}
    upper: dict[int, Fraction] = {}
    for *normal, offset in polytope.rows:
        axes = [j for j, entry in enumerate(normal) if entry]
        if len(axes) != 1:
            return None
        side = upper if normal[axes[0]] > 0 else lower
        side[axes[0]] = Fraction(offset, normal[axes[0]])
    if not len(lower) == len(upper) == polytope.dimension:
        return None
    return tuple((lower[j], upper[j]) for j in range(polytope.dimension))


def coordinate_networks(network: Network) -> tuple[Network, ...] | None:
    """Return networks h_j with h(x) = (h_1(x_1), ..., h_n(x_n)), None where the layers show none.

    Only the zero weights are looked at: output j must be reached from input j alone.

    Examples
    --------
    >>> from polyregions.constructions import zigzag
    >>> [part.widths for part in coordinate_networks(zigzag(inputs=3, branches=2))]
    [(1, 2, 1), (1, 2, 1), (1, 2, 1)]
    """
    if network.inputs != network.outputs:
        return None
    parts: list[Network] = []
    for j in in_time(range(network.outputs)):
        needed = _needed_units(network.layers, j)
        if not needed[0] <= {j}:
            return None
        parts.append(_restricted(network.layers, [[j], *map(sorted, needed[1:])]))
    return tuple(parts)


def _needed_units(layers: Sequence[Layer], output: int) -> list[set[int]]:
    """Return, from the inputs on, the units of each level from which an output is reached."""
    needed = [{output}]
    for layer in reversed(layers):
        needed.append({k for unit in needed[-1] for k, w in enumerate(layer.row(unit)[:-1]) if w})
    return needed[::-1]


def _restricted(layers: Sequence[Layer], levels: Sequence[Sequence[int]]) -> Network:
    """Return the network of the given units, at least one a level."""
    chosen = [level or [0] for level in levels]
    return Network(
        Layer(
            [[row[k] for k in inputs] for row in map(layer.row, units)],
            [layer.bias[unit] for unit in units],
            [layer.activation[unit] for unit in units],
        )
        for layer, inputs, units in zip(layers, chosen, chosen[1:], strict=False)
    )
