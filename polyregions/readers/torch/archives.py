"""Files of torch.save, read without running what is in them and without room for what is not."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from polyregions.errors import FileFormatError
from polyregions.readers.content import PathLike, located, opened_archive, read_bytes
from polyregions.readers.torch.checkpoints import state_in
from polyregions.readers.torch.claims import FLOAT_KINDS, Storages, claimed_tensors
from polyregions.readers.torch.constructors import TensorClaim
from polyregions.readers.torch.legacy_files import MAGIC, legacy_content
from polyregions.readers.torch.package import torch_package
from polyregions.readers.torch.pickles import described_pickle

__all__ = ["load_state_dict", "load_tensors"]


def load_state_dict(path: PathLike) -> dict[str, Any]:
    """Return the tensors in a file that torch.save wrote for a state dict.

    The pickle in the file is not run: its steps are followed by a machine that takes notes, may
    name the constructors of tensors and nothing else, and gets no tensor made that claims more
    entries than the file holds for it.

    Parameters
    ----------
    path
        The file, of any version of torch from 0.2 on. It holds a state dict, or a dictionary with
        one state dict among its entries, as training loops save it.

    Returns
    -------
    dict
        Tensors on the CPU by name, in the order of the file.

    Raises
    ------
    FileFormatError
        If the file is no such file, or holds something else than a state dict.
    PolyregionsError
        If torch is not installed.
    """
    torch_package()  # without it nothing is read
    with located(repr(os.fspath(path))):
        return _tensors(read_bytes(path), _state_in)


def load_tensors(content: bytes) -> dict[str, Any]:
    """Return the tensors in what torch.save wrote for one of them, or for a dictionary of some.

    Parameters
    ----------
    content
        The content of the file.

    Returns
    -------
    dict
        Tensors on the CPU by name; one that stands alone is called "tensor".

    Raises
    ------
    FileFormatError, PolyregionsError
        As for :func:`load_state_dict`.
    """
    torch_package()
    return _tensors(
        content, lambda value: {"tensor": value} if _is_tensor(value) else _state_in(value)
    )


def _is_tensor(value: Any) -> bool:
    return isinstance(value, TensorClaim)


def _state_in(value: Any) -> dict[str, TensorClaim]:
    return state_in(value, _is_tensor, lambda claim: claim.storage.kind in FLOAT_KINDS)


def _tensors(content: bytes, claims: Callable[[Any], dict[str, TensorClaim]]) -> dict[str, Any]:
    """Return those tensors in a file that are found in what its pickle describes."""
    if content.startswith(MAGIC):
        value, storages = legacy_content(content)
        return claimed_tensors(claims(value), storages)
    if not content.startswith(b"PK\x03\x04"):
        raise FileFormatError(
            "this is no file of torch.save: give one that torch.save(module.state_dict(), path) "
            "wrote"
        )
    with opened_archive(content, "archive of torch.save") as archive:
        folder = _checked_folder(archive.infolist(), len(content))
        value = described_pickle(BytesIO(archive.read(f"{folder}/data.pkl")))
        return claimed_tensors(claims(value), _records(archive, folder))


def _checked_folder(records: list[zipfile.ZipInfo], size: int) -> str:
    """Return the folder of an archive in which everything lies."""
    names = {record.filename.lower() for record in records}
    if any(name.endswith("/constants.pkl") for name in names):
        raise FileFormatError(
            "this is a TorchScript program: save the state_dict() of the module it was made from"
        )
    packed = any(record.compress_type != zipfile.ZIP_STORED for record in records)
    if packed or len(names) < len(records) or sum(r.file_size for r in records) > size:
        raise FileFormatError(
            "the archive is packed as torch.save does not pack it, compressed or with records "
            "that overlap: save module.state_dict() anew"
        )
    pickles = [record.filename for record in records if record.filename.endswith("/data.pkl")]
    if len(pickles) != 1:
        held = f"{len(pickles)} records" if pickles else "no record"
        raise FileFormatError(
            f"the archive holds {held} called data.pkl, where torch.save writes one: give the file "
            "of a state dict"
        )
    return pickles[0].removesuffix("/data.pkl")


def _records(archive: zipfile.ZipFile, folder: str) -> Storages:
    names = set(archive.namelist())
    order = f"{folder}/byteorder"
    if order in names and archive.read(order) != b"little":
        raise FileFormatError(
            "its numbers have the byte order of a big-endian machine: load it there, and save it "
            "with torch.serialization.set_default_load_endianness or as .npz"
        )

    def bytes_of(key: str) -> bytes | None:
        name = f"{folder}/data/{key}"
        return archive.read(name) if name in names else None

    return bytes_of
