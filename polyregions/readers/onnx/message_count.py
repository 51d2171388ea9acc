"""How many objects a parser would make of an ONNX file, found without making them.

An ONNX file is a protobuf message: a sequence of records, each a key (field number and wire type)
and a payload, which may be a message itself. A parser makes an object of some hundred bytes of
every message, be it two bytes long, so that a file of some megabytes can fill the memory. The
records are therefore counted first, as far as they can be messages.

References
----------
Protocol Buffers, "Encoding", https://protobuf.dev/programming-guides/encoding/; the fields are
those of onnx.proto.
"""

from __future__ import annotations

from polyregions.errors import FileFormatError

__all__ = ["MOST_RECORDS", "check_message"]

MOST_RECORDS = 2**20
"""The number of records up to which a file is parsed: some ten thousand layers."""

# The wire types: a number of variable length, bytes after their length, numbers of fixed sizes.
_VARINT, _BYTES = 0, 2
_FIXED_SIZES = {1: 8, 5: 4}
_LONGEST_VARINT = 10

# The fields that hold a message whose records are counted one by one, for they may hold long data.
_FOLLOWED = {
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse tensor"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {
        5: "tensor",
        6: "graph",
        10: "tensor",
        11: "graph",
        22: "sparse tensor",
        23: "sparse tensor",
    },
    "sparse tensor": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
# The fields that hold other messages: each record in them has two bytes or more.
_OTHER_MESSAGES = {
    "model": {8, 14, 20, 26},
    "graph": {11, 12, 13, 14, 16},
    "function": {9, 12, 14},
    "node": {9, 10},
    "attribute": {14, 15},
    "sparse tensor": set(),
    "tensor": {3, 13, 16},
}


def check_message(content: bytes) -> None:
    """Check that bytes are the records of an ONNX model, and not too many of them.

    Raises
    ------
    FileFormatError
        If they are no protobuf message, only a part of one, or hold more than ``MOST_RECORDS``.

    Examples
    --------
    >>> check_message(b"GIF89a")
    Traceback (most recent call last):
    polyregions.errors.FileFormatError: this is no ONNX model, or only a part of one (byte 0 \
begins no record): export it again
    """
    waiting = [("model", 0, len(content))]
    records = 0
    while waiting:
        message, position, end = waiting.pop()
        followed, others = _FOLLOWED[message], _OTHER_MESSAGES[message]
        while position < end:
            field, start, position = _record(content, position, end)
            records += 1
            if field in followed:
                waiting.append((followed[field], start, position))
            elif field in others:
                records += (position - start) // 2
            if records > MOST_RECORDS:
                raise FileFormatError(
                    f"the model has more than {MOST_RECORDS} records, far more than its numbers "
                    "need: give a smaller network"
                )


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
