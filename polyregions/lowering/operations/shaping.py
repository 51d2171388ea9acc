"""Joining tensors and padding them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from polyregions.arithmetic import exact_rational
from polyregions.errors import InvalidNetworkError, short
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.circuit import Tensor
from polyregions.lowering.limits import checked_shape
from polyregions.lowering.operations.operands import (
    checked_tensor,
    circuit_of,
    shape_of,
    tensors_of,
)
from polyregions.lowering.operations.windows import checked_pairs

__all__ = ["concatenate", "pad"]


def concatenate(tensors: Sequence[Any], axis: int = 0) -> Tensor:
    """Return tensors, constants among them allowed, joined along an existing axis.

    Parameters
    ----------
    tensors
        Tensors and exact numbers, at least one of them a tensor, of shapes that agree in every
        other axis.
    axis
        The axis, counted from the front, or from the back where it is negative.

    Raises
    ------
    InvalidNetworkError
        If their shapes differ in another axis, or there is no tensor.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> x = circuit.input((2,))
    >>> circuit.network(ops.concatenate([x, [7], x[:1]])).exact([1, 2])
    (Fraction(1, 1), Fraction(2, 1), Fraction(7, 1), Fraction(1, 1))
    """
    circuit = circuit_of(*tensors)
    shapes = [shape_of(tensor) for tensor in tensors]
    axes = len(shapes[0])
    fits = -axes <= axis < axes
    place = axis % axes if fits else 0
    others = {(shape[:place], shape[place + 1 :]) for shape in shapes}
    if not fits or len(others) > 1 or any(len(shape) != axes for shape in shapes):
        raise InvalidNetworkError(
            f"tensors of shapes {', '.join(map(str, shapes))} cannot be joined along axis "
            f"{short(axis)}: make them agree in every other axis"
        )
    [(before, after)] = others
    checked_shape((*before, sum(shape[place] for shape in shapes), *after))
    return Tensor(circuit, np.concatenate([part.forms for part in tensors_of(*tensors)], axis))


def pad(x: Tensor, pads: Sequence[tuple[int, int]], value: Any = 0) -> Tensor:
    """Return the tensor with constants around it.

    Parameters
    ----------
    x
        The tensor.
    pads
        For every axis, how many entries to add before and after; none may be negative.
    value
        The exact number that the new entries are.

    Raises
    ------
    InvalidNetworkError, InvalidNumberError
        If the pads do not fit, or the value is not finite.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.pad(circuit.input((1,)), [(1, 2)], "1/2")).exact([5])
    (Fraction(1, 2), Fraction(5, 1), Fraction(1, 2), Fraction(1, 2))
    """
    shape = checked_tensor(x).shape
    widths = checked_pairs(pads, x.axes, "pads")
    lengths = [n + before + after for n, (before, after) in zip(shape, widths, strict=True)]
    entries = np.empty(checked_shape(lengths), dtype=object)
    entries.fill(AffineForm.of_constant(exact_rational(value, "the value to pad with")))
    inner = [slice(before, before + n) for n, (before, _) in zip(shape, widths, strict=True)]
    entries[tuple(inner)] = x.forms
    return Tensor(x.circuit, entries)
