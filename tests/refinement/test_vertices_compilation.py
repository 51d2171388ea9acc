"""The compiled kernel on disk: kept while its sources stay the same, and never in the way."""

import os
import shutil
import subprocess
import sys
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
    assert ask(copy) == ["True", "3", "True"]


@pytest.mark.slow
def test_a_damaged_cache_is_replaced(copy):
    ask(copy)
    for name in ("*.nbi", "*.nbc"):
        (file,) = (copy / "polyregions" / KERNEL / "__pycache__").glob(name)
        file.write_bytes(b"damaged")
        assert ask(copy)[1] == "2"
        assert ask(copy) == ["True", "2", "True"]


@pytest.mark.slow
def test_nowhere_to_write(copy):
    """A file stands where the cache folders would be made."""
    (copy / "polyregions" / KERNEL / "__pycache__").write_text("")
    (copy / "home").write_text("")
    home = str(copy / "home" / "none")
    assert ask(copy, HOME=home, XDG_CACHE_HOME=home) == ["False", "2", "True"]
    assert ask(copy, HOME=home, XDG_CACHE_HOME=home) == ["False", "2", "True"]


def test_the_digest_covers_the_kernel():
    assert len(compilation.source_digest()) == 64
