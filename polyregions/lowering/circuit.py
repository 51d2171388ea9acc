"""The builder of a network: a circuit, and the arrays of affine forms in its variables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import InvalidNetworkError, short
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.arrays import Forms, object_array
from polyregions.lowering.constants import exact_array, number_array
from polyregions.lowering.layering import layers_of
from polyregions.lowering.limits import checked_shape
from polyregions.lowering.sparse_forms import SparseForms
from polyregions.lowering.sparse_layering import layers_of_blocks
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


class Tensor:
    """An immutable array of affine forms in the variables of one circuit.

    Made by :meth:`polyregions.lowering.Circuit.input` and by the operations.

    Parameters
    ----------
    circuit
        The circuit that owns the variables.
    forms
        The entries: a numpy array of :class:`~polyregions.lowering.AffineForm` of any shape, or a
        flat list or sparse rows with a shape.
    shape
        The shape of a flat list or of sparse rows.

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

    __slots__ = ("_forms", "_places", "_sparse", "circuit")

    circuit: Circuit
    _forms: Forms | None  # None as long as nothing has asked for them
    _sparse: SparseForms | None
    _places: NDArray[np.int64]  # which of the sparse forms the entries are

    def __init__(
        self,
        circuit: Circuit,
        forms: Forms | Sequence[AffineForm] | SparseForms,
        shape: Sequence[int] | None = None,
    ) -> None:
        if isinstance(forms, SparseForms):
            lengths = checked_shape((len(forms),) if shape is None else shape)
            self._keep(circuit, None, forms, np.arange(len(forms)).reshape(lengths))
            return
        if isinstance(forms, np.ndarray):
            array = forms.view()
        else:
            array = object_array(forms, (len(forms),) if shape is None else shape)
        checked_shape(array.shape)
        array.flags.writeable = False
        self._keep(circuit, array, None, np.zeros(0, dtype=np.int64))

    def _keep(
        self,
        circuit: Circuit,
        forms: Forms | None,
        sparse: SparseForms | None,
        places: NDArray[np.int64],
    ) -> None:
        object.__setattr__(self, "circuit", circuit)
        object.__setattr__(self, "_forms", forms)
        object.__setattr__(self, "_sparse", sparse)
        object.__setattr__(self, "_places", places)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Tensor is immutable: make a new one instead of setting {name}")

    @property
    def forms(self) -> Forms:
        """The entries, as a read-only array."""
        if self._forms is None:
            assert self._sparse is not None
            places = self._places.ravel().tolist()
            array = object_array(map(self._sparse.form, places), self.shape)
            array.flags.writeable = False
            object.__setattr__(self, "_forms", array)
        assert self._forms is not None
        return self._forms

    @property
    def rows(self) -> SparseForms | None:
        """The entries in C order as sparse rows, None where they are not made as such."""
        return None if self._sparse is None else self._sparse.taken(self._places.ravel())

    @property
    def flat(self) -> list[AffineForm]:
        """The entries in C order."""
        entries: list[AffineForm] = self.forms.ravel().tolist()
        return entries

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the axes."""
        return tuple(self._array.shape)

    @property
    def axes(self) -> int:
        """The number of axes."""
        return self._array.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return self._array.size

    @property
    def depth(self) -> int:
        """The largest depth of an entry: that of the layer whose outputs the tensor needs."""
        if self._sparse is not None:
            return self._sparse.depth
        return max(form.depth for form in self.flat)

    @property
    def terms(self) -> int:
        """The number of coefficients of all entries."""
        if self._sparse is not None:
            return int(self._sparse.counts[self._places].sum())
        return sum(len(form.terms) for form in self.flat)

    @property
    def _array(self) -> NDArray[Any]:
        """What has the shape of the tensor, and an element for each entry."""
        if self._sparse is None:
            assert self._forms is not None
            return self._forms
        return self._places

    def _rearranged(self, array: NDArray[Any]) -> Tensor:
        """Return the tensor of some of the entries, given what is left of the array of them."""
        if self._sparse is None:
            return Tensor(self.circuit, array)
        checked_shape(array.shape)
        tensor = object.__new__(Tensor)
        tensor._keep(self.circuit, None, self._sparse, array)
        return tensor

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
            return self._rearranged(self._array.reshape(tuple(shape)))
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
            return self._rearranged(self._array.transpose(axes))
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
            array = self._array
            entries = np.asarray(array[index], dtype=array.dtype)
        except (IndexError, TypeError, ValueError) as error:
            raise InvalidNetworkError(
                f"the index {short(index)} does not fit a tensor of shape {self.shape}: {error}"
            ) from None
        return self._rearranged(entries)
