"""A network scaled to integers, for exact pre-activations by integer matrix products.

Layer l with rational parameters becomes D_l (W_l, b_l), integral for the least D_l > 0. Carried
through the layers, every pre-activation is an integer form (c_1, ..., c_n, c_0) that stands for
(c.x + c_0) / (D_1 ... D_l): a positive scale, which changes no sign and no hyperplane.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from operator import mul

from polyregions.arithmetic import (
    IntegerVector,
    repr_of_fields,
)
from polyregions.networks.affine_map import AffineMap
from polyregions.networks.integer_rows import IntegerRows
from polyregions.networks.layer import Layer
from polyregions.networks.pattern import Pattern

__all__ = ["IntegerForm", "IntegerLayer"]

Forms = list[IntegerVector]


@dataclass(frozen=True, slots=True, eq=False)
class IntegerLayer:
    """One layer times its common denominator.

    Attributes
    ----------
    rows
        The integer rows (W_i1, ..., W_ik, b_i) times ``denominator``.
    relu_units
        The indices of the units with a ReLU.
    offset
        The number of ReLU units in the layers before: the first unit's position in a pattern.
    """

    rows: IntegerRows
    relu_units: tuple[int, ...]
    offset: int

    __repr__ = repr_of_fields

    @classmethod
    def of(cls, layer: Layer, offset: int) -> IntegerLayer:
        """Scale a layer to integers."""
        return cls(IntegerRows(layer), layer.relu_units, offset)

    @property
    def denominator(self) -> int:
        """The least positive integer that makes the rows integral."""
        return self.rows.denominator

    def preactivations(self, inputs: Forms) -> Forms:
        """Return the units' forms, given those of the layer's inputs and of the constant 1 last."""
        return self.rows @ inputs

    def linear_part(self, vectors: Forms) -> Forms:
        """Return the products of the weights with the layer's inputs, without the bias."""
        return self.rows @ [*vectors, (0,) * len(vectors[0])]

    def activated(self, forms: Forms, group: Sequence[int], scale: int) -> Forms:
        """Return the next layer's inputs: inactive units vanish, the constant 1 comes last.

        Parameters
        ----------
        forms
            The pre-activations.
        group
            The bits of the layer's ReLU units.
        scale
            The product of the denominators up to and including this layer.
        """
        zero = (0,) * len(forms[0])
        outputs = list(forms)
        for unit, bit in zip(self.relu_units, group, strict=True):
            if not bit:
                outputs[unit] = zero
        outputs.append((*zero[:-1], scale))
        return outputs


@dataclass(frozen=True, eq=False)
class IntegerForm:
    """All layers of a network scaled to integers, where they are asked for.

    Attributes
    ----------
    inputs
        The dimension n0.
    layers
        The scaled layers.
    """

    inputs: int
    layers: tuple[IntegerLayer, ...]

    __repr__ = repr_of_fields

    @classmethod
    def of(cls, network_layers: Sequence[Layer]) -> IntegerForm:
        """Scale a chain of layers to integers."""
        scaled: dict[int, IntegerLayer] = {}  # A layer that recurs is scaled once.
        layers: list[IntegerLayer] = []
        offset = 0
        for layer in network_layers:
            if id(layer) not in scaled:
                scaled[id(layer)] = IntegerLayer.of(layer, offset)
            known = scaled[id(layer)]
            layers.append(known if known.offset == offset else replace(known, offset=offset))
            offset += len(layer.relu_units)
        return cls(network_layers[0].inputs, tuple(layers))

    @cached_property
    def scales(self) -> tuple[int, ...]:
        """The products of the denominators of the first l layers, for l = 0, 1, ..."""
        return tuple(accumulate((layer.denominator for layer in self.layers), mul, initial=1))

    @property
    def units(self) -> int:
        """The number of ReLU units: the length of a pattern."""
        last = self.layers[-1]
        return last.offset + len(last.relu_units)

    def input_forms(self) -> Forms:
        """Return the coordinates and the constant 1 as forms on the input space."""
        size = self.inputs + 1
        return [tuple(int(i == j) for i in range(size)) for j in range(size)]

    def walk(self, bits: Sequence[int]) -> Iterator[Forms]:
        """Yield the pre-activations of every layer where the network has these bits."""
        inputs = self.input_forms()
        for layer, scale in zip(self.layers, self.scales[1:], strict=True):
            forms = layer.preactivations(inputs)
            yield forms
            group = bits[layer.offset : layer.offset + len(layer.relu_units)]
            inputs = layer.activated(forms, group, scale)

    def unit_forms(self, bits: Sequence[int]) -> Forms:
        """Return the pre-activations of all ReLU units where the network has these bits."""
        return [
            forms[unit]
            for layer, forms in zip(self.layers, self.walk(bits), strict=True)
            for unit in layer.relu_units
        ]

    def output_forms(self, bits: Sequence[int]) -> Forms:
        """Return the outputs, times ``scales[-1]``, where the network has these bits."""
        for layer, forms in zip(self.layers, self.walk(bits), strict=True):
            last, outputs = layer, forms
        group = bits[last.offset :]
        return last.activated(outputs, group, self.scales[-1])[:-1]

    def output_map(self, pattern: Pattern) -> AffineMap:
        """Return the affine map of the whole network under a pattern."""
        return AffineMap.of_forms(self.output_forms(pattern.bits), self.scales[-1])
