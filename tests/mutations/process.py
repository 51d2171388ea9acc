"""One process that has imported what all mutants need, and a fork of it for each run of tests.

Two thirds of a run of few tests are imports of NumPy, SciPy, Hypothesis and others. Standing alone,
this file is the program of that process: it reads a JSON list of pytest's arguments from each line,
runs pytest in a fork, and writes a line with the exit code and the output.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from tempfile import TemporaryFile

TIMED_OUT = -1


class PytestProcess:
    """Runs pytest in a folder again and again."""

    def __init__(self, folder, environment, limit):
        command = [sys.executable, os.path.abspath(__file__), str(limit)]
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, arguments):
        """Return the exit code, ``TIMED_OUT`` after the limit, and what was printed."""
        print(json.dumps(arguments), file=self._process.stdin, flush=True)
        code, output = json.loads(self._process.stdout.readline())
        return code, output

    def close(self):
        """End the process."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _serve(limit):
    import flint  # noqa: F401
    import hypothesis.strategies  # noqa: F401
    import networkx  # noqa: F401
    import numba  # noqa: F401
    import numpy  # noqa: F401
    import pytest
    import scipy.optimize
    import scipy.sparse  # noqa: F401

    sys.path[0] = os.getcwd()
    for line in sys.stdin:
        with TemporaryFile() as printed:
            child = os.fork()
            if child == 0:
                os.setsid()
                os.dup2(printed.fileno(), 1)
                os.dup2(printed.fileno(), 2)
                signal.alarm(limit)
                code = int(pytest.main(json.loads(line)))
                sys.stdout.flush()
                os._exit(code)
            _, status = os.waitpid(child, 0)
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)  # workers of a test that were left alone
            code = TIMED_OUT if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
            printed.seek(0)
            text = printed.read().decode("utf-8", "replace")
        print(json.dumps([code, text[-4000:]]), flush=True)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
