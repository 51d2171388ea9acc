"""The operators of the domain ai.onnx.ml that are affine, as scikit-learn's exports have them."""

from __future__ import annotations

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.values import Constant, Value, check_shape, has_integers

__all__ = ["OPERATORS"]


def scaler(call: Call) -> Tensor:
    """Scaler: (x - offset) scale, with one number of each for all features or for each of them."""
    x = call.tensor()
    offset, scale = (_of_features(call, name, x) for name in ("offset", "scale"))
    return ops.multiply(ops.subtract(x, offset), scale)


def linear_regressor(call: Call) -> Tensor:
    """LinearRegressor: coefficients x + intercepts."""
    x, targets = _rows(call), call.integer("targets", 1)
    weights = call.reals("coefficients")
    intercepts = call.reals("intercepts", [])
    transform = call.text("post_transform", "NONE")
    if transform != "NONE":
        raise FileFormatError(
            f"the attribute 'post_transform' is {quoted(transform)}, which is not piecewise "
            "linear: 'NONE' is read"
        )
    if targets < 1 or weights.size != targets * x.shape[1] or intercepts.size not in (0, targets):
        raise FileFormatError(
            f"{weights.size} coefficients and {intercepts.size} intercepts do not make {targets} "
            f"targets of {x.shape[1]} features"
        )
    return ops.linear(x, weights.reshape(targets, -1), intercepts if intercepts.size else None)


def extracted_features(call: Call) -> Value:
    """ArrayFeatureExtractor: the features at some indices, along the last axis."""
    value, indices = call.value(0), call.constant(1)
    if not has_integers(indices) or not value.shape or not indices.size:
        raise FileFormatError(
            f"indices of type {indices.dtype} and shape {indices.shape} are given for an input of "
            f"shape {value.shape}: integers, and features, are needed"
        )
    length = value.shape[-1]
    if not (int(indices.min()) >= 0 and int(indices.max()) < length):
        raise FileFormatError(f"an index is out of range: there are {length} features")
    check_shape(value, (*value.shape[:-1], indices.size))
    chosen = value[..., indices.reshape(-1)]
    return chosen.reshape((1, indices.size)) if len(value.shape) == 1 else chosen


def _of_features(call: Call, name: str, x: Tensor) -> Constant:
    """Return an attribute with one number for all features, or one for each of them."""
    numbers = call.reals(name)
    if numbers.size != 1 and numbers.shape != x.shape[-1:]:
        raise FileFormatError(
            f"the attribute {name!r} has {numbers.size} numbers: one is needed, or one for each "
            f"feature of an input of shape {x.shape}"
        )
    return np.asarray(numbers.reshape(()) if numbers.size == 1 else numbers)


def _rows(call: Call) -> Tensor:
    x = call.tensor()
    if x.axes > 2 or not x.axes:
        raise FileFormatError(f"the input has shape {x.shape}: rows of features are needed")
    return x.reshape((1, x.size)) if x.axes == 1 else x


OPERATORS = {
    "ai.onnx.ml.ArrayFeatureExtractor": extracted_features,
    "ai.onnx.ml.LinearRegressor": linear_regressor,
    "ai.onnx.ml.Scaler": scaler,
}
"""The functions by the operators' names, after their domain."""
