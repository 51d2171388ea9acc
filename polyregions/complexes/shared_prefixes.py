"""Which neighbours in a list of patterns begin alike, layer by layer.

The forms of a layer depend on the bits of the layers before it alone. In lexicographic order all
patterns that begin alike stand together, so that each layer is computed once for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.networks import IntegerForm

__all__ = ["SharedPrefixes"]

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SharedPrefixes:
    """Patterns, and the groups of neighbours among them that agree in the first l layers.

    Attributes
    ----------
    bits
        uint8 array (k, units): the patterns, in any order; the lexicographic one shares the most.
    starts
        For l = 0, ..., L an int64 array: the first pattern of each group.
    """

    bits: NDArray[np.uint8]
    starts: tuple[Indices, ...]

    @classmethod
    def of(cls, network: IntegerForm, bits: NDArray[np.uint8]) -> SharedPrefixes:
        """Find the groups.

        Examples
        --------
        >>> from polyregions.networks import Layer, Network
        >>> network = Network([Layer([[1], [1]]), Layer([[1, 1]])]).integer_form
        >>> bits = np.array([[0, 1, 0], [0, 1, 1], [1, 1, 1]], np.uint8)
        >>> [starts.tolist() for starts in SharedPrefixes.of(network, bits).starts]
        [[0], [0, 2], [0, 1, 2]]
        """
        changes = bits[1:] != bits[:-1]
        differs = np.zeros(len(bits), dtype=bool)
        differs[:1] = True
        starts = [np.flatnonzero(differs)]
        for layer in network.layers:
            own = slice(layer.offset, layer.offset + len(layer.relu_units))
            differs[1:] |= changes[:, own].any(axis=1)
            starts.append(np.flatnonzero(differs))
        return cls(bits, tuple(starts))

    def parents(self, layers: int) -> Indices:
        """Return for each group that agrees in so many layers the one in a layer less."""
        return self._groups_of(layers - 1, self.starts[layers])

    def groups(self, layers: int) -> Indices:
        """Return the group of each pattern that agrees in so many layers."""
        return self._groups_of(layers, np.arange(len(self.bits)))

    def _groups_of(self, layers: int, patterns: Indices) -> Indices:
        groups: Indices = np.searchsorted(self.starts[layers], patterns, side="right") - 1
        return groups
