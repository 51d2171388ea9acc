"""Signs that the kernel could not prove, decided in integers from the hyperplanes themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, dot, negated, null_space, sign
from polyregions.errors import InternalError
from polyregions.networks import IntegerForm
from polyregions.refinement.vertices.branch_forms import BranchForms

__all__ = ["ExactForms", "generator_of"]


class ExactForms:
    """Exact pre-activations along one branch of the search.

    Parameters
    ----------
    network
        The network in integers.
    rows
        The forms of the domain, >= 0 inside, w >= 0 last.
    """

    def __init__(self, network: IntegerForm, rows: Sequence[IntegerVector]) -> None:
        self._forms = BranchForms(network)
        self._rows = rows
        self._place = {
            position: (index, unit)
            for index, layer in enumerate(network.layers)
            for position, unit in enumerate(layer.relu_units, start=layer.offset)
        }

    def follow(self, bits: NDArray[np.uint8]) -> None:
        """Go to the branch on which units have bits."""
        self._forms.follow(bits)

    def form(self, label: int) -> IntegerVector:
        """Return the form with a label, the bit of a unit or -1-k for a row."""
        if label < 0:
            return self._rows[-1 - label]
        return self._forms.form(*self._place[label])


def generator_of(
    tight: Sequence[IntegerVector], inside: Sequence[IntegerVector], zero: Sequence[int]
) -> IntegerVector:
    """Return the generator on all hyperplanes `tight` of a cone where the forms `inside` are >= 0.

    Parameters
    ----------
    tight
        Forms that vanish at the generator and together only on its line.
    inside
        All facet forms of the cone; they tell the generator from its opposite.
    zero
        Coordinates that are zero throughout.
    """
    size = len(inside[0]) if inside else len(tight[0])
    fixed = [tuple(int(i == j) for i in range(size)) for j in zero]
    line = null_space([*tight, *fixed], size)
    if len(line) != 1:
        raise InternalError("the hyperplanes of a generator do not meet in a line")
    vector = line[0]
    for form in inside:
        value = sign(dot(form, vector))
        if value != 0:
            return vector if value > 0 else negated(vector)
    raise InternalError("a generator lies on every facet")
