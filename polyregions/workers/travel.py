"""Functions that travel once to each process: whole to those that do not know them, else by name.

The name is a digest of the pickled function, which with all that it holds can be large: the tasks
of a search share one, and differ in their arguments alone.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b
from importlib.util import find_spec
from threading import Lock
from typing import Any

__all__ = ["Answer", "Parcel", "carried_out"]

_KEPT = 4  # functions by each process: a search has one, and may be a part of another

_known: OrderedDict[bytes, Callable[..., Any]] = OrderedDict()
_lock = Lock()


class Answer(Enum):
    """What a process answers in place of a result."""

    UNKNOWN = "the function is not known here: send it whole"


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """A function on its way to processes.

    Attributes
    ----------
    function
        The function.
    pickled
        The function pickled, and its digest; None where only the executor can pickle it, if
        anybody can: then it travels with every task.
    """

    function: Callable[..., Any]
    pickled: tuple[bytes, bytes] | None

    @classmethod
    def of(cls, function: Callable[..., Any], by_value: bool) -> Parcel:
        """Pickle a function.

        Parameters
        ----------
        function
            The function.
        by_value
            Whether processes do not know the module ``__main__``, so that what it defines travels
            as a value, where cloudpickle is there.
        """
        try:
            pickled = pickle.dumps(function)
            if by_value and b"__main__" in pickled:
                pickled = _pickled_by_value(function)
        except (pickle.PicklingError, AttributeError, TypeError):
            if not by_value:
                return cls(function, None)
            try:
                pickled = _pickled_by_value(function)
            except (pickle.PicklingError, AttributeError, TypeError, ImportError):
                return cls(function, None)
        return cls(function, (blake2b(pickled, digest_size=16).digest(), pickled))

    def call(self, whole: bool) -> tuple[Any, ...]:
        """Return what is to be submitted before the arguments of a task."""
        if self.pickled is None:
            return (self.function,)
        digest, pickled = self.pickled
        return carried_out, digest, pickled if whole else None


def _pickled_by_value(function: Callable[..., Any]) -> bytes:
    if find_spec("cloudpickle") is None:
        return pickle.dumps(function)
    import cloudpickle

    dumped: bytes = cloudpickle.dumps(function)
    return dumped


def carried_out(digest: bytes, pickled: bytes | None, /, *arguments: Any) -> Any:
    """Carry out a task in a process: call the function of a digest, or answer that it is unknown.

    Parameters
    ----------
    digest, pickled
        The function; without its pickled form where this process should know it.
    arguments
        What it is called with.
    """
    with _lock:
        function = _known.get(digest)
        if function is None and pickled is not None:
            function = _known[digest] = pickle.loads(pickled)
        if function is None:
            return Answer.UNKNOWN
        _known.move_to_end(digest)
        if len(_known) > _KEPT:
            _known.popitem(last=False)
    return function(*arguments)
