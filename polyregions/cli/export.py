"""``polyregions export``: the whole region complex, its tables or its mesh, written to files."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated

import typer

from polyregions.cli.options import (
    AsJson,
    DomainText,
    EngineName,
    NetworkPath,
    OutputPath,
    Progress,
    SliceText,
    Workers,
    chosen_domain,
    sliced,
)
from polyregions.cli.output import check_writable, network_rows, print_json, print_table
from polyregions.cli.searching import found_regions
from polyregions.complexes import RegionComplex, checked_domain
from polyregions.errors import UnknownOptionError
from polyregions.files import (
    COMPLEX_FORMATS,
    complex_format,
    complex_paths,
    write_complex,
    write_mesh,
    write_tables,
)
from polyregions.files.complexes import TABLE_FORMATS, check_pyarrow
from polyregions.files.meshes import MESH_FORMATS, check_lift, checked_view
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.readers import read_network

__all__ = ["export"]

FormatName = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="NAME",
        help=f"{', '.join(COMPLEX_FORMATS)}. Default: by the file's suffix.",
    ),
]
Exact = Annotated[
    bool,
    typer.Option(
        "--exact",
        help="parquet, csv: add the exact numbers as texts, and all units on each facet.",
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


def export(
    network: NetworkPath,
    output: OutputPath,
    format: FormatName = None,
    exact: Exact = False,
    view: View = None,
    lift: Lift = None,
    domain: DomainText = None,
    slice: SliceText = None,
    engine: EngineName = "auto",
    workers: Workers = 1,
    progress: Progress = None,
    as_json: AsJson = False,
) -> None:
    """Write all regions of a network with their facets: exactly, as tables, or as a mesh."""
    kind = complex_format(output, format)
    _check_options(kind, exact, view, lift)
    check_writable(complex_paths(output, kind))
    net = sliced(read_network(network), slice, domain)
    polytope = chosen_domain(net, domain)
    if kind in MESH_FORMATS:
        _check_mesh(net, polytope, view, lift)
    complex, seconds = found_regions(net, polytope, engine, workers, progress)
    start = perf_counter()
    files = _written(complex, output, kind, exact, view, lift)
    writing = perf_counter() - start
    facets = len(complex.enumeration.facet_neighbours)
    if as_json:
        print_json(
            {
                "format": kind,
                "regions": len(complex),
                "facets": facets,
                "complete": True,
                "engine": complex.engine,
                "seconds": round(seconds, 6),
                "seconds_writing": round(writing, 6),
                "files": list(files),
            }
        )
        return
    print_table(
        [
            *network_rows(net),
            ("regions", len(complex)),
            ("facets", facets),
            ("engine", complex.engine),
            ("seconds", f"{seconds:.3f} to find them, {writing:.3f} to write them"),
            ("written to", ", ".join(files)),
        ]
    )


def _check_options(kind: str, exact: bool, view: str | None, lift: int | None) -> None:
    """Refuse options that mean nothing to a format, and formats whose package is missing."""
    if exact and kind not in TABLE_FORMATS:
        raise UnknownOptionError(
            f"--exact is for {' and '.join(TABLE_FORMATS)}, not {kind}: leave it out"
        )
    for name, value in (("--view", view), ("--lift", lift)):
        if value is not None and kind not in MESH_FORMATS:
            raise UnknownOptionError(
                f"{name} is for {' and '.join(MESH_FORMATS)}, not {kind}: leave it out"
            )
    if kind == "parquet":
        check_pyarrow()


def _check_mesh(net: Network, domain: HPolytope | None, view: str | None, lift: int | None) -> None:
    checked_view(net, checked_domain(net, domain), view)
    if lift is not None:
        check_lift(net, lift)


def _written(
    complex: RegionComplex,
    output: str,
    kind: str,
    exact: bool,
    view: str | None,
    lift: int | None,
) -> tuple[str, ...]:
    if kind in TABLE_FORMATS:
        return write_tables(complex, output, kind, exact=exact)
    if kind in MESH_FORMATS:
        return write_mesh(complex, output, kind, view=view, lift=lift)
    return write_complex(complex, output, kind)
