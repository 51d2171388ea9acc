"""Pickles of torch.save read as descriptions: their steps are followed, and nothing is made.

A pickle is a program for a machine with a stack. The machine here knows the steps that torch.save
writes for tensors in dictionaries, lists and tuples, and instead of tensors it makes notes of what
they claim to be. No name in a pickle is imported, and no room is made for what a tensor claims.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable
from typing import Any, BinaryIO

from polyregions.errors import FileFormatError
from polyregions.readers.torch.constructors import (
    CONSTRUCTORS,
    Named,
    Ordered,
    StorageClaim,
    named,
    objects,
    storage_kind,
    update,
)
from polyregions.readers.torch.messages import first_line

__all__ = ["described_pickle"]

_MOST_BYTES = 2**22
"""The length of a pickle that is followed: some hundred bytes are usual for each tensor.

A byte can ask for an empty dictionary, which takes 64 of them.
"""


def described_pickle(stream: BinaryIO) -> Any:
    """Return what a pickle describes, and leave the stream behind it.

    Parameters
    ----------
    stream
        A binary file in memory, at the beginning of a pickle.

    Returns
    -------
    object
        Dictionaries, lists, tuples, numbers, texts and None, with a :class:`TensorClaim` for each
        tensor and parameter.

    Raises
    ------
    FileFormatError
        If it is damaged, takes other steps, or names anything but the constructors of tensors.

    Examples
    --------
    >>> import io, pickle
    >>> described_pickle(io.BytesIO(pickle.dumps({"epoch": [3, 0.5]}, 2)))
    {'epoch': [3, 0.5]}
    >>> described_pickle(io.BytesIO(pickle.dumps(print, 2)))
    Traceback (most recent call last):
    polyregions.errors.FileFormatError: it holds Python objects ('__builtin__.print') beside plain \
tensors, and nothing of it was run: save module.state_dict(), and read a whole module with \
from_torch
    """
    machine = _Machine()
    start = stream.tell()
    try:
        for step, argument, position in pickletools.genops(stream):
            if position is not None and position - start > _MOST_BYTES:
                raise FileFormatError(
                    f"what it says beside the numbers is longer than {_MOST_BYTES} bytes: save "
                    "module.state_dict() alone"
                )
            machine.follow(step.name, argument)
        return machine.result()
    except FileFormatError:
        raise
    # What a step finds on the stack may have any type.
    except (
        ValueError,
        IndexError,
        KeyError,
        OverflowError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise FileFormatError(
            f"its pickle is damaged ({first_line(error)}): save module.state_dict() anew"
        ) from error


class _Machine:
    """The state of the machine: a stack, the stacks below marks, and what was noted down."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._below: list[list[Any]] = []
        self._noted: dict[int, Any] = {}

    def follow(self, step: str, argument: Any) -> None:
        """Take one step."""
        if step in _LITERALS:
            self._stack.append(argument)
        elif step in _FIXED:
            self._stack.append(_FIXED[step]())
        elif step in ("BINGET", "LONG_BINGET"):
            self._stack.append(self._noted[argument])
        elif step in ("BINPUT", "LONG_BINPUT"):
            self._noted[argument] = self._stack[-1]
        elif step == "GLOBAL":
            self._stack.append(named(argument))
        elif step in _STEPS:
            _STEPS[step](self)
        elif step in ("STACK_GLOBAL", "INST", "OBJ", "NEWOBJ", "EXT1", "EXT2", "EXT4"):
            raise objects(f"something by {step}")
        elif step not in ("PROTO", "STOP"):
            raise FileFormatError(
                f"its pickle takes the step {step}, which torch.save does not take for tensors: "
                "save module.state_dict() with the usual pickle_protocol"
            )

    def result(self) -> Any:
        """Return what the pickle describes, after its last step."""
        [value] = self._stack
        if self._below:
            raise ValueError("a mark is left")
        return value

    def mark(self) -> None:
        self._below.append(self._stack)
        self._stack = []

    def append(self) -> None:
        value = self._stack.pop()
        _extend(self._stack[-1], [value])

    def append_all(self) -> None:
        values = self._above_mark()
        _extend(self._stack[-1], values)

    def set_item(self) -> None:
        value, key = self._stack.pop(), self._stack.pop()
        update(self._stack[-1], [key, value])

    def set_all(self) -> None:
        values = self._above_mark()
        update(self._stack[-1], values)

    def tuple_above_mark(self) -> None:
        values = self._above_mark()
        self._stack.append(tuple(values))

    def tuple_of(self, count: int) -> None:
        if len(self._stack) < count:
            raise IndexError("too few values for a tuple")
        self._stack[-count:] = [tuple(self._stack[-count:])]

    def call(self) -> None:
        arguments, function = self._stack.pop(), self._stack.pop()
        if not isinstance(function, Named) or not isinstance(arguments, tuple):
            raise TypeError("a call of what is no constructor")
        constructor = CONSTRUCTORS.get(function.name)
        if constructor is None:
            raise objects(function.name)
        self._stack.append(constructor(*arguments))

    def set_attributes(self) -> None:
        # Those of an ordered dictionary say nothing of its entries; others have none to set.
        self._stack.pop()
        if not isinstance(self._stack[-1], Ordered):
            raise FileFormatError(
                "it changes objects after making them, which could make a tensor anything: save "
                "module.state_dict() alone"
            )

    def refer(self) -> None:
        kind, type_of_it, key, _, entries, *view = self._stack.pop()
        storage = storage_kind(type_of_it)
        if kind != "storage" or storage is None or any(part is not None for part in view):
            raise TypeError("a reference to what is no storage")
        if not isinstance(key, str) or not isinstance(entries, int) or entries < 0:
            raise TypeError("a storage without a key or a size")
        self._stack.append(StorageClaim(storage, key, entries))

    def _above_mark(self) -> list[Any]:
        values = self._stack
        self._stack = self._below.pop()
        return values


def _extend(target: Any, values: list[Any]) -> None:
    if type(target) is not list:
        raise TypeError("an entry for what is no list")
    target.extend(values)


_LITERALS = (
    "BINFLOAT",
    "BININT",
    "BININT1",
    "BININT2",
    "BINUNICODE",
    "LONG1",
    "SHORT_BINSTRING",
)
_FIXED: dict[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_TUPLE": tuple,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
}
_STEPS: dict[str, Callable[[_Machine], None]] = {
    "MARK": _Machine.mark,
    "APPEND": _Machine.append,
    "APPENDS": _Machine.append_all,
    "SETITEM": _Machine.set_item,
    "SETITEMS": _Machine.set_all,
    "TUPLE": _Machine.tuple_above_mark,
    "TUPLE1": lambda machine: machine.tuple_of(1),
    "TUPLE2": lambda machine: machine.tuple_of(2),
    "TUPLE3": lambda machine: machine.tuple_of(3),
    "REDUCE": _Machine.call,
    "BUILD": _Machine.set_attributes,
    "BINPERSID": _Machine.refer,
}
