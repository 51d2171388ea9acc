"""Numbers that an ONNX model keeps in other files of its folder."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath

from polyregions.errors import FileFormatError
from polyregions.readers.onnx.names import quoted

__all__ = ["read_external"]

_KEYS = ("location", "offset", "length", "checksum")
# Neither follow a link nor wait for the other end of a pipe; some systems lack these flags.
_FLAGS: int = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC")
)


def read_external(folder: str, entries: Mapping[str, str], size: int) -> bytes:
    """Return the bytes that the external data of a tensor stand for.

    Only regular files in the model's folder and in folders below are read, and no link on the way
    is followed: a model says nothing about other files.

    Parameters
    ----------
    folder
        The folder of the model.
    entries
        "location" and, where given, "offset", "length" and "checksum", as ONNX defines them; the
        checksum is not verified.
    size
        The number of bytes that the tensor needs.

    Raises
    ------
    FileFormatError
        If the location leaves the folder, or the file does not hold these bytes.

    Examples
    --------
    >>> read_external(".", {"location": "../secret"}, 4)
    Traceback (most recent call last):
    polyregions.errors.FileFormatError: the external data lie in '../secret', outside of the \
model's folder: put the file beside the model, and its plain name into it
    """
    unknown = [key for key in entries if key not in _KEYS]
    if unknown:
        raise FileFormatError(
            f"the external data have the key {quoted(unknown[0])}: known are {', '.join(_KEYS)}"
        )
    location = entries.get("location", "")
    path = _path(folder, location)
    offset = _number(entries, "offset", 0)
    length = _number(entries, "length", size)
    if length != size:
        raise FileFormatError(
            f"the external data have {length} bytes where the shape needs {size}: export the "
            "model again"
        )
    try:
        content, available = _content(path, offset, size)
    except OSError as error:
        raise FileFormatError(
            f"the external data in {quoted(location)} cannot be read ({error.strerror}): put that "
            "file beside the model"
        ) from error
    if len(content) < size:
        raise FileFormatError(
            f"the external data in {quoted(location)} end at byte {available}, and bytes up to "
            f"{offset + size} are needed: copy the whole file"
        )
    return content


def _content(path: str, offset: int, size: int) -> tuple[bytes, int]:
    """Return a part of a regular file, empty if it is shorter, and the size of the file."""
    descriptor = os.open(path, _FLAGS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no file")
        if offset + size > status.st_size:
            return b"", status.st_size
        with open(descriptor, "rb", closefd=False) as file:
            file.seek(offset)
            return file.read(size), status.st_size
    finally:
        os.close(descriptor)


def _path(folder: str, location: str) -> str:
    """Return the path of a location, after checking that it stays in the folder."""
    if not location or "\0" in location:
        raise FileFormatError(
            f"the external data lie in {quoted(location)}, which is no path: name a file"
        )
    parts = PurePosixPath(location).parts
    windows = PureWindowsPath(location)
    leaves = os.path.isabs(location) or windows.drive or windows.root or ".." in windows.parts
    if leaves or not parts:
        raise FileFormatError(
            f"the external data lie in {quoted(location)}, outside of the model's folder: put the "
            "file beside the model, and its plain name into it"
        )
    path = folder
    for part in parts:
        path = os.path.join(path, part)
        if os.path.islink(path):
            raise FileFormatError(
                f"the external data in {quoted(location)} are reached by the link {quoted(part)}, "
                "which may lead anywhere: put the file itself beside the model"
            )
    return path


def _number(entries: Mapping[str, str], key: str, default: int) -> int:
    text = entries.get(key)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        raise FileFormatError(f"the {key} of external data is {quoted(text)}: give a whole number")
    return int(text)
