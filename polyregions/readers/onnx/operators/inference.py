"""Operators that differ in training, as they are afterwards, and those that do nothing."""

from __future__ import annotations

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.onnx.call import Call
from polyregions.readers.onnx.conditions import NodeValue
from polyregions.readers.onnx.values import Value

__all__ = ["OPERATORS"]

_TRAINING = (
    "it is set to training, in which it is random or depends on the batch: export the model for "
    "inference"
)


def identity(call: Call) -> NodeValue:
    """Identity: x."""
    return call.any_value(0)


def dropout(call: Call) -> Value:
    """Dropout: x, as nothing is dropped after training."""
    call.ignore("ratio", "seed")
    _check_is_test(call)
    if call.opset >= 12:
        call.optional_constant(1)  # The ratio.
        training = call.optional_constant(2)
        if training is not None and np.any(training):
            raise FileFormatError(_TRAINING)
    return call.value()


def batch_normalisation(call: Call) -> Tensor:
    """BatchNormalization: scale (x - mean) / sqrt(variance + epsilon) + bias for each channel."""
    if _is_in_training(call):
        raise FileFormatError(_TRAINING)
    _check_is_test(call)
    call.ignore("momentum")
    if call.opset < 9 and not call.flag("spatial", 1):
        raise FileFormatError(
            "the attribute 'spatial' is 0, statistics for each place: convert the model to version "
            "9 of the operator set or later"
        )
    scale, bias, mean, variance = (call.constant(i) for i in range(1, 5))
    epsilon = call.real("epsilon", 1e-5)
    return ops.batch_normalisation(call.tensor(), mean, variance, scale, bias, epsilon)


def _is_in_training(call: Call) -> bool:
    """Return what an attribute says since version 14, and said the number of outputs before."""
    if call.opset >= 14:
        return call.flag("training_mode")
    return any(call.makes(position) for position in range(1, 5))


def _check_is_test(call: Call) -> None:
    """Check the attribute by which nodes before version 7 said that they are not in training."""
    if call.opset < 7 and not call.flag("is_test"):
        raise FileFormatError(_TRAINING)


OPERATORS = {
    "BatchNormalization": batch_normalisation,
    "Dropout": dropout,
    "Identity": identity,
}
"""The functions by the operators' names."""
