"""Signs of the differences of affine maps at the vertices and along the rays of a complex.

Floats propose, with a bound of their error; what they leave open is decided in integers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import UNDECIDED, filtered_pair_signs
from polyregions.budgets import in_time
from polyregions.complexes.connected.known_generators import KnownGenerators
from polyregions.complexes.exact_forms import ExactOutputs

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = ["MapDifferences"]

Indices = NDArray[np.int64]

_PAIRS_AT_ONCE = 1 << 18
_EXACT_PAIRS_AT_ONCE = 1 << 15


class MapDifferences:
    """What the affine map of one region exceeds that of another by, at generators of a complex.

    At a vertex this is the difference of two values, along a ray that of two slopes. Along the
    lines that all regions contain it is zero: every pre-activation is constant along them, or it
    would vanish somewhere on every line and cut the region, and where identity layers hand a slope
    on to the outputs it is the same on both sides of each facet, hence everywhere.

    Parameters
    ----------
    lattice
        All faces of the complex.
    """

    def __init__(self, lattice: FaceLattice) -> None:
        cells = lattice.complex
        self.generators = KnownGenerators(lattice)
        self._maps = np.concatenate([cells.gradients, cells.offsets[:, :, np.newaxis]], axis=2)
        self._patterns = cells.enumeration.patterns
        self._exact_outputs = ExactOutputs(cells.integer_form)

    @property
    def outputs(self) -> int:
        """The number of outputs."""
        return int(self._maps.shape[1])

    def signs(self, here: Indices, there: Indices, output: Any, at: Indices) -> NDArray[np.int8]:
        """Return the exact sign of each difference.

        Parameters
        ----------
        here, there
            int64 arrays (k,): the regions whose maps are compared; the second is subtracted.
        output
            The output, one for all, or an int64 array (k,).
        at
            int64 array (k,): the vertices and rays, by their numbers.

        Raises
        ------
        OutOfTime
            If the time is up before.
        """
        chosen = np.broadcast_to(output, here.shape)
        signs = np.empty(len(here), dtype=np.int8)
        for start in in_time(range(0, len(here), _PAIRS_AT_ONCE)):
            own = slice(start, start + _PAIRS_AT_ONCE)
            images = self.generators.images[at[own]]
            first, second = (self._maps[cells[own], chosen[own]] for cells in (here, there))
            signs[own] = filtered_pair_signs(
                np.concatenate([first, -second], axis=1), np.concatenate([images, images], axis=1)
            )
        left = np.flatnonzero(signs == UNDECIDED)
        for start in in_time(range(0, len(left), _EXACT_PAIRS_AT_ONCE)):
            some = left[start : start + _EXACT_PAIRS_AT_ONCE]
            values = self.exact(here[some], there[some], chosen[some], at[some])
            signs[some] = (values > 0).astype(np.int8) - (values < 0)
        return signs

    def exact(self, here: Indices, there: Indices, output: Any, at: Indices) -> NDArray[Any]:
        """Return the differences times a positive factor, one for each generator, in integers."""
        cells, places = np.unique(np.concatenate([here, there]), return_inverse=True)
        forms = np.concatenate(list(self._exact_outputs(self._patterns[cells]))).astype(object)
        first, second = places.reshape(2, -1)
        differences = forms[first, output] - forms[second, output]
        values: NDArray[Any] = (differences * self.generators.exact(at)).sum(axis=1)
        return values

    def first_differing_outputs(self, here: Indices, there: Indices) -> Indices:
        """Return the first output whose maps differ, for pairs of regions with different maps.

        Different floats are nearest to different numbers; where all are the same the maps are
        compared in integers.
        """
        differ = np.any(self._maps[here] != self._maps[there], axis=2)
        left = np.flatnonzero(~differ.any(axis=1))
        if len(left):
            cells, places = np.unique(np.stack([here[left], there[left]]), return_inverse=True)
            forms = np.concatenate(list(self._exact_outputs(self._patterns[cells])))
            first, second = places.reshape(2, -1)
            differ[left] = np.any(forms[first] != forms[second], axis=2)
        found: Indices = np.argmax(differ, axis=1)
        return found
