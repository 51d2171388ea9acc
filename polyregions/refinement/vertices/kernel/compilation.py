"""Compiling the kernel once, and keeping the machine code on disk as long as it is up to date.

Numba keys its cache on the file of a function alone, not on those of the functions it calls.  Here
the key is a digest of all files of this package, so that no edit leaves stale code behind.

With ``NUMBA_DISABLE_JIT=1`` in the environment nothing is compiled: the kernel is the Python that
it is written in, for the debugger, for coverage and for tests of single functions.
"""

# Numba's decorators have no types.
# mypy: allow-untyped-calls

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import cache, wraps
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core.caching import FunctionCache, IndexDataCacheFile
from numba.core.compiler import Compiler

__all__ = ["PLAIN", "compiled", "entry_point", "inlined", "is_compiled", "source_digest"]


PLAIN: bool = bool(numba.config.DISABLE_JIT)
"""Whether the kernel runs uncompiled."""


class _Part(Compiler):  # type: ignore[misc]  # Numba is untyped
    """Leaves the optimisation of a function to the entry points that it becomes part of.

    Else LLVM would optimise it once more for every level of calls above it, and the kernel would
    take half as long again to compile.  The machine code is the same.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        library = self.state.targetctx.codegen().create_library("part of the kernel")
        library.enable_object_caching()
        library._optimize_final_module = lambda: None
        self.state.library = library


# The kernel allocates nothing, and its arguments outlive every call: references are not counted,
# which took a third of the time.
_OPTIONS = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True, "_nrt": False}


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function that only compiled functions call; it becomes part of the entry points."""
    return numba.njit(no_cpython_wrapper=True, pipeline_class=_Part, forceinline=False, **_OPTIONS)(
        function
    )


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a function whose many arguments would cost more than the call of it does.

    A tuple of arrays is handed over number by number.
    """
    return numba.njit(no_cpython_wrapper=True, pipeline_class=_Part, forceinline=True, **_OPTIONS)(
        function
    )


def entry_point(function: Callable[..., Any]) -> Any:
    """Compile a function that Python calls, when it is first called, and keep it on disk."""
    if PLAIN:
        return _silent(function)
    dispatcher = numba.njit(**_OPTIONS)(function)
    # Numba refuses to cache where neither the package nor the user's cache folder can be written.
    with suppress(RuntimeError):
        dispatcher._cache = _KernelCache(function)
    return dispatcher


def _silent(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function overflow and divide by zero as machine code does, whatever NumPy is told."""

    @wraps(function)
    def silent(*arguments: Any) -> Any:
        with np.errstate(all="ignore"):
            return function(*arguments)

    return silent


def is_compiled(dispatcher: Any) -> bool:
    """Return whether a call would start at once: the code is in memory or on disk."""
    if PLAIN or dispatcher.overloads:
        return True
    return isinstance(dispatcher._cache, _KernelCache) and dispatcher._cache.is_filled()


@cache
def source_digest() -> str:
    """Return a digest of the kernel's source files."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


_UNREADABLE = (OSError, EOFError, pickle.UnpicklingError)


class _KernelCache(FunctionCache):  # type: ignore[misc]  # Numba is untyped
    """A cache that is fresh as long as no file of the kernel changes, and never in the way."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._cache_file = IndexDataCacheFile(
            cache_path=self.cache_path,
            filename_base=self._impl.filename_base,
            source_stamp=source_digest(),
        )

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the stored code; None where there is none that can be read."""
        try:
            return super().load_overload(sig, target_context)
        except _UNREADABLE:
            with suppress(OSError):
                self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Store code; a disk that cannot be written only costs the next process its time."""
        with suppress(OSError):
            super().save_overload(sig, data)

    def is_filled(self) -> bool:
        """Return whether code for this machine is stored."""
        from numba.core.registry import cpu_target

        machine = cpu_target.target_context.codegen().magic_tuple()
        with suppress(*_UNREADABLE):
            return any(key[1] == machine for key in self._cache_file._load_index())
        return False
