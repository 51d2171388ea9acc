"""Which interface is in use, Python or the shell, so that a message names the option there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["option", "parameter", "shell_interface"]

_in_shell: ContextVar[bool] = ContextVar("in_shell", default=False)


@contextmanager
def shell_interface() -> Iterator[None]:
    """Let messages name the options of the program ``polyregions`` while the context is open.

    Examples
    --------
    >>> with shell_interface():
    ...     option("output='name'", "--output-name NAME")
    '--output-name NAME'
    """
    token = _in_shell.set(True)
    try:
        yield
    finally:
        _in_shell.reset(token)


def option(in_python: str, in_shell: str) -> str:
    """Return what an option is called in the interface in use.

    Parameters
    ----------
    in_python
        The keyword of a function, perhaps with a value, such as ``"input_shape=(1, 3, 8, 8)"``.
    in_shell
        The option of a command that stands for it, such as ``"--input-shape 1,3,8,8"``.

    Examples
    --------
    >>> option("output='name'", "--output-name NAME")
    "output='name'"
    """
    return in_shell if _in_shell.get() else in_python


def parameter(name: str) -> str:
    """Return what a parameter is called in the interface in use, where an option bears its name.

    Examples
    --------
    >>> with shell_interface():
    ...     parameter("max_seconds")
    '--max-seconds'
    """
    return option(name, f"--{name.replace('_', '-')}")
