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
import platform
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache, wraps
from pathlib import Path
from typing import Any

import numba
import numpy as np
from llvmlite.binding import get_host_cpu_features  # type: ignore[import-untyped]
from numba.core.caching import FunctionCache
from numba.core.compiler import Compiler
from numba.core.serialize import dumps

__all__ = [
    "HAS_FUSED",
    "PLAIN",
    "CodeFiles",
    "compiled",
    "entry_point",
    "inlined",
    "is_compiled",
    "source_digest",
]

_DIGEST_SIZE = hashlib.sha256().digest_size

PLAIN: bool = bool(numba.config.DISABLE_JIT)
"""Whether the kernel runs uncompiled."""


def _has_fused() -> bool:
    machine = platform.machine().lower()
    return machine in ("arm64", "aarch64") or bool(get_host_cpu_features().get("fma"))


HAS_FUSED = not PLAIN and _has_fused()
"""Whether machine code multiplies and adds in one instruction, with one rounding."""


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


class _KernelCache(FunctionCache):  # type: ignore[misc]  # Numba is untyped
    """A cache that is fresh as long as no file of the kernel changes, and never in the way."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        module = function.__module__.rpartition(".")[2]
        base = f"{module}.{function.__qualname__}.{sys.implementation.cache_tag}"
        self._cache_file = CodeFiles(Path(self.cache_path), base)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the stored code; None where there is none that can be used, whatever the cause."""
        with suppress(Exception):
            return super().load_overload(sig, target_context)
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Store code; a disk that cannot be written only costs the next process its time."""
        with suppress(OSError):
            super().save_overload(sig, data)

    def is_filled(self) -> bool:
        """Return whether code for this machine is stored."""
        from numba.core.registry import cpu_target

        machine = cpu_target.target_context.codegen().magic_tuple()
        return self._cache_file.holds_code_for(machine)


class CodeFiles:
    """The files that keep machine code, each whole or of no account.

    A file begins with the digest of all that follows, which is believed, and unpickled, only if the
    digest is right: damaged code would end the process. Its name says for which source, machine
    and signature the code is, so that there is no list of files that processes could disagree on.

    Parameters
    ----------
    folder
        Where the files are.
    base
        How their names begin.
    """

    def __init__(self, folder: Path, base: str) -> None:
        self._folder = folder
        self._base = base
        self._source = _short_digest(numba.__version__, source_digest())

    def load(self, key: Any) -> Any:
        """Return what is stored for a signature, a machine and the function's own code, or None."""
        content = self._content(self._path(key))
        return None if content is None else pickle.loads(content)

    def save(self, key: Any, data: Any) -> None:
        """Store the code, and remove that of other versions of the kernel.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        content = dumps(data)
        path = self._path(key)
        temporary = path.with_suffix(f".{secrets.token_hex(8)}.tmp")
        try:
            temporary.write_bytes(hashlib.sha256(content).digest() + content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        for other in self._folder.glob(f"{self._base}.*.nbc"):
            if not other.name.startswith(f"{self._base}.{self._source}."):
                other.unlink(missing_ok=True)

    def holds_code_for(self, machine: Any) -> bool:
        """Return whether there is code for a machine, of any signature."""
        name = f"{self._base}.{self._source}.{_short_digest(machine)}.*.nbc"
        return any(self._content(path) is not None for path in self._folder.glob(name))

    def _path(self, key: Any) -> Path:
        signature, machine, own = key
        parts = self._base, self._source, _short_digest(machine), _short_digest(signature, own)
        return self._folder / (".".join(parts) + ".nbc")

    @staticmethod
    def _content(path: Path) -> bytes | None:
        try:
            content = path.read_bytes()
        except OSError:
            return None
        digest, content = content[:_DIGEST_SIZE], content[_DIGEST_SIZE:]
        return content if hashlib.sha256(content).digest() == digest else None


def _short_digest(*values: Any) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]
