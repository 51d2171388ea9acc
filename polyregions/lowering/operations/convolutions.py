"""Convolutions over any number of spatial axes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.errors import InvalidNetworkError
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.arrays import Forms, object_array
from polyregions.lowering.circuit import Tensor
from polyregions.lowering.combinations import LinearCombinations
from polyregions.lowering.constants import ZERO, exact_array, exact_channels, number_array
from polyregions.lowering.limits import check_terms, checked_shape
from polyregions.lowering.operations.operands import checked_tensor
from polyregions.lowering.operations.sparse_maps import convolved
from polyregions.lowering.operations.windows import Axis, axis_windows, flat_windows

__all__ = ["check_groups", "convolution", "grouped_sums"]


def convolution(
    x: Tensor,
    weights: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
) -> Tensor:
    """Return the convolution (in the sense of neural networks, a correlation) with a kernel.

    Parameters
    ----------
    x
        Tensor of shape (N, channels, *spatial), with at least one spatial axis.
    weights
        Exact numbers of shape (outputs, channels / groups, *kernel).
    bias
        Exact numbers of shape (outputs,); zero where None.
    stride, dilation
        A positive integer for all spatial axes, or one for each.
    padding
        The number of zeros at both ends of all spatial axes, or a pair (before, after) for each.
    groups
        The number of groups of channels that do not mix; it divides channels and outputs.

    Returns
    -------
    Tensor of shape (N, outputs, *windows)

    Raises
    ------
    InvalidNetworkError, InvalidNumberError
        If shapes do not fit, or a number is out of range or not finite.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> x = circuit.input((1, 1, 4))
    >>> y = ops.convolution(x, [[[1, -1]]], padding=[(1, 0)], stride=2)
    >>> circuit.network(y).exact([1, 10, 100, 1000])
    (Fraction(-1, 1), Fraction(-90, 1))
    """
    kernel = number_array(weights, "weights")
    _check_shapes(checked_tensor(x), kernel, groups)
    outputs = len(kernel)
    axes = axis_windows(x.shape[2:], kernel.shape[2:], stride, padding, dilation)
    shape = checked_shape((x.shape[0], outputs, *(axis.count for axis in axes)))
    rows = convolved(x, kernel, bias, axes, groups)
    if rows is not None:
        return Tensor(x.circuit, rows, shape)
    constants = [ZERO] * outputs if bias is None else exact_channels(bias, outputs, "bias").tolist()
    return grouped_sums(
        x, kernel.reshape(groups, outputs // groups, *kernel.shape[1:]), constants, axes
    )


def grouped_sums(
    x: Tensor, kernels: NDArray[Any], bias: Sequence[Fraction], axes: Sequence[Axis]
) -> Tensor:
    """Return for every window the sums over channels and taps of one group, and a bias.

    Parameters
    ----------
    x
        Tensor of shape (N, channels, *spatial).
    kernels
        Exact numbers of shape (groups, outputs / groups, channels / groups, *kernel).
    bias
        A number for each output.
    axes
        The windows along the spatial axes.

    Returns
    -------
    Tensor of shape (N, outputs, *windows)
    """
    groups, outputs, channels = kernels.shape[:3]
    shape = checked_shape((x.shape[0], groups * outputs, *(axis.count for axis in axes)))
    kernels = exact_array(kernels, "weights")
    [levelled] = x.circuit.units.levelled(x.flat)
    forms = object_array(levelled, (x.shape[0], groups, -1))
    if _are_distinct_variables(levelled):  # Else terms may cancel, and are counted as they come.
        taps = prod(sum(len(axis.tap_range(w)) for w in range(axis.count)) for axis in axes)
        check_terms(x.shape[0] * groups * outputs * channels * taps)
    result = np.empty((x.shape[0], groups, outputs, prod(shape[2:])), dtype=object)
    made = 0
    for image, group in np.ndindex(result.shape[:2]):
        combinations = LinearCombinations(
            kernels[group].reshape(outputs, -1),
            bias[group * outputs : (group + 1) * outputs],
            forms[image, group].tolist(),
        )
        _convolve(combinations, channels, axes, result[image, group])
        made += combinations.terms
        check_terms(made)
    return Tensor(x.circuit, result.reshape(shape))


def _check_shapes(x: Tensor, kernel: NDArray[Any], groups: Any) -> None:
    if x.axes < 3:
        raise InvalidNetworkError(
            f"a convolution takes a tensor of shape (N, channels, *spatial), not {x.shape}: "
            "reshape it"
        )
    check_groups(groups)
    channels = x.shape[1]
    if channels % groups or kernel.ndim != x.axes or kernel.shape[1] != channels // groups:
        raise InvalidNetworkError(
            f"weights of shape {kernel.shape} in {groups} groups do not fit a tensor of shape "
            f"{x.shape}: give (outputs, channels / groups, *kernel)"
        )
    if not len(kernel) or len(kernel) % groups:
        raise InvalidNetworkError(
            f"{len(kernel)} outputs do not form {groups} groups: give each group as many"
        )


def check_groups(groups: Any) -> None:
    """Check the number of groups of a convolution."""
    if isinstance(groups, bool) or not isinstance(groups, Integral) or groups < 1:
        raise InvalidNetworkError(f"groups is {groups!r}: give a positive integer")


def _are_distinct_variables(forms: list[AffineForm]) -> bool:
    variables = {form.variable for form in forms}
    return None not in variables and len(variables) == len(forms)


def _convolve(
    combinations: LinearCombinations, channels: int, axes: Sequence[Axis], result: Forms
) -> None:
    """Fill ``result``, of shape (outputs, windows), with the convolution of some channels."""
    taps_in_all = prod(axis.kernel for axis in axes)
    size = prod(axis.length for axis in axes)
    for window, (taps, positions) in enumerate(flat_windows(axes)):
        checkpoint()
        picks = [channel * size + place for channel in range(channels) for place in positions]
        columns = None
        if len(taps) < taps_in_all:
            columns = [channel * taps_in_all + tap for channel in range(channels) for tap in taps]
        result[:, window] = combinations.of(picks, columns)
