"""Networks whose level sets have a known shape: shells, a solid torus, a projective plane.

Betti numbers are written (b_0, b_1, ...): components, independent loops, cavities.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

from polyregions.constructions.parts import whole
from polyregions.networks import Layer, Network
from polyregions.polytopes import simplex

__all__ = ["pinch", "plateau", "projective_plane", "shell", "solid_torus"]

_TRIANGLES = frozenset({(0, 1, 2), (0, 1, 3), (0, 2, 4), (0, 3, 5), (0, 4, 5)}) | frozenset(
    {(1, 2, 5), (1, 3, 4), (1, 4, 5), (2, 3, 4), (2, 3, 5)}
)
"""The projective plane with six vertices: every two of them are joined by an edge."""


def shell(inputs: Any = 2) -> Network:
    """Return 1 - | |x_1| + ... + |x_n0| - 2 |, positive between two cross-polytopes.

    On R^n0 the set {F > 0} is a thickened sphere S^(n0 - 1), and {F < 0} an open cross-polytope
    inside of it and all that is outside of it. Betti numbers for n0 = 2: (1, 1) and (2, 1), for
    n0 = 3: (1, 0, 1) and (2, 0, 1).

    Parameters
    ----------
    inputs
        The dimension n0.

    Raises
    ------
    ConstructionError
        If the dimension is not positive.

    Examples
    --------
    >>> [int(shell().exact([x, 0])[0]) for x in (0, 1, 2, 3, 4)]
    [-1, 0, 1, 0, -1]
    """
    n0 = whole(inputs, "inputs")
    layers = [
        _sizes(n0),
        Layer([[1] * (2 * n0), [-1] * (2 * n0)], [-2, 2]),
        Layer([[-1, -1]], [1], "identity"),
    ]
    return Network(layers, None, "shell")


def solid_torus() -> Network:
    """Return 1 - | |x| + |y| - 3 | - |z|, positive inside a torus.

    On R^3 the Betti numbers of {F > 0} are (1, 1, 0), those of {F < 0} are (1, 1, 1), and the
    surface {F = 0} has (1, 2, 1).

    Examples
    --------
    >>> solid_torus().exact([3, 0, 0]), solid_torus().exact([0, 0, 0])
    ((Fraction(1, 1),), (Fraction(-2, 1),))
    """
    layers = [
        _sizes(3),
        Layer([[1, 1, 1, 1, 0, 0], [-1, -1, -1, -1, 0, 0], [0, 0, 0, 0, 1, 1]], [-3, 3, 0]),
        Layer([[-1, -1, -1]], [1], "identity"),
    ]
    return Network(layers, None, "solid torus")


def pinch() -> Network:
    """Return |x| - |y|, whose positive set has two parts that touch in one point.

    On R^2 the open set {F > 0} has two components, the closed set {F >= 0} has one.

    Examples
    --------
    >>> pinch().exact([2, 1])
    (Fraction(1, 1),)
    """
    return Network([_sizes(2), Layer([[1, 1, -1, -1]], None, "identity")], None, "pinch")


def plateau() -> Network:
    """Return relu(|x| + |y| - 1), which vanishes on a square with its inside.

    The level set {F = 0} on R^2 is of full dimension.

    Examples
    --------
    >>> plateau().exact(["1/2", "-1/4"]), plateau().exact([1, 1])
    ((Fraction(0, 1),), (Fraction(1, 1),))
    """
    layers = [_sizes(2), Layer([[1] * 4], [-1]), Layer([[1]], None, "identity")]
    return Network(layers, None, "plateau")


def projective_plane() -> Network:
    """Return a network on a simplex in R^5 whose small sublevel sets are projective planes.

    With x_6 = 1 - x_1 - ... - x_5, F is the sum of min(x_i, x_j, x_k) over the ten triples that are
    no triangles of the projective plane with six vertices. {F = 0} is that surface, and {F <= t}
    for small t > 0 shrinks to it: H_1 is Z / 2, so the Betti numbers are (1, 0, 0) over the
    rationals and (1, 1, 1) over the field of two elements.

    References
    ----------
    W. Kühnel, T. F. Banchoff, "The 9-vertex complex projective plane" (1983), where the real one
    with six vertices is described.

    Examples
    --------
    >>> projective_plane().exact(["1/3", "1/3", "1/3", 0, 0])
    (Fraction(0, 1),)
    >>> projective_plane().exact(["1/3", "1/3", 0, 0, "1/3"])
    (Fraction(1, 3),)
    """
    pairs = [*combinations(range(6), 2)]
    coordinates = [[int(i == j) for j in range(5)] + [0] for i in range(5)] + [[-1] * 5 + [1]]
    differences = [
        [a - b for a, b in zip(coordinates[i], coordinates[j], strict=True)] for i, j in pairs
    ]
    first = [*coordinates, *differences]
    # min(x_i, x_j) = x_i - relu(x_i - x_j), and the least of three is the least of two of them.
    second, total = [], [0] * len(first)
    for i, j, k in combinations(range(6), 3):
        if (i, j, k) in _TRIANGLES:
            continue
        least = [0] * len(first)
        least[i], least[6 + pairs.index((i, j))] = 1, -1
        total = [a + b for a, b in zip(total, least, strict=True)]
        least[k] -= 1
        second.append(least)
    layers = [
        Layer([row[:-1] for row in first], [row[-1] for row in first]),
        Layer([total, *second]),
        Layer([[1] + [-1] * len(second)], None, "identity"),
    ]
    return Network(layers, simplex(5), "projective plane")


def _sizes(inputs: int) -> Layer:
    """Return the layer of relu(x_i) and relu(-x_i), whose sums are absolute values."""
    return Layer([[s * (i == j) for j in range(inputs)] for i in range(inputs) for s in (1, -1)])
