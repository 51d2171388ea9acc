"""ONNX models: read as exact networks, and written."""

from polyregions.readers.onnx.operators import SUPPORTED_OPERATORS
from polyregions.readers.onnx.reading import from_onnx, read_onnx
from polyregions.readers.onnx.writing import to_onnx, write_onnx

__all__ = ["SUPPORTED_OPERATORS", "from_onnx", "read_onnx", "to_onnx", "write_onnx"]
