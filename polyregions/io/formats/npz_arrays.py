"""Arrays out of an untrusted .npz file: nothing is unpickled, and no room made before it is due.

An .npz file is a zip archive with an .npy file for each array: a few bytes that name the version, a
Python dictionary that tells the type and shape, then the entries. All headers are read and checked
before the entries of any array.

References
----------
NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays" (2007).
"""

from __future__ import annotations

import ast
import re
import zipfile
from dataclasses import dataclass
from math import prod
from reprlib import repr as short
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import FileFormatError
from polyregions.io.file_content import check_parameters
from polyregions.io.json_text import located
from polyregions.io.zip_archives import opened_archive

__all__ = ["LONGEST_TEXT", "arrays_of"]

LONGEST_TEXT = 2**24
"""The number of characters up to which a text is read."""

_MAGIC = b"\x93NUMPY"
# numpy pads headers to some hundred bytes; longer ones name many fields, which no network has.
_LONGEST_HEADER = 4096
_ENCRYPTED = 1
_NUMBERS = re.compile(r"[<>|=]?[iu][1248]|[<>|=]?f[248]")
_TEXT = re.compile(r"[<>|=]?U[1-9]\d{0,7}")


@dataclass(frozen=True, slots=True)
class _Header:
    """What an .npy file says about its array, and the number of bytes before the entries."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    order: str
    size: int


def arrays_of(content: bytes) -> dict[str, NDArray[Any]]:
    """Return the arrays in the content of an .npz file, in their order, by their names.

    Numbers are integers of up to 64 bits and binary floats of 16, 32 or 64 bits; texts are arrays
    of Unicode characters. Other types, Python objects above all, are refused.

    Raises
    ------
    FileFormatError
        If it is no .npz file, is damaged, holds anything else than such arrays, or more entries
        than a network may have.

    Examples
    --------
    >>> from io import BytesIO
    >>> buffer = BytesIO()
    >>> np.savez(buffer, W0=[[1, 2]], b0=np.float16([0.5]))
    >>> arrays_of(buffer.getvalue())
    {'W0': array([[1, 2]]), 'b0': array([0.5], dtype=float16)}
    """
    with opened_archive(content, ".npz file") as archive:
        headers = {}
        for member in archive.infolist():
            name = _checked_name(member)
            if name in headers:
                raise FileFormatError(f"the array {short(name)} stands twice: keep one of them")
            with located(f"the array {short(name)}"), archive.open(member) as stream:
                headers[name] = member, _header(stream, member.file_size)
        check_parameters(sum(prod(header.shape) for _, header in headers.values()))
        arrays = {}
        for name, (member, header) in headers.items():
            with located(f"the array {short(name)}"), archive.open(member) as stream:
                arrays[name] = _entries(stream, header)
    return arrays


def _checked_name(member: zipfile.ZipInfo) -> str:
    name = member.filename
    if "/" in name or "\\" in name or not name.endswith(".npy"):
        raise FileFormatError(
            f"it holds {short(name)}, which is no array: an .npz file holds .npy files only, in no "
            "folder"
        )
    if member.flag_bits & _ENCRYPTED:
        raise FileFormatError(f"{short(name)} is encrypted: write it without a password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileFormatError(
            f"{short(name)} is compressed in an unusual way: write it with numpy.savez_compressed"
        )
    return name.removesuffix(".npy")


def _header(stream: IO[bytes], size: int) -> _Header:
    """Read the header of an .npy file of the given size and check it against that size."""
    start = stream.read(8)
    major = start[6] if len(start) == 8 and start[:6] == _MAGIC else 0
    if major not in (1, 2, 3):
        raise FileFormatError("it is no .npy file of version 1, 2 or 3: write it with numpy.savez")
    width = 2 if major == 1 else 4
    length = int.from_bytes(stream.read(width), "little")
    text = stream.read(min(length, _LONGEST_HEADER + 1))
    if len(text) != length:
        raise FileFormatError("its header is too long or cut short: write it with numpy.savez")
    dtype, shape, order = _parsed(text.decode("utf-8" if major == 3 else "latin-1"))
    entries = size - (8 + width + length)
    if prod(shape) * dtype.itemsize != entries:
        raise FileFormatError(
            f"its shape {short(shape)} and type {dtype} do not fit the {entries} bytes that it "
            "has: write it again"
        )
    if dtype.kind == "U" and entries > 4 * LONGEST_TEXT:
        raise FileFormatError(f"its text is longer than {LONGEST_TEXT} characters: shorten it")
    return _Header(dtype, shape, order, 8 + width + length)


def _parsed(text: str) -> tuple[np.dtype[Any], tuple[int, ...], str]:
    try:
        # No type has a backslash in its name, and Python warns of those it does not know.
        value = None if "\\" in text else ast.literal_eval(text.strip())
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        value = None
    if not isinstance(value, dict) or set(value) != {"descr", "fortran_order", "shape"}:
        raise FileFormatError("its header tells no type and shape: write it with numpy.savez")
    kind, shape, by_columns = value["descr"], value["shape"], value["fortran_order"]
    if not isinstance(kind, str) or not (_NUMBERS.fullmatch(kind) or _TEXT.fullmatch(kind)):
        raise FileFormatError(
            f"it has entries of type {short(kind)}: give integers of up to 64 bits, or binary "
            "floats of 16, 32 or 64"
        )
    if not isinstance(shape, tuple) or not all(_is_size(length) for length in shape):
        raise FileFormatError(f"its shape is {short(shape)}: write it with numpy.savez")
    if 0 in shape:  # such an array may have any number of rows without an entry
        raise FileFormatError(f"its shape is {short(shape)}: every layer has units and inputs")
    if not isinstance(by_columns, bool):
        raise FileFormatError("its header tells no order of entries: write it with numpy.savez")
    return np.dtype(kind), shape, "F" if by_columns else "C"


def _is_size(length: Any) -> bool:
    # Lengths beyond 64 bits would only make the products long.
    return isinstance(length, int) and not isinstance(length, bool) and 0 <= length < 2**63


def _entries(stream: IO[bytes], header: _Header) -> NDArray[Any]:
    count = prod(header.shape)
    stream.read(header.size)
    data = stream.read(count * header.dtype.itemsize)
    if len(data) != count * header.dtype.itemsize or stream.read(1):
        raise FileFormatError("it has less entries than its shape tells: write it again")
    return np.frombuffer(data, header.dtype).reshape(header.shape, order=header.order)  # type: ignore[call-overload,no-any-return]
