"""Networks in Stanford's NNet text files (.nnet), read only.

After comments that begin with ``//`` come lines of numbers with commas: the numbers of layers,
inputs and outputs, and the largest size of a layer; the sizes of all layers, inputs first; a flag
without meaning; the least and the greatest values of the inputs; the means of the inputs and of the
outputs; their ranges; then for every layer the rows of its weights and its biases, one on a line.
The network takes (x - mean) / range and puts out y * range + mean.

References
----------
K. Julian, M. Kochenderfer and others, NNet, Stanford Intelligent Systems Laboratory (2016 on).
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO, TextIOWrapper
from itertools import pairwise

from polyregions.errors import FileFormatError, InvalidDomainError
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope, from_inequalities
from polyregions.readers.content import PathLike, check_parameters, located, read_bytes

__all__ = ["read_nnet"]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_COUNT = re.compile(r"\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_INFINITY = re.compile(r"[+-]?(?:inf|infinity)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Normalisation:
    """The affine maps around a network: x -> (x - mean) / range, y -> y * range + mean."""

    means: tuple[Fraction, ...]
    ranges: tuple[Fraction, ...]
    output_mean: Fraction
    output_range: Fraction


def read_nnet(path: PathLike, normalise: bool = True) -> Network:
    r"""Read a network from an NNet file, with its normalisation folded in exactly.

    A number is the binary64 value that programs read: the nearest one to the decimal number, zero
    if that is too small. The least and greatest values of the inputs become the domain; the
    clipping of other inputs to it, which some programs do, is no part of the function. An infinite
    value bounds nothing; there is no domain if no value is finite, or if the least and the greatest
    value of some input are equal, since such a domain has no interior.

    Parameters
    ----------
    path
        The file.
    normalise
        Whether the network takes and gives the physical values, as programs for NNet files do.
        Otherwise it is the raw network, and the domain that of the normalised inputs.

    Returns
    -------
    Network
        ReLU layers and an identity layer at the end.

    Raises
    ------
    FileFormatError
        If the file cannot be read or is no such network; the message says in which line and why.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> text = "// |x| / 4\n2,1,1,2,\n1,2,1,\n0,\n-8,\n8,\n0,0,\n4,1,\n1,\n-1,\n0,\n0,\n1,1,\n0,\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "absolute.nnet")
    ...     _ = path.write_text(text)
    ...     network = read_nnet(path)
    >>> network.exact([-3]), network.domain == HPolytope(1, [(1, 8), (-1, 8)])
    ((Fraction(3, 4),), True)
    """
    with located(repr(os.fspath(path))):
        content = read_bytes(path).removeprefix(_BYTE_ORDER_MARK)
        lines = _Lines(content)
        sizes = _sizes(lines, len(content))
        lines.fields("the flag")
        inputs = sizes[0]
        low = lines.numbers("the least inputs", inputs, infinite=True)
        high = lines.numbers("the greatest inputs", inputs, infinite=True)
        normalisation = _normalisation(lines, inputs)
        layers = _layers(lines, sizes)
        lines.check_end()
        if normalise:
            return Network(_folded(layers, normalisation), _domain(low, high))
        return Network(layers, _domain(*_normalised(low, high, normalisation)))


class _Lines:
    """The lines of a file that hold numbers, taken one after the other."""

    def __init__(self, content: bytes) -> None:
        self._lines = self._with_numbers(content)
        self._line = 0
        self._commas_at_ends: list[bool] = []
        self._ends_with_line = content.endswith((b"\n", b"\r"))

    def _with_numbers(self, content: bytes) -> Iterator[str]:
        lines = TextIOWrapper(BytesIO(content), encoding="latin-1", newline=None)
        for self._line, line in enumerate(lines, start=1):
            text = line.partition("//")[0].strip()
            if text:
                self._commas_at_ends.append(text.endswith(","))
                yield text.rstrip(", \t")

    def fields(self, what: str) -> list[str]:
        """Return the texts between the commas of the next line."""
        text = next(self._lines, None)
        if text is None:
            raise FileFormatError(
                f"it ends after line {self._line}, before {what}: it is no NNet file, or only a "
                "part of one"
            )
        return [field.strip() for field in text.split(",")]

    def counts(self, what: str, count: int) -> list[int]:
        """Return the next line as positive integers."""
        fields = self._counted(what, count)
        for field in fields:
            if not _COUNT.fullmatch(field) or int(field) == 0:
                raise self._wrong(what, field, "positive whole numbers")
        return [int(field) for field in fields]

    def numbers(self, what: str, count: int, infinite: bool = False) -> list[float]:
        """Return the next line as finite numbers, or with infinite ones among them."""
        fields = self._counted(what, count)
        for field in fields:
            if not _NUMBER.fullmatch(field) and not (infinite and _INFINITY.fullmatch(field)):
                raise self._wrong(what, field, "finite decimal numbers")
        numbers = [float(field) for field in fields]
        for field, number in zip(fields, numbers, strict=True):
            if math.isinf(number) and not infinite:
                raise self._wrong(what, field, "numbers in the range of binary64")
        return numbers

    def check_end(self) -> None:
        """Check that no numbers are left, and that the last one has not lost its end."""
        if next(self._lines, None) is not None:
            raise FileFormatError(
                f"line {self._line}: it goes on after the last bias: make the sizes fit the numbers"
            )
        commas = self._commas_at_ends
        if not self._ends_with_line and all(commas[:-1]) and not commas[-1]:
            raise FileFormatError(
                f"line {self._line}: it ends without the comma that ends all other lines: it is "
                "only a part of an NNet file, or lacks the end of the line"
            )

    def _counted(self, what: str, count: int) -> list[str]:
        fields = self.fields(what)
        if len(fields) != count:
            raise FileFormatError(
                f"line {self._line}: numbers needed for {what}: {count}, found: {len(fields)}; "
                "make the sizes fit the numbers, with commas between them"
            )
        return fields

    def _wrong(self, what: str, field: str, needed: str) -> FileFormatError:
        text = ascii(field[:40])
        return FileFormatError(f"line {self._line}: {text} is among {what}: give {needed}")


def _sizes(lines: _Lines, length: int) -> list[int]:
    """Return the sizes of the layers, the inputs' first, after checking that the file holds them.

    The largest size, which the header tells too, is a service to programs that make room for it.
    """
    layers, inputs, outputs, _ = lines.counts("the header's counts", 4)
    sizes = lines.counts("the sizes of the layers", layers + 1)
    if (sizes[0], sizes[-1]) != (inputs, outputs):
        raise FileFormatError(
            f"the layers' sizes go from {sizes[0]} to {sizes[-1]} where the header tells {inputs} "
            f"inputs and {outputs} outputs: make them equal"
        )
    count = sum(after * (before + 1) for before, after in pairwise(sizes))
    if 2 * count - 1 > length:  # a digit for each number, and something between them
        raise FileFormatError(
            f"its sizes tell of {count} weights and biases, which {length} bytes cannot hold: the "
            "file is cut short, or the sizes are wrong"
        )
    check_parameters(count)
    return sizes


def _normalisation(lines: _Lines, inputs: int) -> _Normalisation:
    *means, output_mean = map(Fraction, lines.numbers("the means", inputs + 1))
    *ranges, output_range = map(Fraction, lines.numbers("the ranges", inputs + 1))
    for i, scale in enumerate(ranges):
        if scale == 0:
            raise FileFormatError(
                f"the range of input {i} is 0: give the number by which the input is to be divided"
            )
    return _Normalisation(tuple(means), tuple(ranges), output_mean, output_range)


def _layers(lines: _Lines, sizes: Sequence[int]) -> list[Layer]:
    layers = []
    for i, (inputs, units) in enumerate(pairwise(sizes)):
        weights = [lines.numbers(f"weights[{j}] of layer {i}", inputs) for j in range(units)]
        bias = [lines.numbers(f"bias[{j}] of layer {i}", 1)[0] for j in range(units)]
        layers.append(Layer(weights, bias, "identity" if i == len(sizes) - 2 else "relu"))
    return layers


def _folded(layers: Sequence[Layer], normalisation: _Normalisation) -> list[Layer]:
    """Return the layers with the normalisation in the first and the last of them."""
    first = layers[0]
    weights = [
        [w / scale for w, scale in zip(row, normalisation.ranges, strict=True)]
        for row in first.weights
    ]
    bias = [
        b - sum(w * mean for w, mean in zip(row, normalisation.means, strict=True))
        for b, row in zip(first.bias, weights, strict=True)
    ]
    chain = [Layer(weights, bias, first.activation), *layers[1:]]
    last, scale = chain[-1], normalisation.output_range
    weights = [[w * scale for w in row] for row in last.weights]
    bias = [b * scale + normalisation.output_mean for b in last.bias]
    return [*chain[:-1], Layer(weights, bias, last.activation)]


def _normalised(
    low: Sequence[float], high: Sequence[float], normalisation: _Normalisation
) -> tuple[list[Fraction | float], list[Fraction | float]]:
    """Return the bounds of the normalised inputs; a negative range turns them round."""
    least: list[Fraction | float] = []
    greatest: list[Fraction | float] = []
    for bounds, mean, scale in zip(
        zip(low, high, strict=True), normalisation.means, normalisation.ranges, strict=True
    ):
        ends = [
            x * math.copysign(1, scale) if math.isinf(x) else (Fraction(x) - mean) / scale
            for x in bounds
        ]
        if scale < 0:
            ends.reverse()
        least.append(ends[0])
        greatest.append(ends[1])
    return least, greatest


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
