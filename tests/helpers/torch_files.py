"""Files of torch.save, honest and forged, and what is said when they are refused."""

import os
import pickle
import struct
import zipfile

import pytest

from tests.helpers.extras import require_packages

require_packages("torch")

import torch

import polyregions as pr
from polyregions.readers import read_state_dict


def saved(value, folder, **options):
    path = folder / "state.pt"
    torch.save(value, path, **options)
    return path


def refusal(path):
    with pytest.raises(pr.PolyregionsError) as caught:
        read_state_dict(path)
    message = str(caught.value)
    assert message.startswith(repr(str(path)))
    assert len(message) < 500
    return message


class Attack:
    """What runs a command when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.system, (f"touch {self.mark}",)


def archive(pickled, folder, record=bytes(16), *, order=b"little", **options):
    """Return a file as torch.save makes them, with another pickle and one storage."""
    path = folder / "forged.pt"
    with zipfile.ZipFile(path, "w", **options) as file:
        for name, content in (
            ("data.pkl", pickled),
            ("byteorder", order),
            ("data/0", record),
            ("version", b"3\n"),
        ):
            file.writestr(f"forged/{name}", content)
    return path


def text(value):
    return b"X" + struct.pack("<I", len(value)) + value.encode()


def integer(value):
    return b"\x8a" + struct.pack("B", len(pickle.encode_long(value))) + pickle.encode_long(value)


def integers(*values):
    return b"(" + b"".join(map(integer, values)) + b"t"


def forged_tensor(entries, shape, strides):
    """Return the pickle of a tensor whose storage claims that many entries."""
    storage = b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text("0") + text("cpu")
    storage += integer(entries) + b"tQ"
    arguments = storage + integer(0) + integers(*shape) + integers(*strides) + b"\x89"
    arguments += b"ccollections\nOrderedDict\n)R"
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + arguments + b"tR"


def forged_state(tensor):
    return b"\x80\x02}" + text("a.weight") + tensor + b"s."
