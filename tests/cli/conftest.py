"""Running the program as a user does, in a folder of its own."""

from dataclasses import dataclass

import pytest

from polyregions.cli import main


@dataclass(frozen=True)
class Outcome:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str

    def is_one_line_error(self):
        lines = self.err.splitlines()
        return (
            self.code == 2
            and self.out == ""
            and len(lines) == 1
            and lines[0].startswith("polyregions: error: ")
            and "Traceback" not in self.err
        )


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder, capsys, compiled_kernel):
    """Return a function that runs the program with the words given."""

    def run(*words):
        capsys.readouterr()
        code = main([str(word) for word in words])
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run
