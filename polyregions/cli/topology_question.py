"""What ``polyregions topology`` is asked, and what answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from polyregions.arithmetic import exact_rational
from polyregions.cli.report import Columns, Row
from polyregions.cli.topology_tables import class_parts, face_parts, persistence_parts, set_parts
from polyregions.complexes import RegionComplex
from polyregions.complexes.topology import OutputSet, Topology, check_persistence
from polyregions.errors import UnknownOptionError
from polyregions.networks import Network
from polyregions.polytopes import HPolytope

__all__ = ["TopologyQuestion"]

Answer = Callable[[RegionComplex], Iterable[Row | Columns | str]]

# What asks for something else than one set, and the other options that mean something beside it.
_MEANT_BESIDE = {
    "--classes": ("--level", "--closed", "--coefficients"),
    "--persistence": ("--set", "--of"),
    "--faces": (),
}
_OF_LEVELS = ("superlevel", "sublevel", "level")


@dataclass(frozen=True, slots=True)
class TopologyQuestion:
    """What is asked, by the options that are of this command alone, as they are given.

    Raises
    ------
    UnknownOptionError
        If they do not fit together.
    """

    set: str | None
    of: int | None
    level: str | None
    label: int | None
    closed: bool
    coefficients: str | None
    classes: bool
    persistence: bool
    faces: bool

    def __post_init__(self) -> None:
        given = self._given()
        modes = [flag for flag in _MEANT_BESIDE if flag in given]
        if len(modes) > 1:
            raise UnknownOptionError(
                f"{modes[0]} and {modes[1]} are both given: leave one of them out"
            )
        for mode in modes:
            for flag in given:
                if flag not in (mode, *_MEANT_BESIDE[mode]):
                    raise UnknownOptionError(f"{flag} means nothing with {mode}: leave it out")

    def _given(self) -> list[str]:
        values = {
            "--set": self.set,
            "--of": self.of,
            "--level": self.level,
            "--label": self.label,
            "--closed": self.closed or None,
            "--coefficients": self.coefficients,
            "--classes": self.classes or None,
            "--persistence": self.persistence or None,
            "--faces": self.faces or None,
        }
        return [flag for flag, value in values.items() if value is not None]

    def answer(self, network: Network, domain: HPolytope) -> Answer:
        """Return what answers it from the regions of a network on a domain.

        Raises
        ------
        PolyregionsError
            If it has no meaning for this network, or this domain.
        """
        if self.faces:
            return lambda cells: face_parts(cells.face_lattice)
        if self.persistence:
            output, of = self._output(network), self.set or "sublevel"
            check_persistence(network, domain, output, of)
            return lambda cells: persistence_parts(cells.persistence(output, of), output)
        if self.classes:
            *regions, boundary = self._sets_of_classes(network)
            return lambda cells: class_parts(
                [self._topology(cells, one) for one in regions], self._topology(cells, boundary)
            )
        chosen = self._set(network, self.set or "superlevel", self.label)
        return lambda cells: set_parts(self._topology(cells, chosen))

    def _set(self, network: Network, name: str, label: int | None = None) -> OutputSet:
        output = self._output(network) if name in _OF_LEVELS else self.of or 0
        level = exact_rational(self.level or "0", "the level")
        return OutputSet.of(network, name, output, level, label, self.closed)

    def _sets_of_classes(self, network: Network) -> list[OutputSet]:
        """Return the set of each class, and the boundary; one output has two classes."""
        classes = range(max(2, network.outputs))
        regions = [self._set(network, "decision_region", k) for k in classes]
        return [*regions, self._set(network, "decision_boundary")]

    def _output(self, network: Network) -> int:
        if self.of is None and network.outputs > 1:
            raise UnknownOptionError(
                f"the network has {network.outputs} outputs: say by --of which of them is meant, "
                "counted from 0"
            )
        return self.of or 0

    def _topology(self, cells: RegionComplex, chosen: OutputSet) -> Topology:
        return cells.topology(
            chosen.name,
            output=chosen.output or 0,
            level=chosen.level or 0,
            label=chosen.label,
            closed=chosen.closed,
            coefficients=self.coefficients or "gf2",
        )
