"""First hidden layers that every network needs but one of: one for each that are alike.

Layers are alike if the networks behind them have the same counts, by every definition.

Order of units. Who permutes the units of a layer, and the columns of the next layer with them, does
not change what the network computes, and permutes the bits of all patterns. As the next layers are
all tried, one order is enough.

All of R^n0. The network sees its input as z = W x + b, which runs through the affine subspace
A = b + W R^n0. The preimages of connected open sets of A are connected and open in R^n0, as x -> z
is affine and onto A, with affine subspaces for fibres. So activation regions, linear regions and
affine maps are those of the network of z on A, one for one: layers with the same A are alike. Nor
do columns of W matter that depend on others.

Other domains. Where x -> S x, the inputs permuted and some of their signs changed, maps the domain
to itself, W and W S are alike, as S is a linear bijection of the domain.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations_with_replacement, permutations, product

from polyregions.arithmetic import independent_rows, primitive, row_space
from polyregions.budgets import in_time
from polyregions.polytopes import HPolytope

__all__ = ["Row", "Rows", "distinct_layers", "needed_inputs", "units_behind"]

Row = tuple[int, ...]
"""The weights of a unit, and its bias."""

Rows = tuple[Row, ...]
"""The units of a layer."""


def distinct_layers(units: int, inputs: int, domain: HPolytope | None) -> Iterator[Rows]:
    """Yield one of all ternary first layers that are alike; without a domain on all of R^n0.

    Examples
    --------
    >>> len(list(distinct_layers(2, 2, None)))  # the plane, lines in it, and points
    14
    >>> from polyregions.polytopes import box
    >>> len(list(distinct_layers(1, 2, box([-1, -1], [1, 1])))), 3**3
    (8, 27)
    """
    seen: set[Hashable] = set()
    signed = [] if domain is None else symmetries(domain)
    rows = [row for row in product((0, 1, -1), repeat=inputs + 1) if any(row[:-1]) or row[-1] >= 0]
    for layer in in_time(combinations_with_replacement(sorted(rows), units)):
        if domain is None:
            fresh = _subspace(layer) not in seen
            seen.update(map(_subspace, permutations(layer)) if fresh else ())
        else:
            fresh = layer not in seen
            seen.update(_images(layer, signed) if fresh else ())
        if fresh:
            yield layer


def _subspace(layer: Sequence[Row]) -> Hashable:
    """Return what tells the affine subspace b + W R^n0: a basis of the multiples of its (1, z)."""
    *columns, bias = zip(*layer, strict=True)
    return tuple(row_space([(1, *bias), *((0, *column) for column in columns)], len(layer) + 1))


def symmetries(domain: HPolytope) -> list[tuple[tuple[int, int], ...]]:
    """Return the signed permutations of the inputs that permute the domain's inequalities.

    Each is given by pairs (i, s): the input i times s, for every input.

    Examples
    --------
    >>> from polyregions.polytopes import box
    >>> len(symmetries(box([-1, -1], [1, 1]))), len(symmetries(box([0, 0], [1, 1])))
    (8, 2)
    """
    inputs = domain.dimension
    rows = {primitive(row) for row in domain.rows}
    signed = [
        tuple(zip(order, signs, strict=True))
        for order in permutations(range(inputs))
        for signs in product((1, -1), repeat=inputs)
    ]
    return [one for one in signed if {_moved(row, one) for row in rows} == rows]


def _moved(row: Sequence[int], signed: Sequence[tuple[int, int]]) -> Row:
    return (*(sign * row[i] for i, sign in signed), row[-1])


def _images(layer: Rows, signed: Iterable[Sequence[tuple[int, int]]]) -> Iterator[Rows]:
    return (tuple(sorted(_moved(row, one) for row in layer)) for one in signed)


def needed_inputs(layer: Rows) -> list[int]:
    """Return the inputs that are enough to know all units on R^n0, at least one.

    Examples
    --------
    >>> needed_inputs(((0, 1, -1, 0), (0, -1, 1, 1)))
    [1]
    """
    *columns, _ = zip(*layer, strict=True)
    return independent_rows(columns) or [0]


def units_behind(layer: Rows) -> list[Row]:
    """Return the distinct ternary units on a layer of ReLU units, one for each function.

    What the layer passes on is >= 0, units with one row pass on the same, and the zero unit passes
    on nothing: units that are equal for these reasons are equal on all inputs, and so are all
    networks in which one takes the place of the other. Units that are never active are zero.

    Examples
    --------
    >>> len(units_behind(((0, 1, 0), (1, 0, 0)))), 3**3
    (20, 27)
    >>> len(units_behind(((1, 0, 0), (1, 0, 0))))
    10
    """
    distinct = sorted({row for row in layer if any(row[:-1]) or row[-1] > 0})
    places = [[k for k, row in enumerate(layer) if row == one] for one in distinct]
    found: dict[Row, Row] = {}
    for weights in in_time(product((0, 1, -1), repeat=len(layer))):
        sums = [sum(weights[k] for k in of_one) for of_one in places]
        for bias in (0, 1, -1):
            function = (*sums, bias)
            if max(function) <= 0:
                function = (0,) * len(function)
            found.setdefault(function, (*weights, bias))
    return sorted(found.values())
