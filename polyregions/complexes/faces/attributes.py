"""What nodes of graphs and rows of tables can tell of faces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float
from polyregions.budgets import in_time
from polyregions.complexes.faces.face import point_inside
from polyregions.complexes.pattern_texts import pattern_texts
from polyregions.complexes.region_table import Lists, Values

if TYPE_CHECKING:
    from polyregions.complexes.faces.lattice_columns import LatticeColumns

__all__ = ["FACE_COLUMNS", "LIGHT_FACE_COLUMNS", "records"]

_SIGN_CODES = np.frombuffer(b"-0+", dtype=np.uint8)


def records(
    lattice: LatticeColumns, dimension: int, names: Sequence[str]
) -> Iterable[dict[str, Any]]:
    """Yield what is chosen of ``FACE_COLUMNS`` for each face, in Python's types.

    Parameters
    ----------
    lattice, dimension
        The faces of one dimension.
    names
        What is chosen.
    """
    columns = [_plain(FACE_COLUMNS[name](lattice, dimension)) for name in names]
    if not columns:
        return ({} for _ in range(lattice.f_vector[dimension]))
    return (dict(zip(names, row, strict=True)) for row in in_time(zip(*columns, strict=True)))


def _plain(values: Values) -> Iterable[Any]:
    if isinstance(values, Lists):
        return (tuple(entries.tolist()) for entries in values.split())
    if isinstance(values, np.ndarray):
        rows: list[Any] = values.tolist()
        return map(tuple, rows) if values.ndim > 1 else rows
    return values


def _signs(lattice: LatticeColumns, dimension: int) -> list[str]:
    ends = np.cumsum(lattice.complex.network.pattern_sizes, dtype=np.intp)[:-1]
    codes = np.insert(_SIGN_CODES[lattice.faces(dimension).signs + 1], ends, ord("|"), axis=1)
    text = codes.tobytes().decode("ascii")
    length = codes.shape[1]
    return [text[length * k : length * (k + 1)] for k in range(len(codes))]


def _patterns(lattice: LatticeColumns, dimension: int) -> list[str]:
    sizes = lattice.complex.network.pattern_sizes
    return pattern_texts(lattice.faces(dimension).patterns, sizes)


def _vertices(lattice: LatticeColumns, dimension: int) -> Lists:
    faces = lattice.faces(dimension)
    chosen = faces.generators < lattice.vertex_count
    return Lists(_before(chosen)[faces.generator_offsets], faces.generators[chosen])


def _rays(lattice: LatticeColumns, dimension: int) -> Lists:
    faces, count = lattice.faces(dimension), lattice.vertex_count
    chosen = faces.generators >= count
    return Lists(_before(chosen)[faces.generator_offsets], faces.generators[chosen] - count)


def _before(chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many are chosen before each place, and of all."""
    return np.concatenate([[0], np.cumsum(chosen)])


def _regions(lattice: LatticeColumns, dimension: int) -> Lists:
    faces = lattice.faces(dimension)
    return Lists(faces.cell_offsets, faces.cells)


def _facets(lattice: LatticeColumns, dimension: int) -> Lists:
    faces = lattice.faces(dimension)
    return Lists(faces.facet_offsets, faces.facets)


def _interior_points(lattice: LatticeColumns, dimension: int) -> NDArray[np.float64]:
    faces, count = lattice.faces(dimension), lattice.vertex_count
    points = []
    for own in in_time(Lists(faces.generator_offsets, faces.generators).split()):
        numbers = own.tolist()
        vertices = [lattice.vertices[i] for i in numbers if i < count]
        rays = [lattice.rays[i - count] for i in numbers if i >= count]
        points.append([nearest_float(x) for x in point_inside(vertices, rays)])
    return np.array(points, dtype=np.float64).reshape(len(faces), -1)


FACE_COLUMNS: Mapping[str, Callable[[LatticeColumns, int], Values]] = {
    "dimension": lambda lattice, dimension: np.full(lattice.f_vector[dimension], dimension),
    "index": lambda lattice, dimension: np.arange(lattice.f_vector[dimension]),
    "signs": _signs,
    "pattern": _patterns,
    "vertices": _vertices,
    "rays": _rays,
    "regions": _regions,
    "facets": _facets,
    "bounded": lambda lattice, dimension: lattice.faces(dimension).are_bounded,
    "on_boundary": lambda lattice, dimension: lattice.faces(dimension).are_on_boundary,
    "interior_point": _interior_points,
}
"""What is known of the faces of one dimension, by its name."""

LIGHT_FACE_COLUMNS = ("dimension", "signs", "bounded")
"""What nodes of graphs carry where nothing else is asked for."""
