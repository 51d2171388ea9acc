"""The best network found below a first layer."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.networks import Layer

__all__ = ["Candidate", "Found"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ternary network and the number of its regions."""

    regions: int
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The best of the networks that were of interest, if any, and whether all were searched."""

    best: Candidate | None
    complete: bool = True
