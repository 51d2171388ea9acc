"""The exceptions of polyregions: one hierarchy, each message a cause and a remedy."""

from __future__ import annotations

__all__ = [
    "ConstructionError",
    "FileFormatError",
    "InternalError",
    "InvalidDomainError",
    "InvalidFunctionError",
    "InvalidNetworkError",
    "InvalidNumberError",
    "PolyregionsError",
    "UnboundedError",
    "UnknownOptionError",
]


class PolyregionsError(Exception):
    """Base class of every error that polyregions raises on purpose."""


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


class InternalError(PolyregionsError, AssertionError):
    """A broken invariant inside polyregions: always a bug, never the user's fault."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}. This is a bug in polyregions: please report it with the network and the "
            "domain, written by polyregions.write_network."
        )
