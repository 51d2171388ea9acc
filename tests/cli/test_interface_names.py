"""The same faults through the shell and through Python: each message has names of its own side."""

import re
from pathlib import Path

import numpy as np
import pytest

import polyregions as pr
from polyregions.cli import main
from polyregions.errors import PolyregionsError
from polyregions.plotting import plot
from polyregions.theorems import random_ensemble
from polyregions.theorems.statements import verify_statement
from tests.helpers.extras import require_packages

IN_PYTHON = re.compile(
    r"\b[a-z]+(_[a-z]+)*=|\b[a-z]+_[a-z_]+\b|\b(pr|polyregions|network)\.\w|\bNone\b"
)
IN_SHELL = re.compile(r"(^|[ (])--[a-z]")
NET = pr.montufar(inputs=2, width=4, depth=3)
FLAT = [[0, 0], [0, 1]]
SQUARE = [[0, 1], [0, 1]]

# The words of the shell, and the same in Python.
FAULTS = {
    "an option of ONNX": (
        "count net.json --input-shape 1,2",
        lambda: pr.read_network("net.json", input_shape=(1, 2)),
    ),
    "an output of JSON": (
        "count net.json --output-name y",
        lambda: pr.read_network("net.json", output="y"),
    ),
    "an input of JSON": (
        "count net.json --input-name x",
        lambda: pr.read_network("net.json", inputs=["x"]),
    ),
    "logits of JSON": (
        "count net.json --logits",
        lambda: pr.read_network("net.json", logits=True),
    ),
    "an option of NNet": (
        "count net.json --raw",
        lambda: pr.read_network("net.json", normalise=False),
    ),
    "an unknown suffix": ("count net.bin", lambda: pr.read_network("net.bin")),
    "an unknown suffix to be written": (
        "convert net.json net.bin",
        lambda: pr.write_network(NET, "net.bin"),
    ),
    "another format": (
        "count net.json --from npz",
        lambda: pr.read_network("net.json", "npz"),
    ),
    "no shape": ("count open.onnx", lambda: pr.read_network("open.onnx")),
    "a wrong shape": (
        "count open.onnx --input-shape 1,2,3",
        lambda: pr.read_network("open.onnx", input_shape=(1, 2, 3)),
    ),
    "two outputs": ("count two.onnx", lambda: pr.read_network("two.onnx")),
    "no such output": (
        "count two.onnx --output-name z",
        lambda: pr.read_network("two.onnx", output="z"),
    ),
    "no such input": (
        "count soft.onnx --input-name z --logits",
        lambda: pr.read_network("soft.onnx", inputs=["z"], logits=True),
    ),
    "a Softmax": ("count soft.onnx", lambda: pr.read_network("soft.onnx")),
    "an exponential": ("count exp.onnx", lambda: pr.read_network("exp.onnx")),
    "a region graph": ("count graph.json", lambda: pr.read_network("graph.json")),
    "a flat domain": (
        "count net.json --domain [[0,0],[0,1]]",
        lambda: pr.regions(NET, FLAT),
    ),
    "an unknown definition": (
        "count net.json --definition 7",
        lambda: pr.count_regions(NET, definition=7),
    ),
    "an unknown engine": (
        "count net.json --engine vertice",
        lambda: pr.count_regions(NET, engine="vertice"),
    ),
    "a run by another engine": (
        "count net.json --run folder --engine lp",
        lambda: pr.count_regions(NET, engine="lp", run="folder"),
    ),
    "a check by another engine": (
        "check net.json unsat.vnnlib --run folder --engine lp",
        lambda: pr.check_property(NET, "unsat.vnnlib", engine="lp", run="folder"),
    ),
    "a run of another kind": (
        "check net.json unsat.vnnlib --run counted",
        lambda: pr.check_property(NET, "unsat.vnnlib", run="counted"),
    ),
    "a negative deviation": (
        "construct he-random --widths 2,1 --bias-std -1 -o new.json",
        lambda: pr.he_random((2, 1), bias_std=-1),
    ),
    "a negative deviation of many": (
        "random-ensemble --widths 2 --bias-std -1",
        lambda: random_ensemble([2], bias_std=-1),
    ),
    "a deviation that is no number": (
        "construct he-random --widths 2,1 --bias-std nan -o new.json",
        lambda: pr.he_random((2, 1), bias_std=float("nan")),
    ),
    "a time that is none": (
        "count net.json --max-seconds nan",
        lambda: pr.count_regions(NET, max_seconds=float("nan")),
    ),
    "an estimate in no time": (
        "count net.json --estimate nan",
        lambda: pr.estimate_regions(NET, seconds=float("nan")),
    ),
    "too many inputs to be drawn": (
        "plot wide.json -o a.svg",
        lambda: plot(pr.read_network("wide.json")),
    ),
    "too many inputs for a page": (
        "page wide.json -o a.html",
        lambda: pr.write_page(pr.read_network("wide.json"), "a.html"),
    ),
    "too many inputs for a mesh": (
        "export wide.json -o a.obj",
        lambda: pr.write_mesh(pr.regions(pr.read_network("wide.json")), "a.obj"),
    ),
    "a point outside": (
        "region net.json --at 2,2",
        lambda: pr.region_at(NET, (2, 2)),
    ),
    "too few coordinates": (
        "region net.json --at 2",
        lambda: pr.region_at(NET, (2,)),
    ),
    "an objective that is none": (
        "maximise pair.json --of 2",
        lambda: pr.maximise(pr.read_network("pair.json"), 2),
    ),
    "an unknown statement": (
        "verify --claim lemma-2",
        lambda: verify_statement("lemma-2"),
    ),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory, compiled_kernel):
    """Return a folder with the files that the faults are about."""
    require_packages("matplotlib", "onnx", "onnxruntime")
    from onnx import TensorProto, helper, save

    from tests.helpers.onnx_models import model, node

    folder = tmp_path_factory.mktemp("faults")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        pr.write_network(NET, "net.json")
        pr.write_network(NET, "net.bin", "json")
        pr.write_network(pr.he_random((4, 3, 1)), "wide.json")
        pr.write_network(pr.he_random((2, 3, 2)), "pair.json")
        pr.write_graph(pr.regions(NET), "graph.json")
        pr.count_regions(NET, run="counted")
        names = "".join(f"(declare-const {name} Real)" for name in ("X_0", "X_1", "Y_0"))
        Path("unsat.vnnlib").write_text(f"{names}(assert (and (<= 0 X_0 X_1 1) (< Y_0 -1)))")
        matrix = {"w": np.float32([[1, -1], [2, 1]])}
        product = node("MatMul", "x w", "h")
        save(model([product, node("Relu", "h", "y")], None, matrix), "open.onnx")
        save(model([product, node("Softmax", "h", "y")], [1, 2], matrix), "soft.onnx")
        save(model([node("Exp", "x", "e"), node("MatMul", "e w", "y")], [1, 2], matrix), "exp.onnx")
        two = model([product, node("Relu", "h", "y")], [1, 2], matrix)
        two.graph.output.append(helper.make_tensor_value_info("h", TensorProto.FLOAT, None))
        save(two, "two.onnx")
    return folder


@pytest.mark.parametrize("fault", FAULTS)
def test_messages_name_the_options_of_the_interface_in_use(faulty, monkeypatch, capsys, fault):
    monkeypatch.chdir(faulty)
    words, in_python = FAULTS[fault]
    capsys.readouterr()
    assert main(words.split()) == 2
    told = capsys.readouterr().err.removeprefix("polyregions: error: ")
    assert IN_PYTHON.sub("", _without_names(told)) == _without_names(told)
    with pytest.raises(PolyregionsError) as caught:
        in_python()
    assert not IN_SHELL.search(str(caught.value)), caught.value


def _without_names(message):
    """Return a message without paths, quoted names, and the names that options take."""
    message = re.sub(r"'[^']*'|\"[^\"]*\"", "", message)
    return re.sub(r"(open_connected|closed_connected|proper_activation|NAME=\S+)", "", message)
