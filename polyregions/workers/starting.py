"""How processes start: by fork where one thread runs, else anew; and scripts that allow it."""

from __future__ import annotations

import ast
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.context import BaseContext
from multiprocessing.process import current_process
from pathlib import Path
from types import FrameType

from polyregions.errors import UnguardedScriptError

__all__ = [
    "check_guard",
    "check_start",
    "leave_if_imported_again",
    "safe_context",
    "threads_running",
]

_THREADS = Path("/proc/self/task")


def threads_running() -> int | None:
    """Return the number of threads of this process, those of libraries included; None if unknown.

    Python knows its own alone, and not those of BLAS, OpenMP, PyTorch or HiGHS.
    """
    try:
        return len(os.listdir(_THREADS))
    except OSError:  # Linux alone tells
        return None


def safe_context() -> BaseContext:
    """Return how to start processes.

    A copy of a process (fork) has none of its threads, and their locks as they were: it is made
    where one thread runs. Elsewhere processes start anew, from a server that has loaded this
    package, or one by one. A method set by :func:`multiprocessing.set_start_method` other than fork
    stands.
    """
    chosen = multiprocessing.get_start_method(allow_none=True)
    if chosen not in (None, "fork"):
        return multiprocessing.get_context(chosen)
    methods = multiprocessing.get_all_start_methods()
    if "fork" in methods and threads_running() == 1:
        return multiprocessing.get_context("fork")
    if "forkserver" not in methods:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["polyregions.refinement.vertices.engine"])
    _start_servers()
    return context


def _start_servers() -> None:
    """Start what processes are started from, and what keeps account of what they share.

    The former here and now, where no signal is held back: what it inherits, all its processes do.
    The latter shall outlive a terminal that hangs up, as it does Ctrl-C, to clean up at the end.
    """
    from multiprocessing import forkserver, resource_tracker

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        resource_tracker.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    forkserver.ensure_running()


def check_guard(context: BaseContext) -> None:
    """Check that processes can start in a way that may have them import the script that runs.

    Raises
    ------
    UnguardedScriptError
        If they would carry out the script again, which would start processes.
    """
    if context.get_start_method() == "fork":
        return
    main = sys.modules.get("__main__")
    path = getattr(main, "__file__", None)
    frame = sys._current_frames().get(threading.main_thread().ident or 0)
    while frame is not None and not _is_of_module(frame, main):
        frame = frame.f_back
    if frame is not None and path is not None and not _is_guarded(path, frame.f_lineno):
        raise UnguardedScriptError(os.path.basename(path))


def check_start(executor: Executor) -> None:
    """Check the same for the processes that an executor starts as it comes to need them."""
    context = getattr(executor, "_mp_context", None)
    if isinstance(executor, ProcessPoolExecutor) and isinstance(context, BaseContext):
        leave_if_imported_again()
        check_guard(context)


def leave_if_imported_again() -> None:
    """End this process, without a word, where it is a new one that carries out a script again.

    The process that started it says what is wrong.
    """
    if getattr(current_process(), "_inheriting", False):
        os._exit(1)


def _is_of_module(frame: FrameType, module: object) -> bool:
    return frame.f_code.co_name == "<module>" and frame.f_globals is getattr(
        module, "__dict__", None
    )


def _is_guarded(path: str, line: int) -> bool:
    """Return whether a line of a script stands below a condition on ``__name__``."""
    try:
        tree = ast.parse(Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return True  # It is no script in Python that could be imported.
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and node.lineno <= line <= (node.end_lineno or line):
            names = (name.id for name in ast.walk(node.test) if isinstance(name, ast.Name))
            if "__name__" in names:
                return True
    return False
