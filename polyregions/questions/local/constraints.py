"""All inequalities that define a region: one for each unit, and those of the domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from polyregions.arithmetic import IntegerVector, negated, primitive, repr_of_fields
from polyregions.networks import IntegerForm
from polyregions.polytopes import HPolytope

__all__ = ["Constraints"]


@dataclass(frozen=True, eq=False)
class Constraints:
    """The rows a.x <= b that define a region; some may be redundant, or stand there twice.

    Attributes
    ----------
    rows
        The primitive integer rows (a_1, ..., a_n, b).
    carriers
        For each row the ReLU unit whose pre-activation it is, by its position in the pattern, or
        -1 - k for row k of the domain. Units that are constant on the region have no row.
    units
        The number of rows that belong to units; they come first.
    """

    rows: tuple[IntegerVector, ...]
    carriers: tuple[int, ...]
    units: int

    __repr__ = repr_of_fields

    @classmethod
    def of(cls, network: IntegerForm, domain: HPolytope, bits: Sequence[int]) -> Constraints:
        """Return the constraints of the region with these bits."""
        rows: list[IntegerVector] = []
        carriers: list[int] = []
        for unit, (form, bit) in enumerate(zip(network.unit_forms(bits), bits, strict=True)):
            if any(form[:-1]):
                *normal, constant = primitive(form)
                rows.append((*negated(normal), constant) if bit else (*normal, -constant))
                carriers.append(unit)
        units = len(rows)
        rows += domain.rows
        carriers += [-1 - k for k in range(len(domain.rows))]
        return cls(tuple(rows), tuple(carriers), units)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def carriers_of_rows(self) -> dict[IntegerVector, tuple[int, ...]]:
        """All carriers of each row: more than one where hyperplanes coincide."""
        found: dict[IntegerVector, tuple[int, ...]] = {}
        for row, carrier in zip(self.rows, self.carriers, strict=True):
            found[row] = (*found.get(row, ()), carrier)
        return found
