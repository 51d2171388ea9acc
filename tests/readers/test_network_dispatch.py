"""The choice of a network's format: by the suffix, by name, and what is said of wrong ones."""

import dataclasses
import gzip
import importlib
import inspect
import io
import os
import re
import subprocess
import sys
import threading
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest

import polyregions as pr
from polyregions.errors import FileFormatError, UnknownOptionError
from polyregions.interface import shell_interface
from polyregions.readers import NETWORK_FORMATS, network_files, network_format
from polyregions.readers.content import file_signatures
from tests.helpers.cases import each
from tests.helpers.extras import require_packages
from tests.readers.nnet_text import random_nnet

REPOSITORY = Path(__file__).resolve().parent.parent.parent
TENT = pr.Network([pr.Layer([[2], [4]], [0, -2]), pr.Layer([[1, -1]], [0], "identity")])


def test_the_table_is_frozen_and_without_doubles():
    suffixes = [suffix for known in NETWORK_FORMATS for suffix in known.suffixes]
    assert sorted(suffixes) == sorted({"json", "npz", "onnx", "nnet", "pt", "pth"})
    with pytest.raises(dataclasses.FrozenInstanceError):
        NETWORK_FORMATS[0].what = "other"


def test_every_extra_of_the_table_can_be_installed():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    extras = {known.extra for known in NETWORK_FORMATS} - {None}
    assert extras == {"onnx", "torch"}
    assert extras <= set(project["project"]["optional-dependencies"])


def test_the_page_about_formats_lists_the_table():
    page = (REPOSITORY / "docs" / "how_to" / "read_networks.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `.")]
    for known, row in zip(NETWORK_FORMATS, rows, strict=True):
        suffixes, _, read, written, keeps, needs = (cell.strip() for cell in row[1:-1].split("|"))
        assert suffixes == ", ".join(f"`.{suffix}`" for suffix in known.suffixes)
        assert (read, written) == ("yes", "no" if known.writer is None else "yes")
        assert keeps == ", ".join(known.keeps)
        assert (f"polyregions[{known.extra}]" in needs) == (known.extra is not None)


def test_the_page_about_formats_lists_the_options():
    page = (REPOSITORY / "docs" / "how_to" / "read_networks.md").read_text(encoding="utf-8")
    cells = [
        line.split("|")[1:4] for line in page.splitlines() if re.match(r"\| `\w+` \| `--", line)
    ]
    listed = {tuple(cell.strip().strip("`") for cell in row) for row in cells}
    assert listed == {
        (name, network_files.IN_SHELL[name], f".{known.name}")
        for known in NETWORK_FORMATS
        for name in known.options
    }
    taken = inspect.signature(pr.read_network).parameters
    assert {name for name, _, _ in listed} == set(taken) - {"path", "format"}


@pytest.mark.parametrize("known", NETWORK_FORMATS, ids=lambda known: known.name)
def test_every_function_of_the_table_is_there(known):
    for place in (known.reader, known.writer):
        if place is not None:
            module, _, name = place.partition(":")
            function = getattr(importlib.import_module(module), name)
            assert name in importlib.import_module(module).__all__
            assert function.__doc__


def test_importing_and_reading_json_loads_no_other_reader(tmp_path):
    path = tmp_path / "net.json"
    pr.write_network(TENT, path)
    heavy = ["torch", "onnx"]
    code = (
        f"import sys, polyregions; polyregions.read_network({str(path)!r}); "
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("path", "format", "name"),
    [
        ("net.json", None, "json"),
        ("a.b/net.x.NPZ", None, "npz"),
        ("net.pth", None, "pt"),
        ("net.pt", None, "pt"),
        ("net.json", "nnet", "nnet"),
        ("net", ".ONNX", "onnx"),
        ("net", "pth", "pt"),
    ],
)
def test_choices(path, format, name):
    assert network_format(path, format).name == name


@pytest.mark.parametrize("path", ["net.txt", "net", "net.", ".json", "json", "", "a\0b", "net.pkl"])
def test_unknown_suffixes(path):
    message = r"stands for no network format: use one of \.json, \.npz, \.onnx, \.nnet, \.pt or"
    for call in (pr.read_network, lambda path: pr.write_network(TENT, path)):
        with pytest.raises(
            UnknownOptionError, match=r"the suffix of .*stands for no network format"
        ):
            call(path)
    with pytest.raises(UnknownOptionError, match=message):
        pr.read_network(path)


@pytest.mark.parametrize("path", [None, 0, [1], io.StringIO("{}")])
def test_what_is_no_path(path):
    """Whatever it is, it is not opened: 0 is standard input to open()."""
    for call in (pr.read_network, lambda path: pr.write_network(TENT, path)):
        with pytest.raises(UnknownOptionError, match=r"the path is .*: give the path of a file"):
            call(path)


def test_unknown_formats(tmp_path):
    with pytest.raises(UnknownOptionError, match="the format 'tf' stands for no network format"):
        pr.read_network(tmp_path / "net.json", "tf")
    with pytest.raises(UnknownOptionError, match="the format '' stands for no network format"):
        pr.read_network(tmp_path / "net.json", "")


def test_a_format_that_is_only_read(tmp_path):
    choices = r"only read: use one of \.json, \.npz, \.onnx, \.pt or \.pth"
    for path, format, fix in (("net.nnet", None, "; or name"), ("net.json", "nnet", "$")):
        path = tmp_path / path
        with pytest.raises(UnknownOptionError, match=choices + fix):
            pr.write_network(TENT, path, format)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("suffix", ["json", "npz"])
def test_written_and_read_by_suffix_and_by_name(tmp_path, suffix):
    pr.write_network(TENT, tmp_path / f"net.{suffix}")
    assert pr.read_network(str(tmp_path / f"net.{suffix}")) == TENT
    pr.write_network(TENT, tmp_path / "net", suffix)
    assert pr.read_network(tmp_path / "net", suffix) == TENT
    assert (tmp_path / "net").read_bytes() == (tmp_path / f"net.{suffix}").read_bytes()


def test_nnet_by_suffix(tmp_path):
    path = tmp_path / "net.NNet"
    path.write_text(random_nnet((2, 3, 1), 0).text())
    assert pr.read_network(path).widths == (2, 3, 1)


def npz_bytes():
    buffer = io.BytesIO()
    np.savez(buffer, W0=[[1]], b0=[0])
    return buffer.getvalue()


def npy_bytes():
    buffer = io.BytesIO()
    np.save(buffer, [[1]])
    return buffer.getvalue()


def zip_bytes(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return buffer.getvalue()


# The beginnings of an ONNX model: version 8 of the format, made by "pytorch".
ONNX_BYTES = b"\x08\x08\x12\x07pytorch\x1a\x052.0.0"
CONTENTS = {
    "json": b'\xef\xbb\xbf {"layers": []}',
    "npz": npz_bytes(),
    "pt": zip_bytes("net/data.pkl", "net/version"),
    "zip": zip_bytes("word/document.xml"),
    "npy": npy_bytes(),
    "onnx": ONNX_BYTES,
    "nnet": random_nnet((2, 3, 1), 0).text().encode(),
    "h5": b"\x89HDF\r\n\x1a\n",
    "gz": gzip.compress(b"{}"),
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_what_contents_look_like(kind):
    assert file_signatures.likely_format(CONTENTS[kind]) == kind


def test_what_other_contents_look_like():
    likely = file_signatures.likely_format
    assert likely(b"\x80\x02}q\x00.") == "pt"  # a pickle, as old versions of torch write
    assert likely(b"7,5,5,50,\r\n5,50") == "nnet"
    for content in (b"", b"hello", b"\0" * 100, b"1.5,2\n", b"[1, 2]", b"\x08", b"PK\x03\x04"):
        assert likely(content) is None


@each("suffix", ["json", "npz", "nnet"])
@each("kind", CONTENTS)
def test_wrong_suffixes_are_explained(tmp_path, suffix, kind):
    if kind == suffix:
        return
    path = tmp_path / f"net.{suffix}"
    path.write_bytes(CONTENTS[kind])
    with pytest.raises(FileFormatError) as caught:
        pr.read_network(path)
    message = str(caught.value)
    assert message.startswith(repr(str(path)))
    assert "\n" not in message
    assert len(message) < 500 + len(str(path))
    known = {suffix for known in NETWORK_FORMATS for suffix in known.suffixes}
    if kind in known:
        assert f"give it the suffix {network_format('', kind).suffixes_text}" in message
    else:
        what = {"npy": "a single NumPy array", "h5": "HDF5", "gz": "gzip", "zip": "zip archive"}
        assert "the file looks like" in message
        assert what[kind] in message


@pytest.mark.parametrize("suffix", ["json", "npz", "nnet"])
def test_a_damaged_file_of_the_right_kind_gets_no_remark(tmp_path, suffix):
    path = tmp_path / f"net.{suffix}"
    path.write_bytes(CONTENTS[suffix][:-5])
    with pytest.raises(FileFormatError) as caught:
        pr.read_network(path)
    assert "looks like" not in str(caught.value)


def test_paths_that_are_no_file(tmp_path):
    (tmp_path / "folder.json").mkdir()
    for path in (tmp_path / "folder.json", tmp_path / "missing.npz", "a\0b.nnet"):
        with pytest.raises(FileFormatError, match=r"it cannot be read|it is no path"):
            pr.read_network(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes of POSIX")
def test_pipes_without_a_suffix_are_json(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pr.write_network, args=(TENT, pipe))
    writer.start()
    assert pr.read_network(pipe) == TENT
    writer.join()
    writer = threading.Thread(target=pr.write_network, args=(TENT, pipe, "npz"))
    writer.start()
    assert pr.read_network(pipe, "npz") == TENT
    writer.join()


GRAPH_FILES = ["graphml", "gexf", "json", "csv", "gml", "dot"]
COMPLEX_FILES = ["json", "npz", "csv", "parquet"]


def result_files(folder):
    """Yield the files of a complex and of its graph in every format, and what each holds."""
    cells = pr.regions(TENT, [[0, 1]])
    for suffix in GRAPH_FILES:
        (folder / f"graph-{suffix}").mkdir()
        pr.write_graph(cells.graph(), folder / f"graph-{suffix}" / f"net.{suffix}")
        yield from ((path, "graph") for path in (folder / f"graph-{suffix}").iterdir())
    for suffix in COMPLEX_FILES:
        if suffix == "parquet":
            require_packages("pyarrow")
        (folder / f"complex-{suffix}").mkdir()
        pr.write_complex(cells, folder / f"complex-{suffix}" / f"net.{suffix}")
        yield from ((path, "complex") for path in (folder / f"complex-{suffix}").iterdir())


def test_results_are_named_as_such(tmp_path):
    count = 0
    for path, kind in result_files(tmp_path):
        count += 1
        what = "a Parquet table" if path.suffix == ".parquet" else f"a region {kind}"
        with pytest.raises(FileFormatError) as caught:
            pr.read_network(path)
        assert str(caught.value).startswith(f"{str(path)!r}: this is {what}, not a network: read")
        assert f"by read_{kind}" in str(caught.value)
        with shell_interface(), pytest.raises(FileFormatError, match=r"give .* network"):
            pr.read_network(path)
    assert count == len(GRAPH_FILES) + len(COMPLEX_FILES) + 3


def test_a_graph_with_the_suffix_of_a_network(tmp_path):
    path = tmp_path / "net.onnx"
    pr.write_graph(pr.regions(TENT).graph(), path, "graphml")
    for format in (None, "nnet"):
        with pytest.raises(FileFormatError, match="this is a region graph, not a network"):
            pr.read_network(path, format)
