"""Files of torch.save, read without running what is in them and without room for what is not."""

from __future__ import annotations

import io
import os
import pickletools
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from polyregions.errors import FileFormatError, short
from polyregions.readers.content import PathLike, located, opened_archive, read_bytes
from polyregions.readers.torch.messages import first_line
from polyregions.readers.torch.package import torch_package

__all__ = ["load_state_dict", "load_tensors"]

# What torch.save writes for a dictionary of tensors and parameters.
_ALLOWED = re.compile(
    r"collections OrderedDict|torch [A-Za-z0-9]*Storage|torch\._utils _rebuild_tensor_v2"
    r"|torch\._utils _rebuild_parameter"
)
_IMPORTING = ("GLOBAL", "STACK_GLOBAL", "INST", "EXT1", "EXT2", "EXT4")


def load_state_dict(path: PathLike) -> dict[str, Any]:
    """Return the tensors in a file that torch.save wrote for a state dict.

    The pickle in the file may name the constructors of tensors, and nothing else; this is checked
    before torch opens it, with ``weights_only=True``. No tensor may claim more entries than the
    file holds for it.

    Parameters
    ----------
    path
        The file, in the zip format that torch writes from version 1.6 on.

    Returns
    -------
    dict
        Tensors on the CPU by name, in the order of the file.

    Raises
    ------
    FileFormatError
        If the file is no such archive, or holds something else than a state dict.
    PolyregionsError
        If torch is not installed.
    """
    torch_package()  # without it nothing is read
    with located(repr(os.fspath(path))):
        content = read_bytes(path)
        value = _loaded(content)
        _check_state(value, len(content))
        return dict(value)


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
    value = _loaded(content)
    tensors = {"tensor": value} if isinstance(value, torch_package().Tensor) else value
    _check_state(tensors, len(content))
    return dict(tensors)


def _loaded(content: bytes) -> Any:
    torch = torch_package()
    _check_archive(content)
    try:
        return torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    # Broken pickles may raise almost any exception.
    except Exception as error:
        raise FileFormatError(
            f"torch cannot load it ({first_line(error)}): save module.state_dict() anew"
        ) from error


def _check_archive(content: bytes) -> None:
    if not content.startswith(b"PK\x03\x04"):
        raise FileFormatError(
            "this is no archive of torch.save, or one that a version before 1.6 wrote: save "
            "module.state_dict() anew"
        )
    with opened_archive(content, "archive of torch.save") as archive:
        _check_records(archive.infolist(), len(content))
        for name in archive.namelist():
            if name.lower().endswith(".pkl"):
                _check_pickle(archive.read(name))


def _check_records(records: list[zipfile.ZipInfo], size: int) -> None:
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
    if not any(name.endswith("/data.pkl") for name in names):
        raise FileFormatError(
            "the archive holds no data.pkl, hence nothing that torch.save wrote: give the file of "
            "a state dict"
        )


def _check_pickle(content: bytes) -> None:
    """Refuse a pickle that names anything but the constructors of tensors."""
    try:
        steps = [(code.name, argument) for code, argument, _ in pickletools.genops(content)]
    except (ValueError, IndexError, OverflowError) as error:
        raise FileFormatError(
            f"its pickle is damaged ({first_line(error)}): save module.state_dict() anew"
        ) from error
    for step, argument in steps:
        name = str(argument) if step == "GLOBAL" else f"something by {step}"
        if step in _IMPORTING and not _ALLOWED.fullmatch(name):
            raise FileFormatError(
                f"it holds Python objects ({name.replace(' ', '.')[:80]!r}) beside plain tensors, "
                "and nothing of it was run: save module.state_dict(), and read a whole module with "
                "from_torch"
            )
    # One for the dictionary itself. On a tensor it can ask for memory that the file does not fill.
    if sum(step == "BUILD" for step, _ in steps) > 1:
        raise FileFormatError(
            "it holds several state dicts, or changes objects after making them: save one "
            "module.state_dict() alone"
        )


def _check_state(value: Any, size: int) -> None:
    torch = torch_package()
    if not isinstance(value, Mapping):
        raise FileFormatError(
            f"it holds a {type(value).__name__}: save module.state_dict(), a dictionary of tensors"
        )
    for key, tensor in value.items():
        if not isinstance(key, str):
            raise FileFormatError(f"its key {short(key)} is no text: save module.state_dict()")
        if not isinstance(tensor, torch.Tensor):
            raise FileFormatError(
                f"its entry {short(key)} has the type {type(tensor).__name__}, where a state dict "
                "holds tensors only: save that part alone which is module.state_dict()"
            )
        if tensor.layout != torch.strided or tensor.device.type != "cpu":
            raise FileFormatError(f"its entry {short(key)} is no dense tensor: save it as one")
        held = min(tensor.untyped_storage().nbytes(), size)
        if tensor.numel() * tensor.element_size() > held:
            raise FileFormatError(
                f"its entry {short(key)} claims {tensor.numel()} entries and holds fewer: save "
                "it after contiguous()"
            )
