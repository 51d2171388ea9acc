"""Compiling the kernel once, and keeping the machine code on disk as long as it is up to date.

Numba keys its cache on the file of a function alone, not on those of the functions it calls.  Here
the key is a digest of all files of this package, so that no edit leaves stale code behind.
"""

# Numba's decorators have no types.
# mypy: allow-untyped-calls

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import FunctionCache, IndexDataCacheFile
from numba.core.compiler import Compiler

__all__ = ["compiled", "entry_point", "is_compiled", "source_digest"]


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
    return numba.njit(no_cpython_wrapper=True, pipeline_class=_Part, **_OPTIONS)(function)


def entry_point(function: Callable[..., Any]) -> Any:
    """Compile a function that Python calls, when it is first called, and keep it on disk."""
    dispatcher = numba.njit(**_OPTIONS)(function)
    # Numba refuses to cache where neither the package nor the user's cache folder can be written.
    with suppress(RuntimeError):
        dispatcher._cache = _KernelCache(function)
    return dispatcher


def is_compiled(dispatcher: Any) -> bool:
    """Return whether a call would start at once: the code is in memory or on disk."""
    if dispatcher.overloads:
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
