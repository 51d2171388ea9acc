"""The shape of a model's input, its batch axis taken to be of length 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from polyregions.errors import FileFormatError, short
from polyregions.lowering import checked_shape
from polyregions.readers.content import located
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.tensors import FLOAT_TYPES, MOST_AXES, type_name

__all__ = ["input_shape"]

_Lengths = tuple[int | None, ...]


def input_shape(info: Any, given: Sequence[int] | None = None) -> tuple[int, ...]:
    """Return the shape of the input that an ``onnx.ValueInfoProto`` declares.

    Where it has at least two axes, the first one is the batch: 1, or without a fixed length, which
    becomes 1.

    Parameters
    ----------
    info
        The declaration.
    given
        The whole shape, in place of the rule about the batch; it must agree with every length that
        is declared.

    Raises
    ------
    FileFormatError
        If the input is no tensor of floats, its shape is not fixed, it is a batch of several
        inputs, or the given shape does not agree.

    Examples
    --------
    >>> from onnx import TensorProto, helper
    >>> image = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 3, 8, 8])
    >>> input_shape(image), input_shape(image, (2, 3, 8, 8))
    ((1, 3, 8, 8), (2, 3, 8, 8))
    """
    with located(f"the input {quoted(info.name)}"):
        declared = _declared(info.type)
        shape = _checked(_with_batch_of_one(declared) if given is None else given)
        if declared is not None and not _agree(shape, declared):
            raise FileFormatError(
                f"it has the shape {_text(declared)}, not {short(shape)}: give one that agrees "
                "with it"
            )
    return shape


def _declared(type_of_input: Any) -> _Lengths | None:
    """Return the declared lengths, None for those that are not fixed, or None without a shape."""
    kind = type_of_input.WhichOneof("value")
    if kind is None:
        return None
    if kind != "tensor_type":
        raise FileFormatError(f"it has the type {kind}: models of one tensor are read")
    tensor = type_of_input.tensor_type
    if type_name(tensor.elem_type) not in FLOAT_TYPES:
        raise FileFormatError(
            f"it has elements of type {type_name(tensor.elem_type)}: supported are "
            f"{', '.join(FLOAT_TYPES)}"
        )
    if not tensor.HasField("shape"):
        return None
    _checked([1] * len(tensor.shape.dim))
    # Some exporters write 0 or -1 for a length that is not fixed.
    return tuple(
        axis.dim_value if axis.HasField("dim_value") and axis.dim_value > 0 else None
        for axis in tensor.shape.dim
    )


def _checked(shape: Sequence[int]) -> tuple[int, ...]:
    """Return a shape after checking that its lengths are positive, and their product not large."""
    lengths = checked_shape(shape)
    if len(lengths) > MOST_AXES:
        raise FileFormatError(f"it has {len(lengths)} axes, more than {MOST_AXES}")
    return lengths


def _agree(shape: Sequence[int], declared: _Lengths) -> bool:
    return len(shape) == len(declared) and all(
        length in (None, mine) for length, mine in zip(declared, shape, strict=True)
    )


def _with_batch_of_one(declared: _Lengths | None) -> tuple[int, ...]:
    if declared is None:
        raise FileFormatError(
            "it has no shape: give it by input_shape, such as input_shape=(1, 3, 32, 32)"
        )
    has_batch = len(declared) >= 2
    if has_batch and declared[0] not in (1, None):
        shape = _text(declared)
        raise FileFormatError(
            f"it has the shape {shape}, a batch of {declared[0]} inputs: export the model for a "
            f"batch of 1, or give input_shape={shape} to have all of them as the input of one "
            "network"
        )
    lengths = (1, *declared[1:]) if has_batch else declared
    fixed = tuple(length for length in lengths if length is not None)
    if len(fixed) < len(lengths):
        raise FileFormatError(
            f"it has the shape {_text(declared)}, of which more than the batch is not fixed: give "
            "all lengths by input_shape"
        )
    return fixed


def _text(lengths: _Lengths) -> str:
    shown = ", ".join("?" if length is None else str(length) for length in lengths)
    return f"({shown},)" if len(lengths) == 1 else f"({shown})"
