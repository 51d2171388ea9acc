"""Networks as ONNX models: a Gemm and a ReLU for every layer."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import number_text
from polyregions.errors import FileFormatError, check_choice
from polyregions.networks import Layer, Network, check_network
from polyregions.readers.content import PathLike, atomic_file, check_parameters
from polyregions.readers.onnx.metadata import ONNX_HEADER, header_text
from polyregions.readers.onnx.package import onnx_package

__all__ = ["to_onnx", "write_onnx"]

# Every runtime since 2022 reads them; the operators written have not changed since.
_OPSET, _IR_VERSION = 17, 8
_TYPES = {"float32": np.float32, "float64": np.float64}


def to_onnx(network: Network, dtype: str | None = None) -> Any:
    """Return a network as an ONNX model that computes the same function.

    The input ``x`` has shape (batch, n0), the output ``y`` has shape (batch, nL). Every layer is a
    Gemm, followed by a Relu if it has only ReLU units, and by a PRelu with slopes 0 and 1 if it has
    identity units among them. :func:`from_onnx` reads an equal network back, with its domain, name
    and claim.

    Parameters
    ----------
    network
        The network; its parameters must be binary floats.
    dtype
        "float32" or "float64"; omitted: float32 if all parameters are such numbers, else float64.

    Returns
    -------
    onnx.ModelProto

    Raises
    ------
    FileFormatError
        If a parameter is no such number; the message names it.
    UnknownOptionError
        If there is no such type.

    Examples
    --------
    >>> model = to_onnx(Network([Layer([[1, 0.5]]), Layer([[2]], [1], "identity")]))
    >>> [node.op_type for node in model.graph.node]
    ['Gemm', 'Relu', 'Gemm']
    """
    check_network(network)
    onnx = onnx_package()
    helper = onnx.helper
    check_parameters(_stored_parameters(network))
    kind = _fitting_type(network, dtype)
    builder = _GraphBuilder(onnx, kind)
    for i, layer in enumerate(network.layers):
        builder.add(layer, f"layers[{i}]", is_last=i == len(network.layers) - 1)
    element = helper.np_dtype_to_tensor_dtype(np.dtype(kind))
    graph = helper.make_graph(
        builder.nodes,
        network.name or "network",
        [helper.make_tensor_value_info("x", element, ["batch", network.inputs])],
        [helper.make_tensor_value_info("y", element, ["batch", network.outputs])],
        builder.initializers,
    )
    model = helper.make_model(
        graph,
        producer_name="polyregions",
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR_VERSION,
    )
    helper.set_model_props(model, {ONNX_HEADER: header_text(network)})
    return model


def write_onnx(network: Network, path: PathLike) -> None:
    """Write a network with binary float parameters as an ONNX file, without loss.

    The file is written as a whole or not at all; see :func:`to_onnx`.

    Raises
    ------
    FileFormatError
        If a parameter is no binary64 number; the message names it.
    PolyregionsError
        If the file cannot be written there, or the package onnx is missing.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_onnx(Network([Layer([["1/3"]])]), pathlib.Path(folder, "net.onnx"))
    Traceback (most recent call last):
    polyregions.errors.FileFormatError: layers[0].weights[0][0] is 1/3, which is no binary64 \
number: write a .json file, which holds all rationals
    """
    content = to_onnx(network).SerializeToString()
    with atomic_file(path) as file:
        file.write(content)


class _GraphBuilder:
    """Adds layers to a graph; numbers that several layers share are stored once."""

    def __init__(self, onnx: Any, kind: str) -> None:
        self._onnx = onnx
        self._kind = kind
        self._stored: dict[int, list[str]] = {}
        self._current = "x"
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []

    def add(self, layer: Layer, place: str, is_last: bool) -> None:
        if id(layer) not in self._stored:
            self._stored[id(layer)] = self._store(layer, place)
        weights, bias, *slopes = self._stored[id(layer)]
        rectified = bool(layer.relu_units)
        self._add_node("Gemm", [weights, bias], f"{place}.sum", is_last and not rectified, transB=1)
        if rectified:
            self._add_node("PRelu" if slopes else "Relu", slopes, f"{place}.output", is_last)

    def _add_node(
        self, operator: str, numbers: list[str], made: str, is_last: bool, **attributes: int
    ) -> None:
        output = "y" if is_last else made
        node = self._onnx.helper.make_node(
            operator, [self._current, *numbers], [output], name=made, **attributes
        )
        self.nodes.append(node)
        self._current = output

    def _store(self, layer: Layer, place: str) -> list[str]:
        arrays = {f"{place}.weights": layer.float_weights, f"{place}.bias": layer.float_bias}
        if 0 < len(layer.relu_units) < layer.units:
            slopes = [float(name == "identity") for name in layer.activation]
            arrays[f"{place}.slopes"] = np.array(slopes)
        for name, array in arrays.items():
            stored = array.astype(_TYPES[self._kind])
            self.initializers.append(self._onnx.numpy_helper.from_array(stored, name))
        return list(arrays)


def _stored_parameters(network: Network) -> int:
    distinct = {id(layer): layer for layer in network.layers}
    return sum(layer.units * (layer.inputs + 1) for layer in distinct.values())


def _fitting_type(network: Network, wanted: str | None) -> str:
    """Return the type that holds all parameters, the wanted one if there is one."""
    kinds = list(_TYPES) if wanted is None else [check_choice("the type", wanted, _TYPES)]
    misfits = {kind: _first_misfit(network, kind) for kind in kinds}
    for kind, misfit in misfits.items():
        if misfit is None:
            return kind
    kind, misfit = misfits.popitem()
    assert misfit is not None
    place, value = misfit
    bits = kind.removeprefix("float")
    remedy = "" if kind == "float64" else "dtype='float64', or "
    raise FileFormatError(
        f"{place} is {number_text(value)}, which is no binary{bits} number: write {remedy}a .json "
        "file, which holds all rationals"
    )


def _first_misfit(network: Network, kind: str) -> tuple[str, Fraction] | None:
    """Return the first parameter that the type does not hold, with its place in the network."""
    known: set[int] = set()
    for i, layer in enumerate(network.layers):
        if id(layer) in known:
            continue
        known.add(id(layer))
        rows = [*layer.weights, layer.bias]
        floats = [*layer.float_weights, layer.float_bias]
        for j, (row, row_of_floats) in enumerate(zip(rows, floats, strict=True)):
            k = _first_inexact(row, row_of_floats, kind)
            if k is not None:
                place = f"weights[{j}][{k}]" if j < layer.units else f"bias[{k}]"
                return f"layers[{i}].{place}", row[k]
    return None


def _first_inexact(
    numbers: Sequence[Fraction], floats: NDArray[np.float64], kind: str
) -> int | None:
    with np.errstate(over="ignore"):
        rounded = floats.astype(_TYPES[kind]).astype(np.float64).tolist()
    for k, (number, approximation) in enumerate(zip(numbers, rounded, strict=True)):
        if not isfinite(approximation) or Fraction(approximation) != number:
            return k
    return None
