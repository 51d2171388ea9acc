"""What ``polyregions topology`` tells: of one set, of all classes, of levels, of faces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from polyregions.arithmetic import shortest_number
from polyregions.cli.report import Columns, Row
from polyregions.complexes import FaceLattice, PersistenceDiagram, Topology
from polyregions.questions import brief_text

__all__ = ["class_parts", "face_parts", "persistence_parts", "set_parts"]

Part = Row | Columns | str

_MOST_LISTED = 40  # bars
_F_VECTORS = ("f_vector", "inner_f_vector", "bounded_f_vector")


def set_parts(found: Topology) -> Iterator[Part]:
    """Yield the rows for one set."""
    asked = found.set
    yield Row("set", "set", asked.name, str(asked))
    yield Row(None, "output", asked.output)
    yield Row(None, "label", asked.label)
    yield from _common_rows(found)
    numbers = ", ".join(map(str, found.betti_numbers))
    yield Row("Betti numbers", "betti_numbers", list(found.betti_numbers), numbers)
    if found.torsion is not None:
        yield Row("torsion", "torsion", _torsion_lists(found), _torsion_text(found.torsion))
    yield Row("Euler characteristic", "euler_characteristic", found.euler_characteristic)
    yield Row("components", "components", found.components)


def class_parts(of_classes: Sequence[Topology], boundary: Topology) -> Iterator[Part]:
    """Yield a table of the decision regions of all classes, and of the boundary between them."""
    yield from _common_rows(boundary)
    yield Row(None, "classes", [_values(found) for found in of_classes])
    yield Row(None, "boundary", _values(boundary))
    yield ""
    dimensions = range(len(boundary.betti_numbers))
    torsion = ["torsion"] if boundary.torsion is not None else []
    header = ["set", "components", *(f"b{k}" for k in dimensions), "Euler", *torsion]
    named = [*((f"class {k}", found) for k, found in enumerate(of_classes)), ("boundary", boundary)]
    yield Columns(header, [[name, *_entries(found)] for name, found in named])


def _common_rows(found: Topology) -> Iterator[Row]:
    level = found.set.level
    yield Row(None, "level", None if level is None else shortest_number(level))
    yield Row(None, "closed", found.set.closed)
    yield Row("coefficients", "coefficients", found.coefficients)


def _entries(found: Topology) -> list[Any]:
    torsion = [] if found.torsion is None else [_torsion_text(found.torsion)]
    return [found.components, *found.betti_numbers, found.euler_characteristic, *torsion]


def _values(found: Topology) -> dict[str, Any]:
    torsion = {} if found.torsion is None else {"torsion": _torsion_lists(found)}
    return {
        "betti_numbers": list(found.betti_numbers),
        **torsion,
        "euler_characteristic": found.euler_characteristic,
        "components": found.components,
    }


def _torsion_lists(found: Topology) -> list[list[int]]:
    return [list(orders) for orders in found.torsion or ()]


def _torsion_text(torsion: Sequence[Sequence[int]]) -> str:
    """Return the orders of the cyclic summands of finite order, with the dimensions.

    Examples
    --------
    >>> _torsion_text(((), (2, 6), ())), _torsion_text(((), ()))
    ('Z/2 + Z/6 in dimension 1', 'none')
    """
    texts = [
        f"{' + '.join(f'Z/{order}' for order in orders)} in dimension {dimension}"
        for dimension, orders in enumerate(torsion)
        if orders
    ]
    return ", ".join(texts) or "none"


def persistence_parts(diagram: PersistenceDiagram, output: int) -> Iterator[Part]:
    """Yield a table of the bars of an output: at which levels pieces and holes come and go."""
    yield Row("sets", "set", diagram.of)
    yield Row("output", "output", output)
    bars = [bar.to_json() for bar in diagram]
    yield Row("of", "of", diagram.of, f"{diagram.of} sets")
    yield Row("bars", "bars", bars, str(sum(bar.multiplicity for bar in diagram)))
    yield ""
    yield Columns(
        ["dimension", "birth", "death", "times"],
        [
            [
                bar.dimension,
                brief_text(bar.birth),
                "never" if bar.death is None else brief_text(bar.death),
                bar.multiplicity,
            ]
            for bar in diagram[:_MOST_LISTED]
        ],
    )
    if len(diagram) > _MOST_LISTED:
        yield f"and {len(diagram) - _MOST_LISTED} more, which --json lists"


def face_parts(lattice: FaceLattice) -> Iterator[Part]:
    """Yield a table of how many faces there are of each dimension."""
    counts = lattice.f_vector, lattice.inner_f_vector, lattice.bounded_f_vector
    for key, numbers in zip(_F_VECTORS, counts, strict=True):
        yield Row(None, key, list(numbers))
    yield Row("lines", "lineality", len(lattice.lines))
    yield Row("rays", "rays", lattice.ray_count)
    yield ""
    rows = [list(numbers) for numbers in zip(*counts, strict=True)]
    yield Columns(
        ["dimension", "faces", "inside", "bounded"],
        [[dimension, *numbers] for dimension, numbers in enumerate(rows)],
    )
