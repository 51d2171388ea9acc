"""Forms along many patterns, one after the other, that share their first layers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector
from polyregions.networks.integer_form import IntegerForm

__all__ = ["SharedForms"]

Bits = Sequence[int] | NDArray[np.uint8]
Forms = list[IntegerVector]


class SharedForms:
    """The forms of a network's layers for one pattern after the other.

    The forms of a layer are kept until an activation before it changes, so patterns that come in
    lexicographic order, or along a branch of a search, cost little more than their last layers.

    Parameters
    ----------
    network
        The network in integers.

    Examples
    --------
    >>> from polyregions.networks import Layer, Network
    >>> tent = Network([Layer([[1], [-1]]), Layer([[1, 1]], None, "identity")])
    >>> forms = SharedForms(tent.integer_form)
    >>> forms.outputs([1, 0]), forms.outputs([0, 1])
    ([(1, 0)], [(-1, 0)])
    """

    def __init__(self, network: IntegerForm) -> None:
        self._network = network
        self._inputs: list[Forms] = [network.input_forms()]
        self._forms: list[Forms] = []
        self._groups: list[tuple[int, ...]] = []

    def preactivations(self, last: int, bits: Bits) -> Forms:
        """Return the pre-activations of layer ``last`` where the units before it have these bits.

        Parameters
        ----------
        last
            The layer, counted from 0.
        bits
            The bits of a pattern, at least of the layers before.
        """
        for index in range(last):
            self._enter(index, self._group(index, bits))
        return self._own_forms(last)

    def units(self, bits: Bits) -> Forms:
        """Return the pre-activations of all ReLU units where the network has these bits."""
        found: Forms = []
        for index, layer in enumerate(self._network.layers):
            if index:
                self._enter(index - 1, self._group(index - 1, bits))
            forms = self._own_forms(index)
            found += [forms[unit] for unit in layer.relu_units]
        return found

    def outputs(self, bits: Bits) -> Forms:
        """Return the outputs, times ``scales[-1]`` of the network, where units have these bits."""
        last = len(self._network.layers) - 1
        forms = self.preactivations(last, bits)
        layer, scale = self._network.layers[last], self._network.scales[-1]
        return layer.activated(forms, self._group(last, bits), scale)[:-1]

    def _group(self, index: int, bits: Bits) -> tuple[int, ...]:
        layer = self._network.layers[index]
        return tuple(int(b) for b in bits[layer.offset : layer.offset + len(layer.relu_units)])

    def _enter(self, index: int, group: tuple[int, ...]) -> None:
        """Make the inputs of the layer after ``index``."""
        if index < len(self._groups) and self._groups[index] != group:
            del self._groups[index:], self._inputs[index + 1 :], self._forms[index + 1 :]
        if index == len(self._groups):
            forms, scale = self._own_forms(index), self._network.scales[index + 1]
            self._inputs.append(self._network.layers[index].activated(forms, group, scale))
            self._groups.append(group)

    def _own_forms(self, index: int) -> Forms:
        if index == len(self._forms):
            self._forms.append(self._network.layers[index].preactivations(self._inputs[index]))
        return self._forms[index]
