"""Arguments and options that several commands share."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import typer

from polyregions.arithmetic import exact_rational
from polyregions.cli.choices import one_of
from polyregions.cli.streams import read_from
from polyregions.complexes import GRAPH_KINDS
from polyregions.errors import InvalidNumberError, unknown_choice
from polyregions.readers import NETWORK_FORMATS
from polyregions.refinement import ENGINES

__all__ = [
    "AsJson",
    "Dask",
    "DomainText",
    "EngineName",
    "MaxRegions",
    "MaxSeconds",
    "NetworkFormatName",
    "OfOutputs",
    "OutputPath",
    "Point",
    "Progress",
    "SliceText",
    "Workers",
    "check_graph_kind",
    "outputs_of",
    "widths_of",
]

_SEARCH = "Search"

OutputPath = Annotated[
    str,
    typer.Option(
        "--output", "-o", metavar="FILE", help="The file to write; - for standard output."
    ),
]

NetworkFormatName = Annotated[
    str | None,
    one_of(
        "--to",
        [known.name for known in NETWORK_FORMATS if known.writer is not None],
        "What the file is to be: {}. Default: by its suffix; standard output is json.",
        metavar="FORMAT",
    ),
]

DomainText = Annotated[
    str | None,
    typer.Option(
        "--domain",
        metavar="DOMAIN",
        help=(
            'The inputs of interest: a box "[[lo, hi], ...]", unit = [0, 1]^n0, '
            "cube = [-1, 1]^n0, none = all of R^n0, or a JSON file. Default: the network's own."
        ),
        callback=read_from("--domain"),
    ),
]

SliceText = Annotated[
    str | None,
    typer.Option(
        "--slice",
        metavar="SLICE",
        help=(
            'Cut the input space: "x2=0,x3=1/2" fixes inputs, counted from 0; '
            '{"through": [points]} or {"origin": point, "directions": [vectors]} gives a line, a '
            "plane or a flat; or the path of such a JSON file. --domain is then in slice "
            "coordinates."
        ),
        callback=read_from("--slice"),
    ),
]

Point = Annotated[
    str,
    typer.Option(
        "--at",
        metavar="POINT",
        help=(
            'The point: numbers with commas, such as "0.5,1/3", or the path of a file of numbers '
            "(.txt), an array (.npy, .npz), JSON, or a tensor (.pb, .pt), or - for standard input; "
            "with --slice in slice coordinates."
        ),
        show_default=False,
        callback=read_from("--at"),
    ),
]

OfOutputs = Annotated[
    str | None,
    typer.Option(
        "--of",
        metavar="OUTPUTS",
        help=(
            "Of which function: the index of an output, counted from 0, or the coefficients of a "
            'combination, such as "1,-1/2". Default: all outputs, or the only one.'
        ),
        show_default=False,
    ),
]

EngineName = Annotated[str, one_of("--engine", ENGINES, "The engine: {}.", rich_help_panel=_SEARCH)]

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

Workers = Annotated[
    int,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        help="How many threads or processes of this machine share the work.",
        rich_help_panel=_SEARCH,
    ),
]

Dask = Annotated[
    str | None,
    typer.Option(
        "--dask",
        metavar="ADDRESS",
        help="Let a cluster of dask work: the address of its scheduler, such as tcp://host:8786.",
        rich_help_panel=_SEARCH,
    ),
]

MaxRegions = Annotated[
    int | None,
    typer.Option(
        min=0,
        metavar="N",
        help="Stop once more activation regions are found.",
        rich_help_panel=_SEARCH,
    ),
]

MaxSeconds = Annotated[
    float | None,
    typer.Option(min=0, metavar="SECONDS", help="Stop after so long.", rich_help_panel=_SEARCH),
]

Progress = Annotated[
    bool,
    typer.Option(
        "--progress/--no-progress",
        " /--quiet",
        help=(
            "Show on stderr how far long work has come: one line in a terminal, elsewhere a line "
            "now and then, the first after 10 s. Default: --progress."
        ),
        show_default=False,
        rich_help_panel=_SEARCH,
    ),
]


def outputs_of(text: str | None) -> int | list[Fraction] | None:
    """Return what ``--of`` asks about: the index of an output, or coefficients."""
    if text is None:
        return None
    if text.isascii() and text.strip().isdigit() and len(text) < 10:
        return int(text)
    parts = enumerate(text.split(","))
    return [exact_rational(part, f"number {k} of --of, counted from 0,") for k, part in parts]


def widths_of(text: str, example: str) -> list[int]:
    """Return the sizes that ``--widths`` lists."""
    try:
        return [int(size) for size in text.split(",")]
    except ValueError:
        raise InvalidNumberError(
            f"the widths are {text!r}: give whole numbers with commas, such as {example}"
        ) from None


def check_graph_kind(kind: str) -> None:
    """Refuse a kind of region graph that there is not."""
    if kind not in GRAPH_KINDS:
        raise unknown_choice("graph of", kind, GRAPH_KINDS)
