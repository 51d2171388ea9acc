"""How many objects a parser would make of an ONNX file, found without making them.

An ONNX file is a protobuf message: a sequence of records, each a key (field number and wire type)
and a payload, which may be a message itself. A parser makes an object of a hundred bytes and more
of every message, be it two bytes long: of a file of 63 MiB, objects of 4 to 6 GiB. The records are
therefore counted first, in all that the format defines as messages.

References
----------
Protocol Buffers, "Encoding", https://protobuf.dev/programming-guides/encoding/.
"""

from __future__ import annotations

from typing import Any

from polyregions.errors import FileFormatError

__all__ = ["MOST_RECORDS", "check_message"]

MOST_RECORDS = 2**20
"""The number of records up to which a file is parsed: some ten thousand layers."""

# The wire types: a number of variable length, bytes after their length, numbers of fixed sizes.
_VARINT, _BYTES = 0, 2
_FIXED_SIZES = {1: 8, 5: 4}
_LONGEST_VARINT = 10


def check_message(content: bytes, descriptor: Any) -> None:
    """Check that bytes are the records of a message, and not too many of them.

    Parameters
    ----------
    content
        The bytes.
    descriptor
        The ``DESCRIPTOR`` of the class of the message, such as ``onnx.ModelProto``.

    Raises
    ------
    FileFormatError
        If they are no protobuf message, only a part of one, or hold more than ``MOST_RECORDS``.

    Examples
    --------
    >>> import onnx
    >>> check_message(b"GIF89a", onnx.ModelProto.DESCRIPTOR)
    Traceback (most recent call last):
    polyregions.errors.FileFormatError: this is no ONNX model, or only a part of one (byte 0 \
begins no record): export it again
    """
    inner: dict[str, dict[int, Any]] = {}  # The fields of each kind of message that are messages.
    waiting = [(descriptor, 0, len(content))]
    records = 0
    while waiting:
        message, position, end = waiting.pop()
        if message.full_name not in inner:
            fields = {field.number: field.message_type for field in message.fields}
            inner[message.full_name] = {number: kind for number, kind in fields.items() if kind}
        messages = inner[message.full_name]
        while position < end:
            field, start, position = _record(content, position, end)
            records += 1
            if records > MOST_RECORDS:
                raise FileFormatError(
                    f"the model has more than {MOST_RECORDS} records, far more than its numbers "
                    "need: give a smaller network"
                )
            if start < position and field in messages:
                waiting.append((messages[field], start, position))


def _record(content: bytes, position: int, end: int) -> tuple[int, int, int]:
    """Return the field number, and where the payload starts and ends; equal for plain numbers."""
    key, start = _varint(content, position, end)
    kind = key & 7
    if kind == _BYTES:
        length, start = _varint(content, start, end)
        stop = start + length
    elif kind == _VARINT:
        _, stop = _varint(content, start, end)
        start = stop
    elif kind in _FIXED_SIZES:
        stop = start + _FIXED_SIZES[kind]
        start = stop
    else:
        raise _no_model(position, "begins no record")
    if key < 8:
        raise _no_model(position, "begins no record")
    if stop > end:
        raise _no_model(position, "begins a record that does not end")
    return key >> 3, start, stop


def _varint(content: bytes, position: int, end: int) -> tuple[int, int]:
    """Return the number of variable length at ``position``, and where the next record goes on."""
    value = shift = 0
    for place in range(position, min(end, position + _LONGEST_VARINT)):
        byte = content[place]
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place + 1
        shift += 7
    raise _no_model(position, "begins a number that does not end")


def _no_model(position: int, what: str) -> FileFormatError:
    return FileFormatError(
        f"this is no ONNX model, or only a part of one (byte {position} {what}): export it again"
    )
