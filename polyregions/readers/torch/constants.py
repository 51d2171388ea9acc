"""Numbers that a module computes with: parameters, buffers and literals, exact as they stand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import exact_rational
from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Tensor
from polyregions.readers.torch.package import torch_package

__all__ = ["constant_array", "fractions", "is_array", "pointwise"]


def constant_array(tensor: Any) -> NDArray[Any]:
    """Return the entries of a torch tensor as a numpy array of the same numbers.

    Floats of every precision are binary64 numbers too; a mask of truth values counts as 0 and 1.

    Raises
    ------
    InvalidNetworkError
        If the tensor is sparse, quantised, complex or without data.
    """
    torch = torch_package()
    tensor = tensor.detach()
    if tensor.layout != torch.strided or tensor.is_quantized or tensor.is_meta:
        raise InvalidNetworkError(
            "a parameter is sparse, quantised or without data: give dense numbers"
        )
    if tensor.is_complex():
        raise InvalidNetworkError("a parameter is complex: give real numbers")
    dtype = torch.float64 if tensor.is_floating_point() else torch.int64
    array: NDArray[Any] = tensor.to(device="cpu", dtype=dtype).numpy()
    return array


def is_array(value: Any) -> bool:
    """Return whether a value in a traced graph is a tensor, constant or not."""
    return isinstance(value, Tensor | np.ndarray)


def fractions(value: Any) -> NDArray[np.object_]:
    """Return a number or an array as an array of Fractions.

    Examples
    --------
    >>> fractions(np.array([0.5, 2.0])).tolist()
    [Fraction(1, 2), Fraction(2, 1)]
    """
    array = np.asarray(value)
    result = np.empty(array.size, dtype=object)
    result[:] = [exact_rational(number, "a constant") for number in array.ravel().tolist()]
    return result.reshape(array.shape)


def pointwise(
    symbolic: Callable[..., Tensor], numeric: Callable[..., Any], *operands: Any
) -> Tensor | NDArray[np.object_] | Fraction:
    """Apply an operation to tensors, or without rounding to constants alone.

    Parameters
    ----------
    symbolic
        The operation where at least one of the operands depends on the inputs.
    numeric
        The same for arrays of Fractions.
    operands
        Tensors, arrays and numbers.

    Examples
    --------
    >>> pointwise(None, np.multiply, np.array([0.1]), 3)
    array([Fraction(10808639105689191, 36028797018963968)], dtype=object)
    """
    if any(isinstance(operand, Tensor) for operand in operands):
        return symbolic(*operands)
    result: NDArray[np.object_] = np.asarray(numeric(*map(fractions, operands)), dtype=object)
    return result
