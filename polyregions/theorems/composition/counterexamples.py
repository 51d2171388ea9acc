"""Three compositions that refute Lemma 1 as printed."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.constructions import zigzag
from polyregions.networks import Layer, Network
from polyregions.polytopes import box

__all__ = ["Counterexample", "lemma1_counterexamples"]


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Maps that satisfy the hypothesis of Lemma 1, and for which its count is wrong.

    Attributes
    ----------
    name
        What g and f are.
    inner, outer
        g and f.
    claimed
        |L(f)| |L(g)|.
    regions
        The number of linear regions of f o g.
    """

    name: str
    inner: Network
    outer: Network
    claimed: int
    regions: int


def lemma1_counterexamples() -> tuple[Counterexample, ...]:
    """Return the counterexamples, the smallest first.

    Examples
    --------
    >>> [(case.name, case.claimed, case.regions) for case in lemma1_counterexamples()][0]
    ('g = tent, f = 0', 2, 1)
    """
    tent, square_tent = zigzag(1, 2), zigzag(2, 2)
    constant = Network([Layer([[0]], [0], "identity")], box([0], [1]), "0")
    hinge = Network([Layer([[-1]], ["1/2"])], box([0], [1]), "max(0, 1/2 - y)")
    first = Network([Layer([[1, 0]], [0], "identity")], box([0, 0], [1, 1]), "y_1")
    return (
        Counterexample("g = tent, f = 0", tent, constant, 2, 1),
        Counterexample("g = tent, f = max(0, 1/2 - y)", tent, hinge, 4, 3),
        Counterexample("g = tent x tent, f = y_1", square_tent, first, 4, 2),
    )
