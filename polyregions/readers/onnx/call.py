"""A node about to be computed: its inputs and attributes, none of which may be left unread."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from polyregions.arithmetic import exact_rational
from polyregions.errors import FileFormatError
from polyregions.interface import option
from polyregions.lowering import Circuit, Tensor
from polyregions.readers.onnx.conditions import Condition, Jumping, NodeValue
from polyregions.readers.onnx.graph import Node
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.package import onnx_package
from polyregions.readers.onnx.tensors import TensorReader
from polyregions.readers.onnx.values import Constant, Value, has_integers, numbers_of
from polyregions.readers.refusals import refusal

__all__ = ["Call"]

_FIELDS = {
    "FLOAT": "f",
    "INT": "i",
    "STRING": "s",
    "TENSOR": "t",
    "FLOATS": "floats",
    "INTS": "ints",
}


class Call:
    """One node with the values of its inputs.

    It keeps a record of what the operator has read. An input or attribute that it did not ask for
    would change the function unnoticed; :meth:`check_all_read` refuses it.

    Parameters
    ----------
    node
        The node.
    inputs
        The values of its inputs, None for one that is left out.
    opset
        The version of the operator set.
    circuit
        The circuit in which operators make their units.
    reader
        Reads the tensors among the attributes.
    """

    def __init__(
        self,
        node: Node,
        inputs: Sequence[NodeValue | None],
        opset: int,
        circuit: Circuit,
        reader: TensorReader,
    ) -> None:
        self.opset = opset
        self.circuit = circuit
        self.operator = node.operator
        self.outputs = len(node.outputs)
        self._node = node
        self._inputs = tuple(inputs)
        self._reader = reader
        self._read: set[int | str] = set()

    # Inputs

    def has_input(self, position: int) -> bool:
        """Return whether this input is given."""
        return position < len(self._inputs) and self._inputs[position] is not None

    def value(self, position: int = 0) -> Value:
        """Return an input, a tensor or a constant."""
        value = self.operand(position)
        if isinstance(value, Jumping):
            raise value.refused()
        return value

    def operand(self, position: int = 0) -> Value | Jumping:
        """Return an input, also one that jumps."""
        value = self.any_value(position)
        if isinstance(value, Condition):
            raise FileFormatError(
                f"input {position}, {quoted(self._node.inputs[position])}, is a truth value that "
                "depends on the input of the model, so it jumps: only a Where may take it, to "
                "choose between two values that meet where it changes"
            )
        return value

    def condition(self, position: int) -> Condition | Constant:
        """Return an input of truth values, constants among them allowed."""
        value = self.any_value(position)
        if isinstance(value, Condition):
            return value
        constant = self.constant(position)
        if constant.dtype.kind != "b":
            raise FileFormatError(
                f"input {position} has the type {constant.dtype}: truth values are needed"
            )
        return constant

    def any_value(self, position: int) -> NodeValue:
        """Return an input of any kind."""
        self._read.add(position)
        value = self._inputs[position] if position < len(self._inputs) else None
        if value is None:
            raise FileFormatError(f"input {position} is missing: export the model again")
        return value

    def values(self) -> list[Value]:
        """Return all inputs, of which there must be one at least."""
        return [self.value(i) for i in range(max(len(self._inputs), 1))]

    def operands(self) -> list[Value | Jumping]:
        """Return all inputs, also those that jump."""
        return [self.operand(i) for i in range(max(len(self._inputs), 1))]

    def tensor(self, position: int = 0) -> Tensor:
        """Return an input as a tensor, also where it is a constant."""
        value = self.value(position)
        return value if isinstance(value, Tensor) else self.circuit.constant(value)

    def constant(self, position: int) -> Constant:
        """Return an input that must not depend on the input of the model."""
        constant = numbers_of(self.value(position))
        if constant is None:
            raise FileFormatError(
                f"input {position}, {quoted(self._node.inputs[position])}, depends on the input of "
                "the model, where only a constant keeps the function piecewise linear"
            )
        return constant

    def optional_constant(self, position: int) -> Constant | None:
        """Return a constant input, None where it is left out."""
        return self.constant(position) if self.has_input(position) else None

    def constants_alone(self) -> list[Constant]:
        """Return all inputs of an operator that jumps, so that only constants can be given to it.

        Raises
        ------
        FileFormatError
            If one depends on the input of the model; the message says why that is refused.
        """
        constants = [numbers_of(value) for value in self.values()]
        given = [constant for constant in constants if constant is not None]
        if len(given) < len(constants):
            raise self.refused()
        return given

    def refused(self, exception: str = "") -> FileFormatError:
        """Return the error that says why the operator is refused, and what can be read instead.

        Parameters
        ----------
        exception
            Where the operator is read all the same, as part of a sentence.
        """
        sentence = f"{refusal(self.operator)}{exception and f'; it is read {exception}'}"
        before = [
            name
            for name, value in zip(self._node.inputs, self._inputs, strict=True)
            if isinstance(value, Tensor) and not _is_input(value)
        ]
        if not before:
            return FileFormatError(sentence)
        name = quoted(before[0])
        earlier = option(f"output={name}", f"--output-name {name}")
        return FileFormatError(f"{sentence}; or stop before it by {earlier}")

    def integers_input(self, position: int) -> tuple[int, ...]:
        """Return a constant input of integers, such as axes, as a flat tuple."""
        constant = self.constant(position)
        if not has_integers(constant) or constant.ndim > 1:
            raise FileFormatError(
                f"input {position} has shape {constant.shape} and type {constant.dtype}: a list "
                "of integers is needed"
            )
        return tuple(constant.reshape(-1).tolist())

    # Outputs

    def makes(self, position: int) -> bool:
        """Return whether this output is asked for."""
        return position < self.outputs and self._node.outputs[position] != ""

    # Attributes

    def has_attribute(self, name: str) -> bool:
        """Return whether this attribute is given."""
        return name in self._node.attributes

    def integer(self, name: str, default: int | None = None) -> int:
        """Return an integer attribute; it must be given where there is no default."""
        value = self._attribute(name, "INT", default)
        return int(value)

    def flag(self, name: str, default: int = 0) -> bool:
        """Return an integer attribute that is 0 or 1."""
        value = self.integer(name, default)
        if value not in (0, 1):
            raise FileFormatError(f"the attribute {name!r} is {value}: 0 and 1 are known")
        return bool(value)

    def integers(self, name: str) -> tuple[int, ...] | None:
        """Return an attribute that is a list of integers, None where it is not given."""
        if not self.has_attribute(name):
            return None
        return tuple(self._attribute(name, "INTS", None))

    def real(self, name: str, default: float | None = None) -> Fraction:
        """Return a float attribute, a number of 32 bits, as the rational that it is."""
        return exact_rational(self.any_float(name, default), f"the attribute {name!r}")

    def any_float(self, name: str, default: float | None = None) -> float:
        """Return a float attribute, infinities among them; the default is rounded to 32 bits."""
        rounded = None if default is None else float(np.float32(default))
        return float(self._attribute(name, "FLOAT", rounded))

    def reals(self, name: str, default: Sequence[float] | None = None) -> Constant:
        """Return an attribute that is a list of floats; it must be given without a default."""
        return np.array(self._attribute(name, "FLOATS", default), dtype=np.float32)

    def text(self, name: str, default: str | None = None) -> str:
        """Return an attribute that is a text; it must be given where there is no default."""
        value = self._attribute(name, "STRING", None if default is None else default.encode())
        return str(bytes(value).decode("utf-8", "replace"))

    def tensor_attribute(self, name: str) -> Constant:
        """Return an attribute that is a tensor."""
        return self._reader.array(self._attribute(name, "TENSOR", None))

    def ignore(self, *names: str) -> None:
        """Count attributes as read that have no influence on the result."""
        self._read.update(names)

    def check_all_read(self) -> None:
        """Check that no input and no attribute is left.

        Raises
        ------
        FileFormatError
            If one is.
        """
        for position, name in enumerate(self._node.inputs):
            if name and position not in self._read:
                raise FileFormatError(
                    f"it has the input {position}, {quoted(name)}, which {self._node.operator} "
                    f"does not take in version {self.opset} of the operator set"
                )
        for name in self._node.attributes:
            if name not in self._read:
                raise FileFormatError(
                    f"it has the attribute {quoted(name)}, which {self._node.operator} does not "
                    f"take in version {self.opset} of the operator set"
                )

    def _attribute(self, name: str, kind: str, default: Any) -> Any:
        self._read.add(name)
        attribute = self._node.attributes.get(name)
        if attribute is None:
            if default is None:
                raise FileFormatError(f"the attribute {name!r} is missing: export the model again")
            return default
        types = onnx_package().AttributeProto
        if attribute.ref_attr_name or attribute.type != types.AttributeType.Value(kind):
            raise FileFormatError(
                f"the attribute {name!r} is not of the type {kind}: export the model again"
            )
        return getattr(attribute, _FIELDS[kind])


def _is_input(value: Tensor) -> bool:
    """Return whether a value holds entries of the input alone, of which there is no network."""
    return value.depth == 0 and all(form.variable is not None for form in value.flat)
