"""Numbers that belong to regions, by which they are coloured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import RegionComplex
from polyregions.drawing import output_forms
from polyregions.errors import (
    InvalidDomainError,
    InvalidNumberError,
    UnknownOptionError,
    unknown_choice,
)

__all__ = ["COLORINGS", "RegionValues", "Scale", "coloring_name", "region_values"]

Floats = NDArray[np.float64]

COLORINGS = (
    "region",
    "gradient",
    "gradient_norm",
    "activation_count",
    "area",
    "output",
    "class",
    "layer",
    "plain",
)
"""The names that ``color=`` accepts; in one and three dimensions an area is called so:"""

SIZES = {1: "length", 2: "area", 3: "volume"}

_TAIL = 0.05
_MANY_TIMES = 50

_UNITS = {1: "input units", 2: "square input units", 3: "cubic input units"}


class Scale(Enum):
    """How numbers become colours."""

    LINEAR = "evenly"
    LOGARITHMIC = "by their logarithms"
    WHOLE = "one colour for each whole number"
    DEGREES = "round a circle, from -180 to 180"


@dataclass(frozen=True, slots=True, eq=False)
class RegionValues:
    """One number for each region.

    Attributes
    ----------
    values
        float64 array (N,); NaN where there is none.
    label
        What they are, with their unit.
    scale
        How they become colours.
    """

    values: Floats
    label: str
    scale: Scale


def coloring_name(color: str) -> str:
    """Return the name of a colouring, which may be written with spaces or hyphens.

    Raises
    ------
    UnknownOptionError
        If there is none of this name.

    Examples
    --------
    >>> coloring_name("activation count")
    'activation_count'
    """
    name = color.strip().lower().replace(" ", "_").replace("-", "_")
    if name not in COLORINGS and name not in SIZES.values():
        raise unknown_choice("the colouring", color, COLORINGS)
    return name


def region_values(
    complex: RegionComplex,
    color: Any,
    output: int,
    sizes: Callable[[], Floats],
    label: str | None = None,
) -> RegionValues:
    """Return the numbers by which regions are to be coloured.

    Parameters
    ----------
    complex
        The complex.
    color
        A name of a value ("gradient", "gradient_norm", "activation_count", "area"; the latter is
        "length" with one input and "volume" with three), a sequence of N numbers, or a function
        from a :class:`polyregions.Region` to a number.
    output
        Which output's gradient is meant, counted from 0.
    sizes
        Returns the sizes of the regions as they are drawn.
    label
        What the numbers are, instead of the usual label.

    Raises
    ------
    UnknownOptionError
        If the name is unknown or has no meaning for the complex.
    InvalidNumberError
        If the sequence has another length, or there is no such output.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    >>> region_values(cells, "activation count", 0, lambda: 0).values.tolist()
    [2.0, 3.0, 3.0, 4.0]
    """
    if isinstance(color, str):
        found = _named(complex, coloring_name(color), output, sizes)
    elif callable(color):
        numbers = [float(color(region)) for region in complex]
        found = RegionValues(np.array(numbers), "value", Scale.LINEAR)
    else:
        found = RegionValues(_numbers(color, len(complex)), "value", Scale.LINEAR)
    return found if label is None else RegionValues(found.values, label, found.scale)


def _named(
    complex: RegionComplex, name: str, output: int, sizes: Callable[[], Floats]
) -> RegionValues:
    inputs = complex.network.inputs
    if name == "activation_count":
        units = complex.integer_form.units
        bits = np.unpackbits(complex.enumeration.patterns, axis=1, count=units)
        label = f"active units (of {units})"
        return RegionValues(bits.sum(axis=1).astype(np.float64), label, Scale.WHOLE)
    if name == "gradient_norm":
        norms = np.linalg.norm(_gradients(complex, output), axis=1)
        label = f"norm of the gradient{_of_output(complex, output)} (output per input unit)"
        return RegionValues(norms, label, _scale_of_sizes(norms))
    if name == "gradient":
        return _directions(complex, output)
    if name == SIZES.get(inputs):
        found = sizes()
        values = np.where((found > 0) & np.isfinite(found), found, np.nan)
        return RegionValues(values, f"{name} ({_UNITS[inputs]})", Scale.LOGARITHMIC)
    if name in SIZES.values():
        raise UnknownOptionError(
            f"regions of a network with {inputs} inputs have no {name}: their size is their "
            f"{SIZES.get(inputs, 'volume, which is not drawn')}"
        )
    raise UnknownOptionError(
        f"{name!r} is no value of regions in a picture of this kind: use "
        f"{', '.join(['gradient_norm', 'activation_count', *SIZES.values()])}"
    )


def _directions(complex: RegionComplex, output: int) -> RegionValues:
    if complex.network.inputs != 2:
        raise InvalidDomainError(
            f"the network has {complex.network.inputs} inputs, and the direction of a gradient is "
            "an angle in the plane: use 'gradient_norm'"
        )
    gradients = _gradients(complex, output)
    angles = np.degrees(np.arctan2(gradients[:, 1], gradients[:, 0]))
    values = np.where(np.any(gradients, axis=1), angles, np.nan)
    label = f"direction of the gradient{_of_output(complex, output)} (degrees)"
    return RegionValues(values, label, Scale.DEGREES)


def _scale_of_sizes(sizes: Floats) -> Scale:
    """Return the scale on which most sizes can be told apart."""
    low, high = np.quantile(sizes, [_TAIL, 1 - _TAIL])
    return Scale.LOGARITHMIC if 0 < low < high / _MANY_TIMES else Scale.LINEAR


def _gradients(complex: RegionComplex, output: int) -> Floats:
    """Return the gradients of one output, shape (N, n0); zero where they may be zero."""
    checked_output(complex, output)
    forms = output_forms(complex)
    values, errors = forms.values[:, output, :-1], forms.errors[:, output, :-1]
    certain = np.any(np.abs(values) > errors, axis=1, keepdims=True)
    return np.where(certain, values, 0.0)


def checked_output(complex: RegionComplex, output: int) -> int:
    """Return the number of an output after checking that the network has it."""
    if not 0 <= output < complex.network.outputs:
        raise InvalidNumberError(
            f"output {output} of a network with {complex.network.outputs}: they are counted from 0"
        )
    return output


def _of_output(complex: RegionComplex, output: int) -> str:
    return f" of output {output}" if complex.network.outputs > 1 else ""


def _numbers(values: Any, count: int) -> Floats:
    try:
        numbers = np.array([float(value) for value in values])
    except (TypeError, ValueError):
        raise InvalidNumberError(
            "the colours are no numbers: give a name, a sequence of numbers or a function from a "
            "region to a number"
        ) from None
    if len(numbers) != count:
        raise InvalidNumberError(
            f"{len(numbers)} numbers are given for {count} regions: give one for each"
        )
    return numbers
