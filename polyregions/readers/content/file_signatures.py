"""What a file looks like, by its first bytes: a hint for files that bear the wrong suffix."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

__all__ = ["likely_format"]

_BEGINNING = 4096
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
# A protocol buffer whose first field is the version of ONNX's format, and whose next is another of
# the fields of a model: texts, numbers, the graph, operator sets.
_ONNX = re.compile(rb"\x08[\x01-\x1f][\x12\x1a\x22\x28\x32\x3a\x42\x72]")
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_NNET = re.compile(rb"(?:\s*//[^\n]*\n)*\s*\d+\s*(?:,\s*\d+\s*){3}[,\r\n]")


def likely_format(content: bytes) -> str | None:
    r"""Return the suffix, without its dot, that a file with this content would usually bear.

    Returns
    -------
    str or None
        None where the content resembles nothing that is known. The answer is a guess, fit for the
        message of an error.

    Examples
    --------
    >>> likely_format(b'{"layers": []}'), likely_format(b"\x93NUMPY\x01\x00"), likely_format(b"")
    ('json', 'npy', None)
    """
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    for start, suffix in ((b"\x93NUMPY", "npy"), (b"\x89HDF", "h5"), (b"\x1f\x8b", "gz")):
        if content.startswith(start):
            return suffix
    for pattern, suffix in ((_PICKLE, "pt"), (_ONNX, "onnx"), (_JSON, "json"), (_NNET, "nnet")):
        if pattern.match(content[:_BEGINNING]):
            return suffix
    return None


def _kind_of_archive(content: bytes) -> str | None:
    """Return what a zip archive holds: arrays of numpy, a pickle of torch, or something else.

    What a damaged one held is not known.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    if any(name.endswith("/data.pkl") for name in names):
        return "pt"
    return "npz" if any(name.endswith(".npy") for name in names) else "zip"
