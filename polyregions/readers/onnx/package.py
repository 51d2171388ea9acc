"""The onnx package, an optional one, imported when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from polyregions.errors import PolyregionsError

__all__ = ["decoding_error", "onnx_package"]


def onnx_package() -> Any:
    """Return the module ``onnx``.

    Raises
    ------
    PolyregionsError
        If it is not installed.

    Examples
    --------
    >>> onnx_package().__name__
    'onnx'
    """
    try:
        import onnx
    except ImportError as error:
        raise PolyregionsError(
            "onnx is missing: install it by pip install 'polyregions[onnx]'"
        ) from error
    return onnx


def decoding_error() -> type[Exception]:
    """Return the error that the parser of protobuf messages raises.

    Examples
    --------
    >>> decoding_error().__name__
    'DecodeError'
    """
    error: type[Exception] = import_module("google.protobuf.message").DecodeError
    return error
