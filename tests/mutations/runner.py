"""Trying mutants in a copy of the repository, with the kernel uncompiled."""

import os
import py_compile
import shutil
from importlib.util import cache_from_source
from pathlib import Path

from tests.mutations.process import TIMED_OUT, PytestProcess

ROOT = Path(__file__).parents[2]
PASSED, FAILED = 0, 1  # exit codes of pytest; the others are no answers
# A mutant may make a loop endless; no clock decides anything else.
_LIMIT = 300


class Workshop:
    """A copy of the repository in which one mutant of a list at a time is tried."""

    def __init__(self, folder, mutants):
        self._root = Path(folder)
        self._tests = sorted({test for mutant in mutants for test in mutant.tests})
        ignored = shutil.ignore_patterns("__pycache__", ".*")
        for name in ("polyregions", "tests"):
            shutil.copytree(ROOT / name, self._root / name, ignore=ignored)
        shutil.copy(ROOT / "pyproject.toml", self._root)
        for path in sorted(self._root.rglob("*.py")):
            py_compile.compile(str(path))
        self._unmutated = {}
        settings = {"NUMBA_DISABLE_JIT": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": ""}
        settings |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        self._process = PytestProcess(self._root, environment | settings, _LIMIT)

    def text_of(self, mutant):
        """Return the text of a mutant's file."""
        return self._file(mutant).read_text(encoding="utf-8")

    def check(self, mutant):
        """Try a mutant; raise AssertionError unless a test fails with it and none without it."""
        text = self.text_of(mutant)
        count = text.count(mutant.text)
        assert count == 1, f"{mutant}: its text occurs {count} times in {mutant.file}"
        if mutant.equivalent:
            return
        for test in mutant.tests:
            code, output = self._without_it(test.partition("::")[0])
            assert code == PASSED, f"{mutant}: its tests do not pass without it\n{output}"
        file = self._file(mutant)
        # A compiled file is told from a stale one by its second and its length only.
        bytecode = Path(cache_from_source(str(file)))
        bytecode.unlink(missing_ok=True)
        try:
            file.write_text(text.replace(mutant.text, mutant.replacement), encoding="utf-8")
            code, output = self._run(mutant.tests)
        finally:
            file.write_text(text, encoding="utf-8")
            py_compile.compile(str(file))
        assert code == FAILED, f"{mutant} survives: {mutant.reason} (exit code {code})\n{output}"

    def _without_it(self, file):
        """Run all the tests of one file that mutants name, once."""
        if file not in self._unmutated:
            named = [test for test in self._tests if test.partition("::")[0] == file]
            self._unmutated[file] = self._run(named)
        return self._unmutated[file]

    def _file(self, mutant):
        return self._root / "polyregions" / mutant.file

    def _run(self, tests):
        # Plugins, the options that need them, and asserts that tell more than that they fail would
        # take half of each run.
        options = ["-x", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "-m", "not slow"]
        options += ["--assert=plain"]
        code, output = self._process.run([*options, *(f"tests/{test}" for test in tests)])
        return (FAILED, "it came to no end") if code == TIMED_OUT else (code, output)

    def close(self):
        """End the process that runs the tests."""
        self._process.close()
