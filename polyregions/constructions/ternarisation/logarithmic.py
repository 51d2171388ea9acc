"""Logarithmically many intermediate layers: signals doubled again and again, weights by digits.

Beyond the paper. Intermediate layer t = 0, ..., K - 1 holds two copies of 2^t x for every signal x
and for the constant 1, so that a digit -2, ..., 2 of a weight is a sum of copies; what the digits
of layers 0, ..., t - 1 contribute to a unit is held from t = 1 on by two accumulators, one for the
positive and one for the negative digits, both >= 0 where the signals are.
"""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.constructions.ternarisation.signals import Row, Target, row_of
from polyregions.networks import Layer

__all__ = ["digits_of", "logarithmic_depth", "logarithmic_layers", "logarithmic_nodes"]


def logarithmic_layers(target: Target, activation: str) -> list[Layer]:
    """Write the weights in the digits -2, ..., 2 of base 2, one layer for each digit.

    Parameters
    ----------
    target
        The layer.
    activation
        That of the intermediate units.

    Returns
    -------
    list of Layer
        K intermediate layers and the target layer, all parameters ternary.

    Examples
    --------
    >>> from polyregions.constructions.ternarisation.signals import target_of
    >>> layers = logarithmic_layers(target_of(Layer([[6]]), "identity", [False]), "identity")
    >>> [layer.units for layer in layers]
    [4, 6, 1]
    """
    depth = logarithmic_depth(target)
    coefficients = [
        (*row, constant) for row, constant in zip(target.weights, target.constants, strict=True)
    ]
    digits = [[digits_of(c, depth) for c in row] for row in coefficients]
    if depth == 0:
        zeros = [[0] * target.inputs] * len(coefficients)
        return [Layer(zeros, target.own_bias, target.activation)]
    layers = [_first(target, activation)]
    for t in range(1, depth):
        previous = [[digit[t - 1] for digit in row] for row in digits]
        layers.append(_doubling(previous, activation, has_accumulators=t > 1))
    last = [[digit[depth - 1] for digit in row] for row in digits]
    layers.append(_summing(target, last, has_accumulators=depth > 1))
    return layers


def logarithmic_depth(target: Target) -> int:
    """Return K = ceil(log2(M / 2 + 1)), M being the largest |w_ij| and |b_i| - 1.

    K digits -2, ..., 2 write the integers up to 2 (2^K - 1) in absolute value.

    Examples
    --------
    >>> from polyregions.constructions.ternarisation.signals import target_of
    >>> [logarithmic_depth(target_of(Layer([[w]]), "relu", [True])) for w in (0, 2, 3, 6, 7)]
    [0, 1, 2, 2, 3]
    """
    entries = [*(w for row in target.weights for w in row), *target.constants]
    return (max(map(abs, entries)) + 1).bit_length() - 1 if any(entries) else 0


def logarithmic_nodes(target: Target) -> int:
    """Return 2 (n + 1) + (K - 1) (2 (n + 1) + 2 m) for n signals and m units, 0 if K = 0."""
    depth, copies = logarithmic_depth(target), 2 * (len(target.signals) + 1)
    if depth == 0:
        return 0
    return copies + (depth - 1) * (copies + 2 * len(target.weights))


def digits_of(value: int, length: int) -> Row:
    """Return digits d_0, d_1, ..., 0 to 2 with the value's sign, such that sum d_t 2^t = value.

    Examples
    --------
    >>> digits_of(-5, 3), digits_of(6, 2)
    ([-1, -2, 0], [2, 2])
    """
    sign, rest, digits = (1 if value > 0 else -1), abs(value), []
    for _ in range(length):
        digit = 0 if rest == 0 else 2 - rest % 2
        digits.append(sign * digit)
        rest = (rest - digit) // 2
    return digits


def _first(target: Target, activation: str) -> Layer:
    """Return two copies of every signal and of the constant 1."""
    rows = [row for row in target.signal_rows() for _ in range(2)]
    return Layer([*rows, *[[0] * target.inputs] * 2], [0] * len(rows) + [1, 1], activation)


def _doubling(digits: Sequence[Row], activation: str, has_accumulators: bool) -> Layer:
    """Return the doubled copies, and the accumulators P_i and N_i with one digit more."""
    copies = 2 * len(digits[0])
    size = copies + (2 * len(digits) if has_accumulators else 0)
    rows = []
    for signal in range(len(digits[0])):
        rows += [row_of(size, [(2 * signal, 1), (2 * signal + 1, 1)])] * 2
    for sign in (1, -1):
        for unit, row in enumerate(digits):
            used = _copies_of([max(sign * digit, 0) for digit in row])
            if has_accumulators:
                used.append((copies + (0 if sign > 0 else len(digits)) + unit, 1))
            rows.append(row_of(size, used))
    return Layer(rows, None, activation)


def _summing(target: Target, digits: Sequence[Row], has_accumulators: bool) -> Layer:
    """Return the target layer: accumulators, the last digits, and the own biases."""
    units, copies = len(digits), 2 * len(digits[0])
    size = copies + (2 * units if has_accumulators else 0)
    rows = []
    for unit, row in enumerate(digits):
        used = _copies_of(row)
        if has_accumulators:
            used += [(copies + unit, 1), (copies + units + unit, -1)]
        rows.append(row_of(size, used))
    return Layer(rows, target.own_bias, target.activation)


def _copies_of(digits: Sequence[int]) -> list[tuple[int, int]]:
    """Return as many copies of each signal as its digit says, with its sign."""
    return [
        (2 * signal + copy, 1 if digit > 0 else -1)
        for signal, digit in enumerate(digits)
        for copy in range(abs(digit))
    ]
