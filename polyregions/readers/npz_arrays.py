"""Arrays out of an untrusted .npz file: nothing is unpickled, and no room made before it is due.

An .npz file is a zip archive with an .npy file for each array. All headers are read and checked
before the entries of any array.
"""

from __future__ import annotations

import zipfile
from math import prod
from typing import IO, Any

from numpy.typing import NDArray

from polyregions.errors import FileFormatError, short
from polyregions.readers.content import (
    ArrayHeader,
    check_parameters,
    located,
    opened_archive,
    read_entries,
    read_header,
)

__all__ = ["LONGEST_TEXT", "arrays_of"]

LONGEST_TEXT = 2**24
"""The number of characters up to which a text is read."""

_ENCRYPTED = 1
# numpy before 2.2 took the option of this name for one more array, and wrote it into our files.
_STRAY = "allow_pickle"


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
    >>> import numpy as np
    >>> buffer = BytesIO()
    >>> np.savez(buffer, W0=[[1, 2]], b0=np.float16([0.5]))
    >>> arrays_of(buffer.getvalue())
    {'W0': array([[1, 2]]), 'b0': array([0.5], dtype=float16)}
    """
    with opened_archive(content, ".npz file") as archive:
        headers = {}
        for member in archive.infolist():
            name = _checked_name(member)
            if name == _STRAY:
                continue
            if name in headers:
                raise FileFormatError(f"the array {short(name)} stands twice: keep one of them")
            with located(f"the array {short(name)}"), archive.open(member) as stream:
                headers[name] = member, _header(stream, member.file_size)
        check_parameters(sum(prod(header.shape) for _, header in headers.values()))
        arrays = {}
        for name, (member, header) in headers.items():
            with located(f"the array {short(name)}"), archive.open(member) as stream:
                stream.read(header.size)
                arrays[name] = read_entries(stream, header)
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


def _header(stream: IO[bytes], size: int) -> ArrayHeader:
    header = read_header(stream, size, "iufU")
    if 0 in header.shape:  # such an array may have any number of rows without an entry
        raise FileFormatError(
            f"its shape is {short(header.shape)}: every layer has units and inputs"
        )
    if header.dtype.kind == "U" and size - header.size > 4 * LONGEST_TEXT:
        raise FileFormatError(f"its text is longer than {LONGEST_TEXT} characters: shorten it")
    return header
