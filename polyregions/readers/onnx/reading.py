"""ONNX models as exact networks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from polyregions.errors import FileFormatError, OutOfTime, PolyregionsError
from polyregions.interface import option
from polyregions.lowering import Circuit, Tensor, one_row
from polyregions.networks import Layer, Network
from polyregions.readers.content import PathLike, announce_assumptions, located, path_text
from polyregions.readers.domain_text import parse_domain
from polyregions.readers.onnx.chain import chain_of_layers
from polyregions.readers.onnx.evaluation import evaluated
from polyregions.readers.onnx.graph import Graph, graph_of
from polyregions.readers.onnx.input_shape import ShapeOption, input_shapes, inputs_of_one_row
from polyregions.readers.onnx.metadata import header_of
from polyregions.readers.onnx.model_file import read_model
from polyregions.readers.onnx.names import listed
from polyregions.readers.onnx.package import onnx_package
from polyregions.readers.onnx.refused_operators import check_operators
from polyregions.readers.onnx.sizes import check_sizes
from polyregions.readers.onnx.stored_numbers import StoredNumbers
from polyregions.readers.onnx.tensors import TensorReader

__all__ = ["from_onnx", "read_onnx"]


@dataclass(frozen=True, slots=True)
class _Choice:
    """What of a model is to be read; see :func:`from_onnx`."""

    input_shape: ShapeOption
    output: str | None
    inputs: Sequence[str] | None
    logits: bool


def read_onnx(
    path: PathLike,
    domain: Any = None,
    *,
    name: str | None = None,
    input_shape: ShapeOption = None,
    output: str | None = None,
    inputs: Sequence[str] | None = None,
    logits: bool = False,
) -> Network:
    """Read an ONNX model as an exact network.

    Nothing in the file is run, external data are read only from the file's own folder, and sizes
    are checked before memory is taken.

    Parameters
    ----------
    path
        The file.
    domain, name, input_shape, output, inputs, logits
        See :func:`from_onnx`.

    Returns
    -------
    Network
        See :func:`from_onnx`.

    Raises
    ------
    FileFormatError
        If the file cannot be read, is no ONNX model, has no value of the name ``output``, or
        :func:`from_onnx` cannot convert it.
    InvalidDomainError
        If the domain has another dimension, or no interior.
    PolyregionsError
        If the package onnx is missing.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from polyregions.readers import write_onnx
    >>> from polyregions.networks import Layer
    >>> network = Network([Layer([[1, 0.5]], [2]), Layer([[3]], [0], "identity")])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "net.onnx")
    ...     write_onnx(network, path)
    ...     read_onnx(path) == network
    True
    """
    with located(repr(path_text(path))):
        model = read_model(path)
        folder = os.path.dirname(os.path.abspath(path))
        choice = _Choice(input_shape, output, inputs, logits)
        network = _network(model, folder, name, choice, repr(os.fspath(path)))
    return _on_domain(network, domain)


def from_onnx(
    model: Any,
    domain: Any = None,
    *,
    name: str | None = None,
    input_shape: ShapeOption = None,
    output: str | None = None,
    inputs: Sequence[str] | None = None,
    logits: bool = False,
) -> Network:
    """Return the exact network of an ONNX model.

    Every stored float becomes the rational number that it is, and the function is that of the graph
    without rounding: constants are computed exactly, and operators on them do not round. The one
    exception are roots that are not rational, as in the factor scale / sqrt(variance + epsilon) of
    a batch normalisation: they are rounded to binary64. A chain of Gemm and Relu nodes is read
    layer by layer; other graphs are lowered to ReLU layers that compute the same function.

    Parameters
    ----------
    model
        An ``onnx.ModelProto``. The first axis of an input, where it has several, is the batch; the
        network's inputs and outputs are the entries of the tensors for a batch of one, in C order,
        and the entries of several inputs follow each other. A batch of a fixed length k > 1 is read
        as one input where the graph computes every row apart from the others and alike, which is
        proved.
    domain
        The domain of the network, as :func:`polyregions.readers.parse_domain` reads it; None for
        the one that :func:`to_onnx` has kept in the model, if any.
    name
        The name of the network; None for the one kept in the model, if any.
    input_shape
        The shape of the input, batch axis included, where the model does not fix it, or to have
        all rows of a fixed batch as the input of one network. Of several inputs a mapping gives the
        shapes by their names; a single shape is for the only one that the model leaves open.
    output
        The name of the output to read, or of any value inside of the graph; None for the only
        output.
    inputs
        The names of the inputs in the order in which the network takes them: each on which the
        output depends, once. None for the order in which the model declares them.
    logits
        Whether to read up to before a Softmax, LogSoftmax, Sigmoid or Tanh that makes the output,
        perhaps in another shape. Where there is none, nothing changes.

    Returns
    -------
    Network

    Raises
    ------
    FileFormatError
        If the model is no well-formed graph, has an operator that is not read, has several
        outputs, or is made for a batch whose rows are mixed.
    InvalidDomainError
        If the domain has another dimension, or no interior.
    UnknownOptionError
        If there is no value of the name ``output``, or ``inputs`` does not name the inputs.

    Examples
    --------
    >>> import numpy as np
    >>> from onnx import TensorProto, helper, numpy_helper
    >>> weights = numpy_helper.from_array(np.float32([[1], [-1]]), "w")
    >>> nodes = [
    ...     helper.make_node("MatMul", ["x", "w"], ["z"]),
    ...     helper.make_node("LeakyRelu", ["z"], ["y"], alpha=0.5),
    ... ]
    >>> x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 2])
    >>> y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 1])
    >>> network = from_onnx(helper.make_model(helper.make_graph(nodes, "g", [x], [y], [weights])))
    >>> network.exact([0, 3])
    (Fraction(-3, 2),)
    """
    if not isinstance(model, onnx_package().ModelProto):
        raise FileFormatError(
            f"the model is a {type(model).__name__}: give an onnx.ModelProto, or a path to "
            "read_onnx"
        )
    choice = _Choice(input_shape, output, inputs, logits)
    return _on_domain(_network(model, None, name, choice, "the model"), domain)


def _network(
    model: Any, folder: str | None, name: str | None, choice: _Choice, what: str
) -> Network:
    try:
        graph = graph_of(model, choice.output, choice.inputs, choice.logits)
        layers = _layers(graph, folder, choice)
        if choice.inputs is None:
            announce_assumptions(what, _constant_inputs(graph))
        domain, kept_name, claim = header_of(model, layers[0].inputs)
    except UnicodeDecodeError as error:  # Names are decoded when they are looked at.
        raise FileFormatError(
            f"a name in the model is no UTF-8 text ({error.reason}): export it again"
        ) from error
    return Network(layers, domain, kept_name if name is None else name, claim)


def _on_domain(network: Network, domain: Any) -> Network:
    """Return the network on the domain that the caller gives, if any."""
    if domain is None:
        return network
    return network.with_domain(parse_domain(domain, network.inputs))


def _constant_inputs(graph: Graph) -> list[str]:
    """Return what is assumed of inputs that may be constants without numbers."""
    shared = inputs_of_one_row(graph.inputs)
    if not shared:
        return []
    named = option("inputs=[...]", "--input-name")
    return [
        "inputs of one row stand beside others of any number of rows, as constants do whose "
        f"numbers an exporter has left out, and are read as inputs: {listed(shared)} (to say that "
        f"this is right, name all inputs by {named})"
    ]


def _layers(graph: Graph, folder: str | None, choice: _Choice) -> Sequence[Layer]:
    given = input_shapes(graph.inputs, choice.input_shape)
    stored = StoredNumbers(graph.initializers, TensorReader(folder))
    layers = chain_of_layers(graph, given, stored)
    if layers is not None:
        return layers
    check_operators(graph)
    check_sizes(graph, given)
    circuit = Circuit()
    inputs = [circuit.input(shape) for shape in given.shapes]
    if given.rows == 1:
        return circuit.network(evaluated(graph, inputs, stored)).layers
    return _layers_of_one_row(graph, inputs, stored)


def _layers_of_one_row(
    graph: Graph, inputs: Sequence[Tensor], stored: StoredNumbers
) -> Sequence[Layer]:
    """Return the layers that compute one row of a fixed batch from one row of the inputs."""
    try:
        row = one_row(inputs, evaluated(graph, inputs, stored))
    except OutOfTime:
        raise
    except PolyregionsError as error:
        shape = inputs[0].shape
        whole = option(f"input_shape={shape}", f"--input-shape {','.join(map(str, shape))}")
        raise FileFormatError(
            f"{error} (the model has a fixed batch of {shape[0]}, of which one row is read where "
            f"rows are computed apart and alike: export it for a batch of 1, or give {whole} to "
            "have all rows as one input)"
        ) from error
    return row.circuit.network(row).layers
