"""Standard input and output in the place of files, which ``-`` stands for.

What standard input holds is copied to a file of its own, so that every reader takes it, and what is
to go to standard output is written to such a file first, so that half of it is never seen there.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from contextvars import ContextVar
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import IO, Any

from polyregions.errors import FileFormatError, PolyregionsError

__all__ = [
    "STREAM",
    "check_streams",
    "deliver",
    "input_file",
    "output_file",
    "read_from",
    "shown",
    "standard_streams",
]

STREAM = "-"
"""The word for standard input where a file is read, for standard output where one is written."""

_TEXTS = ("json", "csv", "graphml", "gexf", "gml", "dot", "obj", "svg", "html")
_IN, _OUT = "standard input", "standard output"


@dataclass
class _Streams:
    """Which streams a command uses, and the files that stand for them."""

    stack: ExitStack = field(default_factory=ExitStack)
    names: dict[str, str] = field(default_factory=dict)  # of the streams, by the paths of the files
    reader: str | None = None
    output: str | None = None
    stdout: Any = None

    def path(self, stream: str, suffix: str = "") -> str:
        """Return the path of a new file that stands for a stream."""
        folder = self.stack.enter_context(TemporaryDirectory(prefix="polyregions-"))
        path = os.path.join(folder, f"stream.{suffix}" if suffix else "stream")
        self.names[path] = stream
        return path


_current: ContextVar[_Streams] = ContextVar("streams")


@contextmanager
def standard_streams() -> Iterator[None]:
    """Let a command use ``-``, and messages name the streams, in a block."""
    streams = _Streams()
    token = _current.set(streams)
    try:
        with streams.stack:
            yield
    finally:
        _current.reset(token)


def deliver() -> None:
    """Send to standard output what a command has written for it, if it has."""
    streams = _current.get()
    if streams.output is None or not os.path.exists(streams.output):
        return
    streams.stdout.flush()
    with open(streams.output, "rb") as file:
        shutil.copyfileobj(file, _binary(streams.stdout))
    streams.stdout.flush()


def input_file(path: str, what: str) -> str:
    """Return the path of a file to be read, for ``-`` that of one with what standard input holds.

    Parameters
    ----------
    path
        What the user gave.
    what
        The argument or option that it was given for.

    Raises
    ------
    PolyregionsError
        If standard input is closed, or was read already.
    """
    if path != STREAM:
        return path
    streams = _current.get()
    if streams.reader is not None:
        raise PolyregionsError(
            f"{_IN} is asked for twice, by {streams.reader} and by {what}: give one of them a file"
        )
    if sys.stdin is None:
        raise FileFormatError(f"{_IN} is closed: give {what} a file")
    streams.reader = what
    copy = streams.path(_IN)
    with open(copy, "wb") as file:
        shutil.copyfileobj(_binary(sys.stdin), file)
    return copy


def read_from(what: str) -> Callable[[str | None], str | None]:
    """Return the callback by which an option or argument takes ``-`` for standard input."""

    def path(value: str | None) -> str | None:
        return None if value is None else input_file(value, what)

    return path


def output_file(path: str, format: str | None, default: str = "json") -> str:
    """Return the path of a file to be written, for ``-`` that of one to be sent to standard output.

    Then what the command reports goes to standard error.

    Parameters
    ----------
    path
        What the user gave.
    format
        The format that the user named, if any.
    default
        The format of standard output otherwise.

    Raises
    ------
    PolyregionsError
        If standard output is closed, or a terminal that binary files would disturb.
    """
    if path != STREAM:
        return path
    streams, kind = _current.get(), (format or default).lower().removeprefix(".")
    if sys.stdout is None:
        raise PolyregionsError(f"{_OUT} is closed: give the path of a file")
    if kind not in _TEXTS and sys.stdout.isatty():
        raise PolyregionsError(
            f"{kind} is binary, and {_OUT} is a terminal: send it on by > FILE, or give -o FILE"
        )
    streams.stdout = sys.stdout
    streams.output = streams.path(_OUT, kind)
    streams.stack.enter_context(redirect_stdout(sys.stderr))
    return streams.output


def check_streams(paths: Iterable[str]) -> None:
    """Refuse to send several files to standard output, given the paths of all that are written."""
    output = _current.get(_Streams()).output
    files = list(paths)
    if output is None or len(files) < 2:
        return
    if any(os.path.dirname(file) == os.path.dirname(output) for file in files):
        raise PolyregionsError(
            f"these are {len(files)} files, and {_OUT} takes one: give -o FILE, or another format"
        )


def shown(text: str) -> str:
    """Return a text with the names of the streams in the place of the files that stand for them."""
    for path, stream in _current.get(_Streams()).names.items():
        text = text.replace(repr(path), stream).replace(path, stream)
    return text


def _binary(stream: Any) -> IO[bytes]:
    """Return the bytes below a stream of text."""
    binary: IO[bytes] = stream.buffer
    return binary
