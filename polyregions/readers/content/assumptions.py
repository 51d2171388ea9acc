"""What a reader assumed of a file that is not quite what it should be, told as a warning."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence

from polyregions.errors import AssumptionWarning

__all__ = ["announce_assumptions"]


def announce_assumptions(name: str, assumptions: Sequence[str]) -> None:
    """Warn of what was assumed where a file was read, in one line; of nothing where nothing was.

    The warning points to the line of the caller's that asked this package for the file. Programs
    of the package show it as a note on stderr.

    Parameters
    ----------
    name
        What was read, as the message begins.
    assumptions
        What was assumed, each in words without a full stop.

    Examples
    --------
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     announce_assumptions("'net.nnet'", ["line 1 is short", "line 2 is long"])
    >>> print(caught[0].message)
    'net.nnet' is not quite what it should be: line 1 is short; line 2 is long
    """
    if assumptions:
        message = f"{name} is not quite what it should be: {'; '.join(assumptions)}"
        warnings.warn(message, AssumptionWarning, stacklevel=_levels_to_the_caller())


def _levels_to_the_caller() -> int:
    """Return how many calls higher the first function outside of this package stands."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(
        "polyregions."
    ):
        level, frame = level + 1, frame.f_back
    return level
