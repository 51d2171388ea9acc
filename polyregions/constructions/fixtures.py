"""Small networks that tell the definitions of linear region, and careless programs, apart.

R1 to R6 count by the six definitions of M. Stargalla, C. Hertrich, D. Reichman, "The Computational
Complexity of Counting Linear Regions in ReLU Neural Networks", arXiv:2505.16716: activation,
proper activation, convex, open connected, closed connected, and affine regions.
"""

from __future__ import annotations

from typing import Any

from polyregions.arithmetic import exact_rational, number_text, shortest_number
from polyregions.constructions.parts import whole
from polyregions.errors import ConstructionError
from polyregions.networks import Claim, Layer, Network
from polyregions.polytopes import whole_space

__all__ = ["absolute_value", "cancelling_facet", "max_min", "slab", "three_lines"]


def max_min() -> Network:
    """Return max(-y, min(0, -x)) with hidden units (x, y, -y), then (y - x+, y+, y-).

    R1, ..., R6 = 7, 5, 4, 3, 3, 3 on R^2: a region of it is not convex.

    References
    ----------
    Stargalla, Hertrich, Reichman, arXiv:2505.16716.

    Examples
    --------
    >>> max_min().exact([1, 2]), max_min().exact([1, "1/2"])
    ((Fraction(-1, 1),), (Fraction(-1, 2),))
    """
    layers = [
        Layer([[1, 0], [0, 1], [0, -1]]),
        Layer([[-1, 1, -1], [0, 1, 0], [0, 0, 1]]),
        Layer([[1, -1, 1]], None, "identity"),
    ]
    source = "Stargalla, Hertrich, Reichman, arXiv:2505.16716"
    return _on_whole_space(layers, "max(-y, min(0, -x))", 3, "three affine pieces", source)


def cancelling_facet() -> Network:
    """Return max(0, 4 x+ + 2 (1 - x)+ - 3): the kink at 0 is cut off by the outer maximum.

    R2 = 5 and R4 = 4 on R: the activation pattern changes at 0, the function does not.

    Examples
    --------
    >>> [cancelling_facet().exact([x])[0] for x in (-1, 0, 2)]
    [Fraction(1, 1), Fraction(0, 1), Fraction(5, 1)]
    """
    layers = [
        Layer([[1], [-1]], [0, 1]),
        Layer([[4, 2]], [-3]),
        Layer([[1]], None, "identity"),
    ]
    formula = "breakpoints -1/2, 1/2, 1, and none at 0"
    return _on_whole_space(layers, "max(0, 4 x+ + 2 (1-x)+ - 3)", 4, formula, "direct computation")


def absolute_value() -> Network:
    """Return relu(x) + relu(-x), two units on one hyperplane.

    R1 = 3 and R2 = ... = R6 = 2 on R: both units change across one facet.

    Examples
    --------
    >>> absolute_value().exact(["-1/3"])
    (Fraction(1, 3),)
    """
    layers = [Layer([[1], [-1]]), Layer([[1, 1]], None, "identity")]
    return _on_whole_space(layers, "relu(x) + relu(-x)", 2, "one breakpoint", "direct computation")


def three_lines() -> Network:
    """Return relu(x) + relu(y) + relu(x + y), whose three lines meet in one point.

    R2 = R4 = R6 = 6 on R^2, where three lines in general position make 7.

    Examples
    --------
    >>> three_lines().exact([1, -2])
    (Fraction(1, 1),)
    """
    layers = [Layer([[1, 0], [0, 1], [1, 1]]), Layer([[1, 1, 1]], None, "identity")]
    formula = "2 m sectors with m = 3 lines through a point"
    return _on_whole_space(layers, "three lines through a point", 6, formula, "direct computation")


def slab(width: Any = "1/1000000000", inputs: int = 2) -> Network:
    """Return relu(x_1) + relu(x_1 - width), with a region as thin as you like in the middle.

    R2 = R4 = R6 = 3 on R^n0 for every positive width.

    Parameters
    ----------
    width
        The slab's width, an exact number of any kind, positive.
    inputs
        The dimension n0.

    Raises
    ------
    ConstructionError
        If the width or the dimension is not positive.

    Examples
    --------
    >>> slab().layers[0]
    Layer([[1, 0], [1, 0]], [0, '-1/1000000000'], 'relu')
    """
    thickness, n0 = exact_rational(width, "width"), whole(inputs, "inputs")
    if thickness <= 0:
        raise ConstructionError(f"width is {number_text(thickness)}: give a positive one")
    row = [1] + [0] * (n0 - 1)
    layers = [Layer([row, row], [0, -thickness]), Layer([[1, 1]], None, "identity")]
    name = f"slab of width {shortest_number(thickness)}"
    return _on_whole_space(layers, name, 3, "two parallel hyperplanes", "direct computation")


def _on_whole_space(
    layers: list[Layer], name: str, regions: int, formula: str, source: str
) -> Network:
    claim = Claim(regions, formula, "open_connected", whole_space(layers[0].inputs), source)
    return Network(layers, None, name, claim)
