"""Values made longer or shorter along their axes: Resize and Upsample."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np

from polyregions.errors import FileFormatError, short
from polyregions.lowering import Tensor, exact_array
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.axes import checked_axes
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.operators.resized_axes import (
    ResizedAxis,
    checked_coordinates,
    checked_rounding,
)
from polyregions.readers.onnx.values import Constant, Value, check_shape

__all__ = ["OPERATORS"]

Lengths = list[tuple[int, Fraction]]
"""The new length of each axis, and what it is to the old one."""


def upsample(call: Call) -> Value:
    """Upsample: the axes longer by factors."""
    if call.opset >= 9:
        scales = call.constant(1)
    elif call.opset >= 7:
        scales = call.reals("scales")
    else:
        factors = call.real("height_scale"), call.real("width_scale")
        scales = np.array([Fraction(1), Fraction(1), *factors], dtype=object)
    return _resized(call, _scaled_lengths(call.value(), scales), "asymmetric", "")


def resize(call: Call) -> Value:
    """Resize: the axes longer or shorter, by nearest neighbours or linearly between them."""
    if call.opset < 11:
        return _resized(call, _scaled_lengths(call.value(), call.constant(1)), "asymmetric", "")
    coordinates = call.text("coordinate_transformation_mode", "half_pixel")
    rounding = checked_rounding(call.text("nearest_mode", "round_prefer_floor"))
    call.ignore("cubic_coeff_a", "exclude_outside", "extrapolation_value")
    if call.has_input(1):
        call.constant(1)  # The part to cut out, by ways to old places that are not read.
    lengths = _lengths(call, call.value())
    return _resized(call, lengths, checked_coordinates(coordinates), rounding)


def _lengths(call: Call, value: Value) -> Lengths:
    """Return the new lengths of all axes."""
    count = len(value.shape)
    axes, policy = tuple(range(count)), "stretch"
    if call.opset >= 18:
        axes = checked_axes(call.integers("axes") or axes, count)
        policy = call.text("keep_aspect_ratio_policy", "stretch")
    scales = call.optional_constant(2)
    has_scales = scales is not None and scales.size > 0
    if has_scales == call.has_input(3):
        raise FileFormatError("scales or sizes are needed, and not both: export the model again")
    if has_scales:
        assert scales is not None
        ratios = np.full(count, Fraction(1), dtype=object)
        _check_count(scales.shape, len(axes))
        ratios[list(axes)] = exact_array(scales)
        return _scaled_lengths(value, ratios)
    sizes = call.integers_input(3)
    _check_count((len(sizes),), len(axes))
    if any(size < 1 for size in sizes):
        raise FileFormatError(f"the sizes are {short(sizes)}: positive ones are needed")
    old = [value.shape[axis] for axis in axes]
    result = [(length, Fraction(1)) for length in value.shape]
    for axis, new in zip(axes, _by_policy(policy, old, sizes), strict=True):
        result[axis] = new
    return result


def _by_policy(policy: str, old: Sequence[int], sizes: Sequence[int]) -> Lengths:
    """Return new lengths that keep the ratio of the axes as far as a policy demands it."""
    ratios = [Fraction(size, length) for size, length in zip(sizes, old, strict=True)]
    if policy == "stretch":
        return list(zip(sizes, ratios, strict=True))
    if policy not in ("not_larger", "not_smaller"):
        raise FileFormatError(
            f"the attribute 'keep_aspect_ratio_policy' is {quoted(policy)}: stretch, not_larger "
            "and not_smaller are known"
        )
    ratio = min(ratios) if policy == "not_larger" else max(ratios)
    return [(floor(ratio * length + Fraction(1, 2)), ratio) for length in old]


def _scaled_lengths(value: Value, scales: Constant) -> Lengths:
    _check_count(scales.shape, len(value.shape))
    ratios = exact_array(scales).tolist()
    if any(ratio <= 0 for ratio in ratios):
        raise FileFormatError("a scale is not positive: give scales above 0")
    # The standard computes lengths with floats of 32 bits, so that 0.7 makes 7 of 10.
    return [
        (floor(np.float32(length) * np.float32(float(ratio))), ratio)
        for length, ratio in zip(value.shape, ratios, strict=True)
    ]


def _check_count(shape: tuple[int, ...], count: int) -> None:
    if shape != (count,):
        raise FileFormatError(
            f"scales or sizes of shape {shape} are given: one number for each of {count} axes is "
            "needed"
        )


def _resized(call: Call, lengths: Lengths, coordinates: str, rounding: str) -> Value:
    mode = call.text("mode", "nearest")
    antialias = call.opset >= 18 and call.flag("antialias")
    value = call.value()
    new = [length for length, _ in lengths]
    if any(length < 1 for length in new):
        raise FileFormatError(f"the lengths become {short(new)}: positive ones are needed")
    check_shape(value, new)
    axes = {
        i: axis
        for i, (length, (resized, ratio)) in enumerate(zip(value.shape, lengths, strict=True))
        if (axis := ResizedAxis(length, resized, ratio, coordinates, rounding)).changes
    }
    if mode == "nearest":
        for i, axis in axes.items():
            index: tuple[Any, ...] = (*(slice(None),) * i, axis.nearest())
            value = value[index]
        return value
    if mode not in ("linear", "bilinear"):
        raise FileFormatError(
            f"the mode {quoted(mode)} is not yet read: 'nearest' and 'linear' are"
        )
    if antialias and any(axis.scale < 1 for axis in axes.values()):
        raise FileFormatError(
            "the attribute 'antialias' is 1, a filter that is not yet read: resize without it"
        )
    x = call.tensor()
    for i, axis in sorted(axes.items(), key=lambda item: item[1].scale):
        x = _interpolated(x, i, axis)
    return x


def _interpolated(x: Tensor, axis: int, resized: ResizedAxis) -> Tensor:
    """Return the tensor with the entries of one axis taken between two neighbours each."""
    places = resized.exact_places()
    below = np.array([floor(place) for place in places])
    above = np.minimum(below + 1, resized.length - 1)
    weights = np.array([place - floor(place) for place in places], dtype=object)
    weights = weights.reshape(-1, *(1,) * (x.axes - 1 - axis))
    before = (slice(None),) * axis
    return ops.add(
        ops.multiply(x[(*before, below)], 1 - weights), ops.multiply(x[(*before, above)], weights)
    )


OPERATORS = {"Resize": resize, "Upsample": upsample}
"""The functions by the operators' names."""
