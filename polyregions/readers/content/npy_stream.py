"""Arrays in NumPy's .npy format out of untrusted streams: nothing unpickled, no room made in vain.

An .npy file is a few bytes that name the version, a Python dictionary that tells the type and
shape, then the entries.

References
----------
NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays" (2007).
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from math import prod
from typing import IO, Any, Literal

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import FileFormatError, short

__all__ = ["ArrayHeader", "read_entries", "read_header"]

_MAGIC = b"\x93NUMPY"
# numpy pads headers to some hundred bytes; longer ones name many fields, which no file of ours has.
_LONGEST_HEADER = 4096
_TYPE = re.compile(r"[<>|=]?(?:[iu][1248]|f[248]|U[1-9]\d{0,7}|S[1-9]\d{0,8})")
_BYTES_AT_ONCE = 2**24


@dataclass(frozen=True, slots=True)
class ArrayHeader:
    """What an .npy file says about its array.

    Attributes
    ----------
    dtype
        The type of the entries.
    shape
        The lengths of the axes.
    order
        "C" or "F", the order of the entries.
    size
        The number of bytes before the entries.
    """

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    order: Literal["C", "F"]
    size: int


def read_header(stream: IO[bytes], size: int, kinds: str) -> ArrayHeader:
    """Read the header of an .npy file, and check it against the size of the file.

    Parameters
    ----------
    stream
        The file, at its start.
    size
        The number of its bytes.
    kinds
        The kinds of types that may be in it, of those with fixed sizes: i and u for integers of up
        to 64 bits, f for binary floats of 16, 32 or 64, U and S for texts.

    Raises
    ------
    FileFormatError
        If it is no .npy file, of another kind, or its size is not what its shape needs.

    Examples
    --------
    >>> from io import BytesIO
    >>> file = BytesIO()
    >>> np.save(file, np.array([[1.0, 2.0]]))
    >>> length = file.tell()
    >>> _ = file.seek(0)
    >>> header = read_header(file, length, "f")
    >>> header.shape, read_entries(file, header)
    ((1, 2), array([[1., 2.]]))
    """
    start = stream.read(8)
    major = start[6] if len(start) == 8 and start[:6] == _MAGIC else 0
    if major not in (1, 2, 3):
        raise FileFormatError("it is no .npy file of version 1, 2 or 3: write it with numpy.savez")
    width = 2 if major == 1 else 4
    length = int.from_bytes(stream.read(width), "little")
    text = stream.read(min(length, _LONGEST_HEADER + 1))
    if len(text) != length:
        raise FileFormatError("its header is too long or cut short: write it with numpy.savez")
    dtype, shape, order = _parsed(text.decode("utf-8" if major == 3 else "latin-1"), kinds)
    entries = size - (8 + width + length)
    if prod(shape) * dtype.itemsize != entries:
        raise FileFormatError(
            f"its shape {short(shape)} and type {dtype} do not fit the {entries} bytes that it "
            "has: write it again"
        )
    return ArrayHeader(dtype, shape, order, 8 + width + length)


def read_entries(stream: IO[bytes], header: ArrayHeader) -> NDArray[Any]:
    """Read the array of a header from a stream that stands behind the header.

    Raises
    ------
    FileFormatError
        If the stream ends before or after the last entry.
    """
    size = prod(header.shape) * header.dtype.itemsize
    data = bytearray()
    while len(data) < size:
        # Some at a time: room for what is there, not for what is claimed to be.
        part = stream.read(min(size - len(data), _BYTES_AT_ONCE))
        if not part:
            break
        data += part
    if len(data) != size or stream.read(1):
        raise FileFormatError("it has not the entries that its shape tells: write it again")
    entries = np.frombuffer(data, header.dtype)
    entries.flags.writeable = False
    return entries.reshape(header.shape, order=header.order)


def _parsed(text: str, kinds: str) -> tuple[np.dtype[Any], tuple[int, ...], Literal["C", "F"]]:
    try:
        # No type has a backslash in its name, and Python warns of those it does not know.
        value = None if "\\" in text else ast.literal_eval(text.strip())
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        value = None
    if not isinstance(value, dict) or set(value) != {"descr", "fortran_order", "shape"}:
        raise FileFormatError("its header tells no type and shape: write it with numpy.savez")
    kind, shape, by_columns = value["descr"], value["shape"], value["fortran_order"]
    known = isinstance(kind, str) and _TYPE.fullmatch(kind)
    if not known or np.dtype(kind).kind not in kinds:
        raise FileFormatError(
            f"it has entries of type {short(kind)}: give integers of up to 64 bits, or binary "
            "floats of 16, 32 or 64"
        )
    if not isinstance(shape, tuple) or not all(_is_size(length) for length in shape):
        raise FileFormatError(f"its shape is {short(shape)}: write it with numpy.savez")
    if not isinstance(by_columns, bool):
        raise FileFormatError("its header tells no order of entries: write it with numpy.savez")
    return np.dtype(kind), shape, "F" if by_columns else "C"


def _is_size(length: Any) -> bool:
    # Lengths beyond 64 bits would only make the products long.
    return isinstance(length, int) and not isinstance(length, bool) and 0 <= length < 2**63
