"""The hyperplanes of a layer where the layers before it are affine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, ScaledVectors, nearest_quotient, primitive
from polyregions.budgets import checkpoint
from polyregions.networks import IntegerForm

__all__ = ["Arrangement"]

Forms = list[IntegerVector]


@dataclass(frozen=True, eq=False)
class Arrangement:
    """The hyperplanes of a layer, where the layers before it are affine.

    Attributes
    ----------
    layer
        The layer's index.
    forms
        The pre-activations of all its units.
    unit_forms
        Those of all ReLU units of the network up to this layer.
    hyperplanes
        One form for each hyperplane.
    carriers
        The first ReLU unit that has it, counted through the network.
    planes
        For each unit of the layer its hyperplane; -1 where it has none.
    scale
        What the forms are to be divided by to be the pre-activations.
    """

    layer: int
    forms: Forms
    unit_forms: ScaledVectors
    hyperplanes: ScaledVectors
    carriers: list[int]
    planes: NDArray[np.intp]
    scale: int

    @classmethod
    def of(
        cls, network: IntegerForm, layer: int, inputs: Forms, before: ScaledVectors
    ) -> Arrangement:
        """Return the hyperplanes of a layer with these inputs; constant units have none.

        Parameters
        ----------
        network, layer
            The network and the layer's index.
        inputs
            The forms of the layer's inputs, and of the constant 1.
        before
            The pre-activations of the ReLU units before it.
        """
        checkpoint()
        own = network.layers[layer]
        forms = own.preactivations(inputs)
        first: dict[IntegerVector, tuple[int, int]] = {}
        planes = np.full(len(forms), -1)
        for carrier, unit in enumerate(own.relu_units, start=own.offset):
            form = forms[unit]
            if any(form[:-1]):
                leading = next(c for c in form if c)
                plane = primitive(form if leading > 0 else [-c for c in form])
                planes[unit], _ = first.setdefault(plane, (len(first), carrier))
        width = before.floats.shape[1]
        return cls(
            layer,
            forms,
            before + ScaledVectors([forms[u] for u in own.relu_units], width),
            ScaledVectors(first, width),
            [carrier for _, carrier in first.values()],
            planes,
            network.scales[layer + 1],
        )

    @cached_property
    def preactivations(self) -> NDArray[np.float64]:
        """The pre-activations as affine functions (units, n + 1), correctly rounded."""
        rows = [[nearest_quotient(c, self.scale) for c in form] for form in self.forms]
        return np.array(rows, dtype=np.float64)
