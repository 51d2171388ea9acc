"""Tensors made from what a pickle claims and a file holds."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from polyregions.errors import FileFormatError, short
from polyregions.readers.torch.constructors import StorageClaim, TensorClaim
from polyregions.readers.torch.package import torch_package

__all__ = ["FLOAT_KINDS", "Storages", "claimed_tensors", "entry_size"]

Storages = Callable[[str], bytes | memoryview | None]
"""What gives the bytes that a file holds for the key of a storage, None if it holds none."""

FLOAT_KINDS = ("BFloat16", "Double", "Float", "Half")
"""The kinds of storages that hold real numbers."""

_DTYPES = {
    "BFloat16": "bfloat16",
    "Bool": "bool",
    "Byte": "uint8",
    "Char": "int8",
    "ComplexDouble": "complex128",
    "ComplexFloat": "complex64",
    "Double": "float64",
    "Float": "float32",
    "Half": "float16",
    "Int": "int32",
    "Long": "int64",
    "Short": "int16",
}


def claimed_tensors(claims: dict[str, TensorClaim], storages: Storages) -> dict[str, Any]:
    """Return tensors on the CPU with the entries that a file holds for them.

    Parameters
    ----------
    claims
        The tensors by name.
    storages
        The bytes of the storages.

    Raises
    ------
    FileFormatError
        If a tensor claims more entries than the file holds for it, or others than numbers.
    """
    copies: dict[str, bytearray] = {}
    tensors = {}
    for name, claim in claims.items():
        key = claim.storage.key
        if key not in copies:
            copies[key] = bytearray(storages(key) or b"")
        tensors[name] = _part(name, claim, _entries(name, claim.storage, copies[key]))
    return tensors


def entry_size(kind: str) -> int:
    """Return the bytes that an entry takes in a storage of a kind.

    Raises
    ------
    FileFormatError
        If entries of this kind are not read.
    """
    size: int = _dtype(kind).itemsize
    return size


def _dtype(kind: str) -> Any:
    if kind not in _DTYPES:
        raise FileFormatError(
            f"a storage in it has the type {kind[:40]}Storage, quantised or unknown: save plain "
            "floats, those of tensor.dequantize()"
        )
    return getattr(torch_package(), _DTYPES[kind])


def _entries(name: str, storage: StorageClaim, content: bytearray) -> Any:
    """Return the entries of a storage, as a tensor with one axis."""
    torch = torch_package()
    dtype = _dtype(storage.kind)
    if len(content) < storage.entries * dtype.itemsize:
        raise _too_few(name, storage.entries)
    if not storage.entries:
        return torch.empty(0, dtype=dtype)
    return torch.frombuffer(content, dtype=dtype, count=storage.entries)


def _part(name: str, claim: TensorClaim, entries: Any) -> Any:
    count, shape = prod(claim.shape), claim.shape
    # What is said of an axis with one entry has no meaning.
    strides = [1 if n == 1 else stride for n, stride in zip(shape, claim.strides, strict=True)]
    last = claim.offset + sum((n - 1) * stride for n, stride in zip(shape, strides, strict=True))
    # The strides of an expanded tensor are zero: few entries would claim to be many.
    if count > len(entries) or (count and last >= len(entries)) or max(shape, default=0) >= 2**31:
        raise _too_few(name, count)
    if not count:
        return entries.new_empty(shape)
    return entries.as_strided(shape, strides, claim.offset)


def _too_few(name: str, count: int) -> FileFormatError:
    return FileFormatError(
        f"its entry {short(name)} claims {count} entries and holds fewer: save it after "
        "contiguous()"
    )
