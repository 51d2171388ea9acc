"""The initializers of an ONNX graph as arrays, each read when it is first needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polyregions.readers.content import located
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.package import onnx_package
from polyregions.readers.onnx.sparse_tensors import dense_array
from polyregions.readers.onnx.tensors import TensorReader

__all__ = ["StoredNumbers"]


class StoredNumbers:
    """The initializers of a graph, each read when it is first needed.

    Parameters
    ----------
    initializers
        An ``onnx.TensorProto`` or ``onnx.SparseTensorProto`` for each name.
    reader
        What reads them.
    """

    def __init__(self, initializers: Mapping[str, Any], reader: TensorReader) -> None:
        self._initializers = initializers
        self._known: dict[str, Any] = {}
        self.reader = reader

    def __contains__(self, name: str) -> bool:
        return name in self._initializers

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            stored = self._initializers[name]
            with located(f"the initializer {quoted(name)}"):
                if isinstance(stored, onnx_package().SparseTensorProto):
                    self._known[name] = dense_array(self.reader, stored)
                else:
                    self._known[name] = self.reader.array(stored)
        return self._known[name]
