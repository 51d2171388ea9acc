"""How a command ends, as the shell sees it."""

from enum import IntEnum

__all__ = ["ExitCode"]


class ExitCode(IntEnum):
    """The exit codes of all commands."""

    DONE = 0
    """All went well, and what was to be checked is true."""
    REFUTED = 1
    """A claim is refuted."""
    COULD_NOT_RUN = 2
    """There is no answer, whatever the cause."""
    STOPPED = 3
    """A budget ended the search: there is a part of an answer."""
    HUNG_UP = 129
    """The terminal of the command was closed (SIGHUP)."""
    INTERRUPTED = 130
    """The user ended the command (Ctrl-C, SIGINT)."""
    TERMINATED = 143
    """The command was asked to end (SIGTERM), as by ``timeout`` or a scheduler."""
