"""What an NNet file tells of its inputs and outputs: bounds, means and ranges, also odd ones.

The format has four lines: the least and the greatest values of the n inputs, then n + 1 means and
n + 1 ranges, the last of which are those of all outputs. Files are found that tell less, more or
nothing there, and the programs that read them take the numbers by different rules:

* NNet's programs in Python and Julia and Marabou's take the last number for the outputs,
* NNet's programs in C and C++ take the one after the n-th,
* NeuralVerification.jl skips the four lines.

So odd lines are read where all programs that compute something compute the same, or where the
lines themselves leave one meaning by the format: if as many inputs more are bounded as there are
means and ranges more, the last of these are the outputs', whatever programs in C take. Else they
are refused.

References
----------
K. Julian, M. Kochenderfer and others, NNet, Stanford Intelligent Systems Laboratory (2016 on).
C. Liu et al., Algorithms for Verifying Deep Neural Networks, and NeuralVerification.jl (2019).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from polyregions.errors import FileFormatError, InvalidDomainError
from polyregions.interface import option
from polyregions.networks import Layer
from polyregions.polytopes import HPolytope, from_inequalities
from polyregions.readers.nnet.lines import Line, Lines

__all__ = ["Normalisation", "read_normalisation", "take_normalisation"]

_NAMES = ("the least inputs", "the greatest inputs", "the means", "the ranges")
_Bounds = tuple[Sequence[Fraction | float], Sequence[Fraction | float]]


@dataclass(frozen=True, slots=True)
class Normalisation:
    """The affine maps around a network: x -> (x - mean) / range, y -> y * range + mean.

    Attributes
    ----------
    bounds
        The least and the greatest values of the inputs, None where the file does not tell them.
    means, ranges
        Of the inputs; empty where inputs and outputs are not normalised.
    output_mean, output_range
        Of all outputs.
    """

    bounds: _Bounds | None
    means: tuple[Fraction, ...] = ()
    ranges: tuple[Fraction, ...] = ()
    output_mean: Fraction = Fraction(0)
    output_range: Fraction = Fraction(1)

    def folded(self, layers: Sequence[Layer]) -> list[Layer]:
        """Return the layers with the normalisation in the first and the last of them."""
        if not self.ranges:
            return list(layers)
        first = layers[0]
        weights = [
            [w / scale for w, scale in zip(row, self.ranges, strict=True)] for row in first.weights
        ]
        bias = [
            b - sum(w * mean for w, mean in zip(row, self.means, strict=True))
            for b, row in zip(first.bias, weights, strict=True)
        ]
        chain = [Layer(weights, bias, first.activation), *layers[1:]]
        last, scale = chain[-1], self.output_range
        weights = [[w * scale for w in row] for row in last.weights]
        bias = [b * scale + self.output_mean for b in last.bias]
        return [*chain[:-1], Layer(weights, bias, last.activation)]

    def domain(self) -> HPolytope | None:
        """Return the polytope of the bounds, in physical values."""
        return None if self.bounds is None else _domain(*self.bounds)

    def normalised_domain(self) -> HPolytope | None:
        """Return the polytope of the normalised inputs; a negative range turns bounds round."""
        if self.bounds is None or not self.ranges:
            return self.domain()
        least: list[Fraction | float] = []
        greatest: list[Fraction | float] = []
        for bounds, mean, scale in zip(
            zip(*self.bounds, strict=True), self.means, self.ranges, strict=True
        ):
            ends = [
                x * math.copysign(1, scale) if math.isinf(x) else (Fraction(x) - mean) / scale
                for x in bounds
            ]
            if scale < 0:
                ends.reverse()
            least.append(ends[0])
            greatest.append(ends[1])
        return _domain(least, greatest)


def take_normalisation(lines: Lines) -> tuple[Line, ...]:
    """Return the four lines of the normalisation, whatever they hold."""
    return tuple(lines.take(what) for what in _NAMES)


def read_normalisation(
    lines: Sequence[Line], inputs: int, tell: Callable[[str], None], of_outputs: bool
) -> Normalisation:
    """Return what the four lines say of a network with so many inputs.

    Parameters
    ----------
    lines
        Those of :func:`take_normalisation`.
    inputs
        The number n of inputs.
    tell
        Takes what was assumed where a line has too many numbers or too few.
    of_outputs
        Whether the mean and the range of the outputs are needed, or those of the inputs alone.

    Raises
    ------
    FileFormatError
        If a line is none of numbers, or programs for NNet files understand it differently.
    """
    low, high = (line.numbers(infinite=True) for line in lines[:2])
    means, ranges = (line.numbers() for line in lines[2:])
    places = f"lines {lines[0].number} to {lines[3].number}"
    if not any((*low, *high, *means, *ranges)):
        # As ranges, by which inputs are divided, they would say nothing.
        tell(f"{places} are placeholders of zeros: there is no normalisation, and no domain")
        return Normalisation(None)
    bounds = _bounds(lines[:2], (low, high), inputs, tell)
    columns = len(low) if len(low) == len(high) > inputs else inputs
    if len(means) == len(ranges) == inputs + 1:
        return _normalisation(bounds, means, ranges, inputs)
    outputs = f"lines {lines[2].number} and {lines[3].number}"
    if not any(means) and set(ranges) == {1.0}:
        tell(
            f"{outputs} have {len(means)} means and {len(ranges)} ranges for {inputs} inputs and "
            "the outputs: all are 0 and 1, so that nothing is normalised"
        )
        return Normalisation(bounds)
    if len(means) == len(ranges) == inputs:
        if of_outputs:
            _check_last_input(means, ranges, outputs)
        tell(f"{outputs} have no number for the outputs, which are not normalised")
        return _normalisation(bounds, [*means, 0.0], [*ranges, 1.0], inputs)
    if len(means) == len(ranges) == columns + 1:
        tell(
            f"{outputs} have {len(means)} numbers for {inputs} inputs and the outputs: as "
            f"{columns} inputs are bounded, the first {inputs} and the last are taken, where "
            f"programs in C take the first {inputs + 1}"
        )
        return _normalisation(bounds, means, ranges, inputs)
    raise next(line for line in lines[2:] if len(line.fields) != inputs + 1).needs(inputs + 1)


def _bounds(
    lines: Sequence[Line],
    bounds: tuple[list[float], list[float]],
    inputs: int,
    tell: Callable[[str], None],
) -> _Bounds | None:
    low, high = bounds
    places = f"lines {lines[0].number} and {lines[1].number}"
    if len(low) == len(high) == 1 < inputs:
        tell(f"{places} have one number for {inputs} inputs: they bound nothing")
        return None
    for line in lines:
        if len(line.fields) < inputs:
            raise line.needs(inputs)
    if len(low) > inputs or len(high) > inputs:
        tell(f"{places} bound more than the {inputs} inputs: the first {inputs} numbers are taken")
    return low[:inputs], high[:inputs]


def _check_last_input(means: list[float], ranges: list[float], places: str) -> None:
    """Check that programs agree which take the last numbers, an input's, for the outputs too."""
    if (means[-1], ranges[-1]) != (0, 1):
        raise FileFormatError(
            f"{places} have no number for the outputs, for which some programs take the last "
            "input's, and others none: append the mean and the range of the outputs (0 and 1 if "
            f"they are not normalised), or give {option('normalise=False', '--raw')}"
        )


def _normalisation(
    bounds: _Bounds | None, means: list[float], ranges: list[float], inputs: int
) -> Normalisation:
    scales = tuple(map(Fraction, ranges[:inputs]))
    for i, scale in enumerate(scales):
        if scale == 0:
            raise FileFormatError(
                f"the range of input {i} is 0: give the number by which the input is to be divided"
            )
    return Normalisation(
        bounds,
        tuple(map(Fraction, means[:inputs])),
        scales,
        Fraction(means[-1]),
        Fraction(ranges[-1]),
    )


def _domain(low: Sequence[Fraction | float], high: Sequence[Fraction | float]) -> HPolytope | None:
    for i, (least, greatest) in enumerate(zip(low, high, strict=True)):
        if least > greatest or least == math.inf or greatest == -math.inf:
            raise InvalidDomainError(
                f"the least value of input {i} exceeds the greatest: exchange them"
            )
    if any(least == greatest for least, greatest in zip(low, high, strict=True)):
        return None
    normals, offsets = [], []
    for sign, bounds in ((1, high), (-1, low)):
        for i, bound in enumerate(bounds):
            if not math.isinf(bound):
                normals.append([sign * int(i == j) for j in range(len(bounds))])
                offsets.append(sign * bound)
    return from_inequalities(normals, offsets) if normals else None
