"""The variables that a VNN-LIB text declares, and what their names stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import prod

from polyregions.errors import FileFormatError, short

__all__ = ["Declarations", "Indices"]

Indices = tuple[int, ...]

_NUMBERED = re.compile(r"(?P<kind>[XxYy])_(?P<index>0|[1-9][0-9]{0,8})", re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_REALS = ("real", "float16", "float32", "float64", "bfloat16")
_MOST_VARIABLES = 1 << 20


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A declared tensor: whether it is an output, where its entries begin, and its shape."""

    is_output: bool
    first: int
    shape: Indices


@dataclass(slots=True)
class Declarations:
    """What has been declared so far.

    Variables are numbered: 0, 1, ... for the inputs, and -1, -2, ... for the outputs.

    Attributes
    ----------
    variables
        The single variables of version 1.0.
    tensors
        Those of version 2.0.
    networks
        How many networks are declared.
    """

    variables: dict[str, int] = field(default_factory=dict)
    tensors: dict[str, _Tensor] = field(default_factory=dict)
    networks: int = 0
    _numbers: set[int] = field(default_factory=set)
    _named: dict[bool, list[bool]] = field(default_factory=lambda: {False: [], True: []})

    def declare_constant(self, name: str, kind: str) -> None:
        """Take a variable of version 1.0, such as X_0 of type Real."""
        match = _NUMBERED.fullmatch(name)
        if match is None:
            raise FileFormatError(
                f"the variable {short(name)} is declared: inputs are called X_0, X_1, ... and "
                "outputs Y_0, Y_1, ..."
            )
        if kind != "Real":
            raise FileFormatError(f"{name} has the type {short(kind)}: declare it as Real")
        if self.networks:
            raise FileFormatError(f"{name} is declared beside a network: declare it in there")
        index = int(match["index"])
        number = index if match["kind"] in "Xx" else -1 - index
        if number in self._numbers:
            raise FileFormatError(f"{name} is declared twice: keep one of them")
        self.variables[name] = number
        self._numbers.add(number)

    def begin_network(self, name: str) -> None:
        """Take a network of version 2.0, of which there may be one."""
        if _NAME.fullmatch(name) is None:
            raise FileFormatError(
                f"a network is called {short(name)}: give a letter, and then letters, digits and _"
            )
        if self.networks or self.variables:
            raise FileFormatError(
                f"the network {name} is declared beside others: give a property of one network, "
                "whose inputs and outputs are declared in it"
            )
        self.networks += 1

    def declare_tensor(
        self, name: str, kind: str, shape: Indices, is_output: bool, onnx_name: str | None
    ) -> None:
        """Take an input or output of a network, of version 2.0."""
        if _NAME.fullmatch(name) is None:
            raise FileFormatError(
                f"a tensor is called {short(name)}: give a letter, and then letters, digits and _"
            )
        if name in self.tensors:
            raise FileFormatError(f"{name} is declared twice: keep one of them")
        if kind.lower() not in _REALS:
            raise FileFormatError(
                f"{name} has the type {short(kind)}: give Real, or a type of floats, whose "
                "operations are taken without rounding"
            )
        own = [t for t in self.tensors.values() if t.is_output is is_output]
        self._named[is_output].append(onnx_name is not None)
        if own and any(self._named[is_output]):
            raise FileFormatError(
                f"{name} and others have names in an ONNX file, and a network is read with one "
                "input and one output: leave the names out to have them one after the other"
            )
        first = sum(prod(t.shape) for t in own)
        if 0 in shape or first + prod(shape) > _MOST_VARIABLES:
            raise FileFormatError(
                f"{name} has the shape {list(shape)}: give positive sizes, of {_MOST_VARIABLES} "
                "entries at most"
            )
        self.tensors[name] = _Tensor(is_output, first, shape)

    def number(self, name: str, indices: Indices | None) -> int:
        """Return the number of the variable that a name, with indices or none, stands for.

        Raises
        ------
        FileFormatError
            If there is none.
        """
        tensor = self.tensors.get(name)
        if tensor is None:
            number = self.variables.get(name)
            if number is None or indices is not None:
                what = name if indices is None else f"{name}[...]"
                raise FileFormatError(
                    f"the name {short(what)} is not declared: declare it before, or correct it"
                )
            return number
        given = () if indices is None else indices
        if len(given) != len(tensor.shape) or any(
            index >= size for index, size in zip(given, tensor.shape, strict=True)
        ):
            raise FileFormatError(
                f"{name}{list(given) if given else ''} is no entry of {name}, which has the shape "
                f"{list(tensor.shape)}: give one index from 0 on for each axis"
            )
        position = 0
        for index, size in zip(given, tensor.shape, strict=True):
            position = position * size + index
        position += tensor.first
        return -1 - position if tensor.is_output else position

    def sizes(self) -> tuple[int, int]:
        """Return the numbers of inputs and outputs.

        Raises
        ------
        FileFormatError
            If there are none, or one is left out.
        """
        if self.networks:
            sizes = [
                sum(prod(t.shape) for t in self.tensors.values() if t.is_output is is_output)
                for is_output in (False, True)
            ]
        else:
            numbers = self.variables.values()
            inputs = {number for number in numbers if number >= 0}
            outputs = {-1 - number for number in numbers if number < 0}
            for name, found in (("X", inputs), ("Y", outputs)):
                if found and max(found) >= len(found):
                    missing = next(k for k in range(len(found)) if k not in found)
                    raise FileFormatError(
                        f"{name}_{missing} is not declared, and {name}_{max(found)} is: declare "
                        "all from 0 on"
                    )
            sizes = [len(inputs), len(outputs)]
        for size, name in zip(sizes, ("input", "output"), strict=True):
            if not size:
                raise FileFormatError(
                    f"no {name} is declared: a property needs (declare-const X_0 Real) and "
                    "(declare-const Y_0 Real), or a declare-network with both"
                )
        return sizes[0], sizes[1]
