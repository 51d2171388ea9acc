"""Batch normalisation with fixed statistics."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite, isqrt
from typing import Any

from polyregions.arithmetic import exact_rational, nearest_float
from polyregions.errors import InvalidNetworkError
from polyregions.lowering.arrays import Constants, object_array
from polyregions.lowering.circuit import Tensor
from polyregions.lowering.constants import ONE, ZERO, exact_channels
from polyregions.lowering.operations.arithmetic import add, multiply
from polyregions.lowering.operations.operands import checked_tensor

__all__ = ["batch_normalisation", "nearest_root_quotient"]


def batch_normalisation(
    x: Tensor,
    mean: Any,
    variance: Any,
    weight: Any = None,
    bias: Any = None,
    epsilon: Any = Fraction(1, 10**5),
) -> Tensor:
    """Return factor (x - mean) + bias with one factor, mean and bias for each channel.

    The factor is the binary64 number nearest to weight / sqrt(variance + epsilon), which is
    irrational as a rule. Everything else is exact.

    Parameters
    ----------
    x
        Tensor of shape (N, channels, ...).
    mean, variance, weight, bias
        Exact numbers of shape (channels,); a weight of 1 and a bias of 0 where None.
    epsilon
        An exact number.

    Raises
    ------
    InvalidNetworkError, InvalidNumberError
        If shapes do not fit, a variance plus epsilon is not positive, or a number is not finite.

    Examples
    --------
    >>> from polyregions.lowering import Circuit, operations as ops
    >>> circuit = Circuit()
    >>> x = circuit.input((1, 2))
    >>> y = ops.batch_normalisation(x, mean=[1, 0], variance=[4, 1], epsilon=0)
    >>> circuit.network(y).exact([2, 3])
    (Fraction(1, 2), Fraction(3, 1))
    """
    if checked_tensor(x).axes < 2:
        raise InvalidNetworkError(
            f"a batch normalisation takes a tensor of shape (N, channels, ...), not {x.shape}: "
            "reshape it"
        )
    channels = x.shape[1]
    means = exact_channels(mean, channels, "the mean")
    variances = exact_channels(variance, channels, "the variance")
    weights = _given_or(weight, ONE, channels, "the weight")
    biases = _given_or(bias, ZERO, channels, "the bias")
    spread = variances + exact_rational(epsilon, "epsilon")
    if any(number <= 0 for number in spread):
        raise InvalidNetworkError(
            "a variance plus epsilon is not positive: give variances of at least 0 and a positive "
            "epsilon"
        )
    factors = object_array(map(nearest_root_quotient, weights, spread), (channels,))
    along = (channels, *[1] * (x.axes - 2))
    shift = biases - factors * means
    return add(multiply(x, factors.reshape(along)), shift.reshape(along))


def nearest_root_quotient(numerator: Fraction, square: Fraction) -> Fraction:
    """Return the binary64 number nearest to numerator / sqrt(square), for a positive square.

    Raises
    ------
    InvalidNetworkError
        If it is beyond the range of binary64.

    Examples
    --------
    >>> nearest_root_quotient(Fraction(-3), Fraction(4)), float(nearest_root_quotient(ONE, 2 * ONE))
    (Fraction(-3, 2), 0.7071067811865476)
    """
    quotient = numerator**2 / square
    # With s the integer part of its root times 2**shift, of 64 bits at least, root and midpoint lie
    # between the same two neighbours s and s + 1, which binary64 rounds alike: its numbers and the
    # midpoints between them have 54 bits.
    bits = quotient.denominator.bit_length() - quotient.numerator.bit_length()
    shift = max(0, 65 + bits // 2)
    scaled, remainder = divmod(quotient.numerator << 2 * shift, quotient.denominator)
    root = isqrt(scaled)
    is_exact = not remainder and root * root == scaled
    nearest = nearest_float(Fraction(2 * root + (not is_exact), 2 << shift))
    if not isfinite(nearest):
        raise InvalidNetworkError(
            "a root, or a quotient by one as in a batch normalisation, is beyond the range of "
            "binary64: rescale its parts"
        )
    return Fraction(nearest) if numerator > 0 else -Fraction(nearest)


def _given_or(values: Any, default: Fraction, channels: int, name: str) -> Constants:
    return exact_channels([default] * channels if values is None else values, channels, name)
