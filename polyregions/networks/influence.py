"""Whether the outputs depend on what a unit passes on, exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector
from polyregions.networks.integer_form import IntegerForm

__all__ = ["Influence"]

# What is remembered takes some hundred megabytes at most.
_MOST_KNOWN = 1 << 20


class Influence:
    """Decides for units under patterns whether the outputs depend on them.

    Under a pattern the outputs are an affine function of what one unit passes on; it is followed
    through the later layers as a vector of integers. What was decided is kept, because it depends
    on the bits of the later layers only.

    Parameters
    ----------
    network
        The network in integers.

    Examples
    --------
    >>> from polyregions.constructions import absolute_value
    >>> influence = Influence(absolute_value().integer_form)
    >>> influence(0, [1, 0])
    True
    """

    def __init__(self, network: IntegerForm) -> None:
        self._network = network
        self._place = {
            layer.offset + position: (index, unit)
            for index, layer in enumerate(network.layers)
            for position, unit in enumerate(layer.relu_units)
        }
        self._known: dict[tuple[int, bytes], bool] = {}

    def __call__(self, position: int, bits: Sequence[int] | NDArray[np.uint8]) -> bool:
        """Return whether outputs change with what the ReLU unit at a position passes on.

        Parameters
        ----------
        position
            The unit's position in a pattern.
        bits
            The bits of the pattern.
        """
        index, unit = self._place[position]
        layer = self._network.layers[index]
        later = bytes(int(b) for b in bits[layer.offset + len(layer.relu_units) :])
        key = (position, later)
        if key not in self._known:
            if len(self._known) == _MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._depends(index, unit, later)
        return self._known[key]

    def _depends(self, index: int, unit: int, later: bytes) -> bool:
        layers = self._network.layers
        passed: list[IntegerVector] = [(int(i == unit),) for i in range(len(layers[index].rows))]
        start = 0
        for layer in layers[index + 1 :]:
            changes = layer.linear_part(passed)
            for position, relu_unit in enumerate(layer.relu_units, start):
                if not later[position]:
                    changes[relu_unit] = (0,)
            if not any(change for (change,) in changes):
                return False
            start += len(layer.relu_units)
            passed = changes
        return True
