"""``polyregions export``: the whole region complex, its tables or its mesh, written to files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.choices import one_of, several_of
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.output import check_writable
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import files_row, search_rows, timed
from polyregions.cli.searching import Search
from polyregions.cli.streams import output_file
from polyregions.complexes import RegionComplex, checked_domain, chosen_columns
from polyregions.errors import UnknownOptionError
from polyregions.files import (
    COMPLEX_FORMATS,
    complex_format,
    complex_paths,
    write_complex,
    write_level_set,
    write_mesh,
    write_tables,
)
from polyregions.files.complexes import ADDED_COLUMNS, TABLE_FORMATS, check_pyarrow
from polyregions.files.meshes import MESH_FORMATS, check_level, check_lift, checked_mesh_view

__all__ = ["export"]

Writing = Callable[[RegionComplex, str, str], tuple[str, ...]]

FormatName = Annotated[
    str | None,
    one_of(
        "--format",
        COMPLEX_FORMATS,
        "What the file is to be: {}. Default: by its suffix; standard output is json.",
    ),
]
Columns = Annotated[
    str | None,
    several_of(
        "--columns", ADDED_COLUMNS, "parquet, csv: columns to add, separated by commas: {}."
    ),
]
View = Annotated[
    str | None,
    typer.Option(
        "--view",
        metavar="BOX",
        help="obj, ply: cut the mesh off at a box; written like a domain.",
    ),
]
Lift = Annotated[
    int | None,
    typer.Option(
        "--lift",
        metavar="OUTPUT",
        help="obj, ply, two inputs: the output that becomes the height, counted from 0.",
    ),
]
Level = Annotated[
    str | None,
    typer.Option(
        "--level",
        metavar="NUMBER",
        help="obj, ply, three inputs: write where the output has this value, such as 0.5 or 1/3, "
        "instead of the regions.",
    ),
]
LevelOutput = Annotated[
    int,
    typer.Option(
        "--network-output",
        metavar="K",
        help="With --level: the output that is meant, counted from 0.",
    ),
]


@reads_network
@bounded()
def export(
    network: NetworkSource,
    output: options.OutputPath,
    format: FormatName = None,
    columns: Columns = None,
    view: View = None,
    lift: Lift = None,
    level: Level = None,
    network_output: LevelOutput = 0,
    domain: options.DomainText = None,
    slice: options.SliceText = None,
    engine: options.EngineName = "auto",
    workers: options.Workers = 1,
    dask: options.Dask = None,
    max_regions: options.MaxRegions = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = True,
    as_json: options.AsJson = False,
) -> None:
    """Write all regions of a network with their facets: exactly, as tables, or as a mesh.

    With --level, the mesh is that of a level set.

    Exit code 3: a budget ended it, and nothing was written.
    """
    file = output_file(output, format)
    kind = complex_format(file, format)
    _check_options(kind, columns, {"--view": view, "--lift": lift, "--level": level})
    added = chosen_columns(() if columns is None else columns.split(","), ADDED_COLUMNS)
    check_writable(complex_paths(file, kind))
    search = Search.of(
        network, domain, slice, engine, workers, progress, max_regions, max_seconds, dask
    )
    if kind in MESH_FORMATS:
        checked_mesh_view(search.network, checked_domain(search.network, search.domain), view)
        if lift is not None:
            check_lift(search.network, lift)
        if level is not None:
            check_level(search.network, level, network_output)
    complex, seconds = search.regions()
    if level is not None:
        write: Writing = partial(write_level_set, level=level, output=network_output, view=view)
    elif kind in MESH_FORMATS:
        write = partial(write_mesh, view=view, lift=lift)
    elif kind in TABLE_FORMATS:
        write = partial(write_tables, columns=added)
    else:
        write = write_complex
    files, writing = timed(lambda: write(complex, file, kind))
    Report.of(
        *network_rows(search.network),
        Row(None, "format", kind),
        Row("regions", "regions", len(complex)),
        Row("facets", "facets", len(complex.enumeration.facet_neighbours)),
        *search_rows(complex.engine, seconds, writing),
        files_row(files),
    ).show(as_json)


def _check_options(kind: str, columns: str | None, of_meshes: Mapping[str, Any]) -> None:
    """Refuse options that mean nothing to a format, and formats whose package is missing."""
    if columns is not None and kind not in TABLE_FORMATS:
        raise UnknownOptionError(
            f"--columns is for {' and '.join(TABLE_FORMATS)}, not {kind}: leave it out"
        )
    for name, value in of_meshes.items():
        if value is not None and kind not in MESH_FORMATS:
            raise UnknownOptionError(
                f"{name} is for {' and '.join(MESH_FORMATS)}, not {kind}: leave it out"
            )
    if kind == "parquet":
        check_pyarrow()
