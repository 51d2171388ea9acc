"""ONNX files as model objects, parsed only after a look at their records."""

from __future__ import annotations

from typing import Any

from polyregions.errors import FileFormatError
from polyregions.readers.content import PathLike, read_bytes
from polyregions.readers.onnx.message_count import check_message
from polyregions.readers.onnx.package import decoding_error, onnx_package

__all__ = ["read_model"]


def read_model(path: PathLike) -> Any:
    """Return the ``onnx.ModelProto`` in a file; external data are not read.

    Raises
    ------
    FileFormatError
        If the file cannot be read, is too large, or holds no ONNX model.
    PolyregionsError
        If the package onnx is missing.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "net.onnx")
    ...     _ = path.write_bytes(b"")
    ...     read_model(path)
    Traceback (most recent call last):
    polyregions.errors.FileFormatError: the file is empty: export the model again
    """
    onnx = onnx_package()
    content = read_bytes(path)
    if not content:
        raise FileFormatError("the file is empty: export the model again")
    check_message(content, onnx.ModelProto.DESCRIPTOR)
    try:
        model = onnx.ModelProto.FromString(content)
    except decoding_error() as error:
        raise FileFormatError(
            f"this is no ONNX model, or a damaged one ({error}): export it again"
        ) from error
    if not model.HasField("graph"):
        raise FileFormatError("this holds no graph, so it is no ONNX model: export it again")
    return model
