"""Piecewise linear activations, maxima and minima."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from polyregions.arithmetic import number_text
from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor, exact_array
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.operators.broadcasting import applied
from polyregions.readers.onnx.values import Constant, Value, broadcast_shape

__all__ = ["OPERATORS"]


_LARGEST = float(np.finfo(np.float32).max)


def relu(call: Call) -> Value:
    """Relu: max(x, 0)."""
    return applied(ops.relu, lambda x: np.maximum(x, 0), call.value())


def leaky_relu(call: Call) -> Value:
    """LeakyRelu: x, times alpha where x < 0."""
    slope = np.array(call.real("alpha", 0.01), dtype=object)
    return applied(ops.parametric_relu, _leaky, call.value(), slope)


def parametric_relu(call: Call) -> Value:
    """PRelu: x, times the slope of the entry where x < 0; entries of slope 1 have no unit."""
    value, slopes = call.value(0), call.constant(1)
    if call.opset < 7 and slopes.ndim == 1 and slopes.size > 1:  # One for each channel.
        slopes = slopes.reshape(-1, *(1,) * (len(value.shape) - 2))
    if broadcast_shape(value, slopes) != value.shape:
        raise FileFormatError(f"slopes of shape {slopes.shape} do not fit {value.shape}")
    return applied(_parametric_relu, _leaky, value, slopes)


def absolute(call: Call) -> Value:
    """Abs: |x|."""
    return applied(ops.absolute, np.abs, call.value())


def hard_sigmoid(call: Call) -> Tensor:
    """HardSigmoid: alpha x + beta clipped to [0, 1]."""
    return ops.hard_sigmoid(call.tensor(), call.real("alpha", 0.2), call.real("beta", 0.5))


def thresholded_relu(call: Call) -> Value:
    """ThresholdedRelu: x where x > alpha, 0 elsewhere, which jumps unless alpha is 0."""
    alpha = call.real("alpha", 1.0)
    if alpha:
        raise call.refused(f"where alpha is 0, not {number_text(alpha)}")
    return applied(ops.relu, lambda x: np.maximum(x, 0), call.value())


def shrink(call: Call) -> Tensor:
    """Shrink: x less bias above lambd, plus bias below -lambd, which jumps unless they agree."""
    bound, bias = call.real("lambd", 0.5), call.real("bias", 0.0)
    if bound != bias or bound < 0:
        raise call.refused(
            "where bias and lambd are one number from 0, not "
            f"{number_text(bias)} and {number_text(bound)}"
        )
    return ops.soft_shrink(call.tensor(), bound)


def maximum(call: Call) -> Value:
    """Max: the greatest of all inputs."""
    return reduce(lambda a, b: applied(ops.maximum, np.maximum, a, b), call.values())


def minimum(call: Call) -> Value:
    """Min: the least of all inputs."""
    return reduce(lambda a, b: applied(ops.minimum, np.minimum, a, b), call.values())


def clip(call: Call) -> Value:
    """Clip: min(max(x, low), high), the bounds attributes in old models and inputs in others."""
    value = call.value()
    low, high = _bounds(call)
    if isinstance(value, Tensor):
        return ops.clip(value, low, high)
    for bound, function, unbounded in ((low, np.maximum, -np.inf), (high, np.minimum, np.inf)):
        if bound is not None and bound != unbounded:
            value = applied(ops.clip, function, value, np.array(bound))
    return value


def _bounds(call: Call) -> tuple[Any, Any]:
    if call.opset >= 11:
        return _bound(call, 1), _bound(call, 2)
    # The defaults are the extreme floats of 32 bits, beyond which such models know no number.
    low, high = call.any_float("min", -_LARGEST), call.any_float("max", _LARGEST)
    return None if low == -_LARGEST else low, None if high == _LARGEST else high


def _bound(call: Call, position: int) -> Any:
    constant = call.optional_constant(position)
    if constant is None:
        return None
    if constant.size != 1:
        raise FileFormatError(f"input {position} has shape {constant.shape}: a bound is one number")
    return constant.item()


def _parametric_relu(x: Tensor, slopes: Constant) -> Tensor:
    factors = np.broadcast_to(exact_array(slopes), x.shape).reshape(-1)
    [bent] = np.nonzero(factors != 1)
    if not len(bent):
        return x
    entries = x.reshape((x.size,))
    results = ops.parametric_relu(entries[bent], factors[bent])
    places = np.arange(x.size)
    places[bent] = x.size + np.arange(len(bent))
    return ops.concatenate([entries, results])[places].reshape(x.shape)


def _leaky(x: Constant, slope: Constant) -> Constant:
    return np.asarray(np.maximum(x, 0) + slope * np.minimum(x, 0))


OPERATORS = {
    "Abs": absolute,
    "Clip": clip,
    "HardSigmoid": hard_sigmoid,
    "LeakyRelu": leaky_relu,
    "Max": maximum,
    "Min": minimum,
    "PRelu": parametric_relu,
    "Relu": relu,
    "Shrink": shrink,
    "ThresholdedRelu": thresholded_relu,
}
"""The functions by the operators' names."""
