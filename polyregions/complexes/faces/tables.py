"""Tables of faces for pandas, Arrow and polars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from polyregions.budgets import checkpoint
from polyregions.complexes.faces.attributes import FACE_COLUMNS
from polyregions.complexes.region_table import Values, chosen_columns

if TYPE_CHECKING:
    from polyregions.complexes.faces.lattice_columns import LatticeColumns

__all__ = ["TABLE_FACE_COLUMNS", "face_columns"]

TABLE_FACE_COLUMNS = tuple(
    name for name in FACE_COLUMNS if name not in ("pattern", "interior_point")
)
"""What tables have where nothing else is asked for."""


def face_columns(
    lattice: LatticeColumns, dimension: int | None, columns: Iterable[str] | None
) -> Iterator[dict[str, Values]]:
    """Yield chosen columns of the faces of one dimension after the other.

    Parameters
    ----------
    lattice
        The faces.
    dimension
        The dimension; None for all.
    columns
        The columns, as attributes of :func:`polyregions.complexes.hasse_diagram`;
        None for those of ``TABLE_FACE_COLUMNS``.

    Raises
    ------
    UnknownOptionError
        If there is no such column, or there are no faces of this dimension.

    Examples
    --------
    >>> import polyregions as pr
    >>> lattice = pr.regions(pr.montufar(inputs=1, width=2, depth=2)).face_lattice
    >>> for part in face_columns(lattice, None, ["signs", "bounded"]):
    ...     part["signs"], part["bounded"].tolist()
    (['+0', '0-', '++'], [True, True, True])
    (['+-', '++'], [True, True])
    """
    names = TABLE_FACE_COLUMNS if columns is None else chosen_columns(columns, FACE_COLUMNS)
    dimensions = lattice.dimensions if dimension is None else [dimension]
    for chosen in dimensions:
        checkpoint()
        lattice.faces(chosen)  # refuses what there is not
        yield {name: FACE_COLUMNS[name](lattice, chosen) for name in names}
