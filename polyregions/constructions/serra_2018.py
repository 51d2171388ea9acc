"""Networks of one input with as many linear regions as their widths allow."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from polyregions.errors import ConstructionError
from polyregions.networks import Layer, Network

__all__ = ["full_zigzags"]


def full_zigzags(widths: Sequence[int]) -> Network:
    """Return a network of one input with prod (n_l + 1) linear regions on R.

    Layer l computes a zigzag h with n + 1 branches: n breakpoints t_1 < ... < t_n in (0, 1) at
    which it is 1, 0, 1, ... alternately. Its outer branches are unbounded, so all n + 1 cover
    [0, 1] and each meets all breakpoints of the next layer. The units are relu(x - t_i), but for
    i = 2, 3, where they are relu(t_i - x): these give the first branch its slope.

    Parameters
    ----------
    widths
        The widths of the hidden layers, all >= 3.

    Raises
    ------
    ConstructionError
        If a width is below 3, for which there is no such zigzag, or there is none.

    References
    ----------
    T. Serra, C. Tjandraatmadja, S. Ramalingam, ICML 2018, proof of Theorem 5.

    Examples
    --------
    >>> import polyregions as pr
    >>> pr.count_regions(full_zigzags([3, 4]))
    20
    """
    if not widths or min(widths) < 3:
        raise ConstructionError(f"the widths are {list(widths)}: give one or more, all at least 3")
    layers = []
    before: tuple[list[Fraction], Fraction] = ([Fraction(1)], Fraction(0))
    for width in widths:
        outgoing, constant = before
        breakpoints, changes = _zigzag(width)
        sides = [-1 if i in (1, 2) else 1 for i in range(width)]
        layers.append(
            Layer(
                [[side * w for w in outgoing] for side in sides],
                [side * (constant - t) for side, t in zip(sides, breakpoints, strict=True)],
            )
        )
        peak = breakpoints[0]
        at_peak = sum((changes[i] * (breakpoints[i] - peak) for i in (1, 2)), Fraction(0))
        before = (changes, 1 - at_peak)
    outgoing, constant = before
    layers.append(Layer([outgoing], [constant], "identity"))
    name = f"zigzags {', '.join(map(str, widths))}"
    return Network(layers, name=name)


def _zigzag(width: int) -> tuple[list[Fraction], list[Fraction]]:
    """Return breakpoints in (0, 1), and the changes of slope there.

    With steepness s the slopes are s, -s, s, -2 s, s, -s, ...: the changes at the second and third
    breakpoint sum to -s, so that left-facing units there have the slope s on the far left.
    """
    steepness = 4 * width
    slopes = [(-1) ** i * steepness * (2 if i == 3 else 1) for i in range(width + 1)]
    breakpoints = [Fraction(1, 4)]
    for slope in slopes[1:-1]:
        breakpoints.append(breakpoints[-1] + Fraction(1, abs(slope)))
    changes = [Fraction(slopes[i + 1] - slopes[i]) for i in range(width)]
    return breakpoints, changes
