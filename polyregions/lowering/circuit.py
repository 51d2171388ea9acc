"""The builder of a network: a circuit, and the arrays of affine forms in its variables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import numpy as np

from polyregions.errors import InvalidNetworkError, short
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.arrays import Forms, object_array
from polyregions.lowering.constants import exact_array, number_array
from polyregions.lowering.layering import layers_of
from polyregions.lowering.limits import checked_shape
from polyregions.lowering.units import Unit, Units
from polyregions.networks import Network

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
        return Tensor(self, [self._units.add(Unit(None, 0)) for _ in range(prod(lengths))], lengths)

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
        [outputs] = self._units.levelled(output.flat)
        return Network(layers_of(list(self._units), outputs), domain, name)


class Tensor:
    """An immutable array of affine forms in the variables of one circuit.

    Made by :meth:`polyregions.lowering.Circuit.input` and by the operations.

    Parameters
    ----------
    circuit
        The circuit that owns the variables.
    forms
        The entries: a numpy array of :class:`~polyregions.lowering.AffineForm` of any shape, or a
        flat list with a shape.
    shape
        The shape of a flat list.

    Raises
    ------
    InvalidNetworkError
        If there are no entries, or too many.

    Examples
    --------
    >>> x = Circuit().input((2, 3))
    >>> x.transpose((1, 0)).reshape((6,))[1::2].shape
    (3,)
    """

    __slots__ = ("_forms", "circuit")

    circuit: Circuit
    _forms: Forms

    def __init__(
        self,
        circuit: Circuit,
        forms: Forms | Sequence[AffineForm],
        shape: Sequence[int] | None = None,
    ) -> None:
        if isinstance(forms, np.ndarray):
            array = forms.view()
        else:
            array = object_array(forms, (len(forms),) if shape is None else shape)
        checked_shape(array.shape)
        array.flags.writeable = False
        object.__setattr__(self, "circuit", circuit)
        object.__setattr__(self, "_forms", array)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Tensor is immutable: make a new one instead of setting {name}")

    @property
    def forms(self) -> Forms:
        """The entries, as a read-only array."""
        return self._forms

    @property
    def flat(self) -> list[AffineForm]:
        """The entries in C order."""
        entries: list[AffineForm] = self._forms.ravel().tolist()
        return entries

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the axes."""
        return tuple(self._forms.shape)

    @property
    def axes(self) -> int:
        """The number of axes."""
        return self._forms.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return self._forms.size

    @property
    def depth(self) -> int:
        """The largest depth of an entry: that of the layer whose outputs the tensor needs."""
        return max(form.depth for form in self.flat)

    def __repr__(self) -> str:
        return f"<Tensor of shape {self.shape}>"

    def reshape(self, shape: Sequence[int]) -> Tensor:
        """Return the same entries, in C order, in another shape.

        Parameters
        ----------
        shape
            The lengths of the axes; one of them may be -1, for what is left.

        Raises
        ------
        InvalidNetworkError
            If the shape does not hold the same number of entries.

        Examples
        --------
        >>> Circuit().input((2, 6)).reshape((3, -1)).shape
        (3, 4)
        """
        try:
            return Tensor(self.circuit, self._forms.reshape(tuple(shape)))
        except (TypeError, ValueError, OverflowError):
            raise InvalidNetworkError(
                f"a tensor of shape {self.shape} cannot take the shape {short(shape)}: give one "
                f"with {prod(self.shape)} entries"
            ) from None

    def transpose(self, axes: Sequence[int] | None = None) -> Tensor:
        """Return the tensor with its axes in another order.

        Parameters
        ----------
        axes
            Every axis once; None for the reversed order.

        Raises
        ------
        InvalidNetworkError
            If ``axes`` does not name every axis once.

        Examples
        --------
        >>> Circuit().input((1, 2, 3)).transpose((0, 2, 1)).shape
        (1, 3, 2)
        """
        try:
            return Tensor(self.circuit, self._forms.transpose(axes))
        except (TypeError, ValueError):
            raise InvalidNetworkError(
                f"the axes {short(axes)} do not reorder a tensor of shape {self.shape}: name each "
                f"of 0 to {self.axes - 1} once"
            ) from None

    def __iter__(self) -> Iterator[Tensor]:
        """Yield the parts along the first axis."""
        if not self.axes:
            raise InvalidNetworkError("a tensor of shape () has no axis to go along: reshape it")
        return (self[i] for i in range(self.shape[0]))

    def __getitem__(self, index: Any) -> Tensor:
        """Return the entries at a numpy index."""
        try:
            entries = np.asarray(self._forms[index], dtype=object)
        except (IndexError, TypeError, ValueError) as error:
            raise InvalidNetworkError(
                f"the index {short(index)} does not fit a tensor of shape {self.shape}: {error}"
            ) from None
        return Tensor(self.circuit, entries)
