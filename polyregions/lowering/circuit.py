"""The builder of a network: a circuit, and the arrays of affine forms in its variables."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.constants import exact_array, number_array
from polyregions.lowering.layering import layers_of
from polyregions.lowering.limits import checked_shape
from polyregions.lowering.sparse_layering import layers_of_blocks
from polyregions.lowering.tensor import Tensor
from polyregions.lowering.units import Units
from polyregions.networks import Layer, Network

__all__ = ["Circuit", "Tensor"]


class Circuit:
    """A piecewise linear function under construction.

    It owns variables: its inputs, of depth 0, and its units, each of which stands in a layer deeper
    than the variables of its pre-activation. The operations of
    :mod:`polyregions.lowering.operations` make new tensors of affine forms in these variables; a
    ReLU adds one unit for each entry. This is the one mutable object of the package: what an
    operation adds never changes the tensors that exist.

    Examples
    --------
    >>> from polyregions.lowering import operations as ops
    >>> circuit = Circuit()
    >>> x = circuit.input((2,))
    >>> distance = ops.linear(ops.absolute(x), [[1, 1]], None)
    >>> network = circuit.network(distance, name="taxicab")
    >>> print(network)
    taxicab 2-4-1
    >>> network.exact(["-1/2", 3])
    (Fraction(7, 2),)
    """

    def __init__(self) -> None:
        self._units = Units()

    @property
    def units(self) -> Units:
        """The variables, in which operations write their results."""
        return self._units

    def input(self, shape: Sequence[int]) -> Tensor:
        """Return a tensor of new input variables.

        The network takes all inputs in the order in which they were made, each in C order.

        Parameters
        ----------
        shape
            The lengths of the axes.

        Raises
        ------
        InvalidNetworkError
            If the shape is not made of positive integers, or is too large.

        Examples
        --------
        >>> Circuit().input((1, 8, 8)).size
        64
        """
        lengths = checked_shape(shape)
        return Tensor(self, self._units.add_inputs(prod(lengths)), lengths)

    def constant(self, values: Any) -> Tensor:
        """Return a tensor of constants.

        Parameters
        ----------
        values
            Exact numbers of any kind: one, nested sequences of them, or an array.

        Raises
        ------
        InvalidNetworkError, InvalidNumberError
            If there are too many, or one is no finite number.

        Examples
        --------
        >>> Circuit().constant([["1/3", 2]]).shape
        (1, 2)
        """
        numbers = number_array(values, "the constant")
        checked_shape(numbers.shape)
        numbers = exact_array(numbers, "the constant")
        return Tensor(self, [AffineForm.of_constant(c) for c in numbers.flat], numbers.shape)

    def network(self, output: Tensor, domain: Any = None, name: str | None = None) -> Network:
        """Return the exact network from the inputs to the entries of a tensor in C order.

        Every ReLU unit of the circuit has its place in the network, whether the output depends on
        it or not: activation patterns have a bit for each. Identity units are only those that the
        output or a ReLU unit needs.

        Parameters
        ----------
        output
            A tensor of this circuit.
        domain, name
            As in :class:`polyregions.Network`.

        Raises
        ------
        InvalidNetworkError
            If the tensor belongs to another circuit, there is no input, or a layer is too large.
        """
        if not isinstance(output, Tensor):
            raise InvalidNetworkError(
                f"the output is a {type(output).__name__}: give a Tensor made from the inputs"
            )
        if output.circuit is not self:
            raise InvalidNetworkError(
                "the output belongs to another circuit: give a tensor made from this one's inputs"
            )
        return Network(self._layers(output), domain, name)

    def _layers(self, output: Tensor) -> list[Layer]:
        rows, blocks = output.rows, self._units.blocks
        if rows is not None and blocks is not None:
            layers = layers_of_blocks(blocks, rows)
            if layers is not None:
                return layers
        [outputs] = self._units.levelled(output.flat)
        return layers_of(list(self._units), outputs)
