"""Sums of tensors, and products with constants, entry by entry."""

from __future__ import annotations

from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.lowering.arrays import Constants, object_array
from polyregions.lowering.circuit import Tensor
from polyregions.lowering.constants import exact_array
from polyregions.lowering.limits import checked_shape
from polyregions.lowering.operations.operands import (
    broadcast,
    broadcast_shape,
    broadcast_tensors,
    checked_tensor,
    circuit_of,
    constants_of,
    shape_of,
)
from polyregions.lowering.operations.sparse_maps import scaled, shifted

__all__ = ["add", "divide", "multiply", "negate", "subtract"]


def add(a: Any, b: Any) -> Tensor:
    """Return the sum of two tensors, or of a tensor and constants, broadcast as in numpy.

    Where one operand is shallower than the other, as in a residual connection, it is carried to
    the depth of the other by identity units.

    Parameters
    ----------
    a, b
        At least one of them a tensor, the other perhaps exact numbers.

    Raises
    ------
    InvalidNetworkError
        If the shapes do not go together, or the tensors belong to different circuits.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> x = circuit.input((2,))
    >>> network = circuit.network(ops.add(x, ops.relu(x)))
    >>> network.exact([1, -1])
    (Fraction(2, 1), Fraction(-1, 1))
    """
    for x, constants in ((a, b), (b, a)):
        if isinstance(x, Tensor) and not isinstance(constants, Tensor):
            rows = shifted(x, constants)
            if rows is not None:
                return Tensor(x.circuit, rows, x.shape)
    left, right = broadcast_tensors(a, b)
    circuit = left.circuit
    left_forms, right_forms = circuit.units.levelled(left.flat, right.flat)
    first, second = broadcast(
        object_array(left_forms, left.shape), object_array(right_forms, right.shape)
    )
    sums = [f.plus(g) for f, g in zip(first.flat, second.flat, strict=True)]
    return Tensor(circuit, sums, first.shape)


def subtract(a: Any, b: Any) -> Tensor:
    """Return the difference of two tensors, or of a tensor and constants.

    Parameters
    ----------
    a, b
        See :func:`add`.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.subtract(1, circuit.input((2,)))).exact([3, "1/2"])
    (Fraction(-2, 1), Fraction(1, 2))
    """
    if isinstance(b, Tensor):
        return add(a, negate(b))
    return add(a, -exact_array(b, "b"))


def negate(x: Tensor) -> Tensor:
    """Return -x.

    Parameters
    ----------
    x
        The tensor.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.negate(circuit.input((1,)))).exact([3])
    (Fraction(-3, 1),)
    """
    return multiply(x, -1)


def multiply(a: Any, b: Any) -> Tensor:
    """Return the product of a tensor and constants, in either order, broadcast as in numpy.

    Parameters
    ----------
    a, b
        One of them a tensor, the other exact numbers or a tensor of constants.

    Raises
    ------
    InvalidNetworkError
        If both operands depend on the inputs: their product is not piecewise linear.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.multiply(circuit.input((2,)), ["1/3", 2])).exact([1, 1])
    (Fraction(1, 3), Fraction(2, 1))
    """
    circuit_of(a, b)
    checked_shape(broadcast_shape(shape_of(a), shape_of(b)))
    for x, other in ((a, b), (b, a)):
        if isinstance(x, Tensor) and not isinstance(other, Tensor):
            rows = scaled(x, other)
            if rows is not None:
                return Tensor(x.circuit, rows, x.shape)
        if isinstance(x, Tensor) and (factors := constants_of(other, "the factor")) is not None:
            return _times(x, factors)
    raise InvalidNetworkError(
        "a product of two tensors that depend on the inputs is not piecewise linear: one of them "
        "must be constant"
    )


def divide(x: Tensor, divisor: Any) -> Tensor:
    """Return the quotient of a tensor by constants, broadcast as in numpy.

    Parameters
    ----------
    x
        The tensor.
    divisor
        Exact numbers, or a tensor of constants.

    Raises
    ------
    InvalidNetworkError
        If a divisor is zero or depends on the inputs.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> circuit.network(ops.divide(circuit.input((2,)), [2, 3])).exact([1, 1])
    (Fraction(1, 2), Fraction(1, 3))
    """
    circuit_of(checked_tensor(x), divisor)
    checked_shape(broadcast_shape(x.shape, shape_of(divisor)))
    divisors = constants_of(divisor, "the divisor")
    if divisors is None:
        raise InvalidNetworkError(
            "a quotient by a tensor that depends on the inputs is not piecewise linear: the "
            "divisor must be constant"
        )
    if any(not number for number in divisors.flat):
        raise InvalidNetworkError("the divisor holds a zero: every divisor must be nonzero")
    return _times(x, object_array((1 / d for d in divisors.flat), divisors.shape))


def _times(x: Tensor, factors: Constants) -> Tensor:
    forms, numbers = broadcast(x.forms, factors)
    products = [form.times(number) for form, number in zip(forms.flat, numbers.flat, strict=True)]
    return Tensor(x.circuit, products, forms.shape)
