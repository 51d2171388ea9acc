"""The exceptions of polyregions: one hierarchy, each message a cause and a remedy; its warning."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from fractions import Fraction
from reprlib import Repr

__all__ = [
    "AssumptionWarning",
    "ConstructionError",
    "FileFormatError",
    "InternalError",
    "InvalidDomainError",
    "InvalidFunctionError",
    "InvalidNetworkError",
    "InvalidNumberError",
    "OutOfTime",
    "PolyregionsError",
    "TooLargeError",
    "UnboundedError",
    "UnguardedScriptError",
    "UnknownOptionError",
    "WorkerLostError",
    "check_choice",
    "nearest_name",
    "short",
    "unknown_choice",
]

_LONGEST_NAME = 100
"""Names with more letters are like none that there are."""

_LIKENESS = 0.75
"""How much of two names is the same, from 0 to 1, where one is taken for a slip of the other."""


class PolyregionsError(Exception):
    """Base class of every error that polyregions raises on purpose."""


class AssumptionWarning(UserWarning):
    """A file is not quite what it should be, and is read as what it plainly means.

    The message says what was assumed.
    """


class InvalidNumberError(PolyregionsError, ValueError):
    """A value that is not a finite rational number."""


class InvalidNetworkError(PolyregionsError, ValueError):
    """Layers, shapes or activations that do not make a network."""


class InvalidDomainError(PolyregionsError, ValueError):
    """A domain that is empty, flat, of the wrong dimension or not a polytope."""


class InvalidFunctionError(PolyregionsError, ValueError):
    """A function of one variable that is not piecewise linear, or lacks a bound that is needed."""


class ConstructionError(PolyregionsError, ValueError):
    """Parameters for which a published construction is not defined."""


class FileFormatError(PolyregionsError, ValueError):
    """A file that cannot be read as what it should be."""


class UnknownOptionError(PolyregionsError, ValueError):
    """A name (engine, definition, graph kind, variant) that polyregions does not know."""


class UnboundedError(PolyregionsError, ValueError):
    """A quantity that is finite on bounded polytopes only."""


class TooLargeError(PolyregionsError, OverflowError):
    """More than the numbers that hold it can tell apart."""


class OutOfTime(PolyregionsError):  # noqa: N818  # it is no fault
    """Work that has no partial result came to the end of its time."""

    def __init__(self) -> None:
        super().__init__("the time is up: give more seconds, or a smaller problem")

    def __reduce__(self) -> tuple[type[OutOfTime], tuple[()]]:
        return type(self), ()


class WorkerLostError(PolyregionsError, RuntimeError):
    """Workers ended before their tasks did, or did not start, so that there is no whole result.

    Parameters
    ----------
    found
        The number of regions that had been found; None where they are not what was sought.
    partial
        What is known of them: what the search returns where a budget stops it, such as a
        :class:`polyregions.PartialResult`; None if there is no such result.
    """

    def __init__(self, found: int | None = None, partial: object = None) -> None:
        so_far = "" if found is None else f", after {found} regions had been found"
        super().__init__(
            "a worker process was ended or could not be started, perhaps for lack of memory"
            f"{so_far}: give fewer workers or more memory, and a new executor if you gave one"
        )
        self.found = found
        self.partial = partial

    def __reduce__(self) -> tuple[type[WorkerLostError], tuple[int | None, object]]:
        return type(self), (self.found, self.partial)


class UnguardedScriptError(PolyregionsError, RuntimeError):
    """A script that processes cannot import, since it would start processes again.

    Parameters
    ----------
    script
        Its name.
    """

    def __init__(self, script: str) -> None:
        super().__init__(
            f"each process imports {script}, which would start processes again: put what it does "
            'below if __name__ == "__main__":, or give workers=1'
        )
        self.script = script

    def __reduce__(self) -> tuple[type[UnguardedScriptError], tuple[str]]:
        return type(self), (self.script,)


class InternalError(PolyregionsError, AssertionError):
    """A broken invariant inside polyregions: always a bug, never the user's fault."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}. This is a bug in polyregions: please report it with the file of the network, "
            "and the domain."
        )


class _Shortened(Repr):
    """Texts of a few words, also for numbers of more digits than Python prints."""

    def repr_int(self, value: int, level: int) -> str:
        digits = value.bit_length() * 30103 // 100000
        return super().repr_int(value, level) if digits <= 600 else f"<about {digits} digits>"

    def repr_Fraction(self, value: Fraction, level: int) -> str:  # noqa: N802  # named by the type
        parts = (self.repr1(part, level) for part in value.as_integer_ratio())
        return f"Fraction({', '.join(parts)})"

    def repr_instance(self, x: object, level: int) -> str:
        return " ".join(super().repr_instance(x, level).split())  # arrays have lines


short = _Shortened().repr
"""What a value is, as a message can say it: ``reprlib.repr`` for numbers of any length."""


def check_choice(
    what: str,
    given: object,
    choices: Iterable[str],
    kind: type[PolyregionsError] = UnknownOptionError,
) -> str:
    """Return a name that is one of those there are, and refuse all else.

    Parameters
    ----------
    what, given, choices, kind
        As for :func:`unknown_choice`; the value may be of any type.

    Examples
    --------
    >>> check_choice("the engine", "lp", ["auto", "vertices", "lp"])
    'lp'
    """
    names = list(choices)
    if not isinstance(given, str) or given not in names:
        raise unknown_choice(what, given, names, kind)
    return given


def unknown_choice(
    what: str,
    given: object,
    choices: Iterable[str],
    kind: type[PolyregionsError] = UnknownOptionError,
) -> PolyregionsError:
    """Return the error that says which names there are in place of the one given.

    Parameters
    ----------
    what
        What is named, as it begins the message.
    given
        What was given for a name.
    choices
        The names, as they are to be shown, perhaps with remarks in brackets behind them.
    kind
        The class of the error.

    Examples
    --------
    >>> print(unknown_choice("the engine", "vertice", ["auto", "vertices", "lp"]))
    the engine 'vertice' is unknown (did you mean vertices?): use auto, vertices, lp
    >>> print(unknown_choice("the activation", None, ["relu", "identity"]))
    the activation None is unknown: use relu or identity
    """
    known = list(choices)
    names = (" or " if len(known) == 2 else ", ").join(known)
    near = nearest_name(given, [name.partition(" (")[0] for name in known])
    meant = "" if near is None else f" (did you mean {near}?)"
    return kind(f"{what} {short(given)} is unknown{meant}: use {names}")


def nearest_name(given: object, known: Iterable[str]) -> str | None:
    """Return the known name that is probably meant, None if there is none like the one given.

    Capitals, and which dash is used, make no difference.

    Examples
    --------
    >>> nearest_name("Open-Conected", ["proper_activation", "open_connected", "affine"])
    'open_connected'
    >>> nearest_name("l3", ["l1", "l2", "linf"]) is None
    True
    """
    if not isinstance(given, str) or len(given) > _LONGEST_NAME:
        return None
    plain = {name.lower().replace("-", "_"): name for name in known}
    near = get_close_matches(given.lower().replace("-", "_"), plain, n=1, cutoff=_LIKENESS)
    return plain[near[0]] if near else None
