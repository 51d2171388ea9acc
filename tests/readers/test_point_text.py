"""Points from texts and files of every kind, exact; bad ones by one clear line."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from polyregions import PolyregionsError
from polyregions.readers import read_point
from tests.helpers.cases import each
from tests.helpers.extras import require_packages

POINT = (Fraction(1, 2), Fraction(-3), Fraction(0.1))
SHORT = (Fraction(1, 2), Fraction(-3), Fraction(1, 10))


@each("text", ["0.5,-3,0.1", " 1/2 -3\n0.1 ", "5e-1 , -3\n,1/10 ", '[0.5, [-3], "1/10"]'])
def test_texts_are_as_exact_as_they_are_written(text, tmp_path):
    assert read_point(text, 3) == SHORT
    for name in ("x.json" if "[" in text else "x.txt", "x"):
        if "[" in text and name == "x":
            continue
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert read_point(path, 3) == read_point(str(path), 3) == SHORT


def test_counterexamples_of_verifiers(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("sat\n((X_1 -3)\n (X_0 0.5) (X_2 0.1)\n (Y_0 7))\n", encoding="utf-8")
    assert read_point(path, 3) == SHORT
    assert read_point(path.read_text(encoding="utf-8"), 3) == SHORT


def test_arrays_stand_for_their_binary_values(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    values = np.array([[0.5], [-3], [0.1]])
    np.save("x.npy", values)
    np.save("x.dat.npy", np.asfortranarray(values.T))
    np.savez("x.npz", image=values)
    Path("x.npy").rename("y")
    for name in ("y", "x.dat.npy", "x.npz"):
        assert read_point(name, 3) == POINT
    np.save("small.npy", values.astype(np.float32))
    assert read_point("small.npy", 3)[2] == Fraction(float(np.float32(0.1)))
    np.save("large.npy", np.array([2**63 - 1, 2**62 + 1]))
    assert read_point("large.npy", 2) == (2**63 - 1, 2**62 + 1)


def test_tensors(tmp_path):
    require_packages("torch", "onnx")
    import torch
    from onnx import numpy_helper

    values = np.array([[0.5, -3, 0.1]])
    torch.save(torch.tensor(values), tmp_path / "x.pt")
    torch.save({"x": torch.tensor(values)}, tmp_path / "x.pth")
    (tmp_path / "x.pb").write_bytes(numpy_helper.from_array(values).SerializeToString())
    for name in ("x.pt", "x.pth", "x.pb"):
        assert read_point(tmp_path / name, 3) == POINT
    torch.save(torch.tensor(values).to(torch.bfloat16), tmp_path / "x.pt")
    assert read_point(tmp_path / "x.pt", 3)[2] != POINT[2]
    torch.save({"x": torch.tensor(values), "y": torch.ones(1)}, tmp_path / "two.pt")
    with pytest.raises(PolyregionsError, match="holds 2 tensors"):
        read_point(tmp_path / "two.pt", 3)
    (tmp_path / "bad.pb").write_bytes(b"\xff\xff")
    with pytest.raises(PolyregionsError, match=": "):
        read_point(tmp_path / "bad.pb", 3)


BAD = {
    "missing.txt": "no list of numbers and no file",
    "": "no list of numbers and no file",
    "1,,2,3": "coordinate 1 is the text ''",
    ",1,2,3": "coordinate 0 is the text ''",
    "1,2,3,": "coordinate 3 is the text ''",
    "1;2;3": "no list of numbers and no file",
    "1,2": "has 2 numbers where the network takes 3",
    "1,2,3,4": "has 4 numbers",
    "1,2,1/0": "divides by zero",
    "1,2,1-2": "coordinate 2",
    "[1, 2, true]": "truth value",
    "[1, 2": "no JSON",
    "((X_1 1) (X_2 2))": "the point: X_0 has no value",
    "((X_0 one))": "the point: X_0",
    "[1, 2, null]": "no number",
}
BAD_FILES = {
    "words.txt": (b"a b c", "coordinate 0"),
    "empty.txt": (b"", "has 0 numbers"),
    "gap between commas.txt": (b"1, ,2,3\n", "coordinate 1 is the text ''"),
    "semicolons.txt": (b"1;2;3", "coordinate 0 is the text '1;2;3'"),
    "nan.txt": (b"1 nan 2", "coordinate 1"),
    "binary.txt": (b"\xff\xfe1", "no UTF-8"),
    "twice.txt": (b"((X_0 1) (X_0 2) (X_1 3))", "stands there twice"),
    "gap.txt": (b"((X_0 1) (X_2 2))", "X_1 has no value"),
    "x.npy": (b"1,2,3", "no .npy file"),
    "x.npz": (b"1,2,3", "no .npz file"),
    "x.pt": (b"1,2,3", "torch"),
    "x.json": (json.dumps({"x": 1}).encode(), "give a list of numbers"),
    "deep.json": (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
    "bytes.json": (b"[1, 2, \xff]", "no JSON"),
}


def message(source):
    with pytest.raises(PolyregionsError) as caught:
        read_point(source, 3)
    text = str(caught.value)
    assert "\n" not in text
    assert ": " in text
    return text


def test_bad_texts_and_files(tmp_path):
    for text, part in BAD.items():
        assert part in message(text)
    for name, (content, part) in BAD_FILES.items():
        (tmp_path / name).write_bytes(content)
        assert part in message(tmp_path / name)
    np.save(tmp_path / "x.npy", np.array([1.0, np.nan, 2.0]))
    assert "must be finite" in message(tmp_path / "x.npy")
    np.save(tmp_path / "x.npy", np.array(["a", "b", "c"]))
    assert "entries of type" in message(tmp_path / "x.npy")
    np.savez(tmp_path / "x.npz", a=[1], b=[2])
    assert "holds 2 arrays" in message(tmp_path / "x.npz")
    assert "cannot be read" in message(tmp_path)
