"""The numbers of ONNX tensors as numpy arrays, after checking that they are there."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import FileFormatError, short
from polyregions.readers.content import check_parameters
from polyregions.readers.onnx.external_data import read_external
from polyregions.readers.onnx.package import onnx_package

__all__ = ["FLOAT_TYPES", "INTEGER_TYPES", "MOST_AXES", "TensorReader", "type_name"]

MOST_AXES = 32
"""The number of axes up to which tensors are read."""

FLOAT_TYPES = ("FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16")
"""The element types that hold the numbers of a network."""

INTEGER_TYPES = ("INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64")
"""The element types that hold shapes, axes and indices."""

# How the elements stand in raw data, and in which other field they may be. Of the floats of 16
# bits that field holds the bits, as integers.
_STORAGE = {
    "FLOAT": ("<f4", "float_data"),
    "DOUBLE": ("<f8", "double_data"),
    "FLOAT16": ("<u2", "int32_data"),
    "BFLOAT16": ("<u2", "int32_data"),
    "INT8": ("<i1", "int32_data"),
    "INT16": ("<i2", "int32_data"),
    "INT32": ("<i4", "int32_data"),
    "INT64": ("<i8", "int64_data"),
    "UINT8": ("<u1", "int32_data"),
    "UINT16": ("<u2", "int32_data"),
    "UINT32": ("<u4", "uint64_data"),
    "UINT64": ("<u8", "uint64_data"),
    "BOOL": ("<u1", "int32_data"),
}
_FIELDS = ("float_data", "int32_data", "string_data", "int64_data", "double_data", "uint64_data")


def type_name(element_type: int) -> str:
    """Return the name of an element type.

    Examples
    --------
    >>> type_name(1), type_name(99)
    ('FLOAT', '99')
    """
    types = onnx_package().TensorProto.DataType
    return str(types.Name(element_type)) if element_type in types.values() else str(element_type)


@dataclass(slots=True)
class TensorReader:
    """Reads the tensors of one model, up to a number of elements for all of them together.

    Attributes
    ----------
    folder
        Where external data lie; None for a model that did not come from a file.
    elements
        How many elements have been read.

    Examples
    --------
    >>> from onnx import TensorProto, helper
    >>> TensorReader(None).array(helper.make_tensor("w", TensorProto.FLOAT, [2], [1, 0.5]))
    array([1. , 0.5], dtype=float32)
    """

    folder: str | None
    elements: int = field(default=0)

    def array(self, tensor: Any) -> NDArray[Any]:
        """Return the elements of an ``onnx.TensorProto`` without rounding.

        Returns
        -------
        ndarray
            Of floats (those of type BFLOAT16 as float32, which holds them), integers or bools.

        Raises
        ------
        FileFormatError
            If the type is none of those, or the elements are missing, too few or too many.
        """
        kind = type_name(tensor.data_type)
        if kind not in _STORAGE:
            raise FileFormatError(
                f"the elements have the type {kind}: supported are {', '.join(_STORAGE)}"
            )
        shape = tuple(tensor.dims)
        if any(length < 0 for length in shape):
            raise FileFormatError(f"the shape is {short(shape)}: no length may be negative")
        if len(shape) > MOST_AXES:
            raise FileFormatError(f"the tensor has {len(shape)} axes, more than {MOST_AXES}")
        size = prod(shape)
        self.count(size)
        stored = self._stored(tensor, *_STORAGE[kind], size)
        return _numbers(stored, kind).reshape(shape)

    def count(self, elements: int) -> None:
        """Count elements that are about to be made.

        Raises
        ------
        FileFormatError
            If there are too many of them in all.
        """
        self.elements += elements
        check_parameters(self.elements)

    def _stored(self, tensor: Any, layout: str, field_name: str, size: int) -> NDArray[Any]:
        """Return the elements, or their bits, as a flat array of the layout."""
        if tensor.HasField("segment"):
            raise FileFormatError("the tensor is a segment of another: store it as a whole")
        is_external = tensor.data_location == onnx_package().TensorProto.EXTERNAL
        filled = [name for name in _FIELDS if len(getattr(tensor, name))]
        if tensor.HasField("raw_data"):
            filled.append("raw_data")
        if len(filled) + is_external > 1:
            raise FileFormatError(
                f"the elements stand in several places, {', '.join(filled)}: keep one of them"
            )
        if is_external:
            return self._external(tensor, layout, size)
        if filled == ["raw_data"]:
            _check_size(len(tensor.raw_data), size * np.dtype(layout).itemsize, "bytes")
            return np.frombuffer(tensor.raw_data, layout)
        if filled not in ([], [field_name]):
            raise FileFormatError(
                f"the elements stand in {filled[0]}, not in {field_name}, where those of their "
                "type belong: export the model again"
            )
        values = getattr(tensor, field_name)
        _check_size(len(values), size, "elements")
        return _array_of_field(values, np.dtype(layout))

    def _external(self, tensor: Any, layout: str, size: int) -> NDArray[Any]:
        if self.folder is None:
            raise FileFormatError(
                "the elements are external data: read the file by read_onnx, or have onnx.load "
                "put them into the model"
            )
        entries = {entry.key: entry.value for entry in tensor.external_data}
        content = read_external(self.folder, entries, size * np.dtype(layout).itemsize)
        return np.frombuffer(content, layout)


def _check_size(found: int, needed: int, unit: str) -> None:
    if found != needed:
        raise FileFormatError(
            f"the tensor has {found} {unit} of data where its shape needs {needed}: export the "
            "model again"
        )


def _array_of_field(values: Any, layout: np.dtype[Any]) -> NDArray[Any]:
    if layout.kind == "f":
        return np.array(values, layout)
    wide = np.array(values, np.uint64 if layout == np.dtype("<u8") else np.int64)
    limits = np.iinfo(layout)
    if wide.size and (int(wide.min()) < limits.min or int(wide.max()) > limits.max):
        raise FileFormatError(
            f"an element is out of the range {limits.min} to {limits.max} of its type: export the "
            "model again"
        )
    return wide.astype(layout)


def _numbers(stored: NDArray[Any], kind: str) -> NDArray[Any]:
    if kind == "BFLOAT16":  # The upper half of a float of 32 bits.
        return (stored.astype("<u4") << 16).view("<f4").astype(np.float32)
    if kind == "FLOAT16":
        return stored.view("<f2").astype(np.float16)
    if kind == "BOOL":
        return np.asarray(stored != 0)
    return stored.astype(stored.dtype.newbyteorder("="))
