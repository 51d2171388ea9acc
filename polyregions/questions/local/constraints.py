"""All inequalities that define a region: one for each unit, and those of the domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from polyregions.arithmetic import IntegerVector, negated, primitive, repr_of_fields
from polyregions.questions.local.setting import Setting, direction_and_level

__all__ = ["Constraints"]


@dataclass(frozen=True, eq=False)
class Constraints:
    """The rows a.x <= b that define a region; some may be redundant, or stand there twice.

    Attributes
    ----------
    setting
        The network and the domain.
    rows
        The primitive integer rows (a_1, ..., a_n, b), those of units first.
    carriers
        For each row the ReLU unit whose pre-activation it is, by its position in the pattern, or
        -1 - k for row k of the domain. Units that are constant on the region have no row.
    vanishing
        The units that vanish on the whole region.
    """

    setting: Setting
    rows: tuple[IntegerVector, ...]
    carriers: tuple[int, ...]
    vanishing: tuple[int, ...]

    __repr__ = repr_of_fields

    @classmethod
    def of(cls, setting: Setting, bits: Sequence[int]) -> Constraints:
        """Return the constraints of the region with these bits."""
        rows: list[IntegerVector] = []
        carriers: list[int] = []
        vanishing: list[int] = []
        for unit, (form, bit) in enumerate(zip(setting.form.unit_forms(bits), bits, strict=True)):
            *normal, constant = primitive(form)
            if any(normal):
                rows.append((*negated(normal), constant) if bit else (*normal, -constant))
                carriers.append(unit)
            elif not constant:
                vanishing.append(unit)
        domain = setting.domain.rows
        rows += domain
        carriers += [-1 - k for k in range(len(domain))]
        return cls(setting, tuple(rows), tuple(carriers), tuple(vanishing))

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def distinct(self) -> dict[IntegerVector, tuple[int, ...]]:
        """The tightest row of each direction, with all its carriers, ascending."""
        # Of the domain's rows no two have the same direction.
        tightest = {
            direction: (level, [carrier])
            for direction, (level, carrier) in self.setting.directions.items()
        }
        found = dict(zip(self.carriers, self.rows, strict=True))
        for row, carrier in zip(self.rows, self.carriers, strict=True):
            if carrier < 0:
                break
            direction, level = direction_and_level(row)
            known = tightest.get(direction)
            if known is None or level < known[0]:
                tightest[direction] = (level, [carrier])
            elif level == known[0]:
                known[1].append(carrier)
        carriers = sorted(map(sorted, (own for _, own in tightest.values())), key=_units_first)
        return {found[own[-1]]: tuple(own) for own in carriers}


def _units_first(carriers: Sequence[int]) -> int:
    """Order units by their positions, and then the domain's rows by theirs."""
    last = carriers[-1]
    return last if last >= 0 else (1 << 62) - last
