"""Tables of regions for pandas, Arrow and polars, whichever is installed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from polyregions.complexes.region_table import Lists, RegionTable, Values
from polyregions.errors import PolyregionsError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from polyregions.complexes.cell_complex import CellComplex

__all__ = [
    "arrow_of",
    "arrow_table",
    "package",
    "pandas_of",
    "polars_of",
    "to_arrow",
    "to_pandas",
    "to_polars",
]


def to_arrow(complex: CellComplex, of: str, columns: Iterable[str] | None) -> pyarrow.Table:
    """Return a table of the regions of a complex.

    Parameters
    ----------
    complex
        The complex.
    of
        "activation_regions" (definition 2) or "linear_regions" (4): what a row is.
    columns
        The columns, in their order, any of

        - ``pattern`` (text): the pattern, of the first activation region in the row;
        - ``members`` (int), ``regions`` (list of int): how many activation regions there are, and
          which;
        - ``linear_region``, ``affine_class`` (int): the labels of the linear region and of the
          affine map;
        - ``interior_point`` (n0 floats): a point inside the first of them;
        - ``gradient`` (outputs times n0 floats), ``offset`` (a float for each output): the affine
          map;
        - ``volume`` (float, infinite where unbounded), ``centroid`` (n0 floats, NaN where
          unbounded), ``bounding_box`` (n0 pairs of floats);
        - ``facets`` (int): how many facets of activation regions make up the boundary;
        - ``neighbours`` (list of int): the rows that share a facet with it.

        None: those that every complex has soon, all but the measures and the labels.

    Raises
    ------
    UnknownOptionError
        If there is no such column, or ``of`` is neither.
    PolyregionsError
        If the package is not installed.

    Notes
    -----
    Floats are the exact numbers, rounded correctly; of linear regions of several members, volume
    and centroid are float sums and means of theirs.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    >>> to_arrow(cells, "activation_regions", ["pattern", "volume"]).to_pydict()
    {'pattern': ['1100', '1101', '1110', '1111'], 'volume': [0.25, 0.25, 0.25, 0.25]}
    """
    return arrow_of(RegionTable.of_complex(complex, of, columns).parts())


def to_pandas(complex: CellComplex, of: str, columns: Iterable[str] | None) -> pandas.DataFrame:
    """Return a table of regions; entries of several numbers are arrays. See :func:`to_arrow`."""
    return pandas_of(RegionTable.of_complex(complex, of, columns).parts())


def to_polars(complex: CellComplex, of: str, columns: Iterable[str] | None) -> polars.DataFrame:
    """Return a table of regions; see :func:`to_arrow`."""
    return polars_of(RegionTable.of_complex(complex, of, columns).parts())


def arrow_of(parts: Iterable[Mapping[str, Values]]) -> pyarrow.Table:
    """Return columns, some rows after the other, as one table of Arrow."""
    return package("pyarrow").concat_tables(map(arrow_table, parts))


def pandas_of(parts: Iterable[Mapping[str, Values]]) -> pandas.DataFrame:
    """Return columns, some rows after the other, as one table of pandas."""
    pd = package("pandas")
    frames = [
        pd.DataFrame({name: _entries(values) for name, values in part.items()}) for part in parts
    ]
    return pd.concat(frames, ignore_index=True)


def polars_of(parts: Iterable[Mapping[str, Values]]) -> polars.DataFrame:
    """Return columns, some rows after the other, as one table of polars."""
    pl = package("polars")
    return pl.concat(
        pl.DataFrame({name: _polars_column(pl, values) for name, values in part.items()})
        for part in parts
    )


def arrow_table(part: Mapping[str, Values]) -> pyarrow.Table:
    """Return columns of some rows as a table of Arrow."""
    pa = package("pyarrow")
    return pa.table({name: _arrow_array(pa, values) for name, values in part.items()})


def package(name: str) -> Any:
    """Return a package that makes tables.

    Raises
    ------
    PolyregionsError
        If it is not installed.
    """
    try:
        return import_module(name)
    except ImportError:
        raise PolyregionsError(
            f"such tables are made by the package {name}, which is missing: "
            "pip install 'polyregions[tables]'"
        ) from None


def _entries(values: Values) -> Any:
    if isinstance(values, Lists):
        return values.split()
    return list(values) if isinstance(values, np.ndarray) and values.ndim > 1 else values


def _arrow_array(pa: Any, values: Values) -> Any:
    if isinstance(values, list):
        return pa.array(values, pa.string())
    if isinstance(values, Lists):
        return pa.ListArray.from_arrays(values.offsets.astype(np.int32), pa.array(values.entries))
    if values.ndim == 1:
        return pa.array(np.ascontiguousarray(values))
    inner = values.reshape(-1, *values.shape[2:])
    return pa.FixedSizeListArray.from_arrays(_arrow_array(pa, inner), values.shape[1])


def _polars_column(pl: Any, values: Values) -> Any:
    if isinstance(values, list):
        return pl.Series(values, dtype=pl.String)
    if isinstance(values, Lists):
        return pl.Series(values.split()).cast(pl.List(pl.Int64))
    return pl.Series(np.ascontiguousarray(values))
