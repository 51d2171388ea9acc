"""The program ``polyregions``, also ``python -m polyregions``: it ends by what its exit code says.

Exit code 1 says that a claim is refuted, and is what Python and C libraries end with when something
is wrong. So the program is imported under protection, and the process ends by no other way than
through this file.
"""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress
from typing import NoReturn

__all__ = ["program"]

_COULD_NOT_RUN, _INTERRUPTED = 2, 130  # as ExitCode has them, which may not be imported


def program() -> NoReturn:
    """Run the program and end the process."""
    code = _COULD_NOT_RUN
    try:
        _let_no_library_end_with_1()
        _keep_files_apart_from_streams()
        from polyregions.cli import main

        code = main()
    except KeyboardInterrupt:
        code = _INTERRUPTED
        _tell("interrupted: nothing was written")
    except BaseException as error:
        message = " ".join(str(error).split())
        _tell(
            f"{type(error).__name__} ({message}): install polyregions and what it needs anew, or "
            "give it more memory"
        )
    finally:
        _end(code)


def _let_no_library_end_with_1() -> None:
    """Let ``exit`` in C end the process by 2: OpenBLAS calls ``exit(1)`` for lack of memory."""
    # Neither Windows nor a system without these functions is a reason not to run.
    with suppress(ImportError, OSError, AttributeError, TypeError):
        import ctypes

        c = ctypes.CDLL(None)
        c.__cxa_atexit(c._exit, ctypes.c_void_p(_COULD_NOT_RUN), None)


def _keep_files_apart_from_streams() -> None:
    """Let no file that is opened take the place, and the messages, of a stream that is closed."""
    number = 0
    while number <= 2:
        number = os.open(os.devnull, os.O_RDWR)
    os.close(number)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", closefd=False)


def _tell(message: str) -> None:
    with suppress(Exception):
        print(f"polyregions: error: {message}".encode("ascii", "replace").decode(), file=sys.stderr)


def _end(code: int) -> NoReturn:
    """End the process without the rest of the interpreter, which could fail and change the code."""
    try:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                with suppress(Exception):
                    stream.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    program()
