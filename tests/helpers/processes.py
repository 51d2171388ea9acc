"""Commands as processes of their own, with what they leave: children, files, lines on stderr."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import polyregions

__all__ = ["HERE", "PROGRAM", "children", "end_of", "started"]

PROGRAM = [sys.executable, "-m", "polyregions"]
HERE = str(Path(polyregions.__file__).resolve().parents[1])


def started(words, cwd, **options):
    """Start a command in a session of its own, as a terminal does."""
    environment = {**os.environ, "PYTHONPATH": HERE, **options.pop("environment", {})}
    return subprocess.Popen(
        [str(word) for word in words],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_heed_signals,
        **options,
    )


def _heed_signals():
    # Who starts the tests in the background, or by nohup, has all they start ignore these.
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_DFL)


def children(pid):
    """Return the ids of the processes that a process has started and that still run."""
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(word) for word in file.read().split()]


def end_of(process):
    """Wait for the end of a process and all that it started; return its code and output.

    Whoever inherits its output holds it open: so the output ends with the last of them.
    """
    try:
        out, err = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    return process.returncode, out, err
