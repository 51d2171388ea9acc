"""The compiled kernel on disk: kept while its sources stay the same, and never in the way."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import polyregions
from polyregions.refinement.vertices.kernel import compilation

PACKAGE = Path(polyregions.__file__).parent
KERNEL = Path("refinement/vertices/kernel")

# A kernel of one addition, whose answer is in a file of its own.
ANSWER = "from polyregions.refinement.vertices.kernel.compilation import compiled\n\n\n@compiled\ndef answer(x):\n    return x + {}\n"  # noqa: E501
ASKING = """
from polyregions.refinement.vertices.kernel.answer import answer
from polyregions.refinement.vertices.kernel.compilation import entry_point


@entry_point
def asked(x):
    return answer(x)
"""
ASK = """
from polyregions.refinement.vertices.kernel.asking import asked
from polyregions.refinement.vertices.kernel.compilation import is_compiled

before = is_compiled(asked)
print(before, asked(1), is_compiled(asked))
"""


@pytest.fixture
def copy(tmp_path):
    """Copy the package, with a small kernel beside the large one."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "polyregions", ignore=ignored)
    kernel = tmp_path / "polyregions" / KERNEL
    (kernel / "answer.py").write_text(ANSWER.format(1))
    (kernel / "asking.py").write_text(ASKING)
    return tmp_path


def ask(copy, **environment):
    settings = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [sys.executable, "-c", ASK],
        env=settings | environment,
        cwd=copy,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.split()


def test_an_edit_of_any_file_compiles_anew(copy):
    assert ask(copy) == ["False", "2", "True"]
    assert ask(copy) == ["True", "2", "True"]
    (copy / "polyregions" / KERNEL / "answer.py").write_text(ANSWER.format(2))
    assert ask(copy) == ["False", "3", "True"]


@pytest.mark.slow
def test_a_damaged_cache_is_replaced(copy):
    ask(copy)
    (file,) = (copy / "polyregions" / KERNEL / "__pycache__").glob("*.nbc")
    whole = file.read_bytes()
    for content in (b"", whole[:-1], whole[:40] + b"?" + whole[41:], b"damaged"):
        file.write_bytes(content)
        assert ask(copy) == ["False", "2", "True"]
        assert ask(copy) == ["True", "2", "True"]
    file.unlink()
    file.mkdir()
    assert ask(copy) == ["False", "2", "True"]


@pytest.mark.slow
def test_nowhere_to_write(copy):
    """A file stands where the cache folders would be made."""
    (copy / "polyregions" / KERNEL / "__pycache__").write_text("")
    (copy / "home").write_text("")
    home = str(copy / "home" / "none")
    assert ask(copy, HOME=home, XDG_CACHE_HOME=home) == ["False", "2", "True"]
    assert ask(copy, HOME=home, XDG_CACHE_HOME=home) == ["False", "2", "True"]


@pytest.mark.slow
def test_processes_that_compile_at_once(copy):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ask(copy), range(4)))
    assert {answer for _, answer, _ in answers} == {"2"}
    folder = copy / "polyregions" / KERNEL / "__pycache__"
    assert len(list(folder.glob("*.nbc"))) == 1
    assert not list(folder.glob("*.tmp"))
    assert ask(copy) == ["True", "2", "True"]


KEY = ("signature", ("machine", "cpu"), ("code", "cells"))


@pytest.fixture
def files(tmp_path):
    files = compilation.CodeFiles(tmp_path, "advance.cpython")
    files.save(KEY, ["machine code"] * 40)
    return files


def test_no_flipped_bit_and_no_missing_end_is_believed(files, tmp_path):
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    assert files.load(KEY) == ["machine code"] * 40
    for position in range(len(whole)):
        for bit in (1, 128):
            damaged = bytearray(whole)
            damaged[position] ^= bit
            path.write_bytes(damaged)
            assert files.load(KEY) is None, position
        path.write_bytes(whole[:position])
        assert files.load(KEY) is None, position
    assert not files.holds_code_for(KEY[1])
    path.write_bytes(whole)
    assert files.holds_code_for(KEY[1])


def test_code_is_found_by_signature_machine_and_own_code(files, tmp_path):
    for i in range(3):
        other = tuple("another" if i == j else part for j, part in enumerate(KEY))
        assert files.load(other) is None
        files.save(other, i)
    assert files.load(KEY) == ["machine code"] * 40
    assert len(list(tmp_path.iterdir())) == 4
    assert not files.holds_code_for("a third machine")


def test_code_of_another_version_goes(files, tmp_path, monkeypatch):
    monkeypatch.setattr(compilation, "source_digest", lambda: "newer")
    (tmp_path / "matching.cpython.1.nbc").touch()
    newer = compilation.CodeFiles(tmp_path, "advance.cpython")
    assert newer.load(KEY) is None
    newer.save(KEY, "new")
    assert (newer.load(KEY), files.load(KEY)) == ("new", None)
    assert len(list(tmp_path.iterdir())) == 2


def test_nothing_stays_of_code_that_could_not_be_written(files, tmp_path, monkeypatch):
    def full(path, content):
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        files.save(KEY, "newer")
    assert files.load(KEY) == ["machine code"] * 40
    assert len(list(tmp_path.iterdir())) == 1


def test_the_digest_covers_the_kernel():
    assert len(compilation.source_digest()) == 64
