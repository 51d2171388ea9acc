"""Arguments and options that several commands share."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from polyregions.complexes import Definition
from polyregions.networks import Network
from polyregions.polytopes import HPolytope, interior_point
from polyregions.readers import NETWORK_FORMATS, parse_domain, parse_slice
from polyregions.refinement import ENGINES, chosen_engine

__all__ = [
    "NETWORK_HELP",
    "AsJson",
    "DefinitionName",
    "DomainText",
    "EngineName",
    "NetworkPath",
    "OutputPath",
    "Progress",
    "SliceText",
    "Workers",
    "announce_compilation",
    "chosen_domain",
    "sliced",
    "wants_progress",
]

_SUFFIXES = ", ".join(known.suffixes_text for known in NETWORK_FORMATS)
NETWORK_HELP = f"The network's file: {_SUFFIXES}."

NetworkPath = Annotated[
    str,
    typer.Argument(metavar="NETWORK", help=NETWORK_HELP, show_default=False),
]

OutputPath = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")
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
    ),
]

DefinitionName = Annotated[
    str,
    typer.Option(
        "--definition",
        metavar="NAME",
        help=f"What counts as one region: {', '.join(d.value for d in Definition)}.",
    ),
]

EngineName = Annotated[
    str, typer.Option("--engine", metavar="NAME", help=f"The engine: {', '.join(ENGINES)}.")
]

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

Workers = Annotated[
    int, typer.Option("--workers", metavar="N", min=1, help="The number of processes.")
]

Progress = Annotated[
    bool | None,
    typer.Option(
        "--progress/--no-progress",
        help="Show a progress bar on stderr. Default: if stderr is a terminal.",
        show_default=False,
    ),
]


def chosen_domain(network: Network, text: str | None) -> HPolytope | None:
    """Return the domain that ``--domain`` asks for, the network's own if it is missing."""
    return network.domain if text is None else parse_domain(text, network.inputs)


def sliced(network: Network, text: str | None, domain: str | None) -> Network:
    """Return the restriction that ``--slice`` asks for, the network itself if it is missing.

    The text of ``--domain`` is needed for slices outside of the network's own domain.
    """
    return network if text is None else parse_slice(text, network, domain)


def announce_compilation(engine: str, network: Network, domain: HPolytope | None) -> None:
    """Say on stderr that the kernel of engine ``vertices`` is about to be compiled, if it is.

    Raises
    ------
    InvalidDomainError
        If the domain has no interior: then nothing will be compiled.
    """
    if chosen_engine(engine, network.inputs) != "vertices":
        return
    if domain is not None:
        interior_point(domain)
    from polyregions.refinement import kernel_is_compiled

    if not kernel_is_compiled():
        print("polyregions: compiling the kernel, once (about 15 s)", file=sys.stderr)


def wants_progress(option: bool | None) -> bool:
    """Return whether to show a progress bar."""
    return sys.stderr.isatty() if option is None else option
