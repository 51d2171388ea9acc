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
    INTERRUPTED = 130
    """The user ended the command."""
