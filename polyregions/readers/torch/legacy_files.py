"""Files of torch.save before version 1.6: pickles one after the other, then the numbers."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

from polyregions.errors import FileFormatError
from polyregions.readers.torch.claims import Storages, entry_size
from polyregions.readers.torch.constructors import StorageClaim, TensorClaim
from polyregions.readers.torch.pickles import described_pickle

__all__ = ["MAGIC", "legacy_content"]

MAGIC = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
"""The pickle with which such files begin: of the number 0x1950a86a20f9469cfc6c."""

_VERSION = 1001


def legacy_content(content: bytes) -> tuple[Any, Storages]:
    """Return what a file describes, and what gives the bytes of its storages.

    After the pickles of a number, the version and the machine come that of the object, that of the
    keys of the storages, and for each of these the number of its entries and the entries.

    Parameters
    ----------
    content
        The content of the file, which begins with ``MAGIC``.

    Raises
    ------
    FileFormatError
        If it is damaged, or of another version or byte order.
    """
    stream = BytesIO(content)
    _, version, machine, value, keys = (described_pickle(stream) for _ in range(5))
    if version != _VERSION or not isinstance(machine, dict):
        raise _damaged("its version is unknown")
    if machine.get("little_endian") is not True:
        raise FileFormatError(
            "its numbers have the byte order of a big-endian machine: load and save it with a "
            "version of torch from 1.6 on"
        )
    kinds = {storage.key: storage.kind for storage in _storages_in(value)}
    parts: dict[str, memoryview] = {}
    place, whole = stream.tell(), memoryview(content)
    for key in keys if isinstance(keys, list) else ():
        known = isinstance(key, str) and key in kinds and key not in parts
        if not known or place + 8 > len(content):
            raise _damaged("its storages are not those of its tensors")
        [entries] = struct.unpack_from("<q", content, place)
        end = place + 8 + entries * entry_size(kinds[key])
        if entries < 0 or end > len(content):
            raise _damaged(f"a storage claims {entries} entries")
        parts[key] = whole[place + 8 : end]
        place = end
    if place != len(content) or parts.keys() != kinds.keys():
        raise _damaged("it holds more or less than its storages")
    return value, parts.get


def _storages_in(value: Any) -> list[StorageClaim]:
    """Return the storages of the tensors in a value, which may hold itself."""
    found, seen, waiting = [], set(), [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, StorageClaim | TensorClaim):
            found.append(part if isinstance(part, StorageClaim) else part.storage)
        elif isinstance(part, dict | list | tuple) and id(part) not in seen:
            seen.add(id(part))
            waiting.extend(part.values() if isinstance(part, dict) else part)
    return found


def _damaged(reason: str) -> FileFormatError:
    return FileFormatError(f"it is damaged ({reason}): save module.state_dict() anew")
