"""The shapes of a model's inputs, their batch axis taken to be of length 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from polyregions.errors import FileFormatError, UnknownOptionError, short
from polyregions.interface import option
from polyregions.lowering import checked_shape
from polyregions.readers.content import located
from polyregions.readers.onnx.names import listed, quoted
from polyregions.readers.onnx.tensors import FLOAT_TYPES, MOST_AXES, type_name

__all__ = ["InputShapes", "ShapeOption", "input_shapes", "inputs_of_one_row"]

ShapeOption = Sequence[int] | Mapping[str, Sequence[int]] | None
"""What users give: the shape of one input, or a shape for the name of each."""

_Lengths = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class InputShapes:
    """The shapes of the inputs of a graph.

    Attributes
    ----------
    shapes
        One for each input, batch axis included.
    rows
        The fixed length of the batch, of which the network is to take one row; 1 where the network
        takes all entries of the inputs.
    """

    shapes: tuple[tuple[int, ...], ...]
    rows: int


def input_shapes(infos: Sequence[Any], given: ShapeOption = None) -> InputShapes:
    """Return the shapes of the inputs that some ``onnx.ValueInfoProto`` declare.

    Where an input has at least two axes, the first one is the batch: 1, or without a fixed length,
    which becomes 1. A fixed length above 1 is kept, if all inputs have the same.

    Parameters
    ----------
    infos
        The declarations.
    given
        The whole shape of one input, or of some of them by name, in place of the rule about the
        batch; it must agree with every length that is declared. One shape goes to the only input,
        or else to the only one whose shape the model leaves open.

    Raises
    ------
    FileFormatError
        If an input is no tensor of floats, its shape is not fixed, inputs have batches of
        different lengths, or the given shape does not agree.
    UnknownOptionError
        If a shape is given for no input, or it is not clear for which.

    Examples
    --------
    >>> from onnx import TensorProto, helper
    >>> image = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 3, 8, 8])
    >>> input_shapes([image])
    InputShapes(shapes=((1, 3, 8, 8),), rows=1)
    >>> input_shapes([image], (2, 3, 8, 8))
    InputShapes(shapes=((2, 3, 8, 8),), rows=1)
    >>> input_shapes([helper.make_tensor_value_info("x", TensorProto.FLOAT, [5, 3])])
    InputShapes(shapes=((5, 3),), rows=5)
    """
    declared = {}
    for info in infos:
        with located(f"the input {quoted(info.name)}"):
            declared[info.name] = _declared(info.type)
    wanted = _by_name(declared, given)
    rows = 1 if wanted else _rows(list(declared.values()))
    shapes = []
    for name, lengths in declared.items():
        with located(f"the input {quoted(name)}"):
            shapes.append(_shape(lengths, wanted.get(name), rows))
    return InputShapes(tuple(shapes), rows)


def inputs_of_one_row(infos: Sequence[Any]) -> list[str]:
    """Return the names of the inputs that have one row, or none, where others have any number.

    They are the same for all rows, as a constant is that an exporter declares as an input without
    storing its numbers.

    Examples
    --------
    >>> from onnx import TensorProto, helper
    >>> shapes = {"x": ["N", 3], "mean": [1, 3], "scale": []}
    >>> infos = [helper.make_tensor_value_info(k, TensorProto.FLOAT, v) for k, v in shapes.items()]
    >>> inputs_of_one_row(infos), inputs_of_one_row(infos[1:])
    (['mean', 'scale'], [])
    """
    declared = {info.name: _declared(info.type) for info in infos}
    if not any(
        lengths and len(lengths) >= 2 and lengths[0] is None for lengths in declared.values()
    ):
        return []
    return [
        name
        for name, lengths in declared.items()
        if lengths is not None and None not in lengths and (len(lengths) < 2 or lengths[0] == 1)
    ]


def _by_name(
    declared: Mapping[str, _Lengths | None], given: ShapeOption
) -> Mapping[str, Sequence[int]]:
    """Return the given shapes by the names of their inputs."""
    what = option("input_shape", "--input-shape")
    if given is None:
        return {}
    if isinstance(given, Mapping):
        for name in given:
            if name not in declared:
                raise UnknownOptionError(
                    f"{what} names {quoted(str(name))}, which is no input of the network: those "
                    f"are {listed(list(declared))}"
                )
        return given
    open_ones = [name for name, lengths in declared.items() if not _is_fixed(lengths)]
    places = list(declared) if len(declared) == 1 else open_ones
    if len(places) != 1:
        remedy = option(
            "give it by name, such as input_shape={'x': (1, 3)}",
            "give --input-shape NAME=1,3 for each",
        )
        raise UnknownOptionError(
            f"{what} is one shape, and the model takes the inputs {listed(list(declared))}, of "
            f"which {len(places)} have no fixed shape: {remedy}"
        )
    return {places[0]: given}


def _is_fixed(lengths: _Lengths | None) -> bool:
    """Return whether a shape is known once the batch is."""
    return lengths is not None and None not in (lengths[1:] if len(lengths) >= 2 else lengths)


def _rows(declared: Sequence[_Lengths | None]) -> int:
    """Return the fixed length of the batch, 1 if it is not the same for all inputs."""
    batches = {lengths[0] if lengths and len(lengths) >= 2 else None for lengths in declared}
    return batches.pop() or 1 if len(batches) == 1 else 1


def _shape(lengths: _Lengths | None, given: Sequence[int] | None, rows: int) -> tuple[int, ...]:
    shape = _checked(_with_batch(lengths, rows) if given is None else given)
    if lengths is not None and not _agree(shape, lengths):
        raise FileFormatError(
            f"it has the shape {_text(lengths)}, not {short(shape)}: give one that agrees with it"
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


def _with_batch(declared: _Lengths | None, rows: int) -> tuple[int, ...]:
    """Return the lengths, that of the batch being ``rows`` where there is one."""
    example = option("input_shape=(1, 3, 32, 32)", "--input-shape 1,3,32,32")
    if declared is None:
        raise FileFormatError(f"it has no shape: give it, such as {example}")
    has_batch = len(declared) >= 2
    if has_batch and declared[0] not in (rows, None):
        whole = option(f"input_shape={_text(declared)}", "--input-shape with its lengths")
        raise FileFormatError(
            f"it has the shape {_text(declared)}, a batch of {declared[0]} inputs, and other "
            f"inputs have not: export the model for a batch of 1, or give {whole} to have all of "
            "them as the input of one network"
        )
    lengths = (rows, *declared[1:]) if has_batch else declared
    fixed = tuple(length for length in lengths if length is not None)
    if len(fixed) < len(lengths):
        raise FileFormatError(
            f"it has the shape {_text(declared)}, of which more than the batch is not fixed: give "
            f"all lengths, such as {example}"
        )
    return fixed


def _text(lengths: _Lengths) -> str:
    shown = ", ".join("?" if length is None else str(length) for length in lengths)
    return f"({shown},)" if len(lengths) == 1 else f"({shown})"
